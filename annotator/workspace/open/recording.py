"""Storing what is done to the article on the desk, with what the review itself has to say."""

from __future__ import annotations

from dataclasses import replace

from annotator.core import acts
from annotator.core.codes import Shown
from annotator.core.records import Act, Article, Change, Review, Source, Status
from annotator.core.sheet import Sheet
from annotator.workspace.open.attention import Attention
from annotator.workspace.open.key_results import Committer


class Recorder:
    """Stores the acts of a review one by one, and shows each in the sheet.

    `stored` counts them: what was asked before the last of them need not be asked any more.
    """

    def __init__(
        self, sheet: Sheet, committer: Committer, attention: Attention, chosen: str
    ) -> None:
        self._sheet = sheet
        self._put_off: tuple[Change, ...] = ()
        self.committer = committer
        self.attention = attention
        self.chosen = chosen
        self.is_waiting = not sheet.has_tokens
        self.stored = 0

    @property
    def sheet(self) -> Sheet:
        """The article as it is now."""
        if self._put_off:
            changes, self._put_off = self._put_off, ()
            self._sheet.apply(changes)
        return self._sheet

    @sheet.setter
    def sheet(self, anew: Sheet) -> None:
        self._sheet, self._put_off = anew, ()

    @property
    def article(self) -> Article:
        """The article, whatever was done to it."""
        return self._sheet.article

    @property
    def review(self) -> Review:
        """What is known of the review itself."""
        return self._sheet.review

    def run(self, act: Act, *, is_last: bool = False) -> None:
        """Store an act that changes something, and show it; after the last the article is left
        most times, so that is done when somebody looks.
        """
        if not act.changes:
            return
        self.stored += 1
        act = replace(act, changes=self._with_review(act.changes))
        self.committer.commit(act)
        if not is_last:
            self.sheet.apply(act.changes)
            return
        sheet = self.sheet
        sheet.apply([change for change in act.changes if type(change.after) is Review])
        self._put_off = tuple(x for x in act.changes if type(x.after) is not Review)

    def _with_review(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The changes with the review's own columns filled, and begun if this is the first act."""
        own = [c for c in changes if type(c.after) is Review]
        if not own and self.sheet.review.status != Status.NEW:
            return changes
        at = self.committer.now()
        change = own[0] if own else acts.review(self.sheet, status=Status.STARTED, edited_at=at)
        assert isinstance(change.after, Review)
        after = replace(
            self.attention.added_to(change.after),
            seconds_to_first_act=change.after.seconds_to_first_act or self.attention.since_shown(),
            shown=self._shown(),
            run=self._run_shown(),
            chosen=self.chosen,
        )
        return (*(c for c in changes if type(c.after) is not Review), Change(change.before, after))

    def _shown(self) -> str:
        if self.sheet.is_blind:
            return Shown.BLIND
        if self.is_waiting:
            return Shown.NONE_YET
        return Shown.WHOLE if self.sheet.is_whole else Shown.SHOWN

    def _run_shown(self) -> int | None:
        shown = self.sheet.suggestions.values()
        return next((s.run for s in shown if s.run and s.source != Source.COPY), None)
