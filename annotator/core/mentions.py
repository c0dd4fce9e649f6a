"""The other mentions of a surface in an article, and which of them stand alone."""

from __future__ import annotations

from annotator.core.marks import MarkState
from annotator.core.sheet import Sheet
from annotator.core.tokens import TITLES, Tokens, name_run

_MANY = 1_000


def occurrences(text: str, surface: str) -> list[tuple[int, int]]:
    """All places where exactly this surface stands, not overlapping each other."""
    found = []
    at = text.find(surface) if surface else -1
    while at >= 0:
        found.append((at, at + len(surface)))
        at = text.find(surface, at + len(surface))
    return found


def standing_count(sheet: Sheet, surface: str) -> int:
    """How often this surface stands in the article, not as a part of words."""
    places = occurrences(sheet.text, surface)
    if len(places) > _MANY:
        return len(places)  # a figure that is only told; to look at each would hold up the keys
    return sum(sheet.tokens.is_aligned(start, end) for start, end in places)


def other_mentions(sheet: Sheet, start: int, end: int) -> list[tuple[int, int, int | None]]:
    """The undecided mentions of the surface at [start, end) elsewhere, as (start, end, suggestion).

    Exact case, at token boundaries; inside or beside another mark or a longer name run does not
    count, unless a suggestion has just that range. `suggestion` is None where nothing marks it.
    """
    surface = sheet.text[start:end]
    if not surface.strip():
        return []
    found: list[tuple[int, int, int | None]] = []
    for first, last in occurrences(sheet.text, surface):
        if first < end and last > start:
            continue
        exact = sheet.marks.exactly(first, last)
        if exact is not None:
            if exact.state != MarkState.SPAN and not exact.is_contested:
                found.append((first, last, exact.suggestion))
        elif _is_free(sheet, first, last):
            found.append((first, last, None))
    return found


def _is_free(sheet: Sheet, start: int, end: int) -> bool:
    if any(mark.state != MarkState.MAYBE for mark in sheet.marks.touching(start - 1, end + 1)):
        return False
    return (
        sheet.tokens.is_aligned(start, end)
        and not was_decided(sheet, start, end)
        and (stands_alone(sheet, start, end) or ends_run(sheet.text, sheet.tokens, start, end))
    )


def was_decided(sheet: Sheet, start: int, end: int) -> bool:
    """Whether a suggestion of just this range was decided: where no mark is, rejected or moved."""
    return any(
        suggestion.start == start and suggestion.end == end and suggestion.id in sheet.decisions
        for suggestion in sheet.with_surface(sheet.text[start:end])
    )


def ends_run(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """Whether [start, end) is the name at the end of a longer name-like run, behind what is not of
    it: "Xi Jinping" in "Chinese President Xi Jinping". A single word needs a title before it.
    """
    cover = tokens.covering(start, end)
    run = None if cover is None else name_run(text, tokens, cover[0])
    if cover is None or run is None or run[1] != cover[1] or run[0] >= cover[0]:
        return False
    before = text[tokens.starts[cover[0] - 1] : tokens.ends[cover[0] - 1]]
    is_parted = text[tokens.ends[cover[0] - 1] : start].isspace()
    is_long = cover[1] - cover[0] > 1 and before[:1].isupper()
    return is_parted and (is_long or before.lower() in TITLES)


def stands_alone(sheet: Sheet, start: int, end: int) -> bool:
    """Whether [start, end) is not a part of a longer name-like run."""
    return is_alone(sheet.text, sheet.tokens, start, end)


def is_alone(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """The same, of a text that is on no sheet."""
    cover = tokens.covering(start, end)
    if cover is None:
        return False
    for token in (cover[0], cover[1] - 1):
        run = name_run(text, tokens, token)
        if run is not None and (tokens.starts[run[0]] < start or tokens.ends[run[1] - 1] > end):
            return False
    return True
