"""How WebAnno's tables spell texts and values: escapes, stacked values, and their numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

_VALUE = re.compile(r"->|[\\\[\]|_;\t\n*]")
_VALUE_CODES = {"\t": "\\t", "\n": "\\n"}
_SPELLED_VALUE = re.compile(r"\\(->|[\\\[\]|_;tn*])")
_TEXT = re.compile("[\x00-\x0a\x0c-\x1f\\\\]")
_TEXT_CODES = {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\b": "\\b"}
_SPELLED_TEXT = re.compile("\\\\([\x00-\x07\x0e-\x1f\\\\tnfrb])")
_SPELLED_JAVA = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.DOTALL)
_PLAIN = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b"}
_STACKED = re.compile(r"(?:\\.|[^\\|])*", re.DOTALL)
_NUMBERED = re.compile(r"((?:\\.|[^\\\[])*)(?:\[(\d{1,9})\])?", re.DOTALL)


class Value(NamedTuple):
    """One annotation in a cell: its value (None for one without) and the number that tells it."""

    value: str | None
    number: int | None


def spelled_value(value: str) -> str:
    """A value as a cell has it."""
    return _VALUE.sub(lambda x: _VALUE_CODES.get(x[0]) or f"\\{x[0]}", value)


def spelled_text(text: str) -> str:
    """A text as one line has it."""
    return _TEXT.sub(lambda x: _TEXT_CODES.get(x[0]) or f"\\{x[0]}", text)


def text_of(spelled: str, minor: int) -> str:
    """The text of a line, of a file of version 3.`minor`: up to 3.1 with Java's escapes."""
    if minor <= 1:
        text = _SPELLED_JAVA.sub(_java, spelled)
        # Two escapes may be the halves of one character.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _SPELLED_TEXT.sub(lambda x: _PLAIN.get(x[1], x[1]), spelled)


def values_of(cell: str) -> list[Value]:
    """The annotations that a cell tells of."""
    if cell == "_":
        return []
    return [_value(piece) for piece in _pieces(cell)]


def _pieces(cell: str) -> list[str]:
    pieces = []
    at = 0
    while True:
        found = _STACKED.match(cell, at)
        end = found.end() if found else len(cell)
        if end < len(cell) and cell[end] != "|":  # a last backslash, which escapes nothing
            end = len(cell)
        pieces.append(cell[at:end])
        if end >= len(cell):
            return pieces
        at = end + 1


def _value(piece: str) -> Value:
    found = _NUMBERED.fullmatch(piece)
    raw, number = (found[1], found[2]) if found else (piece, None)
    value = None if raw == "*" else _SPELLED_VALUE.sub(_plain_value, raw)
    return Value(value, int(number) if number else None)


def _plain_value(found: re.Match[str]) -> str:
    return {"t": "\t", "n": "\n"}.get(found[1], found[1])


def _java(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    if found[2]:
        return chr(int(found[2], 8))
    return _PLAIN.get(found[3], found[3])
