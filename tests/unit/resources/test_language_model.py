"""The script that makes the language model's files: what it keeps, and that it is read."""

import importlib.util
import struct

import numpy as np
import pytest

from annotator import paths
from annotator.core.tokens import cut
from annotator.nlp.checked_arrays import unpacked
from annotator.nlp.sources import language_model
from annotator.nlp.sources.language_model import LAYERS
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import STEPS

WIDTH, WIDE, PLACES, MADE = 96, 192, 300, 12
SIGNS = ["<s>", "<pad>", "</s>", "<unk>"]
TEXT = "Anna met Ben in Sarn, and Ida saw Tom near Orm. " * 6


@pytest.fixture(scope="module")
def make():
    file = paths.resources_dir() / "language_model" / "make.py"
    spec = importlib.util.spec_from_file_location("make_language_model", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def published():
    """A model of the published shape, but small, of numbers by chance."""
    chance = np.random.default_rng(7)
    letters = sorted(set(TEXT) - {" "})
    pieces = [*SIGNS, *letters, *(f"\u2581{letter}" for letter in letters), "<mask>"]
    arrays = {
        "emb.word": _blocks(chance, len(pieces), WIDTH),
        "emb.pos": _flat(chance, PLACES, WIDTH),
        "emb.type": _flat(chance, 2, WIDTH),
        "emb.ln.w": _flat(chance, WIDTH, about=1),
        "emb.ln.b": _flat(chance, WIDTH),
    }
    shapes = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH),
              "ao": (WIDTH, WIDTH), "fi": (WIDE, WIDTH), "fo": (WIDTH, WIDE)}  # fmt: skip
    for number in range(MADE):
        for name, (out, into) in shapes.items():
            arrays[f"l{number}.{name}.w"] = _blocks(chance, out, into)
            arrays[f"l{number}.{name}.b"] = _flat(chance, out)
        for name in ("aln", "oln"):
            arrays[f"l{number}.{name}.w"] = _flat(chance, WIDTH, about=1)
            arrays[f"l{number}.{name}.b"] = _flat(chance, WIDTH)
    return pieces, arrays


def _blocks(chance, rows, weights):
    found = np.zeros((rows, weights // 32, 18), np.uint8)
    scales = chance.uniform(0.01, 0.03, (rows, weights // 32, 1)).astype("<f2")
    found[..., :2] = scales.view(np.uint8).reshape(rows, -1, 2)
    found[..., 2:] = chance.integers(0, 256, (rows, weights // 32, 16))
    return found


def _flat(chance, *shape, about=0.0):
    """Small beside what is told of each piece: else all pieces look alike after some layers."""
    return (about + 0.1 * chance.normal(size=shape)).astype("<f4")


def _packed(pieces, arrays):
    """A file as the package writes it."""
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, WIDTH, MADE, 12, WIDE, len(pieces), PLACES, 2, 1e-12, 32
    )
    blob = "".join(pieces).encode()
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    sizes = [len(piece.encode()) for piece in pieces]
    head += np.cumsum([0, *sizes]).astype("<u4").tobytes()
    head += np.array(
        [0.0 if x[0] == "<" else -1.0 - i for i, x in enumerate(pieces)], "<f4"
    ).tobytes()
    head += blob + struct.pack("<iI", 1, 4) + b"mark" + struct.pack("<i", len(arrays))
    size = len(head) + sum(len(name) + 23 for name in arrays)
    body = b""
    for name, array in arrays.items():
        kind = int(array.dtype == np.uint8)
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, array.size, size + len(body), array.nbytes)
        body += array.tobytes()
    assert len(head) == size
    return head + body


def test_what_is_made_is_read_and_is_what_was_published(make, published, tmp_path, monkeypatch):
    pieces, arrays = published
    (tmp_path / "packed.bin").write_bytes(_packed(pieces, arrays))
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    given = [tmp_path / "packed.bin", tmp_path, tmp_path / "text.txt"]
    monkeypatch.setattr("sys.argv", ["make.py", *map(str, given)])
    make.main()
    found = unpacked((tmp_path / "layers.npz").read_bytes())
    words = language_model.Rows(tmp_path / "words.npy")
    assert found["special"].tolist() == [0, 2, 3]
    assert found["places"].shape == (make.PLACES, WIDTH)
    assert not any(name.startswith(f"{LAYERS}.") for name in found)
    assert found["7.wide"].tolist() == arrays["l7.fi.w"].reshape(WIDE, -1).tolist()
    assert len(words) == len(pieces)
    assert (
        words[np.arange(len(pieces))].tolist()
        == arrays["emb.word"].reshape(len(pieces), -1).tolist()
    )
    model = language_model.LanguageModel(found, words)
    assert list(model._pieces.of("Ann")) == [pieces.index(letter) for letter in "Ann"]
    assert list(model._pieces.of("\u2581A<s>")) == [
        pieces.index("\u2581A"),
        3,
        pieces.index("s"),
        3,
    ]
    reading = ParsedArticle(cut(TEXT))
    shown = language_model.like_names(TEXT, reading)
    rows = ((model.seen(TEXT, reading, shown) - model._mean) * model._step)[shown]
    assert rows.mean(axis=0) == pytest.approx(np.zeros(WIDTH), abs=0.1)  # of 20
    assert rows.std(axis=0) == pytest.approx(np.full(WIDTH, STEPS), rel=1e-3)


def test_another_file_is_refused(make, tmp_path):
    (tmp_path / "packed.bin").write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(ValueError, match=r"packed\.bin is not such a file"):
        make.Packed(tmp_path / "packed.bin")
