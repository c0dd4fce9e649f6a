"""Somebody who works on a project while bad things happen, and what must hold afterwards."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator import paths
from annotator.core.records import Scheme
from annotator.storage import StaleState, Store
from annotator.workspace import checking
from annotator.workspace.clearing import clear_leftovers
from annotator.workspace.open.project import Project
from tests.gui.seat import SCHEME, Proposed, make_project

ANNOTATOR = "ann"
WORDS = "Anna met Ben in Sarn, and Ida saw Tom near Orm while Una and Max left Karsheim for Port. "
_TRIES = 300
Told = list[dict[str, Any]]
"""What was done and seen to be done: spans, topics, finished articles, which are only added to."""


def make(path: Path, articles: int, scheme: Scheme = SCHEME) -> Path:
    """A project with so many articles, none a near copy of another, and two suggestions in each."""
    marks = [Proposed("Sarn", "PLACE"), Proposed("Karsheim", "PLACE", 0.1)]
    return make_project(path, [(_text(x), marks) for x in range(articles)], scheme)


def _text(number: int) -> str:
    chance = random.Random(number)
    words = (chance.choice(("", "Ka", "Or")) + f"m{chance.randrange(5000)}" for _ in range(60))
    return f"{number}. {WORDS}{' '.join(words)}. {WORDS}"


class Person:
    """Labels words of articles taken at random, and finishes some."""

    def __init__(
        self, path: Path, chance: random.Random, now: Callable[[], str] | None = None
    ) -> None:
        self.chance, self.told = chance, Told()
        self.project = Project(path, ANNOTATOR, now=now, window=True)
        self.articles = list(self.project.lists.listed("all"))

    def act(self) -> dict[str, Any]:
        """One act, which is told when it was taken; {} where an earlier one waits to be stored, as
        it may while a job writes, or where the article was read anew, as a job had changed it.
        """
        try:
            return self._act() if self.project.store_unsaved() else {}
        except StaleState:
            return {}

    def _act(self) -> dict[str, Any]:
        article = self.chance.choice(self.articles)
        review = self.project.open_article(article)
        sheet = review.sheet
        if self.chance.random() < 0.2:
            review.finishing.finish_as_it_is(is_seen_to_end=True)
            told: dict[str, Any] = {"article": article, "done": True}
        else:
            at = self.chance.randrange(len(sheet.tokens))
            start, end = sheet.tokens.starts[at], sheet.tokens.ends[at]
            review.walk.to_range(start, end)
            review.deciding.label(self.chance.randint(1, 3), alone=True)
            found = review.sheet.span_at(start, end)
            if found is None:  # it lies inside another one, or ends in a blank
                return {}
            told = {"article": article, "start": start, "end": end, "label": found.label}
            self._replace(told)
        self.told.append(told)
        return told

    def _replace(self, told: dict[str, Any]) -> None:
        """A word that is labelled anew has no other label any more; nor what lay over it."""
        kept = []
        for each in self.told:
            is_over = (
                each["article"] == told["article"]
                and each.get("start", told["end"]) < told["end"]
                and told["start"] < each.get("end", 0)
            )
            if not is_over:
                kept.append(each)
        self.told = kept

    def close(self) -> None:
        """Leave when all is stored, as the window does."""
        for _ in range(_TRIES):
            if self.project.store_unsaved():
                break
            time.sleep(0.1)
        self.project.close()


def missing(path: Path, told: Told) -> Iterator[str]:
    """What was told and is not in the file alone; and what SQLite finds wrong with the file."""
    with closing(sqlite3.connect(path)) as connection:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        if rows("PRAGMA integrity_check") != [("ok",)] or rows("PRAGMA foreign_key_check"):
            yield "damaged"
        spans = set(rows('SELECT article, start, "end", label FROM spans'))
        topics = set(rows("SELECT article, topic FROM article_topics WHERE is_yes"))
        done = {article for (article,) in rows("SELECT article FROM reviews WHERE status = 'done'")}
    for each in told:
        if "done" in each:
            is_there = each["article"] in done
        elif "topic" in each:
            is_there = (each["article"], each["topic"]) in topics
        else:
            is_there = (each["article"], each["start"], each["end"], each["label"]) in spans
        if not is_there:
            yield f"lost {each}"


def wrong(path: Path, told: Told) -> Iterator[str]:
    """All that is wrong with a project that nobody has open any more, at the next start."""
    clear_leftovers()
    with Store.open(path, window=True) as store:
        yield from (f"on opening: {line}" for line in store.told)
        yield from (f"check: {damage}" for damage in checking.damages(store))
    yield from missing(path, told)


def left_over(folder: Path, known: Iterable[str]) -> Iterator[str]:
    """What lies about in a project's folder, but for the `known` names, and in the folders for what
    passes.
    """
    names = {each.name for each in folder.iterdir()} - set(known)
    yield from (f"left over: {name}" for name in sorted(names))
    for place in (Path(tempfile.gettempdir()), paths.state_file().parent / "leftovers"):
        if place.is_dir():
            found = sorted(x.name for x in place.iterdir() if x.name.startswith(_OURS))
            yield from (f"left over in {place.name}: {name}" for name in found)


_OURS = ("annotator-", ".annotator-")
