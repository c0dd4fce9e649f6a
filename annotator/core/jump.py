"""Where a jump can go: unmarked name-like runs by digits, marks and tokens by hints of letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from annotator.core.marks import Mark, MarkState
from annotator.core.sheet import Sheet
from annotator.core.tokens import name_run
from annotator.values import dataclass

# Easy keys first; two letters when there are more targets than letters.
_LETTERS = "fjdkslaghruvmeicnowptybqxz"
_MOST = len(_LETTERS) ** 2

_Range = tuple[int, int]
_NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True)
class Target:
    """A range that the focus takes when its hint was typed; `at` is where the hint is drawn.

    `is_open_ended`: no mark says where it ends, so a digit may say how many tokens are meant.
    """

    hint: str
    start: int
    end: int
    at: int
    is_open_ended: bool = False


def first_targets(sheet: Sheet, start: int, end: int, focus: _Range = _NOWHERE) -> list[Target]:
    """What `/` offers in [start, end): digits at unmarked names, letters at the marks.

    Suggestions that are not doubtful come first, as `.` finds the doubtful; among equals the
    nearest to the focus have the shortest hints. In a script without capitals no token looks like
    a name, so there all of them have letters too.
    """
    marks = [m for m in sheet.marks.touching(start, end) if m.state != MarkState.MAYBE]
    marks = [m for m in marks if start <= m.start and m.end <= end]
    marks.sort(key=lambda mark: (_rank(mark), _distance((mark.start, mark.end), focus)))
    goals = {(mark.start, mark.end): mark.start for mark in marks}
    goals.pop(focus, None)
    if not has_capitals(sheet.text[start:end]):
        for goal, at in _token_goals(sheet, start, end, focus):
            if not any(m.state != MarkState.MAYBE for m in sheet.marks.touching(*goal)):
                goals.setdefault(goal, at)
    return [*run_targets(sheet, start, end), *_hinted(sheet, goals)]


def run_targets(sheet: Sheet, start: int, end: int) -> list[Target]:
    """The first nine unmarked name-like runs and maybes in [start, end), hinted by digits."""
    places: list[_Range] = []
    tokens = sheet.tokens
    index = tokens.first_from(start)
    while index is not None and index < len(tokens) and tokens.starts[index] < end:
        run = name_run(sheet.text, tokens, index)
        if run is None or run[1] <= index:
            index += 1
            continue
        place = (tokens.starts[run[0]], tokens.ends[run[1] - 1])
        places += _unmarked(sheet, place)
        index = run[1]
    unique = list(dict.fromkeys(places))[:9]
    return [Target(str(n), *place, place[0]) for n, place in enumerate(unique, 1)]


def token_targets(sheet: Sheet, start: int, end: int, focus: _Range = _NOWHERE) -> list[Target]:
    """All words and numbers in [start, end), each with a hint: `//`.

    A hint inside a span leads to the span. Capitals and digits, then what is near, have the
    shortest hints.
    """
    goals: dict[_Range, int] = {}
    for goal, at in _token_goals(sheet, start, end, focus):
        goals.setdefault(goal, at)
    return _hinted(sheet, goals)


def letter_targets(
    sheet: Sheet, start: int, end: int, letter: str, focus: _Range = _NOWHERE
) -> list[Target]:
    """The tokens in [start, end) that begin with the letter, in any script, each with a hint.

    A hint inside a mark leads to the mark, one inside a name-like run to the whole run, as far as
    that is free; the same goal is hinted once.
    """
    goals: dict[_Range, int] = {}
    for index in _indexes(sheet, start, end):
        at = sheet.tokens.starts[index]
        if base(sheet.text[at]) == base(letter):
            goals.setdefault(_goal(sheet, index), at)
    near = sorted(goals.items(), key=lambda item: _distance(item[0], focus))
    return _hinted(sheet, dict(near))


def stretch(sheet: Sheet, start: int, count: int) -> tuple[int, int]:
    """So many tokens from the one that begins at `start`, or as many as there are."""
    first = sheet.tokens.first_from(start)
    assert first is not None
    last = min(first + count, len(sheet.tokens)) - 1
    return sheet.tokens.starts[first], sheet.tokens.ends[last]


def has_capitals(text: str) -> bool:
    """Whether most letters of a text are of a script that has capitals."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c.islower() or c.isupper() for c in letters) >= len(letters)


