"""Which words of two texts are the same, in one order: the longest common subsequence."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import LCSseq

from annotator.core.alignment import Alignment, Block
from annotator.core.tokens import Tokens, cut

MOST: Final = 12_000
"""So many tokens of a text are compared: memory and time grow with both texts."""


def aligned(first: str, second: str, most: int = MOST) -> Alignment:
    """Two texts, by their words and signs; white space doesn't count."""
    return align((first, cut(first)), (second, cut(second)), most)


def align(first: tuple[str, Tokens], second: tuple[str, Tokens], most: int = MOST) -> Alignment:
    """The same for texts that are cut already."""
    words = _words(*first, most), _words(*second, most)
    blocks: list[Block] = [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in LCSseq.opcodes(*words)
        if step.tag == "equal"
    ]
    return Alignment(first[1], second[1], blocks, most)


def _words(text: str, tokens: Tokens, most: int) -> list[str]:
    ends = zip(tokens.starts[:most], tokens.ends[:most], strict=True)
    return [text[start:end] for start, end in ends]
