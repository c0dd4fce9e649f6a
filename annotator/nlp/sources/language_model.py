"""What a small language model sees in a word where it stands: vectors of the lower half of MiniLM.

They tell names that no review has had by their company, better than the pipeline's own vectors:
measured on three sets of gold, 8 to 13 % fewer repairs; on a fourth, of 27 articles, no difference.
The model is a BERT of small letters (Wang et al. 2020, "MiniLM", NeurIPS; trained further as
all-MiniLM-L6-v2); of its six layers three are computed. The file is made by
`resources/language_model/make.py`.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.tokens import Tokens
from annotator.nlp.checked_arrays import BROKEN, unpacked
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import TokenVectors
from annotator.nlp.sources.word_pieces import WordPieces
from annotator.paths import language_model_file
from annotator.values import dataclass

NAME = "MiniLM-3"
"""Of the model and of what is taken from it; other vectors are not to be mixed with these."""

_MOST_PIECES = 200  # that see each other; the model has learned from no more
_HEADS = 12
_LAYERS = 3
_MOST = 127
_TINY = 1e-12

_log = logging.getLogger(__name__)

Singles = NDArray[np.float32]


def in_context(reading: ParsedArticle, text: str) -> ParsedArticle:
    """The reading with this model's vectors in the place of the pipeline's own; as it is where the
    model does not know the language.
    """
    if reading.views_of == NAME or (model := load(reading.language)) is None:
        return reading
    return replace(reading, views=model.vectors(text, reading), views_of=NAME)


@cache
def load(language: str) -> LanguageModel | None:
    """The model that knows a language ("en"); None where there is none. 20 MB, .1 s."""
    if not language.isalpha():
        return None
    try:
        return LanguageModel(unpacked(language_model_file(language).read_bytes()))
    except FileNotFoundError:
        return None
    except BROKEN as fault:
        _log.warning("the language model of %r cannot be read: %s", language, fault)
        return None


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of a transformer: all that is multiplied is kept as inputs × outputs."""

    attention: tuple[Singles, Singles]  # of query, key and value side by side
    joined: tuple[Singles, Singles]
    wide: tuple[Singles, Singles]
    narrow: tuple[Singles, Singles]
    norms: Sequence[tuple[Singles, Singles]]


class LanguageModel:
    """A BERT of a few layers, computed by numpy."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        words = arrays["vocabulary"].tobytes().decode().split("\n")
        known = {word: number for number, word in enumerate(words)}
        self._pieces = WordPieces(known)
        self._first, self._last = known["[CLS]"], known["[SEP]"]
        self._words, self._word_scales = arrays["words"], arrays["words_scales"]
        self._places = _whole(arrays, "places").T
        self._norm = arrays["norm"], arrays["norm_bias"]
        self._layers = [_layer(arrays, f"{number}.") for number in range(_LAYERS)]
        self._mean, self._step = arrays["mean"], float(arrays["step"])

    def vectors(self, text: str, reading: ParsedArticle) -> TokenVectors:
        """Tokens × width; zeros for words that are like no name."""
        wanted = _like_names(text, reading)
        steps = (self.seen(text, reading, wanted) - self._mean) * self._step
        return np.asarray(np.rint(steps).clip(-_MOST, _MOST) * wanted[:, None], np.int8)

    def seen(
        self, text: str, reading: ParsedArticle, wanted: NDArray[np.bool_] | None = None
    ) -> Singles:
        """Tokens × width: what the model sees in the words, where the `wanted` ones (else all) are
        read; zeros elsewhere.
        """
        tokens = reading.tokens
        words = [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]
        pieces = [self._pieces.of(word)[:_MOST_PIECES] for word in words]
        found = np.zeros((len(words), len(self._mean)), np.float32)
        for first, end in _passages(tokens, reading.sentences, list(map(len, pieces))):
            if wanted is None or wanted[first:end].any():
                found[first:end] = self._read(pieces[first:end])
        return found

    def _read(self, pieces: Sequence[Sequence[int]]) -> Singles:
        """For each word the mean over its pieces; the vector of nothing for a word without any."""
        counts = np.array([len(each) for each in pieces])
        numbers = [self._first, *(n for each in pieces for n in each), self._last]
        seen = self._encoded(np.array(numbers))[1:-1]
        sums = np.zeros((len(seen) + 1, seen.shape[1]), np.float64)
        np.cumsum(seen, axis=0, out=sums[1:])
        bounds = np.concatenate([[0], np.cumsum(counts)])
        rows = (sums[bounds[1:]] - sums[bounds[:-1]]) / np.maximum(1, counts)[:, None]
        rows[counts == 0] = self._mean
        return np.asarray(rows, np.float32)

    def _encoded(self, numbers: NDArray[np.int_]) -> Singles:
        """Pieces × width: the last computed layer."""
        seen = self._words[numbers] * self._word_scales[numbers, None]
        seen = _normed(seen + self._places[: len(numbers)], self._norm)
        for layer in self._layers:
            seen = _through(layer, seen)
        return seen


def _like_names(text: str, reading: ParsedArticle) -> NDArray[np.bool_]:
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
    """Inputs × outputs, from whole numbers with a scale for each output."""
    whole = arrays[name].astype(np.float32) * arrays[f"{name}_scales"][:, None]
    return np.ascontiguousarray(whole.T, np.float32)


def _through(layer: _Layer, seen: Singles) -> Singles:
    """What a layer makes of the pieces of one passage."""
    count, width = seen.shape
    three = (seen @ layer.attention[0] + layer.attention[1]).reshape(count, 3, _HEADS, -1)
    query, key, value = three.transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // _HEADS))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed = (shares @ value).transpose(1, 0, 2).reshape(count, width)
    seen = _normed(mixed @ layer.joined[0] + layer.joined[1] + seen, layer.norms[0])
    inner = _bent(seen @ layer.wide[0] + layer.wide[1])
    return _normed(inner @ layer.narrow[0] + layer.narrow[1] + seen, layer.norms[1])


def _bent(values: Singles) -> Singles:
    """The Gaussian error linear unit."""
    from scipy.special import erf

    return np.asarray(values * np.float32(0.5) * (1 + erf(values * np.float32(0.5**0.5))))


def _normed(rows: Singles, norm: tuple[Singles, Singles]) -> Singles:
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=1, keepdims=True) + np.float32(_TINY))
    return np.asarray(rows / spread * norm[0] + norm[1], np.float32)
