"""Backups of a project: made where something has changed, thinned by age, found again."""

from __future__ import annotations

import json
import shutil
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.core.thinning import NEWEST, kept, within
from annotator.errors import AnnotatorError, EnvironmentFault, reason_of
from annotator.faults import Fault
from annotator.storage import backup, backup_files
from annotator.storage.backup import Moment
from annotator.storage.backup_files import Backup as Backup
from annotator.storage.copying import OnStep
from annotator.workspace.jobs.process import JobCancelled
from annotator.workspace.state import OFF

SETTING: Final = "backups"

_RARELY = timedelta(minutes=10)
_MOST_BYTES = 4 * 2**30
_MOST_SIZES = 6
_ROOM_LEFT = 512 * 2**20  # on the disk, after a backup
_ALWAYS = (BackupReason.ASKED, BackupReason.RESTORE, BackupReason.REPAIR)


def is_wanted() -> bool:
    """Whether the person has not turned backups off."""
    try:
        settings = json.loads(paths.settings_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return True
    return not isinstance(settings, dict) or settings.get(SETTING) != OFF


def backups_of(project: Path) -> list[Backup]:
    """The backups of a project, the newest first; of a file that is gone or damaged those of its
    path.
    """
    made = None
    with suppress(AnnotatorError, OSError):
        made = backup.created_at(project)
    folders = backup_files.folders_of(project, made)
    found = [backup_files.read(path) for folder in folders for path in folder.iterdir()]
    every = [*(x for x in found if x is not None), *backup_files.beside(project)]
    return sorted(every, key=lambda x: (x.at, x.path), reverse=True)


def keep(
    project: Path | Moment,
    reason: BackupReason,
    now: datetime,
    on_step: OnStep = lambda _done, _total: None,
    *,
    spared: Path | None = None,
) -> Backup | None:
    """Back a project up, as it is or as it was at a moment, and thin its backups, but for the one
    that is `spared`; None where there is a backup of this very state, or one of the last ten
    minutes (but when asked for, or before a restore or repair). Others may go on working.

    Raises EnvironmentFault where there is no room for it.
    """
    if isinstance(project, Path):
        with closing(Moment(project)) as moment:
            return keep(moment, reason, now, on_step, spared=spared)
    moment, project = project, project.project
    before = backups_of(project)
    is_rare = reason not in _ALWAYS
    if before and (_is_same(moment, before[0]) or (is_rare and _is_recent(before, now))):
        return None
    loose = [each for each in before if each.path != spared and each.path.parent != project.parent]
    _make_room(loose, _size(project))
    folder = backup_files.folder_of(project, backup.created_at(project))
    folder.mkdir(parents=True, exist_ok=True)
    to = backup_files.free_name(folder, reason, now)
    backup.make(moment, to, on_step)
    made = Backup(to, now.replace(microsecond=0), reason, to.stat().st_size)
    _thin([made, *loose], now)
    return made


def keep_before(
    project: Path,
    reason: BackupReason,
    now: datetime | None = None,
    on_step: OnStep = lambda _done, _total: None,
) -> AnnotatorError | None:
    """The same before something that changes much, if backups are wanted. It goes on without one
    where none can be made: why is returned.
    """
    if not is_wanted():
        return None
    try:
        keep(project, reason, now or datetime.now(UTC), on_step)
    except JobCancelled:
        raise
    except (AnnotatorError, OSError) as error:
        return told(error, project)
    return None


def told(error: AnnotatorError | OSError, project: Path) -> AnnotatorError:
    """The error as it is told, with its place."""
    if isinstance(error, AnnotatorError):
        return error
    return EnvironmentFault(Fault.OF_THE_MACHINE, where=str(project), reason=reason_of(error))


def _is_recent(backups: list[Backup], now: datetime) -> bool:
    """Whether one is of the last ten minutes. Those of the future tell nothing: the clock was wrong
    then, or is now, and until it gets there nothing would be backed up.
    """
    return any(timedelta() <= now - each.at < _RARELY for each in backups)


def _is_same(moment: Moment, newest: Backup) -> bool:
    try:
        return backup.state_in(newest.path) == moment.state
    except AnnotatorError:
        return False


def _make_room(before: list[Backup], size: int) -> None:
    """Let old backups go where the disk has no room for another; never the newest of them."""
    folder = paths.backups_dir()
    folder.mkdir(parents=True, exist_ok=True)
    old = before[: NEWEST - 1 : -1]
    while shutil.disk_usage(folder).free < size + _ROOM_LEFT:
        if not old:
            raise EnvironmentFault(Fault.NO_ROOM_FOR_BACKUP, where=str(folder), bytes=f"{size:,}")
        old.pop(0).path.unlink(missing_ok=True)


def _thin(backups: list[Backup], now: datetime) -> None:
    """Remove those that are not kept; the newest come first."""
    stay = [backups[at] for at in kept([each.at for each in backups], now)]
    most = max(_MOST_BYTES, _MOST_SIZES * backups[0].bytes)
    stay = stay[: within([each.bytes for each in stay], most)]
    for each in backups:
        if each not in stay:
            with suppress(OSError):  # open in another program: next time
                each.path.unlink(missing_ok=True)


def _size(project: Path) -> int:
    log = project.with_name(project.name + "-wal")
    return project.stat().st_size + (log.stat().st_size if log.exists() else 0)
