"""Where the focus can go among the marks of a sheet."""

from __future__ import annotations

from itertools import chain

from annotator.core.marks import Mark
from annotator.core.sheet import Sheet
from annotator.core.tokens import Tokens


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


def edge_by_token(
    tokens: Tokens, focus: tuple[int, int], side: str, way: int
) -> tuple[int, int] | None:
    """The focus with its "start" or "end" one token further on (+1) or back (-1); None where the
    text ends.
    """
    start, end = focus
    if side == "end":
        index = tokens.first_from(end) if way > 0 else tokens.last_before(end)
        if index is None:
            return None
        if way > 0:
            return start, tokens.ends[index]
        index = tokens.last_before(tokens.starts[index])
        return start, tokens.ends[index] if index is not None else start
    index = tokens.last_before(start) if way < 0 else tokens.first_from(start)
    if index is None:
        return None
    if way < 0:
        return tokens.starts[index], end
    return (tokens.starts[index + 1] if index + 1 < len(tokens) else end), end
