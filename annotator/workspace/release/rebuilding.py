"""The job "rebuild": the bytes of a release again, from its lines without texts and the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from annotator.core.codes import JobStep
from annotator.core.wire import scheme_from_wire
from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Fault, Lacking
from annotator.formats import own
from annotator.formats.articles import GivenArticle, Refusal, refused
from annotator.notices import Notice
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.exchange import importing
from annotator.workspace.exchange.export_files import put_in_place, recover, workplace
from annotator.workspace.exchange.export_target import check_target, sha256_of
from annotator.workspace.exchange.sources import find
from annotator.workspace.jobs.messages import Import
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import Rebuild, RebuildReport
from annotator.workspace.release import manifest, text_free
from annotator.workspace.release.making import Given, SpacyWriter, choices_in, formats_here, make
from annotator.workspace.release.reading import FOLDER, Lines
from annotator.workspace.release.releasing import target_of

_MOST_TOLD = 1000
_NOBODY = "rebuild"
_TIME = "2000-01-01T00:00:00+00:00"


def run(request: Rebuild, work: Work, write_spacy: SpacyWriter) -> RebuildReport:
    """Make a release again."""
    file = manifest.file_of(Path(request.manifest).expanduser())
    value, data = manifest.read_with_bytes(file)
    if data != manifest.written(value):
        raise UserError(Fault.RELEASE_CHANGED, where=str(file))
    choices = choices_in(value, file)
    formats_here(choices.formats)
    _check_unchanged(file.parent, value)
    target = target_of(Path(request.to).expanduser())
    recover(target.folder)
    check_target(target, file)
    with (
        Lines(file.parent, value) as lines,
        workplace(target) as place,
        _Texts(place) as texts,
    ):
        texts.read(request.texts, {x["sha256"] for x in lines}, work)
        whole = place / "articles.jsonl"
        missing = _write_whole(lines, texts, whole)
        if missing:
            told = tuple(x.as_dict() for x in missing[:_MOST_TOLD])
            return RebuildReport(request.to, len(lines), told, refused=texts.told)
        project, made = place / "project", place / "release"
        _import(project, whole, value, file, work)
        made.mkdir()
        given = Given(lines.family_of, lines.tokens_of, value["coding_rules"])
        with Store.open(project) as store:
            again = make(store, choices, made, write_spacy, work, given)
        work.check()
        now, then = (x["files"] | x["withheld"] for x in (again.manifest, value))
        differs = sorted(x for x in now.keys() | then.keys() if now.get(x) != then.get(x))
        if (made / manifest.NAME).read_bytes() != data:
            differs.append(manifest.NAME)
        put_in_place(made, target)
    return RebuildReport(
        request.to,
        again.manifest["counts"]["articles"],
        differs=tuple(differs),
        versions=_other_versions(value, again.manifest),
        refused=texts.told,
    )


def _check_unchanged(folder: Path, value: Mapping[str, Any]) -> None:
    """UserError where the lines without texts were changed: that is told before a text is read."""
    for name, digest in value["files"].items():
        path = folder / name
        if name.startswith(f"{FOLDER}/") and path.is_file() and sha256_of(path) != digest:
            raise UserError(Fault.RELEASE_CHANGED, where=str(path))


@dataclass(slots=True)
class _Place:
    """Where in the file of texts one is, and what is known of it besides."""

    offset: int
    length: int
    known: list[dict[str, str]] = field(default_factory=list)


class _Texts:
    """The texts that are wanted, in a file without a name, found by their hashes."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._places: dict[str, _Place] = {}
        self._refusals: list[Refusal] = []

    def __enter__(self) -> _Texts:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    @property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(x.as_dict() for x in self._refusals[:_MOST_TOLD])

    def read(self, paths: tuple[str, ...], wanted: set[str], work: Work) -> None:
        """Look through files and folders for the texts of these hashes."""
        for number, article in enumerate(self._articles(paths), 1):
            work.check()
            work.tell(number, None, JobStep.READING)
            digest = text_free.hash_of(article.text)
            if digest not in wanted:
                continue
            place = self._places.get(digest)
            if place is None:
                data = article.text.encode()
                place = self._places[digest] = _Place(self._file.seek(0, 2), len(data))
                self._file.write(data)
            known = text_free.strings_of(article)
            if known not in place.known:
                place.known.append(known)

    def of(self, digest: str) -> tuple[str, list[dict[str, str]]] | None:
        """The text of a hash, and what files say besides about articles that have it."""
        place = self._places.get(digest)
        if place is None:
            return None
        self._file.seek(place.offset)
        return self._file.read(place.length).decode(), place.known

    def _articles(self, paths: tuple[str, ...]) -> Iterator[GivenArticle]:
        found = find([Path(each).expanduser() for each in paths])
        self._refusals += found.refusals
        for file in found.files:
            assert file.format.read is not None
            try:
                with file.open() as stream:
                    for item in file.format.read(stream, file.name, file.options()):
                        if isinstance(item, GivenArticle):
                            yield item
                        else:
                            self._refusals.append(item)
            except Exception as error:  # the other files may have what is wanted
                self._refusals.append(refused(file.name, error))


def _write_whole(lines: Lines, texts: _Texts, path: Path) -> list[Notice]:
    """Write the lossless lines; returns what is missing for that."""
    missing: dict[Notice, None] = {}
    with path.open("wb") as stream:
        for line in lines:
            found = texts.of(line["sha256"])
            name = line["id"] or line["sha256"]
            if found is None:
                missing[Lacking.TEXT(number=line["number"], name=name)] = None
                continue
            whole, lacking = text_free.with_text(line, *found)
            for each in lacking:
                missing[Lacking.FIELD(field=each, number=line["number"], name=name)] = None
            stream.write(own.encoded(whole))
    return list(missing)


def _import(project: Path, whole: Path, value: Mapping[str, Any], file: Path, work: Work) -> None:
    """The articles in a project that has the scheme of the release."""
    try:
        Store.create(project, scheme_from_wire(value["scheme"]), at=_TIME).close()
    except EnvironmentFault:
        raise
    except Exception as error:  # whatever it is, it is no scheme
        raise UserError(Fault.NOT_A_MANIFEST, where=str(file)) from error
    request = Import(str(project), (str(whole),), annotator=_NOBODY, format="jsonl")
    report = importing.run(request, work)
    if report.refused or report.spans_left_out:
        what = Refusal.from_dict((*report.refusals, *report.left_out)[0])
        raise UserError(Fault.RELEASE_UNFIT, where=str(file.parent), reason=str(what))


def _other_versions(then: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    before, after = then["versions"], now["versions"]
    return {
        name: (str(before.get(name, "")), str(after.get(name, "")))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
