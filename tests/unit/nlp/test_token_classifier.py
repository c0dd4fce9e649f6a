"""The classifier of words by their vectors: what it learns, what CRF and ranker are told of it.

What is tested: `nlp/corrector/token_classifier.py`.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from annotator.core.memory import Memory
from annotator.core.tokens import cut
from annotator.nlp.corrector.candidates import Candidate
from annotator.nlp.corrector.crf import Cancelled
from annotator.nlp.corrector.features import CachedParse, Featurizer, Lexicon
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.ranking import describe, fit_ranker
from annotator.nlp.corrector.token_classifier import (
    ClassifiedArticle,
    TokenClassifier,
    classifier_in,
    features_of,
    fit_classifier,
    score_features,
)
from annotator.nlp.corrector.training import _Training, train
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.sources.parsed_article import ParsedArticle

MODEL = "a model"
STATES = 3


def an_article(number, count=60, width=12):
    """Vectors that tell the states of words, and little else; every third word has none."""
    chance = np.random.default_rng(number)
    states = chance.integers(0, STATES, count)
    views = chance.normal(size=(count, width)) * 20
    views[:, 0] += np.where(states == 1, 50, -20)
    views[:, 1] += np.where(states == 2, 50, -20)
    views[::3] = 0
    return ClassifiedArticle(np.rint(views).clip(-127, 127).astype(np.int8), states.tolist())


def lined_up(article, middle):
    """What the classifier is told of each word: its vector, and those before and behind it."""
    known = article.views.any(axis=1)
    own = np.where(known[:, None], article.views - middle, 0)
    beside = np.pad(own, ((1, 1), (0, 0)))
    return np.hstack([own, beside[:-2], beside[2:]])[known], np.array(article.states)[known]


def a_ridge(articles, middle):
    """The same regression by scikit-learn."""
    parts = [lined_up(each, middle) for each in articles]
    inputs, states = np.vstack([x for x, _ in parts]), np.concatenate([y for _, y in parts])
    strength = 0.3 * inputs.shape[1] * np.square(inputs).sum(axis=0).mean() / len(inputs)
    return Ridge(strength).fit(inputs, np.eye(STATES)[states])


def test_it_is_a_linear_regression_with_a_ridge():
    articles = [an_article(n) for n in range(5)]
    found, _ = fit_classifier(articles, STATES)
    rows = np.vstack([each.views[each.views.any(axis=1)] for each in articles])
    assert found.middle == pytest.approx(rows.mean(axis=0), abs=1e-4)
    new = an_article(77)
    theirs = a_ridge(articles, found.middle).predict(lined_up(new, found.middle)[0])
    scores = found.scores(new.views)
    known = new.views.any(axis=1)
    assert scores[known] == pytest.approx(theirs, abs=2e-3)
    assert not scores[~known].any(), "of a word without vector nothing is known"
    right = scores[known].argmax(axis=1) == np.array(new.states)[known]
    assert right.mean() > 0.75


@pytest.mark.parametrize("count", [2, 5, 11])
def test_an_article_is_scored_by_what_has_not_seen_it(count):
    articles = [an_article(n) for n in range(count)]
    found, scores = fit_classifier(articles, STATES)
    for number in range(count):
        fold = [i for i in range(count) if i % 8 == number % 8]
        others = [each for i, each in enumerate(articles) if i not in fold]
        known = articles[number].views.any(axis=1)
        theirs = a_ridge(others, found.middle).predict(lined_up(articles[number], found.middle)[0])
        assert scores[number][known] == pytest.approx(theirs, abs=2e-3)


def test_one_article_tells_nothing_of_itself():
    found, (scores,) = fit_classifier([an_article(1)], STATES)
    assert found.scores(an_article(1).views).any()
    assert not scores.any()


def test_words_that_prove_nothing_are_not_learned_from():
    articles = [an_article(n) for n in range(4)]
    wrong = an_article(9)
    turned = replace(wrong, states=[0] * 60, unobserved=frozenset(range(60)))
    without, _ = fit_classifier(articles, STATES)
    with_it, scores = fit_classifier([*articles, turned], STATES)
    assert with_it.scores(wrong.views) == pytest.approx(without.scores(wrong.views), abs=1e-5)
    assert scores[-1] == pytest.approx(without.scores(wrong.views), abs=1e-5)
    rows = np.vstack([each.views[each.views.any(axis=1)] for each in articles])
    assert with_it.middle == pytest.approx(rows.mean(axis=0), abs=1e-4)
    some = replace(turned, unobserved=frozenset(range(30)))
    assert fit_classifier([*articles, some], STATES)[0].scores(wrong.views) != pytest.approx(
        without.scores(wrong.views), abs=1e-2
    )


def test_of_many_articles_the_last_are_learned_from():
    early = [an_article(n, count=3_000) for n in range(3)]
    late = [an_article(10 + n, count=3_000) for n in range(11)]  # 22,000 words with vectors
    found, scores = fit_classifier([*early, *late], STATES)
    alone, _ = fit_classifier(late, STATES)
    assert (found.weights == alone.weights).all()
    assert (scores[0] == found.scores(early[0].views)).all()


def nothing(*articles):
    found, scores = fit_classifier(articles, STATES)
    return found is None and [each.shape for each in scores] == [
        (len(each.views), 0) for each in articles
    ]


def test_too_little_teaches_nothing():
    assert nothing()
    for views in (np.zeros((5, 4)), np.zeros((5, 0)), np.ones((1, 4)), np.ones((5, 4))):
        assert nothing(ClassifiedArticle(views.astype(np.int8), [0] * len(views)))


def test_of_articles_with_vectors_of_different_widths_those_like_the_last_count():
    """A pipeline's own vectors, and another pipeline since."""
    articles = [an_article(n) for n in range(3)]
    found, scores = fit_classifier([an_article(7, width=13), *articles], STATES)
    assert scores[0].shape == (60, 0)
    assert (found.weights == fit_classifier(articles, STATES)[0].weights).all()


