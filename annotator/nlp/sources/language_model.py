"""Contextual word vectors (embeddings) of a small language model: two thirds of E5's layers.

They tell names that no review has had by their company, better than the pipeline's own vectors.
The model is a BERT of a hundred languages, with XLM-RoBERTa's pieces of words (Wang et al. 2024,
"Multilingual E5 Text Embeddings", the small one, trained further from Multilingual MiniLM, Wang et
al. 2020); of its twelve layers eight are computed. Its files are made by
`resources/language_model/make.py`.
"""

from __future__ import annotations

import logging
import math
import os
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.tokens import Tokens
from annotator.nlp.checked_arrays import BROKEN, unpacked
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import TokenVectors
from annotator.nlp.sources.word_pieces import WORD_START, WordPieces
from annotator.paths import language_model_dir
from annotator.values import dataclass

LAYERS = 8
BLOCK, BLOCK_BYTES = 32, 18
"""So many weights side by side are kept as a scale (half precision) and whole numbers of four bits:
those of the first half in the low bits, those of the second half in the high ones, 8 for 0.
"""

_MOST_TOKENS, _MOST_TO_READ = 40_000, 60_000  # tokens, pieces of an article, which take a minute
_MOST_PIECES = 200  # that see each other: a few sentences, as the pipeline sees them
_WORDS_KEPT = 20_000  # with their pieces
_HEADS = 12
_MOST = 127
_TINY = 1e-12

_log = logging.getLogger(__name__)

Singles = NDArray[np.float32]

_last: deque[tuple[ParsedArticle, ParsedArticle]] = deque(maxlen=8)  # as given, as seen


def in_context(reading: ParsedArticle, text: str) -> ParsedArticle:
    """The reading with this model's vectors in the place of the pipeline's own; as it is where the
    model's files cannot be read, and for an article that would take too long.
    """
    if reading.views_of == LANGUAGE_MODEL or len(reading.tokens) > _MOST_TOKENS:
        return reading
    for given, seen in _last:
        if given is reading:  # asked for anew, as more was learned
            return seen
    try:
        views = load().vectors(text, reading)
    except BROKEN as fault:
        _log.warning("the language model cannot be read: %s", fault)
        return reading
    found = reading
    if views is not None:
        found = replace(reading, views=views, views_of=LANGUAGE_MODEL)
    _last.append((reading, found))
    return found


@cache
def load() -> LanguageModel:
    """The model; one of BROKEN where its files cannot be read. 70 MB, .2 s."""
    folder = language_model_dir()
    arrays = unpacked((folder / "layers.npz").read_bytes())
    return LanguageModel(arrays, Rows(folder / "words.npy"))


def let_go() -> None:
    """Give back most of the memory that the model takes; it is read again when it is asked."""
    load.cache_clear()
    _last.clear()


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of a transformer: all that is multiplied is kept as inputs × outputs."""

    attention: tuple[Singles, Singles]  # of query, key and value side by side
    joined: tuple[Singles, Singles]
    wide: tuple[Singles, Singles]
    narrow: tuple[Singles, Singles]
    norms: Sequence[tuple[Singles, Singles]]


class Rows:
    """The rows of a whole-number array in an .npy file, read when they are asked for: of 54 MB an
    article needs a few kB. ValueError for another file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._opened() as file:
            np.lib.format.read_magic(file)
            self.shape, is_turned, kind = np.lib.format.read_array_header_1_0(file)
            self._at = file.tell()
            size = file.seek(0, os.SEEK_END) - self._at
        if kind != np.uint8 or is_turned or len(self.shape) != 2 or size != math.prod(self.shape):
            raise ValueError("not what it says")

    def __getitem__(self, numbers: NDArray[np.int_]) -> NDArray[np.uint8]:
        """Numbers × width."""
        some, places = np.unique(numbers, return_inverse=True)
        width = self.shape[1]
        found = np.empty((len(some), width), np.uint8)
        with self._opened() as file:
            for row, number in zip(found, some.tolist(), strict=True):
                file.seek(self._at + number * width)
                data = file.read(width)
                if len(data) != width:
                    raise ValueError("not what it says")
                row[:] = np.frombuffer(data, np.uint8)
        return found[places]

    def _opened(self) -> FileIO:
        return self._path.open("rb", buffering=0)

    def __len__(self) -> int:
        return self.shape[0]


