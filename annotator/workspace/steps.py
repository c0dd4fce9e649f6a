"""Where the focus can go among the marks of a sheet."""

from __future__ import annotations

from itertools import chain

from annotator.core.marks import Mark
from annotator.core.sheet import Sheet


def next_mark(
    sheet: Sheet, focus: tuple[int, int], way: int, *, is_doubtful_only: bool = False
) -> Mark | None:
    """The next mark in direction `way` from the focus, round the end; None when there is no
    other.
    """
    onward = sheet.marks.after(*focus) if way > 0 else sheet.marks.before(*focus)
    around = iter(sheet.marks) if way > 0 else reversed(sheet.marks)
    for mark in chain(onward, around):
        if (mark.start, mark.end) == focus:
            continue
        if not is_doubtful_only or mark.needs_eye:
            return mark
    return None


def next_unseen(sheet: Sheet, focus: tuple[int, int], visited: set[int]) -> Mark | None:
    """The next doubtful mark behind the focus that never had it, then the earlier ones left."""
    if sheet.marks.doubtful <= visited:
        return None
    for mark in chain(sheet.marks.after(*focus), sheet.marks):
        if mark.needs_eye and mark.suggestion not in visited:
            return mark
    return None


def open_counts(sheet: Sheet, visited: set[int]) -> tuple[int, int]:
    """How many marks are open, and how many doubtful ones never had the focus."""
    marks = sheet.marks
    return marks.open_count, len(marks.doubtful) - len(marks.doubtful & visited)
