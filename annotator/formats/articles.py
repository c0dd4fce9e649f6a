"""What all formats read and write: one article with what is known about it, everything by name.

Positions are Unicode code points of `text`, half-open. Ids of a project never leave it: labels,
topics and annotators go by their names, suggestions by their index in the article's own list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

from annotator.core.codes import Chosen, Shown
from annotator.core.edges import trim_space
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.notices import Notice, Value, as_json, from_json, notice_from


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not taken: its place ("file.jsonl:7") and the reason."""

    where: str | Notice
    reason: Notice
    fault: Exception | None = None
    """The error that nobody foresaw, if it was one: for the log."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"

    def as_dict(self) -> dict[str, Any]:
        """The refusal as it crosses a process."""
        return {"where": as_json(self.where), "reason": self.reason.as_dict()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Refusal:
        """What `as_dict` described."""
        where = from_json(told["where"])
        return cls(where if isinstance(where, Notice) else str(where), notice_from(told["reason"]))


class BadRecord(Exception):
    """One record cannot be taken, for this reason. Readers turn it into a Refusal."""

    def __init__(self, code: Unfit, **values: Value) -> None:
        self.reason = code(**values)
        super().__init__(str(self.reason))


def refused(where: str | Notice, error: Exception) -> Refusal:
    """The refusal of a record whose reading raised `error`, foreseen or not.

    A reader catches everything at each record: what nobody foresaw in one never stops the rest.
    """
    if isinstance(error, BadRecord):
        return Refusal(where, error.reason)
    if isinstance(error, UserError):
        return Refusal(where, error.notice)
    if isinstance(error, UnicodeError):
        return Refusal(where, Unfit.NOT_IN_THE_ENCODING())
    if isinstance(error, MemoryError):
        return Refusal(where, Unfit.TOO_LARGE())
    return Refusal(where, Unfit.BY_A_BUG(), error)


@dataclass(frozen=True, slots=True)
class GivenSpan:
    """A span as a file gives it; an empty `surface` was not given."""

    start: int
    end: int
    label: str
    surface: str = ""
    origin: str = ""
    suggestion: int | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class GivenTopic:
    """An answer about a topic; an empty name with yes is "none applies"."""

    topic: str
    is_yes: bool = True
    way: str = ""


@dataclass(frozen=True, slots=True)
class GivenRun:
    """What proposed suggestions: a pipeline or an earlier import."""

    pipeline: str
    version: str = ""
    fingerprint: str = ""
    corrector: str = ""


@dataclass(frozen=True, slots=True)
class GivenSuggestion:
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


@dataclass(frozen=True, slots=True)
class GivenDecision:
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
        return self.status == "new" and not did


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """One article from or for a file.

    `spans` and `topics` are labels without a history, as other tools give them. `suggestions` and
    `reviews` are this program's own record. `where` is the place in the file, `encoding` how a text
    file was decoded; neither is part of the article. `meta` is a JSON object as text.
    `trimmed` counts the spans that lost white space at their edges, `left_out` says which could
    not be taken. `is_own` tells a record that this program wrote: its reviews are what they are.
    """

    text: str
    title: str = ""
    key: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    source_offset: int = 0
    meta: str = "{}"
    spans: tuple[GivenSpan, ...] = ()
    topics: tuple[GivenTopic, ...] = ()
    suggestions: tuple[GivenSuggestion, ...] = ()
    reviews: tuple[GivenReview, ...] = ()
    tokens: tuple[tuple[int, int], ...] = ()
    where: str = field(default="", compare=False)
    encoding: str = ""
    trimmed: int = field(default=0, compare=False)
    left_out: tuple[Notice, ...] = field(default=(), compare=False)
    is_own: bool = field(default=False, compare=False)
    implied: tuple[tuple[str, ...], ...] = ()
    cats: tuple[tuple[str, bool], ...] = ()


OpenBeside = Callable[[str], BinaryIO | None]
"""Opens the file of this name (a relative one, with "/") beside the one that is read, or None."""


def nothing_beside(_name: str) -> BinaryIO | None:
    """For a file that stands alone."""
    return None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: `text_field` names the field or column of the text, "" for the usual names;
    `more` are the format's other options by name. `encoding` is that of the file, "" where it is to
    be found out. `beside` opens files beside it; who opens one closes it.
    """

    text_field: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    encoding: str = ""
    beside: OpenBeside = nothing_beside


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
        return replace(span, start=place[0], end=place[1], surface=surface)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """[start, end) without white space at its edges, or None where there is nothing else."""
        surface = self.text[start:end]
        if surface[:1].isspace() or surface[-1:].isspace():
            return None if surface.isspace() else trim_space(self.text, start, end)
        return start, end


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
