"""Sides of words' vectors for the CRF: directions, features, what is kept of them.

What is tested: `nlp/corrector/view_signs.py`.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from annotator.core.memory import Memory
from annotator.core.tokens import cut
from annotator.nlp.corrector.features import CachedParse, Featurizer, Lexicon
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.training import TrainingExample, train
from annotator.nlp.corrector.view_signs import Directions, directions_in, directions_of
from annotator.nlp.sources.parsed_article import ParsedArticle

MODEL = "a model"


def some_views(count=400, width=12, seed=1, spread=None):
    """Vectors that differ far more in some directions than in others; every third word has none."""
    chance = np.random.default_rng(seed)
    spread = np.linspace(30, 3, width) if spread is None else spread
    turned, _ = np.linalg.qr(chance.normal(size=(width, width)))
    rows = np.rint(chance.normal(size=(count, width)) * spread @ turned + 5).clip(-127, 127)
    rows[::3] = 0
    return rows.astype(np.int8)


def test_directions_are_principal_components_that_give_a_spread_of_one():
    views = some_views()
    found = directions_of(MODEL, [views[:150], None, views[150:]])
    rows = views[views.any(axis=1)].astype(float)
    placed = (rows - found.middle.astype(float)) @ found.axes.astype(float)
    theirs = PCA(whiten=True).fit(rows).transform(rows)
    assert placed.std(axis=0) == pytest.approx(np.ones(12), rel=0.01)
    for mine, other in zip(placed.T, theirs.T, strict=True):
        assert abs(np.corrcoef(mine, other)[0, 1]) > 0.999
    again = directions_of(MODEL, [views])
    assert again.axes == pytest.approx(found.axes, abs=1e-3)


def test_a_word_is_told_on_which_side_it_is_and_so_are_those_beside_it():
    axes = np.eye(3, 20, dtype=np.float16)
    found = Directions(MODEL, np.array([10, 0, 0], np.float16), axes)
    views = np.array([[12, 0, -1], [0, 0, 0], [10, 9, 0], [9, 0, 0]], np.int8)
    assert list(map(Counter, found.features(views))) == [
        Counter(["v0.0+", "v0.2-"]),
        Counter(["v-1.0+", "v-1.2-", "v1.1+"]),  # like no name: nothing of its own
        Counter(["v0.1+", "v1.0-"]),
        Counter(["v0.0-", "v-1.1+"]),
    ]


def test_a_word_near_the_middle_is_on_neither_side():
    axes = np.diag([0.1, 0.1]).astype(np.float16)
    found = Directions(MODEL, np.zeros(2, np.float16), axes)
    views = np.array([[7, -7], [9, -9]], np.int8)  # .7 and .9 of the usual distance
    assert found.features(views[:1]) == [[]]
    assert found.features(views[1:]) == [["v0.0+", "v0.1-"]]


def test_of_many_directions_the_first_64_are_told():
    found = directions_of(MODEL, [some_views(width=80)])
    assert found.axes.shape == (80, 64)
    assert (found.axes[np.abs(found.axes).argmax(axis=0), np.arange(64)] > 0).all(), "one way round"


def test_of_words_beside_less_is_told():
    axes = np.eye(20, dtype=np.float16)
    found = Directions(MODEL, np.zeros(20, np.float16), axes)
    views = np.full((2, 20), 5, np.int8)
    own, beside = 20, 16
    assert [len(each) for each in found.features(views)] == [own + beside] * 2


@pytest.mark.parametrize(
    "views", [[], [None], [np.zeros((5, 4), np.int8)], [np.zeros((5, 0), np.int8)],
              [np.ones((1, 4), np.int8)], [np.ones((3, 4), np.int8), np.ones((3, 5), np.int8)]]
)  # fmt: skip
def test_too_little_has_no_directions(views):
    assert directions_of(MODEL, views) is None


def test_vectors_that_are_all_alike_have_no_directions():
    assert directions_of(MODEL, [np.ones((50, 4), np.int8)]) is None


def test_of_many_articles_the_last_are_looked_at():
    early = some_views(30_000, seed=1, spread=np.eye(12)[0] * 40 + 1)
    late = some_views(60_000, seed=2)
    assert (directions_of(MODEL, [early, late]).axes == directions_of(MODEL, [late]).axes).all()


def test_what_is_kept_is_what_it_was():
    found = directions_of(MODEL, [some_views()])
    again = directions_in({**found.to_arrays(), "more": np.zeros(1)}, MODEL)
    views = some_views(seed=3)
    assert (
        again.features(views)
        == found.features(views)
        != directions_of(MODEL, [some_views(seed=4)]).features(views)
    )
    assert directions_in({"more": np.zeros(1)}, MODEL) is None


@pytest.mark.parametrize(
    "change",
    [
        {"directions_middle": np.zeros(3, np.float16)},
        {"directions_middle": np.zeros(12, np.float64)},
        {"directions_axes": np.zeros(12, np.float16)},
        {"directions_axes": np.zeros((12, 2), np.float32)},
    ],
)
def test_what_does_not_fit_is_refused(change):
    kept = directions_of(MODEL, [some_views()]).to_arrays()
    with pytest.raises(ValueError, match="directions"):
        directions_in({**kept, **change}, MODEL)


TEXT = "Rol met Gar in Sarn."


@pytest.mark.parametrize(("of", "width", "is_told"), [(MODEL, 12, True), ("b", 12, False),
                                                      (MODEL, 11, False)])  # fmt: skip
def test_vectors_of_another_model_are_told_nothing(of, width, is_told):
    views = some_views(400)[1:7, :width]
    featurizer = Featurizer(TEXT, CachedParse(ParsedArticle(cut(TEXT), views=views, views_of=of)))
    directions = directions_of(MODEL, [some_views()])
    found = featurizer.features(Lexicon(), Memory(), directions)
    assert any(name.startswith("v0.") for name in found[1]) is is_told
    bare = featurizer.features(Lexicon(), Memory())
    assert [[x for x in token if x[0] != "v"] for token in found] == bare


NAMES = "sarn orm velk tabor minsk doral quen rist bolm ferin".split()


def seen(number, views_of=MODEL):
    """An article in which only vectors tell names from words: nothing else differs."""
    words = [NAMES[(number * step) % 10][::-1] + str(number) for step in (1, 3, 7, 2, 9, 4)]
    is_name = [(number + i) % 3 == 0 for i in range(6)]
    text = " ".join(words)
    tokens = cut(text)
    chance = np.random.default_rng(number)
    views = chance.normal(size=(6, 12)) * 12
    views[:, 0] += np.where(is_name, 40, -40)
    reading = ParsedArticle(tokens, [0], views=np.rint(views).astype(np.int8), views_of=views_of)
    spans = [
        (start, end, 1, 1.0)
        for start, end, named in zip(tokens.starts, tokens.ends, is_name, strict=True)
        if named
    ]
    return TrainingExample(number, text, CachedParse(reading), spans, {})


def test_the_crf_finds_names_by_their_vectors():
    corrector = Corrector.from_bytes(train([seen(n) for n in range(30)], Memory()).to_bytes())
    assert corrector.directions.views_of == corrector.views_of == MODEL
    new = seen(77)
    named = [span[:2] for span in new.spans]
    assert _found(corrector, new) == named
    assert _found(corrector, seen(77, views_of="another")) != named


def _found(corrector, example):
    found = corrector.suggest(example.text, example.evidence, Memory(), labels=[1])
    return [(each.start, each.end) for each in found if not each.is_maybe]


def test_views_of_a_pipeline_are_not_told_of_another():
    corrector = train([seen(n, views_of="") for n in range(8)], Memory())
    assert corrector.directions is not None
    assert corrector.for_another_pipeline().directions is None


def test_some_articles_seen_by_another_model_are_learned_from_without_their_vectors():
    """A few may have been read by none, or by one of before: their numbers mean something else."""
    lessons = [seen(n) for n in range(30)]
    other = replace(lessons[-1].evidence.reading, views_of="another")
    strange = replace(lessons[-1], evidence=CachedParse(other))
    none = replace(other, views=None, views_of="")
    without = replace(lessons[-1], evidence=CachedParse(none))
    found = train([*lessons[:-1], strange], Memory())
    assert found.views_of == MODEL
    assert found.to_bytes() == train([*lessons[:-1], without], Memory()).to_bytes()
    assert found.to_bytes() != train(lessons, Memory()).to_bytes()
