"""Opened, finished, gone on from, taken back: articles of all sizes, with their limits beside.

The limit of opening is Qt's layout and paint of the same text and a plain read of the same rows;
that of finishing and undoing is plain sqlite3 with the same rows and indexes.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import figures, making
from tests.bench.driving import Driver

_LIMITED = ("suggestions", "decisions", "spans", "acts")


@dataclass(frozen=True)
class Kind:
    """An article to measure with: its text, whether a pipeline cut its tokens, and the goals of
    each step in milliseconds.
    """

    make: Callable[[], making.Made]
    goals: dict[str, float]
    has_tokens: bool = True
    labels: int = 0


KINDS = {
    "ordinary, 420 words, 67 entities": Kind(
        lambda: making.text_of(2_600, 67, seed=3),
        {"open": 16, "finish": 30, "undo": 30},
    ),
    "100 kB, 2,551 suggestions": Kind(
        lambda: making.text_of(100_000, 2_551, seed=4), {"open": 50, "finish": 50, "undo": 50}
    ),
    "1 MB, 25,511 suggestions": Kind(
        lambda: making.text_of(1_000_000, 25_511, seed=5),
        {"open": 200, "finish": 300, "undo": 300},
    ),
    "1 MB, 2,500 suggestions": Kind(
        lambda: making.text_of(1_000_000, 2_500, seed=6), {"open": 200}
    ),
    "1 MB, nothing suggested, tokens not cut": Kind(
        lambda: making.bare(making.text_of(1_000_000, 2_500, seed=7).text), {"open": 200}, False
    ),
    "1 MB in one line with spaces": Kind(
        lambda: making.text_of(1_000_000, 2_500, seed=8, is_one_line=True), {"open": 200}
    ),
    "1 MB in one unbreakable line": Kind(
        lambda: making.bare(making.unbreakable(1_000_000)), {"open": 1500}, False
    ),
    "50,000 lines": Kind(lambda: making.lines_of(50_000), {"open": 200}),
    "100 labels, 500 suggestions": Kind(
        lambda: making.text_of(20_000, 500, seed=9, labels=100),
        {"open": 50, "finish": 50, "undo": 50},
        labels=100,
    ),
    "300 suggestions at one place": Kind(
        lambda: making.at_one_place(300), {"open": 50, "finish": 50, "undo": 50}
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", help="kinds whose names contain this")
    parser.add_argument("--profile", help="write a cProfile of each step to STEP.FILE")
    options = parser.parse_args()
    found, over = measure(options.runs, options.only or "", options.profile)
    goals = {name: kind.goals for name, kind in KINDS.items() if name in found}
    figures.show("articles", found, goals, over)


def measure(
    runs: int, only: str = "", profile: str | None = None
) -> tuple[dict[str, dict[str, dict[str, float]]], list[str]]:
    """Milliseconds of processor time by kind and step, with limits; and what is over its goal."""
    making.fresh_home()
    found, over = {}, []
    for name, kind in KINDS.items():
        if only not in name:
            continue
        found[name] = _measured(name, kind, runs, profile)
        print(name, json.dumps(found[name]), file=sys.stderr, flush=True)
        over += [
            f"{name}: {step}"
            for step, goal in kind.goals.items()
            if found[name][step]["cpu_ms"] > goal
        ]
    return found, over


def _measured(name: str, kind: Kind, runs: int, profile: str | None) -> dict[str, dict[str, float]]:
    made = kind.make()
    steps: dict[str, list[tuple[float, float]]] = defaultdict(list)
    path = making.copy_of(_project(name, kind, made))
    limits = _limits_of_store(path, runs) if kind.has_tokens else {}
    driver = Driver(path)
    has_marks = bool(made.names)
    for turn in range(runs + 1):
        driver.desk.articles.open(1, "picked")
        driver.settle(200)
        steps["open"].append(
            _timed(driver, lambda: driver.desk.articles.open(2, "picked"), profile, "open", turn)
        )
        assert not has_marks or _marks_are_painted(driver), f"{name}: no mark was painted"
        _settle(driver)
        if "finish" in kind.goals:
            steps["finish"].append(_pressed(driver, "Shift+Enter", profile, "finish", turn))
            assert driver.review.sheet.article.id == 1, "the next article did not come"
            driver.settle(200)
            driver.press("Ctrl+Z")
            driver.settle(200)
            assert driver.review.sheet.article.id == 2, "undo did not go back"
            steps["undo"].append(_pressed(driver, "Ctrl+Z", profile, "undo", turn))
            assert not driver.review.sheet.spans and not driver.review.sheet.decisions
            driver.settle(200)
    limits["open"] = limits.get("read", 0.0) + _limit_of_qt(driver, made.text, runs)
    memory = figures.rss_mb()
    driver.close()
    return {
        step: {
            "cpu_ms": round(statistics.median(cpu for cpu, _ in times[1:]), 1),
            "wall_ms": round(statistics.median(wall for _, wall in times[1:]), 1),
            "limit_ms": round(limits.get(step, 0.0), 1),
            "rss_mb": memory,
        }
        for step, times in steps.items()
    }


def _settle(driver: Driver) -> None:
    """Until all that is done in idle time is done, as far as there is such work."""
    driver.settle(200)
    for _ in range(200):
        if getattr(driver.review.sheet.marks, "is_judged", True):
            break
        driver.settle(50)


def _timed(driver, what, profile, step, turn) -> tuple[float, float]:
    watch = figures.profile(profile) if turn == 1 else None
    before = time.process_time()
    wall = driver.timed(what)
    cpu = (time.process_time() - before) * 1000
    if watch is not None:
        watch.disable()
        watch.dump_stats(f"{step}.{profile}" if "/" not in profile else f"{profile}.{step}")
    return cpu, wall


def _pressed(driver, keys, profile, step, turn) -> tuple[float, float]:
    return _timed(driver, lambda: driver.send(keys), profile, step, turn)


def _marks_are_painted(driver: Driver) -> bool:
    return any(row.pieces for row in driver.view._in_view.rows)


def _project(name: str, kind: Kind, made: making.Made) -> Path:
    def make(path: Path) -> None:
        with making.empty(path, labels=kind.labels, is_nested="one place" in name) as store:
            run = store.suggestions.run_id("bench", "1", "1")
            making.add(store, making.text_of(600, 6), run, title="Small")
            making.add(store, made, run if kind.has_tokens else None, title=name)

    slug = "".join(x if x.isalnum() else "-" for x in name)
    return making.kept(f"article-{slug}.annotator.db", make)


# -- limits --------------------------------------------------------------------------------


def _limits_of_store(path: Path, runs: int) -> dict[str, float]:
    """What plain sqlite3 takes for the rows of article 2: reading its suggestions; adding a
    decision and a span for each with the act as JSON; taking these away.
    """
    copy = making.copy_of(path)
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA foreign_keys=ON")
    text = connection.execute("SELECT text FROM articles WHERE id = 2").fetchone()[0]
    connection.execute("INSERT OR IGNORE INTO annotators (id, name) VALUES (1, 'limit')")
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        began = time.process_time()
        rows = connection.execute(
            'SELECT id, start, "end", label, source, score, is_maybe, run FROM suggestions'
            " WHERE article = 2 ORDER BY start"
        ).fetchall()
        spent["read"].append(time.process_time() - began)
        began = time.process_time()
        at = making.AT
        decisions = [
            (x[0], 1, 2, "accepted", "enter", at, x[1], x[2], x[3], 0, x[3], text[x[1] : x[2]])
            for x in rows
        ]
        spans = [(2, 1, x[1], x[2], x[3], text[x[1] : x[2]], "accepted", x[0], "") for x in rows]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO decisions (suggestion, annotator, article, outcome, way, at, start,"
            ' "end", label, focused, label_shown, surface)'
            f" VALUES ({', '.join('?' * 12)})",
            decisions,
        )
        connection.executemany(f"INSERT OR IGNORE INTO spans VALUES ({', '.join('?' * 9)})", spans)
        log = json.dumps([decisions, spans], separators=(",", ":"))
        connection.execute(
            "INSERT INTO acts (at, annotator, article, kind, words, grp, before, after)"
            " VALUES ('', 1, 2, 'limit', '', 0, '[]', ?)",
            (log,),
        )
        connection.execute("COMMIT")
        spent["finish"].append(time.process_time() - began)
        began = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        log = connection.execute("SELECT after FROM acts WHERE kind = 'limit'").fetchone()[0]
        decisions, spans = json.loads(log)
        connection.executemany(
            "DELETE FROM spans WHERE article = ? AND annotator = ? AND start = ?"
            ' AND "end" = ? AND label = ?',
            [x[:5] for x in spans],
        )
        connection.executemany(
            "DELETE FROM decisions WHERE suggestion = ? AND annotator = ?",
            [x[:2] for x in decisions],
        )
        connection.execute("DELETE FROM acts WHERE kind = 'limit'")
        connection.execute("COMMIT")
        spent["undo"].append(time.process_time() - began)
    connection.close()
    return {step: statistics.median(times) * 1000 for step, times in spent.items()}


def _limit_of_qt(driver: Driver, text: str, runs: int) -> float:
    """What Qt takes to lay out and paint the text in a bare text edit of the view's size."""
    from PySide6.QtGui import QTextCursor, QTextDocument, QTextOption
    from PySide6.QtWidgets import QTextEdit

    from annotator.ui.article.display_text import display_text, is_unbreakable

    spent = []
    shown = display_text(text)
    for _ in range(runs):
        edit = QTextEdit()
        edit.setReadOnly(True)
        edit.resize(driver.view.size())
        edit.setFont(driver.view.document().defaultFont())
        if is_unbreakable(text):
            edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        edit.show()
        driver.application.processEvents()
        began = time.process_time()
        document = QTextDocument(edit)
        document.setUndoRedoEnabled(False)
        QTextCursor(document).insertText(shown)
        edit.setDocument(document)
        edit.viewport().repaint()
        spent.append(time.process_time() - began)
        edit.close()
        edit.deleteLater()
    return statistics.median(spent) * 1000


if __name__ == "__main__":
    main()
