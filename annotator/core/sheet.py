"""An article under review: its rows as one state, to which changes are applied, and its marks.

The sheet is the only mutable thing in the core. It reads no clock and no file; the store holds
the same rows, and both are changed by the same `Change`s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.core.graphemes import whole
from annotator.core.marks import Mark, MarkList, MarkState
from annotator.core.records import (
    Article,
    BlindReview,
    Change,
    Decision,
    Outcome,
    Record,
    Review,
    Scheme,
    Source,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
)
from annotator.core.review_state import Knowledge
from annotator.core.shown_marks import ShownMarks
from annotator.core.span_index import SpanIndex
from annotator.core.suggestion_index import SuggestionIndex
from annotator.core.tokens import Tokens, cut


class Sheet:
    """The state of one annotator's review of one article; `is_whole`: all of it is to be read."""

    def __init__(
        self,
        article: Article,
        scheme: Scheme,
        annotator: int,
        *,
        tokens: Tokens | None = None,
        suggestions: Iterable[Suggestion] = (),
        topic_suggestions: Iterable[Suggestion] = (),
        decisions: Mapping[int, Decision] | None = None,
        spans: Iterable[Span] = (),
        topics: Iterable[TopicAnswer] = (),
        review: Review | None = None,
        knowledge: Knowledge | None = None,
        is_blind: bool = False,
        blind: BlindReview | None = None,
        is_whole: bool = False,
    ) -> None:
        self.article = article
        self.text = article.text
        self.scheme = scheme
        self.annotator = annotator
        self.has_tokens = tokens is not None
        self.tokens = whole(article.text, cut(article.text) if tokens is None else tokens)
        self.knowledge = knowledge or Knowledge()
        self.review = review or Review(article.id, annotator)
        self._suggestions = SuggestionIndex(article.text)
        self._of_topics = {each.id: each for each in topic_suggestions}
        self.topic_suggestions = _by_topic(self._of_topics.values())
        self.decisions: dict[int, Decision] = dict(decisions or {})
        self.is_blind = is_blind or blind is not None
        self.blind = blind
        self.is_whole = is_whole
        self.hidden: dict[int, Suggestion] = {}
        self.hidden_topics: dict[int, Suggestion] = {}
        self.topics = {answer.topic: answer for answer in topics}
        self._spans = SpanIndex()
        self._decided: dict[str, Counter[int | None]] = {}
        self._lowest_id = min(-(article.id << 24), *self._of_topics, 0)
        self._shown = ShownMarks(self)
        self._fill(s for s in suggestions if s.start is not None)
        for span in spans:
            self._spans.put(span)
            if span.suggestion is None:
                self._count_surface(span.surface, span.label, +1)
        for decision in self.decisions.values():
            self._count_decision(decision, +1)
        self._shown.fill()

    # -- what is there ---------------------------------------------------------------------

    @property
    def marks(self) -> MarkList:
        """What is shown, in text order."""
        return self._shown.marks

    @property
    def rivals(self) -> Mapping[int, tuple[int, ...]]:
        """Labels that one of the pipeline's labels feeds."""
        return self._shown.rivals

    @property
    def walks_names(self) -> bool:
        """Whether going on stops at names that nothing marks."""
        return self._shown.walks_names

    @property
    def suggestions(self) -> dict[int, Suggestion]:
        """All suggestions of ranges by id, but for those that are hidden."""
        return self._suggestions.by_id

    @property
    def spans(self) -> list[Span]:
        """All spans in text order."""
        return list(self._spans)

    @property
    def span_count(self) -> int:
        """How many spans there are."""
        return len(self._spans)

    @property
    def is_hiding(self) -> bool:
        """Whether the article is reviewed blind: suggestions wait in `hidden`, `hidden_topics`."""
        return self.is_blind and self.blind is None

    @property
    def is_revealed(self) -> bool:
        """Whether it was reviewed blind, and suggestions are compared with that review now."""
        return self.blind is not None

    def is_contested(self, topic: int) -> bool:
        """Whether a blind review left a topic open that is suggested, until the article is done."""
        if not self.is_blind or self.review.status == Status.DONE or topic in self.topics:
            return False
        return topic in self.hidden_topics or topic in self.topic_suggestions

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was decided here, so that suggestions may still be renewed."""
        return not self._spans and not self.decisions and not self.topics

    def surface(self, suggestion: Suggestion) -> str:
        return self._suggestions.surface(suggestion)

    def span_at(self, start: int, end: int) -> Span | None:
        """The span with exactly this range."""
        return self._spans.at(start, end)

    def has_span(self, start: int, end: int, label: int) -> bool:
        return self._spans.has(start, end, label)

    def spans_touching(self, start: int, end: int) -> list[Span]:
        return self._spans.touching(start, end, is_nested=self.scheme.nested)

    def open_touching(self, start: int, end: int) -> list[Mark]:
        """Suggestions not yet decided, maybes too, that share a character with [start, end)."""
        return [m for m in self.marks.touching(start, end) if m.state != MarkState.SPAN]

    def with_surface(self, surface: str) -> Iterator[Suggestion]:
        """All suggestions with exactly this surface, decided or not, in text order."""
        return (self.suggestions[number] for number in self._suggestions.ids_with_surface(surface))

    def decided_labels(self, surface: str) -> Mapping[int | None, int]:
        """What was explicitly decided here about a surface; None counts rejections."""
        return self._decided.get(surface, _NOTHING)

    def suggestions_touching(self, start: int, end: int) -> list[Suggestion]:
        """All suggestions, decided or not, that share a character with [start, end)."""
        return list(self._suggestions.touching(start, end))

    def is_mixed(self, surface: str) -> bool:
        """Whether a surface was decided in two ways here: then nothing follows any more."""
        return len(self.decided_labels(surface)) > 1

    def own_id(self) -> int:
        """A free id for a suggestion that follows a person's act: negative, by article."""
        self._lowest_id -= 1
        return self._lowest_id

    def reserve_ids(self, lowest: int) -> None:
        """Keep own ids below this one: suggestions that are not on the sheet may have it."""
        self._lowest_id = min(self._lowest_id, lowest)

    # -- changes ---------------------------------------------------------------------------

    def apply(self, changes: Iterable[Change], *, is_of_all: bool = False) -> None:
        """Make the changes and renew the marks that they touch, or all."""
        # A suggestion goes last: what was decided about it is counted by its surface.
        in_order = sorted(changes, key=_is_suggestion_gone)
        if any(BlindReview in (type(x.before), type(x.after)) for x in in_order):
            self._turn_blind(in_order)
        elif (
            is_of_all
            or _are_suggestions(in_order, len(self.marks) // 4)
            or self._are_many(in_order)
        ):
            self._apply_many(in_order)
        else:
            self._apply_few(in_order)

    def _are_many(self, changes: Sequence[Change]) -> bool:
        """Whether to judge all marks anew costs less than to look at what each change touches."""
        if _are_suggestions(changes, len(self.marks) // 4):
            return True
        return len(changes) >= _MANY and len(changes) > len(self.suggestions) // 8

    def _apply_many(self, changes: Sequence[Change]) -> None:
        gone = [x.before for x in changes if type(x.before) is Span]
        come = [x.after for x in changes if type(x.after) is Span]
        self._spans.change(gone, come)
        for spans, step in ((gone, -1), (come, +1)):
            for span in spans:
                if span.suggestion is None:
                    self._count_surface(span.surface, span.label, step)
        for change in changes:
            if type(change.before) is not Span and type(change.after) is not Span:
                self._apply_one(change, is_shown=False)
        self._shown.fill()

    def _apply_few(self, changes: Sequence[Change]) -> None:
        """Make the changes, and judge only the marks again that may look otherwise by them."""
        numbers: set[int] = set()
        ranges: list[tuple[int, int]] = []
        surfaces: dict[str, set[int | None]] = {}
        for change in changes:
            record = change.record
            if isinstance(record, Span):
                for side in (change.before, change.after):
                    if isinstance(side, Span):
                        ranges.append((side.start, side.end))
                        surfaces.setdefault(side.surface, set(self.decided_labels(side.surface)))
            number = _suggestion_of(record)
            if number is not None:
                numbers.add(number)
                ranges += self._range_of_copy(record)
                for side in (change.before, change.after):
                    surface = "" if side is None else self._surface_of(side)
                    surfaces.setdefault(surface, set(self.decided_labels(surface)))
            self._apply_one(change)
        for surface, labels in surfaces.items():
            if set(self.decided_labels(surface)) != labels:
                numbers.update(self._suggestions.ids_with_surface(surface))
        for start, end in ranges:
            numbers.update(s.id for s in self.suggestions_touching(start, end))
            numbers.update(self.marks.open_numbers(start, end))
        self._shown.refresh(numbers)

    def renew(
        self, tokens: Tokens, suggestions: Iterable[Suggestion], topics: Iterable[Suggestion]
    ) -> None:
        """Take a worker's answer. Only for a sheet that `is_untouched`."""
        self.tokens, self.has_tokens = tokens, True
        self._of_topics = {each.id: each for each in topics}
        self.hidden = {}
        self._fill(s for s in suggestions if s.start is not None)
        self._shown.fill()

    def know(self, knowledge: Knowledge) -> None:
        """Judge all marks again by newer knowledge."""
        self.knowledge = knowledge
        self._shown.fill()

    def _turn_blind(self, changes: list[Change]) -> None:
        """Show what was hidden, or hide it again: while decisions are counted it must be there."""
        own = [change for change in changes if isinstance(change.record, BlindReview)]
        rest = sorted((x for x in changes if x not in own), key=_is_suggestion_gone)
        after = own[-1].after
        if isinstance(after, BlindReview):
            self.blind = after
            self._fill()
        for change in rest:
            self._apply_one(change)
        if after is None:
            self.blind = None
            self._fill()
        self._shown.fill()

    def _fill(self, suggestions: Iterable[Suggestion] | None = None) -> None:
        """Take these suggestions, else those that are there; hide what the annotator has not
        decided while the review is blind, or bring it back.
        """
        rows = {**self.suggestions, **self.hidden}
        if suggestions is not None:
            rows = {each.id: each for each in suggestions}
        self.hidden = {}
        self._fill_topics()
        if self.is_hiding:
            self.hidden = {n: each for n, each in rows.items() if n not in self.decisions}
            self._lowest_id = min(self._lowest_id, min(self.hidden, default=0))
            rows = {n: each for n, each in rows.items() if n in self.decisions}
        self._suggestions.fill(rows.values())
        self._lowest_id = min(self._lowest_id, self._suggestions.lowest_id)

    def _fill_topics(self) -> None:
        """Show the topics that are suggested, or hide them while the review is blind."""
        found, none = _by_topic(self._of_topics.values()), dict[int, Suggestion]()
        shown, hidden = (none, found) if self.is_hiding else (found, none)
        self.topic_suggestions, self.hidden_topics = shown, hidden

    def _range_of_copy(self, record: Record) -> list[tuple[int, int]]:
        """Where a suggestion from a near copy comes, goes or is decided: what it hides is there."""
        if isinstance(record, Decision):
            about: Record | None = self.suggestions.get(record.suggestion)
        else:
            about = record
        if not isinstance(about, Suggestion) or about.source != Source.COPY:
            return []
        self._shown.has_copies = True
        return [] if about.start is None or about.end is None else [(about.start, about.end)]

    def _apply_one(self, change: Change, *, is_shown: bool = True) -> None:
        before, after = change.before, change.after
        record = change.record
        if isinstance(record, Span):
            if isinstance(before, Span):
                self._drop_span(before)
            if isinstance(after, Span):
                self._put_span(after)
        elif isinstance(record, Decision):
            if isinstance(before, Decision):
                del self.decisions[before.suggestion]
                self._count_decision(before, -1)
            if isinstance(after, Decision):
                self.decisions[after.suggestion] = after
                self._count_decision(after, +1)
        elif isinstance(record, Suggestion) and record.start is None:
            self._apply_to_topics(record, after)
        elif isinstance(record, Suggestion):
            if after is None:
                self._suggestions.drop(record)
                if is_shown:
                    self._shown.drop(record.id)
            elif isinstance(after, Suggestion):
                self._suggestions.put(after)
                self._lowest_id = min(self._lowest_id, after.id)
        else:
            self._apply_to_article(record, after)

    def _apply_to_topics(self, record: Suggestion, after: Record | None) -> None:
        self._of_topics.pop(record.id, None)
        if isinstance(after, Suggestion):
            self._of_topics[after.id] = after
            self._lowest_id = min(self._lowest_id, after.id)
        self._fill_topics()

    def _apply_to_article(self, record: Record, after: Record | None) -> None:
        if isinstance(record, TopicAnswer):
            if isinstance(after, TopicAnswer):
                self.topics[after.topic] = after
            else:
                self.topics.pop(record.topic, None)
        elif isinstance(record, Review):
            fresh = Review(self.article.id, self.annotator)
            self.review = after if isinstance(after, Review) else fresh

    def _put_span(self, span: Span) -> None:
        self._spans.put(span)
        if span.suggestion is None:
            self._count_surface(span.surface, span.label, +1)
        self._shown.show_span(span)

    def _drop_span(self, span: Span) -> None:
        self._spans.drop(span)
        if span.suggestion is None:
            self._count_surface(span.surface, span.label, -1)
        self._shown.drop(span.key_of)

    def _count_decision(self, decision: Decision, step: int) -> None:
        suggestion = self.suggestions.get(decision.suggestion)
        if suggestion is None or decision.outcome not in _EXPLICIT:
            return
        self._count_surface(self._surface_of(decision), decision.label, step)

    def _count_surface(self, surface: str, label: int | None, step: int) -> None:
        counts = self._decided.setdefault(surface, Counter())
        counts[label] += step
        if not counts[label]:
            del counts[label]

    def _surface_of(self, record: Record) -> str:
        """What a suggestion, or a decision about it, is about: of one with other edges what was
        taken, which is what holds from then on.
        """
        if isinstance(record, Suggestion):
            return self.surface(record)
        if isinstance(record, Decision) and record.outcome == Outcome.MOVED:
            return self.text[record.start : record.end]
        suggestion = (
            self.suggestions.get(record.suggestion) if isinstance(record, Decision) else None
        )
        return "" if suggestion is None else self.surface(suggestion)


def _by_topic(suggestions: Iterable[Suggestion]) -> dict[int, Suggestion]:
    """By topic the suggestion that is shown: what the annotator said of a near copy, else the last
    one.
    """
    found: dict[int, Suggestion] = {}
    for each in sorted(suggestions, key=lambda each: each.source == Source.COPY):
        if each.label is not None:
            found[each.label] = each
    return found


def _is_suggestion_gone(change: Change) -> bool:
    return change.after is None and isinstance(change.before, Suggestion)


def _are_suggestions(changes: Sequence[Change], count: int) -> bool:
    """Whether suggestions alone come or go, and more than so many."""
    return len(changes) > count and all(isinstance(x.record, Suggestion) for x in changes)


def _suggestion_of(record: Record) -> int | None:
    if isinstance(record, Decision):
        return record.suggestion
    if isinstance(record, Suggestion) and record.start is not None:
        return record.id
    return None


_MANY = 200  # changes
_NOTHING: Mapping[int | None, int] = {}
_EXPLICIT = (Outcome.CONFIRMED, Outcome.RELABELLED, Outcome.MOVED, Outcome.REJECTED)
