"""What came of a disagreement, as a row."""

from __future__ import annotations

from enum import StrEnum

from annotator.values import dataclass


class Verdict(StrEnum):
    """How a case was settled: by a side, another answer, no span, or not at all: nobody can tell.
    AGREED stands, once an article, for all that was taken over because everybody said it.

    The text of each is what is stored.
    """

    SIDE = "side"
    OTHER = "other"
    NONE = "none"
    UNCLEAR = "unclear"
    AGREED = "agreed"


class Reason(StrEnum):
    """Why people disagreed, as who settled it thinks. The text of each is what is stored."""

    NOT_GIVEN = ""
    TEXT = "text unclear"
    CODEBOOK = "codebook gap"
    SLIP = "slip"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Settled:
    """How one case was settled, by `annotator`; what came of it are the reviews
    of gold.

    `what`, `start` and `end` name the case (see `Case` in `core/adjudication.py`), `sides` are the
    answers that were there, as JSON. `rule` is the time of the coding rule that was written about
    it, "" without.
    """

    article: int
    what: str
    start: int
    end: int
    sides: str
    verdict: str
    annotator: int
    at: str
    reason: str = Reason.NOT_GIVEN
    rule: str = ""

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.what, self.start, self.end)
