"""The shapes of marks in the pixels: dashed, dotted or firm; and the tags, cut to their room."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from annotator.core.marks import Mark, MarkState
from annotator.ui.article.painting import Palette, Piece, paint_focus, paint_marks, paint_tags
from annotator.ui.kit import theme

WIDE, TALL = 160, 150
BOX = QRectF(20, 8, 120, 22)
INK, OTHER = QColor("#0000ff"), QColor("#ff0000")
NAMES = {1: "Person", 2: "Council"}
SPAN, SUGGESTED, FOLLOWED, MAYBE = MarkState


def palette(tags: str = "open") -> Palette:
    font = QFont()
    font.setPixelSize(11)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    colours = {1: INK, 2: OTHER}
    return Palette(
        theme.load("light"),
        lambda label: colours[label or 1],
        lambda label: NAMES[label or 1],
        font,
        tags,
    )


def picture(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(WIDE, TALL, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        paint(painter)
    return image


def lines(image: QImage) -> list[tuple[int, list[int]]]:
    """The rows painted over most of the box: how far down, and how long each stroke of it is."""
    found = []
    for y in range(TALL):
        row = [image.pixelColor(x, y) != QColor("white") for x in range(26, 134)]
        strokes = [len(list(run)) for is_ink, run in groupby(row) if is_ink]
        if sum(strokes) > 25:
            found.append((y, strokes))
    return found


def of(mark: Mark) -> list[tuple[int, list[int]]]:
    pieces = [Piece(mark, BOX, True, True)]
    return lines(picture(lambda painter: paint_marks(painter, pieces, palette())))


def mark(state: MarkState, doubt: str = "", start: int = 0, label: int = 1) -> Mark:
    return Mark(start, start + 3, label, state, "WTO", doubt, 1)


@pytest.mark.parametrize("state", [SUGGESTED, FOLLOWED])
def test_what_is_doubtful_and_accepted_has_a_dashed_box(qapp, state):
    found = of(mark(state, "kind"))
    assert min(y for y, _ in found) < 12 < 28 < max(y for y, _ in found), "a lid and a foot"
    for _, strokes in found:
        assert 12 < len(strokes) < 18, "dashes: no dots, and no firm line"
        assert 3 <= max(strokes) <= 7


def test_what_is_dropped_has_a_dotted_tray_without_a_lid(qapp):
    found = of(mark(MAYBE, "maybe"))
    assert found and all(y > 28 for y, _ in found)
    for _, strokes in found:
        assert len(strokes) > 18 and max(strokes) <= 4


@pytest.mark.parametrize("state", [SPAN, SUGGESTED, FOLLOWED])
def test_what_needs_no_eye_has_a_firm_line_below_and_no_box(qapp, state):
    found = of(mark(state))
    assert all(y >= 29 for y, _ in found)
    assert [strokes for _, strokes in found] == [[108]] * len(found)


def test_the_line_is_thicker_once_it_is_decided(qapp):
    def ink(state: MarkState) -> int:
        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_marks(painter, [Piece(mark(state), BOX, True, True)], palette())

        image = picture(paint)
        return sum(255 - image.pixelColor(80, y).red() for y in range(TALL))

    assert ink(SPAN) > 1.5 * ink(SUGGESTED) > 0


def test_what_may_be_a_name_has_a_dotted_line_below(qapp):
    found = of(mark(MAYBE))
    assert found and all(y >= 29 for y, _ in found)
    assert all(len(strokes) > 18 and max(strokes) <= 4 for _, strokes in found)


def test_the_ring_of_the_focus_is_firm(qapp):
    pieces = [Piece(mark(SUGGESTED), BOX, True, True)]
    ring = picture(lambda painter: paint_focus(painter, pieces, theme.load("light"), (4.0, 4.0)))
    found = lines(ring)
    assert found[0][0] < 8 and found[-1][0] > 31
    assert all(strokes == [108] for _, strokes in found)


# -- tags ------------------------------------------------------------------------------------


def tags(gap: float, right: float = WIDE, first: str = "kind") -> QImage:
    """The tags of two marks, the second so far behind the beginning of the first."""
    line = SimpleNamespace(bottom=20.0)
    pieces = [
        Piece(mark(SUGGESTED, first), QRectF(10, 4, 8, 14), True, True),
        Piece(mark(SUGGESTED, "kind", 4, 2), QRectF(10 + gap, 4, 8, 14), True, True),
    ]
    return picture(lambda p: paint_tags(p, line, pieces, palette(), right))  # type: ignore[arg-type]


@pytest.mark.parametrize("text_px", [11, 12, 13, 14, 16, 18, 22, 28, 40])
def test_the_ring_leaves_the_tags_of_the_line_above_alone(qapp, text_px):
    tall = 1.164 * text_px
    above, below = QRectF(30, 4, 60, tall), QRectF(10, 4 + 1.75 * tall, 140, tall)
    line = SimpleNamespace(bottom=above.bottom())
    look = palette()
    look.tag_font.setPixelSize(max(8, round(0.54 * text_px)))
    tagged = [Piece(mark(SUGGESTED, "kind"), above, True, True)]
    focus = [Piece(mark(SUGGESTED), below, True, True)]
    places = []

    def names(painter: QPainter) -> None:
        places[:] = paint_tags(painter, line, tagged, look, WIDE) or []  # type: ignore[arg-type]

    def both(painter: QPainter) -> None:
        names(painter)
        paint_focus(painter, focus, theme.load("light"), (4.0, 4.0), places)

    alone, ringed = picture(names), picture(both)
    (place,) = (each.adjusted(1, 1, -1, -1).toAlignedRect() for each in places)
    assert place.width() > 10 and place.height() > 4
    assert alone.copy(place) == ringed.copy(place)
    assert alone != ringed


def columns(image: QImage, colour: QColor) -> list[int]:
    """Where something of this colour stands, blended with paper or not."""

    def is_of(found: QColor) -> bool:
        return found.saturation() > 40 and abs(found.hue() - colour.hue()) < 20

    return [x for x in range(WIDE) if any(is_of(image.pixelColor(x, y)) for y in range(TALL))]


def wide(text: str) -> float:
    return QFontMetricsF(palette().tag_font).horizontalAdvance(text)


def test_a_tag_stands_whole_where_there_is_room(qapp):
    found = tags(wide("Person?") + 6)
    assert max(columns(found, INK)) > 10 + wide("Perso")


@pytest.mark.parametrize("more", [0.0, 2.0, 4.0])
def test_a_tag_is_cut_to_a_letter_where_it_would_come_near_the_next(qapp, more):
    found = tags(wide("Person?") + more)
    assert 10 < max(columns(found, INK)) <= 10 + wide("P?") + 1
    assert columns(found, OTHER), "the next has its own"


def test_a_tag_without_room_for_a_letter_is_left_out(qapp):
    found = tags(wide("P?") + 3)
    assert columns(found, INK) == []
    assert columns(found, OTHER)


@pytest.mark.parametrize("gap", range(4, 60, 4))
def test_two_tags_never_touch(qapp, gap):
    found = tags(gap)
    mine, next_ = columns(found, INK), columns(found, OTHER)
    assert next_
    assert max(mine, default=0) + 3 <= min(next_)


def test_a_mark_without_a_tag_takes_no_room_from_the_one_before(qapp):
    line = SimpleNamespace(bottom=20.0)
    pieces = [
        Piece(mark(SUGGESTED, "kind"), QRectF(10, 4, 8, 14), True, True),
        Piece(mark(SUGGESTED, "", 4, 2), QRectF(20, 4, 8, 14), True, True),
    ]
    found = picture(lambda p: paint_tags(p, line, pieces, palette(), WIDE))  # type: ignore[arg-type]
    assert max(columns(found, INK)) > 10 + wide("Perso")
    assert columns(found, OTHER) == []


def test_the_last_tag_of_a_line_ends_at_the_column(qapp):
    left = 10 + 60
    assert max(columns(tags(60), OTHER)) > left + wide("Counci")
    assert max(columns(tags(60, left + wide("C?") + 2), OTHER)) <= left + wide("C?") + 1
    assert columns(tags(60, left + wide("C?") - 1), OTHER) == []
