"""The marks that an article under review shows: of its spans, and of its open suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotator.core.doubt import DoubtRules
from annotator.core.feeding import rivals
from annotator.core.marks import Mark, MarkList, MarkState, Order
from annotator.core.records import Outcome, Source, Span, Suggestion
from annotator.core.review_state import ReviewState

JUDGED_AT_ONCE = 500
"""With so many suggestions, and more, those that are plain wait until they are looked at."""

_Waiting = tuple[Order, bool]  # where it stands, and whether Enter accepts it


class ShownMarks:
    """Renews the marks in `marks` as spans and decisions change.

    In a long article the marks of suggestions about which nothing was decided wait to be judged:
    whether they are shown, and where, is known by then. What becomes of them does not hang on
    when that is done: every change judges anew what it touches.

    `rivals` are labels that one of the pipeline's labels feeds; `walks_names` says that going on
    stops at names that nothing marks; `has_copies` that suggestions from a near copy may hide
    others.
    """

    def __init__(self, review: ReviewState) -> None:
        self.marks = MarkList()
        self.rivals: Mapping[int, tuple[int, ...]] = {}
        self.walks_names = False
        self._review = review
        self._rules = DoubtRules(review)
        self._retired: set[int] = set()
        self._shown: dict[object, Mark | _Waiting] = {}
        self.has_copies = False

    def fill(self) -> None:
        """All marks anew."""
        review = self._review
        self._retired = {label.id for label in review.scheme.labels if label.retired}
        is_cheap = review.knowledge.maybe_threshold <= 0
        self.walks_names = is_cheap or _has_few(review.suggestions.values())
        self.rivals = rivals(review.scheme)
        self.has_copies = any(x.source == Source.COPY for x in review.suggestions.values())
        self._rules.forget()
        self._shown = {span.key_of: _span_mark(span) for span in review.spans}
        marks = [mark for mark in self._shown.values() if isinstance(mark, Mark)]
        can_wait = review.blind is None and not self.has_copies
        if can_wait and len(review.suggestions) >= JUDGED_AT_ONCE:
            self._fill_waiting(marks)
            return
        marks += self._judged_of(review.suggestions.values())
        self.marks.fill(marks)

    def _judged_of(self, suggestions: Iterable[Suggestion]) -> Iterator[Mark]:
        for suggestion in suggestions:
            mark = self._open_mark(suggestion)
            if mark is not None:
                self._shown[suggestion.id] = mark
                yield mark

    def _fill_waiting(self, marks: list[Mark]) -> None:
        review, decisions, retired = self._review, self._review.decisions, self._retired
        text, is_any_span = review.text, review.span_count > 0
        waiting: list[Order] = []
        decided: list[Suggestion] = []
        accepted = 0
        for each in review.suggestions.values():
            number, start, end, label = each.id, each.start, each.end, each.label
            assert start is not None and end is not None
            if number in decisions:
                decided.append(each)
            elif not (
                label in retired
                or text[start:end].isspace()
                or (is_any_span and self._is_answered(start, end))
            ):
                order = (start, end, _MAYBE if each.is_maybe else _SUGGESTED, number)
                is_accepted = label is not None and not each.is_maybe
                self._shown[number] = order, is_accepted
                accepted += is_accepted
                waiting.append(order)
        marks += self._judged_of(decided)
        self.marks.fill(marks, waiting, self._judged, accepted)

    def _judged(self, number: int) -> Mark:
        """The mark of a suggestion that waited."""
        mark = self._open_mark(self._review.suggestions[number])
        assert mark is not None
        self._shown[number] = mark
        return mark

    def show_span(self, span: Span) -> None:
        self._rules.forget()
        self._show(span.key_of, _span_mark(span))

    def drop(self, key: object) -> None:
        """Show no mark any more for a span's key or a suggestion's id."""
        self._rules.forget()
        self._show(key, None)

    def refresh(self, numbers: Iterable[int]) -> None:
        """Judge the suggestions with these ids again."""
        self._rules.forget()
        for number in numbers:
            suggestion = self._review.suggestions.get(number)
            mark = None if suggestion is None else self._open_mark(suggestion)
            if self._shown.get(number) != mark:
                self._show(number, mark)

    def _show(self, key: object, mark: Mark | None) -> None:
        old = self._shown.pop(key, None)
        if isinstance(old, Mark):
            self.marks.remove(old)
        elif old is not None:
            self.marks.remove_waiting(old[0], is_accepted=old[1])
        if mark is not None:
            self._shown[key] = mark
            self.marks.add(mark)

    def _open_mark(self, suggestion: Suggestion) -> Mark | None:
        review = self._review
        decision = review.decisions.get(suggestion.id)
        if decision is not None and decision.outcome != Outcome.FOLLOWED:
            return None
        assert suggestion.start is not None and suggestion.end is not None
        start, end, label = suggestion.start, suggestion.end, suggestion.label
        state = MarkState.MAYBE if suggestion.is_maybe else MarkState.SUGGESTED
        if decision is not None and decision.start is not None and decision.end is not None:
            start, end, label, state = (
                decision.start,
                decision.end,
                decision.label,
                MarkState.FOLLOWED,
            )
        surface = review.text[start:end]
        if label in self._retired or not surface or surface.isspace():
            return None
        if self.has_copies and self._is_behind_copy(suggestion, start, end, state):
            return None
        is_contested = False
        if review.span_count and self._is_answered(start, end):
            if review.blind is None or state != MarkState.SUGGESTED:
                return None
            if label is not None and review.has_span(start, end, label):
                return None
            is_contested = True
        place = (start, end, label, state, surface)
        doubt, proposed_none, stop = self._rules.judge(suggestion, place, is_contested=is_contested)
        return Mark(
            start,
            end,
            label,
            state,
            surface,
            doubt,
            suggestion.id,
            suggestion.score,
            proposed_none,
            "",
            is_contested,
            stop,
        )

    def _is_behind_copy(
        self, suggestion: Suggestion, start: int, end: int, state: MarkState
    ) -> bool:
        """Whether the annotator's own label of these words, from a near copy, is still open here:
        it comes before what a model says of them.
        """
        review = self._review
        if suggestion.source == Source.COPY or state == MarkState.FOLLOWED:
            return False
        return any(
            each.source == Source.COPY
            and each.id not in review.decisions
            and (not review.scheme.nested or (each.start, each.end) == (start, end))
            for each in review.suggestions_touching(start, end)
        )

    def _is_answered(self, start: int, end: int) -> bool:
        """Whether spans leave no room for a suggestion here."""
        if self._review.scheme.nested:
            return self._review.span_at(start, end) is not None
        return bool(self._review.spans_touching(start, end))


_SUGGESTED, _MAYBE = int(MarkState.SUGGESTED), int(MarkState.MAYBE)


def _span_mark(span: Span) -> Mark:
    return Mark(
        span.start,
        span.end,
        span.label,
        MarkState.SPAN,
        span.surface,
        suggestion=span.suggestion,
        question=span.question,
    )


def _has_few(suggestions: Iterable[Suggestion]) -> bool:
    """Whether more names are unmarked than are suggested, and no model has judged them."""
    maybes = proper = 0
    for each in suggestions:
        if each.score is not None:
            return False
        if each.source != Source.FOLLOW:
            maybes += each.is_maybe
            proper += not each.is_maybe
    return maybes > proper
