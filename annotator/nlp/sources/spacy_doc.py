"""What a spaCy pipeline sees in a text, read from its Doc; long texts piece by piece."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.core.tokens import Tokens
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.token_vectors import TokenVectors, views_of

LONG_TEXT = 50_000  # characters; longer texts are read piece by piece
_PIECE = 25_000  # about half a second
_LEAST_PIECE = 5_000

_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)|\u2029")

_COLUMNS: list[int | str] = [
    "IDX",
    "LENGTH",
    "IS_SPACE",
    "SENT_START",
    "TAG",
    "ENT_IOB",
    "IS_PUNCT",
]
_INSIDE = (1, 3)  # I and B

_SCORES = ("score", "confidence", "probability", "prob")
"""Where components keep how sure they are of a span: extensions of spaCy's Span by these names."""


def read(nlp: Language, text: str) -> ParsedArticle:
    """The pipeline's reading of a text of any length."""
    return next(read_many(nlp, [text]))


def read_many(nlp: Language, texts: Sequence[str]) -> Iterator[ParsedArticle]:
    """The readings of several texts, in their order. All go through the pipeline together, the
    pieces of long ones too; each is read as if it came alone.
    """
    cuts = [list(pieces(text)) if len(text) > LONG_TEXT else [(0, len(text))] for text in texts]
    parts = [
        text[start:end] for text, of_it in zip(texts, cuts, strict=True) for start, end in of_it
    ]
    docs = nlp.pipe(parts) if len(parts) > 1 else map(nlp, parts)
    for of_it in cuts:
        yield _whole([reading_of(next(docs), start) for start, _ in of_it])


def _whole(parts: Sequence[ParsedArticle]) -> ParsedArticle:
    if len(parts) == 1:
        return parts[0]
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
    text, columns = doc.text, doc.to_array(_COLUMNS)
    places, lengths, is_space, starts_sentence, tags, iob, is_punct = columns.T
    kept = is_space == 0
    starts = places[kept].astype(np.int64)
    ends = starts + lengths[kept].astype(np.int64)
    names = {tag: doc.vocab.strings[tag] for tag in set(tags.tolist())}
    is_new = _sentence_starts(doc, starts_sentence == 1, np.flatnonzero(~kept))
    views = views_of(doc)
    if views is not None:
        is_small = np.fromiter((text[at].islower() for at in starts.tolist()), bool, len(starts))
        is_name = np.isin(iob[kept], _INSIDE) | ~(is_small | (is_punct[kept] != 0))
        views = views[kept] * is_name[:, None]
    return ParsedArticle(
        Tokens((starts + offset).tolist(), (ends + offset).tolist()),
        (starts + offset)[is_new[kept]].tolist(),
        entities_of(doc, offset),
        [names[tag] for tag in tags[kept].tolist()] if any(names.values()) else (),
        views,
        doc.lang_,
    )


def _sentence_starts(
    doc: Doc, is_new: NDArray[np.bool_], spaces: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """Where a sentence starts: what starts at white space, or is parted by a blank line, does so at
    the word behind it.
    """
    is_new[:1] = True
    for at in spaces.tolist():
        starts = is_new[at] or _BLANK_LINE.search(doc[at].text) is not None
        if starts and at + 1 < len(is_new):
            is_new[at + 1] = True
    return is_new


def entities_of(doc: Doc, offset: int = 0) -> list[Entity]:
    """The entities of a Doc in order, without overlaps: those of `doc.ents`, then of `doc.spans`.

    A spancat and components of one's own leave theirs in `doc.spans`, with scores as its attribute
    "scores"; the surest come first, and an entity that lies there too gets its score.
    """
    scored = _spans_with_scores(doc)
    scores = {(span.start, span.end, span.label_): score for span, score in scored}
    taken = [False] * len(doc)
    found = []
    for span in (*doc.ents, *(span for span, _ in scored)):
        if any(taken[span.start : span.end]):
            continue
        taken[span.start : span.end] = [True] * len(span)
        score = _own_score(span)
        if score is None:
            score = scores.get((span.start, span.end, span.label_))
        found.append(Entity(span.start_char + offset, span.end_char + offset, span.label_, score))
    return sorted(found, key=lambda each: each.start)


def _spans_with_scores(doc: Doc) -> list[tuple[Span, float | None]]:
    """The labelled spans of all groups of a Doc, the surest first, the longer one before others."""
    found = []
    for group in doc.spans.values():
        given = group.attrs.get("scores")
        scores = given if given is not None and len(given) == len(group) else [None] * len(group)
        found += [
            (span, _probability(score))
            for span, score in zip(group, scores, strict=True)
            if span.label_ and len(span)
        ]
    return sorted(found, key=lambda x: (-1.0 if x[1] is None else -x[1], -len(x[0]), x[0].start))


def _own_score(span: Span) -> float | None:
    for name in _SCORES:
        if span.has_extension(name):
            score = _probability(span._.get(name))
            if score is not None:
                return score
    return None


def _probability(value: object) -> float | None:
    """The value as a probability; None where it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None


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
