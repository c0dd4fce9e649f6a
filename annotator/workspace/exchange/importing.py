"""Import: files and folders into a project, record by record, each whole or not at all.

Every record is one transaction's part: its article with all its labels. An import is one act: taken
back, its articles go to the bin. One that is cancelled, or whose process dies, keeps the articles
that were stored until then; as no article that the project has is stored again, the same import
then adds what is missing, as part of the same act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from annotator.bugs import log_bug
from annotator.core.codes import BackupReason, JobStep
from annotator.core.records import Scheme
from annotator.core.wire import scheme_from_wire
from annotator.errors import AnnotatorError, EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Unfit
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, Refusal, refused
from annotator.places import Where
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.backups.keeping import keep_before
from annotator.workspace.exchange.as_chosen import Taking
from annotator.workspace.exchange.by_file import whose_files
from annotator.workspace.exchange.export_target import manifest_in, manifest_names
from annotator.workspace.exchange.import_rows import RecordImporter
from annotator.workspace.exchange.sources import File, Found, find, require_named
from annotator.workspace.jobs.messages import Import, ImportReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning import pipelines
from annotator.workspace.open.annotators import login_name, remembered
from annotator.workspace.open.projects import now

_MOST_TOLD = 1000
_MOST_LOGGED = 10


@dataclass(slots=True)
class _Place:
    """How far the reading is, in bytes."""

    total: int
    before: int = 0
    stream: BinaryIO | None = None
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0
    logged: int = 0
    doubts: list[Refusal] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.before + (self.stream.tell() if self.stream is not None else 0)

    def doubt(self, file: File | None) -> None:
        """Tell in what else this file, of an old encoding, may be."""
        if file is not None and len(self.doubts) < _MOST_TOLD:
            doubt = file.doubt_of_encoding()
            self.doubts += [doubt] if doubt is not None else []

    def refuse(self, refusal: Refusal) -> None:
        if refusal.fault is not None and self.logged < _MOST_LOGGED:
            self.logged += 1
            log_bug(refusal.fault)
        self.refused += 1
        if len(self.refusals) < _MOST_TOLD:
            self.refusals.append(refusal)


def run(request: Import, work: Work) -> ImportReport:
    """The job "import"."""
    if request.format:
        registry.to_read(request.format)  # else no file may be of it, and nobody is told
    found = find([Path(path) for path in request.paths], request.of_file)
    require_named(found, request.files)
    unkept = _keep(Path(request.project), work)
    with Store.open(request.project) as store:
        place = _Place(total=sum(file.size for file in found.files))
        place.doubts += [] if unkept is None else [Refusal(request.project, unkept.notice)]
        place.doubts += [x.doubt() for x in found.files if x.looks_like][:_MOST_TOLD]
        for refusal in found.refusals:
            place.refuse(refusal)
        language = pipelines.language_of(pipelines.pipeline_of(store))
        known = _schemes_beside(found, place)
        intake = _intake(store, request, known)
        given = _articles(found, place, intake)
        _store_all(store, given, intake, place, work)
        intake.end()
        is_indexed = index(store, work)
    tally = intake.tally
    return ImportReport(
        articles=tally.articles,
        there=tally.there,
        completed=tally.completed,
        restored=tally.restored,
        updated=tally.updated,
        reviewed=tally.reviewed,
        joined=tally.joined,
        clashes=tally.clashes,
        clashing=tuple(tally.clashing),
        languages=dict(tally.languages.most_common()),
        pipeline_language=language,
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
        doubtful=tuple(each.as_dict() for each in place.doubts),
        is_indexed=is_indexed,
    )


def _intake(store: Store, request: Import, known: list[Scheme]) -> RecordImporter:
    annotator = request.annotator or remembered(store) or login_name()
    at, name = now(), ", ".join(Path(path).name for path in request.paths)[:200]
    return RecordImporter(
        store,
        at,
        by=request.by or annotator,
        name=name,
        sources=_sources(request),
        taking=Taking(request, annotator, name, at),
        known=known,
    )


def _sources(request: Import) -> str:
    """What is imported and as what; a hash, as paths are nobody else's business."""
    told = [
        *map(str, (request.become, request.if_there, request.format, request.encoding)),
        *(repr(sorted(x.items())) for x in (request.labels, request.topics, request.people)),
        *([repr(sorted(request.files.items()))] if request.files else []),
        *(str(Path(path).resolve()) for path in request.paths),
    ]
    return sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _keep(project: Path, work: Work) -> AnnotatorError | None:
    """Back the project up, which an import changes at many places; why not, where that fails."""

    def on_step(done: int, total: int) -> None:
        work.check()
        work.tell(done, total, JobStep.BACKING_UP)

    return keep_before(project, BackupReason.IMPORT, on_step=on_step)


def _schemes_beside(found: Found, place: _Place) -> list[Scheme]:
    """The schemes in the manifests of our own exports beside the files; what is none is told."""
    schemes = []
    for file in found.files:
        manifest = _manifest_of(file)
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


def _manifest_of(file: File) -> dict[str, Any]:
    """The manifest of our own export beside a file, or {}."""
    for name in manifest_names(file.path):
        with suppress(OSError):
            stream = file.beside()(name)
            if stream is None:
                continue
            with stream:
                if manifest := manifest_in(stream.read()):
                    return manifest
    return {}


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


def _articles(found: Found, place: _Place, intake: RecordImporter) -> Iterator[GivenArticle]:
    """The articles of all files, each of which `intake` is told of; refusals go to `place`. A file
    that is unfit is a refusal too, but the only one there is: that is an error.
    """
    whose = whose_files(found.files)
    for number, file in enumerate(found.files):
        intake.begin_file(whose.get(number, ""))
        options = file.options()
        count, is_old = 0, False
        try:
            with file.open() as stream:
                place.stream = stream
                for item in file.articles(stream, options):
                    if isinstance(item, Refusal):
                        place.refuse(item)
                    else:
                        count += 1
                        is_old |= not item.encoding.startswith("utf") and bool(item.encoding)
                        yield item
            place.doubt(file if is_old else None)
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


def index(store: Store, work: Work) -> bool:
    """Bring the full-text index up to date; what is left when cancelled is done another time."""
    left = total = store.search.unindexed()
    if not left:
        return True
    with store.batch() as batch:
        while left > 0 and not work.cancelled.is_set():
            step = store.search.index_some()
            if not step:
                break
            left -= step
            batch.tick()
            work.tell(total - left, total, JobStep.INDEXING)
    return left <= 0
