"""A day's work in the real window, off-screen: each step timed."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator import paths
from annotator.core.codes import BackupReason, Order
from annotator.ui.kit import pressing
from annotator.ui.shell.pages import PageId
from annotator.workspace.backups import keeping
from annotator.workspace.backups.beside import BackupsBeside
from annotator.workspace.state import OFF
from tests.bench import figures
from tests.bench.driving import Driver
from tests.bench.making import ANNOTATOR
from tests.bench.scale import texts

_PATIENCE_S = 300.0

Step = dict[str, Any]


def _never() -> bool:
    return True


class Day:
    """One window with the project; `found` has the figures of each step by its name."""

    def __init__(self, project: Path, count: int) -> None:
        self._path, self._count = project, count
        self.found: dict[str, Step] = {}
        self._peak = 0.0
        settings = paths.settings_file()
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({keeping.SETTING: OFF, "recent": []}), "utf-8")
        with closing(sqlite3.connect(project)) as connection:
            self._true = _counts(connection)
        began, cpu = time.perf_counter(), time.thread_time()
        self._driver = Driver(project)
        self._window = self._driver.window
        self._note("open the project", cpu, began, 0.0)
        self._wait(self._is_whole)

    def memory(self) -> dict[str, float]:
        """At the end and at most."""
        return {"end": figures.rss_mb(), "peak": max(self._peak, figures.rss_mb())}

    def close(self) -> None:
        self._driver.close()

    def work(self, *, has_backup: bool) -> None:
        """All steps, one after the other."""
        self._scroll()
        self._filters()
        self._searches()
        self._orders()
        self._jump()
        self._review()
        self._mentions()
        self._pages()
        if has_backup:
            self._back_up()

    # -- steps -----------------------------------------------------------------------------

    def _scroll(self) -> None:
        view = self._window.list.view
        bar = view.verticalScrollBar()
        for _ in range(5):
            self.step("scroll a page", lambda: bar.setValue(bar.value() + view.viewport().height()))
        for part in (2, 1):
            self.step("scroll to the end", lambda part=part: bar.setValue(bar.maximum() // part))
        self.step("scroll to the top", lambda: bar.setValue(0))

    def _filters(self) -> None:
        for status in ("all", "done", "flagged", "skipped", "todo"):
            self._listed(
                f"filter {status}",
                lambda status=status: self._window.list.status_picked.emit(status),
                self._true[status],
            )

    def _searches(self) -> None:
        rare = texts.rarest_name()
        name = self._true["labels"][0]
        queries = {
            "word, very common: the": ("the ", self._true["the"]),
            'words, very common: "the"': ('"the"', self._true["the"]),
            "beginning, very common: th": ("th", None),
            "beginning: t": ("t", None),
            f"word, rare: {rare}": (rare, None),
            'phrase: "xi jinping"': ('"xi jinping"', None),
            'source:"Paper 00"': ('source:"Paper 00"', self._true["source"]),
            'source:"Paper 59"': ('source:"Paper 59"', None),
            "source:nowhere": ("source:nowhere", 0),
            f"label:{name}": (f"label:{name}", None),
            "is:mixed": ("is:mixed", None),
            "is:unseen": ("is:unseen", self._true["unseen"]),
            "is:forced": ("is:forced", 0),
            "is:contradicted": ("is:contradicted", 0),
            "flag:yes": ("flag:yes", self._true["flagged"]),
            "flag:no": ("flag:no", self._true["total"] - self._true["flagged"]),
            "status:done": ("status:done", self._true["done"]),
            "copy:yes": ("copy:yes", 0),
            "date:2010": ("date:2010", self._true["2010"]),
            "date:2010-05-05": ("date:2010-05-05", None),
            "date:2010 xi": ("date:2010 xi", None),
            'source:"Paper 07" date:2012 the': ('source:"Paper 07" date:2012 "the"', None),
            "status:done label": (f'status:done label:{name} "xi"', None),
        }
        for title, (query, true) in queries.items():
            self._listed(title, lambda query=query: self._window.list.search.ask(query), true)
        self._window.list.search.ask("")
        self._wait(self._is_whole)

    def _orders(self) -> None:
        for order in (Order.DOUBT, Order.DATE, Order.RANDOM, Order.IMPORTED):
            self._listed(
                f"order {order}",
                lambda order=order: self._driver.desk.articles.set_order(order),
                self._true["todo"],
            )
            if order in (Order.DOUBT, Order.DATE):
                self.step(
                    f"next in order {order}", lambda: self._driver.desk.articles.go_neighbour(+1)
                )

    def _jump(self) -> None:
        for number in (self._count // 2, self._count - 3):
            self._go_to("jump by number", str(number))
        for words in ("the", f"{self._count // 3}", "th", texts.rarest_name()):
            self._go_to(f"jump by title: {words}", words)
        self.step("next article", lambda: self._driver.desk.articles.go_neighbour(+1))
        self.step("previous article", lambda: self._driver.desk.articles.go_neighbour(-1))

    def _go_to(self, name: str, words: str) -> None:
        self.step(f"{name} (open)", lambda: pressing.press(self._window, "Ctrl+G"))
        page = self._window.pages.page(PageId.ARTICLES)
        for end in range(1, len(words) + 1):
            self.step(
                name,
                lambda end=end: page.field.setText(words[:end]),
                is_whole=lambda: getattr(page, "is_whole", True),
                rows=lambda: len(page.model.rows),
            )
        self.step(f"{name} (go)", lambda: pressing.press(self._window, "Enter"))

    def _review(self) -> None:
        here = self._driver.review.sheet.article.id
        for _ in range(60):
            self.step("finish and next", lambda: self._driver.press("Enter"), longest_only=True)
            if self._driver.review.sheet.article.id != here:
                break
        self.step("undo", lambda: self._driver.press("Ctrl+Z"))
        self.step("undo again", lambda: self._driver.press("Ctrl+Z"))

    def _mentions(self) -> None:
        for typed in (
            "surface:China",
            f'surface:"{texts.rarest_name()}"',
            "is:mixed",
            "xi",
            "is:unseen",
        ):
            self._find(typed)

    def _find(self, typed: str) -> None:
        self.step("find mentions (open)", lambda: self._window.open_page(PageId.MENTIONS))
        page = self._page("Finding")
        self.step(
            f"find mentions: {typed}",
            lambda: page.ask(typed),
            lambda: bool(page.list.everything()),
            lambda: page._search is None or page._search.is_complete,
            lambda: len(page.list.everything()),
        )
        self.step("find mentions (close)", page.reject)

    def _pages(self) -> None:
        self.step("learning page", lambda: self._window.open_page(PageId.LEARNING))
        page = self._page("LearningPage")
        if page is not None:
            self.step("learning page, all", lambda: None, is_whole=lambda: page.found.is_complete)
            page.close()

    def _back_up(self) -> None:
        ended: list[object] = []
        beside = BackupsBeside(self._path, lambda *told: ended.append(told))
        self.step(
            "back up",
            lambda: beside.begin(BackupReason.ASKED),
            is_whole=lambda: bool(ended),
        )
        beside.stop()

    def _page(self, kind: str) -> Any:
        shown = [
            each
            for each in self._driver.application.allWidgets()
            if type(each).__name__ == kind and each.isVisible()
        ]
        return shown[0] if shown else None

    # -- timing ----------------------------------------------------------------------------

    def _listed(self, name: str, do: Callable[[], object], true: int | None) -> None:
        """A step after which the list is another one; `true` is how many rows it must have."""
        old = self._window.list.model._fetched

        def has_first() -> bool:
            model = self._window.list.model
            return model._fetched is not old

        self.step(name, do, has_first, self._is_whole, lambda: len(self._window.list.model.ids))
        if true is not None:
            self.found[name]["true_rows"] = true

    def _is_whole(self) -> bool:
        """Whether nothing is read beside the window any more."""
        listing = self._window.listing
        return getattr(listing, "is_whole", True)

    def step(
        self,
        name: str,
        do: Callable[[], object],
        has_first: Callable[[], bool] = _never,
        is_whole: Callable[[], bool] = _never,
        rows: Callable[[], int] | None = None,
        *,
        longest_only: bool = False,
    ) -> None:
        """Do something, and turn the window's loop until all of it is seen."""
        began, cpu = time.perf_counter(), time.thread_time()
        do()
        self._driver.application.processEvents()
        longest = time.thread_time() - cpu, time.perf_counter() - began
        first = longest if has_first() else None
        done = is_whole()
        while not (done and first):
            turn, turn_cpu = time.perf_counter(), time.thread_time()
            self._driver.application.processEvents()
            took = time.thread_time() - turn_cpu, time.perf_counter() - turn
            longest = max(longest, took)
            done = is_whole()
            if first is None and (has_first() or done):
                first = time.thread_time() - cpu, time.perf_counter() - began
            if time.perf_counter() - began > _PATIENCE_S:
                break
            time.sleep(0.0005)
        whole = time.perf_counter() - began
        each: Step = {
            "held_cpu_ms": round(longest[0] * 1000, 1),
            "held_ms": round(longest[1] * 1000, 1),
            "first_ms": round((first or longest)[1] * 1000, 1),
            "all_ms": round(whole * 1000, 1),
        }
        if rows is not None:
            each["rows"] = rows()
        before = self.found.get(name)
        if before is None or each["held_cpu_ms"] > before["held_cpu_ms"]:
            self.found[name] = each
        self._peak = max(self._peak, figures.rss_mb())
        self._driver.settle(20)
        print(name, each, flush=True)

    def _note(self, name: str, cpu: float, began: float, _first: float) -> None:
        took = time.thread_time() - cpu, time.perf_counter() - began
        self.found[name] = {
            "held_cpu_ms": round(took[0] * 1000, 1),
            "held_ms": round(took[1] * 1000, 1),
        }

    def _wait(self, is_whole: Callable[[], bool]) -> None:
        while not is_whole():
            self._driver.settle(20)


