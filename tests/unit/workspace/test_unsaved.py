"""Acts that wait: one that can never be stored goes, and the newer ones are stored all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.records import Act, Change, Span
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.storage import ProjectLocked, StaleState, Store
from annotator.workspace.open.project import Project
from annotator.workspace.open.unsaved_acts import UnsavedAct, UnsavedActs, named, saved_elsewhere
from tests.unit.storage.making import AT
from tests.unit.workspace.test_propagation import make

ERRORS = [
    StaleState(),
    UserError(Fault.LABEL_DELETED),
    Bug(Fault.COPY_DIFFERS),
    sqlite3.IntegrityError("no"),
]


class Stored:
    """What was stored, and what happened instead, by the kind of the act."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.faults: dict[str, Exception] = {}
        self.unsaved = UnsavedActs(self._store, lambda: self.log.append("read anew"))

    def _store(self, kept: UnsavedAct) -> None:
        if kept.act.kind in self.faults:
            raise self.faults[kept.act.kind]
        self.log.append(kept.act.kind)

    def put(self, kind: str) -> None:
        self.unsaved.put(UnsavedAct(Act(kind, 1, ()), "", (0, 0)))

    @property
    def kept(self) -> list[str]:
        return [each.act.kind for each in self.unsaved.kept]


@pytest.fixture
def stored() -> Stored:
    """Two acts wait, as another program holds the project."""
    found = Stored()
    found.faults = dict.fromkeys(("old", "middle"), ProjectLocked(Fault.LOCKED))
    found.put("old")
    found.put("middle")
    assert found.kept == ["old", "middle"]
    return found


@pytest.mark.parametrize("error", ERRORS, ids=lambda x: type(x).__name__)
def test_an_older_act_that_can_never_be_stored_does_not_stop_a_newer_one(stored, error):
    stored.faults = {"old": error}
    stored.put("new")
    assert stored.log == ["middle", "read anew", "new"]
    assert stored.kept == []
    told = stored.unsaved.take_left_out()
    assert isinstance(told, AnnotatorError)
    assert stored.unsaved.take_left_out() is None


@pytest.mark.parametrize("error", ERRORS, ids=lambda x: type(x).__name__)
def test_trying_again_stores_all_that_can_be_and_tells_of_the_one(stored, error):
    stored.faults = {"old": error}
    with pytest.raises(AnnotatorError):
        stored.unsaved.flush()
    assert stored.log == ["middle", "read anew"]
    assert stored.unsaved.flush()


def test_a_newer_act_that_fits_no_more_is_not_kept(stored):
    stored.faults = {"new": UserError(Fault.LABEL_DELETED)}
    with pytest.raises(UserError):
        stored.put("new")
    assert stored.log == ["old", "middle"]
    assert stored.kept == []


def test_a_full_disk_keeps_what_waited_and_what_is_new(stored):
    stored.faults = dict.fromkeys(("old", "new"), EnvironmentFault(Fault.DISK_FULL))
    stored.put("new")
    assert stored.kept == ["old", "middle", "new"]
    with pytest.raises(EnvironmentFault):
        stored.unsaved.flush()


# -- saving elsewhere ----------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project in which an act waits: the note of its article."""
    made = make(tmp_path / "p.db", ("Sarn slept.",))
    review = made.open_article(1)
    note = Change(None, replace(review.sheet.review, note="kept", edited_at=AT))
    made.unsaved.kept.append(UnsavedAct(Act("article.note", 1, (note,)), AT, (0, 0)))
    yield made
    made.close()


def note_in(path: Path) -> str | None:
    with Store.open(path) as store:
        review = store.sheets.read(1, store.annotators.id_of("ann")).review
        return None if review is None else review.note


def test_what_waits_goes_into_the_file_that_is_saved_elsewhere(project, tmp_path):
    to = tmp_path / "elsewhere.db"
    half = saved_elsewhere(project, to)
    assert half.parent == to.parent
    assert not to.exists()
    assert named(half, to) == to
    assert (note_in(to), half.exists()) == ("kept", False)
    assert len(project.unsaved) == 1, "here it waits still"
    assert note_in(project.path) is None


def test_an_open_project_is_not_written_over(project, tmp_path):
    other = tmp_path / "other.db"
    make(other, ("Other.",)).close()
    with closing(Project(other, "ben")), pytest.raises(UserError, match="open"):
        saved_elsewhere(project, other)
    assert [x.name for x in tmp_path.iterdir() if x.name.endswith(".saved")] == []


def test_nothing_half_done_is_left_where_an_act_can_not_be_stored(project, tmp_path):
    stale = Span(1, 1, 0, 4, 1, "Sarn")
    act = Act("span.remove", 1, (Change(stale, None),))
    project.unsaved.kept.append(UnsavedAct(act, AT, (0, 0)))
    with pytest.raises(AnnotatorError):
        saved_elsewhere(project, tmp_path / "elsewhere.db")
    assert [x.name for x in tmp_path.iterdir() if ".saved" in x.name] == []


def test_a_name_that_can_not_be_replaced_gets_a_number(tmp_path):
    half = tmp_path / "half"
    half.write_text("new")
    for name in ("news.db", "news 1.db"):
        (tmp_path / name).mkdir()
    free = named(half, tmp_path / "news.db")
    assert (free.name, free.read_text(), half.exists()) == ("news 2.db", "new", False)
