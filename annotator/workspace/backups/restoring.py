"""A backup put back in the place of its project, which is backed up itself before."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from annotator.core.codes import BackupReason
from annotator.errors import AnnotatorError
from annotator.storage import backup
from annotator.storage.backup import Difference
from annotator.workspace.backups.keeping import Backup, keep

__all__ = ["Difference", "difference", "restore"]


def difference(project: Path, of: Backup) -> Difference:
    """What would change if this backup was put back."""
    return backup.difference(project, of.path)


def restore(project: Path, of: Backup, now: datetime) -> Path | None:
    """Put a backup in the place of a project that nobody has open; a link there stays, and leads to
    it. What the project was is a backup then, so a restore can be taken back; where it is too
    damaged for one, or no file at all, it stays beside, under the name that is returned. Where
    nothing can be put back, it is where it was.
    """
    backup.check(of.path)
    project = project.resolve()
    project.parent.mkdir(parents=True, exist_ok=True)
    aside = None
    if os.path.lexists(project):
        try:
            keep(project, BackupReason.RESTORE, now, spared=of.path)
        except (AnnotatorError, OSError):  # it is damaged, or can't be read
            aside = _set_aside(project)
    try:
        backup.put_back(of.path, project)
    except BaseException:
        if aside is not None:
            _move(aside, project)
        raise
    return aside


def _set_aside(project: Path) -> Path:
    """Give a damaged project, and the log beside it, another name. Raises UserError where somebody
    has it open.
    """
    if project.is_file():
        backup.require_closed(project)
    number = 1
    while True:
        name = f"{project.stem} damaged {number}{project.suffix}"
        to = project.with_name(name)
        if not to.exists():
            break
        number += 1
    _move(project, to)
    return to


def _move(project: Path, to: Path) -> None:
    project.rename(to)
    for ending in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            project.with_name(project.name + ending).rename(to.with_name(to.name + ending))
