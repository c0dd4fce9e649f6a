"""CSV and TSV: one row, one article. The first row names the columns.

The text stands in a column of a usual name (`text`, `content`, `Inhalt`, `текст` …), in the one
that is asked for, or in the only one that holds long texts; title, date, source, address, id and
language are found by their usual names, labels and topics too: one in a cell, or a list of them as
JSON. All else becomes metadata. A first line `sep=;` says what parts the fields.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from statistics import median
from typing import Any, BinaryIO

from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    Items,
    ReadOptions,
    check_strings,
    tried,
    with_fields,
)
from annotator.formats.base import Columns, Likeness
from annotator.formats.encoding import check_bytes, encoding_of, errors_of, head_text, let_go
from annotator.formats.fields import (
    LABEL_NAMES,
    TEXT_NAMES,
    TOPIC_NAMES,
    chosen_columns,
    plain,
    split_fields,
    strict_loads,
    text_column,
)
from annotator.formats.given_labels import labels_of
from annotator.formats.rows import Dialect, Row, rows_of
from annotator.formats.tool_marks import table_tool
from annotator.places import Whereabouts
from annotator.values import dataclass

_LONGEST_FIELD = 2**31 - 1  # csv keeps its limit in a C long, which has 32 bits on Windows
_NAME = re.compile(r"\w[\w .:/()-]{0,39}")
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]*", re.IGNORECASE)
_END = re.compile(r"\r\n|\r|\n")
_DELIMITERS = ",;\t|"
_HEAD = 1 << 16
_FIRST_ROWS = 50
_LONG_TEXT = 80  # a text is so long at least, in the middle, and three times what stands beside it
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of a table before its rows are read."""

    names: tuple[str, ...]
    text: str
    uses: Mapping[str, str]
    labels: Mapping[str, str]
    """Columns of labels or topics → what they hold."""

    encoding: str


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a table, and the rows that were not taken.

    UserError where the table has no column of texts, or two of one name.
    """
    with _opened(stream, options.encoding) as (lines, encoding):
        yield from read_rows(_rows(lines, name, options.text_field), name, options, encoding)


def read_rows(rows: Iterator[Row], name: str, options: ReadOptions, encoding: str = "") -> Items:
    """The articles of rows, the first of which names the columns; as `read`."""
    header = next(rows, Row(1, []))
    if header.error is not None:
        raise UserError(Fault.NO_COLUMNS, where=name, reason=str(header.error))
    first = list(islice(rows, _FIRST_ROWS))
    table = _table(header.fields, first, name, options, encoding)
    for row in _chained(first, rows):
        where = f"{name}:{row.line}"
        yield tried(where, _article, row, table, where)


def columns(stream: BinaryIO, name: str, options: ReadOptions) -> Columns:
    """The columns of a table and what they are read as."""
    with _opened(stream, options.encoding) as (lines, encoding):
        return columns_of_rows(_rows(lines, name, options.text_field), name, options, encoding)


def columns_of_rows(
    rows: Iterator[Row], name: str, options: ReadOptions, encoding: str = ""
) -> Columns:
    """The columns that the first of these rows names, and what they are read as."""
    header = next(rows, Row(1, []))
    names = _names(header.fields)
    try:
        table = _table(header.fields, list(islice(rows, _FIRST_ROWS)), name, options, encoding)
    except UserError:
        return Columns(names, "", chosen_columns(names, options.columns))
    return Columns(names, table.text, {**table.uses, **{v: k for k, v in table.labels.items()}})


def sniff(head: bytes) -> Likeness:
    """Surely a table where the first line names columns, one of texts among them, and the second
    has as many fields or quotes; possibly where the first has several fields.
    """
    text = head_text(head)
    first, second, third, *_ = [*text.splitlines()[:3], "", "", ""]
    said = _SEPARATOR.fullmatch(first)
    if said:
        first, second = second, third
    try:
        delimiter = said[1] if said else _delimiter(first, "", "")
        names = [plain(column) for column in _row_of(first, delimiter)]
        fits = '"' in second or len(_row_of(second, delimiter)) == len(names)
    except csv.Error:
        return Likeness.NONE
    if said and names:
        return Likeness.SURE
    if len(names) < 2:
        return Likeness.NONE
    is_header = fits and all(map(_NAME.fullmatch, names)) and not set(TEXT_NAMES).isdisjoint(names)
    is_plain = is_header and not table_tool(names)
    return Likeness.SURE if is_plain else Likeness.POSSIBLE


# -- lines and rows --------------------------------------------------------------------------


@contextmanager
def _opened(stream: BinaryIO, chosen: str) -> Iterator[tuple[io.TextIOWrapper, str]]:
    """The lines of a file, with the ends that its first line has: any other is part of a cell."""
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = encoding_of(stream, chosen)
    errors = errors_of(encoding)
    head = stream.read(_HEAD).decode(encoding, "replace")
    stream.seek(0)
    end = _END.search(head)
    newline = "\r" if end is not None and end[0] == "\r" else "\n"
    lines = io.TextIOWrapper(stream, encoding, errors=errors, newline=newline)
    try:
        yield lines, encoding
    finally:
        let_go(lines)


def _rows(lines: io.TextIOWrapper, name: str, text_field: str) -> Iterator[Row]:
    head = lines.read(_HEAD)
    lines.seek(0)
    end = _END.search(head)
    first, rest = (head[: end.start()], head[end.end() :]) if end else (head, "")
    said = _SEPARATOR.fullmatch(first)
    if said:
        lines.readline()
        delimiter = said[1]
    else:
        delimiter = _delimiter(first.removeprefix(_MARK), name, text_field)
    # Where quotes are doubled, one behind a backslash ends its field.
    inside = rf'\\"(?![{re.escape(delimiter)}"\r\n]|\Z)'
    has_backslashes = re.search(inside, rest) is not None
    lag = 1 if said else 0
    for row in rows_of(lines, Dialect(delimiter, has_backslashes)):
        fields = row.fields
        if fields and fields[0].startswith(_MARK):
            fields = [fields[0].removeprefix(_MARK), *fields[1:]]
        yield Row(row.line + lag, fields, row.error)


def _chained(first: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rows


def _delimiter(header: str, name: str, text_field: str) -> str:
    """By the file's name for TSV; else the one that makes a text column, or the most columns."""
    if name.lower().endswith((".tsv", ".tab")) and ("\t" in header or len(header) < 2):
        return "\t"
    wanted = {plain(text_field)} if text_field else set(TEXT_NAMES)

    def fitness(delimiter: str) -> tuple[bool, int]:
        try:
            names = [plain(column) for column in _row_of(header, delimiter)]
        except csv.Error:
            return False, 0
        return not wanted.isdisjoint(names), len(names)

    return max(_DELIMITERS, key=fitness)


