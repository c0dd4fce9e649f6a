"""When a suggestion still needs the eye: rules for as long as no calibrated model judges.

Something else is where going on stops though nothing speaks against a mark: in a project's first
articles at each surface once (`FIRST`), and at the names that nothing marks (`NAME`) of an article
that has few suggestions, or where a look is cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from annotator.core.codes import DoubtReason
from annotator.core.marks import MarkState
from annotator.core.records import Outcome, Source, Suggestion
from annotator.core.review_state import ReviewState
from annotator.core.tokens import may_go_on, name_run

FIRST, NAME = DoubtReason.FIRST_DAYS, DoubtReason.NAME
"""Why going on stops at a mark that is not doubtful."""

NOTHING = DoubtReason.NONE

Place = tuple[int, int, int | None, MarkState, str]
"""Start, end, label, state and surface of a mark, as it is about to be shown."""

_LEADING = frozenset(("the", "a", "an"))
_TRAILING = ("'s", "’s")
_GOES_ON = (" ", "-")  # what may stand between a name and the rest of it


class DoubtRules:
    """Judges the open marks of one article under review."""

    def __init__(self, sheet: ReviewState) -> None:
        self._sheet = sheet
        self._of_surfaces: dict[str, _OfSurface] = {}

    def forget(self) -> None:
        """Something was decided: what is the same for all mentions of a surface is found out anew.
        It is kept meanwhile: 20,000 suggestions have few thousand surfaces.
        """
        self._of_surfaces.clear()

    def judge(
        self, each: Suggestion, mark: Place, *, is_contested: bool = False
    ) -> tuple[DoubtReason, bool, DoubtReason]:
        """Of the open mark of a suggestion, as it is shown: the reason for doubt ("" for none),
        whether "none" is what is proposed, and why going on stops once at what is not doubtful.
        """
        reason, is_none = self._doubt(each, mark, is_contested=is_contested)
        return reason, is_none, NOTHING if reason else self._stop(each, mark)

    def _doubt(
        self, each: Suggestion, mark: Place, *, is_contested: bool
    ) -> tuple[DoubtReason, bool]:
        sheet = self._sheet
        _, _, label, state, surface = mark
        if state is MarkState.MAYBE:
            if sheet.is_revealed:  # it is not compared
                return NOTHING, False
            is_likely = each.score is not None and each.score >= sheet.knowledge.maybe_threshold
            return DoubtReason.MAYBE if is_likely and label is not None else NOTHING, False
        about = self._about(surface)
        if about.is_mixed:
            return DoubtReason.MIXED, False
        if state is MarkState.FOLLOWED:
            return NOTHING, False
        if about.is_rejected:
            return DoubtReason.REJECTED, True
        if sheet.is_revealed:
            return (DoubtReason.CONTESTED if is_contested else DoubtReason.BLIND), False
        if each.source == Source.COPY:  # the annotator gave these words this label, elsewhere
            return NOTHING, False
        if each.score is not None:
            return (DoubtReason.SCORE if each.score < sheet.knowledge.threshold else NOTHING), False
        by_rule = about.by_label.get(label)
        if by_rule is None:
            by_rule = about.by_label[label] = self._by_rule(surface, label, about)
        reason, is_by_place = by_rule
        if is_by_place and self._is_cut_short(mark):
            return DoubtReason.CUT_SHORT, False
        return reason, False

    def _stop(self, each: Suggestion, mark: Place) -> DoubtReason:
        """Why going on stops once at a mark that is not doubtful; "": it does not."""
        sheet = self._sheet
        start, _, label, state, surface = mark
        if state is MarkState.MAYBE:
            if not sheet.walks_names or sheet.is_hiding or sheet.is_revealed:
                return NOTHING
        elif (
            not sheet.knowledge.is_first_days
            or state is not MarkState.SUGGESTED
            or each.score is not None
            or sheet.is_revealed
            or each.source == Source.COPY
        ):
            return NOTHING
        about = self._about(surface)
        if about.is_decided or start != self._first(about, is_maybe=state is MarkState.MAYBE):
            return NOTHING
        if state is MarkState.MAYBE:
            return NOTHING if about.known and not about.known_labels else NAME
        return NOTHING if label in about.known else FIRST

    def _about(self, surface: str) -> _OfSurface:
        about = self._of_surfaces.get(surface)
        if about is None:
            about = self._of_surfaces[surface] = _OfSurface(surface, self._sheet)
        return about

    def _by_rule(
        self, surface: str, label_id: int | None, about: _OfSurface
    ) -> tuple[DoubtReason, bool]:
        """Why a label of a surface is doubtful, and whether that hangs on where it stands."""
        known = about.known_labels
        if len(known) > 1:
            return DoubtReason.TWO_LABELS, False
        if label_id is None:
            return DoubtReason.NO_LABEL, False
        if known == [label_id]:
            return NOTHING, False
        if label_id in self._sheet.rivals and not about.is_decided:
            return DoubtReason.RIVALS, False
        label = self._sheet.scheme.label(label_id)
        if label.doubtful and not about.is_decided:
            return DoubtReason.KIND, False
        words = surface.split()
        is_kept = not words or surface in label.exceptions
        if not is_kept and (words[0].lower() in _LEADING or surface.endswith(_TRAILING)):
            return DoubtReason.EDGE, False
        return NOTHING, surface[:1].isupper()

    def _first(self, about: _OfSurface, *, is_maybe: bool) -> int | None:
        """Where a surface is suggested first, or is a maybe first, if nothing is decided before."""
        if is_maybe not in about.first:
            about.first[is_maybe] = self._first_of(about.surface, is_maybe)
        return about.first[is_maybe]

    def _first_of(self, surface: str, is_maybe: bool) -> int | None:
        for other in self._sheet.with_surface(surface):
            decision = self._sheet.decisions.get(other.id)
            if decision is not None and decision.outcome != Outcome.FOLLOWED:
                return None
            if other.is_maybe == is_maybe:
                return other.start
        return None

    def _is_cut_short(self, mark: Place) -> bool:
        sheet = self._sheet
        _, end, _, _, _ = mark
        text = sheet.text
        if text[end : end + 1] not in _GOES_ON:
            return False
        last = sheet.tokens.last_before(end)
        if last is None or not may_go_on(text, sheet.tokens, last + 1):
            return False
        run = name_run(text, sheet.tokens, last)
        if run is None or sheet.tokens.ends[run[1] - 1] <= end:
            return False
        following = sheet.suggestions_touching(end, sheet.tokens.ends[run[1] - 1])
        return not any(not other.is_maybe for other in following)


class _OfSurface:
    """What is the same for all mentions of a surface, found out when it is asked for."""

    def __init__(self, surface: str, sheet: ReviewState) -> None:
        decided = sheet.decided_labels(surface)
        self.surface = surface
        self.is_decided = bool(decided)
        self.is_mixed = len(decided) > 1
        self.is_rejected = len(decided) == 1 and None in decided
        self.by_label: dict[int | None, tuple[DoubtReason, bool]] = {}
        self.first: dict[bool, int | None] = {}
        self._sheet = sheet

    @cached_property
    def known(self) -> Mapping[int | None, int]:
        """What memory knows."""
        return self._sheet.knowledge.labels_of(self.surface)

    @cached_property
    def known_labels(self) -> list[int]:
        return [label for label in self.known if label is not None]
