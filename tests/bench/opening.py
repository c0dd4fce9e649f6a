"""Open an article of 1 MB: in paragraphs, in one line with spaces, and in one unbreakable line."""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial

from annotator.core.tokens import cut
from tests.bench import figures, making
from tests.bench.driving import Driver

BUDGET_MS = {"paragraphs": 200.0, "unbreakable": 1500.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--profile", help="write a cProfile of opening the paragraphs to this file")
    options = parser.parse_args()
    making.fresh_home()
    size = options.characters
    line = making.unbreakable(size)
    texts = {
        "paragraphs": making.text_of(size, size // 400, seed=3),
        "paragraphs, 20,000 suggestions": making.text_of(size, size // 50, seed=4),
        "one line with spaces": making.text_of(size, size // 400, seed=5, is_one_line=True),
        "unbreakable": making.Made(line, cut(line), [], [0]),
    }
    path = making.cache_dir() / f"opening-{size}.annotator.db"
    if not path.exists():
        new = path.with_suffix(".new")
        with making.empty(new) as store:
            run = store.suggestions.run_id("bench", "1", "1")
            making.add(store, making.text_of(600, 6), run, title="Small")
            for name, made in texts.items():
                making.add(store, made, run, title=name)
        new.rename(path)
    driver = Driver(making.copy_of(path))
    found: dict[str, object] = {}
    over = []
    for number, name in enumerate(texts, start=2):
        times, cpu = [], []
        for turn in range(options.runs):
            driver.desk.articles.open(1, "picked")
            driver.settle(300)
            profile = figures.profile(options.profile) if (number, turn) == (3, 1) else None
            before = time.process_time()
            times.append(driver.timed(partial(driver.desk.articles.open, number, "picked")))
            cpu.append(round((time.process_time() - before) * 1000, 1))
            if profile is not None:
                profile.disable()
                profile.dump_stats(options.profile)
        found[name] = {
            "ms": [round(x, 1) for x in times],
            "median": round(statistics.median(times), 1),
            "cpu_ms": cpu,
        }
        if statistics.median(times) > BUDGET_MS.get(name, float("inf")):
            over.append(name)
    driver.close()
    figures.show("opening", found, {"median_ms": BUDGET_MS}, over)


if __name__ == "__main__":
    main()