def make_hints(count: int) -> list[str]:
    """So many different hints, none the beginning of another; the short ones first."""
    if count <= len(_LETTERS):
        return list(_LETTERS[:count])
    size = len(_LETTERS)
    firsts = min(size, -(-(count - size) // (size - 1)))
    single = _LETTERS[: size - firsts]
    double = [a + b for a in _LETTERS[size - firsts :] for b in _LETTERS]
    return [*single, *double][:count]


def chosen(targets: Sequence[Target], typed: str) -> list[Target]:
    """The targets whose hint begins with what was typed."""
    return [target for target in targets if target.hint.startswith(typed)]


def base(character: str) -> str:
    """The letter without marks and case: what is on the key."""
    plain = unicodedata.normalize("NFD", character)[:1]
    return plain.casefold()[:1]


def _hinted(sheet: Sheet, goals: dict[_Range, int]) -> list[Target]:
    """Targets with hints, the shortest first."""
    places = list(goals.items())[:_MOST]
    hints = make_hints(len(places))
    return [
        Target(hint, *goal, at, is_open_ended=sheet.marks.exactly(*goal) is None)
        for hint, (goal, at) in zip(hints, places, strict=True)
    ]


def _rank(mark: Mark) -> int:
    if mark.is_open:
        return 1 if mark.doubt else 0
    return 2


def _distance(place: _Range, focus: _Range) -> int:
    """How far a place is from the focus; what lies behind it counts double, as work goes on."""
    ahead = place[0] - focus[0]
    return ahead if ahead >= 0 else -2 * ahead


def _indexes(sheet: Sheet, start: int, end: int) -> Iterable[int]:
    tokens = sheet.tokens
    index = tokens.first_from(start)
    while index is not None and index < len(tokens) and tokens.starts[index] < end:
        yield index
        index += 1


def _token_goals(sheet: Sheet, start: int, end: int, focus: _Range) -> list[tuple[_Range, int]]:
    """Words and numbers with the places of their hints, the likeliest to be meant first."""
    found = []
    for index in _indexes(sheet, start, end):
        at = sheet.tokens.starts[index]
        first = sheet.text[at]
        if first.isalnum():
            goal = _token_goal(sheet, index)
            is_plain = not (first.isupper() or first.isdigit())
            found.append((is_plain, _distance(goal, focus), goal, at))
    return [(goal, at) for _, _, goal, at in sorted(found)]


def _goal(sheet: Sheet, index: int) -> tuple[int, int]:
    start, end = sheet.tokens.starts[index], sheet.tokens.ends[index]
    marks = [m for m in sheet.marks.touching(start, end) if m.state != MarkState.MAYBE]
    if marks:
        smallest = min(marks, key=lambda mark: mark.end - mark.start)
        return smallest.start, smallest.end
    run = name_run(sheet.text, sheet.tokens, index)
    if run is not None:
        place = (sheet.tokens.starts[run[0]], sheet.tokens.ends[run[1] - 1])
        for free in _free_parts(sheet, place):
            if free[0] <= start < free[1]:
                return free
    return start, end


def _token_goal(sheet: Sheet, index: int) -> tuple[int, int]:
    """With hints on every token, the token itself is meant; inside a mark the mark."""
    start, end = sheet.tokens.starts[index], sheet.tokens.ends[index]
    marks = [m for m in sheet.marks.touching(start, end) if m.state == MarkState.SPAN]
    if marks and not sheet.scheme.nested:
        return marks[0].start, marks[0].end
    return start, end


def _unmarked(sheet: Sheet, place: tuple[int, int]) -> list[tuple[int, int]]:
    maybes = [m for m in sheet.marks.touching(*place) if m.state == MarkState.MAYBE]
    if maybes:
        return [(mark.start, mark.end) for mark in maybes]
    return _free_parts(sheet, place)


def _free_parts(sheet: Sheet, place: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of a name-like run that no mark covers, as whole tokens."""
    tokens = sheet.tokens
    cover = tokens.covering(*place)
    if cover is None:
        return []
    parts: list[tuple[int, int]] = []
    begun: int | None = None
    for index in range(cover[0], cover[1] + 1):
        is_free = index < cover[1] and not any(
            mark.state != MarkState.MAYBE
            for mark in sheet.marks.touching(tokens.starts[index], tokens.ends[index])
        )
        if is_free and begun is None and sheet.text[tokens.starts[index]].isupper():
            begun = index
        elif not is_free and begun is not None:
            parts.append((tokens.starts[begun], tokens.ends[index - 1]))
            begun = None
    return parts
