"""A backup put back in the place of its project, which is backed up itself before."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from annotator.core.codes import BackupReason
from annotator.errors import UserError
from annotator.storage import backup
from annotator.storage.backup import Difference
from annotator.workspace.backups.keeping import Backup, keep

__all__ = ["Difference", "difference", "restore"]


def difference(project: Path, of: Backup) -> Difference:
    """What would change if this backup was put back."""
    return backup.difference(project, of.path)


def restore(project: Path, of: Backup, now: datetime) -> Path | None:
    """Put a backup in the place of a project that nobody has open. What the project was is a backup
    then, so a restore can be taken back; where it is too damaged for one, it stays beside, under
    the name that is returned.
    """
    backup.check(of.path)
    aside = None
    if project.exists():
        try:
            keep(project, BackupReason.RESTORE, now, spared=of.path)
        except UserError:  # it is damaged
            aside = _set_aside(project)
    backup.put_back(of.path, project)
    return aside


def _set_aside(project: Path) -> Path:
    """Give a damaged project, and the log beside it, another name."""
    number = 1
    while True:
        name = f"{project.stem} damaged {number}{project.suffix}"
        to = project.with_name(name)
        if not to.exists():
            break
        number += 1
    project.rename(to)
    for ending in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            project.with_name(project.name + ending).rename(to.with_name(to.name + ending))
    return to
