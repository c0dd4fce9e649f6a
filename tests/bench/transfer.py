"""Import and export as jobs: articles a second, processor time, memory and the longest log, beside
what plain SQL and plain JSON of the same rows take in the same run; with `--all` each format that
can be written goes out, and comes back where it can be read.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from annotator.core.codes import JobStep, LabelsBecome
from annotator.core.tokens import cut
from annotator.formats import registry
from annotator.storage import Store
from annotator.storage.migrations import migrate
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from annotator.workspace.jobs.wire import Request
from tests.bench import figures, making

BUDGET = {
    "import plain": 5_000,
    "import as suggestions": 2_000,
    "import as reviews": 1_500,
    "import own jsonl": 1_500,
    "export jsonl": 3_500,
    "export csv": 3_000,
    "export spacy": 700,
}
_GROWTH_MB = 100  # more than this between a quarter and the end is not flat
_LOG_MB = 64
_TIMES = 1.2  # the memory of a hundredth of the articles
_OF_LIMIT = 2_000  # articles for the limits
_A_TRANSACTION = 10
_USUAL = ("jsonl", "csv", "spacy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles", type=int, default=10_000, help="of 400 words with 66 spans; try 100000"
    )
    parser.add_argument("--all", action="store_true", help="each format, out and in again")
    parser.add_argument(
        "--memory", action="store_true", help="lines only, of a hundredth and of all; 2 GB: 160000"
    )
    options = parser.parse_args()
    making.fresh_home()
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    count = options.articles
    if options.memory:
        few, many = (_lines(x, folder) for x in (count // 100, count))
        times = {x: round(many[x]["rss_mb"] / few[x]["rss_mb"], 2) for x in few}
        found = {"few": few, "many": many, "times": times}
        figures.show("memory", found, {"times": _TIMES}, [x for x in times if times[x] > _TIMES])
        shutil.rmtree(folder)
        return
    source = making.jsonl(count, has_spans=True)
    found = _limits(source, folder)
    bare = making.jsonl(count)
    found["import plain"] = _import(count, bare, folder / "plain.annotator.db", "suggestions")
    for kind in ("suggestions", "reviews"):  # the reviews are exported below
        found[f"import as {kind}"] = _import(count, source, folder / f"{kind}.annotator.db", kind)
    project = folder / "reviews.annotator.db"
    _put_tokens(project)
    found["near copies"] = _rate(count, None, messages.NearCopies(str(project)))
    for name in _USUAL:
        found[f"export {name}"] = _export(count, project, folder, name)
    own = folder / "own.annotator.db"
    found["import own jsonl"] = _import(count, _out(folder, "jsonl"), own, "suggestions")
    if options.all:
        found |= _others(count, project, folder)
    shutil.rmtree(folder)
    budget = {"articles_per_s": BUDGET, "growth_mb": _GROWTH_MB, "log_mb": _LOG_MB}
    figures.show("transfer", found, budget, _over(found))


def _lines(count: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Lines in as reviews, out, and in again as they went out."""
    project, own = folder / f"{count}.annotator.db", folder / f"{count}-own.annotator.db"
    source, out = making.jsonl(count, has_spans=True), _out(folder, "jsonl")
    found = {
        "in as reviews": _import(count, source, project, "reviews"),
        "out": _export(count, project, folder, "jsonl"),
        "own in": _import(count, out, own, "suggestions"),
    }
    sizes = (source, out, out)
    for each, path in zip(found.values(), sizes, strict=True):
        each["file_mb"] = round(path.stat().st_size / 1e6)
    for path in (project, own, out):
        path.unlink()
    return found


def _over(found: dict[str, dict[str, Any]]) -> list[str]:
    """The names of what is over its budget."""
    return [
        *(name for name, budget in BUDGET.items() if _is_slow(found[name], budget)),
        *(f"{name} memory" for name, x in found.items() if x.get("growth_mb", 0) > _GROWTH_MB),
        *(f"{name} log" for name, x in found.items() if x.get("log_mb", 0) > _LOG_MB),
    ]


def _is_slow(figure: dict[str, Any], budget: float) -> bool:
    return "error" in figure or figure["articles_per_s"] < budget


