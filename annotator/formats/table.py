"""CSV and TSV: one row, one article. The first row names the columns.

The text stands in `text`, `content`, `body` or `article`, or in the column that is asked for;
title, date, source, address and id are found by their usual names; all else becomes metadata.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    BadRecord,
    GivenArticle,
    ReadOptions,
    Refusal,
    check_strings,
    refused,
    with_fields,
)
from annotator.formats.base import Columns, Likeness
from annotator.formats.encoding import encoding_of, head_text
from annotator.formats.fields import (
    TEXT_NAMES,
    chosen_columns,
    columns_of,
    split_fields,
    text_column,
)

_LONGEST_FIELD = 2**31 - 1  # csv keeps its limit in a C long, which has 32 bits on Windows
_NAME = re.compile(r"\w[\w .:/()-]{0,39}")
_DELIMITERS = ",;\t|"


def read(
    stream: BinaryIO,
    name: str,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
) -> Iterator[GivenArticle | Refusal]:
    """The articles of a table, and the rows that were not taken.

    UserError where the table has no column of texts.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = encoding_of(stream, options.encoding)
    # Bytes that fit no encoding become lone surrogates, which the check below refuses by the row.
    errors = "surrogatepass" if encoding in ("utf-16", "utf-32") else "surrogateescape"
    lines = io.TextIOWrapper(stream, encoding, errors=errors, newline="")
    delimiter = _delimiter(lines.readline(), name, options.text_field)
    lines.seek(0)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    columns = _header(rows, name)
    text_at = text_column(columns, options.text_field, name)
    usual = chosen_columns(tuple(columns), options.columns)
    usual = {k: v for k, v in usual.items() if v != text_at}
    for line, row in _numbered(rows):
        where = f"{name}:{line}"
        try:
            item: GivenArticle | Refusal = _article(row, columns, text_at, usual, where, encoding)
        except Exception as error:
            item = refused(where, error)
        yield item
    lines.detach()


def columns(stream: BinaryIO, name: str, options: ReadOptions) -> Columns:
    """The columns of a table and what they are read as."""
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = encoding_of(stream, options.encoding)
    lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    delimiter = _delimiter(lines.readline(), name, options.text_field)
    lines.seek(0)
    names = tuple(_header(csv.reader(lines, delimiter=delimiter), name))
    lines.detach()
    return columns_of(names, options.text_field, options.columns)


def sniff(head: bytes) -> Likeness:
    """Surely a table where the first line names columns, one of texts among them, and the second
    has as many fields or quotes; possibly where the first has several fields.
    """
    first, second, *_ = [*head_text(head).splitlines()[:2], "", ""]
    try:
        delimiter = _delimiter(first, "", "")
        names = [column.strip().lower() for column in _row_of(first, delimiter)]
        fits = '"' in second or len(_row_of(second, delimiter)) == len(names)
    except csv.Error:
        return Likeness.NONE
    if len(names) < 2:
        return Likeness.NONE
    is_header = fits and all(map(_NAME.fullmatch, names)) and not set(TEXT_NAMES).isdisjoint(names)
    return Likeness.SURE if is_header else Likeness.POSSIBLE


def _numbered(rows: Any) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Each row that is not blank with the line it begins on; an error stands for a broken row."""
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            continue
        if row:
            yield line, row


def _article(
    row: list[str] | csv.Error,
    columns: list[str],
    text_at: str,
    usual: dict[str, str],
    where: str,
    encoding: str,
) -> GivenArticle:
    if isinstance(row, csv.Error):
        raise BadRecord(Unfit.NOT_A_ROW, row=str(row))
    if len(row) != len(columns):
        raise BadRecord(Unfit.OTHER_NUMBER_OF_FIELDS, fields=len(row), columns=len(columns))
    values = dict(zip(columns, row, strict=True))
    text = values.pop(text_at)
    fields, meta = split_fields(values, usual)
    check_strings(text, meta, *fields.values())
    article = GivenArticle(text, meta=meta, where=where, encoding=encoding)
    return with_fields(article, fields)


def _delimiter(header: str, name: str, text_field: str) -> str:
    """By the file's name for TSV; else the one that makes a text column, or the most columns."""
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    wanted = {text_field.strip().lower()} if text_field else set(TEXT_NAMES)

    def fitness(delimiter: str) -> tuple[bool, int]:
        columns = [column.strip().lower() for column in _row_of(header, delimiter)]
        return not wanted.isdisjoint(columns), len(columns)

    return max(_DELIMITERS, key=fitness)


def _row_of(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _header(rows: Any, name: str) -> list[str]:
    try:
        columns: list[str] = next(rows, [])
    except csv.Error as error:
        raise UserError(Fault.NO_COLUMNS, where=name, reason=str(error)) from error
    return columns
