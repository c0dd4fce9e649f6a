"""Export: a project's articles into files of one format, read back before they are called done.

Files are written beside their place and moved there at the end, all or none. Beside them goes a
manifest: counts, the scheme, how suggestions were used, hashes. Same project and options, same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import annotator
from annotator.core.codes import JobStep
from annotator.core.records import Article
from annotator.core.wire import scheme_to_wire
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.formats import jsonl, own, registry, spans_csv, topics_csv
from annotator.formats.articles import BadRecord, GivenArticle, ReadOptions
from annotator.formats.fields import strict_loads
from annotator.formats.typed_first import TypedFirst
from annotator.storage import Store
from annotator.workspace.exchange.export_articles import ArticleExporter, Choice
from annotator.workspace.exchange.export_files import put_in_place, recover, workplace
from annotator.workspace.exchange.export_target import (
    Target,
    check_target,
    files_in,
    sha256_of,
    target_of,
)
from annotator.workspace.exchange.read_back import (
    Expected,
    SaidReview,
    Truth,
    article_hash,
    differs,
    line_hash,
    said_spans,
    said_topics,
)
from annotator.workspace.jobs.messages import Export, ExportReport
from annotator.workspace.jobs.process import Work

_MOST_TOLD = 1000

_T = TypeVar("_T")


@dataclass(slots=True)
class Written:
    """What a format tells about its writing: more counts, spans that it could not hold, and `more`
    for report and manifest.
    """

    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """How articles are divided: the same for the same seed, whatever their order."""

    dev_share: float = 0.2
    seed: int = 0


Writer = Callable[[ArticleExporter, Path, Target, Split, Work], Written]


def run(request: Export, work: Work, write_spacy: Writer) -> ExportReport:
    """The job "export"."""
    name = request.format
    if name not in registry.written():
        known = ", ".join(registry.written())
        raise UserError(Fault.NO_SUCH_FORMAT, name=name, known=known)
    split = Split(request.dev_share, request.seed)
    if not 0 <= split.dev_share < 1:
        raise UserError(Fault.SHARE_OUT_OF_RANGE)
    target = target_of(name, Path(request.to).expanduser())
    recover(target.folder)
    check_target(target, Path(request.project))
    write = write_spacy if name == "spacy" else _write_jsonl if name == "jsonl" else _write_csv
    with Store.open(request.project) as store, workplace(target) as place:
        outgoing = ArticleExporter(store, _choice(request, store))
        outgoing.look_for_damage()
        written = write(outgoing, place, target, split, work)
        if not outgoing.use.articles:
            if outgoing.damage:
                raise UserError(Fault.NO_SOUND_ARTICLE, damage=outgoing.damage[0].notice)
            raise UserError(Fault.NO_ARTICLE_TO_EXPORT)
        written.remarks += [asdict(each) for each in outgoing.use.left_out]
        manifest = _manifest(request, outgoing, written, place)
        (place / target.manifest).write_bytes(manifest)
        work.check()
        files = put_in_place(place, target)
    return _report(request, outgoing, written, files)


def checked_annotator(store: Store, name: str) -> str:
    """The name of an annotator of this project, or "" for all. Raises UserError for another."""
    known = [each for _, each in store.annotators.all()]
    if name and name not in known:
        there = ", ".join(known) or "none yet"
        raise UserError(Fault.NO_SUCH_ANNOTATOR, name=name, known=there)
    return name


def _choice(request: Export, store: Store) -> Choice:
    annotator_name = checked_annotator(store, request.annotator)
    status = request.status
    if status not in ("done", "all"):
        raise UserError(Fault.NO_SUCH_STATUS, status=status)
    return Choice(annotator_name, status, request.seen_only)


# -- the formats ---------------------------------------------------------------------------


def _write_jsonl(
    outgoing: ArticleExporter, place: Path, target: Target, _split: Split, work: Work
) -> Written:
    path = place / target.names["articles"]
    order, truth = TypedFirst(), Truth(outgoing.scheme, outgoing.choice)
    stored, meant = Expected(path.name), Expected(path.name)
    with path.open("wb") as stream:
        found = outgoing.with_rows()
        for given, article, rows in told(found, work, JobStep.EXPORTING, outgoing.total):
            value = own.value_of(given)
            line = own.encoded(value)
            order.saw(value, len(line))
            stream.write(line)
            said = truth.reviews(article, rows)
            stored.add(article_hash(article, given.key, said))
            meant.add(hash(_comparable(given)))
    order.apply(path)
    for line in told(order.lines(path), work, JobStep.READING_BACK, outgoing.total):
        try:
            value = strict_loads(line.decode())
            item = jsonl.article_of(dict(value), path.name, ReadOptions())
        except (BadRecord, ValueError) as error:
            raise Bug(Fault.WRITTEN_REFUSED, where=path.name, reason=str(error)) from error
        stored.check(line_hash(value, item), str(value["id"]))
        meant.check(hash(_comparable(item)), str(value["id"]))
    stored.end()
    return Written()


def _comparable(given: GivenArticle) -> GivenArticle:
    """The article without what a line repeats, or leaves to be worked out."""
    return replace(given, key="", spans=(), topics=(), implied=(), cats=())


def _write_csv(
    outgoing: ArticleExporter, place: Path, target: Target, _split: Split, work: Work
) -> Written:
    """Both tables in one go through the project."""
    truth = Truth(outgoing.scheme, outgoing.choice)
    tables = [_Table("spans", place / target.names["spans"])]
    tables.append(_Table("topics", place / target.names["topics"]))
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
            for row in read:
                number = hash(tuple(row))
                is_stored = self._stored.is_next(number)
                if not is_stored and (is_spans or row[-1] != topics_csv.IMPLIED):
                    raise differs(self._path.name, ", ".join(row))
                if not is_spans:
                    self._meant.check(number)
        self._stored.end()
        self._meant.end()


def told(items: Iterator[_T], work: Work, what: JobStep, total: int) -> Iterator[_T]:
    """The same items, with progress, until the job is cancelled."""
    for number, item in enumerate(items, 1):
        work.check()
        work.tell(number, total, what)
        yield item


# -- the end -------------------------------------------------------------------------------


def _manifest(request: Export, outgoing: ArticleExporter, written: Written, place: Path) -> bytes:
    options = ("status", "annotator", "seen_only", "dev_share", "seed")
    value = {
        "program": "annotator",
        "version": annotator.__version__,
        "format": request.format,
        "options": {option: getattr(request, option) for option in options},
        "counts": _counts(outgoing, written),
        "whose": whose(outgoing),
        "suggestions": outgoing.use.suggestions(),
        "remarks": written.remarks,
        "topic_groups": outgoing.use.answered.told(),
        **written.more,
        "scheme": scheme_to_wire(outgoing.scheme),
        "files": {file: sha256_of(place / file) for file in files_in(place)},
    }
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def whose(outgoing: ArticleExporter) -> dict[str, Any]:
    """Whose review stands for how many articles, and how many several people finished: there the
    review that was finished last stands, unless one annotator was chosen.
    """
    use = outgoing.use
    by_name = dict(sorted(use.whose.items()))
    return {"annotators": by_name, "finished_by_several": use.finished_by_several}


def _counts(outgoing: ArticleExporter, written: Written) -> dict[str, int]:
    use = outgoing.use
    counted = {
        "articles": use.articles,
        "reviews": use.reviews,
        "spans": use.spans,
        "topics": use.topics,
        "unseen_left_out": use.unseen_left_out,
        "trimmed": use.trimmed,
        "topics_undecided": use.answered.undecided,
        "topics_broken": len(use.answered.broken),
    }
    return counted | written.counts


def _report(
    request: Export, outgoing: ArticleExporter, written: Written, files: list[str]
) -> ExportReport:
    return ExportReport(
        format=request.format,
        to=request.to,
        files=tuple(files),
        counts=_counts(outgoing, written),
        **whose(outgoing),
        suggestions=outgoing.use.suggestions(),
        topic_groups=outgoing.use.answered.told(),
        remarked=len(written.remarks),
        remarks=tuple(written.remarks[:_MOST_TOLD]),
        damaged=tuple(str(damage) for damage in outgoing.damage[:_MOST_TOLD]),
        more=written.more,
    )
