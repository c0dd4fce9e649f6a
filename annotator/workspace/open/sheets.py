"""The sheet of an article from what is stored, with what counts as doubtful in this project."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.core.chance import BLIND_SHARE, WHOLE_FIRST, is_drawn_blind, is_drawn_whole
from annotator.core.codes import Shown
from annotator.core.records import Scheme, Status
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.errors import AnnotatorError
from annotator.storage import SheetRows, Store
from annotator.storage.settings import LEARNS
from annotator.workspace.learning.doubt_levels import DOUBT, cuts_in, cuts_of, step_of
from annotator.workspace.open.decided_surfaces import DecidedSurfaces

if TYPE_CHECKING:
    from annotator.workspace.team.handout import OpenHandout

SAME_FOR_ALL = "some"
"""How much is doubtful where several code, whatever each of them likes."""

FIRST_DAYS = 10
"""In the first articles of a project every surface is looked at once."""


class Sheets:
    """Makes sheets for one annotator; `surfaces` is what was decided in the other articles. In what
    several code of a `handout` that has no part, and suggestions are as they were handed out.
    """

    def __init__(
        self,
        store: Store,
        annotator: int,
        seed: int,
        *,
        wants_worker: bool,
        handout: OpenHandout | None = None,
    ) -> None:
        self._handout = handout
        self.surfaces = DecidedSurfaces(store)
        self._store = store
        self._annotator = annotator
        self._seed = seed
        self._wants_worker = wants_worker
        self.doubt = step_of(store)
        self._blind_share = int(store.settings.get(BLIND_SHARE, 0) or 0)

    def of(self, rows: SheetRows, scheme: Scheme) -> Sheet:
        """The sheet of an article to be reviewed."""
        is_blind = self._is_blind(rows)
        done = self._done
        return Sheet(
            rows.article,
            scheme,
            self._annotator,
            tokens=rows.tokens,
            suggestions=rows.suggestions,
            topic_suggestions=rows.topic_suggestions,
            decisions=rows.decisions,
            spans=rows.spans,
            topics=rows.topic_answers,
            review=rows.review,
            knowledge=self._knowledge(rows.article.id, done),
            is_blind=is_blind,
            blind=rows.blind,
            is_whole=not is_blind and self._is_whole(rows, done),
        )

    def knowledge(self, article: int) -> Knowledge:
        """What tells the doubtful from the rest of an article, as it is now; where several code it,
        what was not learned here and is the same for all.
        """
        return self._knowledge(article, self._done)

    def _knowledge(self, article: int, done: int) -> Knowledge:
        is_first_days = done < FIRST_DAYS
        if self.is_apart(article):
            usual = cuts_of(None, SAME_FOR_ALL)
            return Knowledge(usual.mark, usual.maybe, is_first_days)
        cuts = cuts_in(self._store, self.doubt)
        return Knowledge(cuts.mark, cuts.maybe, is_first_days, self.surfaces.labels_of)

    @property
    def _done(self) -> int:
        return self._store.counts.of(self._annotator)["done"]

    def is_apart(self, article: int) -> bool:
        """Whether several code an article, so that nothing from elsewhere has a part in it."""
        return self._handout is not None and self._handout.is_apart(article)

    def set_doubt(self, level: str) -> bool:
        """Take how much counts as doubtful: "few", "some" or "most"; whether it is a change."""
        is_change = level != self.doubt
        self.doubt = level
        if is_change:
            with suppress(AnnotatorError):  # another program holds the project: next time
                self._store.settings.set(DOUBT, level)  # jobs go by it: what counts as seen
        return is_change

    def is_drawn_blind(self, article: int) -> bool:
        """Whether chance wants an article to be reviewed without suggestions."""
        return is_drawn_blind(self._seed, article, self._blind_share)

    def is_drawn_whole(self, article: int) -> bool:
        """Whether chance wants all of an article to be read."""
        return is_drawn_whole(self._seed, article)

    def _is_whole(self, rows: SheetRows, done: int) -> bool:
        """Whether all of an article is to be read: that was begun so, or chance wants it; never
        where nothing is learned, nor in a hand-out, in which all articles look alike.
        """
        if rows.review is not None and rows.review.status != Status.NEW:
            return rows.review.shown == Shown.WHOLE
        if self._handout is not None or self._store.settings.get(LEARNS, True) is False:
            return False
        may_have_suggestions = rows.tokens is not None or self._wants_worker
        is_wanted = done < WHOLE_FIRST or self.is_drawn_whole(rows.article.id)
        return may_have_suggestions and is_wanted

    def _is_blind(self, rows: SheetRows) -> bool:
        """Whether an article goes on being reviewed without suggestions, or begins to be."""
        handout = self._handout
        if handout is not None and not handout.has_suggestions and self.is_apart(rows.article.id):
            return rows.review is None or rows.review.status != Status.DONE
        if rows.review is not None and rows.review.status != Status.NEW:
            return rows.review.shown == Shown.BLIND and rows.review.status != Status.DONE
        if rows.spans or rows.decisions or rows.topic_answers:
            return False
        may_have_suggestions = rows.tokens is not None or self._wants_worker
        return may_have_suggestions and self.is_drawn_blind(rows.article.id)
