"""Where the focus can go among the marks of a sheet."""

from __future__ import annotations

from itertools import chain

from annotator.core.doubt import FIRST, NAME
from annotator.core.marks import Mark, MarkState
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


def next_unseen(
    sheet: Sheet, focus: tuple[int, int], visited: set[int], *, is_first_too: bool = True
) -> Mark | None:
    """The next mark behind the focus at which going on stops and that never had it, then the
    earlier ones left. Those that are only there for the first time can be left out.
    """
    if sheet.marks.stops <= visited:
        return None
    for mark in chain(sheet.marks.after(*focus), sheet.marks):
        if not mark.is_stop or mark.suggestion in visited:
            continue
        if mark.stop == FIRST and not is_first_too:
            continue
        if mark.stop == NAME and _is_covered(sheet, mark):
            continue
        return mark
    return None


def next_undecided(sheet: Sheet, focus: tuple[int, int]) -> Mark | None:
    """The next doubtful mark behind the focus, round the end, had it the focus before or not."""
    return next_mark(sheet, focus, +1, is_doubtful_only=True) if sheet.marks.doubtful else None


def first_focus(sheet: Sheet, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Where the focus stands in a fresh article, in this part of its text: where the eye is needed
    first, else at the first mark that is open, else at the first token. Where names are gone
    through too, it is the first of all.
    """
    end = len(sheet.text) if end is None else end
    is_any = sheet.walks_names
    inside = [x for x in sheet.marks if start <= x.start and x.end <= end]
    stops = (x for x in inside if (x.is_stop if is_any else x.needs_eye))
    stops = (x for x in stops if x.stop != NAME or not _is_covered(sheet, x))
    first = next(stops, None) or next((x for x in inside if x.is_open), None)
    if first is not None:
        return first.start, first.end
    tokens = sheet.tokens
    index = tokens.first_from(start)
    return (0, 0) if index is None else (tokens.starts[index], tokens.ends[index])


def first_times(sheet: Sheet, visited: set[int]) -> int:
    """How many surfaces are there for the first time, not doubtful, and never had the focus."""
    fresh = sheet.marks.stops - sheet.marks.doubtful - visited
    return sum(x.stop == FIRST and x.suggestion in fresh for x in sheet.marks) if fresh else 0


def names_left(sheet: Sheet) -> int:
    """How many names are unmarked still, where going on stops at them."""
    if not sheet.walks_names or sheet.is_hiding:
        return 0
    return sum(x.state == MarkState.MAYBE and not _is_covered(sheet, x) for x in sheet.marks)


def _is_covered(sheet: Sheet, maybe: Mark) -> bool:
    """Whether something that Enter accepts lies over a name that nothing else marks."""
    return any(mark.is_accepted for mark in sheet.marks.touching(maybe.start, maybe.end))
