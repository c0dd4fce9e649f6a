"""Training data for spaCy: DocBin files, and a config.cfg that `spacy train` runs as it is.

A DocBin is filled with arrays and not with Docs (measured: 0.4 instead of 5 ms an article of 400
words); it is the same file, and `read_docbin` reads it with spaCy's own reader.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import chain, islice
from operator import le
from pathlib import Path

import numpy
import spacy
from msgspec.msgpack import Encoder
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from annotator.core.export_codes import RemarkReason
from annotator.core.remarks import Remark
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.spacy_training.tokenlist import TokenList
from annotator.values import dataclass

SPANS_KEY = "sc"  # where spaCy's span categorizer looks for spans
_MISSING, _IN, _OUTSIDE, _BEGIN = 0, 1, 2, 3  # ENT_IOB
_ARTICLE = "article"
_DOCS_A_FILE = 2_000  # about 25 MB of arrays, of which there are four copies for a moment
_MOST_HASHES = 200_000
_USER_DATA = Encoder()  # srsly looks through all entry points of packages for each call
_Placed = tuple[int, int, str]  # first token, end token, label


@dataclass(frozen=True, slots=True)
class Item:
    """One article to export: `spans` as (start, end, label name), `cats` a topic's name → 0 or 1.

    `starts`, `ends` are the token boundaries, where they are known; the tokenizer's otherwise.
    Where it `is_done`, what no span covers is nothing; else nobody has said, and it is missing.
    """

    article: str
    text: str
    spans: Sequence[tuple[int, int, str]] = ()
    cats: Mapping[str, float] = field(default_factory=dict)
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    is_done: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, the number of articles in them, and remarks on spans."""

    paths: tuple[Path, ...]
    docs: int
    remarks: tuple[Remark, ...]


def write_docbin(
    items: Iterable[Item], path: Path, *, lang: str = "en", nested: bool = False
) -> Written:
    """Write `path`; over 2,000 articles it is a folder of several files, which spaCy takes too.

    Entities are `doc.ents`; where they overlap, and everywhere if `nested`, all are in
    `doc.spans["sc"]`. The article's id is in `doc.user_data["article"]`. A span whose edge is
    inside a token splits the token, and is told of in the remarks. Same items, same bytes.
    """
    writer = _Writer(blank(lang), nested)
    source = iter(items)
    paths: list[Path] = []
    docs = 0
    while (batch := list(islice(source, _DOCS_A_FILE))) or not paths:
        if len(paths) == 1 and paths[0] == path:
            paths[0] = _move_into_folder(path)
        paths.append(path / f"part-{len(paths) + 1:04}.spacy" if paths else path)
        paths[-1].write_bytes(writer.to_bytes(batch))
        docs += len(batch)
    return Written(tuple(paths), docs, tuple(writer.remarks))


def read_docbin(path: Path) -> Iterator[Item]:
    """What a file, or a folder of them, holds, as spaCy reads it; tokens without white space."""
    for file in files_of(path):
        yield from _items(DocBin(store_user_data=True).from_disk(file))


def read_first(file: Path) -> Item | None:
    """The first article of a file, as spaCy reads it."""
    docbin = DocBin(store_user_data=True).from_disk(file)
    docbin.tokens = docbin.tokens[:1]
    return next(_items(docbin), None)


def files_of(path: Path) -> list[Path]:
    """The files of what was written to a path: itself, or those in its folder."""
    return sorted(path.rglob("*.spacy")) if path.is_dir() else [path]


def _items(docbin: DocBin) -> Iterator[Item]:
    for doc in docbin.get_docs(Vocab()):
        spans = doc.spans.get(SPANS_KEY, doc.ents)
        tokens = [token for token in doc if not token.text.isspace()]
        yield Item(
            str(doc.user_data.get(_ARTICLE, "")),
            doc.text,
            sorted((span.start_char, span.end_char, span.label_) for span in spans),
            dict(doc.cats),
            [token.idx for token in tokens],
            [token.idx + len(token) for token in tokens],
        )


