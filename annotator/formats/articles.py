"""What all formats read and write: one article with what is known about it, everything by name.

Positions are Unicode code points of `text`, half-open. Ids of a project never leave it: labels,
topics and annotators go by their names, suggestions by their index in the article's own list.

What an article has many of is a Struct of msgspec, which makes, compares, reads and writes them in
a tenth of a dataclass's time; a copy with other values is made by `changed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace as changed

from annotator.core.codes import Chosen, Shown
from annotator.core.edges import trim_space
from annotator.core.records import ArticleFields, Status
from annotator.faults import Unfit
from annotator.formats.reading import (
    DEFAULTS,
    BadRecord,
    OpenBeside,
    ReadOptions,
    Refusal,
    refused,
    tried,
)
from annotator.notices import Notice
from annotator.places import Whereabouts
from annotator.values import dataclass

__all__ = [
    "DEFAULTS",
    "BadRecord",
    "OpenBeside",
    "ReadOptions",
    "Refusal",
    "changed",
    "refused",
    "tried",
]


class GivenSpan(Struct, frozen=True, gc=False):
    """A span as a file gives it; an empty `surface` was not given."""

    start: int
    end: int
    label: str
    surface: str = ""
    origin: str = ""
    suggestion: int | None = None
    question: str = ""


class GivenTopic(Struct, frozen=True, gc=False):
    """An answer about a topic; an empty name with yes is "none applies"."""

    topic: str
    is_yes: bool = True
    way: str = ""


NEAR_COPY = "near copy"


class GivenRun(Struct, frozen=True, gc=False):
    """What proposed suggestions: a pipeline or an earlier import. Of suggestions from a near copy,
    `pipeline` is NEAR_COPY, `version` its id and `corrector` the annotator whose labels they were.
    """

    pipeline: str
    version: str = ""
    fingerprint: str = ""
    corrector: str = ""


class GivenSuggestion(Struct, frozen=True, gc=False):
    """A suggestion; without `start` and `end` it is one of a topic, without `label` a maybe.

    `others` are its readings with their probabilities, as in core.records.Suggestion.
    """

    start: int | None
    end: int | None
    label: str | None
    source: str = "import"
    score: float | None = None
    is_maybe: bool = False
    run: GivenRun | None = None
    others: tuple[tuple[str | None, float], ...] = ()


class GivenDecision(Struct, frozen=True, gc=False):
    """What an annotator did with suggestion number `suggestion`; see core.records.Decision."""

    suggestion: int
    outcome: str
    way: str
    at: str = ""
    start: int | None = None
    end: int | None = None
    label: str | None = None
    followed_from: int | None = None
    focused: bool = False
    seconds: float | None = None
    label_shown: str | None = None
    probability: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class GivenBlind:
    """A review as it was put down without suggestions, before they were compared with it.

    `topics` are those with a yes, "" for "none applies"; of `spans` only range and label count.
    See core.records.BlindReview.
    """

    at: str
    topics: tuple[str, ...] = ()
    spans: tuple[GivenSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenReview:
    """One annotator's work on the article; see core.records.Review. `implied` are the topics that
    are no because their group was answered; None where that is not said.
    """

    annotator: str
    status: str = "done"
    reason: str = ""
    flagged: bool = False
    note: str = ""
    seconds: float = 0.0
    seconds_to_first_act: float | None = None
    share_seen: float = 0.0
    shown: str = Shown.NONE_YET
    run: GivenRun | None = None
    chosen: str = Chosen.QUEUE
    scheme_version: int = 1
    review_pass: int = 1
    is_forced: bool = False
    edited_at: str = ""
    spans: tuple[GivenSpan, ...] = ()
    topics: tuple[GivenTopic, ...] = ()
    decisions: tuple[GivenDecision, ...] = ()
    blind: GivenBlind | None = None
    implied: tuple[str, ...] | None = None

    @property
    def is_visit(self) -> bool:
        """Whether the article was only looked at: nothing was done there."""
        did = self.spans or self.topics or self.decisions or self.edited_at
        return self.status == Status.NEW and not did


@dataclass(frozen=True, slots=True)
class GivenArticle(ArticleFields):
    """One article from or for a file.

    `spans` and `topics` are labels as other tools give them, or of the review that stands for the
    article. `suggestions` and `reviews` are this program's own record. `where` is the place in the
    file, `encoding` how a text file was decoded; neither is part of the article. `meta` is a JSON
    object as text. `trimmed` counts the spans that lost white space at their edges, `left_out` says
    which could not be taken. `is_own` tells a record that this program wrote: its reviews are what
    they are.
    """

    meta: str = "{}"
    spans: tuple[GivenSpan, ...] = ()
    topics: tuple[GivenTopic, ...] = ()
    suggestions: tuple[GivenSuggestion, ...] = ()
    reviews: tuple[GivenReview, ...] = ()
    tokens: tuple[tuple[int, int], ...] = ()
    where: Whereabouts = field(default="", compare=False)
    encoding: str = ""
    trimmed: int = field(default=0, compare=False)
    left_out: tuple[Notice, ...] = field(default=(), compare=False)
    is_own: bool = field(default=False, compare=False)
    implied: tuple[tuple[str, ...], ...] = ()
    cats: tuple[tuple[str, bool], ...] = ()


Items = Iterator[GivenArticle | Refusal]
"""What a reader gives: articles, and why others were not taken."""


def with_fields(article: GivenArticle, fields: dict[str, str]) -> GivenArticle:
    """The article with its title, key, date, source, address and language set by name."""
    return replace(article, **cast(dict[str, Any], fields))


@dataclass(slots=True)
class Fitting:
    """Fits spans to their text: white space at their edges goes, and what is only white space.

    `trimmed` counts, `left_out` says which were left out and why.
    """

    text: str
    trimmed: int = 0
    left_out: list[Notice] = field(default_factory=list)

    def span(self, span: GivenSpan) -> GivenSpan | None:
        """The span without white space at its edges, None for nothing else; see `check_surface`."""
        check_surface(self.text, span)
        place = self.place(span.start, span.end)
        if place is None:
            self.left_out.append(Unfit.SPAN_ON_SPACE(start=span.start, end=span.end))
            return None
        if place == (span.start, span.end):
            return span
        self.trimmed += 1
        surface = self.text[slice(*place)] if span.surface else ""
        return changed(span, start=place[0], end=place[1], surface=surface)

    def are_fit(self, spans: Iterable[GivenSpan]) -> bool:
        """Whether all spans fit the text as they are, so that `span` would give each back."""
        text, spans = self.text, [*spans]
        starts, ends = [x.start for x in spans], [x.end for x in spans]
        surfaces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        if not all(surfaces) or min(starts, default=0) < 0 or max(ends, default=0) > len(text):
            return False
        if surfaces != [*map(str.strip, surfaces)]:
            return False
        given = [x.surface for x in spans]
        return not any(given) or given == surfaces or all(map(_is_or_none, given, surfaces))

    def is_fit(self, start: int, end: int) -> bool:
        """Whether [start, end) is a stretch of the text without white space at its edges."""
        surface = self.text[start:end]
        return 0 <= start < end <= len(self.text) and surface.strip() == surface

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """[start, end) without white space at its edges, or None where there is nothing else."""
        surface = self.text[start:end]
        if surface[:1].isspace() or surface[-1:].isspace():
            return None if surface.isspace() else trim_space(self.text, start, end)
        return start, end


def _is_or_none(given: str, surface: str) -> bool:
    return not given or given == surface


def check_range(text: str, start: int, end: int, field: str = "spans") -> None:
    """Raise BadRecord where [start, end) is no stretch of `text`."""
    if start >= end:
        raise BadRecord(Unfit.ENDS_BEFORE_IT_BEGINS, field=field, start=start, end=end)
    if start < 0 or end > len(text):
        raise BadRecord(Unfit.OUTSIDE_THE_TEXT, field=field, start=start, end=end, length=len(text))


def check_surface(text: str, span: GivenSpan) -> None:
    """Raise BadRecord where the span or its surface does not fit the text."""
    check_range(text, span.start, span.end)
    if span.surface and text[span.start : span.end] != span.surface:
        found = text[span.start : span.end]
        raise BadRecord(
            Unfit.OTHER_TEXT,
            start=span.start,
            end=span.end,
            found=_short(found),
            given=_short(span.surface),
        )


def check_strings(text: str, *others: str) -> None:
    """Raise BadRecord for an empty text, and for lone surrogates, which no file can hold."""
    if not text or text.isspace():
        raise BadRecord(Unfit.TEXT_EMPTY)
    for string in (text, *others):
        if string.isascii():
            continue
        try:
            string.encode()
        except UnicodeEncodeError as error:
            raise BadRecord(Unfit.SURROGATE_IN_TEXT, start=error.start) from error


def _short(surface: str) -> str:
    return repr(surface if len(surface) <= 40 else surface[:39] + "…")
