"""What stands in front of an article: its `date YYYY-MM-DD`, and its title.

The text is only read here. Who imports may cut the header off and keep `body_start` as the
article's `source_offset`.
"""

from __future__ import annotations

import re
from datetime import date

from annotator.values import dataclass

TITLE_CHARACTERS = 120

_DATE_LINE = re.compile(r"\ufeff?\s*(?i:date)[ \t\u00a0]+([0-9]{4}-[0-9]{2}-[0-9]{2})(?!\S)\s*")
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_NOT_SPACE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Header:
    """The date in front, "" where there is none, and where what follows it begins (0 then)."""

    published: str
    body_start: int


def read_header(text: str) -> Header:
    """The `date YYYY-MM-DD` that the text begins with, white space around it included."""
    match = _DATE_LINE.match(text)
    if match is None or not _is_date(match[1]):
        return Header("", 0)
    return Header(match[1], match.end())


def title_range(text: str, body_start: int = 0) -> tuple[int, int] | None:
    """The first line after `body_start` if it is short enough for a title and a line break ends it.

    Start and end in code points, without white space around; None where there is no title.
    """
    first = _NOT_SPACE.search(text, body_start)
    if first is None:
        return None
    start = first.start()
    line_break = _LINE_BREAK.search(text, start, start + TITLE_CHARACTERS + 1)
    if line_break is None:
        return None
    return start, start + len(text[start : line_break.start()].rstrip())


def title_of(text: str) -> str:
    """The title that a text begins with, "" where there is none."""
    place = title_range(text)
    return "" if place is None else text[slice(*place)]


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
