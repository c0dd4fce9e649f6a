"""Compare an article with a near copy of it side by side, and take its labels over: how long that
keeps the window busy at a stretch, in processor time of its thread.

The near copy is finished and full of spans; of the article's words a tenth are others. What is told
for each phase is the longest turn of the event loop; beside it, what the parts of it took.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import figures, making
from tests.bench.driving import Driver

BUDGET_MS = 16.0
_EDITED = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=32_000)
    parser.add_argument("--spans", type=int, default=573)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", help="write a cProfile of what is measured to this file")
    options = parser.parse_args()
    making.fresh_home()
    folder = making.cache_dir() / f"comparing-{options.characters}-{options.spans}.annotator.db"
    folder.unlink(missing_ok=True)
    driver = Driver(making.copy_of(project(folder, options.characters, options.spans)))
    busy = Busy()
    _measure(busy)
    turns = Turns()
    profile = figures.profile(options.profile) if options.profile else None
    for _ in range(options.runs):
        compare_once(driver, turns)
    if profile is not None:
        profile.disable()
        profile.dump_stats(options.profile)
    driver.close()
    longest = {
        name: {"median": round(statistics.median(times), 1), "first": round(times[0], 1)}
        for name, times in turns.longest.items()
    }
    parts = {name: figures.spread(times, 1) for name, times in busy.times.items()}
    over = [name for name, found in longest.items() if found["median"] > BUDGET_MS]
    found = {"longest_turn_ms": longest, "parts_ms": parts}
    figures.show("comparing", found, {"median_ms": BUDGET_MS}, over)


def project(path: Path, characters: int, spans: int) -> Path:
    """Two articles: the first is finished with so many spans, the second is a near copy."""
    from annotator.core.records import Act, Change, Review, Span
    from annotator.storage import NewArticle
    from annotator.storage.near_copies import NearCopy

    made = making.text_of(characters, spans, seed=7)
    with making.empty(path) as store:
        me = store.annotators.id_of(making.ANNOTATOR)
        first, _ = store.articles.add(NewArticle(made.text, title="First"))
        second, _ = store.articles.add(NewArticle(edited(made.text), title="Second"))
        labels = [label.id for label in store.scheme.read().labels]
        rows = [
            Span(first, me, start, end, labels[label], made.text[start:end])
            for start, end, label in made.names
        ]
        done = Review(first, me, "done", edited_at=making.AT)
        act = Act("article.finish", first, tuple(Change(None, x) for x in (*rows, done)))
        store.acts.commit(act, me, making.AT)
        store.near_copies.put_sketches((x, b"") for x in (first, second))
        store.near_copies.put_pairs([NearCopy(second, first, 0.9)])
        store.near_copies.compared((first, second))
    return path


def edited(text: str, seed: int = 3) -> str:
    """The text with a tenth of its words in small letters changed, left out or doubled."""
    chance = random.Random(seed)
    made = []
    for word in text.split(" "):
        kind = chance.randrange(3) if word.islower() and chance.random() < _EDITED * 1.5 else 3
        made += [[], ["other"], [word, "more"], [word]][kind]
    return " ".join(made)


class Busy:
    """What kept the window busy, by name, in ms of processor time."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    def watch(self, owner: Any, name: str, called: str) -> None:
        """Measure each call of a method."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return inner(*arguments, **named)
            finally:
                self.times[called].append((time.thread_time() - began) * 1000)

        setattr(owner, name, timed)


class Turns:
    """How long the event loop was away at a stretch, by phase: a timer that is always due notes
    each turn.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.longest: dict[str, list[float]] = defaultdict(list)
        self._last, self._most = 0.0, 0.0
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._note)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Note the longest turn while this goes on."""
        self._last, self._most = time.thread_time(), 0.0
        self._timer.start()
        yield
        self._note()
        self._timer.stop()
        self.longest[name].append(self._most * 1000)

    def _note(self) -> None:
        now = time.thread_time()
        self._most, self._last = max(self._most, now - self._last), now


def _measure(busy: Busy) -> None:
    from annotator.ui.copies.compared_text import ComparedText
    from annotator.ui.copies.page import CopiesPage

    busy.watch(CopiesPage, "__init__", "making the page")
    busy.watch(CopiesPage, "open", "opening it")
    busy.watch(CopiesPage, "_feed", "a step of comparing")
    busy.watch(ComparedText, "paintEvent", "painting a text")
    busy.watch(CopiesPage, "take_over", "taking over")


def compare_once(driver: Driver, turns: Turns) -> None:
    """Open the page by its key, scroll a little, take over by Enter, and undo that."""
    from PySide6.QtWidgets import QApplication

    from annotator.ui.copies.page import CopiesPage
    from annotator.ui.kit import pressing

    driver.desk.articles.open(2, "picked")
    driver.settle(300)
    driver.activate()
    with turns.phase("opening and comparing"):
        pressing.press(driver.window, "Ctrl+Shift+C")
        page = QApplication.activeModalWidget()
        assert isinstance(page, CopiesPage)
        while not page.is_complete:
            driver.settle(30)
        driver.settle(100)
    with turns.phase("scrolling"):
        for keys in ("PageDown", "PageDown", ".", "End", "Home"):
            pressing.press(page, keys)
            driver.settle(60)
    with turns.phase("taking over"):
        pressing.press(page, "Enter")
        driver.settle(200)
    driver.activate()
    assert any(x.source == "copy" for x in driver.review.sheet.suggestions.values())
    with turns.phase("undoing that"):
        pressing.press(driver.window, "Ctrl+Z")
        driver.settle(100)


if __name__ == "__main__":
    main()
