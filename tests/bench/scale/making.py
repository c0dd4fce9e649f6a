"""The project of many articles, made once into the temporary folder: whole, or not at all.

The articles come by a real import; with `--rows` straight by `executemany`, in a fifth of the
time. What people and pipelines did in it (suggestions in one article of ten, one of fifty finished,
a doubt for each second one) always comes straight.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from annotator.core.codes import JobStep
from annotator.storage import Store, migrations
from annotator.storage.connection import connect
from annotator.storage.matching import words_of
from annotator.workspace.jobs import messages
from tests.bench import making
from tests.bench.scale import texts
from tests.bench.transfer import _rate

_VERSION = 1
SUGGESTED_IN, DONE_IN, FLAGGED_IN, DOUBTED_IN = 10, 50, 500, 2
_A_STEP = 20_000  # articles between two commits
_CAPITAL = re.compile(r"(?:[A-Z][a-z]+ ?)+[a-z]")
_LABELS = 4
_ARTICLE = """INSERT INTO articles (id, key, title, heading, published, source, url, language,
    source_offset, words, length, sha256, imported_at, duplicate_of, meta, text)
    VALUES (?, ?, ?, ?, ?, ?, '', '', 0, ?, ?, ?, '', ?, '{}', ?)"""
_WORDS = "INSERT INTO article_words (rowid, title, text) VALUES (?, ?, ?)"
_RUN = "INSERT INTO article_runs (article) VALUES (?)"


def project(count: int, *, is_straight: bool) -> tuple[Path, dict[str, Any]]:
    """The project, and the figures of its making."""
    way = "rows" if is_straight else "import"
    name = f"scale-{count}-{way}-{_VERSION}-{migrations.VERSION}"
    path = making.cache_dir() / f"{name}.annotator.db"
    told = path.with_suffix(".json")
    if not (path.exists() and told.exists()):
        new = making.cache_dir() / f"{name}.new.annotator.db"
        for each in making.cache_dir().glob(f"{name}.new.*"):
            each.unlink()
        making.empty(new).close()
        found = _straight(new, count) if is_straight else _imported(new, count)
        _add_work(new, count)
        found["file_mb"] = round(new.stat().st_size / 1e6)
        told.write_text(json.dumps(found), "utf-8")
        new.rename(path)
    return path, json.loads(told.read_text("utf-8"))


# -- articles ------------------------------------------------------------------------------


def _imported(project: Path, count: int) -> dict[str, Any]:
    lines = project.with_suffix(".jsonl")
    try:
        with lines.open("w", encoding="utf-8") as file:
            for number in range(1, count + 1):
                made = texts.article(number)
                record = {
                    "id": f"a{number}", "title": made.title, "text": made.text,
                    "date": made.published, "source": made.source,
                }  # fmt: skip
                print(json.dumps(record, ensure_ascii=False), file=file)
        request = messages.Import(str(project), (str(lines),))
        return {"import": _rate(count, JobStep.IMPORTING, request)}
    finally:
        lines.unlink(missing_ok=True)


def _straight(project: Path, count: int) -> dict[str, Any]:
    began = time.process_time()
    numbers = iter(range(1, count + 1))
    with closing(_writing(project)) as connection:
        connection.execute(
            "INSERT INTO article_words(article_words, rank) VALUES('hashsize', 64000000)"
        )
        while some := list(islice(numbers, _A_STEP)):
            made = [(number, texts.article(number)) for number in some]
            connection.execute("BEGIN")
            connection.executemany(_ARTICLE, map(_row_of, made))
            connection.executemany(_RUN, ((number,) for number, x in made if not _twin(number)))
            connection.executemany(
                _WORDS, ((number, words_of(x.title), words_of(x.text)) for number, x in made)
            )
            connection.execute("UPDATE project SET indexed_article = ?", (some[-1],))
            connection.execute("COMMIT")
            print(f"{some[-1]} articles, {time.process_time() - began:.0f} s", flush=True)
        connection.execute("DELETE FROM article_words_config WHERE k = 'hashsize'")
    return {"made": {"rows straight, cpu_s": round(time.process_time() - began)}}


def _row_of(made: tuple[int, texts.Made]) -> tuple[Any, ...]:
    number, x = made
    digest = hashlib.sha256(x.text.encode()).digest()
    return (
        number, f"a{number}", x.title, x.title, x.published, x.source, x.words, len(x.text), digest,
        _twin(number), x.text,
    )  # fmt: skip


def _twin(number: int) -> int | None:
    """The article with the same text that came before."""
    if number % texts._TWIN_IN:
        return None
    return number - texts._TWIN_IN // 2


def _writing(project: Path) -> sqlite3.Connection:
    connection = connect(project)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    return connection


# -- what was done in it -------------------------------------------------------------------

_SUGGESTION = """INSERT INTO suggestions (id, article, start, "end", label, source, score,
    is_maybe, run) VALUES (?, ?, ?, ?, ?, 'pipeline', ?, 0, 1)"""
_SPAN = """INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, 'confirmed', ?, '')"""
_DECISION = """INSERT INTO decisions (suggestion, annotator, article, outcome, way, at, start,
    "end", label, focused, surface) VALUES (?, ?, ?, 'accepted', 'Enter', ?, ?, ?, ?, ?, ?)"""
_REVIEW = """INSERT INTO reviews VALUES (?, ?, ?, '', ?, '', 60, 1, 1, 'suggestions', 1, 'queue', 1,
    1, 0, ?)"""
_DOUBT = (
    """UPDATE article_runs SET suggested_run = 1, latest_run = 1, doubt = ? WHERE article = ?"""
)


def _add_work(project: Path, count: int) -> None:
    with Store.open(project) as store:
        run = store.suggestions.run_id("bench", "1", "1")
        annotator = store.annotators.id_of(making.ANNOTATOR)
        labels = [label.id for label in store.scheme.read().labels][:_LABELS]
    assert run == 1
    rows = _Rows(annotator, labels)
    with closing(_writing(project)) as connection:
        for number in range(1, count + 1):
            if not _twin(number):
                rows.add(number)
            if number % _A_STEP == 0 or number == count:
                rows.write(connection)
        connection.execute("UPDATE project SET current_suggestions = ?", (rows.suggested,))
        connection.execute("UPDATE annotators SET spans = ? WHERE id = ?", (rows.marked, annotator))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Rows:
    """What pipelines and one annotator did with articles, as rows to be written."""

    def __init__(self, annotator: int, labels: list[int]) -> None:
        self._who, self._labels = annotator, labels
        self._chance = Random(7)
        self.suggested = self.marked = 0
        self._kept: dict[str, list[tuple[Any, ...]]] = {}

    def add(self, number: int) -> None:
        doubt = 100 * self._chance.random()
        if number % DOUBTED_IN:
            self._put(_DOUBT, (doubt, number))
        if number % FLAGGED_IN == 3:
            self._put(_REVIEW, (number, self._who, "started", 1, making.AT))
        if number % SUGGESTED_IN == 1:
            self._suggest(number, is_done=number % DONE_IN == 1)

    def _suggest(self, number: int, *, is_done: bool) -> None:
        made = texts.article(number)
        for start, end in dict.fromkeys(_ranges(made)):
            self.suggested += 1
            surface = made.text[start:end]
            label = self._labels[sum(surface.encode()) % _LABELS]
            if surface == "China" and number % 1000 == 1:
                label = self._labels[number // 1000 % _LABELS]
            self._put(
                _SUGGESTION, (self.suggested, number, start, end, label, self._chance.random())
            )
            if is_done:
                place = (start, end, label)
                self.marked += 1
                self._put(_SPAN, (number, self._who, *place, surface, self.suggested))
                seen = number % (2 * DONE_IN) == 1
                decided = (self.suggested, self._who, number, making.AT, *place, seen, surface)
                self._put(_DECISION, decided)
        if is_done:
            self._put(_REVIEW, (number, self._who, "done", 0, making.AT))

    def _put(self, sql: str, row: tuple[Any, ...]) -> None:
        self._kept.setdefault(sql, []).append(row)

    def write(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN")
        for sql, rows in self._kept.items():
            connection.executemany(sql, rows)
        connection.execute("COMMIT")
        self._kept.clear()


def _ranges(made: texts.Made) -> Iterator[tuple[int, int]]:
    yield from made.names
    taken = [False] * (len(made.text) + 1)
    for start, end in made.names:
        taken[start:end] = [True] * (end - start)
    for found in _CAPITAL.finditer(made.text):
        if not any(taken[found.start() : found.end()]):
            yield found.span()
