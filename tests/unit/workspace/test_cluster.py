"""The same run on a Dask cluster of real processes, one of which is killed: the same, to the row.

What is tested: `workspace/children/bulk/cluster.py`, `workspace/children/bulk/cluster_task.py`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotator.errors import EnvironmentFault, UserError
from annotator.storage import NewArticle, Store
from annotator.worker_messages import Loaded
from annotator.workspace.children.bulk import cluster
from annotator.workspace.children.bulk.executor import Lost
from annotator.workspace.children.suggest_job import BulkRun
from annotator.workspace.jobs.process import Work
from tests.unit.storage.making import AT, SCHEME
from tests.unit.workspace.bulk_making import Here
from tests.unit.workspace.test_bulk import TEXTS, rows

LOADED = Loaded(id=0, pipeline="en", version="1", fingerprint="f")


def test_one_worker_is_killed_and_the_rows_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        for number in range(8):
            for text in TEXTS:
                store.articles.add(NewArticle(f"{text} {number}", imported_at=AT))
    shutil.copy(tmp_path / "p.db", tmp_path / "own.db")
    command = [sys.executable, "-W", "ignore", "-m", "tests.unit.workspace.cluster_run"]
    ended = subprocess.run(
        [*command, str(tmp_path / "p.db")],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        timeout=600,
        check=False,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert (told["articles"], told["skipped"], len(told["killed"])) == (40, 0, 1)
    assert "this worker of the cluster has annotator" in told["refused"][0]
    assert "this machine 0 of annotator; install the same version" in told["refused"][0]
    assert "this machine 9 (other)" in told["refused"][1]
    with Store.open(tmp_path / "own.db") as own, Store.open(tmp_path / "p.db") as store:
        bulk = BulkRun(own, Work())
        lesson = bulk.lesson("blank:en")
        here = Here(lesson)
        bulk.begin(here.taught, lesson)
        bulk.suggest_all(here)
        assert bulk.report(2).articles == 40
        assert rows(store) == rows(own)


# -- what holds without Dask -------------------------------------------------------------------


class Future:
    """What Dask says became of a task."""

    def __init__(self, error: Exception | None = None, *, is_cancelled: bool = False) -> None:
        self._error, self._is_cancelled = error, is_cancelled

    def cancelled(self) -> bool:
        return self._is_cancelled

    def exception(self, timeout: float) -> Exception | None:
        return self._error

    def result(self, timeout: float) -> bytes:
        raise TimeoutError


class KilledWorker(Exception):
    """By the name of Dask's own."""


class NoWorkers:
    """A scheduler without workers."""

    def wait_for_workers(self, count: int, timeout: float) -> None:
        raise TimeoutError

    def nthreads(self) -> dict[str, int]:
        return {}

    def close(self, timeout: float) -> None:
        """Nothing to end."""


def test_nobody_works_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_connected", lambda _address: NoWorkers())
    with pytest.raises(EnvironmentFault, match="has no workers; start some"):
        cluster.DaskCluster("tcp://there", (), LOADED, lambda: None)


def test_nobody_answers_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_address: str, **_options: object) -> None:
        raise OSError("Timed out\nafter 10 s")

    distributed = SimpleNamespace(Client=refuse)
    monkeypatch.setattr(cluster.importlib, "import_module", lambda _name: distributed)
    with pytest.raises(EnvironmentFault, match=r"tcp://no: no cluster answers there \(Timed out\)"):
        cluster.DaskCluster("tcp://no", (), LOADED, lambda: None)


def outcome(future: Future) -> Any:
    executor = cluster.DaskCluster.__new__(cluster.DaskCluster)
    executor._address = "tcp://there"
    return executor._outcome(future, 3)


def test_what_became_of_a_task() -> None:
    assert outcome(Future(KilledWorker("task, 4 workers"))) == Lost(3)
    assert outcome(Future()) == Lost(3), "it can't be had any more"
    with pytest.raises(EnvironmentFault, match="tcp://there: the cluster does not answer any more"):
        outcome(Future(is_cancelled=True))
    with pytest.raises(EnvironmentFault, match=r"can’t suggest \(no disk\)"):
        outcome(Future(OSError("no disk\nat all")))


def test_without_the_extra_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(cluster.importlib, "import_module", missing)
    with pytest.raises(UserError, match=r"pip install “annotator\[cluster\]”"):
        cluster.require_extra()
