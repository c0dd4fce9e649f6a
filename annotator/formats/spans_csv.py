"""CSV of spans: one row a span, for spreadsheets and statistics. Written, not read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import islice
from typing import BinaryIO, NamedTuple

from annotator.formats.articles import GivenArticle
from annotator.formats.encoding import let_go

COLUMNS = (
    "article", "title", "date", "source", "annotator", "status",
    "start", "end", "label", "surface", "origin", "question",
)  # fmt: skip


_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet takes for a formula; in some countries in full width."""
_AT_ONCE = 1000  # rows
_MOST_CELLS = 20_000  # that are kept: labels and names come again and again
_QUOTED = re.compile('[,"\r\n]')
_PLAIN = re.compile("(?:[^,\"\r\n'" + re.escape("".join(_RUN)) + '][^,"\r\n]*)?')
"""What stands in a cell as it is, which most texts do."""
_MAY_RUN = re.compile("\x1f'*[" + re.escape("".join(_RUN)) + "]")


def write(articles: Iterable[GivenArticle], stream: BinaryIO) -> int:
    """Write a header and one row a span of each review; returns the number of spans."""
    cells = Cells()
    stream.write(text_of_row(COLUMNS).encode())
    count = 0
    for article in articles:
        for rows in rows_of(article, cells):
            stream.write(rows.text().encode())
            count += len(rows.rests)
    return count


class Rows(NamedTuple):
    """The rows of a review's spans as texts: what each begins with, and how each goes on."""

    front: str
    rests: list[str]

    def text(self) -> str:
        """All of them."""
        return f"{self.front}{self.front.join(self.rests)}"


def rows_of(article: GivenArticle, cells: Cells) -> list[Rows]:
    """The rows of one article, as `RowWriter` would write them, in a quarter of the time."""
    found = []
    ours = article.key, article.title, article.published, article.source
    for review in article.reviews:
        if not review.spans:
            continue
        front = ",".join([cells[x] for x in (*ours, review.annotator, review.status, "")])
        rests = [
            f"{x.start},{x.end},{cells[x.label]},{cells[x.surface]},{cells[x.origin]}"
            f",{cells[x.question]}\r\n"
            for x in review.spans
        ]
        found.append(Rows(front, rests))
    return found


def cells_in(rows: Rows) -> tuple[list[str], list[list[str]]]:
    """The cells that rows have in front, and those of each row behind them, read by the standard
    library's reader. What is in front is whole: it ends with an empty cell, and so outside of any
    quotes.
    """
    (front,) = _read(rows.front)
    return front, _read(*rows.rests)


def _read(*lines: str) -> list[list[str]]:
    rows = list(csv.reader(lines, strict=True))
    if "'" not in "".join(lines):
        return rows
    return [[_unguarded(x) if x[:1] == "'" else x for x in row] for row in rows]


def read_rows(stream: BinaryIO) -> Generator[list[str], None, None]:
    """The rows of a CSV that `write_rows` wrote, without its header."""
    csv.field_size_limit(2**31 - 1)
    lines = io.TextIOWrapper(stream, "utf-8", newline="")
    rows = csv.reader(lines, strict=True)
    next(rows, None)
    try:
        for row in rows:
            if "\x1f'" in "\x1f" + "\x1f".join(row):  # else none is guarded: one look at all
                row = [_unguarded(cell) if cell[:1] == "'" else cell for cell in row]
            yield row
    finally:
        let_go(lines)


def text_of_row(row: Sequence[object]) -> str:
    """One row, with its end."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow(_cells(tuple(row)))
    return written.getvalue()


class Cells(dict[str, str]):
    """How texts stand in a table: guarded as `RowWriter` says, and in quotes where they must be."""

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_CELLS:
            self.clear()
        cell = text
        if _PLAIN.fullmatch(text) is None:
            cell = _guarded(text)
            if _QUOTED.search(cell):
                cell = '"' + cell.replace('"', '""') + '"'
        self[text] = cell
        return cell


def write_rows(
    columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], stream: BinaryIO
) -> int:
    """Write a CSV as `RowWriter` does; returns the number of rows."""
    with closing(RowWriter(columns, stream)) as table:
        table.add(rows)
        return table.count


class RowWriter:
    """Writes a CSV in UTF-8 with CRLF between rows (RFC 4180), and counts its rows.

    A text that a spreadsheet would run gets an apostrophe in front (and one that has such an
    apostrophe gets another), which `read_rows` takes off again.
    """

    def __init__(self, columns: tuple[str, ...], stream: BinaryIO) -> None:
        self._lines = io.TextIOWrapper(stream, "utf-8", newline="")
        self._writer = csv.writer(self._lines)
        self._writer.writerow(columns)
        self.count = 0

    def add(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Write rows."""
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            self._writer.writerows(map(_cells, some) if _may_run(some) else some)
            self.count += len(some)

    def close(self) -> None:
        """Let go of the stream, which stays open."""
        self._lines.detach()


def _may_run(rows: list[tuple[object, ...]]) -> bool:
    """Whether a spreadsheet might run something; mostly not, and most cells are there often."""
    found = {cell for column in zip(*rows, strict=True) for cell in set(column)}
    return _MAY_RUN.search("\x1f" + "\x1f".join(map(str, found))) is not None


def _cells(row: tuple[object, ...]) -> Sequence[object]:
    """The row with its texts guarded; most have none to guard, which one look at all tells."""
    if _MAY_RUN.search("\x1f" + "\x1f".join(map(str, row))) is None:
        return row
    return [_guarded(cell) if isinstance(cell, str) else cell for cell in row]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_RUN) else cell


def _unguarded(cell: str) -> str:
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(_RUN)
    return cell[1:] if is_guarded else cell
