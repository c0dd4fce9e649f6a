"""The small language model: pieces of words, what is read together, vectors, damaged files.

What is tested: `nlp/sources/language_model.py`, `nlp/sources/word_pieces.py`.
"""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme
from annotator.core.tokens import Tokens, cut
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.training import TrainingExample, train
from annotator.nlp.sources import language_model as lm
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.spacy_doc import read as read_text
from annotator.nlp.sources.word_pieces import WordPieces
from annotator.nlp.suggesting import suggest
from annotator.paths import language_model_file
from tests.unit.nlp.test_corrector import PARTY, PERSON, UNSEEN, example

_KNOWN = "[UNK] [CLS] [SEP] un ##aff ##able want ##want ##ed runn ##ing , ! 中 cafe a".split()


@pytest.fixture(scope="module")
def model():
    return lm.load("en")


def pieces(word):
    found = WordPieces({each: number for number, each in enumerate(_KNOWN)}).of(word)
    return [_KNOWN[number] for number in found]


@pytest.mark.parametrize(
    ("word", "cut_into"),
    [
        ("unwanted", "un ##want ##ed"),  # the example of its authors
        ("unaffable", "un ##aff ##able"),
        ("unwantedX", "[UNK]"),
        ("UNwant\u00e9d,", "un ##want ##ed ,"),
        ("Caf\u00e9", "cafe"),
        ("a中a", "a 中 a"),
        ("a\u00a0a", "a a"),
        ("a\u200ba\x00", "[UNK]"),
        ("a" * 101, "[UNK]"),
        ("\u0301\u200d", ""),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(word, cut_into):
    assert pieces(word) == cut_into.split()


def test_pieces_are_those_of_the_makers_own_tokenizer(model, texts):
    tokenizers = pytest.importorskip("tokenizers")
    known = model._pieces._known
    theirs = tokenizers.BertWordPieceTokenizer(vocab=dict(known), lowercase=True)
    words = {text[s:e] for text in texts for s, e in zip(*spans(text), strict=True)}
    for word in sorted(words):
        assert list(model._pieces.of(word)) == theirs.encode(word, add_special_tokens=False).ids


@pytest.fixture(scope="module")
def texts():
    return [
        "Ahmed al-Sharaa met Dr. O’Neil in Saint-Étienne’s café; \N{EURO SIGN}3,000 — “naïve”?",
        "北京 and Москва, Ελλάδα, ประเทศไทย, Ağrı, ﬁnal №5 ½ 👩‍👩‍👧 e.g. U.N. can't <b> $5 a_b x^2",
    ]


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


def test_a_word_of_too_many_pieces_is_read_as_far_as_it_goes(model):
    text = "Sarn " + "Ab!" * 400
    rows = model.vectors(text, ParsedArticle(Tokens([0, 5], [4, len(text)]), [0]))
    assert rows[0].any()
    assert rows[1].any()


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
    assert lm._through(layer, given_rows) == pytest.approx(np.array(wanted), rel=1e-3, abs=1e-3)


def test_readings_keep_whose_vectors_they_have(model):
    text = "Sarn met Orm."
    seen = lm.in_context(plain(text), text)
    assert seen.views_of == lm.NAME
    kept = CachedParse.from_bytes(CachedParse(seen).to_bytes()).reading
    assert (kept.views_of, kept.views.tolist()) == (lm.NAME, seen.views.tolist())
    assert lm.in_context(seen, text) is seen


@pytest.mark.parametrize("language", ["xx", "", "../en", "de"])
def test_in_other_languages_the_reading_stays_as_it_is(language):
    reading = replace(plain("Sarn met Orm."), language=language)
    assert lm.in_context(reading, "Sarn met Orm.") is reading


@pytest.mark.parametrize("spoil", [lambda body: body[:5000], lambda _: b"", lambda b: b[::-1]])
def test_without_a_whole_file_nothing_is_lost_but_its_help(tmp_path, monkeypatch, caplog, spoil):
    file = tmp_path / "en.npz"
    file.write_bytes(spoil(language_model_file("en").read_bytes()))
    monkeypatch.setattr(lm, "language_model_file", lambda _: file)
    lm.load.cache_clear()
    try:
        reading = plain("Sarn met Orm.")
        assert lm.in_context(reading, "Sarn met Orm.") is reading
        assert "cannot be read" in caplog.text
    finally:
        lm.load.cache_clear()


def test_the_views_of_the_language_model_are_no_pipelines() -> None:
    """They are kept for another pipeline, and asked for where an article comes without them."""
    english = pipelines.load()

    def seen(number: int) -> TrainingExample:
        one = example(number)
        reading = lm.in_context(read_text(english, one.text), one.text)
        return replace(one, evidence=CachedParse(reading))

    corrector = Corrector.from_bytes(train([seen(n) for n in range(8)], Memory()).to_bytes())
    assert corrector.views_of == lm.NAME
    assert corrector.ranker is not None and corrector.ranker.view_weights.any()
    assert corrector.for_another_pipeline() is corrector
    bare = read_text(english, UNSEEN)
    scheme = Scheme(labels=(Label(PERSON, "Person"), Label(PARTY, "Party")))

    def said(reading: ParsedArticle, by: Corrector) -> list[tuple[int, float | None]]:
        return [(x.start, x.score) for x in suggest(reading, UNSEEN, scheme, None, by).proposals]

    assert said(bare, corrector) == said(lm.in_context(bare, UNSEEN), corrector) != []
    assert said(bare, corrector) != said(bare, replace(corrector, views_of=""))
