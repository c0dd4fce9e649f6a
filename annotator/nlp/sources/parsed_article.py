"""What a pipeline sees in a text: tokens, sentence starts and entities, in code points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from annotator.core.tokens import Tokens
from annotator.nlp.sources.token_vectors import TokenVectors, views_of

LONG_TEXT = 50_000  # characters; longer texts are read piece by piece
_PIECE = 25_000  # about half a second
_LEAST_PIECE = 5_000

_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)|\u2029")


@dataclass(frozen=True, slots=True)
class Entity:
    """A range that the pipeline marked, with the pipeline's own name for its label."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """Tokens without white space, starts of sentences and entities of one text, each in order.

    `tags` are the pipeline's parts of speech, one a token, or empty where it knows none; `views`
    what its entity recogniser sees in them, None where it does not show that. `language` is the
    pipeline's, such as "en".
    """

    tokens: Tokens
    sentences: Sequence[int] = ()
    entities: Sequence[Entity] = field(default=())
    tags: Sequence[str] = ()
    views: TokenVectors | None = field(default=None, compare=False)
    language: str = ""


def read(nlp: Language, text: str, between: Callable[[], None] | None = None) -> ParsedArticle:
    """The pipeline's reading of a text of any length; `between` is called after each piece."""
    if len(text) <= LONG_TEXT:
        return reading_of(nlp(text))
    parts = []
    for start, end in pieces(text):
        parts.append(reading_of(nlp(text[start:end]), start))
        if between is not None:
            between()
    return ParsedArticle(
        Tokens(
            [start for part in parts for start in part.tokens.starts],
            [end for part in parts for end in part.tokens.ends],
        ),
        [start for part in parts for start in part.sentences],
        [entity for part in parts for entity in part.entities],
        [tag for part in parts for tag in part.tags],
        _joined([part.views for part in parts]),
        parts[0].language,
    )


def _joined(parts: Sequence[TokenVectors | None]) -> TokenVectors | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known and len(known) == len(parts) else None


def reading_of(doc: Doc, offset: int = 0) -> ParsedArticle:
    """The reading that a processed Doc holds, moved by `offset`."""
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    tags: list[str] = []
    kept: list[int] = []
    is_new = True
    for token in doc:
        text = token.text
        if token.is_sent_start:
            is_new = True
        if text.isspace():
            is_new = is_new or _BLANK_LINE.search(text) is not None
            continue
        kept.append(token.i)
        start = token.idx + offset
        starts.append(start)
        ends.append(start + len(text))
        tags.append(token.tag_)
        if is_new:
            sentences.append(start)
            is_new = False
    entities = [
        Entity(ent.start_char + offset, ent.end_char + offset, ent.label_) for ent in doc.ents
    ]
    views = views_of(doc)
    return ParsedArticle(
        Tokens(starts, ends),
        sentences,
        entities,
        tags if any(tags) else (),
        None if views is None else views[kept],
        doc.lang_,
    )


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cuts a long text where it hurts least: at a blank line, a line, a space, or anywhere."""
    start = 0
    while len(text) - start > _PIECE:
        least, most = start + _LEAST_PIECE, start + _PIECE
        end = most
        for mark in ("\n\n", "\r\n\r\n", "\n", " "):
            found = text.rfind(mark, least, most)
            if found >= 0:
                end = found + len(mark)
                break
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)
