"""What can be merged: work files, other projects, and .jsonl with reviews, all as work files."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from annotator import leftovers
from annotator.core.records import Status
from annotator.core.team import Role
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Unmerged
from annotator.formats import work_file
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.work_file import WorkBlind, WorkHead, WorkItem, WorkReview
from annotator.storage import Store
from annotator.workspace.exchange import sources
from annotator.workspace.merging.hand_in import Handing, Worker, worker_of
from annotator.workspace.merging.lines import Lines
from annotator.workspace.merging.merge import Brought

_HEAD_BYTES: Final = 4096
_SQLITE: Final = b"SQLite format 3\x00"
_OF_JSONL: Final = ("jsonl", "json")


def is_mergeable(path: Path) -> bool:
    """Whether a file is one that nothing but a merge takes: a work file."""
    return path.name.endswith(work_file.ENDING) or work_file.is_work_file(_start(path))


@contextmanager
def opened(store: Store, paths: Sequence[Path]) -> Iterator[list[Brought]]:
    """What a merge takes from these files. Raises UserError at the first that can't be merged."""
    with leftovers.WorkFolder() as folder, ExitStack() as files:
        found = []
        for each in _brought(store, paths, Path(folder)):
            files.callback(each.lines.close)
            found.append(each)
        yield found


def _brought(store: Store, paths: Sequence[Path], folder: Path) -> Iterator[Brought]:
    for path in paths:
        if not path.is_file():
            raise UserError(Fault.NO_SUCH_FILE, where=str(path))
        start = _start(path)
        if start.startswith(_SQLITE):
            yield from _of_project(store, path, folder)
        elif work_file.is_work_file(start) or path.name.endswith(work_file.ENDING):
            yield _read(_bytes(path), path.name, is_ours=True)
        elif path.suffix.lower().removeprefix(".") in _OF_JSONL:
            yield from _of_lines(path)
        else:
            raise UserError(Unmerged.NOT_TO_MERGE, where=path.name)


def _read(content: bytes, name: str, *, is_ours: bool) -> Brought:
    return Brought(Lines(BytesIO(content), name), name, content, is_ours)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD_BYTES)
    except OSError:
        return b""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(
            Fault.OF_THE_MACHINE, where=str(path), reason=reason_of(error)
        ) from error


# -- other projects


def _of_project(store: Store, path: Path, folder: Path) -> Iterator[Brought]:
    """Everybody's work in another project, which is left as it is: a copy is read."""
    if path.resolve() == store.path.resolve():
        raise UserError(Unmerged.MERGE_ITSELF, where=path.name)
    copy = folder / f"{len(list(folder.iterdir()))}.annotator.db"
    try:
        shutil.copyfile(path, copy)
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    except OSError as error:
        raise EnvironmentFault(
            Fault.OF_THE_MACHINE, where=str(path), reason=reason_of(error)
        ) from error
    try:
        other = Store.open(copy)
    except UserError as error:
        raise UserError(Unmerged.NOT_WHOLE, where=path.name, reason=error.notice) from error
    with other:
        for worker in _workers(other):
            handing = Handing(other, worker, with_times=True)
            head = handing.head(other.merging.last_edit(worker.id))
            yield _read(_packed(head, handing.reviews()), path.name, is_ours=False)


def _workers(store: Store) -> list[Worker]:
    """Whose work is in a project: of a hand-out the coder's only."""
    if store.team.origin is not None:
        return [worker_of(store)]
    again = {of: number for number, of in store.team.repeats().items()}
    roles = store.team.roles()
    done = {each.name for each in store.counts.work()}
    return [
        Worker(number, name, again.get(number))
        for number, name in store.annotators.all()
        if name in done and roles[number] != Role.REPEAT
    ]


def _packed(head: WorkHead, reviews: Iterable[WorkReview]) -> bytes:
    stream = BytesIO()
    work_file.write(stream, head, reviews)
    return stream.getvalue()


# -- lines of JSON with reviews


def _of_lines(path: Path) -> Iterator[Brought]:
    """The reviews of a file by whose they are; what is said by nobody is none."""
    found: defaultdict[str, list[tuple[GivenArticle, GivenReview]]] = defaultdict(list)
    for file in sources.find([path]).files:
        with file.open() as stream:
            for item in file.articles(stream, file.options()):
                if not isinstance(item, GivenArticle):
                    raise UserError(Unmerged.LINE_UNFIT, where=item.where, reason=item.reason)
                for review in item.reviews:
                    if review.annotator and not review.is_visit:
                        found[review.annotator].append((item, review))
    if not found:
        raise UserError(Unmerged.NOBODY_NAMED, where=path.name)
    for coder, given in sorted(found.items()):
        yield _read(_of_coder(coder, given), path.name, is_ours=False)


def _of_coder(coder: str, given: Sequence[tuple[GivenArticle, GivenReview]]) -> bytes:
    labels = sorted({span.label for _, review in given for span in _spans(review)})
    topics = sorted({name for _, review in given for name in _topics(review)} - {""})
    head = WorkHead(
        project="",
        coder=coder,
        made_at=max(review.edited_at for _, review in given),
        has_times=True,
        labels=tuple(WorkItem("", name) for name in labels),
        groups=(WorkItem("", "Topics"),) if topics else (),
        topics=tuple(WorkItem("", name) for name in topics),
    )
    places = {name: place for place, name in enumerate(labels)}
    numbers = {name: place for place, name in enumerate(topics)} | {"": -1}
    return _packed(head, (_review(each, one, places, numbers) for each, one in given))


def _spans(review: GivenReview) -> list[GivenSpan]:
    blind = review.blind.spans if review.blind else ()
    return [*review.spans, *blind]


def _topics(review: GivenReview) -> set[str]:
    said = {each.topic for each in review.topics} | {*(review.implied or ())}
    return said | {*(review.blind.topics if review.blind else ())}


def _review(
    article: GivenArticle, review: GivenReview, labels: dict[str, int], topics: dict[str, int]
) -> WorkReview:
    ranges = {(x.start, x.end): x for x in reversed(review.spans)}  # one label a range
    spans = [
        (x.start, x.end, labels[x.label], x.origin or "added", x.question) for x in ranges.values()
    ]
    blind = None
    if review.blind is not None:
        places = [(x.start, x.end, labels[x.label], "", "") for x in review.blind.spans]
        yes = sorted(topics[x] for x in review.blind.topics)
        blind = WorkBlind(review.blind.at, yes, work_file.spans_of(places))
    implied = None if review.implied is None else sorted(topics[x] for x in review.implied)
    return WorkReview(
        text=sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
        edited_at=review.edited_at,
        key=work_file.key_hash(article.key),
        status=review.status if review.status != Status.NEW else Status.STARTED.value,
        reason=review.reason,
        flagged=review.flagged,
        note=review.note,
        seconds=review.seconds,
        seconds_to_first_act=review.seconds_to_first_act,
        share_seen=review.share_seen,
        shown=str(review.shown),
        chosen=str(review.chosen),
        scheme_version=review.scheme_version,
        review_pass=review.review_pass,
        is_forced=review.is_forced,
        spans=work_file.spans_of(spans),
        topics=[(topics[x.topic], x.is_yes, x.way or "import") for x in review.topics],
        blind=blind,
        implied=implied,
    )
