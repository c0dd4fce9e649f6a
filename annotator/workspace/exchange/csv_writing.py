"""CSV of spans and of topics: both tables in one go, each row held against what the project has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path

from annotator.core.codes import JobStep
from annotator.core.records import Article
from annotator.formats import spans_csv, topics_csv
from annotator.formats.articles import GivenArticle
from annotator.formats.base import OptionValue
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_target import Target
from annotator.workspace.exchange.export_writing import Written, told
from annotator.workspace.exchange.read_back import (
    Expected,
    SaidReview,
    Truth,
    differs,
    said_spans,
    said_topics,
)
from annotator.workspace.jobs.process import Work

_AT_ONCE = 1000  # rows


def write(
    outgoing: ArticleExporter,
    place: Path,
    target: Target,
    _options: Mapping[str, OptionValue],
    work: Work,
) -> Written:
    """Write and check both tables."""
    truth = Truth(outgoing.scheme, outgoing.choice)
    names = ("spans", "topics")
    with ExitStack() as closing_all:
        made = (_Table(name, place / target.names[name]) for name in names)
        tables = [closing_all.enter_context(closing(table)) for table in made]
        with ExitStack() as stack:
            for table in tables:
                stack.enter_context(table.open())
            found = outgoing.with_rows(with_history=False)
            for given, article, rows in told(found, work, JobStep.EXPORTING, outgoing.total):
                said = truth.reviews(article, rows)
                for table in tables:
                    table.add(given, article, said)
        for table in tables:
            table.check()
        return Written({table.kind: table.count for table in tables})


class _Table:
    """One CSV: written, then held against what was noted of its rows.

    Those that the project has are noted in `_stored`. All rows of spans are; of topics some follow
    from others, so all that were written are noted in `_meant`.
    """

    def __init__(self, kind: str, path: Path) -> None:
        self.kind = kind
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
        columns = (spans_csv if self.kind == "spans" else topics_csv).COLUMNS
        with (
            self._path.open("wb") as stream,
            closing(spans_csv.RowWriter(columns, stream)) as self._writer,
        ):
            yield
            self.count = self._writer.count

    def add(self, given: GivenArticle, article: Article, reviews: list[SaidReview]) -> None:
        """Write the rows of an article, of which the project says what `reviews` say."""
        is_spans = self.kind == "spans"
        said = said_spans if is_spans else said_topics
        for each in reviews:
            self._stored.extend(map(hash, said(article, given.key, each)))
        rows = list(spans_csv.rows_of(given) if is_spans else topics_csv.rows_of(given))
        if not is_spans:
            self._meant.extend(hash(tuple(map(str, row))) for row in rows)
        assert self._writer is not None
        self._writer.add(rows)

    def check(self) -> None:
        """Read the file; raise Bug unless it says what was noted."""
        with self._path.open("rb") as source, closing(spans_csv.read_rows(source)) as read:
            is_spans = self.kind == "spans"
            while rows := [*islice(read, _AT_ONCE)]:
                numbers = [*map(hash, map(tuple, rows))]
                if not self._stored.are_next(numbers):
                    self._look_at(rows, numbers)
                for number in () if is_spans else numbers:
                    self._meant.check(number)
        self._stored.end()
        self._meant.end()

    def _look_at(self, rows: list[list[str]], numbers: list[int]) -> None:
        """Rows that are not all those that are next: of topics some follow from others."""
        for row, number in zip(rows, numbers, strict=True):
            is_stored = self._stored.is_next(number)
            if not is_stored and (self.kind == "spans" or row[-1] != topics_csv.IMPLIED):
                raise differs(self._path.name, ", ".join(row))
