"""Changing the scheme of a project with work in it: nothing is orphaned, everything comes back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.records import (
    Act,
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    Decision,
    Label,
    Scheme,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace import checking
from annotator.workspace.open import removal
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing

AT = "2024-05-01T10:00:00"
TEXT = "In Sarn the Council met. Sarn thanked the Council, and Moreau left Sarn."
SCHEME = Scheme(
    name="test",
    nested=True,
    labels=tuple(
        Label(at + 1, name, key=name[0].lower(), position=at)
        for at, name in enumerate(("PERSON", "ORG", "GPE", "LAW"))
    ),
    groups=(TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False, position=1)),
    topics=(
        Topic(11, "Trade", 1, "1", ("tariff",)),
        Topic(12, "Health", 1, "2", position=1),
        Topic(13, "Calm", 2, "3", position=2),
        Topic(14, "Loud", 2, "4", position=3),
    ),
    label_map={"PERSON": 1, "GPE": 3, "DATE": None},
)
RULES = """
    SELECT label FROM spans WHERE label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT label FROM rulings WHERE label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT label FROM label_map WHERE label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT label FROM suggestions WHERE start IS NOT NULL
        AND label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT label FROM suggestions WHERE start IS NULL
        AND label NOT IN (SELECT id FROM topics)
    UNION ALL SELECT d.label FROM decisions d WHERE label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT label_shown FROM decisions WHERE label_shown NOT IN (SELECT id FROM labels)
    UNION ALL SELECT topic FROM article_topics
        WHERE topic <> 0 AND topic NOT IN (SELECT id FROM topics)
    UNION ALL SELECT label FROM blind_spans WHERE label NOT IN (SELECT id FROM labels)
    UNION ALL SELECT value FROM blind_reviews b, json_each(b.topics)
        WHERE value <> 0 AND value NOT IN (SELECT id FROM topics)
    UNION ALL SELECT topic_group FROM topics WHERE topic_group NOT IN (SELECT id FROM topic_groups)
    UNION ALL SELECT max(key) FROM labels WHERE key <> '' GROUP BY key HAVING count(*) > 1
    UNION ALL SELECT max(key) FROM topics WHERE key <> '' GROUP BY key HAVING count(*) > 1
    UNION ALL SELECT max(name) FROM labels GROUP BY name HAVING count(*) > 1"""


def place(word, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(word, at + 1)
    return at, at + len(word)


def fill(store: Store) -> None:
    """Two annotators' work on two articles: every kind of row that names a label."""
    run = store.suggestions.run_id("en", "1", "f")
    for number in (1, 2):
        article, _ = store.articles.add(NewArticle(TEXT, title=f"Article {number}"))
        words = (("Sarn", 0, 3), ("Council", 0, 2), ("Sarn", 1, 2), ("Moreau", 0, 1))
        rows = [Suggestion(0, article, *place(w, n), label) for w, n, label in words]
        topics = [Suggestion(0, article, None, None, 11, "keyword", 0.5)]
        store.suggestions.put(article, run, cut(TEXT), [0], rows, topics)
        for who in (store.annotators.id_of("ann"), store.annotators.id_of("ben")):
            work(store, article, who)


def work(store: Store, article: int, who: int) -> None:
    proposed = [x for x in store.suggestions.of(article) if x.start is not None]
    changes = []
    outcomes = ((3, "confirmed"), (3, "relabelled"), (2, "confirmed"))
    for each, (label, outcome) in zip(proposed, outcomes, strict=False):
        surface = TEXT[each.start : each.end]
        span = Span(article, who, each.start, each.end, label, surface, outcome, each.id)
        decision = Decision(
            each.id, who, article, outcome, "key", AT, each.start, each.end, label,
            label_shown=each.label,
        )  # fmt: skip
        changes += [Change(None, decision), Change(None, span)]
    start, end = place("Sarn")
    nested = Span(article, who, start, end, 2, "Sarn", question="a body?")
    changes += [Change(None, nested), Change(None, TopicAnswer(article, who, 11, True))]
    changes.append(Change(None, TopicAnswer(article, who, 13, True)))
    changes.append(Change(None, CodingRule("Sarn", who, f"{AT}{article}", 2, "a body", article)))
    changes.append(Change(None, BlindReview(article, who, AT, (0,) if article == 1 else (11, 12))))
    changes += [Change(None, BlindSpan(article, who, start, end, label)) for label in (2, 3)]
    store.acts.commit(Act("span.label", article, tuple(changes), "Sarn"), who, AT)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A project with work in it, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    with Store.create(path, SCHEME, at=AT) as store:
        fill(store)
    return path


