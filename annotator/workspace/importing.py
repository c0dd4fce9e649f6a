"""Import: files and folders into a project, record by record, each whole or not at all.

Every record is one transaction's part: its article with all its labels. An import that is
cancelled, or whose process dies, keeps the articles that were stored until then, and the project
remembers how far it came (the setting "import"): the same import of the same files goes on there
and stores nothing twice. Articles are never deleted from a project.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from annotator.core.records import Scheme
from annotator.core.wire import scheme_from_wire
from annotator.errors import EnvironmentFault, UserError
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal
from annotator.storage import Store
from annotator.workspace.annotators import login_name, remembered
from annotator.workspace.export_target import MANIFEST, manifest_names, read_manifest
from annotator.workspace.incoming import Intake
from annotator.workspace.jobs import JobCancelled, Report, Work
from annotator.workspace.projects import now

_MARKER = "import"
_MOST_TOLD = 1000


@dataclass(frozen=True, slots=True)
class File:
    """One file to import: its path, and its name as it is told."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """The files to import, in order, and how many others lay in the folders."""

    files: tuple[File, ...]
    ignored: tuple[str, ...] = ()


@dataclass(slots=True)
class _Place:
    """How far the reading is, in bytes."""

    total: int
    before: int = 0
    stream: BinaryIO | None = None
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0

    @property
    def done(self) -> int:
        return self.before + (self.stream.tell() if self.stream is not None else 0)

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < _MOST_TOLD:
            self.refusals.append(refusal)


@dataclass(slots=True)
class _Marker:
    """What the project remembers of an import under way: `first` is the id of its first article."""

    signature: str
    at: str
    first: int
    group: int | None


def run(request: dict[str, Any], work: Work) -> Report:
    """The job "import".

    `request`: "project", "paths", and optionally "as" ("suggestion" or "review"), "annotator",
    "strict", "text_field". The report: "articles", "duplicates", "reviews", "spans",
    "suggestions", "labels_added", "topics_added", "became_nested", "encodings", "trimmed"
    (spans that lost white space at their edges), "spans_left_out" (how many) and "left_out" (which,
    as refusals), "refused" (how many), "refusals" ([{"where","reason"}], the first thousand),
    "files", "ignored" (names), "continued" (articles that an earlier, cancelled import had stored),
    "is_indexed".
    """
    found = find([Path(path) for path in request["paths"]])
    with Store.open(request["project"]) as store:
        place = _Place(total=sum(file.size for file in found.files))
        intake, marker = _intake(store, request, found)
        options = ReadOptions(request.get("text_field") or "")
        given = _articles(found, options, place)
        continued = _store_all(store, given, intake, marker, place, work)
        store.set_setting(_MARKER, None)
        is_indexed = _index(store, work)
    tally = intake.tally
    return {
        "articles": tally.articles,
        "duplicates": tally.duplicates,
        "reviews": tally.reviews,
        "spans": tally.spans,
        "suggestions": tally.suggestions,
        "labels_added": intake.scheme.labels_added,
        "topics_added": intake.scheme.topics_added,
        "became_nested": intake.scheme.became_nested,
        "encodings": dict(sorted(tally.encodings.items())),
        "trimmed": tally.trimmed,
        "spans_left_out": tally.spans_left_out,
        "left_out": [{"where": x.where, "reason": x.reason} for x in tally.left_out],
        "refused": place.refused,
        "refusals": [{"where": x.where, "reason": x.reason} for x in place.refusals],
        "files": len(found.files),
        "ignored": list(found.ignored),
        "continued": continued,
        "is_indexed": is_indexed,
    }


def find(paths: list[Path]) -> Found:
    """The files to import; UserError for a path that is missing or holds no articles."""
    files: list[File] = []
    ignored: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = list(_inside(path))
            taken = [file for file in inside if _is_taken(file.name)]
            if not taken:
                raise UserError("a folder without articles", where=str(path), do=_endings())
            files += taken
            ignored += [file.name for file in inside if not _is_taken(file.name)]
        elif not path.exists():
            raise UserError("there is no such file", where=str(path))
        elif registry.reader_for(path.name) is None:
            raise UserError("not a file that can be imported", where=str(path), do=_endings())
        else:
            files.append(File(path, path.name, path.stat().st_size))
    return Found(tuple(files), tuple(ignored))


def _endings() -> str:
    endings = [end for each in registry.FORMATS if each.read for end in each.endings]
    return f"articles are in files that end in {', '.join(endings)}"


def _inside(folder: Path) -> Iterator[File]:
    """All files below a folder, sorted, hidden ones left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if not name.startswith(".") and path.is_file():
                yield File(path, path.relative_to(folder).as_posix(), path.stat().st_size)


