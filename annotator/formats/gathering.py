"""What another tool says of one text, gathered from one record or several: suggestions, and each
annotator's work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Any

from annotator.core.records import InputMethod, Outcome, Status
from annotator.faults import Unfit
from annotator.formats.article_fields import REVIEW, own_key
from annotator.formats.articles import (
    BadRecord,
    Fitting,
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    Items,
    changed,
    check_strings,
)
from annotator.formats.base import ReadBack, none_refused
from annotator.places import Whereabouts
from annotator.values import dataclass

Place = tuple[int, int, str]

_UNMARKED = {"reason": "", "flagged": False, "note": "", "review_pass": 1}
_MARK_KINDS = {"edited_at": str, "reason": str, "flagged": bool, "note": str}


@dataclass(slots=True)
class Work:
    """What one annotator says of a text."""

    annotator: str
    status: str = Status.DONE
    reason: str = ""
    flagged: bool = False
    note: str = ""
    edited_at: str = ""
    seconds: float = 0.0
    review_pass: int = 1
    spans: dict[Place, GivenSpan] = field(default_factory=dict)
    topics: dict[str, bool] = field(default_factory=dict)
    decisions: dict[int, GivenDecision] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    """What was answered so far, in the reader's words, where several records make up a review."""

    def add(self, spans: Iterable[GivenSpan]) -> None:
        """Add spans, each once."""
        for span in spans:
            self.spans.setdefault((span.start, span.end, span.label), span)

    def review(self) -> GivenReview:
        """The work as a review; a skipped one has no labels."""
        is_skipped = self.status == Status.SKIPPED
        return GivenReview(
            self.annotator,
            self.status,
            self.reason,
            self.flagged,
            self.note,
            seconds=self.seconds,
            review_pass=self.review_pass,
            edited_at=self.edited_at,
            spans=() if is_skipped else in_order(self.spans.values()),
            topics=() if is_skipped else tuple(GivenTopic(*each) for each in self.topics.items()),
            decisions=tuple(self.decisions[number] for number in sorted(self.decisions)),
        )