def write_config(
    path: Path,
    labels: Sequence[str],
    topics: Sequence[str] = (),
    *,
    lang: str = "en",
    nested: bool = False,
    one_topic: bool = False,
    train: str = "train.spacy",
    dev: str = "dev.spacy",
) -> None:
    """Write spaCy's own config for these labels: ner, spancat where spans nest, topics by textcat.

    `one_topic` is for topics of which each article has exactly one. `train` and `dev` are looked
    for in the folder in which `spacy train` is started.
    """
    from spacy.cli.init_config import init_config

    pipeline = ["ner"] if labels else []
    if labels and nested:
        pipeline.append("spancat")
    if topics:
        pipeline.append("textcat" if one_topic and len(topics) > 1 else "textcat_multilabel")
    if not pipeline:
        raise UserError(Fault.NOTHING_TO_TRAIN, where=path.name)
    config = init_config(
        lang=str(blank(lang).lang), pipeline=pipeline, optimize="efficiency", gpu=False
    )
    config["paths"]["train"] = f"./{train}"
    config["paths"]["dev"] = f"./{dev}"
    config["training"]["max_epochs"] = 40
    config["training"]["max_steps"] = 10_000
    config["training"]["eval_frequency"] = 100
    config.to_disk(path)


def write_training(
    folder: Path,
    train: Iterable[Item],
    dev: Iterable[Item],
    labels: Sequence[str],
    topics: Sequence[str] = (),
    *,
    lang: str = "en",
    nested: bool = False,
    one_topic: bool = False,
) -> tuple[Written, Written]:
    """train.spacy, dev.spacy and config.cfg in `folder`.

    There is no dev.spacy where there is nothing to judge by: with an empty one `spacy train` runs
    and never says so, and scores on the articles that it learned from would look like scores.
    """
    written = write_docbin(train, folder / "train.spacy", lang=lang, nested=nested)
    tested, rest = Written((), 0, ()), iter(dev)
    for first in rest:
        items = chain([first], rest)
        tested = write_docbin(items, folder / "dev.spacy", lang=lang, nested=nested)
    write_config(
        folder / "config.cfg", labels, topics, lang=lang, nested=nested, one_topic=one_topic
    )
    return written, tested


@lru_cache(maxsize=4)
def blank(lang: str) -> Language:
    """An empty pipeline with the tokenizer of this language, or of no language in particular."""
    try:
        return spacy.blank(lang or "xx")
    except (ImportError, OSError, ValueError):  # unknown, or its tokenizer is not installed
        return spacy.blank("xx")


def _move_into_folder(path: Path) -> Path:
    """Make a folder of a file that turns out to be the first of several."""
    waiting = path.with_name(path.name + ".part")
    path.rename(waiting)
    path.mkdir()
    return waiting.rename(path / "part-0001.spacy")