def _is_taken(name: str) -> bool:
    return registry.reader_for(name) is not None and not name.endswith(MANIFEST)


def _intake(store: Store, request: dict[str, Any], found: Found) -> tuple[Intake, _Marker]:
    """Where the articles go, and how to find those that an earlier run of this import stored."""
    signature = _signature(request, found)
    kept = store.setting(_MARKER) or {}
    if kept.get("signature") != signature:
        first = store.info()["articles"] + 1
        kept = {"signature": signature, "at": now(), "first": first, "group": None}
        store.set_setting(_MARKER, kept)
    marker = _Marker(**kept)
    intake = Intake(
        store,
        request.get("annotator") or remembered(store) or login_name(),
        marker.at,
        name=", ".join(Path(path).name for path in request["paths"])[:200],
        as_review=request.get("as") == "review",
        is_strict=bool(request.get("strict")),
        group=marker.group,
        known=_schemes_beside(found),
    )
    return intake, marker


def _schemes_beside(found: Found) -> list[Scheme]:
    """The schemes in the manifests of our own exports beside the files."""
    schemes = []
    for file in found.files:
        beside = (read_manifest(file.path.with_name(name)) for name in manifest_names(file.path))
        manifest = next(filter(None, beside), {})
        with suppress(KeyError, TypeError, ValueError):
            schemes.append(scheme_from_wire(manifest["scheme"]))
    return schemes


def _signature(request: dict[str, Any], found: Found) -> str:
    """The same for the same import of the same files."""
    files = [(str(x.path.resolve()), x.size, x.path.stat().st_mtime_ns) for x in found.files]
    options = {name: request.get(name) for name in ("as", "annotator", "strict", "text_field")}
    return hashlib.sha256(json.dumps([files, options], sort_keys=True).encode()).hexdigest()


def _store_all(
    store: Store,
    given_articles: Iterator[GivenArticle],
    intake: Intake,
    marker: _Marker,
    place: _Place,
    work: Work,
) -> int:
    """Store the articles; returns how many of them were there from an earlier run."""
    continued = 0
    with store.batch() as batch:
        for given in given_articles:
            if work.cancelled.is_set():
                break
            if not _is_fit(intake, given, place):
                continue
            if continued == intake.tally.articles and _is_there(
                store, marker.first + continued, given
            ):
                continued += 1
                intake.tally.articles += 1
                continue
            intake.take(given)
            if marker.group != intake.group:
                marker.group = intake.group
                store.set_setting(_MARKER, asdict(marker))
            batch.tick()
            work.tell(place.done, place.total, "importing")
    if work.cancelled.is_set():
        raise JobCancelled(
            f"cancelled; the {intake.tally.articles} articles stored so far stay",
            do="the same import goes on from there",
        )
    return continued


def _is_there(store: Store, article: int, given: GivenArticle) -> bool:
    """Whether an earlier run of this import has stored the record as this article."""
    try:
        found = store.article(article)
    except UserError:
        return False
    return found.text == given.text and found.key == given.key


def _is_fit(intake: Intake, given: GivenArticle, place: _Place) -> bool:
    try:
        intake.check(given)
    except UserError as error:
        place.refuse(Refusal(given.where, str(error)))
        return False
    return True


def _articles(found: Found, options: ReadOptions, place: _Place) -> Iterator[GivenArticle]:
    """The articles of all files; refusals go to `place`. A file that is unfit is a refusal too,
    but the only one there is: that is an error.
    """
    for file in found.files:
        reader = registry.reader_for(file.name)
        assert reader is not None
        assert reader.read is not None
        try:
            with file.path.open("rb") as stream:
                place.stream = stream
                for item in reader.read(stream, file.name, options):
                    if isinstance(item, Refusal):
                        place.refuse(item)
                    else:
                        yield item
        except UserError as error:
            if len(found.files) == 1:
                raise
            place.refuse(Refusal(file.name, error.what))
        except OSError as error:
            if len(found.files) == 1:
                raise EnvironmentFault(
                    f"cannot be read: {error.strerror}", where=file.name
                ) from error
            place.refuse(Refusal(file.name, f"cannot be read: {error.strerror}"))
        finally:
            place.stream = None
        place.before += file.size


def _index(store: Store, work: Work) -> bool:
    """Bring the full-text index up to date; what is left when cancelled is done another time."""
    left = total = store.unindexed()
    while left > 0 and not work.cancelled.is_set():
        store.give_way.wait()
        step = store.index_some()
        if not step:
            break
        left -= step
        work.tell(total - left, total, "indexing")
    return left <= 0
