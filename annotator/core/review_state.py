"""What judges the marks of an article under review needs to know of it, and of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Protocol

from annotator.core.records import BlindReview, Decision, Scheme, Span, Suggestion
from annotator.core.tokens import Tokens
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the project knows beyond this article.

    `threshold` is the probability under which a scored suggestion is doubtful, `maybe_threshold`
    that from which a scored maybe is, at 0 going on stops at those without a score too;
    `is_first_days` lets going on stop at every surface once; `labels_of` tells how often memory saw
    a surface as what (None: rejected).
    """

    threshold: float = 0.6
    maybe_threshold: float = 0.1
    is_first_days: bool = False
    labels_of: Callable[[str], Mapping[int | None, int]] = field(default=lambda _surface: {})


class ReviewState(Protocol):
    """An article under review, as those see it who only look; `Sheet` is one."""

    text: str
    tokens: Tokens
    scheme: Scheme
    knowledge: Knowledge
    decisions: dict[int, Decision]
    blind: BlindReview | None

    @property
    def suggestions(self) -> Mapping[int, Suggestion]: ...
    @property
    def rivals(self) -> Mapping[int, tuple[int, ...]]: ...
    @property
    def walks_names(self) -> bool: ...
    @property
    def is_hiding(self) -> bool: ...
    @property
    def is_revealed(self) -> bool: ...
    @property
    def spans(self) -> list[Span]: ...
    @property
    def span_count(self) -> int: ...
    def span_at(self, start: int, end: int) -> Span | None: ...
    def spans_touching(self, start: int, end: int) -> list[Span]: ...
    def has_span(self, start: int, end: int, label: int) -> bool: ...
    def decided_labels(self, surface: str) -> Mapping[int | None, int]: ...
    def with_surface(self, surface: str) -> Iterator[Suggestion]: ...
    def suggestions_touching(self, start: int, end: int) -> list[Suggestion]: ...