def test_long_articles_and_many_short_ones_are_taken_bit_by_bit():
    """And what comes of it is the same."""
    long = an_article(1, count=4_000)
    cuts = [(at, min(at + 7, 4_000)) for at in range(0, 4_000, 7)]
    looks = []
    found, _ = fit_classifier([long, long], STATES, lambda: looks.append(1))
    assert len(looks) >= 2 * 2 * 4_000 * 2 // 3 // 1_000
    assert found.weights == pytest.approx(a_fit([long, long], found.middle), abs=2e-4)
    short = [ClassifiedArticle(long.views[a:b], long.states[a:b]) for a, b in cuts]
    looks.clear()
    found, _ = fit_classifier(short, STATES, lambda: looks.append(1))
    assert found.weights == pytest.approx(a_fit(short, found.middle), abs=2e-4)
    assert len(looks) < len(short) + 30, "not a sum for each"


def a_fit(articles, middle):
    ridge = a_ridge(articles, middle)
    return np.vstack([ridge.coef_.T, ridge.intercept_])


def test_vectors_of_another_width_have_no_scores():
    found, _ = fit_classifier([an_article(1), an_article(2)], STATES)
    assert found.scores(an_article(3, width=11).views).shape == (60, 0)


def test_articles_without_vectors_among_others_have_no_scores():
    bare = ClassifiedArticle(np.zeros((7, 0), np.int8), [0] * 7)
    articles = [an_article(1), an_article(2)]
    found, scores = fit_classifier([bare, *articles], STATES)
    assert scores[0].shape == (7, 0)
    assert (found.weights == fit_classifier(articles, STATES)[0].weights).all()


class Enough(Exception):
    pass


@pytest.mark.parametrize("after", range(5))
def test_it_can_be_called_off_at_any_time(after):
    looks = iter(range(after))

    def enough():
        if next(looks, None) is None:
            raise Enough

    with pytest.raises(Enough):
        fit_classifier([an_article(1), an_article(2)], STATES, enough)


def test_inputs_are_of_the_word_itself_the_one_before_and_the_one_behind():
    """A file that keeps weights in this order is read by later versions."""
    weights = np.array([[1], [100], [10], [0.5]], np.float32)
    found = TokenClassifier(np.array([3], np.float32), weights)
    views = np.array([[4], [5], [0], [6]], np.int8)
    assert found.scores(views).ravel().tolist() == [1 + 20 + 0.5, 2 + 100 + 0.5, 0, 3 + 0.5]


def test_the_crf_is_told_how_high_each_state_stands():
    levels = np.array([[0.04, 0.06, 0.14], [0.16, 0.29, 0.31], [0.44, 0.46, 0.66]], np.float32)
    told = [[x for x in each if x[0] == "z"] for each in features_of(levels)]
    assert told == [["z1.1", "z2.1"], ["z0.2", "z1.2", "z2.3"], ["z0.3", "z1.4", "z2.5"]]
    scores = np.array([[0.9, 0.1, -0.2], [0, 0, 0], [0.04, 0.31, 0.66]], np.float32)
    assert list(map(Counter, features_of(scores))) == [
        Counter(["z0.5", "z1.1"]),
        Counter(["<z0.5", "<z1.1", ">z1.3", ">z2.5"]),
        Counter(["z1.3", "z2.5"]),
    ]
    assert features_of(np.zeros((2, 0), np.float32)) == [[], []]


