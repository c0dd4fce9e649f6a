"""Making a release: the articles by parts in every format, without texts, and told about."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import msgspec
from msgspec.msgpack import Decoder, Encoder

import annotator
from annotator.core.codes import JobStep
from annotator.core.records import Article
from annotator.core.wire import scheme_to_wire
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats import own, registry
from annotator.formats.base import Format, OptionValue
from annotator.formats.typed_first import HEAD_BYTES, TypedFirst
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.exchange.export_target import Target, files_in, sha256_of
from annotator.workspace.exchange.export_writing import told, writer_of
from annotator.workspace.exchange.exporting import choice_of, told_choices
from annotator.workspace.exchange.splitting import (
    Families,
    Parts,
    Split,
    SplitArticle,
    divide,
    families_in,
    place_of,
    split_by,
    why_not_divided,
)
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import ReleaseChoices
from annotator.workspace.release import manifest, text_free
from annotator.workspace.release.articles import ReleasedArticles, TokensOf
from annotator.workspace.release.choices import FORMATS
from annotator.workspace.release.examples import Examples
from annotator.workspace.release.figures import Figures
from annotator.workspace.release.told import Told, write_told

PARTS = ("train", "dev", "test")
DATA = "data"
_OPTIONS: dict[str, dict[str, OptionValue]] = {"parquet": {"class_labels": True}}
_LIBRARIES = {"parquet": "pyarrow", "spacy": "spacy"}
"""On whose versions the bytes of a format depend."""

SpacyWriter = Callable[[ReleasedArticles, Path, Split, Work, Parts], Any]
"""Writes spaCy's training data in the parts that a split gave; spaCy is in a room of its own."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a release that is made again gets from the one before, where the number of an article is
    its id: the families, the tokens, and the coding rules.
    """

    family_of: Callable[[int], int]
    tokens_of: TokensOf
    coding_rules: list[dict[str, str]]


@dataclass(slots=True)
class Made:
    """What was written: the manifest's value, and the articles that are damaged."""

    manifest: dict[str, Any]
    exporter: ReleasedArticles
    parts: Parts
    families: tuple[int, int] = (0, 0)


