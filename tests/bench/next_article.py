"""Enter to the next article's paint, suggestions stored; and the memory of the window's process."""

from __future__ import annotations

import argparse
import time

from tests.bench import figures, making
from tests.bench.driving import Driver

BUDGET_P95_MS, BUDGET_MB = 30.0, 250.0
_MOST_PRESSES = 60  # pages and doubtful spans of one article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--finish", type=int, default=100, help="articles to finish")
    parser.add_argument("--profile", help="write a cProfile to this file")
    options = parser.parse_args()
    making.fresh_home()
    driver = Driver(making.copy_of(making.many(options.articles, words=options.words)))
    started_mb = figures.rss_mb()
    times, cpu = [], []
    for _ in range(options.finish):
        took, seconds = _finish(driver, options.profile)
        times.append(took)
        cpu.append(seconds * 1000)
        driver.settle(10)
    found = {
        "articles": options.articles,
        "next_ms": figures.spread(times),
        "next_cpu_ms": figures.spread(cpu),
        "rss_mb": {"at_first": started_mb, "at_last": figures.rss_mb()},
    }
    over = []
    if found["next_ms"]["p95"] > BUDGET_P95_MS:
        over.append("next p95")
    if figures.rss_mb() > BUDGET_MB:
        over.append("memory")
    driver.close()
    if _profiles:
        _profiles[0].dump_stats(options.profile)
    figures.show("next_article", found, {"p95_ms": BUDGET_P95_MS, "rss_mb": BUDGET_MB}, over)


def _finish(driver: Driver, profile: str | None) -> tuple[float, float]:
    """Press Enter until the next article is there; what the last press took, wall and CPU."""
    here = driver.review.sheet.article.id
    for _ in range(_MOST_PRESSES):
        driver.settle(3)
        watch = _watch(profile)
        before = time.process_time()
        took = driver.press("Enter")
        seconds = time.process_time() - before
        if watch is not None:
            watch.disable()
        if driver.review.sheet.article.id != here:
            assert took is not None
            return took, seconds
    raise RuntimeError(f"article {here} does not end")


_profiles: list = []


def _watch(path: str | None):
    if path is None:
        return None
    import cProfile

    if not _profiles:
        _profiles.append(cProfile.Profile())
    _profiles[0].enable()
    return _profiles[0]


if __name__ == "__main__":
    main()
