"""What a person says about near copies: that two articles are none of each other."""

from __future__ import annotations

from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class KeptApart:
    """`article` is no copy of `other`, the one with the lower id, whatever their words say."""

    article: int
    other: int

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.other)


def kept_apart(one: int, other: int) -> KeptApart:
    """The record for two articles, in whatever order."""
    return KeptApart(max(one, other), min(one, other))
