"""How a format's articles get into files, and how what is there is held against the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import field, fields
from functools import partial
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from msgspec.msgpack import Encoder

from annotator.core.codes import JobStep
from annotator.core.records import Status
from annotator.core.remarks import Remark
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.formats.articles import BadRecord, GivenArticle
from annotator.formats.base import Format, OptionValue, Outgoing, ReadBack
from annotator.formats.losses import LONGEST
from annotator.values import dataclass
from annotator.workspace.exchange.beside import beside
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_target import Target, files_in
from annotator.workspace.exchange.read_back import Expected, Truth, hash_of_file, hash_of_project
from annotator.workspace.jobs.process import Work

_T = TypeVar("_T")


@dataclass(slots=True)
class Written:
    """What a format tells about its writing: more counts, spans that it could not hold, and `more`
    for report and manifest; the sha256 of files that it read, by their names.
    """

    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)


JobWriter = Callable[[ArticleExporter, Path, Target, Mapping[str, OptionValue], Work], Written]
"""Writes a project's articles into a folder, and checks what it wrote."""


def writer_of(format_: Format) -> JobWriter:
    """What writes a format: its own, by name, or its function over articles that come once."""
    if isinstance(format_.write, str):
        return cast(JobWriter, import_module(format_.write).write)
    return partial(_write, format_)


def told(items: Iterator[_T], work: Work, what: JobStep, total: int) -> Iterator[_T]:
    """The same items, with progress, until the job is cancelled."""
    for number, item in enumerate(items, 1):
        work.check()
        work.tell(number, total, what)
        yield item


def _write(
    format_: Format,
    outgoing: ArticleExporter,
    place: Path,
    target: Target,
    options: Mapping[str, OptionValue],
    work: Work,
) -> Written:
    """Write the articles, read them back, and hold each against what the project has."""
    truth = Truth(outgoing.scheme, outgoing.choice)
    where = next(iter(target.names.values()), target.folder.name)
    with closing(Expected(where)) as stored, closing(Expected(where)) as meant:
        lost, keep = format_.cannot_hold, str(options.get("overlaps", LONGEST))
        count = 0

        def noted() -> Iterator[GivenArticle]:
            nonlocal count
            rows_of = outgoing.with_rows(with_tokens=format_.with_tokens)
            for given, article, rows in told(rows_of, work, JobStep.EXPORTING, outgoing.total):
                said = truth.reviews(article, rows)
                if format_.finished_only and all(x.status != Status.DONE for x in said):
                    continue
                count += 1
                number = hash_of_project(article, given.key, said, lost, format_.spelled, keep)
                stored.extend([number])
                if not lost:
                    meant.extend([_hash_of(given)])
                yield given

        def open_part(part: str) -> BinaryIO:
            path = place / target.names.get(part, part)
            path.parent.mkdir(parents=True, exist_ok=True)
            return path.open("w+b")

        assert callable(format_.write)
        counts = format_.write(Outgoing(noted(), outgoing.scheme), open_part, options)
        if not count:
            if outgoing.use.articles:
                raise UserError(Fault.NO_ARTICLE_TO_EXPORT)
            return Written(counts)
        read = (
            item for path in _articles_in(format_, place, target) for item in _read(format_, path)
        )
        for each in told(read, work, JobStep.READING_BACK, outgoing.total):
            stored.check(hash_of_file(each, lost), each.key)
            if not lost:
                meant.check(_hash_of(each.article), each.key)
        stored.end()
        return Written({"articles": count} | counts)


def _articles_in(format_: Format, place: Path, target: Target) -> list[Path]:
    """The files that hold the articles: that of the first part, or all that end as the format's."""
    names = [*target.names.values()][:1] or [x for x in files_in(place) if format_.names(x)]
    return [place / name for name in names]


def _read(format_: Format, path: Path) -> Iterator[ReadBack]:
    try:
        with path.open("rb") as stream:
            yield from format_.back(stream, path.name, beside(path))
    except (BadRecord, ValueError) as error:
        raise Bug(Fault.WRITTEN_REFUSED, where=path.name, reason=str(error)) from error


_LEFT_ASIDE = {"key", "spans", "topics", "implied", "cats"}
_COMPARED = [x.name for x in fields(GivenArticle) if x.compare and x.name not in _LEFT_ASIDE]
_ENCODER = Encoder()

compared = attrgetter(*_COMPARED)
"""What an article says, without what a file repeats or leaves to be worked out."""


def _hash_of(given: GivenArticle) -> int:
    return hash(_ENCODER.encode(compared(given)))
