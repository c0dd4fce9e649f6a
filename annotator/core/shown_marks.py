"""The marks that an article under review shows: of its spans, and of its open suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.core.codes import DoubtReason
from annotator.core.doubt import DoubtRules
from annotator.core.feeding import rivals
from annotator.core.marks import Mark, MarkList, MarkState
from annotator.core.records import Outcome, Source, Span, Suggestion
from annotator.core.review_state import ReviewState


class ShownMarks:
    """Renews the marks in `marks` as spans and decisions change.

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
        self._shown: dict[object, Mark] = {}
        self.has_copies = False

    def fill(self) -> None:
        """All marks anew."""
        review = self._review
        self._retired = {label.id for label in review.scheme.labels if label.retired}
        self.walks_names = _has_few(review.suggestions.values())
        self.rivals = rivals(review.scheme)
        self.has_copies = any(x.source == Source.COPY for x in review.suggestions.values())
        self._shown = {}
        for span in review.spans:
            self._shown[span.key_of] = _span_mark(span)
        for suggestion in review.suggestions.values():
            mark = self._open_mark(suggestion)
            if mark is not None:
                self._shown[suggestion.id] = mark
        self.marks.fill(list(self._shown.values()))

    def show_span(self, span: Span) -> None:
        self._show(span.key_of, _span_mark(span))

    def drop(self, key: object) -> None:
        """Show no mark any more for a span's key or a suggestion's id."""
        self._show(key, None)

    def refresh(self, number: int) -> None:
        """Judge the suggestion of this id again."""
        suggestion = self._review.suggestions.get(number)
        mark = None if suggestion is None else self._open_mark(suggestion)
        if self._shown.get(number) != mark:
            self._show(number, mark)

    def _show(self, key: object, mark: Mark | None) -> None:
        old = self._shown.pop(key, None)
        if old is not None:
            self.marks.remove(old)
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
        if label in self._retired or not review.text[start:end].strip():
            return None
        if self.has_copies and self._is_behind_copy(suggestion, start, end, state):
            return None
        is_contested = False
        if self._is_answered(start, end):
            if review.blind is None or state != MarkState.SUGGESTED:
                return None
            if label is not None and review.has_span(start, end, label):
                return None
            is_contested = True
        mark = Mark(
            start,
            end,
            label,
            state,
            review.text[start:end],
            suggestion=suggestion.id,
            score=suggestion.score,
            is_contested=is_contested,
        )
        reason, proposed_none = self._rules.judge(mark)
        stop = DoubtReason.NONE if reason else self._rules.stop(mark)
        if not reason and not stop:
            return mark
        # replace() takes ten times as long, which 20,000 suggestions feel
        return Mark(
            start,
            end,
            label,
            state,
            mark.surface,
            reason,
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
