"""What each part of the corrector brings: repairs with it switched off against those with all.

`python -m tests.bench.learning.gains [--sets wikigold …] [--parts clusters …] [--at-once N]
[--reports FOLDER]`

Prints a table of parts × sets: how many per cent more repairs the articles need without the part,
from where on the set is judged. A part that brings less than nothing has a minus. Each run's
repairs are told on stderr as soon as it is done; FOLDER keeps its whole report.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.learning.parts import PARTS

GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold"


@dataclass(frozen=True, slots=True)
class Set:
    """A set of gold, in its file's order or shuffled, and from where on it is judged."""

    file: str
    judged: str
    order_seed: int | None = None


SETS = {
    "wikigold": Set("wikigold.jsonl", "from_76"),
    "crossner": Set("crossner_politics.jsonl", "from_301"),
    "crossner shuffled": Set("crossner_politics.jsonl", "from_76", 1),
    "users_style": Set("users_style_news.jsonl", "last_9"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS))
    parser.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--at-once", type=int, default=1, help="runs")
    parser.add_argument("--reports", type=Path, help="a folder for each run's report")
    options = parser.parse_args()
    if not GOLD.is_dir():
        print(f"skipped: there is no gold in {GOLD}")
        return
    runs = [(name, part) for name in options.sets for part in ("", *options.parts)]
    with tempfile.TemporaryDirectory() as cache, ThreadPoolExecutor(options.at_once) as pool:
        for name in options.sets:  # so that no two read the same at once
            _run(name, "", cache, articles=1)
        found = dict(
            zip(runs, pool.map(lambda run: _run(*run, cache, options.reports), runs), strict=True)
        )
    print(f"| without | {' | '.join(options.sets)} |")
    print(f"| --- |{' ---: |' * len(options.sets)}")
    whole = {name: _judged(found[name, ""], name) for name in options.sets}
    cells = (f"{x['repairs_shown']} ({x['ratio']:.3f} of static)" for x in whole.values())
    print(f"| nothing | {' | '.join(cells)} |")
    for part in options.parts:
        shares = (
            _judged(found[name, part], name)["repairs_shown"] / whole[name]["repairs_shown"] - 1
            for name in options.sets
        )
        print(f"| {part} | {' | '.join(f'{100 * share:+.1f} %' for share in shares)} |")


def _judged(told: dict[str, Any], name: str) -> dict[str, Any]:
    """The figures of the articles by which a set is judged."""
    found: dict[str, Any] = told[SETS[name].judged]
    return found


def _run(
    name: str, part: str, cache: str, reports: Path | None = None, articles: int | None = None
) -> dict[str, Any]:
    """One run of the benchmark in a process of its own."""
    chosen = SETS[name]
    command = [sys.executable, "-m", "tests.bench.learning", "--quiet", "--cache", cache]
    command += ["--gold", str(GOLD / chosen.file), "--without", part]
    if chosen.order_seed is not None:
        command += ["--order-seed", str(chosen.order_seed)]
    if articles is not None:
        command += ["--articles", str(articles)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    told: dict[str, Any] = json.loads(ended.stdout)
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        reports.joinpath(f"{name} without {part or 'nothing'}.json").write_text(ended.stdout)
    if articles is None:
        repairs = _judged(told, name)["repairs_shown"]
        print(f"{name} without {part or 'nothing'}: {repairs}", file=sys.stderr, flush=True)
    return told


if __name__ == "__main__":
    main()
