"""What the text edit is given: a text of the same length in UTF-16 units that Qt leaves as it is.

QTextDocument treats CR, U+2028 and U+2029 as line ends and changes or hides some other
characters. They are replaced one for one; the article's text is never read back from Qt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LONG_PARAGRAPH = 5000
_BREAK_EVERY = 2000
_LONGEST_WORD = 10_000
_UNBREAKABLE = "[^\\s\u0e00-\u0eff\u2e80-\U0003ffff]{10000}"


def _table() -> dict[int, str]:
    table = {c: chr(0x2400 + c) for c in range(0x20) if c not in (0x09, 0x0A)}
    table |= dict.fromkeys(range(128, 160), "�")
    table |= {0x0D: "\n", 0x2028: "\n", 0x2029: "\n", 0x0B: " ", 0x0C: " ", 0x85: " "}
    table |= {0x7F: "\u2421", 0xFEFF: "\u200b"}
    table |= dict.fromkeys((65532, 65534, 65535, *range(64976, 65008)), "�")
    return table


_TABLE = _table()


def display_text(text: str, sentence_starts: Sequence[int] = ()) -> str:
    """The text for the screen: same number of code points and UTF-16 units, lines that layout
    can bear.

    With `sentence_starts` (code points) each sentence stands on its own line: the white space in
    front of it becomes a line feed.
    """
    shown = text.replace("\r\n", " \n").translate(_TABLE)
    breaks = [start - 1 for start in sentence_starts if start and shown[start - 1] == " "]
    breaks += _breaks_in_long_paragraphs(shown)
    return _with_breaks(shown, breaks)


def is_unbreakable(text: str) -> bool:
    """Whether a run is so long without a place for a line break that Qt must not look for one.

    Looking takes time with the square of the run: over a minute for 1 MB, breaking anywhere 0.4 s
    (Qt 6.11). East Asian text can be broken between its characters.
    """
    words = text.split() if len(text) > _LONGEST_WORD else ()
    if max(map(len, words), default=0) <= _LONGEST_WORD:
        return False
    return any(len(x) > _LONGEST_WORD and re.search(_UNBREAKABLE, x) is not None for x in words)


def has_long_paragraphs(text: str) -> bool:
    """Whether a paragraph of the text for the screen is too long to be shaped at every paint."""
    return len(text) > _LONG_PARAGRAPH and max(map(len, text.split("\n"))) > _LONG_PARAGRAPH


def _breaks_in_long_paragraphs(text: str) -> list[int]:
    if not has_long_paragraphs(text):
        return []
    breaks: list[int] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > _LONG_PARAGRAPH:
            breaks += _spaces_about_every(text, start, end)
        start = end + 1
    return breaks


def _spaces_about_every(text: str, start: int, end: int) -> Iterable[int]:
    at = text.find(" ", start + _BREAK_EVERY, end)
    while at >= 0:
        yield at
        at = text.find(" ", at + _BREAK_EVERY, end)


def _with_breaks(text: str, breaks: list[int]) -> str:
    if not breaks:
        return text
    pieces = []
    last = 0
    for at in sorted(set(breaks)):
        pieces += [text[last:at], "\n"]
        last = at + 1
    return "".join([*pieces, text[last:]])
