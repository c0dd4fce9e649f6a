"""Training after the 100th article: processor, memory, and key to paint in the window meanwhile.

`python -m tests.bench.training [--articles 100] [--words 600] [--gold FILE]`: invented articles, or
those of a gold file, are imported as finished reviews; then the training runs beside the keys.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess, run_job
from annotator.workspace.jobs.wire import to_wire
from annotator.workspace.learning.reviewed_articles import next_due
from tests.bench import figures, making
from tests.bench.driving import Driver
from tests.bench.keys import script

_FEW_ARTICLES = 100
_FEW = {"processor_s": 20, "memory_mb": 350, "p95_ms": 50}
_MANY = {"processor_s": 120, "memory_mb": 700, "p95_ms": 50}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--words", type=int, default=600, help="of the invented articles")
    parser.add_argument("--gold", type=Path, help="JSON lines with spans instead of invented ones")
    parser.add_argument("--pipeline", help="a package, a folder, or blank:xx")
    parser.add_argument("--judged", type=int, default=32, help="between the first two trainings")
    parser.add_argument("--alone", action="store_true", help="without keys in the window")
    options = parser.parse_args()
    making.fresh_home()
    found = measure(options)
    budget = _FEW if options.articles <= _FEW_ARTICLES else _MANY
    over = [name for name in ("processor_s", "memory_mb") if found[name] > budget[name]]
    if "keys" in found and found["keys"]["p95"] > budget["p95_ms"]:
        over.append("keys p95")
    figures.show("training", found, budget, over)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Import, train beside the keys, and watch the child."""
    path = making.copy_of(making.one_article(making.text_of(3_800, 75), "keys-75"))
    given = options.gold or making.jsonl(options.articles, words=options.words, has_spans=True)
    who, first = making.ANNOTATOR, 0
    for last in _trained_at(options.articles, options.judged):
        part = _part(given, first, last)
        run_job(messages.Import(str(path), (str(part),), become="review", annotator=who))
        if last < options.articles:
            run_job(messages.Train(str(path), options.pipeline or ""))
        first = last
    driver = None if options.alone else Driver(path)
    if driver is not None:
        driver.desk.articles.open(1, "picked")
        driver.settle(300)
    ends: list[Any] = []
    began = time.perf_counter()
    job = JobProcess(
        messages.Train(str(path), options.pipeline or ""),
        on_end=lambda report, error: ends.append((report, error, time.perf_counter() - began)),
    ).start()
    memory = processor = 0.0
    times: dict[str, list[float]] = defaultdict(list)
    keys = iter(()) if driver is None else script(driver, 100_000)
    while not ends:
        if job._process is not None:
            memory = max(memory, figures.rss_mb(job._process.pid))
            processor = max(processor, figures.cpu_s(job._process.pid))
        step = next(keys, None)
        if step is None or driver is None:
            time.sleep(0.05)
            continue
        took = driver.press(step[1])
        if took is not None:
            times[step[0]].append(took)
        driver.settle(20)
    if driver is not None:
        driver.close()
    report, error, seconds = ends[0]
    if error is not None:
        raise SystemExit(str(error))
    found = {
        "seconds": round(seconds, 1),
        "processor_s": round(processor, 1),
        "memory_mb": memory,
        "report": to_wire(report),
    }
    if times:
        found["keys"] = figures.spread([x for each in times.values() for x in each])
        found["kinds"] = {kind: figures.spread(each) for kind, each in sorted(times.items())}
    return found


def _trained_at(articles: int, judged: int) -> list[int]:
    """After how many articles to train: the last time when the app would, so many after it had
    trained before; and once earlier, so that there is a version to judge, where there is room.
    """
    due = [next_due(0)]
    while next_due(due[-1]) < articles:
        due.append(next_due(due[-1]))
    before = due[-1]
    return [x for x in (max(due[0], before - judged), before) if x < articles] + [articles]


def _part(given: Path, first: int, last: int) -> Path:
    """Some articles of a file, in one of their own."""
    path = making.cache_dir() / f"{first}-{last}-{given.name}"
    lines = given.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[first:last]), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
