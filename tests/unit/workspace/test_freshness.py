"""What another process wrote while an article was on the desk: nothing goes wrong, all is seen.

What is tested: `workspace/open/freshness.py`, `workspace/open/desk.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.core import scheme_acts
from annotator.core.records import Act, Change, Label, Suggestion
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import NewArticle, StaleState, Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open.freshness import Freshness
from annotator.workspace.open.past_acts import History
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing
from tests.unit.storage.making import SCHEME

AT = "2024-05-01T10:00:00"
TEXT = "Xi met Putin in Moscow."
XI, PUTIN, MOSCOW = (0, 2), (7, 12), (16, 22)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "p.db"
    with Store.create(path, SCHEME, at=AT) as store:
        for key in ("a", "b"):
            store.articles.add(NewArticle(f"{TEXT} {key}", key=key))
            suggest(store, 1 if key == "a" else 2, "1", XI, PUTIN)
    project = Project(path, "ann", window=False)
    project.open_article(1)
    yield project
    project.close()


def suggest(store: Store, article: int, version: str, *places: tuple[int, int]) -> None:
    run = store.suggestions.run_id("en", version, "f")
    rows = [Suggestion(0, article, *place, 1) for place in places]
    store.suggestions.put(article, run, cut(TEXT), [0], rows)


def elsewhere(project: Project, what: Callable[[Project], object], name: str = "ann") -> None:
    """Something is done in another process."""
    other = Project(project.path, name, window=False)
    try:
        other.open_article(1)
        what(other)
    finally:
        other.close()


def shown(project: Project) -> list[tuple[int, int]]:
    assert project.review is not None
    return [(mark.start, mark.end) for mark in project.review.sheet.marks]


def label(project: Project, place: tuple[int, int], number: int) -> None:
    assert project.review is not None
    project.review.walk.set_focus(*place)
    project.review.deciding.label(number)


@pytest.mark.parametrize("version", ["1", "2"])
def test_suggestions_made_elsewhere_are_read_before_one_is_confirmed(project, version) -> None:
    with Store.open(project.path) as other:
        suggest(other, 1, version, XI, MOSCOW)
    with pytest.raises(StaleState):
        project.review.deciding.confirm()
    assert shown(project) == [XI, MOSCOW]
    project.review.walk.set_focus(*MOSCOW)
    assert project.review.deciding.confirm().act is not None


def test_an_id_never_stands_for_another_suggestion(project) -> None:
    before = {x.id for x in project.store.suggestions.of(2)}
    with Store.open(project.path) as other:
        suggest(other, 2, "1", MOSCOW, PUTIN)
    assert not before & {x.id for x in project.store.suggestions.of(2)}


def test_what_is_done_elsewhere_is_shown_when_it_is_noticed(project) -> None:
    assert not project.notice()
    elsewhere(project, lambda other: label(other, MOSCOW, 3))
    assert project.notice()
    assert project.review.sheet.span_at(*MOSCOW) is not None
    assert not project.notice()


def test_suggestions_made_elsewhere_are_shown_when_they_are_noticed(project) -> None:
    with Store.open(project.path) as other:
        suggest(other, 1, "2", MOSCOW)
    project.notice()
    assert shown(project) == [MOSCOW]


def test_what_memory_learned_elsewhere_is_known_when_it_is_noticed(project) -> None:
    assert not project.sheets.surfaces.labels_of("Moscow")
    elsewhere(project, lambda other: label(other, MOSCOW, 3))
    project.notice()
    assert project.sheets.surfaces.labels_of("Moscow") == {3: 1}


def undo(project: Project) -> None:
    for _ in range(2):  # the first press may only name it
        if project.undoing.undo()[0].act is not None:
            return


def take_back(project: Project) -> None:
    history = History(project)
    history.take_back(history.page()[0].group)


def undo_back(project: Project) -> None:
    history = History(project)
    history.undo_back(history.page()[0].group)


@pytest.mark.parametrize("back", [undo, take_back, undo_back])
def test_what_was_done_elsewhere_is_taken_back_here(project, back) -> None:
    elsewhere(project, lambda other: label(other, XI, 2))
    back(project)
    assert project.review.sheet.spans == [] and project.store.sheets.read(1, 1).spans == []
    assert shown(project) == [XI, PUTIN]


def test_an_article_that_goes_from_the_desk_with_a_redo_is_not_to_be_shown(project) -> None:
    late = project.path.with_name("late.jsonl")
    late.write_text('{"text": "Late."}')
    importing.run(messages.Import(project=str(project.path), paths=(str(late),), by="ann"), Work())
    project.notice()
    head, article = History(project).page()[0].group, project.store.articles.highest_id()
    History(project).take_back(head)
    undo(project)
    project.open_article(article)
    result, found = project.undoing.redo()
    assert result.act is not None and project.review is None
    assert found is None


def test_undo_back_beyond_a_change_of_the_scheme_reads_the_article_once(project) -> None:
    label(project, XI, 1)
    SchemeEditing(project).merge(project.scheme.label(1), project.scheme.label(2))
    label(project, PUTIN, 2)
    history = History(project)
    history.undo_back(history.page()[-1].group)
    assert project.review.sheet.decisions == {} and project.review.sheet.spans == []
    assert shown(project) == [XI, PUTIN]


def test_with_an_article_its_scheme_is_read_anew(project) -> None:
    def add_and_give(other: Project) -> None:
        made = SchemeEditing(other).add_label("SHIP")
        label(other, MOSCOW, made.id)

    elsewhere(project, add_and_give)
    with pytest.raises(StaleState):
        project.review.deciding.confirm()
    assert project.review.sheet.scheme == project.scheme == project.store.scheme.read()
    assert project.scheme.label_named("SHIP") is not None


def test_labels_that_another_person_merged_are_read_before_anything_is_undone(project) -> None:
    label(project, XI, 1)

    def merge(other: Project) -> None:
        scheme = other.scheme
        SchemeEditing(other).merge(scheme.label(1), scheme.label(2))

    elsewhere(project, merge, "tom")
    undo(project)
    assert project.review.sheet.spans == project.store.sheets.read(1, project.annotator).spans


def test_undo_of_a_merge_says_nothing_of_suggestions_that_newer_ones_replaced(project) -> None:
    scheme = project.scheme
    SchemeEditing(project).merge(scheme.label(1), scheme.label(2))
    with Store.open(project.path) as other:
        run = other.suggestions.run_id("en", "2", "f")
        other.suggestions.put(2, run, cut(TEXT), [0], [])
    result, _ = project.undoing.undo()
    assert result.act is not None and result.note.values["left"] == 0
    assert project.scheme.labels == scheme.labels


def test_the_acts_of_nobody_else_make_nothing_stale(project) -> None:
    """A label that is added, or an article that comes, leaves what is shown as it is."""
    with Store.open(project.path) as other:
        act = scheme_acts.add(SCHEME, Label(9, "SHIP", "SHIP", "teal", "s"))
        other.acts.commit(act, other.annotators.id_of("ann"), AT)
        other.articles.add(NewArticle("Late."))
    sheet = project.review.sheet
    assert project.review.deciding.confirm().act is not None
    assert project.review.sheet is sheet
    assert isinstance(act.changes[0], Change)


def test_what_was_all_changed_since_is_not_taken_back_alone_and_is_no_bug(project) -> None:
    label(project, XI, 1)
    head = History(project).page()[0].group
    label(project, XI, 2)
    with pytest.raises(UserError, match="alone"):
        History(project).take_back(head)


def test_what_another_process_writes_is_noticed_once_and_what_is_written_here_never(project):
    fresh = Freshness(project.store, project.store.annotators.id_of("ann"))
    assert not fresh.has_foreign_changes()
    label(project, XI, 1)
    assert not fresh.has_foreign_changes()
    elsewhere(project, lambda other: label(other, MOSCOW, 1), "ben")
    assert fresh.has_foreign_changes()
    assert not fresh.has_foreign_changes()


@pytest.mark.parametrize(("name", "article", "is_changed"), [
    ("ann", 1, True), ("ann", 2, False), ("ben", 1, False),
])  # fmt: skip
def test_the_desk_is_old_when_its_own_article_was_worked_on_as_oneself(
    project, name, article, is_changed
):
    fresh = Freshness(project.store, project.store.annotators.id_of("ann"))
    fresh.read(1)

    def work(other):
        other.open_article(article)
        label(other, MOSCOW, 1)

    elsewhere(project, work, name)
    assert fresh.is_changed(project.review) is is_changed
    assert not fresh.is_changed(None)
    fresh.require(None)
    if is_changed:
        with pytest.raises(StaleState):
            fresh.require(project.review)
        fresh.read(1)
    fresh.require(project.review)
    assert not fresh.is_changed(project.review)


def test_suggestions_that_come_by_ones_own_act_make_the_desk_no_older(project):
    """Else each undo of a take-over reads the article anew."""
    review = project.review
    run = project.store.suggestions.run_of_copy(2, project.annotator)
    own = Suggestion(900, 1, *MOSCOW, 1, source="copy", run=run)
    act = Act("copy.take", 1, (Change(None, own),))
    project.commit(act)
    review.sheet.apply(act.changes)
    assert not project.desk.freshness.is_changed(review)
    project.undoing.undo()
    assert not project.desk.freshness.is_changed(review)
    elsewhere(project, lambda other: suggest(other.store, 1, "2", XI))
    assert project.desk.freshness.is_changed(review)


def test_what_was_suggested_for_others_after_the_end_is_shown_where_the_end_is_undone(project):
    article, _ = project.store.articles.add(NewArticle(f"{TEXT} c", key="c"))
    project.open_article(article).finishing.finish_as_it_is(is_seen_to_end=True)
    suggest(project.store, article, "1", XI)
    assert not project.review.sheet.suggestions
    project.undoing.undo()
    assert [(x.start, x.end) for x in project.review.sheet.suggestions.values()] == [XI]
    project.undoing.redo()
    assert not project.review.sheet.suggestions


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("is_alone", [False, True], ids=["undone", "taken back alone"])
def test_what_was_taken_back_is_done_again_though_other_suggestions_came(
    project, version, is_alone
):
    project.review.finishing.finish_as_it_is(is_seen_to_end=True)
    history, me = project.store.history, project.annotator
    spans = project.store.sheets.read(1, me).spans
    assert len(spans) == 2
    (undo, redo) = (history.redo, history.undo) if is_alone else (history.undo, history.redo)
    taken = history.take_back(project.store.acts.last(), me, AT) if is_alone else undo(me, AT)
    assert taken.left == 0 and not project.store.sheets.read(1, me).spans
    project.store.suggestions.put(
        1, project.store.suggestions.run_id("en", version, "f"), cut(TEXT), [0],
        [Suggestion(0, 1, *PUTIN, 1), Suggestion(0, 1, *MOSCOW, 1)],
    )  # fmt: skip
    project.open_article(2)
    assert redo(me, AT).left == 0
    assert project.store.sheets.read(1, me).spans == spans
    assert undo(me, AT).left == 0
    assert not list(project.store.damage.all())
