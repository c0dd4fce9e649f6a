"""The cheapest keys of a jump to each place that the oracle may want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.jump import (
    Target,
    first_targets,
    has_capitals,
    letter_targets,
    stretch,
    token_targets,
)
from annotator.core.sheet import Sheet
from tests.bench.effort.oracle import Range, keys_of

_NEAR = 6  # wanted ranges for which jumps are looked up
_MOST_TOKENS = 9  # that a digit takes after a jump


def jumps(
    sheet: Sheet, view: Range, wanted: Sequence[Range], focus: Range
) -> dict[Range, tuple[str, ...]]:
    """The keys to each goal that overlaps a wanted range, from a focus, with so much in view."""
    near = [r for r in wanted if r[0] < view[1] and r[1] > view[0]]
    near = sorted(near, key=lambda r: abs(r[0] - focus[0]))[:_NEAR]
    found: dict[Range, tuple[str, ...]] = {}
    if not near:
        return found
    first = first_targets(sheet, *view, focus)
    _note(found, sheet, near, first, ("/",))
    if not sheet.scheme.nested and not has_capitals(sheet.text[slice(*view)]):
        return found  # all words have their hints already
    used = {target.hint[0] for target in first}
    for letter in sorted(_letters(sheet, near) - used):
        if is_typed(letter):
            named = letter_targets(sheet, *view, letter, focus)
            _note(found, sheet, near, named, ("/", letter))
    if sheet.scheme.nested or any(place not in found for place in near):
        _note(found, sheet, near, token_targets(sheet, *view, focus), ("/", "/"))
    return found


def is_typed(letter: str) -> bool:
    """Whether one key types it: a letter of an alphabet, or ASCII but a digit or a slash."""
    if letter.isascii():
        return letter.isprintable() and not letter.isdigit() and letter not in "/ "
    return letter.isalpha() and ord(letter) < 0x1100


def _note(
    found: dict[Range, tuple[str, ...]],
    sheet: Sheet,
    near: Sequence[Range],
    targets: Iterable[Target],
    first: tuple[str, ...],
) -> None:
    for target in targets:
        goal = (target.start, target.end)
        if not any(goal[0] < r[1] and goal[1] > r[0] for r in near):
            continue
        keys = (*first, *target.hint)
        _keep(found, goal, keys)
        if target.is_open_ended:
            for count in range(2, _MOST_TOKENS + 1):
                wider = stretch(sheet, target.start, count)
                if wider in near:
                    _keep(found, wider, (*keys, str(count)))


def _keep(found: dict[Range, tuple[str, ...]], goal: Range, keys: tuple[str, ...]) -> None:
    if goal not in found or keys_of(keys) < keys_of(found[goal]):
        found[goal] = keys


def _letters(sheet: Sheet, places: Iterable[Range]) -> set[str]:
    """What the words in these ranges begin with."""
    text, tokens = sheet.text, sheet.tokens
    letters = set()
    for first, last in places:
        index = tokens.first_from(first)
        while index is not None and index < len(tokens) and tokens.starts[index] < last:
            letters.add(text[tokens.starts[index]].lower())
            index += 1
    return letters
