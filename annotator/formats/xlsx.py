"""Excel workbooks: each sheet is a table, read row by row as `annotator.formats.table` reads CSV.

Of formulas the values are taken that were stored with them. A sheet without a column of texts is
refused by its name, and the others are read.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any, BinaryIO

from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Items,
    ReadOptions,
    refused,
)
from annotator.formats.base import Columns, Likeness
from annotator.formats.rows import Row
from annotator.formats.table import columns_of_rows, read_rows

_MARK = b"PK\x03\x04"
_PARTS = (b"xl/workbook.xml", b"xl/worksheets/", b"xl/_rels/", b"xl/styles", b"xl/theme")
_LEAST_LIMIT, _MOST_TIMES = 1 << 29, 200
"""So much may come of a file, or so many times its size; what is more is a bomb."""
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_ROWS = 256


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of all sheets, and what was not taken; UserError where the only sheet has no
    column of texts.
    """
    try:
        sheets = _sheets(stream)
        for sheet in sheets:
            where = name if len(sheets) == 1 else f"{name}, {sheet.title}"
            try:
                yield from read_rows(_rows(sheet), where, options)
            except UserError as error:
                if len(sheets) == 1:
                    raise
                yield refused(where, error)
    except UserError:
        raise
    except Exception as error:
        yield refused(name, _unfit(error))


def columns(stream: BinaryIO, name: str, options: ReadOptions) -> Columns:
    """The columns of the first sheet that has any, and what they are read as."""
    found = Columns(())
    try:
        for sheet in _sheets(stream):
            found = columns_of_rows(_rows(sheet), name, options)
            if found.text:
                return found
    except Exception:  # what is wrong is told where it is read
        return found
    return found


def sniff(head: bytes) -> Likeness:
    """Surely, where an archive begins with parts of a workbook."""
    is_one = head.startswith(_MARK) and any(part in head for part in _PARTS)
    return Likeness.SURE if is_one else Likeness.NONE


def _sheets(stream: BinaryIO) -> list[Any]:
    """The sheets that have rows, in order."""
    from openpyxl import load_workbook

    _check_size(stream)
    with warnings.catch_warnings(action="ignore"):
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what some programs say of it is wrong
        if next(_rows(sheet), None) is not None:
            sheets.append(sheet)
    return sheets


def _check_size(stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream) as archive:
        plain = sum(each.file_size for each in archive.infolist())
        packed = sum(each.compress_size for each in archive.infolist())
    if plain > max(_LEAST_LIMIT, _MOST_TIMES * packed):
        raise BadRecord(Unfit.TOO_LARGE)
    stream.seek(0)


def _rows(sheet: Any) -> Iterator[Row]:
    """The rows that are not blank, each as long as the first, with their numbers."""
    width = 0
    source = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        with warnings.catch_warnings(action="ignore"):  # of dates that are none
            some = list(islice(source, _ROWS))
        if not some:
            return
        for number, values in some:
            cells = [_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                width = width or len(cells)
                yield Row(number, [*cells, *[""] * (width - len(cells))])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _unfit(error: Exception) -> Exception:
    """What is wrong with a workbook, as a refusal says it."""
    if isinstance(error, BadRecord | MemoryError):
        return error
    reason = " ".join(str(error).split())[:200] or "it ends too early"  # an EOFError says nothing
    return BadRecord(Unfit.NOT_A_WORKBOOK, reason=reason)
