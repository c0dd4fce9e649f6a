"""Backups made in a thread of the window, which goes on: of the moment in which one was begun."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from annotator.core.codes import BackupReason
from annotator.errors import AnnotatorError, UserError
from annotator.faults import Fault
from annotator.storage.backup import Difference, Moment
from annotator.workspace.backups import ways_out
from annotator.workspace.backups.keeping import Backup, is_wanted, keep, told
from annotator.workspace.backups.restoring import difference, restore
from annotator.workspace.backups.ways_out import Saved

T = TypeVar("T")
OnEnd = Callable[["T | None", "AnnotatorError | None"], None]

_TRIES, _NAP_SECONDS = 100, 0.1  # children that are ended have let go of the project by then


class _Stopped(Exception):
    """The project is being closed."""


class BackupsBeside:
    """Backs one project up, one at a time. `on_end` is called in the thread, with the backup, or
    None where none was needed, or why there is none.
    """

    def __init__(self, project: Path, on_end: OnEnd[Backup] = lambda _backup, _error: None) -> None:
        self._project, self.on_end = project, on_end
        self._thread: threading.Thread | None = None
        self._is_stopped = threading.Event()

    @property
    def is_running(self) -> bool:
        """Whether one is being made."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, reason: BackupReason, now: datetime | None = None) -> bool:
        """Back up what the project is at this moment; whether that was begun. Takes some
        milliseconds; nothing happens where backups are turned off, or one is being made.
        """
        is_asked = reason == BackupReason.ASKED
        if self.is_running or not (is_asked or is_wanted()):
            return False
        with suppress(AnnotatorError, OSError):  # a file that is gone: the next act tells of it
            moment = Moment(self._project)
            at = now or datetime.now(UTC)
            self._thread = threading.Thread(
                target=self._run, args=(moment, reason, at), name="backup", daemon=True
            )
            self._thread.start()
            return True
        return False

    def stop(self) -> None:
        """Break off the one that is being made: nothing of it stays."""
        self._is_stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, moment: Moment, reason: BackupReason, at: datetime) -> None:
        made: Backup | None = None
        error: AnnotatorError | None = None
        try:
            made = keep(moment, reason, at, self._on_step)
        except _Stopped:
            return
        except (AnnotatorError, OSError) as failed:
            error = told(failed, self._project)
        finally:
            moment.close()
        if error is not None:
            logging.getLogger(__name__).warning("%s", error)
        self.on_end(made, error)

    def _on_step(self, _done: int, _total: int) -> None:
        if self._is_stopped.is_set():
            raise _Stopped


def compare(project: Path, of: Backup, on_end: OnEnd[Difference]) -> None:
    """Find out in a thread what would change if a backup was put back."""
    _in_thread(lambda: difference(project, of), project, on_end)


def put_back(project: Path, of: Backup, on_end: OnEnd[Path]) -> None:
    """Put a backup back, in a thread, as soon as nobody has the project open any more; gives where
    a damaged project was put aside.
    """

    def do() -> Path | None:
        for _ in range(_TRIES):
            try:
                return restore(project, of, datetime.now(UTC))
            except UserError as error:
                if error.notice.code != Fault.PROJECT_OPEN:
                    raise
                time.sleep(_NAP_SECONDS)
        return restore(project, of, datetime.now(UTC))

    _in_thread(do, project, on_end)


def save_whole(project: Path, on_end: OnEnd[Saved]) -> None:
    """Save in a thread what is whole of a damaged project into a new file beside it."""
    _in_thread(lambda: ways_out.save_whole(project), project, on_end)


def _in_thread(do: Callable[[], T | None], project: Path, on_end: OnEnd[T]) -> None:
    def run() -> None:
        found: T | None = None
        error: AnnotatorError | None = None
        try:
            found = do()
        except (AnnotatorError, OSError) as failed:
            error = told(failed, project)
        on_end(found, error)

    threading.Thread(target=run, name="backup", daemon=True).start()
