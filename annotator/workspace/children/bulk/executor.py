"""Who suggests for batches of articles: what the processes of this machine and a cluster share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotator.values import dataclass
from annotator.worker_messages import Loaded, Refused, Request, SuggestedMany, SuggestMany

AHEAD = 2
"""So many batches a process: one that is read, and one that waits for it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came for the request with this number, in whatever order."""

    number: int
    answer: SuggestedMany


@dataclass(frozen=True, slots=True)
class Lost:
    """The process that had this request died; `was_begun`: perhaps of this very request."""

    number: int
    was_begun: bool = True


@dataclass(frozen=True, slots=True)
class Taught:
    """What a process said to the lesson: which pipeline it has loaded, and what it could not take,
    by the number of the request.
    """

    loaded: Loaded
    refused: Sequence[Refused] = ()


class Executor(Protocol):
    """Has the same lesson everywhere, and does what it is asked anywhere."""

    processes: int

    @property
    def has_room(self) -> bool:
        """Whether another request would be begun soon."""

    def put(self, request: SuggestMany) -> None:
        """Let somebody do this."""

    def next(self, timeout_s: float) -> Answered | Lost | None:
        """What came; None: nothing in that time. Raises UserError or EnvironmentFault where nothing
        will come any more.
        """

    def close(self) -> None:
        """End at once, whatever is under way; harmless when repeated."""


Lesson = Sequence[Request]
"""What a process is told before it suggests: the pipeline first, the scheme, memory, the models."""
