"""The small language model: pieces of words, what is read together, vectors, damaged files.

What is tested: `nlp/sources/language_model.py`.
"""

import io
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme
from annotator.core.tokens import Tokens, cut
from annotator.nlp.checked_arrays import unpacked
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.training import train
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.sources import language_model as lm
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.spacy_doc import read as read_text
from annotator.nlp.suggesting import suggest
from annotator.paths import language_model_dir
from tests.unit.nlp.test_corrector import PARTY, PERSON, UNSEEN, example


@pytest.fixture(scope="module")
def model():
    return lm.load()


def spans(text):
    found = cut(text)
    return found.starts, found.ends


def plain(text, **more):
    return ParsedArticle(cut(text), [0], language="en", **more)


def test_only_words_like_names_have_a_vector(model):
    text = "In Sarn, the envoy said 3 words."
    rows = model.vectors(text, plain(text))
    words = [text[s:e] for s, e in zip(*spans(text), strict=True)]
    assert rows.dtype == np.int8
    shown = [word for word, row in zip(words, rows, strict=True) if row.any()]
    assert shown == ["In", "Sarn", "3"]
    at = text.index("envoy")
    marked = model.vectors(text, plain(text, entities=[Entity(at, at + 5, "X")]))
    assert marked[words.index("envoy")].any()


MOSCOW = "\u041c\u043e\u0441\u043a\u0432\u0435"
IN_MOSCOW = f"\u041e\u043d \u0436\u0438\u0432\u0435\u0442 \u0432 {MOSCOW}."
WANTS = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f"  # joined by nothing that is to be seen
WANTS_TO_GO = (
    f"\u0627\u0648 {WANTS} \u0628\u0647 \u062a\u0647\u0631\u0627\u0646 \u0628\u0631\u0648\u062f"
)
REFERENCE = [
    ("Ahmed met Saint-\u00c9tienne's mayor in Gettysburg.", {
        "Ahmed": [-0.149, -0.03, 0.581, 0.975, -1.621, -0.003, -0.226, 1.019],
        "\u00c9tienne": [0.006, 0.145, 1.217, 0.174, -0.531, -0.043, 0.055, 0.167],
        "Gettysburg": [0.306, -0.063, 0.732, 1.64, -0.795, -0.153, 0.05, -0.164],
    }),
    (IN_MOSCOW, {MOSCOW: [0.094, -0.081, 0.175, 0.682, -0.312, 0.458, 0.327, 0.069]}),
    ("\u674e\u660e\u5728\u5317\u4eac\u5927\u5b66\u6559\u4e66\u3002", {
        "\u4eac": [0.091, 0.165, 0.639, 1.016, -1.221, 0.14, 0.219, 0.279],
    }),
    (WANTS_TO_GO, {WANTS: [-0.078, 0.121, 0.031, 0.101, 1.289, 0.114, 0.394, 0.058]}),
]  # fmt: skip
"""The first numbers of words' vectors after eight layers, computed from the published file by other
code, which gave the sentence vectors of its maker's own program.
"""


@pytest.mark.parametrize(("text", "words"), REFERENCE)
def test_vectors_are_those_that_others_compute(model, text, words):
    tokens = cut(text)
    seen = model.seen(text, ParsedArticle(tokens, [0]), np.ones(len(tokens), bool))
    cut_out = [text[s:e] for s, e in zip(*spans(text), strict=True)]
    for word, numbers in words.items():
        assert seen[cut_out.index(word)][:8] == pytest.approx(numbers, abs=0.01)


def test_the_name_tells_how_many_layers_are_computed():
    assert LANGUAGE_MODEL.endswith(f"-{lm.LAYERS}")


def test_odd_words_have_vectors_or_none_and_are_no_harm(model):
    """Nothing to be seen, a lone surrogate, a word of a hundred pieces and more."""
    words = ["Sarn", "\u200b", "\ud800x", "\u2581", "Ab!" * 400, "Orm"]
    text = " ".join(words)
    ends = np.cumsum([len(word) + 1 for word in words]) - 1
    tokens = Tokens([int(e) - len(w) for e, w in zip(ends, words, strict=True)], ends.tolist())
    seen = model.seen(text, ParsedArticle(tokens, [0]), np.ones(6, bool))
    assert np.isfinite(seen).all()
    assert seen[1] == pytest.approx(model._mean)
    assert seen[3] == pytest.approx(model._mean)
    assert not any(np.allclose(seen[i], model._mean) for i in (0, 2, 4, 5))


