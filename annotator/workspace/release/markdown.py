"""Pieces of Markdown: tables, and strings that stand in it as what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_NUMBER_OF_LIST = re.compile(r"^(\d+)([.)])")


def plain(string: str) -> str:
    """A string in one line that Markdown takes for nothing but itself."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(string.split())).replace("&", "&amp;")
    escaped = _NUMBER_OF_LIST.sub(r"\1\\\2", escaped)
    return "\\" + escaped if escaped[:1] in ("-", "+", "=") else escaped


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; numbers with commas between thousands, to the right."""
    made = [[_cell(x) for x in row] for row in rows]
    first = next(iter(made), [])
    is_number = [bool(re.fullmatch(r"[\d,]+", x)) for x in first] or [False] * len(head)
    lines = [
        _row(head),
        _row(["---:" if number else "---" for number in is_number]),
        *map(_row, made),
    ]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else plain(str(value))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