@dataclass(slots=True)
class Gathering:
    """Gathers what is said of a text; what can't be taken is counted."""

    text: str
    fitting: Fitting = field(init=False)
    suggestions: list[GivenSuggestion] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    spans: list[GivenSpan] = field(default_factory=list)
    topics: dict[str, bool] = field(default_factory=dict)
    _numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _left: Counter[tuple[Unfit, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.fitting = Fitting(self.text)

    def span(
        self, start: object, end: object, label: object, surface: object = "", kind: str = "spans"
    ) -> GivenSpan | None:
        """A span as it fits the text, None for white space only; BadRecord for none at all."""
        if type(start) is not int or type(end) is not int:
            raise BadRecord(Unfit.SPAN_WITHOUT_PLACE, field=kind)
        if not isinstance(label, str) or not label.strip():
            raise BadRecord(Unfit.SPAN_WITHOUT_LABEL, field=kind, start=start, end=end)
        said = surface if isinstance(surface, str) else ""
        return self.fitting.span(GivenSpan(start, end, label.strip(), said))

    def suggest(self, span: GivenSpan, score: object = None, run: GivenRun | None = None) -> int:
        """The number of a span's suggestion; one that is there already is not made again."""
        return self._suggest(span.start, span.end, span.label, score, run)

    def suggest_topic(self, topic: str, score: object = None, run: GivenRun | None = None) -> int:
        """The number of a topic's suggestion."""
        return self._suggest(None, None, topic, score, run)

    def _suggest(
        self, start: int | None, end: int | None, label: str, score: object, run: GivenRun | None
    ) -> int:
        key = start, end, label, run
        if key not in self._numbers:
            self._numbers[key] = len(self.suggestions)
            made = GivenSuggestion(start, end, label, score=number_of(score), run=run)
            self.suggestions.append(made)
        return self._numbers[key]

    def decide(self, work: Work, number: int, *, is_taken: bool, at: str = "") -> None:
        """Note that somebody took or rejected a suggestion of a span; the last word counts."""
        made = self.suggestions[number]
        assert made.start is not None
        assert made.end is not None
        assert made.label is not None
        place = made.start, made.end, made.label
        said = GivenDecision(
            number,
            Outcome.CONFIRMED if is_taken else Outcome.REJECTED,
            InputMethod.IMPORT,
            at,
            focused=True,
            label_shown=made.label,
            probability=made.score,
        )
        if is_taken:
            said = changed(said, start=made.start, end=made.end, label=made.label)
            work.spans[place] = GivenSpan(*place, origin=said.outcome, suggestion=number)
        else:
            work.spans.pop(place, None)
        work.decisions[number] = said

    def work(self, annotator: str) -> Work | None:
        """What there is of an annotator's work."""
        return next((each for each in self.works if each.annotator == annotator), None)

    def leave(self, code: Unfit, what: str = "", n: int = 1) -> None:
        """Count what is left out: `code` has the fields n and, where `what` is given, what."""
        if n:
            self._left[code, what] += n

    def article(self, bare: GivenArticle, where: Whereabouts) -> GivenArticle:
        """The article with all that was gathered; BadRecord for a text that can't be taken."""
        strings = (bare.title, bare.key, bare.published, bare.source, bare.url, bare.language)
        check_strings(self.text, bare.meta, *strings)
        left = [
            code(what=what, n=n) if what else code(n=n) for (code, what), n in self._left.items()
        ]
        return replace(
            bare,
            spans=in_order({(x.start, x.end, x.label): x for x in self.spans}.values()),
            topics=tuple(GivenTopic(*each) for each in self.topics.items()),
            suggestions=tuple(self.suggestions),
            reviews=tuple(each.review() for each in self.works),
            where=where,
            trimmed=self.fitting.trimmed,
            left_out=(*self.fitting.left_out, *left),
        )


def in_order(spans: Iterable[GivenSpan]) -> tuple[GivenSpan, ...]:
    """Spans by place, the outer first."""
    return tuple(sorted(spans, key=lambda x: (x.start, -x.end, x.label)))


def number_of(score: object) -> float | None:
    """A score where it is a number."""
    return float(score) if isinstance(score, int | float) and type(score) is not bool else None


def iso_time(seconds: object) -> str:
    """Seconds since 1970 as projects store times; "" for what is no time."""
    if type(seconds) not in (int, float):
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")  # type: ignore[arg-type]
    except (OverflowError, OSError, ValueError):
        return ""


def seconds_of(time: str) -> int | None:
    """What `iso_time` made a text of, in whole seconds."""
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        return None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


# -- out and back --------------------------------------------------------------------------


def yes_of(topics: Iterable[GivenTopic]) -> frozenset[str]:
    """The topics with a yes."""
    return frozenset(each.topic for each in topics if each.is_yes and each.topic)


def places_of(spans: Iterable[GivenSpan]) -> frozenset[Place]:
    """Where spans are, with their labels."""
    return frozenset((each.start, each.end, each.label) for each in spans)


def reviews_to_write(article: GivenArticle) -> list[GivenReview]:
    """The reviews in which something was done."""
    return [each for each in article.reviews if not each.is_visit]


def review_that_stands(article: GivenArticle) -> GivenReview | None:
    """The review whose labels the article has, for a format that holds one; or else what there is,
    a skipped one for instance.
    """
    reviews = reviews_to_write(article)
    open_ = [each for each in reviews if each.status != Status.SKIPPED]
    done = [each for each in open_ if each.status == Status.DONE] or open_ or reviews
    return max(done, key=lambda x: (x.review_pass, x.edited_at, x.annotator), default=None)


def mark_of(review: GivenReview, status: str, edited_at: str) -> dict[str, Any]:
    """What another tool's record says of a review as `status` and `edited_at`, put right where that
    is not all: a mark of our own under `REVIEW`, or nothing.
    """
    said = {"status": status, "edited_at": edited_at, **_UNMARKED}
    wanted = {name: getattr(review, name) for name in said}
    if wanted["status"] == Status.NEW:
        wanted["status"] = Status.STARTED
    mark = {name: content for name, content in wanted.items() if content != said[name]}
    return {REVIEW: mark} if mark else {}


def take_mark(value: dict[str, Any], work: Work) -> bool:
    """Put the work right as the mark of a record says; whether it tells its state."""
    mark = value.get(REVIEW)
    if not isinstance(mark, dict):
        return False
    for name, kind in (*_MARK_KINDS.items(), ("review_pass", int)):
        if type(mark.get(name)) is kind:
            setattr(work, name, mark[name])
    if mark.get("status") not in (Status.STARTED, Status.DONE, Status.SKIPPED):
        return False
    work.status = Status(mark["status"])
    return True


def is_new(value: dict[str, Any]) -> bool:
    """Whether the mark of a record says that nobody has begun with it."""
    return value.get(REVIEW) == {"status": str(Status.NEW)}


def back(found: Items) -> Iterator[ReadBack]:
    """What is read of a file that was written; of several reviews stands the one that stands for
    the article in the project. Bug for what is refused.
    """
    for article in none_refused(found):
        works = [each for each in article.reviews if each.status != Status.SKIPPED]
        done = [each for each in works if each.status == Status.DONE] or works
        best = max(done, key=lambda x: (x.review_pass, x.edited_at, x.annotator), default=None)
        yield ReadBack.of(article, best or article, article.key)


def without_made_keys(items: Items) -> Items:
    """The same without the keys that were made of texts."""
    for item in items:
        yield without_made_key(item) if isinstance(item, GivenArticle) else item


def without_made_key(article: GivenArticle) -> GivenArticle:
    """The article without a key that was made of its text."""
    key = own_key(article.key, article.text)
    return article if key == article.key else replace(article, key=key)