def test_what_is_asked_for_again_is_not_computed_again(monkeypatch):
    text = "Sarn met Orm."
    reading = plain(text)
    seen = lm.in_context(reading, text)
    monkeypatch.setattr(lm.LanguageModel, "vectors", None)
    assert lm.in_context(reading, text) is seen
    assert lm.in_context(plain(text), text).views_of == "", "another reading of it is"


def test_a_text_of_too_many_pieces_is_read_without(monkeypatch):
    text = "Sarn met Orm."
    count = sum(len(lm.load()._pieces.of(w)) for w in ("\u2581Sarn", "\u2581met", "\u2581Orm", "."))
    monkeypatch.setattr(lm, "_MOST_TO_READ", count)
    assert lm.in_context(plain(text), text).views_of == LANGUAGE_MODEL
    monkeypatch.setattr(lm, "_MOST_TO_READ", count - 1)
    reading = plain(text)
    assert lm.in_context(reading, text) is reading
    monkeypatch.setattr(lm, "_MOST_TO_READ", count)
    assert lm.in_context(reading, text) is reading, "nor is it cut again, which takes long"


def test_a_word_is_seen_by_its_company(model):
    def seen(text):
        row = model.vectors(text, plain(text))[[*spans(text)[0]].index(text.index("Jordan"))]
        return row.astype(float) / np.linalg.norm(row.astype(float))

    country = seen("The king of Jordan flew to Egypt.")
    same = seen("The army of Jordan marched to Iraq.")
    person = seen("Michael Jordan scored for the Bulls.")
    assert country @ same > country @ person + 0.1


@given(st.lists(st.integers(0, lm._MOST_PIECES), max_size=40), st.data())
def test_every_word_is_read_once_in_passages_that_the_model_can_hold(sizes, data):
    tokens = Tokens([3 * i for i in range(len(sizes))], [3 * i + 2 for i in range(len(sizes))])
    starts = data.draw(st.sets(st.sampled_from(tokens.starts))) if sizes else set()
    found = list(lm._passages(tokens, sorted(starts), sizes))
    assert [i for first, end in found for i in range(first, end)] == list(range(len(sizes)))
    for first, end in found:
        assert sum(sizes[first:end]) <= lm._MOST_PIECES
    for _, end in found[:-1]:
        is_cut = tokens.starts[end] not in starts
        assert not is_cut or sum(sizes[_sentence(tokens, starts, end)]) > lm._MOST_PIECES


def _sentence(tokens, starts, at):
    """The slice of the sentence that the token is in."""
    bounds = sorted({0, len(tokens), *map(tokens.starts.index, starts)})
    return next(slice(a, b) for a, b in pairwise(bounds) if a <= at < b)


def test_a_layer_is_what_the_paper_says():
    """Attention in twelve heads and a wide layer, each with what went in added and normed: here
    number by number, in double precision.
    """
    chance = np.random.default_rng(1)
    width, wide, heads = 24, 48, 12

    def some(*shape):
        return chance.normal(size=shape).astype(np.float32)

    norms = [(some(width), some(width)) for _ in range(2)]
    layer = lm._Layer(
        (some(width, 3 * width), some(3 * width)), (some(width, width), some(width)),
        (some(width, wide), some(wide)), (some(wide, width), some(width)), norms,
    )  # fmt: skip
    given_rows = some(5, width)

    def times(row, part):
        weights, bias = part
        return [
            float(bias[j]) + sum(float(x) * float(weights[i, j]) for i, x in enumerate(row))
            for j in range(weights.shape[1])
        ]

    def normed(row, norm):
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
        return [
            (x - mean) / spread * float(g) + float(b) for x, g, b in zip(row, *norm, strict=True)
        ]

    rows = [list(map(float, row)) for row in given_rows]
    three = [times(row, layer.attention) for row in rows]
    size = width // heads
    mixed = [[0.0] * width for _ in rows]
    for head in range(heads):
        at = [
            slice(part * width + head * size, part * width + (head + 1) * size) for part in range(3)
        ]
        for i, row in enumerate(three):
            scores = [
                sum(q * k for q, k in zip(row[at[0]], other[at[1]], strict=True)) / math.sqrt(size)
                for other in three
            ]
            shares = [math.exp(score - max(scores)) for score in scores]
            for share, other in zip(shares, three, strict=True):
                for j, value in enumerate(other[at[2]]):
                    mixed[i][head * size + j] += share / sum(shares) * value
    wanted = []
    for row, heard in zip(rows, mixed, strict=True):
        joined = [x + y for x, y in zip(times(heard, layer.joined), row, strict=True)]
        row = normed(joined, norms[0])
        inner = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in times(row, layer.wide)]
        outer = [x + y for x, y in zip(times(inner, layer.narrow), row, strict=True)]
        wanted.append(normed(outer, norms[1]))
    for some in (np.arange(5), np.array([1, 4]), np.array([], int)):
        found = lm._through(layer, given_rows, some)
        assert found == pytest.approx(np.array(wanted)[some], rel=1e-3, abs=1e-3)


