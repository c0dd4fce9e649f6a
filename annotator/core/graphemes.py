"""What a reader sees as one character: grapheme clusters, which no mark and no click may part.

By Unicode Standard Annex 29, as the regex library knows it.
"""

from __future__ import annotations

import re
from collections.abc import Container

from annotator.core.tokens import Tokens

# Where a cluster of several code points can be, with the character in front: what is not among the
# letters of the commonest scripts. The rest, most of most texts, is passed over fast.
# Compiled when first used: many texts need none of it.
_NEAR = (
    "\r\n|[\\s\\S]?[^\x00-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0621-\u064a\u0671-\u06d3"
    "\u2010-\u2027\u3000-\u3029\u3030-\u3098\u309d-\u9fff\uac00-\ud7a3\uff00-\uff9d]+"
)


def inner_places(text: str) -> frozenset[int]:
    """The places inside a grapheme cluster, in code points: before each character that belongs
    to the one in front of it.
    """
    if text.isascii() and "\r" not in text:
        return frozenset()
    import regex  # 15 ms, for texts that need it

    cluster = regex.compile(r"\X")
    inner: set[int] = set()
    for stretch in re.finditer(_NEAR, text):
        start, end = stretch.start(), min(stretch.end() + 1, len(text))  # some join what follows
        inner.update(range(start + 1, end))
        found = (m.start() for m in cluster.finditer(text, start, end))
        inner.difference_update(place for place in found if place > start)
    return frozenset(inner)


def whole(text: str, tokens: Tokens) -> Tokens:
    """The tokens, joined where a boundary between two of them would part a grapheme cluster."""
    inner = inner_places(text)
    if not inner or (inner.isdisjoint(tokens.starts) and inner.isdisjoint(tokens.ends)):
        return tokens
    starts: list[int] = []
    ends: list[int] = []
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        start, end = whole_range(inner, start, end)
        if ends and start < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return Tokens(starts, ends)


def whole_range(inner: Container[int], start: int, end: int) -> tuple[int, int]:
    """The range widened until neither edge is one of the `inner` places of the text."""
    while start in inner:
        start -= 1
    while end in inner:
        end += 1
    return start, end
