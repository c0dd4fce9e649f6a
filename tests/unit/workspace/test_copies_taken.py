"""What an open project says of near copies, and the labels of one suggested in the other.

What is tested: `workspace/open/near_copies.py`, `workspace/open/copy_rows.py`,
`workspace/open/comparison.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.codes import ActKind, NoteCode
from annotator.core.records import Act, Change, Label, Review, Scheme, Span
from annotator.storage import NewArticle, Store
from annotator.storage.near_copies import NearCopy
from annotator.workspace.open.comparison import Comparison
from annotator.workspace.open.key_results import Result
from annotator.workspace.open.project import Project

AT = "2024-05-01T12:00:00.000+00:00"
TEXTS = (
    "Xi Jinping met Ada in Sarn. Nobody else came to Sarn on Friday.",
    "Today Xi Jinping met Ada in Old Sarn. Nobody else came to Sarn on Friday.",
    "Something else altogether.",
    "Today Xi Jinping met Ada in Old Sarn. Nobody came to Sarn on Friday, they say.",
)
SPANS = ("Xi Jinping", "Ada in Sarn", "Friday")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Article 1 is finished; 2 is a near copy of it, and 4 of 2."""
    path = tmp_path / "p.db"
    with Store.create(path, Scheme(labels=(Label(1, "NAME"),)), at=AT) as store:
        store.settings.set("suggestions", False)
        me = store.annotators.id_of("ann")
        for text in TEXTS:
            store.articles.add(NewArticle(text))
        places = [(TEXTS[0].index(each), each) for each in SPANS]
        spans = [Span(1, me, at, at + len(each), 1, each) for at, each in places]
        rows = (*spans, Review(1, me, "done", edited_at=AT))
        changes = tuple(Change(None, each) for each in rows)
        store.acts.commit(Act(ActKind.ARTICLE_FINISH, 1, changes), me, AT)
        store.near_copies.put_sketches((number, b"") for number in range(1, 5))
        store.near_copies.put_pairs((NearCopy(2, 1, 0.8), NearCopy(4, 2, 0.9)))
        store.near_copies.compared(range(1, 5))
    with closing(Project(path, "ann", window=False)) as made:
        yield made


def compared(project: Project, here: int, other: int) -> Comparison:
    project.open_article(here)
    row = next(each for each in project.copies.of(here) if each.id == other)
    *steps, found = project.copies.compare(row)
    assert steps == [None] * len(steps)
    assert found is not None
    return found


def taken(project: Project, comparison: Comparison) -> Result:
    *_, found = project.copies.take_over(comparison)
    assert found is not None
    return found


def test_which_there_are_the_finished_first_then_the_most_alike(project: Project) -> None:
    found = [(row.id, row.share, row.is_done) for row in project.copies.of(2)]
    assert found == [(1, 0.8, True), (4, 0.9, False)]
    assert [(row.id, row.share) for row in project.copies.of(4)] == [(1, None), (2, 0.9)]
    assert project.copies.of(3) == []
    assert [project.copies.nearest(each) for each in (1, 2, 3, 4)] == [2, 4, None, 2]
    assert project.copies.is_begun()
    assert not project.copies.may_be_left()


def test_two_that_are_alike_by_way_of_a_third_are_measured_when_compared(project: Project) -> None:
    assert compared(project, 2, 1).share == 0.8
    assert 0.5 < compared(project, 4, 1).share < 1
    assert not compared(project, 4, 1).is_cut


def test_labels_whose_words_stand_here_become_suggestions_and_go_by_undo(project: Project) -> None:
    found = compared(project, 2, 1)
    result = taken(project, found)
    assert result.note is not None and result.note.code == NoteCode.COPY_TAKEN
    assert (result.note.values["count"], result.note.values["missing"]) == (2, 1)
    rows = project.store.suggestions.of(2, project.annotator)
    assert [TEXTS[1][x.start : x.end] for x in rows] == ["Xi Jinping", "Friday"]
    sheet = found.here
    assert {project.copies.copied_from(sheet, each.id) for each in rows} == {1}
    assert project.copies.copied_from(sheet, None) is None
    again = taken(project, compared(project, 2, 1))
    assert again.note is not None and again.note.code == NoteCode.COPY_NOTHING
    project.undoing.undo()
    assert project.store.suggestions.of(2, project.annotator) == []


@pytest.mark.parametrize(
    ("here", "other", "why"),
    [(1, 2, NoteCode.COPY_CLOSED), (2, 4, NoteCode.COPY_NOT_DONE)],
)
def test_where_nothing_can_be_taken_over_it_is_said_why(
    project: Project, here: int, other: int, why: NoteCode
) -> None:
    result = taken(project, compared(project, here, other))
    assert result.act is None
    assert result.note is not None and result.note.code == why


def test_two_that_were_said_to_be_none_are_none_until_undone(project: Project) -> None:
    project.copies.keep_apart(compared(project, 2, 1))
    assert [row.id for row in project.copies.of(2)] == [4]
    assert project.copies.of(1) == []
    project.undoing.undo()
    assert [row.id for row in project.copies.of(2)] == [1, 4]
