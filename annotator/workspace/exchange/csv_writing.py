"""CSV of spans and of topics: both tables in one go, each row held against what the project has.

The rows of an article's spans are read as soon as they are made, the file is held against them by
its hash; topics, of which some follow from others, are read at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.core.codes import JobStep
from annotator.core.records import Article
from annotator.formats import spans_csv, topics_csv
from annotator.formats.articles import GivenArticle
from annotator.formats.base import OptionValue
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_target import Target, sha256_of
from annotator.workspace.exchange.export_writing import Written, told
from annotator.workspace.exchange.read_back import (
    Expected,
    SaidReview,
    Truth,
    are_said,
    differs,
    said_topics,
)
from annotator.workspace.jobs.process import Work


def write(
    outgoing: ArticleExporter,
    place: Path,
    target: Target,
    _options: Mapping[str, OptionValue],
    work: Work,
) -> Written:
    """Write and check both tables."""
    truth = Truth(outgoing.scheme, outgoing.choice)
    with (
        closing(_Topics(place / target.names["topics"])) as topics,
        _Spans.of(place / target.names["spans"]) as spans,
    ):
        with topics.open():
            found = outgoing.with_rows(with_history=False)
            for given, article, rows in told(found, work, JobStep.EXPORTING, outgoing.total):
                said = truth.reviews(article, rows)
                spans.add(given, article, said)
                topics.add(given, article, said)
        hashes = {target.names["spans"]: spans.check()}
        topics.check()
        return Written({"spans": spans.count, "topics": topics.count}, hashes=hashes)


_BUFFER = 1 << 20


class _Spans:
    """The table of spans."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.count = 0
        self._path = path
        self._stream = stream
        self._cells = spans_csv.Cells()
        self._hash = hashlib.sha256()
        self._write(spans_csv.text_of_row(spans_csv.COLUMNS))

    @classmethod
    @contextmanager
    def of(cls, path: Path) -> Iterator[_Spans]:
        with path.open("wb", _BUFFER) as stream:
            yield cls(path, stream)

    def add(self, given: GivenArticle, article: Article, reviews: list[SaidReview]) -> None:
        """Write the rows of an article, of which the project says what `reviews` say."""
        tables = spans_csv.rows_of(given, self._cells)
        if not are_said([*map(spans_csv.cells_in, tables)], article, given.key, reviews):
            raise differs(self._path.name, given.key)
        for rows in tables:
            self._write(rows.text())
            self.count += len(rows.rests)

    def check(self) -> str:
        """Raise Bug unless the file is what was written; its sha256."""
        self._stream.flush()
        digest = sha256_of(self._path)
        if digest != self._hash.hexdigest():
            raise differs(self._path.name, self._path.name)
        return digest

    def _write(self, text: str) -> None:
        data = text.encode()
        self._hash.update(data)
        self._stream.write(data)


class _Topics:
    """The table of topics: written, then held against what was noted of its rows.

    Those that the project has are noted in `_stored`; some follow from others, so all that were
    written are noted in `_meant`.
    """

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._path = path
        self._stored, self._meant = Expected(path.name), Expected(path.name)
        self._writer: spans_csv.RowWriter | None = None

    def close(self) -> None:
        self._stored.close()
        self._meant.close()

    @contextmanager
    def open(self) -> Iterator[None]:
        """The time in which `add` is called."""
        with (
            self._path.open("wb") as stream,
            closing(spans_csv.RowWriter(topics_csv.COLUMNS, stream)) as self._writer,
        ):
            yield
            self.count = self._writer.count

    def add(self, given: GivenArticle, article: Article, reviews: list[SaidReview]) -> None:
        """Write the rows of an article, of which the project says what `reviews` say."""
        for each in reviews:
            self._stored.extend(map(hash, said_topics(article, given.key, each)))
        rows = list(topics_csv.rows_of(given))
        self._meant.extend(hash(tuple(map(str, row))) for row in rows)
        assert self._writer is not None
        if rows:
            self._writer.add(rows)

    def check(self) -> None:
        """Read the file; raise Bug unless it says what was noted."""
        with self._path.open("rb") as source, closing(spans_csv.read_rows(source)) as read:
            for row in read:
                number = hash(tuple(row))
                if not self._stored.is_next(number) and row[-1] != topics_csv.IMPLIED:
                    raise differs(self._path.name, ", ".join(row))
                self._meant.check(number)
        self._stored.end()
        self._meant.end()
