"""Where ranges stand in lines whose paragraph has emoji before them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from annotator.ui.article.document import column_in, new_document, set_margins
from annotator.ui.article.lines import VisibleLine, position_at, rectangles, visible_lines

EMOJI = "\U0001f600"
DUTY = "\u05d4\u05de\u05db\u05e1"  # four letters from right to left
BREAK = "\u2028"


@pytest.fixture
def lines(qapp) -> Iterator[object]:
    kept = []

    def lay_out(text: str, width: float) -> list[VisibleLine]:
        document = QTextDocument()
        document.setPlainText(text)
        document.setTextWidth(width)
        kept.append(document)
        return list(visible_lines(document, 0, 1000))

    yield lay_out
    kept.clear()


@pytest.mark.parametrize("before", ["", EMOJI * 3])
def test_the_space_at_which_a_line_is_broken_is_not_painted(lines, before):
    word = "Karsheim Karsheim"
    first = lines(f"{before} {word}", 10_000)[0]
    edge = rectangles(first, first.end - 8, first.end)[0].left()
    line = lines(f"{before} {word}", edge + 2)[0]
    start = line.end - 9
    (rect,) = rectangles(line, start, start + len(word))
    assert rect.width() == pytest.approx(rectangles(line, start, start + 8)[0].width())


@pytest.mark.parametrize("before", ["x", EMOJI * 6])
def test_right_to_left_is_noticed_behind_emoji(lines, before):
    """Half of a Hebrew word stands at the right of its half, not from the line's beginning."""
    line = lines(f"{before}{BREAK}{DUTY} and more", 10_000)[1]
    whole = rectangles(line, line.start, line.start + 4)[0]
    (half,) = rectangles(line, line.start, line.start + 2)
    assert half.right() == pytest.approx(whole.right(), abs=1)
    assert half.left() > whole.left() + 2


@pytest.mark.parametrize("y", [-5, 0, 30, 61])
def test_a_place_above_a_long_text_is_its_first_line(qapp, y):
    view = QTextEdit()
    text = "\n\n".join("The harbour lay in the fog. " * 30 for _ in range(400))
    document = new_document(view, text, (), 18, QColor("black"))
    set_margins(document, column_in(600, 18), 80)
    view.setDocument(document)
    assert position_at(document, QPointF(300, y)) < 80
    lines = list(visible_lines(document, max(0, y), 500))
    assert lines[0].start == 0
