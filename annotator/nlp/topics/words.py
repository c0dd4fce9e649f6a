"""What the topic model reads in a text: words and pairs of words, with their places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from annotator.core.header import read_header
from annotator.values import dataclass

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Places = list[tuple[int, int]]

_LEAST_ARTICLES = 2  # a word of one article alone says nothing about another
_FEW_TEXTS = 8
# Scripts without spaces between words: their features are characters and pairs of characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Marks that are parts of words but not \w for Python.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"
_RUN = re.compile(rf"([{_UNSPACED}]+)|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """(feature, start, end): words in lower case and pairs of neighbours; the date line left out.

    A number stands for all numbers of its length, or dates and amounts would fill the vocabulary.
    """
    before: tuple[str, int, int] | None = None
    for match in _RUN.finditer(text, read_header(text).body_start):
        if match[1]:
            yield from _characters(match[1], match.start())
            before = None
            continue
        word = "0" * len(match[0]) if match[0].isdecimal() else match[0].lower()
        yield word, match.start(), match.end()
        if before is not None and match.start() - before[2] <= 2:
            yield f"{before[0]} {word}", before[1], match.end()
        before = word, match.start(), match.end()


def _characters(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    for i, character in enumerate(run, start):
        yield character, i, i + 1
        if i + 1 < start + len(run):
            yield run[i - start : i - start + 2], i, i + 2


def counted(text: str) -> Counter[str]:
    """How often each feature of `words` is there."""
    return Counter(word for word, _, _ in words(text))


@dataclass(frozen=True)
class Vocabulary:
    """The features that a model knows and their inverse article frequency, in one order."""

    names: tuple[str, ...]
    idf: Floats

    @cached_property
    def index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def weigh(self, counts: Iterable[tuple[str, int]]) -> tuple[Ints, Floats]:
        """Column numbers and values of a text's row: (1 + ln count) × idf, of length one."""
        known = [(self.index[name], n) for name, n in counts if name in self.index]
        columns = np.array([column for column, _ in known], np.int32)
        values = (1 + np.log(np.array([n for _, n in known], np.float32))) * self.idf[columns]
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)

    def places(self, text: str) -> dict[str, Places]:
        """Where the known features are in `text`, in code points."""
        found: dict[str, Places] = defaultdict(list)
        for name, start, end in words(text):
            if name in self.index:
                found[name].append((start, end))
        return found


def vocabulary(
    counts: Sequence[Mapping[str, int]], most: int, others: Sequence[Mapping[str, int]] = ()
) -> Vocabulary:
    """The features of `counts` in at least two texts of all, at most `most` of them, the most
    frequent first; with very few texts, those of one too.
    """
    articles: Counter[str] = Counter()
    for each in (*counts, *others):
        articles.update(each.keys())
    texts = len(counts) + len(others)
    least = _LEAST_ARTICLES if texts >= _FEW_TEXTS else 1
    own = set().union(*counts) if others else articles.keys()
    ranked = sorted(((x, articles[x]) for x in own), key=lambda item: (-item[1], item[0]))
    kept = [(name, n) for name, n in ranked[:most] if n >= least]
    idf = [1 + log((1 + texts) / (1 + n)) for _, n in kept]
    # As precise as they are stored, so that a model says the same before and after.
    return Vocabulary(tuple(name for name, _ in kept), np.array(idf, np.float16).astype(np.float32))
