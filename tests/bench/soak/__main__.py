"""Thousands of articles through the real window, suggestions and learning on, by real keys.

    python -m tests.bench.soak --articles 2000 [--words 120] [--every 50] [--to curve.png]

Prints JSON, a line for each look while it runs (stderr) and all of it at the end; draws the curve.
Memory at the end shall be at most 1.1 of that after 200 articles (without SQLite's cache of pages,
which grows with the file up to its bound: "window_mb" is with it); handles, children and temporary
files as many; a start and the next article as fast as at the beginning.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from annotator.app import collect_from_now_on
from annotator.storage import Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.open import projects
from tests.bench import figures, making
from tests.bench.effort import project as effort_project
from tests.bench.effort.oracle import Gold
from tests.bench.soak import curve
from tests.bench.soak.looking import ROOT, look
from tests.bench.soak.work import Worker, recombined

GOLD = ROOT.parent / "shared" / "gold" / "users_style_news.jsonl"
_WARM = 200  # articles until memory is taken for the measure
_REST_MS = 1500  # until the log is folded into the file
_GROWTH, _SLOWER = 1.1, 1.15


def main() -> int:
    """Run it; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--every", type=int, default=50)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--to", type=Path, default=Path("soak.png"), help="a PNG")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        make(
            recombined(effort_project.read_gold(given.gold), given.articles, given.words),
            given.make,
        )
        return 0
    making.fresh_home()
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="annotator-soak-")
    golds = recombined(effort_project.read_gold(given.gold), given.articles, given.words)
    path = Path(tempfile.mkdtemp()) / "soak.annotator.db"
    # In another process: what importing loads is none of the window's memory.
    command = [sys.executable, "-m", "tests.bench.soak", *sys.argv[1:], "--make", str(path)]
    subprocess.run(command, cwd=ROOT, check=True)
    samples = run(path, golds, given.every, given.to)
    missed = goals_missed(samples)
    figures.show("soak", {"samples": samples}, {"growth": _GROWTH, "slower": _SLOWER}, missed)
    return 1 if missed else 0


def run(path: Path, golds: Sequence[Gold], every: int, picture: Path) -> list[dict[str, Any]]:
    """Work through all of them; a look at each so many."""
    worker = Worker(path, golds)
    collect_from_now_on()
    samples: list[dict[str, Any]] = []
    began = time.process_time()
    for number in range(1, len(golds) + 1):
        worker.do_one(number)
        if number % every == 0:
            worker.driver.settle(_REST_MS)
            seconds = round(time.process_time() - began)
            samples.append({**look(worker, number, path), "processor_s": seconds})
            print(json.dumps(samples[-1]), file=sys.stderr, flush=True)
            curve.draw(samples, picture)
    worker.driver.close()
    return samples


def make(golds: Sequence[Gold], path: Path) -> None:
    """A project with the texts, imported; its suggestions come as the work goes on."""
    folder = path.parent
    names = sorted({label for gold in golds for label in gold.entities.values()})
    scheme, texts = folder / "scheme.toml", folder / "texts.jsonl"
    toml = effort_project.scheme_toml(golds, effort_project.label_map(names))
    scheme.write_text(toml, encoding="utf-8")
    with texts.open("w", encoding="utf-8") as out:
        for number, gold in enumerate(golds, 1):
            print(json.dumps({"id": f"{number}", "text": gold.text}), file=out)
    projects.create(path, str(scheme))
    run_job(messages.Import(project=str(path), paths=(str(texts),)))
    with Store.open(path) as store:
        store.settings.set("blind_share", 0)


def goals_missed(samples: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is more at the end than it may be; medians of three looks, for one is chance."""
    warm = [each for each in samples if each["articles"] >= _WARM] or list(samples)

    def grew(name: str, by: float, since: Sequence[Mapping[str, Any]] = warm) -> bool:
        first, last = (statistics.median(s[name] for s in part) for part in (since[:3], since[-3:]))
        return bool(last > first * by)

    def slower(name: str) -> bool:
        """By the known work that was timed beside it: other work on the machine slows both."""
        parts = [[s[name] / s["work_ms"] for s in x] for x in (samples[:5], samples[-5:])]
        first, last = map(statistics.median, parts)
        return last > first * _SLOWER

    constant = ("handles", "workers", "temp_files", "top_level")
    return [
        *(name for name in ("kept_mb", "worker_mb") if grew(name, _GROWTH)),
        *(name for name in constant if grew(name, 1.0)),
        *(name for name in ("start_ms", "next_ms") if slower(name)),
    ]


if __name__ == "__main__":
    sys.exit(main())