def _import(
    count: int, source: Path, project: Path, kind: str, read_as: str = ""
) -> dict[str, Any]:
    making.empty(project).close()
    become = LabelsBecome.REVIEW if kind == "reviews" else LabelsBecome.GIVEN
    request = messages.Import(str(project), (str(source),), become, format=read_as)
    return _rate(count, JobStep.IMPORTING, request)


def _export(count: int, project: Path, folder: Path, name: str) -> dict[str, Any]:
    request = messages.Export(str(project), str(_out(folder, name)), name, status="all")
    return _rate(count, None, request)


def _out(folder: Path, name: str) -> Path:
    return folder / f"{name}{registry.to_write(name).proposed_ending}"


def _others(count: int, project: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """All other formats that can be written; those that can be read come in again."""
    found = {}
    for each in registry.written():
        name = each.name
        if name not in _USUAL:
            found[f"export {name}"] = _export(count, project, folder, name)
        if name != "jsonl" and each.read and "error" not in found.get(f"export {name}", {}):
            to = folder / f"{name}.annotator.db"
            found[f"import {name}"] = _import(count, _out(folder, name), to, "suggestions", name)
            to.unlink()
    return found


def _put_tokens(project: Path) -> None:
    """Token bounds for each article, as a pipeline that read them would have left them."""
    with Store.open(project) as store, store.batch() as batch:
        run = store.suggestions.run_id("bench", "1", "1")
        for article in range(1, store.articles.highest_id() + 1):
            tokens = cut(store.articles.get(article).text)
            store.suggestions.put(article, run, tokens, [0], [])
            batch.tick()


# -- the limits ----------------------------------------------------------------------------


def _limits(source: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """The same rows by plain `executemany`, ten articles a transaction, and plain JSON."""
    with source.open("rb") as stream:
        lines = [line for _, line in zip(range(_OF_LIMIT), stream, strict=False)]
    records = [json.loads(line) for line in lines]
    copy = folder / "copy.jsonl"
    return {
        "limit: suggestions by executemany": _timed(
            len(lines), lambda: _insert(folder / "a.db", records, _suggestion_rows, _SUGGESTION)
        ),
        "limit: spans by executemany": _timed(
            len(lines), lambda: _insert(folder / "b.db", records, _span_rows, _SPAN)
        ),
        "limit: json read": _timed(
            len(lines), lambda: [msgspec.json.decode(line) for line in lines]
        ),
        "limit: json written and read": _timed(len(lines), lambda: _there_and_back(records, copy)),
    }


_ARTICLE = """INSERT INTO articles (id, key, title, heading, published, source, url, language,
    source_offset, words, length, sha256, imported_at, meta, text)
    VALUES (?, '', '', ?, '', '', '', '', 0, 400, ?, ?, '', '{}', ?)"""
_SUGGESTION = """INSERT INTO suggestions (id, article, start, "end", label, source, score, is_maybe,
    run, others) VALUES (?, ?, ?, ?, ?, 'import', NULL, 0, 1, '[]')"""
_SPAN = """INSERT INTO spans (article, annotator, start, "end", label, surface, origin, suggestion,
    question) VALUES (?, 1, ?, ?, ?, ?, 'import', NULL, '')"""


def _suggestion_rows(article: int, record: dict[str, Any]) -> list[tuple[Any, ...]]:
    first = article << 8
    spans = enumerate(record["spans"], first)
    return [(n, article, x["start"], x["end"], 1) for n, x in spans]


def _span_rows(article: int, record: dict[str, Any]) -> list[tuple[Any, ...]]:
    text = record["text"]
    return [
        (article, x["start"], x["end"], 1, text[x["start"] : x["end"]]) for x in record["spans"]
    ]


def _insert(
    path: Path,
    records: list[dict[str, Any]],
    rows_of: Callable[[int, dict[str, Any]], Iterable[tuple[Any, ...]]],
    sql: str,
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for number, record in enumerate(records, 1):
        if number % _A_TRANSACTION == 1:
            connection.execute("BEGIN IMMEDIATE")
        text = record["text"]
        digest = number.to_bytes(32, "big")
        connection.execute(_ARTICLE, (number, text[:90], len(text), digest, text))
        connection.executemany(sql, rows_of(number, record))
        if number % _A_TRANSACTION == 0 or number == len(records):
            connection.execute("COMMIT")
    connection.close()


def _there_and_back(records: list[dict[str, Any]], path: Path) -> None:
    with path.open("w+b") as stream:
        for record in records:
            stream.write(msgspec.json.encode(record) + b"\n")
        stream.seek(0)
        for line in stream:
            msgspec.json.decode(line)


def _timed(count: int, call: Callable[[], object]) -> dict[str, Any]:
    began, cpu_before = time.perf_counter(), time.process_time()
    call()
    cpu = time.process_time() - cpu_before
    took = time.perf_counter() - began
    return {
        "articles_per_s": round(count / took),
        "articles_per_cpu_s": round(count / cpu),
        "rss_mb": figures.rss_mb(),
    }


# -- jobs ----------------------------------------------------------------------------------


def _rate(count: int, phase: str | None, request: Request[Any]) -> dict[str, Any]:
    """Run a job; articles a second over its first phase (None: all of it), start-up left out.

    `articles_per_cpu_s` is by the processor time that the child took meanwhile, and says more where
    others work on the machine too.
    """
    watch = Watch(phase)
    began, cpu_before = time.perf_counter(), _cpu_of_children()
    ends: list[tuple[Any, Any]] = []
    used: list[tuple[float, float]] = []  # processor time of the child at times
    job = JobProcess(request, watch.on_progress, lambda *end: ends.append(end)).start()
    while not job.wait(0.05):
        process = job._process
        if process is not None:
            watch.sample(figures.rss_mb(process.pid), _log_mb(request))
            used.append((time.perf_counter(), figures.cpu_s(process.pid)))
    ended = time.perf_counter()
    error = ends[0][1]
    if error is not None:
        return {"error": str(error)}
    first, last = watch.first or began, (watch.last if phase else None) or ended
    cpu = _cpu_of_children() - cpu_before
    within = [seconds for at, seconds in used if first <= at <= last and seconds]
    cpu_of_phase = max(within, default=cpu) - min(within, default=0.0)
    return {
        "articles_per_s": round(count / (last - first)),
        "articles_per_cpu_s": round(count / (cpu_of_phase or cpu)),
        "s_in_all": round(ended - began, 2),
        "cpu_s_in_all": round(cpu, 2),
        "rss_mb": watch.peak,
        "growth_mb": watch.growth,
        "log_mb": watch.longest_log_mb,
    }


def _log_mb(request: Request[Any]) -> float:
    """How long the log of the project of a job is now."""
    log = Path(f"{getattr(request, 'project', '')}-wal")
    try:
        return round(log.stat().st_size / 1e6, 1)
    except OSError:
        return 0.0


def _cpu_of_children() -> float:
    """Seconds of the processor that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch:
    """When a phase of a job began and ended, and the memory over its time."""

    def __init__(self, phase: str | None) -> None:
        self._phase = phase
        self.first: float | None = None
        self.last: float | None = None
        self._samples: list[float] = []
        self.longest_log_mb = 0.0

    def on_progress(self, progress: Any) -> None:
        """Note the time of what a job tells."""
        now = time.perf_counter()
        if self._phase is None or progress.what == self._phase:
            self.first = self.first or now
            self.last = now

    def sample(self, megabytes: float, log_mb: float = 0.0) -> None:
        """Note how much memory the job takes now, and how long the log is."""
        self.longest_log_mb = max(self.longest_log_mb, log_mb)
        if megabytes:
            self._samples.append(megabytes)

    @property
    def peak(self) -> float:
        return max(self._samples, default=0.0)

    @property
    def growth(self) -> float:
        """The peak of the last half over the peak of the second quarter."""
        size = len(self._samples)
        if size < 8:
            return 0.0
        return round(max(self._samples[size // 2 :]) - max(self._samples[size // 4 : size // 2]), 1)


if __name__ == "__main__":
    main()
