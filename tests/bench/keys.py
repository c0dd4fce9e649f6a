"""Key to paint, commit included, on three sizes of article; `--during import` beside a job."""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import threading
import time
from collections import defaultdict
from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from annotator.ui.article.display_text import display_text
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from tests.bench import figures, making
from tests.bench.driving import Driver

SIZES = {
    "75": (3_800, 75, 16.0),
    "2000": (100_000, 2_000, 16.0),
    "20000": (1_000_000, 20_000, 50.0),
}
BUDGET_DURING_P95_MS = 50.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=[*SIZES, "all"], default="all")
    parser.add_argument("--keys", type=int, default=600, help="keys for each size")
    parser.add_argument("--during", choices=["import"], help="run a job on the same project")
    parser.add_argument("--articles", type=int, default=20_000, help="of the import")
    parser.add_argument("--profile", help="write a cProfile of the keys to this file")
    options = parser.parse_args()
    making.fresh_home()
    found, over = {}, []
    for size in SIZES if options.size == "all" else [options.size]:
        characters, names, budget = SIZES[size]
        found[size] = measure(characters, names, options)
        share = "p95" if options.during else "p99"
        limit = BUDGET_DURING_P95_MS if options.during else budget
        kinds = found[size]["kinds"].items()
        over += [f"{size} {kind} {share}" for kind, x in kinds if x[share] > limit]
        if found[size]["all"][share] > limit:
            over.append(f"{size} all {share}")
    limits = {size: limit for size, (_, _, limit) in SIZES.items()}
    budget = {"p95_ms": BUDGET_DURING_P95_MS} if options.during else {"p99_ms": limits}
    figures.show(f"keys{' during import' if options.during else ''}", found, budget, over)


def measure(characters: int, names: int, options: argparse.Namespace) -> dict[str, object]:
    """The figures of one size."""
    made = making.text_of(characters, names)
    path = making.copy_of(making.one_article(made, f"keys-{names}"))
    driver = Driver(path)
    driver.desk.articles.open(1, "picked")
    driver.settle(300)
    job = _Importing(path, options.articles) if options.during else None
    times: dict[str, list[float]] = defaultdict(list)
    cpu: list[float] = []
    unpainted: list[str] = []
    profile = figures.profile(options.profile)
    for kind, key in script(driver, options.keys):
        before = time.process_time()
        took = driver.press(key)
        if took is None:
            unpainted.append(kind)
            continue
        times[kind].append(took)
        cpu.append((time.process_time() - before) * 1000)
        if job is not None:
            job.keep_running()
        driver.settle(4 if options.keys > 100 else 0)
    if profile is not None:
        profile.disable()
        profile.dump_stats(options.profile)
    imported = job.stop() if job is not None else None
    limit = _limit(driver, making.copy_of(path), made.text)
    driver.close()
    found: dict[str, object] = {
        "marks": names,
        "all": figures.spread([x for each in times.values() for x in each]),
        "all_cpu_of_window": figures.spread(cpu),
        "limit_cpu": figures.spread(limit),
        "kinds": {kind: figures.spread(each) for kind, each in sorted(times.items())},
    }
    if unpainted:
        found["painted_nothing"] = {kind: unpainted.count(kind) for kind in sorted(set(unpainted))}
    return found if imported is None else {**found, "articles_imported_meanwhile": imported}


def script(driver: Driver, count: int):
    """The keys of a session, mixed; only marks are labelled, as plain words stand everywhere."""
    chance = random.Random(5)
    letters = [x.key for x in driver.window.project.scheme.labels if x.key][:4]
    usual = [
        ("next", "Tab"),
        ("next", "Tab"),
        ("back", "Shift+Tab"),
        ("arrow", "Right"),
        ("arrow down", "Down"),
        ("undo", "Ctrl+Z"),
        ("redo", "Ctrl+Shift+Z"),
        ("topic", "1"),
        ("doubtful", "."),
    ]
    done = 0
    while done < count:
        mark = driver.review.mark
        draw = chance.random()
        if mark is None or draw < 0.4:
            yield chance.choice(usual)
        elif draw < 0.48:
            yield "confirm", "Space"
        elif draw < 0.75:
            yield "label", chance.choice(letters)
        elif draw < 0.85:
            yield "reject", "Backspace"
        elif draw < 0.9:
            yield "again (=)", "="
        else:
            yield "edge", "Shift+Right"
            yield "undo", "Ctrl+Z"
            done += 1
        done += 1


def _limit(driver: Driver, path: Path, text: str, count: int = 200) -> list[float]:
    """Milliseconds of the processor for what nobody can leave out of a key: one row and its act
    committed by plain sqlite3, and the text painted by a bare text edit of the view's size.
    """
    edit = QTextEdit()
    edit.resize(driver.view.size())
    edit.setFont(driver.view.document().defaultFont())
    QTextCursor(edit.document()).insertText(display_text(text))
    edit.show()
    driver.application.processEvents()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")
    spent = []
    for number in range(count):
        began = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE reviews SET note = ? WHERE article = 1", (str(number),))
        connection.execute(
            "INSERT INTO acts (at, annotator, article, kind, words, grp, before, after)"
            " VALUES ('', 1, 1, 'limit', '', 0, '[]', '[]')"
        )
        connection.execute("COMMIT")
        edit.viewport().repaint()
        spent.append((time.process_time() - began) * 1000)
    connection.close()
    edit.close()
    return spent


class _Importing:
    """An import into the same project that goes on until it is stopped."""

    def __init__(self, path: os.PathLike[str], articles: int) -> None:
        self._path = path
        self._file = making.jsonl(articles)
        self._reports: list[int] = []
        self._has_begun = threading.Event()
        self._start()
        self._has_begun.wait(60)

    def keep_running(self) -> None:
        if not self._job.is_running:
            self._start()

    def stop(self) -> int:
        self._job.cancel()
        self._job.wait(60)
        from annotator.storage import Store

        with Store.open(self._path) as store:
            return store.counts.info()["articles"] - 2

    def _start(self) -> None:
        request = messages.Import(project=str(self._path), paths=(str(self._file),))
        self._job = JobProcess(request, lambda _: self._has_begun.set()).start()


if __name__ == "__main__":
    main()
