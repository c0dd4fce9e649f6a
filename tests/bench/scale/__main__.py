"""The window with a million articles: each step of a day's work, how long it holds the window up,
and when its first rows and all of them are seen. `held` is the longest turn of the window's loop,
in milliseconds of the processor's time (and by the clock); a goal is 50, or less.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import figures, making
from tests.bench.scale import making as scale_making
from tests.bench.scale import texts

HELD_MS, FIRST_MS = 50.0, 50.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rows", action="store_true", help="make the articles without an import")
    parser.add_argument("--backup", action="store_true", help="back it up too: as large again")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    if not texts.has_sentences():
        print(f"skipped: the articles that sentences are taken of are not in {texts.FOLDER}")
        return 0
    making.fresh_home()
    made, found = scale_making.project(options.articles, is_straight=options.rows)
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    project = folder / "scale.annotator.db"
    try:
        shutil.copy(made, project)
        from tests.bench.scale.day import Day

        day = Day(project, options.articles)
        day.work(has_backup=options.backup)
        found |= {"steps": day.found, "memory_mb": day.memory()}
        day.close()
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(os.environ["HOME"])  # the fresh one, with the backup
    over = [
        name
        for name, each in found["steps"].items()
        if each["held_cpu_ms"] > HELD_MS or each.get("first_cpu_ms", 0) > FIRST_MS
    ]
    figures.show("scale", found, {"held_ms": HELD_MS, "first_rows_ms": FIRST_MS}, over)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), "utf-8")
    for line in table(found["steps"]):
        print(line)
    return 0


def table(steps: dict[str, dict[str, float]]) -> list[str]:
    """The steps as a table of Markdown."""
    names = ("held_cpu_ms", "held_ms", "first_ms", "all_ms", "rows", "true_rows")
    lines = [f"| step | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for name, each in steps.items():
        cells = (str(each.get(column, "")) for column in names)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
