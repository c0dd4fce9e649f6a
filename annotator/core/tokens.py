"""Token boundaries of an article, and what follows from them: snapping and name-like runs.

The boundaries come from the pipeline's tokenizer; before it has answered, from `cut`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from annotator.values import dataclass

# One CJK character, kana or Thai letter is a token of its own until a real tokenizer has answered;
# otherwise a run of letters, marks and digits, kept together over inner apostrophes and full stops.
_EDGES = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d])+"
    r"|[^\w\s]|_+"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Boundaries of the tokens in code points, in order, not overlapping. White space is between
    them.
    """

    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int | None:
        """The index of the token that holds the character at `position`, or None."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 and position < self.ends[index] else None

    def first_from(self, position: int) -> int | None:
        """The first token that ends after `position`."""
        index = bisect_right(self.ends, position)
        return index if index < len(self.starts) else None

    def last_before(self, position: int) -> int | None:
        """The last token that starts before `position`."""
        index = bisect_left(self.starts, position) - 1
        return index if index >= 0 else None

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First token and end token (exclusive) that touch [start, end), or None in white space."""
        first = bisect_right(self.ends, start)
        end_token = bisect_left(self.starts, end)
        return (first, end_token) if first < end_token else None

    def snap(self, start: int, end: int) -> tuple[int, int] | None:
        """[start, end) widened to whole tokens, or None where there is no token."""
        cover = self.covering(start, end)
        return None if cover is None else (self.starts[cover[0]], self.ends[cover[1] - 1])

    def is_aligned(self, start: int, end: int) -> bool:
        """Whether both edges are token boundaries."""
        return self.snap(start, end) == (start, end)


def cut(text: str) -> Tokens:
    """Boundaries for when no pipeline has answered yet."""
    found = [match.span() for match in _EDGES.finditer(text)]
    return Tokens([start for start, _ in found], [end for _, end in found])


# Lower-case words that may stand inside a name, between two capitalised ones.
_PARTICLES = frozenset(
    """of the de la le del della di da do dos das du van von der den ter bin bint ibn al el y e und
    et zu""".split()
)
_JOINERS = ("-", "‐", "‑", "&")
# Capitalised only because a sentence starts with them; never the first word of a run.
_FUNCTION_WORDS = frozenset(
    """a an the this that these those he she it we they i you his her its our their my your in on
    at by for
    from to with of as and or but nor so yet if when while after before since because although
    though during
    under over about against between among into through there here then now not no yes both all
    each every some
    many most more few several other another such what who whom whose which where why how is are
    was were be
    been has have had do does did will would shall should can could may might must also however
    meanwhile
    according despite instead moreover furthermore earlier later last next one two three four
    five six seven
    eight nine ten first second third mr mrs ms dr new""".split()
) - {"new", "mr", "mrs", "ms", "dr"}
# Capitalised words in front of a name that are no part of it.
TITLES = frozenset(
    """president vice prime minister premier chancellor king queen prince princess emperor pope
    secretary deputy foreign defence defense interior finance senator sen sen. congressman
    congresswoman representative rep rep. governor gov gov. mayor ambassador general gen gen.
    colonel col col. lieutenant lt lt. captain capt capt. major admiral sergeant mr mr. mrs mrs.
    ms ms. dr dr. prof prof. professor sir lord lady dame sheikh ayatollah judge justice chairman
    chairwoman chair chief director spokesman spokeswoman leader father sister brother rev rev.
    bishop archbishop cardinal former then""".split()
)


# A run goes no further than this many tokens either way: texts all in capitals are not one name.
_LONGEST = 12


def name_run(text: str, tokens: Tokens, index: int) -> tuple[int, int] | None:
    """First token and end token of the name-like run around token `index`, or None.

    A run is of capitalised words on one line with only single spaces or hyphens between them,
    particles allowed inside; words that are capitals by position alone do not begin it.
    """
    if not _is_namely(text, tokens, index):
        return None
    first, end = index, index + 1
    while index - first < _LONGEST and (b := _step(text, tokens, first - 1, -1)) is not None:
        first = b
    while end - index < _LONGEST and (a := _step(text, tokens, end, +1)) is not None:
        end = a + 1
    while first < index and _word(text, tokens, first).lower() in _FUNCTION_WORDS:
        first += 1
    if _word(text, tokens, first).lower() in _FUNCTION_WORDS:
        return None
    return first, end


def may_go_on(text: str, tokens: Tokens, index: int) -> bool:
    """Whether token `index` could be a part of a name run that began before it."""
    if index >= len(tokens):
        return False
    word = _word(text, tokens, index)
    return word[:1].isupper() or word in _PARTICLES or word in _JOINERS


def name_runs(text: str, tokens: Tokens) -> list[tuple[int, int]]:
    """All name-like runs of the text as (start, end) in code points, in order."""
    runs = []
    index = 0
    while index < len(tokens):
        run = name_run(text, tokens, index) if text[tokens.starts[index]].isupper() else None
        if run is None or run[1] <= index:
            index += 1
            continue
        runs.append((tokens.starts[run[0]], tokens.ends[run[1] - 1]))
        index = run[1]
    return runs


def _word(text: str, tokens: Tokens, index: int) -> str:
    return text[tokens.starts[index] : tokens.ends[index]]


def _is_namely(text: str, tokens: Tokens, index: int) -> bool:
    word = _word(text, tokens, index)
    return word[:1].isupper() and any(c.isalpha() for c in word)


def _is_joined(text: str, tokens: Tokens, left: int) -> bool:
    gap = text[tokens.ends[left] : tokens.starts[left + 1]]
    return gap in ("", " ", "\u00a0")


def _step(text: str, tokens: Tokens, index: int, way: int) -> int | None:
    """The next token of the run from `index` on in direction `way`: itself, or beyond particles
    or a hyphen.
    """
    for skipped in range(3):
        here = index + way * skipped
        if not 0 <= here < len(tokens):
            return None
        if not _is_joined(text, tokens, here if way < 0 else here - 1):
            return None
        word = _word(text, tokens, here)
        if _is_namely(text, tokens, here):
            if way < 0 and word.lower() in _FUNCTION_WORDS and skipped:
                return None
            return here
        if word not in _PARTICLES and word not in _JOINERS:
            return None
    return None
