"""Where a span ends: white space, outer punctuation and what the label leaves out are cut off."""

from __future__ import annotations

import re
from functools import lru_cache

from annotator.core.memory import Memory
from annotator.core.records import Label
from annotator.core.tokens import Tokens

# "%", "#", "@", "§" and signs of money or mathematics belong to what they stand beside.
_OUTER = frozenset(",;:!?…·•*|/\\¿¡،؛؟،、。，；：！？・।–—―‒_=~`")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "„": "“", "«": "»", "‘": "’", "‹": "›"} | {
    "「": "」", "『": "』", "《": "》", "〈": "〉", "【": "】", "（": "）", "»": "«", "”": "”",
}  # fmt: skip
_OPENING = frozenset(_PAIRS)
_CLOSING = frozenset(_PAIRS.values())
_STRAIGHT = frozenset("\"'")

# A full stop that belongs to the word: letters with stops (U.S., a.m.), or a known short form.
_STOPPED_LETTERS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}$")
_LAST_WORD = re.compile(r"(?<!\w)(\w+)\.$")
_SHORT_FORMS = frozenset(
    """inc corp co ltd llc bros plc jr sr st mt ft dr mr mrs ms prof gen col lt sgt capt gov sen rep
    hon rev no vs dept univ est ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue
    tues wed thu thur thurs fri sat sun etc approx""".split()
)


def trim(
    text: str,
    start: int,
    end: int,
    label: Label,
    *,
    tokens: Tokens | None = None,
    reviewed: Memory | None = None,
) -> tuple[int, int]:
    """[start, end) without white space, outer punctuation and the label's `leave_out` at its edges.

    A surface of the label's `exceptions` keeps what it has; so does what was `reviewed` with these
    edges more than once ("Yahoo!"), and a full stop that `tokens` hold as part of a short form
    ("Calif."). Never empty: where nothing would be left, only the white space is cut off.
    """
    start, end = trim_space(text, start, end)
    exceptions = frozenset(label.exceptions)
    leave_out = _leave_out(label.leave_out)
    trimmed = start, end
    stages = []
    while True:
        surface = text[slice(*trimmed)]
        if not any(c.isalnum() for c in surface):
            return start, end
        if _is_kept(surface, exceptions):
            break
        stages.append(trimmed)
        front, back = _outer(surface)
        is_pair = _is_pair(surface[0], surface[-1])
        if back and not is_pair and _is_sign_of_word(text, trimmed, tokens, reviewed):
            back = 0
        if not (front or back):
            back = leave_out.behind(surface, exceptions)
        if not (front or back):
            front = leave_out.in_front(surface, exceptions)
        if not (front or back):
            break
        trimmed = trim_space(text, trimmed[0] + front, trimmed[1] - back)
    return _as_reviewed(text, stages, trimmed, reviewed)


def _is_sign_of_word(
    text: str, place: tuple[int, int], tokens: Tokens | None, reviewed: Memory | None
) -> bool:
    """Whether the punctuation at the end belongs to the word before it."""
    start, end = place
    if reviewed is not None and reviewed.ends_in_sign(text[start:end]):
        return True
    if tokens is None or text[end - 1] != ".":
        return False
    last = tokens.at(end - 1)
    if last is None or tokens.ends[last] != end:
        return False
    letters = text[max(start, tokens.starts[last]) : end].replace(".", "")
    return len(letters) > 1 and letters.isalpha()  # a lone initial ends sentences as well


def _as_reviewed(
    text: str,
    stages: list[tuple[int, int]],
    trimmed: tuple[int, int],
    reviewed: Memory | None,
) -> tuple[int, int]:
    """The widest of the stages on the way to `trimmed` that people have marked so."""
    if reviewed is None:
        return trimmed
    left = text[slice(*trimmed)]
    return next((x for x in stages if reviewed.edges_are_usual(text[slice(*x)], left)), trimmed)


