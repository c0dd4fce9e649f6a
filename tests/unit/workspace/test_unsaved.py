"""Acts that wait: one that can never be stored goes, and the newer ones are stored all the same."""

from __future__ import annotations

import sqlite3

import pytest

from annotator.core.records import Act
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.storage import ProjectLocked, StaleState
from annotator.workspace.open.unsaved_acts import UnsavedAct, UnsavedActs

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
