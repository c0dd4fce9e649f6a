"""Search as one types, over many articles: how long the window stands still at most, and when what
was found is seen. The processor's part tells what a busy machine adds.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict

from annotator.storage import Store
from annotator.workspace.open.mention_search import find_articles
from tests.bench import figures, making
from tests.bench.driving import Driver

BUDGET_MS = 16.0
QUERIES = ("t", "th", "the", "the m", "the minister", "trade of", "qqq", "xyzzy")


def _processed(driver: Driver) -> float:
    """Seconds that the window takes for what waits for it."""
    began = time.perf_counter()
    driver.application.processEvents()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    making.fresh_home()
    made = making.many(options.articles, words=options.words, has_suggestions=False)
    with Store.open(made) as store:  # before the window, whose own job would do it
        while store.search.index_some(200):
            pass
    driver = Driver(making.copy_of(made))
    window = driver.window
    project = window.project
    assert project is not None
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.runs):
        for query in QUERIES:
            began = time.perf_counter()
            count = len(find_articles(project, query))
            times[f"find “{query}”, {count} found"].append((time.perf_counter() - began) * 1000)
            ids, began = window.list.model.ids, time.perf_counter()
            window.list.search.ask(query)
            still = time.perf_counter() - began
            worked = time.thread_time()
            while window.list.model.ids is ids:  # found beside the window, or at once
                still = max(still, _processed(driver))
                time.sleep(0.0005)
            still = max(still, _processed(driver))  # the paint
            times[f"stand still for “{query}”, {count} found"].append(still * 1000)
            worked = time.thread_time() - worked
            times[f"of the processor, to show “{query}”"].append(worked * 1000)
            times[f"seen “{query}”, {count} found"].append((time.perf_counter() - began) * 1000)
            driver.settle(3)
    driver.close()
    found = {kind: figures.spread(each) for kind, each in times.items()}
    over = [kind for kind, each in found.items() if "still" in kind and each["p50"] > BUDGET_MS]
    found["articles"], found["rss_mb"] = options.articles, figures.rss_mb()
    figures.show("search", found, {"p50_ms": BUDGET_MS}, over)


if __name__ == "__main__":
    main()
