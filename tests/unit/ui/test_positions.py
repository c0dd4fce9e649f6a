"""Code points and Qt positions, and the text that the screen is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from annotator.ui.article.display_text import display_text
from annotator.ui.article.positions import Positions

HARD = (
    "\r\n", "\r", "\n", "\u2028", "\u2029", "\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f",
    "\ufeff", "\ufffc", "\uffff", "\ufdd0", "😀", "👩\u200d👩\u200d👧", "e\u0301", "שלום", "سلام",
    "ก็",
    "\u200e", "\u202b", "\xad", "\xa0", "\t", "𝔘", "a", " ", "中",
)  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(HARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=6)),
    max_size=40,
).map("".join)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
def test_positions_go_both_ways(text: str) -> None:
    positions = Positions(text)
    for place in range(len(text) + 1):
        qt_pos = positions.to_qt(place)
        assert qt_pos == utf16(text[:place])
        assert positions.to_code_point(qt_pos) == place


@given(texts)
def test_the_middle_of_a_pair_counts_as_its_character(text: str) -> None:
    positions = Positions(text)
    for place, character in enumerate(text):
        if character > "\uffff":
            assert positions.to_code_point(positions.to_qt(place) + 1) == place


@given(texts)
def test_qt_leaves_the_display_text_as_it_is(text: str) -> None:
    shown = display_text(text)
    assert len(shown) == len(text)
    assert [utf16(c) for c in shown] == [utf16(c) for c in text]
    document = QTextDocument()
    QTextCursor(document).insertText(shown)
    assert document.characterCount() - 1 == utf16(text)
    # Qt gives no-break spaces back as spaces, and its line ends as U+2029.
    got = document.toRawText().replace("\u2029", "\n")
    assert got == shown


@given(texts, st.data())
def test_every_range_shows_its_own_surface(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    positions = Positions(text)
    document = QTextDocument()
    QTextCursor(document).insertText(display_text(text))
    raw = document.toRawText().encode("utf-16-le")
    part = raw[2 * positions.to_qt(start) : 2 * positions.to_qt(end)].decode("utf-16-le")
    assert part.replace("\u2029", "\n") == display_text(text)[start:end]


def test_long_paragraphs_are_broken_at_spaces_only() -> None:
    text = "word " * 4000
    shown = display_text(text)
    assert max(map(len, shown.split("\n"))) <= 2010
    assert shown.replace("\n", " ") == text


def test_sentences_on_their_own_lines() -> None:
    assert display_text("One. Two.\nThree.", [0, 5, 10]) == "One.\nTwo.\nThree."


def test_the_declaration_of_human_rights_in_all_scripts(shared: Path) -> None:
    files = sorted((shared / "udhr").glob("*.txt"))
    if not files:
        pytest.skip("the udhr texts are not beside the project")
    for file in files:
        text = file.read_bytes().decode("utf-8")
        positions = Positions(text)
        document = QTextDocument()
        QTextCursor(document).insertText(display_text(text))
        assert document.characterCount() - 1 == utf16(text), file.name
        for place in range(0, len(text), 97):
            assert positions.to_code_point(positions.to_qt(place)) == place, file.name
