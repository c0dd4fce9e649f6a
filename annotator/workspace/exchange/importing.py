"""Import: files and folders into a project, record by record, each whole or not at all.

Every record is one transaction's part: its article with all its labels. An import is one act: taken
back, its articles go to the bin. One that is cancelled, or whose process dies, keeps the articles
that were stored until then; as no article that the project has is stored again, the same import
then adds what is missing, as part of the same act.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from annotator.bugs import log_bug
from annotator.core.codes import JobStep
from annotator.core.records import Scheme
from annotator.core.wire import scheme_from_wire
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Likely, Unfit, Where
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal, refused
from annotator.formats.base import Format
from annotator.storage import Store
from annotator.workspace.exchange.beside import beside
from annotator.workspace.exchange.export_target import MANIFEST, manifest_names, read_manifest
from annotator.workspace.exchange.import_rows import RecordImporter
from annotator.workspace.jobs.messages import Import, ImportReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.open.annotators import login_name, remembered
from annotator.workspace.open.projects import now

_MOST_TOLD = 1000
_MOST_LOGGED = 10


@dataclass(frozen=True, slots=True)
class File:
    """One file to import: its path, its name as it is told, and the format it is read as.

    `looks_like` is another format's name where the file begins like one of that.
    """

    path: Path
    name: str
    size: int
    format: Format
    looks_like: str = ""

    def doubt(self) -> Refusal:
        """That it may be of another format than it is read as."""
        likely = Likely.OTHER_FORMAT(read_as=self.format.name, looks_like=self.looks_like)
        return Refusal(self.name, likely)


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
    logged: int = 0

    @property
    def done(self) -> int:
        return self.before + (self.stream.tell() if self.stream is not None else 0)

    def refuse(self, refusal: Refusal) -> None:
        if refusal.fault is not None and self.logged < _MOST_LOGGED:
            self.logged += 1
            log_bug(refusal.fault)
        self.refused += 1
        if len(self.refusals) < _MOST_TOLD:
            self.refusals.append(refusal)


def run(request: Import, work: Work) -> ImportReport:
    """The job "import"."""
    format_ = registry.to_read(request.format) if request.format else None
    found = find([Path(path) for path in request.paths], format_)
    with Store.open(request.project) as store:
        place = _Place(total=sum(file.size for file in found.files))
        known = _schemes_beside(found, place)
        intake = _intake(store, request, known)
        given = _articles(found, request.options, place)
        _store_all(store, given, intake, place, work)
        intake.end()
        is_indexed = index(store, work)
    tally = intake.tally
    return ImportReport(
        articles=tally.articles,
        there=tally.there,
        completed=tally.completed,
        restored=tally.restored,
        duplicates=tally.duplicates,
        reviews=tally.reviews,
        spans=tally.spans,
        suggestions=tally.suggestions,
        labels_added=tuple(intake.scheme.labels_added),
        topics_added=tuple(intake.scheme.topics_added),
        became_nested=intake.scheme.became_nested,
        encodings=dict(sorted(tally.encodings.items())),
        trimmed=tally.trimmed,
        spans_left_out=tally.spans_left_out,
        left_out=tuple(each.as_dict() for each in tally.left_out),
        refused=place.refused,
        refusals=tuple(each.as_dict() for each in place.refusals),
        files=len(found.files),
        ignored=tuple(found.ignored),
        misnamed=tuple(x.doubt().as_dict() for x in found.files if x.looks_like)[:_MOST_TOLD],
        is_indexed=is_indexed,
    )


def find(paths: list[Path], format_: Format | None = None) -> Found:
    """The files to import, all as one format or each as its name and content tell.

    UserError for a path that is missing or holds no articles. Pipes and devices are none: reading
    them may never end.
    """
    files: list[File] = []
    ignored: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = [(each, each.relative_to(path).as_posix()) for each in _inside(path)]
            found = [(name, _file_in_folder(each, name, format_)) for each, name in inside]
            taken = [file for _, file in found if file]
            if not taken:
                raise UserError(Fault.FOLDER_WITHOUT_ARTICLES, where=str(path), endings=_endings())
            files += taken
            ignored += [name for name, file in found if file is None]
        elif not path.exists():
            raise UserError(Fault.NO_SUCH_FILE, where=str(path))
        elif not path.is_file():
            raise UserError(Fault.DEVICE_NOT_FILE, where=str(path))
        elif (file := _file(path, path.name, format_)) is None:
            raise UserError(Fault.NOT_IMPORTABLE, where=str(path), endings=_endings())
        else:
            files.append(file)
    return Found(_without_companions(files), tuple(ignored))


def _without_companions(files: list[File]) -> tuple[File, ...]:
    """The files without those that are read together with another one."""
    with_others = {
        file.path.with_name(name)
        for file in files
        for name in file.format.companions(file.path.name)
    }
    return tuple(file for file in files if file.path not in with_others)


def _endings() -> str:
    return ", ".join(dict.fromkeys(end for each in registry.read() for end in each.endings))


def _inside(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, hidden ones left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def _file_in_folder(path: Path, name: str, format_: Format | None) -> File | None:
    """A file that was not named itself is taken where its ending says that it has articles."""
    is_known = format_ is not None or any(each.names(name) for each in registry.read())
    is_taken = is_known and path.is_file() and not name.endswith(MANIFEST)
    return _file(path, name, format_) if is_taken else None


def _file(path: Path, name: str, format_: Format | None) -> File | None:
    head = _head(path)
    read_as = format_ or registry.reader_for(name, head)
    if read_as is None:
        return None
    other = None if format_ else registry.looks_like(read_as, head)
    return File(path, name, path.stat().st_size, read_as, other.name if other else "")


def _head(path: Path) -> bytes:
    """How a file begins; b"" where it can't be read, which is told when it is its turn."""
    try:
        with path.open("rb") as stream:
            return stream.read(registry.HEAD_BYTES)
    except OSError:
        return b""


