"""What a source of suggestions is, and how one is opened by its name."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.notices import Notice

SOURCES = {"spacy": "annotator.nlp.sources.spacy_pipeline"}
"""The kinds of sources by the word before the colon of a name: modules that have `open_source`."""

_USUAL = "spacy"


class SuggestionSource(Protocol):
    """Reads texts and marks entities in them under labels of its own, with scores if it has any.

    `name` and `version` are for people; `fingerprint` is the same as long as the same texts are
    marked alike; `labels` are the names that its entities may have, as far as it knows them;
    `note` says what it lacks, None: nothing.
    """

    name: str
    version: str
    fingerprint: str
    labels: Sequence[str]
    note: Notice | None

    def read(self, text: str) -> ParsedArticle:
        """One text of any length."""

    def read_many(self, texts: Sequence[str]) -> Iterator[ParsedArticle]:
        """Several texts together, in their order: faster than one by one."""

    def close(self) -> None:
        """Let go of the memory that reading takes. Nothing more can be read; what it is stays."""


class _Module(Protocol):
    def open_source(self, name: str) -> SuggestionSource: ...


def open_source(name: str | None = None) -> SuggestionSource:
    """The source of this name, such as "spacy:en_core_web_sm"; without a kind a spaCy pipeline.

    UserError where there is none of this name, or it cannot be loaded.
    """
    kind, colon, rest = (name or "").partition(":")
    is_kind = bool(colon) and kind in SOURCES
    module = importlib.import_module(SOURCES[kind if is_kind else _USUAL])
    return cast(_Module, module).open_source(rest if is_kind else name or "")
