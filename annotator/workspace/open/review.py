"""An open review: one article on the desk, and what can be done to it, a part a job.

No Qt here. What a key does returns a `Result`; what was changed has been stored before it returns.
Notes are codes with values, which the window puts into words.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from annotator.core.marks import Mark
from annotator.core.records import Article, Review
from annotator.core.sheet import Sheet
from annotator.workspace.open.attention import Attention
from annotator.workspace.open.deciding import Deciding
from annotator.workspace.open.edges import Edges
from annotator.workspace.open.finishing import Finishing
from annotator.workspace.open.key_results import Committer, Note, Result
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.remarks import Remarks
from annotator.workspace.open.repeating import Repeating
from annotator.workspace.open.replacing import Replacing
from annotator.workspace.open.walk import Walk

__all__ = ["Note", "OpenReview", "Result"]


class OpenReview:
    """The review on the desk; `chosen` says why its article came."""

    def __init__(
        self,
        sheet: Sheet,
        committer: Committer,
        *,
        chosen: str = "queue",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.chosen = chosen
        self.attention = Attention(clock, len(sheet.tokens))
        self._recorder = Recorder(sheet, committer, self.attention, chosen)
        replacing = Replacing(self._recorder)
        self.walk = Walk(self._recorder, clock)
        self.repeating = Repeating(self._recorder, self.walk)
        self.deciding = Deciding(self._recorder, self.walk, self.repeating, replacing)
        self.edges = Edges(self._recorder, self.walk, self.repeating, replacing)
        self.remarks = Remarks(self._recorder, self.walk)
        self.finishing = Finishing(self._recorder, self.walk)

    @property
    def sheet(self) -> Sheet:
        """The article as it is now."""
        return self._recorder.sheet

    @sheet.setter
    def sheet(self, anew: Sheet) -> None:
        self._recorder.sheet = anew

    @property
    def article(self) -> Article:
        """The article, whatever was done to it."""
        return self._recorder.article

    @property
    def state(self) -> Review:
        """What is known of the review itself."""
        return self._recorder.review

    @property
    def is_waiting(self) -> bool:
        """Whether suggestions may still come for it."""
        return self._recorder.is_waiting

    @is_waiting.setter
    def is_waiting(self, is_so: bool) -> None:
        self._recorder.is_waiting = is_so

    @property
    def focus(self) -> tuple[int, int]:
        """A range in code points: of a mark, or of a run of tokens."""
        return self.walk.focus

    @property
    def mark(self) -> Mark | None:
        """The mark that has the focus, None on a run of tokens."""
        return self.walk.mark

    def arrived(self) -> None:
        """The suggestions came. The focus moves only if nothing was done here yet."""
        self.is_waiting = False
        self.walk.begin()

    def counts(self) -> tuple[int, int]:
        """How many Enter accepts, and how many are doubtful: what all of the window tells."""
        return self.sheet.marks.open_count, len(self.sheet.marks.doubtful)
