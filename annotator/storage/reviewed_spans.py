"""The spans of a review as they are read for what goes out: many, so none is a row of its own.

Imported late: a window shows its first article without msgspec.
"""

from __future__ import annotations

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


def spans_of(article: int, rows: str) -> list[ReviewedSpan]:
    """The spans of a JSON list of lists, by place. Damaged where one is none."""
    try:
        return sorted(_DECODER.decode(rows), key=_PLACE)  # SQLite promises no order
    except MsgspecError as error:
        raise Damaged(Damage("spans", article, Harm.NOT_READ())) from error
