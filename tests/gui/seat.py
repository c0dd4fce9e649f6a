"""A seat at the window: small projects without spaCy, keys and clicks, and what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from annotator.app import Opener
from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Span,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.core.tokens import cut
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell.window import Window

ANNOTATOR = "Mira"
AT = "2024-05-01T10:00:00.000000+00:00"
SURE, UNSURE = 0.95, 0.2

SCHEME = Scheme(
    name="test",
    labels=(
        Label(1, "PERSON", "PERSON", "orange", "p"),
        Label(2, "ORG", "ORG", "blue", "o"),
        Label(3, "PLACE", "PLACE", "green", "l"),
    ),
    groups=(TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False)),
    topics=(
        Topic(11, "Trade", 1, "1"),
        Topic(12, "Health", 1, "2"),
        Topic(13, "Calm", 2, "3"),
        Topic(14, "Loud", 2, "4"),
    ),
)

TEXT = (
    "In Port Amal, Anna Moreau met Ben Okoro. Moreau praised the Harbour Council.\n\n"
    "On Monday Port Amal waited again for Ben Okoro, and the 😀 Blue Heron lay in the fog. "
    "Port Amal is small."
)
SHORT = "Ben Okoro left Sarn."


@dataclass(frozen=True)
class Proposed:
    """A suggestion by its surface; `nth` counts its places from 0."""

    surface: str
    label: str | None
    score: float | None = SURE
    nth: int = 0
    is_maybe: bool = False


USUAL = (
    Proposed("Port Amal", "ORG", UNSURE),
    Proposed("Anna Moreau", "PERSON"),
    Proposed("Ben Okoro", "PERSON"),
    Proposed("Harbour Council", "ORG"),
    Proposed("Port Amal", "ORG", nth=1),
    Proposed("Ben Okoro", "PERSON", UNSURE, nth=1),
)


def place_of(text: str, surface: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(surface, at + 1)
    return at, at + len(surface)


def make_project(
    path: Path, articles: Sequence[tuple[str, Sequence[Proposed] | None]], scheme: Scheme = SCHEME
) -> Path:
    """A project with these texts and suggestions; None instead of them: no run has answered."""
    with Store.create(path, scheme, at=AT) as store:
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("handmade", "1", "f00")
        for number, (text, proposed) in enumerate(articles, 1):
            title = f"Article {number}"
            article, _ = store.articles.add(NewArticle(text, title=title, key=f"a{number}"))
            if proposed is not None:
                put_suggestions(store, article, run, text, proposed, scheme)
        while store.search.index_some():
            pass
    return path


def put_suggestions(
    store: Store,
    article: int,
    run: int,
    text: str,
    proposed: Sequence[Proposed],
    scheme: Scheme = SCHEME,
) -> None:
    made = [suggestion_of(article, text, each, scheme) for each in proposed]
    store.suggestions.put(article, run, cut(text), [0], made)


def suggestion_of(article: int, text: str, each: Proposed, scheme: Scheme = SCHEME) -> Suggestion:
    start, end = place_of(text, each.surface, each.nth)
    label = None if each.label is None else scheme.label_named(each.label)
    number = None if label is None else label.id
    return Suggestion(
        0, article, start, end, number, "pipeline", each.score, is_maybe=each.is_maybe
    )


class Seat:
    """A window with one open project, and the person in front of it."""

    def __init__(self, opener: Opener, path: Path) -> None:
        self.opener = opener
        self.window: Window = opener._window
        self.path = path
        self.window.desk.articles.enter_guard_ms = 0
        self.open()

    def open(self) -> None:
        """Open the project, again if it is open, and wait until it can be seen."""
        self.window.close_project()
        self.opener.open_path(self.path)
        self.window.show()
        wait_for(lambda: self.window.desk.articles.painted_at is not None, "the first paint")
        settle()

    # -- doing -----------------------------------------------------------------------------

    def press(self, *keys: str) -> Seat:
        for each in keys:
            press(self.window, each)
            settle()
        return self

    def focus(self, surface: str, nth: int = 0) -> Seat:
        """Give the focus to a surface by a click on its second character."""
        start, _ = place_of(self.text, surface, nth)
        self.click(start + 1)
        return self

    def point(self, position: int) -> QPoint:
        """A place inside a character, in pixels of the viewport."""
        foot = self.window.view.characters.place_of(position)
        return QPoint(round(foot.x()) + 3, round(foot.y()) - 6)

    def click(self, position: int) -> None:
        self._mouse(QTest.mouseClick, position)

    def double_click(self, position: int) -> None:
        port = self.window.view.viewport()
        point = self.point(position)
        QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=point)
        settle()

    def drag(
        self,
        start: int,
        end: int,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """From the middle of one character to the middle of another."""
        self.drag_points(self.point(start), self.point(end), modifiers)

    def drag_points(self, first: QPoint, last: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        port = self.window.view.viewport()
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(port, left, modifiers, first)
        for step in (1, 2, 3):
            QTest.mouseMove(port, first + (last - first) * step / 3)
            settle()
        QTest.mouseRelease(port, left, modifiers, last)
        settle()

    def _mouse(self, how: Any, position: int) -> None:
        port = self.window.view.viewport()
        how(port, Qt.MouseButton.LeftButton, pos=self.point(position))
        settle()

    # -- looking ---------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.window.desk.review.sheet.text

    @property
    def article(self) -> int:
        return self.window.desk.review.sheet.article.id

    @property
    def focused(self) -> str:
        return self.text[slice(*self.window.desk.review.focus)]

    @property
    def focus_range(self) -> tuple[int, int]:
        return self.window.desk.review.focus

    @property
    def message(self) -> str:
        return self.window.strip.message

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Surface and state of all that is marked."""
        return [(m.surface, m.state.name) for m in self.window.desk.review.sheet.marks]

    def picture(self, start: int, end: int) -> QImage:
        """What is painted around a range on one line, from above the letters to the tag."""
        view = self.window.view
        first, last = view.characters.place_of(start), view.characters.place_of(end - 1)
        assert first.y() == last.y(), "the range stands on two lines"
        area = QRect(round(first.x()) - 3, round(first.y()) - 24, 0, 40)
        area.setRight(round(last.x()) + 12)
        return view.viewport().grab(area).toImage()

    def ground(self, start: int, end: int) -> str:
        """The colour behind the letters of a range: the commonest one at mid-height."""
        image = self.picture(start, end)
        colours = [image.pixelColor(x, 12).name() for x in range(4, image.width() - 8)]
        return max(set(colours), key=colours.count)

    # -- what is stored --------------------------------------------------------------------

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return rows(self.path, sql, *values)

    def spans(self, article: int | None = None) -> list[tuple[str, str]]:
        """(surface, label) of the stored spans, in text order."""
        return [(surface, label) for surface, label, *_ in self.span_rows(article)]

    def span_rows(self, article: int | None = None) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT s.surface, l.name, s.origin, s.start, s.end FROM spans s"
            " JOIN labels l ON l.id = s.label WHERE s.article = ? ORDER BY s.start",
            article or self.article,
        )

    def decisions(self, article: int | None = None) -> list[tuple[str, str, str, int]]:
        """(suggested surface, outcome, way, had the focus) of the decisions, in text order."""
        number = article or self.article
        (text,) = self.rows("SELECT text FROM articles WHERE id = ?", number)[0]
        found = self.rows(
            "SELECT g.start, g.end, d.outcome, d.way, d.focused FROM decisions d"
            " JOIN suggestions g ON g.id = d.suggestion WHERE d.article = ? ORDER BY g.start",
            number,
        )
        return [(text[start:end], *rest) for start, end, *rest in found]

    def topics(self) -> dict[int, bool]:
        found = self.rows(
            "SELECT topic, is_yes FROM article_topics WHERE article = ?", self.article
        )
        return {topic: bool(is_yes) for topic, is_yes in found}

    def review(self, article: int | None = None) -> dict[str, Any]:
        found = self.rows(
            "SELECT status, reason, flagged, note, is_forced, shown FROM reviews WHERE article = ?",
            article or self.article,
        )
        names = ("status", "reason", "flagged", "note", "is_forced", "shown")
        return dict(zip(names, found[0], strict=True)) if found else {}

    def kinds(self) -> list[str]:
        """The kinds of all acts, in order."""
        return [kind for (kind,) in self.rows("SELECT kind FROM acts ORDER BY id")]


def reviewed(seat: Seat, article: int, who: str = "", **review: Any) -> None:
    """Finish an article with one span, as oneself or as somebody else."""
    project = seat.window.project
    assert project is not None
    store = project.store
    me = store.annotators.id_of(who) if who else project.annotator
    text = store.articles.get(article).text
    rows = Span(article, me, 0, 2, 1, text[:2]), Review(article, me, "done", edited_at=AT, **review)
    store.acts.commit(Act("article.finish", article, tuple(Change(None, x) for x in rows)), me, AT)


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Read the project file from beside the window, with plain sqlite3."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()
