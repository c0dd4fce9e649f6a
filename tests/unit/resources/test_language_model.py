"""The script that makes a language model's file: what it keeps, and that it is read."""

import importlib.util
import json

import numpy as np
import pytest

from annotator import paths
from annotator.core.tokens import cut
from annotator.nlp.checked_arrays import unpacked
from annotator.nlp.sources import language_model
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.token_vectors import STEPS

WIDTH, WIDE = 24, 48
TEXT = "Anna met Ben in Sarn, and Ida saw Tom near Orm."


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
    words = ["[UNK]", "[CLS]", "[SEP]", ",", ".", *sorted(set(TEXT.lower()) - set(" ,."))]
    words += [f"##{word}" for word in words if word.isalpha()]
    shapes = {
        "embeddings.word_embeddings.weight": (len(words), WIDTH),
        "embeddings.position_embeddings.weight": (512, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(6):
        of = f"encoder.layer.{number}."
        for name in ("query", "key", "value"):
            shapes |= _linear(f"{of}attention.self.{name}", WIDTH, WIDTH)
        shapes |= _linear(f"{of}attention.output.dense", WIDTH, WIDTH)
        shapes |= _linear(f"{of}intermediate.dense", WIDE, WIDTH)
        shapes |= _linear(f"{of}output.dense", WIDTH, WIDE)
        norms += [f"{of}attention.output.LayerNorm", f"{of}output.LayerNorm"]
    for norm in norms:
        shapes |= {f"{norm}.weight": (WIDTH,), f"{norm}.bias": (WIDTH,)}
    arrays = {k: chance.normal(size=shape).astype(np.float32) for k, shape in shapes.items()}
    return words, arrays


def _linear(name, out, into):
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def test_what_is_made_is_read_and_near_to_what_was_published(
    make, published, tmp_path, monkeypatch
):
    words, arrays = published
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(_safetensors(arrays))
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    to = tmp_path / "xx.npz"
    given = [tmp_path, to, tmp_path / "text.txt"]
    monkeypatch.setattr("sys.argv", ["make.py", *map(str, given)])
    make.main()
    found = unpacked(to.read_bytes())
    assert found["places"].shape == (make.PLACES, WIDTH)
    assert not any(name.startswith(f"{make.LAYERS}.") for name in found)
    wide = arrays["encoder.layer.2.intermediate.dense.weight"]
    kept = found["2.wide"] * found["2.wide_scales"][:, None]
    assert np.abs(kept - wide).max() <= np.abs(wide).max() / 127
    model = language_model.LanguageModel(found)
    rows = (model.seen(TEXT, ParsedArticle(cut(TEXT))) - model._mean) * model._step
    assert rows.mean(axis=0) == pytest.approx(np.zeros(WIDTH), abs=0.1)  # of 20
    assert np.sqrt(np.mean(rows * rows)) == pytest.approx(STEPS, rel=1e-3)


def _safetensors(arrays):
    head, body = {"__metadata__": {"format": "pt"}}, b""
    for name, array in arrays.items():
        offsets = [len(body), len(body) + array.nbytes]
        head[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": offsets}
        body += array.tobytes()
    told = json.dumps(head).encode()
    return len(told).to_bytes(8, "little") + told + body