def _row_of(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


# -- columns ---------------------------------------------------------------------------------


def _names(header: list[str]) -> tuple[str, ...]:
    """The names of the columns; one without a name is called by its number."""
    return tuple(name if name.strip() else f"column {n}" for n, name in enumerate(header, 1))


def _table(
    header: list[str], first: list[Row], name: str, options: ReadOptions, encoding: str
) -> _Table:
    names = _names(header)
    twice = next((x for n, x in enumerate(names) if x in names[:n]), None)
    if twice is not None:
        raise UserError(Fault.TWO_COLUMNS, where=name, name=twice)
    labels = _label_columns(names, options.columns)
    try:
        text_at = text_column(names, options.text_field, name)
    except UserError:
        found = "" if options.text_field else _long_texts(names, first)
        if not found:
            raise
        text_at = found
    chosen = chosen_columns(names, options.columns)
    uses = {k: v for k, v in chosen.items() if v != text_at and v not in labels}
    labels = {k: v for k, v in labels.items() if k != text_at}
    return _Table(names, text_at, uses, labels, encoding)


def _long_texts(names: tuple[str, ...], first: list[Row]) -> str:
    """The only column of long texts, by the first rows; "" where none is, or several are."""
    cells = zip(*(row.fields for row in first if len(row.fields) == len(names)), strict=True)
    lengths = [median(map(len, column)) for column in cells]
    if not lengths:
        return ""
    longest, *others = sorted(lengths, reverse=True)
    is_one = longest >= _LONG_TEXT and all(longest >= 3 * each for each in others)
    return names[lengths.index(longest)] if is_one else ""


def _label_columns(names: tuple[str, ...], chosen: Mapping[str, str]) -> dict[str, str]:
    """The columns of labels, and of topics: those that were chosen, else by their usual names."""
    found: dict[str, str] = {}
    for field, usual in (("labels", LABEL_NAMES), ("topics", TOPIC_NAMES)):
        if field not in chosen:
            found |= {name: field for name in names if plain(name) in usual}
        elif chosen[field] in names:
            found[chosen[field]] = field
    return found


# -- articles --------------------------------------------------------------------------------


def _article(row: Row, table: _Table, where: Whereabouts) -> GivenArticle:
    if row.error is not None:
        raise BadRecord(Unfit.NOT_A_ROW, row=str(row.error))
    names, fields = table.names, row.fields
    if len(fields) != len(names):
        raise BadRecord(Unfit.OTHER_NUMBER_OF_FIELDS, fields=len(fields), columns=len(names))
    if tuple(fields) == names:
        raise BadRecord(Unfit.HEADER_AGAIN)
    for cell in fields:
        check_bytes(cell, table.encoding)
    values = dict(zip(names, fields, strict=True))
    text = values.pop(table.text)
    given = [_given(values.pop(column), field) for column, field in table.labels.items()]
    own, meta = split_fields(values, table.uses)
    check_strings(text, meta, *own.values())
    article = GivenArticle(text, meta=meta, where=where, encoding=table.encoding)
    if any(given):
        article = _labelled(article, given)
    return with_fields(article, own) if own else article


def _labelled(article: GivenArticle, given: list[dict[str, Any]]) -> GivenArticle:
    found = [labels_of(each) for each in given]
    fitting = Fitting(article.text)
    spans = [fitted for x, _ in found for y in x if (fitted := fitting.span(y)) is not None]
    return replace(
        article,
        spans=tuple({(x.start, x.end, x.label): x for x in spans}.values()),
        topics=tuple({x.topic: x for _, y in found for x in y}.values()),
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )


def _given(cell: str, field: str) -> dict[str, Any]:
    """What a cell of labels holds: a list as JSON or as Python prints it, or one name."""
    cell = cell.strip()
    if not cell:
        return {}
    if cell[0] in "[{":
        value = _parsed(cell)
        is_names = isinstance(value, dict) or all(isinstance(x, str) for x in value)
        return {"topics" if is_names else "labels": value} if value else {}
    return {"topics": [cell]} if field in ("labels", "topics") else {}


def _parsed(cell: str) -> list[Any] | dict[str, Any]:
    try:
        value = strict_loads(cell)
    except (ValueError, RecursionError):
        try:
            value = ast.literal_eval(cell)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise BadRecord(Unfit.CELL_NOT_A_LIST, cell=cell[:40]) from error
    if not isinstance(value, list | dict):
        raise BadRecord(Unfit.CELL_NOT_A_LIST, cell=cell[:40])
    return [list(x) if isinstance(x, tuple) else x for x in value] if type(value) is list else value
