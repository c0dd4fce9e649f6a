"""Make a language model's file anew from a BERT of MiniLM's size.

    python resources/language_model/make.py FOLDER en.npz TEXT…

FOLDER holds `model.safetensors` and `vocab.txt`, as published (all-MiniLM-L6-v2, Apache 2.0). Kept
are the vectors of word pieces, 256 places and the first three layers, as whole numbers of a byte
with a scale for each row. From the texts come the mean and the usual size of what the model sees.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.tokens import cut
from annotator.nlp.sources import language_model
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import STEPS

LAYERS, PLACES = 3, 256
_PARTS = {
    "joined": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
_NORMS = {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}

Arrays = dict[str, NDArray[Any]]


def published(path: Path) -> Arrays:
    """The arrays of a .safetensors file by their names."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        head = json.loads(file.read(size))
        body = file.read()
    found = {}
    for name, told in head.items():
        if told.get("dtype") == "F32":
            first, end = told["data_offsets"]
            found[name] = np.frombuffer(body[first:end], np.float32).reshape(told["shape"])
    return found


def smaller(given: Mapping[str, NDArray[Any]], vocabulary: str) -> Arrays:
    """What is kept of the published arrays."""
    found: Arrays = {"vocabulary": np.frombuffer(vocabulary.encode(), np.uint8)}
    _add(found, "words", given["embeddings.word_embeddings.weight"])
    places = given["embeddings.position_embeddings.weight"][:PLACES]
    _add(found, "places", places + given["embeddings.token_type_embeddings.weight"][0])
    _add_norm(found, "norm", given, "embeddings.LayerNorm")
    for number in range(LAYERS):
        of, to = f"encoder.layer.{number}.", f"{number}."
        names = [f"{of}attention.self.{each}" for each in ("query", "key", "value")]
        _add(found, f"{to}attention", np.concatenate([given[f"{x}.weight"] for x in names]))
        found[f"{to}attention_bias"] = np.concatenate([given[f"{x}.bias"] for x in names])
        for part, name in _PARTS.items():
            _add(found, to + part, given[f"{of}{name}.weight"])
            found[f"{to}{part}_bias"] = given[f"{of}{name}.bias"]
        for part, name in _NORMS.items():
            _add_norm(found, to + part, given, of + name)
    return found


def _add(found: Arrays, name: str, weights: NDArray[Any]) -> None:
    scales = np.maximum(np.abs(weights).max(axis=1), 1e-9).astype(np.float32) / 127
    found[name] = np.rint(weights / scales[:, None]).astype(np.int8)
    found[f"{name}_scales"] = scales


def _add_norm(found: Arrays, name: str, given: Mapping[str, NDArray[Any]], of: str) -> None:
    found[name], found[f"{name}_bias"] = given[f"{of}.weight"], given[f"{of}.bias"]


def add_usual(found: Arrays, texts: Sequence[str]) -> None:
    """The mean of what the model sees in these texts' words, and the step of its vectors."""
    width = found["words"].shape[1]
    found["mean"], found["step"] = np.zeros(width, np.float32), np.array(1, np.float32)
    model = language_model.LanguageModel(found)
    rows = np.concatenate([model.seen(text, ParsedArticle(cut(text))) for text in texts])
    found["mean"] = rows.mean(axis=0).astype(np.float32)
    rows = rows - found["mean"]
    found["step"] = np.array(STEPS / np.sqrt(np.mean(rows * rows)), np.float32)


def main() -> None:
    """Read, make, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("to", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    options = parser.parse_args()
    vocabulary = (options.folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n")
    found = smaller(published(options.folder / "model.safetensors"), vocabulary)
    add_usual(found, [path.read_text(encoding="utf-8") for path in options.texts])
    np.savez_compressed(options.to, **found)


if __name__ == "__main__":
    main()