def test_the_ranker_is_told_of_words_and_of_those_beside():
    states = np.arange(5)  # none, and two labels
    scores = (np.arange(4)[:, None] + states / 10).astype(np.float32)
    told = {name: value / 3 for name, value in score_features(scores, 1, 3).items()}
    assert told == pytest.approx(
        {
            "zn": 1.5,
            "zb": 1.1 + 1.3,
            "zm": 2.1 + 2.3,
            "za": 3.2 + 3.4,
            "zp": 0.1 + 0.2 + 0.3 + 0.4,
            "zB0": 1.1,
            "zB1": 1.3,
            "zL0": (1.1 + 1.2 + 2.1 + 2.2) / 2,
            "zL1": (1.3 + 1.4 + 2.3 + 2.4) / 2,
        },
        abs=1e-5,
    )
    whole = score_features(scores, 0, 4)
    assert whole["za"] == whole["zp"] == 0
    assert score_features(np.zeros((4, 0), np.float32), 1, 3) == {}


def test_what_is_kept_is_what_it_was():
    found, _ = fit_classifier([an_article(1), an_article(2)], STATES)
    again = classifier_in({**found.to_arrays(), "more": np.zeros(1)}, STATES)
    views = an_article(3).views
    assert (again.scores(views) == found.scores(views)).all()
    assert classifier_in({"more": np.zeros(1)}, STATES) is None


@pytest.mark.parametrize(
    "change",
    [
        {"classifier_middle": np.zeros(3, np.float32)},
        {"classifier_middle": np.zeros(12, np.float64)},
        {"classifier_middle": np.zeros((12, 1), np.float32)},
        {"classifier_weights": np.zeros(37, np.float32)},
        {"classifier_weights": np.zeros((37, 5), np.float32)},
        {"classifier_weights": np.zeros((37, 3), np.float16)},
        {"classifier_weights": np.full((37, 3), 1e30, np.float32)},
        {"classifier_middle": np.full(12, -1e30, np.float32)},
        {
            "classifier_middle": np.zeros(0, np.float32),
            "classifier_weights": np.zeros((1, 3), np.float32),
        },
    ],
)
def test_what_does_not_fit_is_refused(change):
    kept = fit_classifier([an_article(1), an_article(2)], STATES)[0].to_arrays()
    with pytest.raises(ValueError, match="classifier"):
        classifier_in({**kept, **change}, STATES)


TEXT = "Rol met Gar in Sarn."


def test_features_of_an_article_hold_what_the_classifier_says():
    featurizer = Featurizer(TEXT, CachedParse(ParsedArticle(cut(TEXT))))
    candidate = Candidate(0, 1, np.array([0.5]), 0.5)
    bare = featurizer.features(Lexicon(), Memory())
    plain = describe(featurizer, [candidate], Lexicon(), Memory()).features[0]
    featurizer.scores = np.full((6, 3), 0.4, np.float32)
    found = featurizer.features(Lexicon(), Memory())
    assert [[x for x in token if x.lstrip("<>")[0] != "z"] for token in found] == bare
    assert {"z0.3", ">z1.3"} <= set(found[0])
    told = describe(featurizer, [candidate], Lexicon(), Memory()).features[0]
    assert {name: value for name, value in told.items() if name[0] != "z"} == plain
    assert told["zL0"] == pytest.approx(3 * 0.8)


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
    assert corrector.classifier.weights.shape == (37, 3)
    new = seen(77)
    named = [span[:2] for span in new.spans]
    assert _found(corrector, new) == named
    assert _found(corrector, seen(77, views_of="another")) != named
    by_crf = replace(corrector, ranker=None)
    assert _found(by_crf, new) == named
    assert _found(replace(by_crf, classifier=None), new) != named


def _found(corrector, example):
    found = corrector.suggest(example.text, example.evidence, Memory(), labels=[1])
    return [(each.start, each.end) for each in found if not each.is_maybe]


def test_crf_and_ranker_learn_from_scores_by_what_has_not_seen_the_article():
    lessons = [seen(n) for n in range(12)]
    unread = replace(lessons[0], spans=[], unobserved_spans=[(0, len(lessons[0].text))])
    training = _Training([unread, *lessons[1:]], Memory(), None, None)
    prepared = training._prepared
    articles = [
        ClassifiedArticle(each.featurizer.views, each.states, each.unobserved) for each in prepared
    ]
    assert articles[0].unobserved == {*range(6)}
    found, scores = fit_classifier(articles, 3)
    for each, told in zip(prepared, scores, strict=True):
        assert (each.featurizer.scores == told).all()
        assert told.shape == (6, 3)
    for each in prepared[1:]:
        assert (each.featurizer.scores != found.scores(each.featurizer.views)).any()
    alone = _Training(lessons[1:], Memory(), None, None)._classifier
    assert training._classifier.weights == pytest.approx(alone.weights, abs=1e-6)


