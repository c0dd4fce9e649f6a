"""Export: a project's articles into files of one format, read back before they are called done.

Files are written beside their place and moved there at the end, all or none. Beside them goes a
manifest: counts, the scheme, how suggestions were used, hashes. Same project and options, same
bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import annotator
from annotator.core.wire import scheme_to_wire
from annotator.errors import Bug, UserError
from annotator.formats import jsonl, registry, spans_csv, topics_csv
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal
from annotator.storage import Store
from annotator.workspace.export_files import put_in_place, recover, workplace
from annotator.workspace.export_target import (
    Target,
    check_target,
    files_in,
    sha256_of,
    target_of,
)
from annotator.workspace.jobs import Report, Work
from annotator.workspace.outgoing import Choice, Outgoing, best_of

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


Writer = Callable[[Outgoing, Path, Target, Split, Work], Written]


def run(request: dict[str, Any], work: Work, write_spacy: Writer) -> Report:
    """The job "export".

    `request`: "project", "format", "to", and optionally "status" ("done" or "all"), "annotator",
    "seen_only", "dev_share", "seed". The report: "format", "to", "files", "articles", "reviews",
    "spans", "topics", what the format counts besides, "unseen_left_out", "suggestions",
    "topic_groups" (as `TopicUse.told`; in all: "topics_undecided" and "topics_broken"), and
    "remarks" on spans that the format could not hold as they are (their number: "remarked"), and
    "damaged": a line for each damage that was found; a damaged article is left out.
    """
    name = str(request["format"])
    if name not in registry.written():
        known = ", ".join(registry.written())
        raise UserError(f"there is no format “{name}” to export", do=f"take one of {known}")
    split = Split(float(request.get("dev_share", 0.2)), int(request.get("seed", 0)))
    if not 0 <= split.dev_share < 1:
        raise UserError("the share of dev must be at least 0 and below 1")
    target = target_of(name, Path(request["to"]).expanduser())
    recover(target.folder)
    check_target(target, Path(request["project"]))
    write = write_spacy if name == "spacy" else _write_jsonl if name == "jsonl" else _write_csv
    with Store.open(request["project"]) as store, workplace(target) as place:
        outgoing = Outgoing(store, _choice(request, store))
        outgoing.look_for_damage()
        written = write(outgoing, place, target, split, work)
        if not outgoing.use.articles:
            if outgoing.damage:
                raise UserError(f"there is no sound article to export; {outgoing.damage[0]}")
            raise UserError("there is no article to export", do="finish one, or export all")
        manifest = _manifest(name, request, outgoing, written, place)
        (place / target.manifest).write_bytes(manifest)
        work.check()
        files = put_in_place(place, target)
    return _report(name, request, outgoing, written, files)


def _choice(request: dict[str, Any], store: Store) -> Choice:
    annotator_name = str(request.get("annotator") or "")
    known = [name for _, name in store.annotators()]
    if annotator_name and annotator_name not in known:
        there = ", ".join(known) or "none yet"
        raise UserError(f"there is no annotator “{annotator_name}”; there are: {there}")
    status = str(request.get("status") or "done")
    if status not in ("done", "all"):
        raise UserError(f"there is no status “{status}” to export", do="take done or all")
    return Choice(annotator_name, status, bool(request.get("seen_only")))


# -- the formats ---------------------------------------------------------------------------


def _write_jsonl(
    outgoing: Outgoing, place: Path, target: Target, _split: Split, work: Work
) -> Written:
    path = place / target.names["articles"]
    written = hashlib.sha256()
    with path.open("wb") as stream:
        for given in told(outgoing.articles(), work, "exporting", outgoing.total):
            line = jsonl.line_of(given)
            written.update(line)
            stream.write(line)
    read = hashlib.sha256()
    with path.open("rb") as stream:
        found = jsonl.read(stream, path.name, ReadOptions())
        for item in told(found, work, "reading back", outgoing.total):
            if isinstance(item, Refusal):
                raise Bug(f"what was written is refused: {item}")
            read.update(jsonl.line_of(_as_written(item)))
    if read.digest() != written.digest():
        raise Bug("what was read back is not what was written", where=path.name)
    return Written()


def _as_written(item: GivenArticle) -> GivenArticle:
    """What was read, with the spans that repeat a review."""
    return replace(item, spans=best_of(item.reviews)[0]) if item.reviews else item


def _write_csv(
    outgoing: Outgoing, place: Path, target: Target, _split: Split, work: Work
) -> Written:
    counts = {}
    for kind, module in (("spans", spans_csv), ("topics", topics_csv)):
        path = place / target.names[kind]
        rows = hashlib.sha256()
        given = outgoing.articles(with_history=False)
        articles = told(given, work, "exporting", outgoing.total)
        with path.open("wb") as stream:
            counts[kind] = module.write(_noted(articles, module.rows_of, rows), stream)
        with path.open("rb") as stream:
            found = hashlib.sha256()
            for row in spans_csv.read_rows(stream):
                found.update(repr(row).encode())
        if found.digest() != rows.digest():
            raise Bug("what was read back is not what was written", where=path.name)
    return Written(counts)


def _noted(
    articles: Iterator[GivenArticle],
    rows_of: Callable[[GivenArticle], Iterator[tuple[object, ...]]],
    digest: Any,
) -> Iterator[GivenArticle]:
    for given in articles:
        for row in rows_of(given):
            digest.update(repr([str(value) for value in row]).encode())
        yield given


def told(items: Iterator[_T], work: Work, what: str, total: int) -> Iterator[_T]:
    """The same items, with progress, until the job is cancelled."""
    for number, item in enumerate(items, 1):
        work.check()
        work.tell(number, total, what)
        yield item


# -- the end -------------------------------------------------------------------------------


def _manifest(
    name: str, request: dict[str, Any], outgoing: Outgoing, written: Written, place: Path
) -> bytes:
    options = ("status", "annotator", "seen_only", "dev_share", "seed")
    value = {
        "program": "annotator",
        "version": annotator.__version__,
        "format": name,
        "options": {option: request[option] for option in options if option in request},
        "counts": _counts(outgoing, written),
        "suggestions": outgoing.use.suggestions(),
        "remarks": written.remarks,
        "topic_groups": outgoing.use.answered.told(),
        **written.more,
        "scheme": scheme_to_wire(outgoing.scheme),
        "files": {file: sha256_of(place / file) for file in files_in(place)},
    }
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _counts(outgoing: Outgoing, written: Written) -> dict[str, int]:
    use = outgoing.use
    counted = {
        "articles": use.articles,
        "reviews": use.reviews,
        "spans": use.spans,
        "topics": use.topics,
        "unseen_left_out": use.unseen_left_out,
        "topics_undecided": use.answered.undecided,
        "topics_broken": len(use.answered.broken),
    }
    return counted | written.counts


def _report(
    name: str, request: dict[str, Any], outgoing: Outgoing, written: Written, files: list[str]
) -> Report:
    return {
        "format": name,
        "to": str(request["to"]),
        "files": files,
        **_counts(outgoing, written),
        "suggestions": outgoing.use.suggestions(),
        "topic_groups": outgoing.use.answered.told(),
        **written.more,
        "remarked": len(written.remarks),
        "remarks": written.remarks[:_MOST_TOLD],
        "damaged": [str(damage) for damage in outgoing.damage[:_MOST_TOLD]],
    }
