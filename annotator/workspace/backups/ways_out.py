"""What can be done about a project that can't be opened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from annotator.errors import AnnotatorError
from annotator.faults import Fault
from annotator.storage import backup
from annotator.storage.copying import OnStep
from annotator.storage.rescue import Rescued, rescue
from annotator.values import dataclass
from annotator.workspace.backups.keeping import Backup, backups_of

_BROKEN: Final = frozenset({
    Fault.DAMAGED, Fault.PROJECT_DAMAGED, Fault.COLUMN_NO_TEXT, Fault.VALUE_NOT_AS_STORED,
    Fault.NAME_NO_TEXT,
})  # fmt: skip
"""Something of it may be whole."""
_GONE: Final = frozenset({
    Fault.PROJECT_FILE_MISSING, Fault.PROJECT_EMPTY, Fault.NOT_A_PROJECT, Fault.FOLDER_NOT_PROJECT,
    Fault.FILE_OF_ANOTHER_PROGRAM, Fault.PROJECT_LACKS, Fault.SCHEMA_DIFFERS, Fault.SCHEMA_STRANGE,
    Fault.FILE_NOT_READABLE,
})  # fmt: skip
"""Only a backup helps."""


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The newest backup that can be used, and whether something of the file may be whole."""

    backup: Backup | None
    can_save: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What was whole of a damaged project, and the new file with it."""

    path: Path
    rescued: Rescued


def ways_out(project: Path, error: AnnotatorError) -> WaysOut | None:
    """What can be done where a project could not be opened by this error; None: nothing, or the
    project is not to blame.
    """
    can_save = error.code in _BROKEN and project.is_file()
    if not can_save and error.code not in _GONE:
        return None
    usable = next((x for x in backups_of(project) if _is_usable(x)), None)
    return WaysOut(usable, can_save) if usable or can_save else None


def save_whole(project: Path, on_step: OnStep = lambda _done, _total: None) -> Saved:
    """Save what is whole of a project into a new file beside it. UserError where nothing is."""
    to = _free_name(project)
    return Saved(to, rescue(project, to, on_step))


def _free_name(project: Path) -> Path:
    stem, dot, rest = project.name.partition(".")
    number = 0
    while True:
        tail = f" {number}" if number else ""
        to = project.with_name(f"{stem} rescued{tail}{dot}{rest}")
        if not to.exists():
            return to
        number += 1


def _is_usable(found: Backup) -> bool:
    try:
        backup.check(found.path)
    except AnnotatorError:
        return False
    return True
