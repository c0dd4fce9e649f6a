"""Every mark in view is painted: looked for in the pixels, where Qt's own cursor says it stands."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QTextCursor

from annotator.app import Opener
from annotator.core.marks import Mark
from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import settle
from tests.gui.seat import AT, SCHEME, SHORT, Proposed, Seat

NAME = re.compile("Port.Amal|Anna.Moreau|Ben.Okoro|Harbour.Council")
NAMES = ("Port Amal", "Anna Moreau", "Ben Okoro", "Harbour Council")
WORDS = "talks went on while the ministers weighed new terms of trade and officials said little"
SHAPES = ("paragraphs", "line", "unbreakable")
SIZES = (1_000, 10_000, 20_000, 100_000, 1_000_000)
# Without a break a million takes twenty seconds; the benchmark of long articles looks at it.
TEXTS = [(size, shape) for size in SIZES for shape in SHAPES]
TEXTS[TEXTS.index((1_000_000, "unbreakable"))] = (300_000, "unbreakable")
MARKED = 3_000  # characters at each end of a text that have marks


def text_of(size: int, shape: str) -> str:
    """A text of about `size` characters, with a name in each sentence."""
    pieces: list[str] = []
    length = 0
    for n in count():
        end = "\n\n" if shape == "paragraphs" and n % 4 == 3 else " "
        sentence = f"{NAMES[n % 4]} {WORDS} {n}.{end}"
        pieces.append(sentence.replace(" ", "_") if shape == "unbreakable" else sentence)
        length += len(sentence)
        if length >= size:
            break
    return "".join(pieces)


def make(path: Path, text: str) -> Path:
    """A project with a short article and this one, in which the names at both ends are
    suggested.
    """
    with Store.create(path, SCHEME, at=AT) as store:
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("handmade", "1", "f00")
        store.articles.add(NewArticle(SHORT, title="Short", key="short"))
        article, _ = store.articles.add(NewArticle(text, title="Long", key="long"))
        ends = (range(MARKED), range(len(text) - MARKED, len(text)))
        places = [m.span() for m in NAME.finditer(text) if any(m.start() in end for end in ends)]
        found = [
            Suggestion(0, article, start, end, n % 3 + 1, "pipeline", (0.95, 0.2)[n % 2])
            for n, (start, end) in enumerate(places)
        ]
        store.suggestions.put(article, run, cut(text), [0], found)
    return path


def places_of(seat: Seat, mark: Mark) -> tuple[QRect, QRect]:
    """Where the cursor stands at both ends of a mark, as Qt says it, in pixels of the viewport."""
    view = seat.window.view
    cursor = QTextCursor(view.document())
    cursor.setPosition(mark.start)
    first = view.cursorRect(cursor)
    cursor.setPosition(mark.end)
    return first, view.cursorRect(cursor)


def has_colour(image: QImage, area: QRect, colour: QColor) -> bool:
    """Whether a pixel of the area is of this hue, or nearly of this grey: thin lines are blended
    with the paper.
    """
    area = area.intersected(image.rect())
    pixels = (
        image.pixelColor(x, y)
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )
    if colour.saturation() < 60:
        return any(abs(found.value() - colour.value()) < 30 for found in pixels)
    apart = ((found.hue() - colour.hue()) % 360 for found in pixels if found.saturation() > 60)
    return any(min(each, 360 - each) < 12 for each in apart)


def check(seat: Seat) -> int:
    """All marks in view are painted, and the focus is; the number of marks."""
    settle()
    view, sheet = seat.window.view, seat.window.desk.review.sheet
    image = view.viewport().grab().toImage()
    height = view.viewport().height()
    seen = 0
    for mark in sheet.marks:
        if MARKED <= mark.start < len(sheet.text) - MARKED:
            continue
        first, last = places_of(seat, mark)
        if first.top() < 0 or first.bottom() > height - 8 or first.top() != last.top():
            continue
        # Above the tag, below the letters: the foot of a line's height without its leading.
        foot = QRect(first.left() + 2, first.top() + 4, last.left() - first.left() - 4, 0)
        foot.setBottom(first.top() + round(view.text_px * 1.6))
        colour = seat.window.preferences.theme.label_colour(SCHEME.label(mark.label).colour)
        assert has_colour(image, foot, colour), f"{mark.surface} at {mark.start} is not painted"
        seen += 1
    return seen


def has_focus_mark(seat: Seat) -> bool:
    """Whether the mark of the focus's line stands in the left margin."""
    view = seat.window.view
    image = view.viewport().grab().toImage()
    left = round(view.column().left)
    area = QRect(left - 32, 0, 12, image.height())
    return has_colour(image, area, seat.window.preferences.theme.chrome["ink"])


@pytest.mark.may_stall("larger text lays out every part of the window: some 70 ms at rest")
@pytest.mark.parametrize(("size", "shape"), TEXTS)
def test_marks_and_focus_are_painted(opener: Opener, tmp_path, size, shape):
    seat = Seat(opener, make(tmp_path / "long.db", text_of(size, shape)))
    window = seat.window
    window.desk.articles.open(2, "picked")
    assert check(seat) > 3
    assert has_focus_mark(seat)
    window.resize(1000, 700)
    assert check(seat) >= 1
    window.resize(1280, 820)
    assert check(seat) > 3
    for _ in range(3):
        seat.press("Ctrl++")
    assert check(seat) >= 1
    window.preferences.set_theme("dark")
    assert check(seat) >= 1
    assert has_focus_mark(seat)
    seat.press("End")
    assert check(seat) >= (shape != "unbreakable")  # there a name may stand on two lines
    window.preferences.set_theme("light")
    seat.press("Home")
    assert check(seat) >= 1


def test_the_ring_leaves_the_signs_beside_the_focus_readable(sit):
    text = "He met (Anna Moreau), then Ben Okoro."
    seat = sit([(text, (Proposed("Anna Moreau", "PERSON"), Proposed("Ben Okoro", "PERSON")))])

    def signs() -> list[QImage]:
        view = seat.window.view
        image = view.viewport().grab().toImage()
        found = []
        for place in (text.index("("), text.index(")")):
            left, right = view.characters.place_of(place), view.characters.place_of(place + 1)
            area = QRect(round(left.x()) + 2, round(left.y()) - 18, 0, 22)
            area.setRight(round(right.x()) - 3)
            found.append(image.copy(area))
        return found

    without = seat.focus("Ben Okoro") and signs()
    assert (seat.focus("Anna Moreau") and signs()) == without
