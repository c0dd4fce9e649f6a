"""Rows of tables that other tools wrote, as records by the names of their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.faults import Unfit
from annotator.formats.encoding import encoding_of, errors_of
from annotator.formats.json_objects import Found
from annotator.formats.reading import BadRecord

_LONGEST_FIELD = 2**31 - 1


def records(stream: BinaryIO, name: str, encoding: str = "") -> Iterator[Found]:
    """Each row with its place, its cells as texts; or why it can't be taken."""
    csv.field_size_limit(_LONGEST_FIELD)
    chosen = encoding_of(stream, encoding)
    errors = errors_of(chosen)
    lines = io.TextIOWrapper(stream, chosen, errors=errors, newline="")
    header = lines.readline()
    lines.seek(0)
    table = csv.reader(lines, delimiter="\t" if "\t" in header else ",", strict=True)
    try:
        columns = [column.removeprefix("\ufeff").strip() for column in next(table, [])]
    except csv.Error as error:
        yield f"{name}:1", BadRecord(Unfit.NOT_A_ROW, row=str(error))
        return
    while True:
        where = f"{name}:{table.line_num + 1}"
        try:
            row = next(table)
            if row:
                yield where, _record(columns, row)
        except StopIteration:
            break
        except csv.Error as error:
            yield where, BadRecord(Unfit.NOT_A_ROW, row=str(error))
        except BadRecord as error:
            yield where, error
    lines.detach()


def _record(columns: list[str], row: list[str]) -> dict[str, Any]:
    if len(row) != len(columns):
        raise BadRecord(Unfit.OTHER_NUMBER_OF_FIELDS, fields=len(row), columns=len(columns))
    try:
        "".join(row).encode()
    except UnicodeEncodeError as error:
        raise BadRecord(Unfit.NOT_IN_THE_ENCODING) from error
    return dict(zip(columns, row, strict=True))