def accepted_unseen(number):
    """An article in which what was suggested was accepted unseen, and the rest was read by none."""
    lesson = seen(number)
    spans = [(start, end, label, 0.3) for start, end, label, _ in lesson.spans]
    return replace(lesson, spans=spans, unobserved_spans=[])


def test_what_was_accepted_unseen_teaches_neither_what_words_are_nor_how_sure_to_be(monkeypatch):
    """A model that learns from its own answers finds them right."""
    given = {}

    def classified(articles, *rest):
        given["articles"] = articles
        return fit_classifier(articles, *rest)

    def ranked(judged, *rest):
        given["judged"] = judged
        return fit_ranker(judged, *rest)

    monkeypatch.setattr("annotator.nlp.corrector.training.fit_classifier", classified)
    monkeypatch.setattr("annotator.nlp.corrector.training.fit_ranker", ranked)
    read = replace(accepted_unseen(2), unobserved_spans=None)
    train([accepted_unseen(0), seen(1), read, *(seen(n) for n in range(3, 9))], Memory())
    unseen, *others = given["articles"]
    assert unseen.unobserved == {0, 3} == {i for i, state in enumerate(unseen.states) if state}
    assert not any(each.unobserved for each in others)
    (followed,) = (each for each in given["judged"] if min(each.weights, default=1) < 0.5)
    proofs = zip(followed.outcomes, followed.weights, followed.calibrating, strict=True)
    assert {(outcome > 0, sure == 0) for outcome, _, sure in proofs} >= {(True, True)}
    for each in given["judged"]:
        for weight, sure in zip(each.weights, each.calibrating, strict=True):
            assert sure == (0 if weight < 0.5 else weight)


def test_probabilities_are_calibrated_by_what_somebody_looked_at(monkeypatch):
    given = []
    monkeypatch.setattr(
        "annotator.nlp.corrector.training.fit_ranker",
        lambda *all_of_it: given.append(all_of_it) or fit_ranker(*all_of_it),
    )
    train([seen(n) for n in range(12)], Memory())
    ((judged, *rest),) = given

    turned = [1 - outcome for outcome in judged[0].outcomes]  # what nobody could have told
    judged = [replace(judged[0], outcomes=turned), *judged[1:]]

    def sureness(counts):
        """By the articles for which `counts` says so."""
        some = [
            replace(each, calibrating=[w * counts(each is judged[0]) for w in each.weights])
            for each in judged
        ]
        _, held_out = fit_ranker(some, *rest)
        return float(np.concatenate(held_out).max(axis=1).mean())

    usual = sureness(lambda _: True)
    assert sureness(lambda _: False) == usual, "by all that there is, where nobody looked"
    assert sureness(lambda is_odd: is_odd) < usual < sureness(lambda is_odd: not is_odd)


def test_a_training_can_be_called_off_while_words_are_classified(monkeypatch):
    looks = []
    training = _Training([seen(n) for n in range(4)], Memory(), None, lambda: bool(looks))

    def classified(_articles, _states, look_up):
        looks.append(1)
        look_up()
        raise AssertionError

    monkeypatch.setattr("annotator.nlp.corrector.training.fit_classifier", classified)
    with pytest.raises(Cancelled):
        training._classified()


def test_what_one_corrector_says_of_words_is_not_told_to_the_next():
    new = seen(77)
    corrector = train([seen(n) for n in range(8)], Memory())
    featurizer = Featurizer(new.text, new.evidence)
    corrector.judge(featurizer, Memory(), labels=[1])
    assert featurizer.scores.any()
    replace(corrector, classifier=None).judge(featurizer, Memory(), labels=[1])
    assert featurizer.scores.shape == (6, 0)


def test_views_of_a_pipeline_mean_nothing_with_another():
    corrector = train([seen(n, views_of="") for n in range(8)], Memory())
    assert isinstance(corrector.classifier, TokenClassifier)
    assert corrector.for_another_pipeline().classifier is None


def test_with_many_labels_bounds_alone_are_learned():
    """The CRF knows one label then, which stands for all."""
    lessons = [seen(n) for n in range(30)]
    many = [
        replace(
            each, spans=[(s, e, 1 + (n + k) % 30, w) for k, (s, e, _, w) in enumerate(each.spans)]
        )
        for n, each in enumerate(lessons)
    ]
    corrector = Corrector.from_bytes(train(many, Memory()).to_bytes())
    assert corrector.is_wide
    assert corrector.classifier.weights.shape == (37, 3)


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
