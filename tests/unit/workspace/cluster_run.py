"""A run on a Dask cluster of two processes, one of which is killed: what `test_cluster.py` starts.

A process of its own: a cluster leaves threads, warnings and sockets behind that are not this
program's. It prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import distributed

from annotator.errors import AnnotatorError
from annotator.storage import Store
from annotator.workspace.children.bulk import batches, cluster
from annotator.workspace.children.suggest_job import BulkRun
from annotator.workspace.jobs.process import Work
from tests.unit.workspace.bulk_making import Here


def main(project: str) -> None:
    batches.MOST_CHARACTERS = 150
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
        ) as workers,
        Store.open(project) as store,
    ):
        bulk = BulkRun(store, Work())
        lesson = bulk.lesson("blank:en")
        bulk.begin(Here(lesson).taught, lesson)
        told = {"refused": _refused(workers.scheduler_address, lesson, bulk)}
        executor = Killing(
            cluster.DaskCluster(workers.scheduler_address, lesson, bulk.loaded, lambda: None),
            workers,
        )
        bulk.suggest_all(executor)
        executor.close()
        report = bulk.report(executor.processes)
    told |= {"killed": executor.killed, "articles": report.articles, "skipped": report.skipped}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # what a cluster waits for at its end is none of this


class Killing:
    """A cluster one of whose workers is killed when the second answer comes."""

    def __init__(self, executor: cluster.DaskCluster, workers: Any) -> None:
        self._executor, self._workers = executor, workers
        self.processes, self.put, self.close = executor.processes, executor.put, executor.close
        self.killed: list[int] = []
        self._came = 0

    @property
    def has_room(self) -> bool:
        return self._executor.has_room

    def next(self, timeout_s: float) -> Any:
        came = self._executor.next(timeout_s)
        self._came += came is not None
        if self._came == 2 and not self.killed:
            self.killed.append(next(iter(self._workers.workers.values())).process.pid)
            os.kill(self.killed[0], signal.SIGKILL)
        return came


def _refused(address: str, lesson: Any, bulk: BulkRun) -> list[str]:
    """What is said where the cluster has another version, and another pipeline."""
    found = []
    own = cluster._own
    try:
        cluster._own = lambda name: f"0 of {name}"
        cluster.DaskCluster(address, lesson, bulk.loaded, lambda: None)
    except AnnotatorError as error:
        found.append(str(error))
    finally:
        cluster._own = own
    try:
        other = bulk.loaded.__class__(id=0, pipeline="en", version="9", fingerprint="other")
        cluster.DaskCluster(address, lesson, other, lambda: None)
    except AnnotatorError as error:
        found.append(str(error))
    return found


if __name__ == "__main__":
    main(sys.argv[1])
