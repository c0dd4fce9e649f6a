"""One table of the window's figures: each with its goal, and the limit measured in the same
run. `--all` adds what imports, exports and suggestions take, by their own benchmarks.

Milliseconds and seconds are of the processor, medians of several runs, where nothing else is said:
by the clock another program would be measured too. Prints Markdown; `--json FILE` keeps the same.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_ALL = (
    ("transfer", "--articles", "3000"),
    ("jobs",),
    ("near_copies", "--articles", "3000"),
    ("search", "--articles", "20000", "--words", "30"),
    ("suggest",),
)


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, its goal, what it is now, and the least that it could be."""

    what: str
    goal: float | None
    now: float
    limit: float | None = None
    unit: str = "ms"

    def line(self) -> str:
        goal = "" if self.goal is None else f"{self.goal:g}"
        limit = "" if self.limit is None else f"{self.limit:g}"
        holds = "" if self.goal is None else "yes" if self.now <= self.goal else "no"
        return f"| {self.what} | {self.unit} | {goal} | {self.now:g} | {limit} | {holds} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="of the project that starts")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--listed", type=int, default=50_000, help="articles of the list")
    parser.add_argument("--all", action="store_true", help="imports, exports, suggestions too")
    parser.add_argument("--json", type=Path, help="keep the figures and the machine's facts here")
    options = parser.parse_args()
    found: list[Figure] = []
    failed: list[str] = []
    machine: dict[str, Any] = {}
    work: list[Sequence[float]] = []
    print("| what | unit | goal | now | limit | holds |\n| --- | --- | ---: | ---: | ---: | --- |")
    for name, arguments in _runs(options):
        report = _run(name, arguments)
        if report is None:
            failed.append(name)
            continue
        machine = report["machine"]
        work = [*work, machine["known_work_ms"]]
        for figure in _READ.get(name, _any)(report):
            found.append(figure)
            print(figure.line(), flush=True)
    paces = ", ".join(f"{first}–{last}" for first, last in work)
    print(f"\nknown work, ms of the processor before and after each benchmark: {paces}")
    print(", ".join(f"{name}: {value}" for name, value in machine.items()))
    for name in failed:
        print(f"{name}: broke off")
    if options.json:
        kept = {"figures": [asdict(each) for each in found], "machine": machine, "failed": failed}
        options.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
    return 1 if failed else 0


def _runs(options: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    yield "start", ["--articles", str(options.articles), "--runs", str(options.runs)]
    yield "next_article", ["--articles", str(options.articles), "--finish", "40"]
    yield "articles", ["--runs", str(options.runs)]
    yield "keys", ["--keys", str(options.keys)]
    yield "listing", ["--articles", str(options.listed), "--steps", "20"]
    if options.all:
        for name, *arguments in _ALL:
            if (Path(__file__).parent / f"{name}.py").exists():
                yield name, arguments


def _run(name: str, arguments: list[str]) -> dict[str, Any] | None:
    """What a benchmark prints; None where it broke off."""
    command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    try:
        found: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        return None
    return found


def _start(report: dict[str, Any]) -> Iterator[Figure]:
    found = report["figures"]
    what = f"start to first paint, {found['articles']:,} articles; limit: a bare window"
    yield Figure(what, 0.6, found["start_cpu_s"], found["bare_cpu_s"], "s")
    yield Figure(f"{what}; by the clock", 0.6, found["start_median_s"], found["bare_median_s"], "s")
    yield Figure("the same, in bare windows", 3, found["ratio"], 1, "times")


def _next_article(report: dict[str, Any]) -> Iterator[Figure]:
    found = report["figures"]
    what = f"Enter to the next article, {found['articles']:,} articles"
    yield Figure(f"{what}, p50", 30, found["next_cpu_ms"]["p50"])
    yield Figure(f"{what}, p95", 30, found["next_cpu_ms"]["p95"])
    yield Figure("memory of the window", 250, found["rss_mb"]["at_last"], unit="MB")


def _articles(report: dict[str, Any]) -> Iterator[Figure]:
    for kind, steps in report["figures"].items():
        for step, took in steps.items():
            goal = report["budget"][kind].get(step)
            yield Figure(f"{kind}: {step}", goal, took["cpu_ms"], took["limit_ms"])


def _keys(report: dict[str, Any]) -> Iterator[Figure]:
    for size, found in report["figures"].items():
        goal = {"75": 12, "2000": 12, "20000": 20}[size]
        took, cpu, limit = found["all"], found["all_cpu_of_window"], found["limit_cpu"]
        for share in ("p99", "p50"):
            what = f"key to paint, {size} spans, {share}"
            yield Figure(f"{what}, by the clock", goal, took[share])
            yield Figure(f"{what}, and what follows it", goal, cpu[share], limit[share])


def _listing(report: dict[str, Any]) -> Iterator[Figure]:
    found = report["figures"]
    for kind, took in found.items():
        if isinstance(took, dict):
            what = f"list of {found['articles']:,}: {kind}, p95 by the clock"
            yield Figure(what, 50, took["p95"])


def _any(report: dict[str, Any]) -> Iterator[Figure]:
    """All numbers of a benchmark that has no goal here."""
    for path, value in _numbers(report["figures"]):
        yield Figure(f"{report['benchmark']}: {path}", None, value, unit="")


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _numbers(each, f"{path} {name}".strip())
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


_READ = {
    "start": _start,
    "next_article": _next_article,
    "articles": _articles,
    "keys": _keys,
    "listing": _listing,
}


if __name__ == "__main__":
    sys.exit(main())