def formats_here(asked: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formats of a release, in their order, and those that can't be written here.

    UserError for a name that is none, and for one that was asked for and can't be written.
    """
    for name in asked:
        if name not in FORMATS:
            raise UserError(Fault.NO_SUCH_FORMAT, name=name, known=", ".join(FORMATS))
    for name in asked:
        registry.to_write(name)
    lacking = [x.name for x in registry.written() if x.name in FORMATS and x.missing]
    wanted = [x for x in FORMATS if (x in asked or not asked) and x not in lacking]
    return tuple(wanted), tuple(lacking if not asked else ())


def split_of(choices: ReleaseChoices) -> Split:
    """How articles are divided. UserError for what can't be."""
    shares = {"dev": choices.dev, "test": choices.test}
    if not all(share >= 0 for share in shares.values()) or not sum(shares.values()) < 1:
        raise UserError(Fault.SHARES_OUT_OF_RANGE)
    held_out = {name: share for name, share in shares.items() if share}
    return Split({"train": 1 - sum(shares.values())} | held_out, split_by(choices.by), choices.seed)


def make(
    store: Store,
    choices: ReleaseChoices,
    place: Path,
    write_spacy: SpacyWriter,
    work: Work,
    given: Given | None = None,
) -> Made:
    """Write all files of a release into the folder `place`."""
    choice = choice_of(store, choices)
    split = split_of(choices)
    tokens = given.tokens_of if given else None
    exporter = ReleasedArticles(store, choice, tokens=tokens)
    exporter.look_for_damage()
    with _Spool(place) as spool:
        surveyed = _surveyed(exporter, spool, split, work, given)
        if not surveyed:
            if exporter.damage:
                raise UserError(Fault.NO_SOUND_ARTICLE, damage=exporter.damage[0].notice)
            raise UserError(Fault.NO_ARTICLE_TO_EXPORT)
        parts = divide(surveyed, split)
        if why := why_not_divided(surveyed, parts, split):
            raise why
        for name in choices.formats:
            data = _Data(store, choice, split, parts, tokens)
            data.write(place / DATA / name, name, write_spacy, work)
        figures, examples = Figures(), Examples()
        shown = None if choices.text_free else examples
        _write_text_free(spool, place / "text-free", parts, figures, shown, work)
    rules = given.coding_rules if given else _coding_rules(store)
    families = families_in(surveyed)
    value: dict[str, Any] = {
        "program": "annotator",
        "version": annotator.__version__,
        "format": manifest.FORMAT,
        "layout": manifest.LAYOUT,
        "choices": told_choices(asdict(choices)) | {"formats": list(choices.formats)},
        "versions": _versions(choices.formats),
        "counts": figures.counts(),
        "splits": {
            "parts": {x: parts.sizes()[x] for x in split.parts},
            "by": str(split.by),
            "seed": split.seed,
            "near_copies": {"families": families[0], "articles": families[1]},
            "would_have_leaked": parts.leaks,
        },
        "scheme": scheme_to_wire(exporter.scheme),
        "coding_rules": rules,
    }
    write_told(place, Told(value, exporter.scheme, figures, examples))
    hashes = {name: sha256_of(place / name) for name in files_in(place)}
    home = {x: y for x, y in hashes.items() if choices.text_free and x.startswith(f"{DATA}/")}
    value["files"] = {x: y for x, y in hashes.items() if x not in home}
    value["withheld"] = home
    (place / manifest.NAME).write_bytes(manifest.written(value))
    return Made(value, exporter, parts, families)


def choices_in(value: Mapping[str, Any], file: Path) -> ReleaseChoices:
    """The choices that a manifest has; UserError for what are none."""
    try:
        if value["choices"].keys() - {x.name for x in fields(ReleaseChoices)}:
            raise UserError(Fault.NOT_A_MANIFEST, where=str(file))
        return msgspec.convert(value["choices"], ReleaseChoices)
    except msgspec.ValidationError as error:
        raise UserError(Fault.NOT_A_MANIFEST, where=str(file)) from error


# -- the articles ----------------------------------------------------------------------------


class _Spool:
    """The articles in a file without a name, until it is known which part each goes to."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self.runs = text_free.Runs()

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def add(self, article: int, kept: text_free.Kept) -> None:
        self.runs.see(kept.text, kept.asked)
        data = _ENCODER.encode((article, kept))
        self._file.write(len(data).to_bytes(4, "big") + data)

    def __iter__(self) -> Iterator[tuple[int, text_free.Kept]]:
        self._file.seek(0)
        while size := self._file.read(4):
            yield _DECODER.decode(self._file.read(int.from_bytes(size, "big")))


_ENCODER = Encoder()
_DECODER = Decoder(tuple[int, text_free.Kept])


def _surveyed(
    exporter: ReleasedArticles, spool: _Spool, split: Split, work: Work, given: Given | None
) -> list[SplitArticle]:
    """Go through the project, and keep the articles in the spool."""
    found = []
    family_of = _family_of(exporter, given)
    for number, (article, row, _) in enumerate(
        told(exporter.with_rows(with_tokens=True), work, JobStep.READING, exporter.total), 1
    ):
        family = family_of(number, row)
        kept = text_free.kept(article, number, family)
        spool.add(row.id, kept)
        labels = Counter(x.label for x in article.spans)
        labels.update(x.topic for x in article.topics if x.is_yes)
        place = place_of(article.text, split.seed)
        found.append(SplitArticle(row.id, family, place, article.published, article.source, labels))
    return found


def _family_of(exporter: ReleasedArticles, given: Given | None) -> Callable[[int, Article], int]:
    """The number of the first article of the release that one is a copy of, or its own."""
    if given is not None:
        return lambda number, _article: given.family_of(number)
    families = Families(exporter.store)
    first: dict[int, int] = {}
    return lambda number, article: first.setdefault(families(article), number)


@dataclass(frozen=True, slots=True)
class _Data:
    """What goes into data/, all of it with texts or pieces of them."""

    store: Store
    choice: ArticleChoice
    split: Split
    parts: Parts
    tokens: TokensOf | None

    def write(self, place: Path, name: str, write_spacy: SpacyWriter, work: Work) -> None:
        """Write the articles of each part in one format, and read them back."""
        place.mkdir(parents=True)
        part_of = self.parts.part_of
        if name == "spacy":
            write_spacy(self._articles(part_of), place, self.split, work, self.parts)
            for path in place.rglob("*.spacy"):
                path.write_bytes(_stored(path.read_bytes()))
            return
        format_ = registry.to_write(name)
        options = {each.name: each.default for each in format_.writing} | _OPTIONS.get(name, {})
        for part in PARTS:
            if only := {article for article, x in part_of.items() if x == part}:
                target = Target(name, place, _names(format_, part))
                writer_of(format_)(self._articles(only), place, target, options, work)

    def _articles(self, only: Collection[int]) -> ReleasedArticles:
        return ReleasedArticles(self.store, self.choice, only, self.tokens)


def _names(format_: Format, part: str) -> dict[str, str]:
    ending = format_.endings[0]
    if len(format_.parts) == 1:
        return {format_.parts[0]: f"{part}{ending}"}
    return {each: f"{part}-{each}{ending}" for each in format_.parts}


def _stored(packed: bytes) -> bytes:
    """The same in zlib's form, not compressed: how well it is compressed differs between builds."""
    data = zlib.decompress(packed)
    pieces = [b"\x78\x01"]
    most = 0xFFFF
    for at in range(0, len(data) or 1, most):
        piece = data[at : at + most]
        is_last = at + most >= len(data)
        size = len(piece)
        pieces += (
            bytes([is_last]), size.to_bytes(2, "little"), (size ^ most).to_bytes(2, "little"), piece
        )  # fmt: skip
    return b"".join((*pieces, zlib.adler32(data).to_bytes(4, "big")))


def _write_text_free(
    spool: _Spool,
    place: Path,
    parts: Parts,
    figures: Figures,
    examples: Examples | None,
    work: Work,
) -> None:
    place.mkdir()
    for _, kept in spool:
        work.check()
        spool.runs.look(kept.text)
        spool.runs.look(kept.strings.get("title", ""))
    with _lines_in(place, parts) as writers:
        for article, kept in spool:
            work.check()
            part = parts.part_of[article]
            line = text_free.line_of(kept, part, spool.runs)
            writers[part].add(line)
            named = line if examples is None else kept.strings
            figures.add(line, named.get("source", ""), kept.strings.get("date", ""))
            if part == PARTS[0] and examples is not None:
                examples.add(line, kept.text, kept.strings.get("title", ""))


class _Lines:
    """Lines of JSON, those that show the types first."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("w+b")
        self._order = TypedFirst(HEAD_BYTES, set(own.holes(text_free.SHAPE)))

    def add(self, value: dict[str, Any]) -> None:
        line = own.encoded(value)
        self._order.saw(value, len(line))
        self._stream.write(line)

    def close(self, *, is_whole: bool) -> None:
        if is_whole:
            self._order.apply(self._stream)
        self._stream.close()


@contextmanager
def _lines_in(place: Path, parts: Parts) -> Iterator[dict[str, _Lines]]:
    writers = {x: _Lines(place / f"{x}.jsonl") for x in PARTS if parts.sizes()[x]}
    is_whole = False
    try:
        yield writers
        is_whole = True
    finally:
        for each in writers.values():
            each.close(is_whole=is_whole)


# -- what is told ----------------------------------------------------------------------------


def _coding_rules(store: Store) -> list[dict[str, str]]:
    """The coding rules by label and surface, with names and without who, where and when."""
    labels = {label.id: label.name for label in store.scheme.read().labels}
    rules = [
        {"surface": x.surface, "label": labels.get(x.label or 0, ""), "text": x.text}
        for x in store.coding_rules.all()
    ]
    return sorted(rules, key=lambda x: (x["label"], x["surface"], x["text"]))


def _versions(formats: tuple[str, ...]) -> dict[str, str]:
    """The programs on which the bytes depend."""
    found = {"annotator": annotator.__version__}
    for name, library in _LIBRARIES.items():
        if name in formats:
            try:
                found[library] = version(library)
            except PackageNotFoundError:
                found[library] = ""
    return found
