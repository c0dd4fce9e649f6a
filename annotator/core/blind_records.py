"""What is kept of a review that was made without suggestions, before they were compared."""

from __future__ import annotations

from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class BlindReview:
    """That an annotator reviewed an article without suggestions, before they were compared.

    `topics` are those that had a yes then; 0 for "none applies".
    """

    article: int
    annotator: int
    at: str
    topics: tuple[int, ...] = ()

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator)


@dataclass(frozen=True, slots=True)
class BlindSpan:
    """A span as it was in a blind review."""

    article: int
    annotator: int
    start: int
    end: int
    label: int

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator, self.start, self.end, self.label)