def _counts(connection: sqlite3.Connection) -> dict[str, Any]:
    """What is true, by plain counting."""

    def one(sql: str, *values: object) -> int:
        return int(connection.execute(sql, values).fetchone()[0])

    (who,) = connection.execute("SELECT id FROM annotators WHERE name = ?", (ANNOTATOR,)).fetchone()
    review = "SELECT count(*) FROM reviews WHERE annotator = ? AND "
    total = one("SELECT count(*) FROM articles INDEXED BY articles_copy")
    found: dict[str, Any] = {
        "total": total,
        "all": total - one("SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL"),
        "done": one(f"{review} status = 'done'", who),
        "skipped": one(f"{review} status = 'skipped'", who),
        "flagged": one(f"{review} flagged", who),
        "the": one("SELECT count(*) FROM article_words WHERE article_words MATCH '\"the\"'"),
        "source": one("SELECT count(*) FROM articles WHERE source = 'Paper 00'"),
        "2010": one("SELECT count(*) FROM articles WHERE published LIKE '2010%'"),
        "unseen": one(
            "SELECT count(DISTINCT article) FROM decisions WHERE annotator = ? AND NOT focused", who
        ),
        "labels": [x for (x,) in connection.execute("SELECT name FROM labels ORDER BY position")],
    }
    return {**found, "todo": found["all"] - found["done"] - found["skipped"]}
