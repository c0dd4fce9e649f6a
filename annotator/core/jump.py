"""Where a jump can go: unmarked name-like runs by digits, tokens by hints of letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.marks import MarkState
from annotator.core.sheet import Sheet
from annotator.core.tokens import name_run

# Easy keys first; two letters when there are more targets than letters.
_LETTERS = "fjdkslaghruvmeicnowptybqxz"


@dataclass(frozen=True, slots=True)
class Target:
    """A range that the focus takes when its hint was typed; `at` is where the hint is drawn."""

    hint: str
    start: int
    end: int
    at: int


def run_targets(sheet: Sheet, start: int, end: int) -> list[Target]:
    """The first nine unmarked name-like runs and maybes in [start, end), hinted by digits."""
    places: list[tuple[int, int]] = []
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


def token_targets(sheet: Sheet, start: int, end: int, letter: str = "") -> list[Target]:
    """The tokens in [start, end) that begin with the letter, in any script, each with a hint.

    Without a letter all words and numbers.
    A hint inside a mark leads to the mark, one inside a name-like run to the whole run, as far as
    that is free; the same goal is hinted once.
    """
    goals: dict[tuple[int, int], int] = {}
    tokens = sheet.tokens
    index = tokens.first_from(start)
    most = len(_LETTERS) ** 2
    while index is not None and index < len(tokens) and tokens.starts[index] < end:
        at = tokens.starts[index]
        if len(goals) == most:
            break
        if base(sheet.text[at]) == base(letter) if letter else sheet.text[at].isalnum():
            goal = _goal(sheet, index) if letter else _token_goal(sheet, index)
            goals.setdefault(goal, at)
        index += 1
    hints = make_hints(len(goals))
    return [Target(hint, *goal, at) for hint, (goal, at) in zip(hints, goals.items(), strict=True)]


def make_hints(count: int) -> list[str]:
    """So many different hints, none the beginning of another."""
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