@pytest.fixture
def editing(filled, tmp_path):
    (tmp_path / "news.db").write_bytes(filled.read_bytes())
    project = Project(tmp_path / "news.db", "ann", window=False)
    yield SchemeEditing(project)
    project.close()


def dump(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for the log and the number of the scheme's version."""
    with closing(sqlite3.connect(project.path)) as connection:
        connection.execute("BEGIN")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        left = ("acts", "stamp")  # both grow with every act
        tables = [name for (name,) in names if name not in left and "words" not in name]
        found = {x: sorted(map(repr, connection.execute(f"SELECT * FROM {x}"))) for x in tables}
        connection.execute("UPDATE project SET scheme_version = 0")
        found["project"] = connection.execute("SELECT * FROM project").fetchall()
        connection.rollback()
    return found


def rows(project: Project, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(project.path)) as connection:
        return connection.execute(sql).fetchall()


def undo_all(editing: SchemeEditing) -> int:
    count = 0
    while editing.undo() is not None:
        count += 1
    return count


# -- what a person does --------------------------------------------------------------------


def test_the_first_label_of_an_empty_scheme(tmp_path):
    Store.create(tmp_path / "empty.db", Scheme(), at=AT).close()
    project = Project(tmp_path / "empty.db", "ann", window=False)
    editing = SchemeEditing(project)
    label = editing.add_label("Person")
    topic = editing.add_topic("Trade", None)
    assert (label.name, label.key, label.colour) == ("Person", "p", "orange")
    assert (topic.key, project.scheme.groups[0].name, topic.id) == ("1", "Topics", 2)
    assert [editing.undo(), editing.undo(), editing.undo()] == ["Trade", "Person", None]
    assert (project.scheme.labels, project.scheme.groups) == ((), ())
    assert editing.redo() == "Person"
    project.close()


def test_each_change_is_a_new_version_of_the_scheme(editing):
    before = editing.scheme.version
    editing.change(editing.scheme.label(1), short="Pers")
    editing.undo()
    assert editing.scheme.version == before + 2


def test_a_label_in_use_is_not_deleted(editing):
    before = dump(editing._project)
    for number in (1, 2, 3):
        with pytest.raises(UserError, match="in use"):
            editing.delete(editing.scheme.label(number))
    for number in (11, 13):
        with pytest.raises(UserError, match="in use"):
            editing.delete(editing.scheme.topic(number))
    with pytest.raises(UserError, match="has topics"):
        editing.delete(editing.scheme.groups[0])
    assert dump(editing._project) == before


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_store_keeps_a_label_in_use_whoever_asks(editing, number):
    project = editing._project
    label = editing.scheme.label(number)
    act = Act("label.delete", None, (Change(label, None),))
    with pytest.raises(UserError, match="in use"):
        project.store.acts.commit(act, project.annotator, AT)
    with closing(sqlite3.connect(project.path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM labels WHERE id = ?", (number,))


def test_an_unused_label_is_deleted_and_its_id_never_comes_again(editing):
    before = dump(editing._project)
    editing.change(editing.scheme.label(4), name="ACT")
    assert ("LAW", 4) in rows(editing._project, "SELECT pipeline_label, label FROM label_map")
    new = editing.add_label("EVENT")
    editing.delete(new)
    editing.delete(editing.scheme.label(4))
    assert ("LAW", None) in rows(editing._project, "SELECT pipeline_label, label FROM label_map")
    assert editing.add_label("TREATY").id > new.id
    assert undo_all(editing) == 5
    assert dump(editing._project) == before


def test_what_a_label_touches_is_counted(editing):
    use = editing.use(editing.scheme.label(2))
    assert (use.spans, use.suggestions, use.decisions, use.coding_rules, use.articles) == (
        8,
        4,
        8,
        4,
        2,
    )
    assert not editing.use(editing.scheme.label(4)).is_any
    trade = editing.use(editing.scheme.topic(11))
    assert (trade.answers, trade.suggestions, trade.articles) == (4, 2, 2)
    assert editing.counts() == ({2: 8, 3: 8}, {11: 4, 13: 4})


def test_merging_labels_relabels_everything_and_undo_restores_it(editing):
    project = editing._project
    before = dump(project)
    source, target = editing.scheme.label(2), editing.scheme.label(3)
    assert editing.twins(source, target) == 4
    editing.merge(source, target)
    assert rows(project, RULES) == []
    assert rows(project, "SELECT label, count(*) FROM spans GROUP BY label") == [(3, 12)]
    assert rows(project, "SELECT DISTINCT question FROM spans ORDER BY 1") == [("",), ("a body?",)]
    assert rows(project, "SELECT label FROM label_map WHERE pipeline_label = 'ORG'") == [(3,)]
    assert rows(project, "SELECT DISTINCT spans FROM annotators") == [(6,)]
    assert project.store.history.peek_undo(project.annotator)[1:] == (None, "ORG → GPE")
    assert undo_all(editing) == 1
    assert dump(project) == before
    assert editing.redo() == "ORG → GPE"
    assert rows(project, RULES) == []
    assert undo_all(editing) == 1
    assert dump(project) == before


@pytest.mark.parametrize("is_alone", [False, True], ids=["undone", "taken back alone"])
@pytest.mark.parametrize(("number", "into"), [(2, 3), (4, 1), (11, 12), (13, 14)])
def test_a_merge_is_done_again_though_its_label_was_suggested_since(
    editing, number, into, is_alone
):
    store, me = editing._project.store, editing._project.annotator
    items = (*editing.scheme.labels, *editing.scheme.topics)
    source, target = (next(x for x in items if x.id == each) for each in (number, into))
    known = {str(each) for each in checking.damages(store)}
    editing.merge(source, target)
    if is_alone:
        group = store.history.page(me, limit=1)[0].group
        if number == 2:  # its rows tell what it was merged into
            editing.change(editing.now(target), name="Renamed")
        assert store.history.take_back(group, me, AT).left == 0
        do, undo = store.history.undo, store.history.redo
    else:
        do, undo = store.history.redo, store.history.undo
        undo(me, AT)
    article, _ = store.articles.add(NewArticle(f"{TEXT} Again."))
    place_of = place("Sarn") if number < 10 else (None, None)
    run = store.suggestions.run_id("en", "2", "f")
    store.suggestions.put(
        article, run, cut(TEXT), [0], [Suggestion(0, article, *place_of, number, "keyword")]
    )
    for _ in range(2):
        assert do(me, AT).left == 0
        now = store.scheme.read()
        assert number not in [x.id for x in (*now.labels, *now.topics)]
        assert [x.label for x in store.suggestions.of(article)] == [into]
        assert rows(editing._project, RULES) == []
        assert known >= {str(each) for each in checking.damages(store)}
        assert undo(me, AT).left == 0
        assert [x.label for x in store.suggestions.of(article)] == [number]


def test_merging_topics(editing):
    project = editing._project
    before = dump(project)
    editing.merge(editing.scheme.topic(11), editing.scheme.topic(12))
    assert editing.scheme.topic(12).keywords == ("tariff",)
    assert rows(project, RULES) == []
    assert {row[0] for row in rows(project, "SELECT topic FROM article_topics")} == {12, 13}
    assert rows(project, "SELECT topics FROM blind_reviews ORDER BY article") == [
        ("[0]",), ("[0]",), ("[12]",), ("[12]",),
    ]  # fmt: skip
    with pytest.raises(UserError, match="“Tone” would have two answers in 4"):
        editing.merge(editing.scheme.topic(12), editing.scheme.topic(14))
    undo_all(editing)
    assert dump(project) == before


def test_a_topic_that_only_a_blind_review_has_is_not_deleted(editing):
    health = editing.scheme.topic(12)
    assert editing.use(health).articles == 1
    with pytest.raises(UserError, match="in use"):
        editing.delete(health)


def test_a_group_of_one_answer_never_gets_two(editing):
    with pytest.raises(UserError, match="two answers in 4"):
        editing.change(editing.scheme.topic(11), group=2)
    editing.change(editing.scheme.topic(13), group=1)
    with pytest.raises(UserError, match="“Subject” would have two answers in 4"):
        editing.change(editing.scheme.groups[0], several=False)
    assert undo_all(editing) == 1


def test_the_article_on_the_desk_follows(editing):
    project = editing._project
    review = project.open_article(1)
    before = [(m.surface, m.label, m.state) for m in review.sheet.marks]
    editing.merge(editing.scheme.label(2), editing.scheme.label(3))
    assert {m.label for m in review.sheet.marks} == {1, 3}
    editing.retire(editing.scheme.label(1))
    assert {m.label for m in review.sheet.marks} == {3}, "what is only suggested is hidden"
    undo_all(editing)
    assert [(m.surface, m.label, m.state) for m in review.sheet.marks] == before


def test_a_label_that_is_only_suggested_on_the_desk_can_be_merged(editing):
    project, text = editing._project, "Okoro left."
    article, _ = project.store.articles.add(NewArticle(text))
    run = project.store.suggestions.run_id("en", "1", "f")
    rows = [Suggestion(0, article, 0, 5, 1)]
    project.store.suggestions.put(article, run, cut(text), [0], rows)
    review = project.open_article(article)
    editing.merge(editing.scheme.label(1), editing.scheme.label(3))
    assert [m.label for m in review.sheet.marks] == [3]
    undo_all(editing)
    assert [m.label for m in review.sheet.marks] == [1]


@pytest.mark.parametrize("is_here", [True, False])
def test_an_article_comes_back_with_a_label_that_has_gone(editing, is_here):
    project = editing._project
    removal.remove(project, [2])
    editing.merge(editing.scheme.label(2), editing.scheme.label(3))
    assert 2 not in {label.id for label in project.scheme.labels}
    if is_here:
        removal.restore(project, [2])
    else:
        removal.move_named(project.path, ["#2"], is_back=True)
    review = project.open_article(2)
    assert 2 in {label.id for label in project.scheme.labels}
    assert 2 in {span.label for span in review.sheet.spans}
    assert rows(project, RULES) == []


def test_after_a_merge_a_training_is_due(editing):
    store = editing._project.store
    store.settings.set("trained_at", 400)
    editing.merge(editing.scheme.label(2), editing.scheme.label(3))
    assert store.settings.get("trained_at") == 0


def test_a_retired_label_comes_back_with_its_key_or_another(editing):
    editing.retire(editing.scheme.label(4))
    assert (editing.scheme.label(4).retired, editing.scheme.label(4).key) == (True, "l")
    editing.restore(editing.scheme.label(4))
    assert editing.scheme.label(4).key == "l"
    editing.retire(editing.scheme.label(4))
    editing.change(editing.scheme.label(1), key="l")
    editing.restore(editing.scheme.label(4))
    assert editing.scheme.label(4).key == "a"


def test_changes_of_one_field_can_be_undone_together(editing):
    label = editing.scheme.label(1)
    group = editing.change(label, guideline="People")
    assert editing.change(editing.scheme.label(1), joins=group, guideline="People only") == group
    assert editing.undo() == "PERSON"
    assert editing.scheme.label(1) == label


def test_only_changes_of_the_scheme_are_undone_here(editing):
    assert editing.undo() is None
    assert editing._project.store.history.peek_undo(1) is not None


def test_what_a_late_worker_says_of_a_deleted_label_is_left_out(editing):
    project = editing._project
    article, _ = project.store.articles.add(NewArticle(TEXT))
    editing.delete(editing.scheme.label(4))
    run = project.store.suggestions.run_id("en", "2", "f")
    late = [Suggestion(0, article, 3, 7, 4), Suggestion(0, article, 12, 19, 2)]
    project.store.suggestions.put(article, run, cut(TEXT), [0], late)
    assert [x.label for x in project.store.suggestions.of(article)] == [2]


def test_nothing_is_taken_back_onto_a_deleted_label(editing):
    project = editing._project
    old = next(x for x in project.store.sheets.read(1, 1).decisions.values() if x.label == 2)
    moved = replace(old, label=3, label_shown=3)
    group = project.store.acts.commit(Act("span.label", 1, (Change(old, moved),)), 1, AT)
    editing.merge(editing.scheme.label(2), editing.scheme.label(1))
    with pytest.raises(UserError):
        project.store.history.take_back(group, 1, AT)
    assert rows(project, RULES) == []


def test_an_act_after_a_change_of_the_scheme_is_not_taken_for_another_process_s(editing):
    project = editing._project
    review = project.open_article(1)
    editing.add_label("Event")
    with closing(sqlite3.connect(project.path)) as beside:  # whatever else writes to the file
        beside.execute("INSERT INTO settings VALUES ('beside', '1')")
        beside.commit()
    review.remarks.flag()
    assert review.sheet.review.flagged


# -- any acts ------------------------------------------------------------------------------

NAMES = st.sampled_from(["PERSON", "ORG", "LAW", "law", "Event", "Trade", "Tone", " ", "Ünï"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "label topic group rename key colour retire restore delete merge up down move".split()
        ),
        st.integers(0, 9),
        st.integers(0, 9),
        NAMES,
    ),
    max_size=12,
)


def one_step(editing: SchemeEditing, what: str, at: int, to: int, name: str) -> None:
    scheme = editing.scheme
    everything = [*scheme.labels, *scheme.topics, *scheme.groups]
    item = everything[at % len(everything)]
    adding = {
        "label": lambda: editing.add_label(name),
        "group": lambda: editing.add_group(name),
        "topic": lambda: editing.add_topic(name, scheme.groups[0].id if scheme.groups else None),
        "rename": lambda: editing.change(item, name=name),
        "up": lambda: editing.move(item, -1),
        "down": lambda: editing.move(item, +1),
        "delete": lambda: editing.delete(item),
    }
    if what in adding:
        adding[what]()
    elif isinstance(item, TopicGroup):
        editing.change(item, several=not item.several, required=not item.required)
    elif what == "merge":
        targets = editing.targets(item)
        if targets:
            editing.merge(item, targets[to % len(targets)])
    elif what == "move" and isinstance(item, Topic):
        editing.change(item, group=scheme.groups[to % len(scheme.groups)].id)
    elif what == "key":
        editing.change(item, key="poglawxyz1"[to] if isinstance(item, Label) else str(to))
    elif what == "retire":
        editing.retire(item)
    elif what == "restore":
        editing.restore(item)
    else:
        editing.change(item, colour=f"#12345{to}", guideline=name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(steps=STEPS)
def test_any_acts_then_undo_all_gives_the_start(filled, tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("any") / "news.db"
    path.write_bytes(filled.read_bytes())
    project = Project(path, "ann", window=False)
    try:
        editing = SchemeEditing(project)
        start = dump(project)
        for step in steps:
            before = dump(project)
            try:
                one_step(editing, *step)
            except UserError:
                assert dump(project) == before
            assert rows(project, RULES) == []
            assert editing.scheme == project.store.scheme.read()
        undo_all(editing)
        assert dump(project) == start
    finally:
        project.close()
