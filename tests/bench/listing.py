"""The list of articles with a million rows: scrolled, filtered, searched, refreshed."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict

from tests.bench import figures, making
from tests.bench.driving import Driver

BUDGET_MS = 50.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    making.fresh_home()
    driver = Driver(making.copy_of(making.many(options.articles, words=12, has_suggestions=False)))
    window, rows = driver.window, driver.window.list.view
    times: dict[str, list[float]] = defaultdict(list)

    def step(kind: str, what) -> None:
        began = time.perf_counter()
        what()
        driver.application.processEvents()
        times[kind].append((time.perf_counter() - began) * 1000)
        driver.settle(3)

    bar = rows.verticalScrollBar()
    for number in range(options.steps):
        step("scroll a page", lambda: bar.setValue(bar.value() + rows.viewport().height()))
        place = bar.maximum() * (number + 1) // options.steps
        step("scroll far", lambda place=place: bar.setValue(place))
    for status in ("all", "done", "flagged", "todo") * 5:
        step(f"filter {status}", lambda status=status: window.list.status_picked.emit(status))
    for _ in range(10):
        step("next article", lambda: driver.desk.articles.go_neighbour(+1))
        step("go far", lambda: driver.desk.articles.open(options.articles // 2, "picked"))
    driver.close()
    found = {kind: figures.spread(each) for kind, each in times.items()}
    over = [kind for kind, each in found.items() if each["p95"] > BUDGET_MS]
    found["articles"], found["rss_mb"] = options.articles, figures.rss_mb()
    figures.show("listing", found, {"p95_ms": BUDGET_MS}, over)


if __name__ == "__main__":
    main()
