"""The bin: an article that is removed is nowhere, and comes back with everything.

What is tested: `storage/bin.py`, `storage/bin_labels.py`.
"""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import scheme_acts
from annotator.core.query import Query
from annotator.core.records import (
    Act,
    Binned,
    Change,
    CodingRule,
    InputMethod,
    Label,
    Status,
    Topic,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.storage import NewArticle, Store, migrations, own_schema
from annotator.storage import bin as bin_
from annotator.storage.bin import OWN
from tests.unit.storage.making import (
    AT,
    SCHEME,
    adding,
    answering,
    confirming,
    finishing,
    new_store,
    span,
    suggest,
)

TEXTS = ("Xi met Joe in Paris.", "Joe met Xi.", "Xi met Joe in Paris.", "Xi met Joe in Paris.")
_CHANGES_WITH_EACH_ACT = {"acts", "stamp", "sqlite_sequence", "sqlite_stat1"}


def removing(*articles: int) -> Act:
    return Act("article.remove", None, tuple(Change(None, Binned(x)) for x in articles), "x")


def restoring(*articles: int) -> Act:
    return Act("article.restore", None, tuple(Change(Binned(x), None) for x in articles), "x")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the log of acts and what counts changes."""
    db = store._db
    names = [name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for name in sorted(set(names) - _CHANGES_WITH_EACH_ACT):
        columns = [row[1] for row in db.rows(f"PRAGMA table_info({name})")]
        shown = [f'"{x}"' for x in columns if x not in ("bin_version", "scheme_version", "place")]
        if not name.startswith("article_words"):
            rows = db.rows(f"SELECT {', '.join(shown)} FROM {name}")
            found[name] = sorted(rows, key=repr)
    return found


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Store, int]:
    """Articles, three of them with one text, each with work of every kind by two people."""
    store, me, first = new_store(tmp_path / "p.db")
    other = store.annotators.id_of("bob")
    for text in TEXTS:
        store.articles.add(NewArticle(text, title=f"About {text}", key=text[:3], published="2024"))
    for article in range(first + 1, len(TEXTS) + 2):
        number = suggest(store, article, {"Xi": 1, "Joe": 2})[0]
        store.acts.commit(confirming(store, article, me, number, InputMethod.KEY), me, AT)
        for who in (me, other):
            store.acts.commit(adding(span(store, article, who, 3, 6, 2)), who, AT)
            store.acts.commit(answering(article, who, 1), who, AT)
            store.acts.commit(finishing(None, article, who, Status.DONE), who, AT)
        coding_rule = CodingRule(f"Xi {article}", me, AT, 1, "a person", article)
        store.acts.commit(Act("ruling.add", article, (Change(None, coding_rule),), "Xi"), me, AT)
        store.readings.put(article, "f", b"read")
        store.judgements.put({article: {"shown": 1, "static": 2}}, 1)
    while store.search.index_some():
        pass
    return store, me


def test_every_table_of_articles_has_its_like_in_the_bin(filled: tuple[Store, int]) -> None:
    db = filled[0]._db
    tables = [name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in tables:
        columns = [row[1] for row in db.rows(f"PRAGMA table_info({name})")]
        is_own = not name.startswith("bin") and ("article" in columns or name == "articles")
        if is_own and name not in (
            "acts",
            "sketches",
            "near_copies",
            "kept_apart",
            "settled",
        ):  # they stay
            assert name in OWN, f"{name} names articles: add it to OWN and make bin_{name}"
    for name in OWN:
        own = [row[1] for row in db.rows(f"PRAGMA table_info({name})")]
        assert own == [row[1] for row in db.rows(f"PRAGMA table_info(bin_{name})")], name


def test_a_table_that_comes_later_does_not_change_the_migration(monkeypatch) -> None:
    monkeypatch.setattr(bin_, "OWN", (*OWN, "comes_later"))
    with closing(sqlite3.connect(":memory:")) as connection:
        own_schema.make(connection, migrations.VERSION)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {f"bin_{name}" for name in OWN} <= tables
    assert "bin_comes_later" not in tables


@pytest.mark.parametrize("seed", range(6))
def test_undo_and_redo_of_removals_give_every_row_back(
    filled: tuple[Store, int], seed: int
) -> None:
    store, me = filled
    chance = random.Random(seed)
    states = [everything(store)]
    for _ in range(4):
        there = [n for (n,) in store._db.rows("SELECT id FROM articles ORDER BY id")]
        binned = store.bin.ids()
        if binned and chance.random() < 0.4:
            act = restoring(*chance.sample(binned, chance.randint(1, len(binned))))
        else:
            act = removing(*chance.sample(there, min(len(there), chance.randint(1, 2))))
        store.acts.commit(act, me, AT)
        states.append(everything(store))
    for state in reversed(states[:-1]):
        undone = store.history.undo(me, AT)
        assert undone is not None
        assert undone.left == 0
        assert everything(store) == state
    for state in states[1:]:
        assert store.history.redo(me, AT) is not None
        assert everything(store) == state


def test_what_is_in_the_bin_is_nowhere_else(filled: tuple[Store, int]) -> None:
    store, me = filled
    before = store.counts.of(me)
    store.lists.ids(me, status="all", order="random")  # lists made before must not stay
    store.acts.commit(removing(2, 3), me, AT)
    for name in OWN:
        key = "id" if name == "articles" else "article"
        assert not store._db.rows(f"SELECT 1 FROM {name} WHERE {key} IN (2, 3)"), name
    for order in ("imported", "date", "random", "doubt"):
        for status in ("todo", "done", "all"):
            ids = store.lists.ids(me, status=status, order=order, include_duplicates=True)
            assert not {2, 3} & set(ids), (order, status)
        everyone = store.lists.ids(me, status="all", order=order, include_duplicates=True)
        assert sorted(everyone) == [1, 4, 5]
    assert list(store.search.articles("Joe")) == [4, 5]
    assert store.search.titled("about", 9) == [4, 5]
    assert list(store.filters.articles(Query(words="Joe"), (), me)) == [4, 5]
    assert {article.id for article, _ in store.export.articles()} == {1, 4, 5}
    assert set(store.memory.by_article()) == {4, 5}
    assert list(store.reviews.finished_page(0, 99)) == [4, 5]
    info, counts = store.counts.info(), store.counts.of(me)
    assert (info["articles"], info["in_bin"], info["done"]) == (3, 2, 2)
    assert counts["spans"] == before["spans"] // 2
    assert counts["all"] == 2  # 5 is a duplicate of 4 now
    assert store.articles.get(4).duplicate_of is None
    assert store.articles.get(5).duplicate_of == 4
    with pytest.raises(UserError, match="no such article"):
        store.articles.get(2)
    assert [row.id for row in store.bin.rows(store.bin.ids())] == [2, 3]


def test_what_comes_late_for_an_article_in_the_bin_is_let_go(filled: tuple[Store, int]) -> None:
    store, me = filled
    rows = store.sheets.read(2, me)
    store.acts.commit(removing(2), me, AT)
    assert rows.tokens is not None
    assert rows.review is not None
    run = store.suggestions.run_id("en", "2", "g")
    assert not store.suggestions.put(2, run, rows.tokens, [0], rows.suggestions)
    store.readings.put(2, "f", b"read")
    store.judgements.put({2: {"shown": 1}}, 1)
    store.reviews.save_measures(rows.review)
    assert not store._db.rows("SELECT 1 FROM readings WHERE article = 2")


def test_ids_are_never_given_again(filled: tuple[Store, int]) -> None:
    store, me = filled
    store.acts.commit(removing(4, 5), me, AT)
    assert store.articles.add(NewArticle("new"))[0] == 6
    assert store.counts.info()["articles"] == 4


def test_an_article_that_comes_back_is_found_if_it_was_not_indexed(tmp_path: Path) -> None:
    store, me, first = new_store(tmp_path / "p.db")
    store.acts.commit(removing(first), me, AT)
    store.articles.add(NewArticle("another"))
    while store.search.index_some():
        pass
    assert store.search.unindexed() == 0
    store.acts.commit(restoring(first), me, AT)
    assert list(store.search.articles("Moscow")) == [first]


def test_labels_that_only_the_bin_has_can_go_and_come_back(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    label, topic = Label(9, "Vessel", key="v"), Topic(8, "Sea", 1)
    store.acts.commit(Act("label.add", None, (Change(None, label),), "Vessel"), me, AT)
    store.acts.commit(Act("topic.add", None, (Change(None, topic),), "Sea"), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2, 9)), me, AT)
    store.acts.commit(answering(article, me, 8), me, AT)
    before = everything(store)
    store.acts.commit(removing(article), me, AT)
    store.acts.commit(Act("label.delete", None, (Change(label, None),), "Vessel"), me, AT)
    store.acts.commit(Act("topic.delete", None, (Change(topic, None),), "Sea"), me, AT)
    assert store.scheme.read().label_named("Vessel") is None
    assert store.label_use.highest_id() == 9
    store.acts.commit(restoring(article), me, AT)
    assert everything(store) == before


def test_a_label_made_anew_takes_the_place_of_the_one_in_the_bin(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    label = Label(9, "Vessel", key="v")
    store.acts.commit(Act("label.add", None, (Change(None, label),), "Vessel"), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2, 9)), me, AT)
    store.acts.commit(removing(article), me, AT)
    store.acts.commit(Act("label.delete", None, (Change(label, None),), "Vessel"), me, AT)
    store.acts.commit(Act("label.add", None, (Change(None, Label(12, "Vessel")),), ""), me, AT)
    store.acts.commit(restoring(article), me, AT)
    assert [x.label for x in store.sheets.read(article, me).spans] == [12]
    assert [x.id for x in store.scheme.read().labels if x.name == "Vessel"] == [12]


def test_removing_twice_is_refused(filled: tuple[Store, int]) -> None:
    store, me = filled
    store.acts.commit(removing(2), me, AT)
    before = json.dumps(everything(store), default=repr)
    for act in (removing(2), removing(3, 2), restoring(3)):
        with pytest.raises(UserError):
            store.acts.commit(act, me, AT)
    assert json.dumps(everything(store), default=repr) == before


def test_an_id_of_a_suggestion_in_the_bin_is_not_given_again(filled: tuple[Store, int]) -> None:
    store, me = filled
    last = max(number for (number,) in store._db.rows("SELECT article FROM suggestions"))
    suggest(store, last, {"Joe": 2}, version="2")
    before = everything(store)
    store.acts.commit(removing(last), me, AT)
    suggest(store, 1, {"Xi": 1, "Putin": 2})
    store.acts.commit(restoring(last), me, AT)
    after = everything(store)
    for name in ("decisions", "spans"):
        assert after[name] == before[name]
    assert set(before["suggestions"]) < set(after["suggestions"])


def test_a_project_with_articles_in_the_bin_is_not_damaged(filled: tuple[Store, int]) -> None:
    store, me = filled
    store.acts.commit(removing(2, 3), me, AT)
    assert list(store.damage.all()) == []
    store.acts.commit(restoring(2), me, AT)
    assert list(store.damage.all()) == []


def with_labels_gone(path: Path) -> tuple[Store, int, int]:
    """A store whose article is in the bin, with a label, a topic and its group that the scheme has
    lost since.
    """
    store, me, article = new_store(path)
    label, group, topic = Label(9, "Vessel", key="v"), TopicGroup(5, "Where?"), Topic(8, "Sea", 5)
    for each in (label, group, topic):
        store.acts.commit(Act("label.add", None, (Change(None, each),), each.name), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2, 9)), me, AT)
    store.acts.commit(answering(article, me, 8), me, AT)
    store.acts.commit(removing(article), me, AT)
    for each in (label, topic, group):
        store.acts.commit(Act("label.delete", None, (Change(each, None),), each.name), me, AT)
    return store, me, article


def test_undoing_a_restore_takes_the_labels_along_that_came_with_it(tmp_path: Path) -> None:
    store, me, article = with_labels_gone(tmp_path / "p.db")
    before, version = everything(store), store.scheme.read().version
    store.acts.commit(restoring(article), me, AT)
    restored = everything(store)
    assert store.scheme.read().version > version
    for _ in range(2):
        undone = store.history.undo(me, AT)
        assert undone is not None
        assert undone.left == 0
        assert everything(store) == before
        assert store.history.redo(me, AT) is not None
        assert everything(store) == restored
    for _ in range(10):  # all the way: nothing on it is in the way of anything
        undone = store.history.undo(me, AT)
        assert undone is not None
        assert undone.left == 0
    assert store.scheme.read() == replace(SCHEME, version=store.scheme.read().version)


def test_restored_one_by_one_each_undo_leaves_what_the_others_need(tmp_path: Path) -> None:
    store, me, first = new_store(tmp_path / "p.db")
    second, _ = store.articles.add(NewArticle("Ever Given ran aground."))
    label = Label(9, "Vessel")
    store.acts.commit(Act("label.add", None, (Change(None, label),), "Vessel"), me, AT)
    for article in (first, second):
        store.acts.commit(adding(span(store, article, me, 0, 2, 9)), me, AT)
    store.acts.commit(removing(first, second), me, AT)
    store.acts.commit(Act("label.delete", None, (Change(label, None),), "Vessel"), me, AT)
    states = [everything(store)]
    group = None
    for article in (second, first):
        group = store.acts.commit(restoring(article), me, AT, group=group)
    states.append(everything(store))
    assert store.history.undo(me, AT) is not None
    assert everything(store) == states[0]
    assert store.history.redo(me, AT) is not None
    assert everything(store) == states[1]


def test_a_label_that_others_use_or_changed_by_then_stays(tmp_path: Path) -> None:
    for change in ("used", "retired", "merged"):
        store, me, article = with_labels_gone(tmp_path / f"{change}.db")
        other = store.annotators.id_of("bob")
        there, _ = store.articles.add(NewArticle("Ever Given ran aground."))
        store.acts.commit(restoring(article), me, AT)
        scheme = store.scheme.read()
        label = scheme.label(9)
        if change == "used":
            store.acts.commit(adding(span(store, there, other, 0, 4, 9)), other, AT)
        elif change == "retired":
            store.acts.commit(scheme_acts.retire(label), other, AT)
        else:
            touched = store.label_use.touched(label, scheme.label(1))
            acts = scheme_acts.merge_labels(scheme, label, scheme.label(1), touched)
            store.acts.commit_many(list(acts), other, AT)
        before = store.scheme.read()
        undone = store.history.undo(me, AT)
        assert undone is not None
        assert undone.left == 1
        assert store.bin.ids() == [article]
        assert store.scheme.read().labels == before.labels
        assert store.history.redo(me, AT) is not None
        assert store.bin.ids() == []
        assert store.scheme.read().labels == before.labels
        assert list(store.damage.all()) == []