def test_readings_keep_whose_vectors_they_have(model):
    text = "Sarn met Orm."
    seen = lm.in_context(plain(text), text)
    assert seen.views_of == LANGUAGE_MODEL
    kept = CachedParse.from_bytes(CachedParse(seen).to_bytes()).reading
    assert (kept.views_of, kept.views.tolist()) == (LANGUAGE_MODEL, seen.views.tolist())
    assert lm.in_context(seen, text) is seen


def test_a_book_is_read_without(monkeypatch):
    text = "Sarn met Orm."
    monkeypatch.setattr(lm, "_MOST_TOKENS", 4)
    assert lm.in_context(plain(text), text).views_of == LANGUAGE_MODEL
    monkeypatch.setattr(lm, "_MOST_TOKENS", 3)
    reading = plain(text)
    assert lm.in_context(reading, text) is reading


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The model's files elsewhere, read anew."""
    for file in ("layers.npz", "words.npy"):
        (tmp_path / file).symlink_to(language_model_dir() / file)
    monkeypatch.setattr(lm, "language_model_dir", lambda: tmp_path)
    lm.let_go()
    yield tmp_path
    lm.let_go()


def put(file, body):
    """In the place of what a link leads to."""
    file.unlink()
    file.write_bytes(body)


SPOILED = {
    "cut off": lambda body: body[:5000],
    "empty": lambda _: b"",
    "turned": lambda body: body[::-1],
    "longer": lambda body: body + b"more",
}


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        (file, spoil)
        for file in ("layers.npz", "words.npy")
        for spoil in SPOILED
        if (file, spoil) != ("layers.npz", "longer")  # what follows a zip is nothing to it
    ],
)
def test_without_whole_files_nothing_is_lost_but_its_help(files, caplog, file, spoil):
    spoiled = files / file
    put(spoiled, SPOILED[spoil](spoiled.read_bytes()))
    reading = plain("Sarn met Orm.")
    assert lm.in_context(reading, "Sarn met Orm.") is reading
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("file", ["layers.npz", "words.npy"])
def test_without_its_files_there_is_no_help(files, caplog, file):
    (files / file).unlink()
    reading = plain("Sarn met Orm.")
    assert lm.in_context(reading, "Sarn met Orm.") is reading
    assert "cannot be read" in caplog.text


def test_files_that_are_taken_away_meanwhile_take_nothing_with_them(files, caplog):
    text, other = "Sarn met Orm.", "Ida met Tom."
    assert lm.in_context(plain(text), text).views_of == LANGUAGE_MODEL
    words = files / "words.npy"
    kept = words.read_bytes()
    words.unlink()
    reading = plain(other)
    assert lm.in_context(reading, other) is reading
    words.write_bytes(kept[:5000])  # or are shorter
    assert lm.in_context(reading, other) is reading
    assert "cannot be read" in caplog.text
    words.write_bytes(kept)
    assert lm.in_context(reading, other).views_of == LANGUAGE_MODEL


