"""The spans of a review as they are read for what goes out: many, so none is a row of its own.

Imported late: a window shows its first article without msgspec.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from operator import attrgetter

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from annotator.faults import Harm
from annotator.storage.damage_kind import Damage, Damaged


class ReviewedSpan(Struct, array_like=True, frozen=True, gc=False):
    """A span of a review; see annotator.core.records.Span."""

    start: int
    end: int
    label: int
    surface: str
    origin: str = "added"
    suggestion: int | None = None
    question: str = ""


_DECODER = Decoder(list[ReviewedSpan])
_PLACE = attrgetter("start", "end", "label")
_START, _LABEL, _SURFACE = map(attrgetter, ("start", "label", "surface"))
_END, _SUGGESTION = map(attrgetter, ("end", "suggestion"))


def spans_of(article: int, rows: str) -> list[ReviewedSpan]:
    """The spans of a JSON list of lists, by place. Damaged where one is none."""
    try:
        spans = _DECODER.decode(rows)
    except MsgspecError as error:
        raise Damaged(Damage("spans", article, Harm.NOT_READ())) from error
    starts = [*map(_START, spans)]
    if len(set(starts)) == len(starts) and starts == sorted(starts):
        return spans  # as mostly, but SQLite promises no order
    return sorted(spans, key=_PLACE)


def suggestions_of(work: Iterable[list[ReviewedSpan]]) -> list[int]:
    """The suggestions that spans were made of."""
    found = set[int | None]().union(*(map(_SUGGESTION, spans) for spans in work))
    return [number for number in found if number is not None]


@dataclass(frozen=True, slots=True)
class Known:
    """The labels and suggestions that spans may refer to; None where no span refers to one."""

    labels: Set[int]
    suggestions: Set[int] | None

    def are_fit(self, text: str, spans: list[ReviewedSpan]) -> bool:
        """Whether spans, in order, are stretches of the text, and refer to what is there."""
        if not spans:
            return True
        surfaces = [text[span.start : span.end] for span in spans]
        return (
            surfaces == [*map(_SURFACE, spans)]
            and all(surfaces)
            and spans[0].start >= 0
            and max(map(_END, spans)) <= len(text)
            and {*map(_LABEL, spans)} <= self.labels
            and (
                self.suggestions is None or {*map(_SUGGESTION, spans)} - self.suggestions <= {None}
            )
        )
