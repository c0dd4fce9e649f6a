"""Many small writes of a job in short transactions: the window comes between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from annotator.storage.connection import Database
from annotator.storage.faults import faults

_LONGEST_SECONDS = 0.025
_LONGEST_ALONE_SECONDS = 1.0  # each commit writes the pages of all indexes that were touched
_LONGEST_WORK_SECONDS = 0.2  # of the processor


class Batch:
    """The writing of a job: `tick()` commits when the window waits, and when 25 ms are over; where
    no window has the project open, after 200 ms of work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._began = self._began_work = self._look_at = 0.0

    def tick(self) -> None:
        is_wanted = self._database.give_way.wants()
        if is_wanted or self._is_long():
            self.commit()
            self._database.give_way.wait()
            self._database.log.fold_if_long()
            self.begin()

    def _is_long(self) -> bool:
        """Looked at every 25 ms, as how long the log is must be asked of the disk."""
        now = time.perf_counter()
        if now < self._look_at:
            return False
        self._look_at = now + _LONGEST_SECONDS
        if not self._database.give_way.is_alone:
            return True
        took = now - self._began
        worked = time.thread_time() - self._began_work
        is_done = worked >= _LONGEST_WORK_SECONDS or took >= _LONGEST_ALONE_SECONDS
        return is_done or self._database.log.is_long  # pages left the cache

    def begin(self) -> None:
        self._database.begin()
        self._began, self._began_work = time.perf_counter(), time.thread_time()
        self._look_at = self._began + _LONGEST_SECONDS

    def commit(self) -> None:
        try:
            self._database.commit()
        except BaseException:
            self._database.roll_back()
            raise


@contextmanager
def batch(database: Database) -> Iterator[Batch]:
    """A batch that is whole at the end.

    Only the end waits for the disk (a third of an import's time was that): a power failure may take
    the last rows back, never a part of one.
    """
    with faults(database.path.name, is_saving=True), database.many_rows():
        database.connection.execute("PRAGMA synchronous = NORMAL")
        new = Batch(database)
        try:
            new.begin()
            yield new
            new.commit()
        except BaseException:
            database.roll_back()
            raise
        finally:
            database.connection.execute("PRAGMA synchronous = FULL")
        with database.transaction():
            pass  # its stamp waits for the disk, and so does all that came before
