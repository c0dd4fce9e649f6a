"""What is told of a span that could not go out, or not as it is."""

from __future__ import annotations

from annotator.core.export_codes import RemarkReason
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A span that a file could not take as it is, and what was done about it, or why none gets it.
    `article` is the article's key.
    """

    article: str
    start: int
    end: int
    label: str
    surface: str
    what: RemarkReason
