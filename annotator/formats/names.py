"""Lists of names with their labels: tables, and patterns as spaCy's EntityRuler and Prodigy have
them (one object of JSON a line, with "label" and a "pattern" that is text).

A table names its columns (`name`, `label`, if it likes `source`) or has two: name, label.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, Refusal, refused
from annotator.formats.encoding import decode
from annotator.values import dataclass

_SURFACES = ("surface", "name", "text", "phrase", "term", "pattern", "entity", "alias")
_LABELS = ("label", "type", "category", "class", "kind")
_SOURCES = ("source", "list")
_DELIMITERS = "\t;,|"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class GivenName:
    """A surface with the name of its label; `source` is "" where the file names none."""

    surface: str
    label: str
    source: str = ""


def read(stream: BinaryIO, name: str, encoding: str = "") -> Iterator[GivenName | Refusal]:
    """The names of a file, and the lines that were not taken."""
    data = stream.read()
    try:
        text = data.decode(encoding) if encoding else decode(data)[0]
    except Exception as error:
        yield refused(name, error)
        return
    text = text.removeprefix("\ufeff")
    rows = _patterns(text) if text.lstrip().startswith("{") else _table(text)
    for line, row in rows:
        where = f"{name}:{line}"
        try:
            item: GivenName | Refusal = _name(row)
        except Exception as error:
            item = refused(where, error)
        yield item


_Row = tuple[object, object, object]


def _patterns(text: str) -> Iterator[tuple[int, _Row | Exception]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, BadRecord(Unfit.NOT_JSON, reason=str(error))
            continue
        if not isinstance(value, dict):
            yield number, BadRecord(Unfit.NOT_A_JSON_OBJECT)
            continue
        surface = next((value[each] for each in _SURFACES[::-1] if each in value), None)
        yield number, (surface, value.get("label"), value.get("source", ""))


def _table(text: str) -> Iterator[tuple[int, _Row | Exception]]:
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at: tuple[int, int, int] | None = None
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, BadRecord(Unfit.NOT_A_ROW, row=str(error))
            continue
        if at is None:
            at = _columns(row)
            if at is not None:
                continue
            at = (0, 1, -1)
        if any(cell.strip() for cell in row):
            yield line, _cells(row, at)


def _columns(row: list[str]) -> tuple[int, int, int] | None:
    names = [cell.strip().lower() for cell in row]

    def place(usual: tuple[str, ...]) -> int:
        return next((names.index(each) for each in usual if each in names), -1)

    surface, label = place(_SURFACES), place(_LABELS)
    return (surface, label, place(_SOURCES)) if surface >= 0 and label >= 0 else None


def _cells(row: list[str], at: tuple[int, int, int]) -> _Row | Exception:
    if max(at) >= len(row):
        return BadRecord(Unfit.OTHER_NUMBER_OF_FIELDS, fields=len(row), columns=max(at) + 1)
    return row[at[0]], row[at[1]], row[at[2]] if at[2] >= 0 else ""


def _name(row: _Row | Exception) -> GivenName:
    if isinstance(row, Exception):
        raise row
    surface, label, source = row
    if not isinstance(surface, str) or not isinstance(label, str):
        raise BadRecord(Unfit.NAME_NOT_A_TEXT)
    surface, label = " ".join(surface.split()), label.strip()
    if not any(c.isalnum() for c in surface) or len(surface) > _LONGEST:
        raise BadRecord(Unfit.NO_NAME, surface=surface[:40])
    if not label:
        raise BadRecord(Unfit.NAME_WITHOUT_LABEL, surface=surface)
    (surface + label).encode()  # half a character is refused here, by its line
    return GivenName(surface, label, str(source or "").strip())
