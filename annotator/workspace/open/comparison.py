"""Two near copies side by side: their texts aligned, and what one's labels are in the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from annotator.core.alignment import Alignment, Places, Stretch
from annotator.core.copy_acts import Carried
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.storage.sheet import SheetRows
from annotator.values import dataclass
from annotator.workspace.open.comparing import MOST, align
from annotator.workspace.open.copy_rows import CopyRow


@dataclass(frozen=True)  # without slots, for what is worked out once
class Comparison:
    """The article on the desk, `here`, and a near copy of it, `there`, whose words come first in
    the alignment.
    """

    here: Sheet
    there: Sheet
    row: CopyRow
    alignment: Alignment

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Both texts, in pieces that are the same or differ."""
        return self.alignment.stretches()

    @cached_property
    def places(self) -> Places:
        """Which place of one stands beside which of the other."""
        return Places(self.stretches)

    @property
    def share(self) -> float:
        """How much of their words they have in common."""
        if self.row.share is not None:
            return self.row.share
        longer = max(len(self.alignment.first), len(self.alignment.second), 1)
        return self.alignment.same / min(longer, self.alignment.compared)

    @property
    def is_cut(self) -> bool:
        """Whether only the beginnings were compared."""
        return max(len(self.alignment.first), len(self.alignment.second)) > MOST

    @cached_property
    def carried(self) -> tuple[list[Carried], int]:
        """The spans there whose words stand here too, at their places here; how many do not."""
        labels = {label.id for label in self.here.scheme.labels if not label.retired}
        spans, found = self.there.spans, list[Carried]()
        for span in spans:
            place = self.alignment.carried(span.start, span.end)
            if place is None or span.label not in labels:
                continue
            if self.here.text[slice(*place)] == span.surface:
                found.append(Carried(*place, span.label))
        return found, len(spans) - len(found)

    @property
    def topics(self) -> list[int]:
        """The topics that the annotator gave the near copy, as far as they are in use."""
        answers = self.there.topics
        used = (topic.id for topic in self.here.scheme.topics if not topic.retired)
        return [topic for topic in used if topic in answers and answers[topic].is_yes]


def compared(
    here: Sheet, rows: SheetRows, row: CopyRow, annotator: int
) -> Iterator[Comparison | None]:
    """The article on the desk beside another, whose rows are given, in steps that a window has
    time for: None until the last one, which gives it.
    """
    first = rows.article.text, cut(rows.article.text)
    yield None
    second = here.text, cut(here.text)
    yield None
    there = Sheet(
        rows.article,
        here.scheme,
        annotator,
        tokens=first[1],
        spans=() if here.is_hiding else rows.spans,
        topics=() if here.is_hiding else rows.topic_answers,
        review=rows.review,
    )
    yield None
    found = Comparison(here, there, row, align(first, second))
    yield None
    for part in ("stretches", "places", "carried"):
        getattr(found, part)  # each takes some milliseconds, and is kept
        yield None
    yield found
