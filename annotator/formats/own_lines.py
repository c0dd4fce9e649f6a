"""Our own lines of JSON as they mostly are: whole, and with nothing to mend.

Such a line is made into an article by msgspec, in a tenth of the time; all others are left to
`annotator.formats.history`, which says what is wrong or mends it. Both make the same of a line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from msgspec import MsgspecError, Struct, convert
from msgspec.json import Decoder

from annotator.core.article_keys import is_key_of
from annotator.formats.articles import (
    Fitting,
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.formats.base import ReadBack
from annotator.formats.fields import as_json, strict_loads
from annotator.formats.own import Entity
from annotator.places import Whereabouts

_PLACE = attrgetter("start", "end", "label")
_START, _LABEL, _SUGGESTION = map(attrgetter, ("start", "label", "suggestion"))

FIRST = b'{"id":'
"""How a line of ours begins that nobody changed."""


class _Reading(Struct, frozen=True, gc=False):
    label: str | None
    probability: float


class _Proposed(Struct, frozen=True, gc=False):
    start: int | None
    end: int | None
    label: str | None
    source: str
    score: float | None
    is_maybe: bool
    run: GivenRun | None
    others: tuple[_Reading, ...]


class OwnLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line in the shape of `annotator.formats.own.SHAPE`."""

    id: str
    text: str
    title: str
    date: str
    source: str
    url: str
    language: str
    source_offset: int
    entities: tuple[Entity, ...]
    topics: tuple[str, ...]
    topics_no: tuple[str, ...]
    suggestions: tuple[_Proposed, ...]
    reviews: tuple[GivenReview, ...]
    tokens: tuple[tuple[int, int], ...]
    meta: str


_DECODER = Decoder(OwnLine)


def line_of(line: bytes) -> OwnLine | None:
    """The line, None where it is not of this shape."""
    try:
        return _DECODER.decode(line)
    except (MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def line_of_row(row: Mapping[str, object]) -> OwnLine | None:
    """The same of a row of a table, whose numbers are no other ones than JSON has."""
    try:
        return convert(row, OwnLine)
    except MsgspecError:
        return None


def back_of(line: OwnLine, where: Whereabouts) -> ReadBack | None:
    """What a line says with what it repeats, to be held against the project; None as below."""
    article = article_of(line, where)
    if article is None:
        return None
    spans = frozenset(map(_PLACE, line.entities))
    return ReadBack(line.id, article, spans, frozenset(line.topics))


def article_of(line: OwnLine, where: Whereabouts) -> GivenArticle | None:
    """The article of a line, None where anything in it is to be mended or refused."""
    text = line.text
    fitting = Fitting(text)
    bare = [] if line.reviews else [GivenSpan(x.start, x.end, x.label) for x in line.entities]
    answers = [GivenTopic(name) for name in line.topics]
    answers += [GivenTopic(name, False) for name in line.topics_no]
    is_fit = (
        bool(text.strip())
        and line.source_offset >= 0
        and _are_names((*line.topics, *line.topics_no))
        and _are_names({*map(_LABEL, line.entities)})
        and all(_is_proposal(x, fitting) for x in line.suggestions)
        and _is_unique([x.annotator for x in line.reviews])
        and all(_is_review(x, fitting, len(line.suggestions)) for x in line.reviews)
        and _are_tokens(line.tokens, len(text))
        and fitting.are_fit(bare)
    )
    meta = _meta(line.meta) if is_fit else None
    if meta is None:
        return None
    unique = {(x.start, x.end, x.label): x for x in bare}
    return GivenArticle(
        text,
        line.title,
        "" if is_key_of(line.id, text) else line.id,
        line.date,
        line.source,
        line.url,
        line.language,
        line.source_offset,
        meta,
        tuple(sorted(unique.values(), key=lambda x: (x.start, -x.end, x.label))),
        tuple(answers),
        tuple(map(suggestion_of, line.suggestions)),
        line.reviews,
        line.tokens,
        where,
        is_own=True,
    )


def _meta(meta: str) -> str | None:
    if meta == "{}":
        return meta
    try:
        found = strict_loads(meta)
    except (ValueError, RecursionError):
        return None
    return as_json(found) if isinstance(found, dict) else None


def suggestion_of(made: _Proposed) -> GivenSuggestion:
    """A suggestion of a line."""
    others = tuple((x.label, x.probability) for x in made.others) if made.others else ()
    return GivenSuggestion(
        made.start, made.end, made.label, made.source, made.score, made.is_maybe, made.run, others
    )


def _is_proposal(made: _Proposed, fitting: Fitting) -> bool:
    if made.start is None or made.end is None:
        return made.start is made.end and made.label is not None
    return fitting.is_fit(made.start, made.end)


def _is_review(review: GivenReview, fitting: Fitting, suggestions: int) -> bool:
    blind = review.blind
    numbers = {*map(_SUGGESTION, review.spans)}
    numbers.update(x.followed_from for x in review.decisions)
    numbers.update(x.suggestion for x in review.decisions)
    return (
        bool(review.annotator)
        and fitting.are_fit(review.spans)
        and _are_unique(review.spans)
        and all(x is None or 0 <= x < suggestions for x in numbers)
        and _is_unique([x.topic for x in review.topics])
        and _is_unique([x.suggestion for x in review.decisions])
        and all(_is_decision(x, fitting) for x in review.decisions)
        and (review.implied is None or (all(review.implied) and _is_unique(review.implied)))
        and (
            blind is None
            or (
                _is_unique(blind.topics)
                and fitting.are_fit(blind.spans)
                and _are_unique(blind.spans)
            )
        )
    )


def _is_decision(each: GivenDecision, fitting: Fitting) -> bool:
    if each.start is None or each.end is None:
        return each.start is each.end
    return fitting.is_fit(each.start, each.end)


def _are_unique(spans: Sequence[GivenSpan]) -> bool:
    """Whether each range has each label once; mostly no two begin at one place."""
    return _is_unique([*map(_START, spans)]) or _is_unique([*map(_PLACE, spans)])


def _is_unique(keys: Sequence[object]) -> bool:
    return len(set(keys)) == len(keys)


def _are_names(names: Collection[str]) -> bool:
    """Whether each is there once, and has no white space at its edges."""
    return len(set(names)) == len(names) and all(x and x.strip() == x for x in names)


def _are_tokens(tokens: Iterable[tuple[int, int]], length: int) -> bool:
    reached = 0
    for start, end in tokens:
        if not reached <= start < end <= length:
            return False
        reached = end
    return True
