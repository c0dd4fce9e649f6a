"""Suggesting for all articles: articles a second, beside what `nlp.pipe` alone does of the same.

`python -m tests.bench.suggest [--articles N] [--processes 1,2] [--runs N] [--dask]`

Raw is the pipeline as the program loads it without our own component, over the same texts, by as
many processes (`n_process`). Both are run over N articles and over a quarter of them; the
difference is what so many articles take without what starting and loading take once. Told are
articles a second of processor time, all processes together, and of the clock; the ratio is of
processor time, which a busy machine leaves as it is. With `--dask`: a local cluster of two worker
processes, one of which is killed half-way, and whether the rows are those of the local run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import figures, making

_LEAST_RATIO = 0.9
_SHARE = 4  # the smaller run is this part of the larger


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400, help="of 400 words")
    parser.add_argument("--processes", default="1,2")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn; medians count")
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--raw", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--cluster", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.raw:
        _raw(options.articles, options.raw)
    elif options.cluster:
        _cluster(options.cluster)
    else:
        processes = [int(x) for x in options.processes.split(",")]
        _all(options.articles, processes, options.runs, options.dask)


def _all(count: int, processes: list[int], runs: int, has_dask: bool) -> None:
    making.fresh_home()
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    found: dict[str, Any] = {"articles": count}
    for number in processes:
        ours, raw = _ours(folder, number), _raw_run(number)
        found[f"{number} process" + "es" * (number > 1)] = _compared(count, runs, ours, raw)
    if has_dask:
        found["dask, 2 workers, one killed"] = _dask(count, folder)
    over = [name for name, told in found.items() if _is_over(told)]
    figures.show("suggest", found, {"ratio": _LEAST_RATIO}, over)


def _is_over(told: Any) -> bool:
    return isinstance(told, dict) and told.get("ratio", 1.0) < _LEAST_RATIO


Timed = Callable[[int], tuple[float, float]]
"""Runs over so many articles; seconds of the processor and of the clock."""


def _compared(count: int, runs: int, ours: Timed, raw: Timed) -> dict[str, Any]:
    """Ours and raw in turn, the smaller and the larger run of each; medians."""
    few = count // _SHARE
    took: dict[str, list[tuple[float, float]]] = {"raw": [], "ours": []}
    for _ in range(runs):
        for name, run in (("raw", raw), ("ours", ours)):
            small, large = run(few), run(count)
            took[name].append((large[0] - small[0], large[1] - small[1]))
    told: dict[str, Any] = {}
    for name, times in took.items():
        for at, of in ((0, "processor_s"), (1, "clock_s")):
            middle = statistics.median(each[at] for each in times)
            told[f"{name}_per_{of}"] = round((count - few) / middle, 2)
    told["ratio"] = round(told["ours_per_processor_s"] / told["raw_per_processor_s"], 3)
    told["ratio_of_clock"] = round(told["ours_per_clock_s"] / told["raw_per_clock_s"], 3)
    return told


def _texts(count: int) -> list[str]:
    return [making.text_of(2_400, 30, seed=seed).text for seed in range(count)]


def _project(folder: Path, count: int) -> Path:
    """A new project of so many articles."""
    from annotator.storage.articles import NewArticle

    path = folder / f"suggest-{count}.annotator.db"
    if not path.exists():
        with making.empty(path) as store, store.batch() as batch:
            for text in _texts(count):
                store.articles.add(NewArticle(text))
                batch.tick()
    return Path(shutil.copy(path, Path(tempfile.mkdtemp(dir=folder)) / path.name))


def _ours(folder: Path, processes: int) -> Timed:
    from annotator.workspace.jobs import messages
    from annotator.workspace.jobs.process import run_job

    def timed(count: int) -> tuple[float, float]:
        project = _project(folder, count)
        began = _children(), time.perf_counter()
        report = run_job(messages.Suggest(str(project), processes=processes))
        assert (report.articles, report.processes) == (count, processes)
        return _children() - began[0], time.perf_counter() - began[1]

    return timed


def _raw_run(processes: int) -> Timed:
    def timed(count: int) -> tuple[float, float]:
        command = [sys.executable, "-m", "tests.bench.suggest", "--raw", str(processes)]
        began = _children(), time.perf_counter()
        subprocess.run([*command, "--articles", str(count)], check=True)
        return _children() - began[0], time.perf_counter() - began[1]

    return timed


def _raw(count: int, processes: int) -> None:
    for library in ("OMP", "OPENBLAS", "MKL", "BLIS"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    from annotator.nlp.sources import spacy_pipeline as pipelines
    from annotator.nlp.sources.token_vectors import FACTORY

    nlp = pipelines.load(None)
    nlp.remove_pipe(FACTORY)
    for _ in nlp.pipe(_texts(count), n_process=processes, batch_size=25):  # the same at a time
        pass


def _children() -> float:
    """Processor seconds of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# -- a cluster -------------------------------------------------------------------------------


def _dask(count: int, folder: Path) -> dict[str, Any]:
    from annotator.workspace.jobs import messages
    from annotator.workspace.jobs.process import run_job

    own, far = _project(folder, count), _project(folder, count)
    run_job(messages.Suggest(str(own), processes=1))
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.suggest", "--cluster", str(far)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return {**told, "same_rows": _rows(own) == _rows(far)}


def _rows(project: Path) -> list[Any]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(project)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(suggestions)")]
        kept = ", ".join(f'"{name}"' for name in columns if name != "id")
        suggested = f"SELECT {kept} FROM suggestions ORDER BY {kept}"
        bounds = "SELECT article, starts, ends, sentence_starts FROM token_bounds ORDER BY article"
        return [connection.execute(sql).fetchall() for sql in (suggested, bounds)]


def _cluster(project: Path) -> None:
    """The run itself, in a process of its own: what it came to, as JSON."""
    import distributed

    from annotator.storage import Store
    from annotator.workspace.children.bulk.cluster import DaskCluster
    from annotator.workspace.children.bulk.local import LocalProcesses
    from annotator.workspace.children.suggest_job import BulkRun
    from annotator.workspace.jobs.process import Work

    workers = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    killed: list[int] = []

    def tell(done: int, total: int | None, _what: object) -> None:
        if total and done >= total // 2 and not killed:
            killed.append(next(iter(workers.workers.values())).process.pid)
            os.kill(killed[0], signal.SIGKILL)

    with Store.open(project) as store:
        bulk = BulkRun(store, Work(tell))
        lesson = bulk.lesson(None)
        local = LocalProcesses(lesson)
        bulk.begin(local.taught(lambda: None), lesson)
        local.close()
        executor = DaskCluster(workers.scheduler_address, lesson, bulk.loaded, lambda: None)
        began = time.perf_counter()
        bulk.suggest_all(executor)
        took = time.perf_counter() - began
        executor.close()
    told = {"articles": bulk.articles, "killed": len(killed), "per_clock_s": bulk.articles / took}
    print(json.dumps({**told, "skipped": bulk.report(2).skipped}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