def trim_space(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without white space at its edges; as it is where there is nothing else."""
    surface = text[start:end]
    if not surface.strip():
        return start, end
    front = len(surface) - len(surface.lstrip())
    return start + front, start + len(surface.rstrip())


def _is_kept(surface: str, exceptions: frozenset[str]) -> bool:
    if surface in exceptions:
        return True
    return surface.isupper() and any(surface == kept.upper() for kept in exceptions)


def _outer(surface: str) -> tuple[int, int]:
    """How many characters of outer punctuation are in front and behind: (0 or 1, 0 or 1)."""
    first, last = surface[0], surface[-1]
    if len(surface) > 1 and _is_pair(first, last):
        return 1, 1
    return int(_is_outer_front(surface, first)), int(_is_outer_back(surface, last))


def _is_pair(first: str, last: str) -> bool:
    return _PAIRS.get(first) == last or (first == last and first in _STRAIGHT)


def _is_outer_front(surface: str, first: str) -> bool:
    if first in _OUTER or first == ".":
        return True
    if first in "-'’":  # -5, ’90s
        return not surface[1:2].isdigit()
    if first == '"':
        return surface.count('"') % 2 == 1
    if first in _OPENING and _PAIRS[first] not in surface[1:]:
        return True
    return first in _CLOSING and first not in _OPENING


def _is_outer_back(surface: str, last: str) -> bool:
    if last in _OUTER or last == "-":
        return True
    if last == ".":
        return not _is_short_form(surface)
    if last == '"':
        return surface.count('"') % 2 == 1
    if last == "'":
        return "'" not in surface[:-1] or surface[-2:-1] not in ("s", "S")
    if last in _CLOSING:
        return not any(shut == last and opening in surface[:-1] for opening, shut in _PAIRS.items())
    return last in _OPENING


def _is_short_form(surface: str) -> bool:
    if surface.endswith(".."):
        return False
    if _STOPPED_LETTERS.search(surface):
        return True
    word = _LAST_WORD.search(surface)
    return word is not None and word[1].lower() in _SHORT_FORMS


class _LeaveOut:
    """A label's `leave_out`, as patterns for both edges."""

    def __init__(self, items: tuple[str, ...]) -> None:
        said = sorted({item.strip() for item in items} - {""}, key=lambda item: (-len(item), item))
        words = [item for item in said if item[0].isalnum()]
        endings = [item for item in said if not item[0].isalnum()]
        self._front = _any_of(words, r"(?i:{})\s+")
        # In capitals a word may be the name's own ("Serie A"), so behind it counts as written.
        self._word_behind = _any_of(words, r"\s(?:{})\Z")
        self._ending = _any_of(endings, r"(?i:{})\Z")

    def in_front(self, surface: str, exceptions: frozenset[str]) -> int:
        found = self._front.match(surface) if self._front else None
        if found is None or any(_begins(surface, kept) for kept in exceptions):
            return 0
        return found.end()

    def behind(self, surface: str, exceptions: frozenset[str]) -> int:
        for pattern in (self._ending, self._word_behind):
            found = pattern.search(surface) if pattern else None
            if found is None or found.start() == 0:
                continue
            if not any(_ends(surface, kept) for kept in exceptions):
                return len(surface) - found.start()
        return 0


@lru_cache(maxsize=256)
def _leave_out(items: tuple[str, ...]) -> _LeaveOut:
    return _LeaveOut(items)


def _any_of(items: list[str], form: str) -> re.Pattern[str] | None:
    if not items:
        return None
    return re.compile(form.format("|".join(re.escape(item) for item in items)))


def _begins(surface: str, kept: str) -> bool:
    return surface.startswith(kept) and not surface[len(kept) : len(kept) + 1].isalnum()


def _ends(surface: str, kept: str) -> bool:
    if not surface.endswith(kept):
        return False
    before = surface[: len(surface) - len(kept)][-1:]
    return not before.isalnum()
