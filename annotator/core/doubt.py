"""When a suggestion still needs the eye: rules for as long as no calibrated model judges.

Something else is where going on stops though nothing speaks against a mark: in a project's first
articles at each surface once (`FIRST`), and at the names that nothing marks (`NAME`) of an article
that has few suggestions.
"""

from __future__ import annotations

from annotator.core.codes import DoubtReason
from annotator.core.marks import Mark, MarkState
from annotator.core.records import Outcome, Source
from annotator.core.review_state import ReviewState
from annotator.core.tokens import may_go_on, name_run

FIRST, NAME = DoubtReason.FIRST_DAYS, DoubtReason.NAME
"""Why going on stops at a mark that is not doubtful."""

_LEADING = frozenset(("the", "a", "an"))
_TRAILING = ("'s", "’s")


class DoubtRules:
    """Judges the open marks of one article under review."""

    def __init__(self, sheet: ReviewState) -> None:
        self._sheet = sheet

    def judge(self, mark: Mark) -> tuple[DoubtReason, bool]:
        """The reason for doubt ("" for none), and whether "none" is what is proposed."""
        sheet = self._sheet
        if mark.state == MarkState.MAYBE:
            is_likely = mark.score is not None and mark.score >= sheet.knowledge.maybe_threshold
            return (
                DoubtReason.MAYBE if is_likely and mark.label is not None else DoubtReason.NONE,
                False,
            )
        decided = sheet.decided_labels(mark.surface)
        if len(decided) > 1:
            return DoubtReason.MIXED, False
        if mark.state == MarkState.FOLLOWED:
            return DoubtReason.NONE, False
        if set(decided) == {None}:
            return DoubtReason.REJECTED, True
        if sheet.is_revealed and mark.state == MarkState.SUGGESTED:
            return (DoubtReason.CONTESTED if mark.is_contested else DoubtReason.BLIND), False
        if self._is_copied(mark):
            return DoubtReason.NONE, False
        if mark.score is not None:
            return (
                DoubtReason.SCORE if mark.score < sheet.knowledge.threshold else DoubtReason.NONE
            ), False
        known = [label for label in sheet.knowledge.labels_of(mark.surface) if label is not None]
        if len(known) > 1:
            return DoubtReason.TWO_LABELS, False
        if mark.label is None:
            return DoubtReason.NO_LABEL, False
        if known == [mark.label]:
            return DoubtReason.NONE, False
        if mark.label in sheet.rivals and not decided:
            return DoubtReason.RIVALS, False
        return self._by_rule(mark, bool(decided)), False

    def stop(self, mark: Mark) -> DoubtReason:
        """Why going on stops once at a mark that is not doubtful; "": it does not."""
        sheet = self._sheet
        if sheet.decided_labels(mark.surface):
            return DoubtReason.NONE
        if mark.state == MarkState.MAYBE:
            is_walked = sheet.walks_names and not sheet.is_hiding and self._is_first(mark)
            return NAME if is_walked else DoubtReason.NONE
        if not sheet.knowledge.is_first_days or mark.state != MarkState.SUGGESTED:
            return DoubtReason.NONE
        if mark.score is not None or sheet.is_revealed or self._is_copied(mark):
            return DoubtReason.NONE
        if not self._is_first(mark):
            return DoubtReason.NONE
        return DoubtReason.NONE if mark.label in sheet.knowledge.labels_of(mark.surface) else FIRST

    def _by_rule(self, mark: Mark, is_decided_here: bool) -> DoubtReason:
        sheet = self._sheet
        label = sheet.scheme.label(mark.label) if mark.label is not None else None
        if label is not None and label.doubtful and not is_decided_here:
            return DoubtReason.KIND
        words = mark.surface.split()
        is_kept = label is not None and mark.surface in label.exceptions
        if (
            words
            and not is_kept
            and (words[0].lower() in _LEADING or mark.surface.endswith(_TRAILING))
        ):
            return DoubtReason.EDGE
        if self._is_cut_short(mark):
            return DoubtReason.CUT_SHORT
        return DoubtReason.NONE

    def _is_copied(self, mark: Mark) -> bool:
        """Whether the annotator gave this label to these words, in a near copy of the article."""
        suggestion = self._sheet.suggestions.get(mark.suggestion or 0)
        return suggestion is not None and suggestion.source == Source.COPY

    def _is_cut_short(self, mark: Mark) -> bool:
        sheet = self._sheet
        last = sheet.tokens.last_before(mark.end)
        if last is None or not mark.surface[:1].isupper():
            return False
        if sheet.text[mark.end : mark.end + 1] not in (" ", "-") or not may_go_on(
            sheet.text, sheet.tokens, last + 1
        ):
            return False
        run = name_run(sheet.text, sheet.tokens, last)
        if run is None or sheet.tokens.ends[run[1] - 1] <= mark.end:
            return False
        following = sheet.suggestions_touching(mark.end, sheet.tokens.ends[run[1] - 1])
        return not any(not other.is_maybe for other in following)

    def _is_first(self, mark: Mark) -> bool:
        for other in self._sheet.with_surface(mark.surface):
            decision = self._sheet.decisions.get(other.id)
            if decision is not None and decision.outcome != Outcome.FOLLOWED:
                return False
            if other.is_maybe != (mark.state == MarkState.MAYBE):
                continue
            return other.start == mark.start
        return True