def _intake(store: Store, request: Import, known: list[Scheme]) -> RecordImporter:
    annotator = request.annotator or remembered(store) or login_name()
    return RecordImporter(
        store,
        annotator,
        now(),
        by=request.by or annotator,
        name=", ".join(Path(path).name for path in request.paths)[:200],
        sources=_sources(request),
        as_review=request.as_review,
        is_strict=request.is_strict,
        known=known,
    )


def _sources(request: Import) -> str:
    """What is imported and as what; a hash, as paths are nobody else's business."""
    told = [
        str(request.as_review),
        request.format,
        *(str(Path(path).resolve()) for path in request.paths),
    ]
    return sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _schemes_beside(found: Found, place: _Place) -> list[Scheme]:
    """The schemes in the manifests of our own exports beside the files; what is none is told."""
    schemes = []
    for file in found.files:
        beside = (read_manifest(file.path.with_name(name)) for name in manifest_names(file.path))
        manifest = next(filter(None, beside), {})
        if "scheme" not in manifest:
            continue
        try:
            schemes.append(scheme_from_wire(manifest["scheme"]))
        except (KeyError, TypeError, ValueError) as error:
            aside = Unfit.MANIFEST_LEFT_ASIDE()
            if type(error) is ValueError:
                aside = Unfit.MANIFEST_LEFT_ASIDE_AS(reason=str(error))
            place.refuse(Refusal(file.name, aside))
    return schemes


def _store_all(
    store: Store,
    given_articles: Iterator[GivenArticle],
    intake: RecordImporter,
    place: _Place,
    work: Work,
) -> None:
    with store.batch() as batch:
        for given in given_articles:
            if work.cancelled.is_set():
                break
            if _is_fit(intake, given, place):
                _take(store, intake, given, place)
            batch.tick()
            work.tell(place.done, place.total, JobStep.IMPORTING)
    if work.cancelled.is_set():
        raise JobCancelled(Fault.IMPORT_CANCELLED, articles=intake.tally.articles)


def _take(store: Store, intake: RecordImporter, given: GivenArticle, place: _Place) -> None:
    """Store one record, whole; one that can't be stored is refused with nothing of it left."""
    try:
        with store.whole():
            intake.take(given)
    except (EnvironmentFault, JobCancelled):
        raise
    except Exception as error:
        intake.forget()
        place.refuse(refused(given.where, error))


def _is_fit(intake: RecordImporter, given: GivenArticle, place: _Place) -> bool:
    try:
        intake.check(given)
    except UserError as error:
        place.refuse(Refusal(given.where, error.notice))
        return False
    except Exception as error:
        place.refuse(refused(given.where, error))
        return False
    return True


def _articles(found: Found, given: Mapping[str, Any], place: _Place) -> Iterator[GivenArticle]:
    """The articles of all files; refusals go to `place`. A file that is unfit is a refusal too,
    but the only one there is: that is an error.
    """
    for file in found.files:
        read = file.format.read
        assert read is not None
        options = _options(file, given)
        count = 0
        try:
            with file.path.open("rb") as stream:
                place.stream = stream
                for item in read(stream, file.name, options):
                    if isinstance(item, Refusal):
                        place.refuse(item)
                    else:
                        count += 1
                        yield item
        except UserError as error:
            if len(found.files) == 1:
                raise
            place.refuse(Refusal(file.name, error.notice))
        except OSError as error:
            if len(found.files) == 1:
                raise EnvironmentFault(
                    Fault.NOT_READ, where=file.name, reason=reason_of(error)
                ) from error
            place.refuse(Refusal(file.name, Unfit.FILE_NOT_READ(reason=reason_of(error))))
        except Exception as error:  # the rest of this file is lost, but not the other files
            place.refuse(refused(Where.AFTER_ARTICLES(file=file.name, count=count), error))
        finally:
            place.stream = None
        place.before += file.size


def _options(file: File, given: Mapping[str, Any]) -> ReadOptions:
    values = {each.name: each.value_in(given) for each in file.format.reading}
    return ReadOptions(str(values.pop("text_field", "")), values, beside=beside(file.path))


def index(store: Store, work: Work) -> bool:
    """Bring the full-text index up to date; what is left when cancelled is done another time."""
    left = total = store.search.unindexed()
    while left > 0 and not work.cancelled.is_set():
        store.give_way.wait()
        step = store.search.index_some()
        if not step:
            break
        left -= step
        work.tell(total - left, total, JobStep.INDEXING)
    return left <= 0
