"""The spans of a review as they are read for what goes out: many, so a column a field and no rows.

Imported late: a window shows its first article without msgspec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import compress
from operator import attrgetter
from typing import Any, cast

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder
from msgspec.structs import replace

from annotator.faults import Harm
from annotator.storage.damage_kind import Damage, Damaged
from annotator.values import dataclass


class ReviewedSpan(Struct, frozen=True, gc=False):
    """A span of a review; see annotator.core.records.Span."""

    start: int
    end: int
    label: int
    surface: str
    origin: str = "added"
    suggestion: int | None = None
    question: str = ""


class ReviewedSpans(Struct, array_like=True, frozen=True):
    """Spans by place; each of them only where it is asked for."""

    starts: list[int] = []
    ends: list[int] = []
    labels: list[int] = []
    surfaces: list[str] = []
    origins: list[str] = []
    suggestions: list[int | None] = []
    questions: list[str] = []

    @classmethod
    def of(cls, spans: Iterable[ReviewedSpan]) -> ReviewedSpans:
        """These spans."""
        return _of_rows(map(_FIELDS, spans))

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[ReviewedSpan]:
        return map(ReviewedSpan, *_columns(self))

    def where(self, keep: Sequence[bool]) -> ReviewedSpans:
        """Those for which the value at their place is true."""
        return ReviewedSpans(*(list(compress(each, keep)) for each in _columns(self)))

    def without_labels(self, labels: Set[int]) -> ReviewedSpans:
        """Those of other labels than these."""
        return self.where([each not in labels for each in self.labels])

    def without_questions(self) -> ReviewedSpans:
        """The same without what is asked about them."""
        return replace(self, questions=[""] * len(self)) if any(self.questions) else self


_DECODER = Decoder(ReviewedSpans)
_PLACE = attrgetter("start", "end", "label")
_NAMES = ReviewedSpan.__struct_fields__
_FIELDS = attrgetter(*_NAMES)
_columns = attrgetter(*ReviewedSpans.__struct_fields__)


def _of_rows(rows: Iterable[tuple[Any, ...]]) -> ReviewedSpans:
    columns = zip(*rows, strict=True)
    return ReviewedSpans(*cast(Any, map(list, columns)))


def sql_of(columns: Iterable[str]) -> str:
    """An expression for all spans of a group as `spans_of` reads them, from their columns."""
    return f"json_array({', '.join(f'json_group_array({each})' for each in columns)})"


def spans_of(article: int, found: str) -> ReviewedSpans:
    """The spans of a JSON list of columns, by place. Damaged where they are none."""
    try:
        spans = _DECODER.decode(found)
    except MsgspecError as error:
        raise Damaged(Damage("spans", article, Harm.NOT_READ())) from error
    starts = spans.starts
    if len({*map(len, _columns(spans))}) != 1:
        raise Damaged(Damage("spans", article, Harm.NOT_READ()))
    if len(set(starts)) == len(starts) and starts == sorted(starts):
        return spans  # as mostly, but SQLite promises no order
    return ReviewedSpans.of(sorted(spans, key=_PLACE))


def suggestions_of(work: Iterable[ReviewedSpans]) -> list[int]:
    """The suggestions that spans were made of."""
    found = set[int | None]().union(*(spans.suggestions for spans in work))
    return [number for number in found if number is not None]


@dataclass(frozen=True, slots=True)
class Known:
    """The labels and suggestions that spans may refer to; None where no span refers to one."""

    labels: Set[int]
    suggestions: Set[int] | None

    def are_fit(self, text: str, spans: ReviewedSpans) -> bool:
        """Whether spans are stretches of the text, and refer to what is there."""
        if not spans:
            return True
        surfaces = [text[start:end] for start, end in zip(spans.starts, spans.ends, strict=True)]
        return (
            surfaces == spans.surfaces
            and all(surfaces)
            and min(spans.starts) >= 0
            and max(spans.ends) <= len(text)
            and {*spans.labels} <= self.labels
            and (self.suggestions is None or {*spans.suggestions} - self.suggestions <= {None})
        )
