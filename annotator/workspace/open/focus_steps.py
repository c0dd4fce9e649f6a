"""Where the focus can go among the marks of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, takewhile

from annotator.core.doubt import FIRST, NAME
from annotator.core.marks import Mark
from annotator.core.sheet import Sheet

_BEHIND_ALL = (1 << 60, 0)


def next_mark(
    sheet: Sheet, focus: tuple[int, int], way: int, *, is_doubtful_only: bool = False
) -> Mark | None:
    """The next mark in direction `way` from the focus, round the end; None when there is no
    other.
    """
    if is_doubtful_only and sheet.marks.is_judged and not sheet.marks.doubtful:
        return None
    onward = sheet.marks.after(*focus) if way > 0 else sheet.marks.before(*focus)
    around = sheet.marks.after(-1, -1) if way > 0 else sheet.marks.before(*_BEHIND_ALL)
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
    if sheet.marks.is_judged and sheet.marks.stops <= visited:
        return None
    for mark in chain(sheet.marks.after(*focus), sheet.marks.after(-1, -1)):
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
    return next_mark(sheet, focus, +1, is_doubtful_only=True)


def first_focus(sheet: Sheet, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Where the focus stands in a fresh article, in this part of its text: where the eye is needed
    first, else at the first mark that is open, else at the first token. Where names are gone
    through too, it is the first of all.
    """
    end = len(sheet.text) if end is None else end
    is_any = sheet.walks_names
    stops = (x for x in _inside(sheet, start, end) if (x.is_stop if is_any else x.needs_eye))
    stops = (x for x in stops if x.stop != NAME or not _is_covered(sheet, x))
    first = next(stops, None)
    if first is None:
        first = next((x for x in _inside(sheet, start, end) if x.is_open), None)
    if first is not None:
        return first.start, first.end
    tokens = sheet.tokens
    index = tokens.first_from(start)
    return (0, 0) if index is None else (tokens.starts[index], tokens.ends[index])


def _inside(sheet: Sheet, start: int, end: int) -> Iterator[Mark]:
    """The marks that stand wholly in this part of the text, in order."""
    from_here = takewhile(lambda x: x.start < end, sheet.marks.after(start - 1, len(sheet.text)))
    return (x for x in from_here if x.end <= end)


def first_times(sheet: Sheet, visited: set[int]) -> int:
    """How many surfaces are there for the first time, not doubtful, and never had the focus."""
    fresh = sheet.marks.stops - sheet.marks.doubtful - visited
    return sum(x.stop == FIRST and x.suggestion in fresh for x in sheet.marks) if fresh else 0


def names_left(sheet: Sheet) -> int:
    """How many names are unmarked still, where going on stops at them."""
    if not sheet.walks_names or sheet.is_hiding:
        return 0
    names = sheet.marks.stops - sheet.marks.doubtful
    if not names:
        return 0
    left = (x for x in sheet.marks if x.stop == NAME and x.suggestion in names)
    return sum(not _is_covered(sheet, x) for x in left)


def _is_covered(sheet: Sheet, maybe: Mark) -> bool:
    """Whether something that Enter accepts lies over a name that nothing else marks."""
    return any(mark.is_accepted for mark in sheet.marks.touching(maybe.start, maybe.end))
