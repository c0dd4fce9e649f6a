"""Make the word clusters of a language anew, from plain text or from spaCy's table.

    python resources/clusters/make.py corpus en.txt.gz FILE…      Brown clusters of a corpus
    python resources/clusters/make.py table en.txt.gz TABLE       en_lexeme_cluster.json.gz as it is

A corpus is UTF-8, a sentence or a paragraph a line. The clusters are those of Brown et al. (1992,
"Class-based n-gram models of natural language", Computational Linguistics 18(4), section 3): words
join one by one, the commonest first, and each time the two clusters are merged that lose the least
mutual information between neighbours; then the clusters are merged into a tree, whose ways from the
root are the paths. A word takes a few C × C operations for C clusters: 50,000 words in 300 clusters
are minutes, in 1,000 clusters hours.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.special import xlogy

from annotator.core.tokens import cut

Pairs = Mapping[tuple[str, str], int]
"""How often one word follows another."""


def clusters_of(lines: Iterable[str], count: int, least: int = 1) -> dict[str, str]:
    """Word to path, for the words that come at least `least` times; `count` clusters at most."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        tokens = cut(line)
        found = [line[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
        words.update(found)
        pairs.update(pairwise(found))
    order = sorted((w for w, n in words.items() if n >= least), key=lambda w: (-words[w], w))
    return _Clustering(order, pairs, count).paths() if order else {}


def from_table(table: Mapping[str, int]) -> dict[str, str]:
    """The paths of spaCy's table: a number there is a path that begins with its lowest bit; 0 is
    no cluster.
    """
    return {word: f"{number:b}"[::-1] for word, number in table.items() if number}


def write(paths: Mapping[str, str], to: Path) -> int:
    """Write what `annotator/nlp/corrector/clusters.py` reads: each line a path and its words, the
    same bytes for the same clusters. How many words: spellings whose word in small letters has the
    same path are left out, since the reader looks for that too.
    """
    kept = {w: p for w, p in paths.items() if w == w.lower() or paths.get(w.lower()) != p}
    by_path = defaultdict(list)
    for word in sorted(kept):
        by_path[kept[word]].append(word)
    text = "".join(f"{path} {' '.join(by_path[path])}\n" for path in sorted(by_path))
    to.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    return len(kept)


class _Clustering:
    """Greedy merging. The mutual information of neighbours, times their number and but for what
    stays the same, is the sum of f(n) = n log n over the counts of cluster pairs, less that over
    the sums of rows and of columns. `_gains` is by how much the first sum grows if two clusters
    merge; it is kept up to date, which takes little where rows are sparse.
    """

    def __init__(self, order: Sequence[str], pairs: Pairs, count: int) -> None:
        self._size = min(count, len(order)) + 1
        self._pairs = np.zeros((self._size, self._size))
        self._gains = np.zeros((self._size, self._size))
        self._words: dict[int, list[str]] = {}  # by the number of their cluster
        self._at: dict[str, int] = {}
        self._after: dict[str, dict[str, int]] = defaultdict(dict)
        self._before: dict[str, dict[str, int]] = defaultdict(dict)
        for (one, other), number in pairs.items():
            self._after[one][other] = self._before[other][one] = number
        free = list(range(self._size))
        for word in order:
            self._add(word, free.pop(0))
            if not free:
                free.append(self._merge(*self._best()))

    def paths(self) -> dict[str, str]:
        """Merge all clusters into one; the way to each word from the root."""
        leaves = dict(self._words)
        paths = dict.fromkeys(leaves, "")
        below = {number: [number] for number in leaves}
        while len(below) > 1:
            one, other = self._best()
            for bit, each in (("0", one), ("1", other)):
                for leaf in below[each]:
                    paths[leaf] = bit + paths[leaf]
            below[one] += below.pop(other)
            self._merge(one, other)
        return {word: paths[leaf] or "0" for leaf, words in leaves.items() for word in words}

    def _add(self, word: str, number: int) -> None:
        """Make a cluster of a word."""
        self._words[number], self._at[word] = [word], number
        for other, times in self._after[word].items():
            if other in self._at:
                self._pairs[number, self._at[other]] += times
        for other, times in self._before[word].items():
            if other in self._at and other != word:
                self._pairs[self._at[other], number] += times
        self._count_neighbour(number, +1)
        self._look_at(number)

    def _best(self) -> tuple[int, int]:
        """The two clusters that lose the least, the lower number first."""
        gains = self._gains.copy()
        for axis in (0, 1):
            gains -= _grown(self._pairs.sum(axis), self._pairs.sum(axis)[:, None])
        there = np.zeros(self._size, dtype=bool)
        there[list(self._words)] = True
        gains[~(there & there[:, None])] = -np.inf
        np.fill_diagonal(gains, -np.inf)
        one, other = divmod(int(gains.argmax()), self._size)
        return min(one, other), max(one, other)

    def _merge(self, one: int, other: int) -> int:
        """Put a cluster into another: the number that gets free."""
        for each in (one, other):
            self._count_neighbour(each, -1)
        self._pairs[one] += self._pairs[other]
        self._pairs[:, one] += self._pairs[:, other]
        self._pairs[other] = self._pairs[:, other] = 0
        moved = self._words.pop(other)
        self._words[one] = self._words[one] + moved
        self._at.update(dict.fromkeys(moved, one))
        self._count_neighbour(one, +1)
        self._look_at(one)
        return other

    def _count_neighbour(self, number: int, sign: int) -> None:
        """Add or take away what a cluster counts as the neighbour of any two that merge."""
        for side in (self._pairs[:, number], self._pairs[number]):
            where = side.nonzero()[0]
            times = side[where]
            self._gains[np.ix_(where, where)] += sign * _grown(times, times[:, None])

    def _look_at(self, number: int) -> None:
        """Reckon anew what merging a cluster with each other one gains."""
        gains = np.zeros(self._size)
        for pairs in (self._pairs, self._pairs.T):
            where = pairs[number].nonzero()[0]
            gains += _grown(pairs[:, where], pairs[number, where]).sum(axis=1)
        # Above, the four counts between the two themselves went in by twos, and twice.
        own, there, back = self._pairs[number, number], self._pairs[number], self._pairs[:, number]
        others = self._pairs.diagonal()
        gains -= _grown(own, back) + _grown(there, others) + _grown(own, there)
        gains -= _grown(back, others)
        gains += _f(own + there + back + others) - _f(own) - _f(there) - _f(back) - _f(others)
        self._gains[number] = self._gains[:, number] = gains


def _f(number: np.ndarray) -> np.ndarray:
    return xlogy(number, number)


def _grown(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How much the sum of f grows when two counts become one."""
    return _f(one + other) - _f(one) - _f(other)


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from lines


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    corpus = kinds.add_parser("corpus", help="Brown clusters of plain text")
    corpus.add_argument("to", type=Path, help="the file to write: LANGUAGE.txt.gz")
    corpus.add_argument("files", type=Path, nargs="+", help="UTF-8, a sentence or paragraph a line")
    corpus.add_argument("--count", type=int, default=320, help="clusters (%(default)s)")
    corpus.add_argument("--least", type=int, default=5, help="leave rarer words out (%(default)s)")
    table = kinds.add_parser("table", help="the table of spacy-lookups-data")
    table.add_argument("to", type=Path, help="the file to write: LANGUAGE.txt.gz")
    table.add_argument("table", type=Path, help="LANGUAGE_lexeme_cluster.json.gz of that package")
    given = parser.parse_args(arguments)
    if given.kind == "corpus":
        paths = clusters_of(_lines(given.files), given.count, given.least)
    else:
        paths = from_table(json.loads(gzip.decompress(given.table.read_bytes())))
    print(f"{write(paths, given.to):,} words in {len(set(paths.values())):,} clusters: {given.to}")


if __name__ == "__main__":
    main()