class _Hashes(dict[str, int]):
    """spaCy's hash of each word that was asked for of late."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_HASHES:
            self.clear()
        value = self[word] = int(get_string_id(word))
        return value


class _Writer:
    """Makes DocBins; keeps the hashes of words and the remarks."""

    def __init__(self, nlp: Language, nested: bool) -> None:
        self._nlp = nlp
        self._nested = nested
        self._hashes = _Hashes()
        self.remarks: list[Remark] = []

    def to_bytes(self, items: Iterable[Item]) -> bytes:
        docbin = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
        with self._nlp.memory_zone():  # the words of this file are not kept
            for item in items:
                self._add(docbin, item)
        return bytes(docbin.to_bytes())

    def _add(self, docbin: DocBin, item: Item) -> None:
        """What DocBin.add does with the Doc of this item."""
        tokens = self._tokens_of(item)
        spans, kept = self._spans_of(item, tokens)
        tags = bytearray([_OUTSIDE if item.is_done else _MISSING]) * len(tokens.words)
        kinds = [0] * len(tokens.words)
        for first, end, label in kept:  # as numbers of Python: numpy takes long for each slice
            kind = kinds[first] = self._hashes[label]
            tags[first] = _BEGIN
            for inside in range(first + 1, end):
                tags[inside], kinds[inside] = _IN, kind
        columns = numpy.empty((len(tokens.words), 3), dtype="uint64")  # ORTH, ENT_IOB, ENT_TYPE
        columns[:, 0] = array("Q", map(self._hashes.__getitem__, tokens.words))
        columns[:, 1] = tags
        columns[:, 2] = array("Q", kinds)
        docbin.tokens.append(columns)
        docbin.spaces.append(numpy.asarray(tokens.spaces, dtype=bool).reshape(-1, 1))
        docbin.strings.update(tokens.words, (label for _, _, label in spans))
        docbin.cats.append({name: float(item.cats[name]) for name in sorted(item.cats)})
        docbin.flags.append({"has_unknown_spaces": False})
        docbin.user_data.append(_USER_DATA.encode({_ARTICLE: item.article}))
        docbin.span_groups.append(self._groups(tokens, spans, is_needed=len(kept) < len(spans)))

    def _tokens_of(self, item: Item) -> TokenList:
        """The article's tokens, split where a span begins or ends inside one."""
        starts, ends = item.starts, item.ends
        if len(starts) == 0:
            doc = self._nlp.make_doc(item.text)
            found = [token for token in doc if not token.text.isspace()]
            starts = [token.idx for token in found]
            ends = [token.idx + len(token) for token in found]
        tokens = TokenList.of(item.text, starts, ends)
        inside = tokens.inside_of([x[0] for x in item.spans], [x[1] for x in item.spans])
        if not inside:
            return tokens
        for start, end, label in item.spans:
            if start in inside or end in inside:
                self._remark(item, (start, end, label), RemarkReason.TOKEN_SPLIT)
        return TokenList.of(item.text, *tokens.split_at(inside, starts, ends))

    def _spans_of(self, item: Item, tokens: TokenList) -> tuple[list[_Placed], list[_Placed]]:
        """The spans as first token, end token, label, in order; and those that don't overlap."""
        spans: list[_Placed] = []
        ordered = sorted(set(item.spans))
        places = tokens.places([x[0] for x in ordered], [x[1] for x in ordered])
        for span, place in zip(ordered, places, strict=True):
            if place is None:
                self._remark(item, span, RemarkReason.WHITE_SPACE_AT_EDGE)
            else:
                spans.append((*place, span[2]))
        kept = _longest(spans)
        if len(kept) < len(spans):
            is_kept = set(kept)
            for span, place in zip(ordered, places, strict=True):
                if place is not None and (*place, span[2]) not in is_kept:
                    self._remark(item, span, RemarkReason.OVERLAPS)
        return spans, kept

    def _groups(
        self, tokens: TokenList, spans: Sequence[tuple[int, int, str]], *, is_needed: bool
    ) -> bytes:
        if not (is_needed or self._nested):
            return b""
        doc = Doc(self._nlp.vocab, words=tokens.words, spaces=tokens.spaces)
        doc.spans[SPANS_KEY] = [Span(doc, *span) for span in spans]
        return doc.spans.to_bytes()

    def _remark(self, item: Item, span: tuple[int, int, str], why: RemarkReason) -> None:
        start, end, label = span
        surface = item.text[start:end]
        self.remarks.append(Remark(item.article, start, end, label, surface, why))


def _longest(spans: list[_Placed]) -> list[_Placed]:
    """Those that do not overlap, the longest first, as spaCy's filter_spans chooses."""
    if all(map(le, [x[1] for x in spans], [x[0] for x in spans[1:]])):
        return spans
    kept: list[_Placed] = []
    taken: set[int] = set()
    for first, end, label in sorted(spans, key=lambda s: (s[0] - s[1], s[0], s[2])):
        if taken.isdisjoint(range(first, end)):
            kept.append((first, end, label))
            taken.update(range(first, end))
    return sorted(kept)
