"""The edges that a focus most likely should have, in turn."""

from __future__ import annotations

import re

from annotator.core.edges import trim
from annotator.core.records import Label
from annotator.core.sheet import Sheet
from annotator.core.tokens import name_run

_BARE = Label(0, "", leave_out=("the", "a", "an", "'s", "’s", "'", "’"))
_PLAIN = Label(0, "")
_ARTICLES = ("the", "a", "an")
_FAR = 6
_FARTHEST = 30
_JOINTS = re.compile(r"\s*(?:[,/&–]| - |\b(?:and|und|et|y)\b)\s*")


def likely_edges(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """Without article or possessive; the first or last of several joined names; the whole name
    run; with its article; with the place behind its comma; as decided before; the phrase; in a
    script without capitals all up to the next mark of punctuation; parts.

    The range itself is left out; no range twice.
    """
    found = [trim(sheet.text, start, end, _BARE, tokens=sheet.tokens)]
    found += _joined(sheet, start, end)
    found += _runs(sheet, start, end)
    found += _beyond_comma(sheet, start, end)
    known = _decided_before(sheet, start, end)
    found += known
    found += _phrase(sheet, start, end)
    found += _to_punctuation(sheet, start, end)
    found += _parts(sheet, start, end)
    # No edge is at a comma or the like; a name that was decided so ("Yahoo!") keeps its sign.
    found = [
        r if r in known else trim(sheet.text, *r, _PLAIN, tokens=sheet.tokens)
        for r in found
        if r[0] < r[1]
    ]
    sound = [r for r in found if any(map(str.isalnum, sheet.text[slice(*r)]))]
    return [place for place in dict.fromkeys(sound) if place != (start, end)]


def _joined(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """What stands in front of the first comma or "and", and what behind the last."""
    joints = list(_JOINTS.finditer(sheet.text, start, end))
    return [(start, joints[0].start()), (joints[-1].end(), end)] if joints else []


def _beyond_comma(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """With the name behind its comma: "Charleston, South Carolina"."""
    if not sheet.text.startswith(", ", end):
        return []
    index = sheet.tokens.first_from(end + 2)
    run = None if index is None else name_run(sheet.text, sheet.tokens, index)
    return [] if run is None else [(start, sheet.tokens.ends[run[1] - 1])]


def _runs(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    tokens = sheet.tokens
    cover = tokens.covering(start, end)
    if cover is None:
        return []
    found = []
    for index in dict.fromkeys((cover[0], cover[1] - 1)):
        run = name_run(sheet.text, tokens, index)
        if run is not None:
            place = (tokens.starts[run[0]], tokens.ends[run[1] - 1])
            found.append(place)
            found.append((min(place[0], start), max(place[1], end)))
    widest = max(found, key=lambda r: r[1] - r[0], default=(start, end))
    before = tokens.last_before(widest[0])
    if before is not None and _word(sheet, before).lower() in _ARTICLES:
        found.append((tokens.starts[before], widest[1]))
    return found


def _phrase(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """The phrase around it: words joined by single spaces, with no punctuation, to its last
    capital.
    """
    tokens = sheet.tokens
    cover = tokens.covering(start, end)
    if cover is None:
        return []
    last = cover[1] - 1
    best = None
    for index in range(last + 1, min(len(tokens), last + _FAR)):
        if sheet.text[tokens.ends[index - 1] : tokens.starts[index]] not in (" ", ""):
            break
        if not _word(sheet, index)[:1].isalnum():
            break
        if _word(sheet, index)[:1].isupper() or _word(sheet, index)[:1].isdigit():
            best = index
    return [] if best is None else [(start, tokens.ends[best])]


def _to_punctuation(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """On to the next space or punctuation, where words are neither parted nor capitalised."""
    index = sheet.tokens.first_from(end)
    if index is None or any(c.islower() or c.isupper() for c in sheet.text[start:end]):
        return []
    for _ in range(_FARTHEST):
        is_on = index < len(sheet.tokens) and sheet.tokens.starts[index] == end
        if not is_on or not sheet.text[end].isalnum():
            break
        end = sheet.tokens.ends[index]
        index += 1
    return [(start, end)]


def _decided_before(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """Where a surface that is a span in this article stands over this range with other edges."""
    surface = sheet.text[start:end]
    found = []
    for known in dict.fromkeys(span.surface for span in sheet.spans):
        if known == surface or not (known in surface or surface in known):
            continue
        at = sheet.text.find(known, max(0, start - len(known)), end + len(known))
        while at >= 0 and at < end:
            if at + len(known) > start:
                found.append((at, at + len(known)))
            at = sheet.text.find(known, at + 1, end + len(known))
    return [place for place in found if sheet.tokens.is_aligned(*place)]


def _parts(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    """Without its first word; without its last."""
    cover = sheet.tokens.covering(start, end)
    if cover is None or cover[1] - cover[0] < 2:
        return []
    return [
        (sheet.tokens.starts[cover[0] + 1], end),
        (start, sheet.tokens.ends[cover[1] - 2]),
    ]


def _word(sheet: Sheet, index: int) -> str:
    return sheet.text[sheet.tokens.starts[index] : sheet.tokens.ends[index]]
