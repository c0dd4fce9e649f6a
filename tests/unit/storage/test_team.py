"""Lasting ids of the scheme, roles of annotators, rounds, draws, hand-outs and hand-ins.

What is tested: `storage/team.py`, `storage/team_tables.py`, `storage/lasting_ids.py`,
`core/team.py`, and that copies, checks, the bin and rescues know of them.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import scheme_acts
from annotator.core.codes import ActKind, Part
from annotator.core.records import Act, Binned, Change, Label, Topic, TopicGroup
from annotator.core.team import Draw, HandIn, Handout, Origin, Role, Round
from annotator.storage import NewArticle, Store, migrations
from annotator.storage.rescue import rescue
from annotator.workspace import checking
from tests.unit.storage.making import AT, SCHEME, TEXT, adding, new_store, span

Made = tuple[Store, int, int]


def _uids(store: Store) -> dict[tuple[type, int], str]:
    scheme = store.scheme.read()
    return {(type(x), x.id): x.uid for x in (*scheme.labels, *scheme.groups, *scheme.topics)}


def _filled(store: Store, me: int, article: int) -> Round:
    """A project with a row in each of the tables."""
    team = store.team
    repeat = team.make_repeat(me)
    draws = [
        Draw(0, article, me, Part.OVERLAP, 0.25, 1),
        Draw(0, article, repeat, Part.REPEAT, 0.5, 2),
    ]
    made = team.add_round(Round(0, "", "main", AT, 7, "frozen", '{"coders": ["ann"]}'), draws)
    out = team.add_handout(Handout("", made.id, me, AT, "ann.annotator.db"))
    act = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    team.add_hand_in(HandIn("d1", out.uid, me, AT, AT, act))
    team.make_gold()
    return made


def test_every_label_group_and_topic_gets_a_lasting_id_of_its_own(made: Made) -> None:
    found = _uids(made[0])
    assert len(found) == len(SCHEME.labels) + len(SCHEME.groups) + len(SCHEME.topics)
    assert len(set(found.values())) == len(found)
    assert all(len(uid) == 16 and int(uid, 16) >= 0 for uid in found.values())


def test_lasting_ids_stay_through_edits_undo_and_redo_of_acts_that_know_none(made: Made) -> None:
    """As those in logs from before there were any."""
    store, me, _ = made
    first = _uids(store)
    scheme = store.scheme.read()
    old = replace(scheme.labels[0], uid="")
    store.acts.commit(scheme_acts.change(scheme, old, replace(old, name="Human")), me, AT)
    new = scheme_acts.add(store.scheme.read(), Label(9, "Event"))
    store.acts.commit(new, me, AT)
    uid = _uids(store)[Label, 9]
    assert _uids(store) == {**first, (Label, 9): uid} and uid
    for _ in range(2):
        store.history.undo(me, AT)
        assert (Label, 9) not in _uids(store)
        store.history.redo(me, AT)
        assert _uids(store)[Label, 9] == uid
    gone = replace(store.scheme.read().label(9), uid="")
    store.acts.commit(Act(ActKind.LABEL_DELETE, None, (Change(gone, None),)), me, AT)
    store.history.undo(me, AT)
    assert _uids(store)[Label, 9] == uid
    assert [str(x) for x in checking.damages(store)] == []


def test_a_project_of_before_gets_them_and_what_its_bin_keeps_too(tmp_path: Path) -> None:
    path = tmp_path / "old.annotator.db"
    number = migrations.STEPS.index(migrations.team)
    record = '{"labels": {"id": 7, "name": "Event"}}'
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:number])
        connection.execute("INSERT INTO bin_labels VALUES ('labels', 7, ?)", (record,))
        connection.execute("INSERT INTO topic_groups VALUES (1, 'Topics', 1, 0, 0)")
    with Store.open(path) as store:
        assert len(store.scheme.read().groups[0].uid) == 16
        kept = store.bin.labels.named(Label, "Event")
        assert kept is not None and len(kept.uid) == 16
        assert len(store.team.project_uid) == 16


def test_an_article_that_comes_back_brings_its_label_with_its_lasting_id(made: Made) -> None:
    store, me, article = made
    store.acts.commit(scheme_acts.add(store.scheme.read(), Label(9, "Event")), me, AT)
    uid = _uids(store)[Label, 9]
    store.acts.commit(adding(span(store, article, me, 0, 2, 9)), me, AT)
    removed = Act(ActKind.ARTICLE_REMOVE, article, (Change(None, Binned(article)),))
    store.acts.commit(removed, me, AT)
    (gone,) = (x for x in store.scheme.read().labels if x.id == 9)
    store.acts.commit(Act(ActKind.LABEL_DELETE, None, (Change(gone, None),)), me, AT)
    back = Act(ActKind.ARTICLE_RESTORE, article, (Change(Binned(article), None),))
    store.acts.commit(back, me, AT)
    assert _uids(store)[Label, 9] == uid


def test_gold_and_repeats_are_no_people(made: Made) -> None:
    store, me, _ = made
    other = store.annotators.id_of("bob")
    repeat, gold = store.team.make_repeat(me), store.team.make_gold()
    assert store.team.make_repeat(me) == repeat and store.team.make_gold() == gold
    assert store.team.people() == [(me, "ann"), (other, "bob")]
    assert store.team.repeats() == {repeat: me} and store.team.gold() == gold
    assert store.team.roles()[gold] == Role.GOLD
    assert dict(store.annotators.all())[repeat] == "ann (repeat)"


def test_what_was_drawn_handed_out_and_came_back_is_read_as_it_was_stored(made: Made) -> None:
    store, me, article = made
    round_ = _filled(store, me, article)
    team = store.team
    assert team.rounds() == [round_] and len(round_.uid) == 16
    assert [(x.part, x.chance) for x in team.draws(round_.id)] == [
        ("overlap", 0.25),
        ("repeat", 0.5),
    ]
    assert [x.part for x in team.draws(annotator=me)] == ["overlap"]
    assert team.draws(round_.id + 1) == []
    (out,) = team.handouts()
    assert out.file == "ann.annotator.db" and [x.handout for x in team.hand_ins()] == [out.uid]


def test_a_hand_in_that_was_taken_back_is_none_until_it_is_done_again(made: Made) -> None:
    store, me, article = made
    _filled(store, me, article)
    store.history.undo(me, AT)
    assert store.team.hand_ins() == []
    store.history.redo(me, AT)
    assert [x.digest for x in store.team.hand_ins()] == ["d1"]


def test_a_hand_out_says_whose_it_is_and_is_the_same_project(made: Made) -> None:
    store, *_ = made
    assert store.team.origin is None
    origin = Origin("f" * 16, "r", "h", "ann", "lead", AT)
    store.team.become_handout(origin)
    assert store.team.origin == origin and store.team.project_uid == "f" * 16
    store.settings.set("handout", {"project": 1})
    assert store.team.origin is None


@pytest.fixture
def full(made: Made) -> Made:
    store, me, article = made
    other, _ = store.articles.add(NewArticle(TEXT + " More.", imported_at=AT))
    _filled(store, me, article)
    store.team.add_round(Round(0, "", "second", AT, 8), [Draw(0, other, me, Part.OWN)])
    return store, me, other


def test_draws_go_to_the_bin_with_their_article_and_come_back(full: Made) -> None:
    store, me, other = full
    before = store.team.draws()
    removed = Act(ActKind.ARTICLE_REMOVE, other, (Change(None, Binned(other)),))
    store.acts.commit(removed, me, AT)
    assert other not in {x.article for x in store.team.draws()}
    assert [str(x) for x in checking.damages(store)] == []
    store.history.undo(me, AT)
    assert store.team.draws() == before


def test_a_copy_is_the_same_project_and_a_rescue_saves_all_of_it(
    full: Made, tmp_path: Path
) -> None:
    store, *_ = full
    held = (store.team.project_uid, store.team.rounds(), store.team.draws(), store.team.handouts(),
            store.team.hand_ins(), store.team.roles(), _uids(store))  # fmt: skip
    store.copy_to(tmp_path / "copy.annotator.db")
    rescue(store.path, tmp_path / "saved.annotator.db")
    for name in ("copy.annotator.db", "saved.annotator.db"):
        with Store.open(tmp_path / name) as other:
            team = other.team
            assert held == (team.project_uid, team.rounds(), team.draws(), team.handouts(),
                            team.hand_ins(), team.roles(), _uids(other))  # fmt: skip
            assert [str(x) for x in checking.damages(other)] == []


_NEVER_STORED = (
    ("UPDATE draws SET part = 'lost'", "draws"),
    ("UPDATE draws SET chance = 0 WHERE part = 'own'", "draws"),
    ("UPDATE annotators SET role = 'king' WHERE name = 'gold'", "annotators"),
    ("UPDATE rounds SET suggestions = 'some'", "rounds"),
    ("UPDATE rounds SET plan = '{'", "rounds"),
    ("UPDATE handouts SET made_at = x'00'", "handouts"),
    ("UPDATE hand_ins SET act = 'one'", "hand_ins"),
)


def test_a_value_that_was_never_stored_is_found(full: Made) -> None:
    store, *_ = full
    for sql, table in _NEVER_STORED:
        store._db.connection.execute("BEGIN")
        store._db.connection.execute(sql)
        assert table in {x.table for x in store.damage.all()}, sql
        store._db.connection.execute("ROLLBACK")
    assert list(store.damage.all()) == []


def test_a_changed_byte_of_a_lasting_id_is_found(full: Made) -> None:
    """It is in an index too."""
    store, *_ = full
    path = store.path
    uid = _uids(store)[Topic, 1]
    store.close()
    data = path.read_bytes()
    at = data.index(uid.encode())
    other = b"0" if data[at : at + 1] != b"0" else b"1"
    path.write_bytes(data[:at] + other + data[at + 1 :])
    with Store.open(path) as store:
        assert "topics" in {x.table for x in checking.damages(store)}


def test_a_rescue_gives_lasting_ids_where_the_project_had_none(tmp_path: Path) -> None:
    store, *_ = new_store(tmp_path / "p.annotator.db")
    store._db.connection.execute("UPDATE labels SET uid = ''")
    store._db.connection.execute("DELETE FROM settings WHERE name = 'project_uid'")
    store.close()
    rescue(tmp_path / "p.annotator.db", tmp_path / "saved.annotator.db")
    with Store.open(tmp_path / "saved.annotator.db") as saved:
        assert all(len(x.uid) == 16 for x in saved.scheme.read().labels)
        assert len(json.dumps(saved.settings.get("project_uid"))) == 18
        assert isinstance(saved.scheme.read().groups[0], TopicGroup)
