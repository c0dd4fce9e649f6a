"""Small things that an open project goes by: `workspace/open/last_place.py`,
`workspace/open/change_kinds.py`, `workspace/open/key_results.py`, `workspace/open/list_rows.py`,
`workspace/open/undo_notices.py`, `workspace/open/word_search.py`, `workspace/open/project_file.py`,
`workspace/open/for_later.py`, `workspace/learning/control.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.acts import DecisionContext, label
from annotator.core.records import (
    Act,
    Change,
    Label,
    Mapped,
    Nesting,
    Review,
    Scheme,
    Span,
    TopicAnswer,
)
from annotator.storage import NewArticle, Store
from annotator.storage.undo import Step
from annotator.workspace.learning.control import LearningControl
from annotator.workspace.open import word_search
from annotator.workspace.open.change_kinds import (
    ALL,
    NOTHING,
    Touched,
    is_closing,
    is_of_scheme,
    touched,
)
from annotator.workspace.open.key_results import counted, told_of
from annotator.workspace.open.last_place import Place, keep_place, place_in
from annotator.workspace.open.project import Project
from annotator.workspace.open.undo_notices import UndoNotices, range_of
from tests.unit.core.making import sheet

AT = "2024-05-01T12:00:00.000+00:00"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "news.db"
    with Store.create(path, Scheme(labels=(Label(1, "PERSON", key="p"),)), at=AT) as store:
        store.settings.set("suggestions", False)
        for number in range(3):
            store.articles.add(NewArticle(f"Xi met Bo {number}. Xi left.", title=f"T{number}"))
    opened = Project(path, "anna", window=False)
    yield opened
    opened.close()


def test_where_the_person_was_comes_back(project: Project) -> None:
    place = Place(2, (3, 6), 120, "random")
    keep_place(project.store, place)
    assert place_in(project.store) == place


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "2",
        {"article": 2},
        {"article": "x", "focus": [0, 2], "scroll": 0},
        {"article": 2, "focus": 3, "scroll": 0},
        {"article": 99, "focus": [0, 2], "scroll": 0},
        {"article": 2, "focus": [0, 2], "scroll": None},
    ],
)
def test_a_place_that_is_none_is_forgotten(project: Project, kept: object) -> None:
    project.store.settings.set("place", kept)
    assert place_in(project.store) is None


@pytest.mark.parametrize(
    ("change", "closes", "is_scheme"),
    [
        (Change(None, Review(1, 1, "done")), True, False),
        (Change(Review(1, 1, "skipped"), Review(1, 1, "started")), True, False),
        (Change(None, Review(1, 1, "started")), False, False),
        (Change(None, Span(1, 1, 0, 2, 1, "Xi")), False, False),
        (Change(None, Label(1, "A")), False, True),
        (Change(Mapped("A", 1), None), False, True),
        (Change(Nesting(), Nesting(is_nested=True)), False, True),
    ],
)
def test_what_a_change_is_of(change: Change, closes: bool, is_scheme: bool) -> None:
    assert is_closing(change) is closes
    assert is_of_scheme(change) is is_scheme


def test_how_many_mentions_followed_is_told_where_some_did() -> None:
    page = sheet("Xi met Bo. Xi left. Then Xi slept.")
    act = label(page, 0, 2, 1, DecisionContext(at=AT))
    note = told_of(act, 1)
    assert note is not None
    assert (note.code, note.values) == ("followed", {"surface": "Xi", "label": 1, "count": 2})
    assert counted(act) == {"surface": "Xi", "count": 2}
    assert told_of(act, None) is None
    assert told_of(label(page, 0, 2, 1, DecisionContext(at=AT), follow=False), 1) is None


def test_the_list_tells_of_the_article_on_the_desk_as_it_is_now(project: Project) -> None:
    review = project.open_article(1)
    assert [(row.title, row.spans) for row in project.lists.rows([1, 2])] == [("T0", 0), ("T1", 0)]
    span = Span(1, project.annotator, 0, 2, 1, "Xi")
    act = Act("span.label", 1, (Change(None, span),), "Xi")
    project.commit(act)
    review.sheet.apply(act.changes)
    (row,) = project.lists.rows([1])
    assert row.spans == 1
    assert [x.spans for x in project.lists.rows([1, 2])] == [1, 0]


def test_undo_beyond_the_open_article_is_said_once_before_it_is_done(project: Project) -> None:
    notices, store, me = UndoNotices(), project.store, project.annotator
    here = Step(5, "span.label", 1, "Xi")
    assert notices.before("undo", here, 1, store, me) is None
    told = notices.before("undo", here, 2, store, me)
    assert told is not None
    assert (told[0].code, told[0].values["title"], told[1]) == ("undo elsewhere", "T0", 1)
    many = Step(9, "project.import", None, "3")
    told = notices.before("redo", many, 1, store, me)
    assert told is not None
    assert (told[0].code, told[0].key, told[1]) == ("redo of project", "Ctrl+Shift+Z", None)
    assert notices.before("redo", many, 1, store, me) is None
    assert notices.before("redo", many, 1, store, me) is None  # it is the window's own by now
    assert 9 in notices.own


def test_the_first_span_among_changes_is_where_they_are() -> None:
    gone, made = Span(1, 1, 4, 6, 1, "Bo"), Span(1, 1, 0, 2, 1, "Xi")
    assert range_of([Change(None, Review(1, 1)), Change(gone, None), Change(None, made)]) == (4, 6)
    assert range_of([Change(gone, made)]) == (0, 2)
    assert range_of([]) is None


def test_what_was_put_down_for_later_is_found_round_the_end(project: Project) -> None:
    for article in (1, 3):
        project.open_article(article).remarks.flag()
    assert [project.later.next_flagged(here) for here in (0, 1, 2, 3)] == [1, 3, 3, 1]
    review = project.open_article(2)
    review.walk.to_range(0, 2)
    assert (project.later.next_unsure(2, -1), project.later.coding_rule_about("Xi")) == (None, None)
    review.deciding.label(1)
    review.walk.to_range(0, 2)
    review.remarks.ask("who?")
    review.remarks.rule("the person, not the day")
    assert [project.later.next_unsure(2, at) for at in (-1, 0)] == [(2, 0, 2)] * 2
    coding_rule = project.later.coding_rule_about("Xi")
    assert coding_rule is not None
    assert (coding_rule.text, project.later.coding_rules()) == (
        "the person, not the day",
        [coding_rule],
    )


def test_a_search_says_how_much_it_sees(project: Project) -> None:
    assert word_search.indexed(project) == (0, 3)
    assert not word_search.is_all_indexed(project)
    while project.store.search.index_some(1):
        pass
    assert word_search.indexed(project) == (3, 3)
    assert word_search.is_all_indexed(project)
    assert list(word_search.articles_holding(project, "bo 1", 5)) == [2]


def test_learning_is_switched_off_and_on_in_the_project(project: Project) -> None:
    control = LearningControl(project.store)
    assert control.reviewed() == 0
    assert control.due_job is None
    for number in (1, 2, 3):
        change = Change(None, Review(number, project.annotator, "done", edited_at=AT))
        project.store.acts.commit(Act("article.finish", number, (change,)), project.annotator, AT)
    assert control.reviewed() == 3
    control.set_on(False)
    assert control.due_job is None


def test_the_file_is_folded_when_nothing_is_being_written(project: Project) -> None:
    file = project.file
    assert file.is_in_place
    assert not file.is_busy
    assert file.told == ()
    file.begin_folding()
    for _ in range(10_000):
        if file.end_folding() is not None:
            break
    with project.store.whole():
        assert file.is_busy
        assert file.end_folding() is None


SPAN, ANSWER = Change(None, Span(1, 1, 0, 2, 1, "Xi")), Change(None, TopicAnswer(1, 1, 5, True))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ((), ALL),
        ((SPAN,), Touched(topics=False)),
        ((SPAN.inverse(),), Touched(topics=False)),
        ((ANSWER,), Touched(marks=False)),
        ((SPAN, ANSWER), ALL),
        ((Change(Review(1, 1), Review(1, 1, note="n", flagged=True)),), NOTHING),
        ((Change(Review(1, 1, "started"), Review(1, 1, "done")),), ALL),
        ((Change(Review(1, 1, shown="blind"), Review(1, 1, shown="shown")),), ALL),
        ((Change(None, Label(1, "PERSON")),), ALL),
    ],
)
def test_what_looks_otherwise_by_a_change(changes: tuple[Change, ...], wanted: Touched) -> None:
    assert touched(changes, sheet("Xi met Bo.")) == wanted


@pytest.mark.parametrize(("key", "wanted"), [("a", Touched(topics=False)), ("t", ALL)])
def test_an_act_says_what_it_touches(key: str, wanted: Touched) -> None:
    found = sheet("Xi met Bo.")
    act = label(found, 0, 2, 1, DecisionContext()) if key == "a" else Act("undo", None, ())
    assert touched(act.changes[-1:], found) == wanted