class LanguageModel:
    """A BERT's first layers, computed by numpy. `words` are the vectors of the pieces, each in
    blocks: pieces × bytes.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], words: Rows | NDArray[np.uint8]) -> None:
        self._first, self._last, unknown = map(int, arrays["special"])
        self._pieces = WordPieces(
            arrays["pieces"].tobytes(),
            arrays["bounds"],
            arrays["numbers"],
            arrays["scores"],
            unknown,
        )
        self._cut = lru_cache(maxsize=_WORDS_KEPT)(self._pieces.of)
        self._words = words
        self._places = arrays["places"]
        self._norm = arrays["norm"], arrays["norm_bias"]
        self._layers = [_layer(arrays, f"{number}.") for number in range(LAYERS)]
        self._mean, self._step = arrays["mean"], arrays["step"]
        most = max(int(arrays["numbers"].max()), self._first, self._last, unknown)
        if len(self._places) < _MOST_PIECES + 2:
            raise ValueError("not what it says")
        if most >= len(words) or words.shape[1] != len(self._mean) // BLOCK * BLOCK_BYTES:
            raise ValueError("not what it says")

    def vectors(self, text: str, reading: ParsedArticle) -> TokenVectors | None:
        """Tokens × width; zeros for words that are like no name. None for a text of too many
        pieces.
        """
        wanted = like_names(text, reading)
        seen = self.seen(text, reading, wanted)
        if seen is None:
            return None
        steps = (seen - self._mean) * self._step
        return np.asarray(np.rint(steps).clip(-_MOST, _MOST) * wanted[:, None], np.int8)

    def seen(self, text: str, reading: ParsedArticle, wanted: NDArray[np.bool_]) -> Singles | None:
        """Tokens × width: what the model sees in the `wanted` words; zeros for the others. None for
        a text of too many pieces.
        """
        tokens = reading.tokens
        pieces = []
        left = _MOST_TO_READ
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            pieces.append(self._cut(_begun(text, start) + text[start:end]))
            left -= len(pieces[-1])
            if left < 0:
                return None
        found = np.zeros((len(pieces), len(self._mean)), np.float32)
        for first, end in _passages(tokens, reading.sentences, list(map(len, pieces))):
            some = wanted[first:end]
            if some.any():
                found[first:end][some] = self._read(pieces[first:end], some)
        return found

    def _read(self, pieces: Sequence[Sequence[int]], wanted: NDArray[np.bool_]) -> Singles:
        """For each wanted word the mean over its pieces; the vector of nothing for one without."""
        counts = np.array([len(each) for each in pieces])
        numbers = [self._first, *(n for each in pieces for n in each), self._last]
        rows = 1 + np.flatnonzero(np.repeat(wanted, counts))
        seen = self._encoded(np.array(numbers), rows)
        sums = np.zeros((len(seen) + 1, seen.shape[1]), np.float64)
        np.cumsum(seen, axis=0, out=sums[1:])
        counts = counts[wanted]
        bounds = np.concatenate([[0], np.cumsum(counts)])
        found = (sums[bounds[1:]] - sums[bounds[:-1]]) / np.maximum(1, counts)[:, None]
        found[counts == 0] = self._mean
        return np.asarray(found, np.float32)

    def _encoded(self, numbers: NDArray[np.int_], rows: NDArray[np.int_]) -> Singles:
        """Rows × width: the last computed layer at these of the pieces."""
        seen = unblocked(self._words[numbers])
        seen = _normed(seen + self._places[: len(numbers)], self._norm)
        for layer in self._layers[:-1]:
            seen = _through(layer, seen, np.arange(len(seen)))
        return _through(self._layers[-1], seen, rows)


def _begun(text: str, start: int) -> str:
    """What stands before a word that does not follow another without a gap."""
    return "" if start and not text[start - 1].isspace() else WORD_START


def like_names(text: str, reading: ParsedArticle) -> NDArray[np.bool_]:
    """Which tokens may be of a name: what the pipeline marks, and what is not written small."""
    tokens = reading.tokens
    found = np.fromiter(
        (
            not text[start].islower() and any(char.isalnum() for char in text[start:end])
            for start, end in zip(tokens.starts, tokens.ends, strict=True)
        ),
        bool,
        len(tokens),
    )
    for entity in reading.entities:
        cover = tokens.covering(entity.start, entity.end)
        if cover is not None:
            found[slice(*cover)] = True
    return found


def _passages(
    tokens: Tokens, sentences: Sequence[int], sizes: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """First and end token of what is read together: as many whole sentences as there is room for;
    of a longer sentence as many words.
    """
    starts = [bisect_left(tokens.starts, start) for start in sentences]
    bounds = sorted({0, len(tokens), *starts})
    first, used = 0, 0
    for begin, end in pairwise(bounds):
        if used and used + sum(sizes[begin:end]) > _MOST_PIECES:
            yield first, begin
            first, used = begin, 0
        for at in range(begin, end):
            if used and used + sizes[at] > _MOST_PIECES:
                yield first, at
                first, used = at, 0
            used += sizes[at]
    if first < len(tokens):
        yield first, len(tokens)


def _layer(arrays: Mapping[str, NDArray[Any]], of: str) -> _Layer:
    def part(name: str) -> tuple[Singles, Singles]:
        return _whole(arrays, of + name), arrays[f"{of}{name}_bias"]

    norms = [(arrays[f"{of}norm{n}"], arrays[f"{of}norm{n}_bias"]) for n in (1, 2)]
    return _Layer(part("attention"), part("joined"), part("wide"), part("narrow"), norms)


def _whole(arrays: Mapping[str, NDArray[Any]], name: str) -> Singles:
    """Inputs × outputs, from outputs × bytes."""
    return np.ascontiguousarray(unblocked(arrays[name]).T)


def unblocked(rows: NDArray[np.uint8]) -> Singles:
    """The weights of blocks: rows × bytes to rows × weights."""
    blocks = rows.reshape(len(rows), -1, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    low, high = blocks[..., 2:] & 15, blocks[..., 2:] >> 4
    whole = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
    return np.asarray((whole * scales).reshape(len(rows), -1), np.float32)


def _through(layer: _Layer, seen: Singles, rows: NDArray[np.int_]) -> Singles:
    """What a layer makes of the pieces of one passage, at these of them."""
    width = seen.shape[1]
    weights, bias = layer.attention
    own = seen[rows]
    query = _in_heads(own @ weights[:, :width] + bias[:width])
    key, value = (
        _in_heads(seen @ weights[:, at : at + width] + bias[at : at + width])
        for at in (width, 2 * width)
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // _HEADS))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed = (shares @ value).transpose(1, 0, 2).reshape(len(rows), width)
    own = _normed(mixed @ layer.joined[0] + layer.joined[1] + own, layer.norms[0])
    inner = _bent(own @ layer.wide[0] + layer.wide[1])
    return _normed(inner @ layer.narrow[0] + layer.narrow[1] + own, layer.norms[1])


def _in_heads(rows: Singles) -> Singles:
    """Heads × pieces × width of a head."""
    count, width = rows.shape
    return rows.reshape(count, _HEADS, width // _HEADS).transpose(1, 0, 2)


def _bent(values: Singles) -> Singles:
    """The Gaussian error linear unit."""
    from scipy.special import erf

    return np.asarray(values * np.float32(0.5) * (1 + erf(values * np.float32(0.5**0.5))))


def _normed(rows: Singles, norm: tuple[Singles, Singles]) -> Singles:
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=1, keepdims=True) + np.float32(_TINY))
    return np.asarray(rows / spread * norm[0] + norm[1], np.float32)