def test_a_model_that_could_not_be_read_is_tried_again(files):
    body = (files / "layers.npz").read_bytes()
    put(files / "layers.npz", body[:5000])
    reading = plain("Sarn met Orm.")
    assert lm.in_context(reading, "Sarn met Orm.") is reading
    put(files / "layers.npz", body)
    assert lm.in_context(reading, "Sarn met Orm.").views_of == LANGUAGE_MODEL


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("places", lambda array: array[:100]),
        ("numbers", lambda array: array + len(np.load(language_model_dir() / "words.npy", "r"))),
        ("mean", lambda array: array[:32]),
    ],
)
def test_arrays_that_do_not_fit_each_other_are_refused(files, name, change):
    arrays = unpacked((files / "layers.npz").read_bytes())
    arrays[name] = change(arrays[name])
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    put(files / "layers.npz", stream.getvalue())
    with pytest.raises(ValueError, match="not what it says"):
        lm.load()


def test_vectors_of_fewer_pieces_than_there_are_names_for_are_refused(files):
    numbers = unpacked((files / "layers.npz").read_bytes())["numbers"]
    rows = np.load(language_model_dir() / "words.npy", "r")
    (files / "words.npy").unlink()
    np.save(files / "words.npy", rows[: int(numbers.max())])
    with pytest.raises(ValueError, match="not what it says"):
        lm.load()
    np.save(files / "words.npy", rows[: int(numbers.max()) + 1])
    assert lm.load()


@given(st.lists(st.integers(0, 19), max_size=30))
def test_rows_are_those_of_the_array(numbers):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rows.npy"
        whole = np.random.default_rng(1).integers(0, 256, (20, 18), np.uint8)
        np.save(file, whole)
        rows = lm.Rows(file)
        assert len(rows) == 20
        assert rows[np.array(numbers, int)].tolist() == whole[np.array(numbers, int)].tolist()


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 18), np.int16),
        np.zeros(18, np.uint8),
        np.asfortranarray(np.zeros((4, 18), np.uint8)),
    ],
)
def test_other_arrays_are_no_rows(tmp_path, array):
    np.save(tmp_path / "rows.npy", array)
    with pytest.raises(ValueError, match="not what it says"):
        lm.Rows(tmp_path / "rows.npy")


def test_a_block_is_a_scale_and_whole_numbers_of_four_bits():
    scale = np.array([0.25], "<f2").tobytes()
    low, high = range(16), range(15, -1, -1)
    block = scale + bytes(a | b << 4 for a, b in zip(low, high, strict=True))
    found = lm.unblocked(np.frombuffer(block * 2, np.uint8).reshape(1, 36))
    assert found.tolist() == [[(n - 8) / 4 for n in (*low, *high)] * 2]


def test_names_of_other_scripts_are_seen_by_their_company_too(model):
    def seen(text, word):
        at = text.index(word)
        tokens = Tokens([0, at, at + len(word)], [at, at + len(word), len(text)])
        row = model.vectors(text, ParsedArticle(tokens, [0]))[1].astype(float)
        return row / np.linalg.norm(row)

    city = seen(IN_MOSCOW, MOSCOW)
    other = seen("She lives in Paris.", "Paris")
    person = seen("She met Anna Petrova.", "Anna Petrova")
    assert city @ other > city @ person + 0.1


def test_the_views_of_the_language_model_are_no_pipelines() -> None:
    """They are kept for another pipeline, and asked for where an article comes without them."""
    english = pipelines.load()

    def seen(number: int) -> TrainingExample:
        one = example(number)
        reading = lm.in_context(read_text(english, one.text), one.text)
        return replace(one, evidence=CachedParse(reading))

    corrector = Corrector.from_bytes(train([seen(n) for n in range(8)], Memory()).to_bytes())
    assert corrector.views_of == LANGUAGE_MODEL
    assert corrector.ranker is not None and corrector.ranker.view_weights.any()
    assert corrector.for_another_pipeline() is corrector
    bare = read_text(english, UNSEEN)
    scheme = Scheme(labels=(Label(PERSON, "Person"), Label(PARTY, "Party")))

    def said(reading: ParsedArticle, by: Corrector) -> list[tuple[int, float | None]]:
        return [(x.start, x.score) for x in suggest(reading, UNSEEN, scheme, None, by).proposals]

    assert said(bare, corrector) == said(lm.in_context(bare, UNSEEN), corrector) != []
    assert said(bare, corrector) != said(bare, replace(corrector, views_of=""))
    other = replace(corrector, views_of="another")
    blind = replace(other, ranker=corrector.ranker.without_views(), classifier=None)
    assert said(bare, other) == said(bare, blind)
    assert said(lm.in_context(bare, UNSEEN), other) == said(bare, blind)
