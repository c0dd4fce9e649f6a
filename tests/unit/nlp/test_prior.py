"""What is tested: `nlp/corrector/prior.py`, and what the ranker, the candidates and the suggestions
make of it: a first version repeats the pipeline where nothing speaks against it.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import cut
from annotator.nlp.corrector.candidates import LEAST, candidates, nothing_in
from annotator.nlp.corrector.crf import Lattice
from annotator.nlp.corrector.features import CachedParse, Featurizer
from annotator.nlp.corrector.prior import expected, feature
from annotator.nlp.corrector.training import TrainingExample, train
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.suggesting import offered, suggest

PERSON, PLACE, SHIP = 1, 2, 3
SCHEME = Scheme(labels=(Label(PERSON, "PERSON"), Label(PLACE, "PLACE"), Label(SHIP, "SHIP")))
TEXTS = (
    ("Old Ada Byron wrote to Charles in spring.", ("Ada Byron", "Charles")),
    ("What did Grace Hopper say? She laughed.", ("Grace Hopper",)),
    ("The letter names Emmy Noether, and David.", ("Emmy Noether", "David")),
)
NEW = "Between the lakes stands Kyoko Abe near Otaru."


def read(text: str, *entities: tuple[str, str]) -> ParsedArticle:
    placed = [Entity(text.index(s), text.index(s) + len(s), name) for s, name in entities]
    tokens = cut(text)
    return ParsedArticle(tokens, [0], placed, ["X"] * len(tokens))


def reviewed(
    number: int, text: str, right: Sequence[str], *wrong: tuple[str, str]
) -> TrainingExample:
    """An article in which the pipeline's people are right, and what it says besides is wrong."""
    reading = read(text, *((name, "PERSON") for name in right), *wrong)
    spans = [(text.index(s), text.index(s) + len(s), PERSON, 1.0) for s in right]
    known = offered(reading, text, SCHEME)
    return TrainingExample(number, text, CachedParse(reading), spans, {}, offered=known)


def test_the_prior_wanes_with_what_was_reviewed_and_ends() -> None:
    own, none = feature(PLACE, is_exact=True), feature(None, is_exact=False)
    told = [expected((PERSON, PLACE), n) for n in (0, 20, 100, 400)]
    assert [each[own][2] for each in told] == sorted((x[own][2] for x in told), reverse=True)
    assert told[2][own][2] == pytest.approx(told[0][own][2] / 2)
    for each in told:
        assert set(each[own]) == {2} and set(each[none]) == {0}
        assert 0 < each[none][0] < each[own][2]
    assert expected((PERSON, PLACE), 2_000) == {}


lattices = st.integers(0, 2**32 - 1).map(np.random.default_rng)
places = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 9)), max_size=4)


@given(lattices, places)
def test_what_the_pipeline_suggests_is_always_a_candidate(
    random: np.random.Generator, drawn: list[tuple[int, int]]
) -> None:
    always: list[tuple[int, int]] = []
    for first, length in sorted(drawn):
        if not always or first >= always[-1][1]:
            always.append((first, min(12, first + length)))
    transition = random.normal(0, 1, (5, 5))
    transition[:, 2::2] = -np.inf
    for state in (2, 4):
        transition[[state - 1, state], state] = random.normal(0, 1, 2)
    scores = random.normal(0, 3, (12, 5))
    scores[0, 2::2] = -np.inf
    lattice = Lattice.of(scores, transition)
    bare = {(x.first, x.end): x for x in candidates(lattice)}
    found = candidates(lattice, always)
    assert {(x.first, x.end) for x in found} == {*bare, *always}
    assert [(x.first, x.end) for x in found] == sorted((x.first, x.end) for x in found)
    for each in found:
        assert each.none == pytest.approx(nothing_in(lattice, each.first, each.end))
        if (each.first, each.end) in bare:
            assert (each.labels == bare[each.first, each.end].labels).all()
        else:
            assert each.any_label < LEAST


def test_the_first_version_repeats_the_pipeline_where_no_review_speaks_against_it() -> None:
    given_ = [reviewed(n, text, right) for n, (text, right) in enumerate(TEXTS)]
    for some in (given_[:2], given_):
        corrector = train(some, Memory())
        assert corrector.ranker is not None  # it knows what to expect; the CRF does not
        reading = read(NEW, ("Kyoko Abe", "PERSON"), ("Otaru", "PLACE"))
        answer = suggest(reading, NEW, SCHEME, Memory(), corrector)
        marks = [(NEW[p.start : p.end], p.label, p.source) for p in answer.proposals[:2]]
        assert marks == [
            ("Kyoko Abe", PERSON, Source.CORRECTOR),
            ("Otaru", PLACE, Source.PIPELINE),  # a label that the corrector has not met
        ]
        assert not any(p.is_maybe for p in answer.proposals[:2])


def test_what_is_offered_is_judged_however_unlikely_it_is() -> None:
    some = [reviewed(n, text, right) for n, (text, right) in enumerate(TEXTS * 4)]
    corrector = train(some, Memory())
    evidence = CachedParse(read("nothing at all here"))
    for known, places in (((), []), (((8, 14, PERSON),), [(1, 3)])):
        featurizer = Featurizer("nothing at all here", evidence, known)
        judged, _ = corrector.judge(featurizer, Memory(), labels={PERSON})
        assert [(each.first, each.end) for each in judged] == places


def test_a_label_that_was_always_wrong_is_suggested_no_more() -> None:
    seasons = ("spring", "She", "letter")
    given_ = [
        reviewed(n, text, right, (wrong, "SHIP"))
        for n, ((text, right), wrong) in enumerate(zip(TEXTS * 6, seasons * 6, strict=True))
    ]
    corrector = train(given_, Memory())
    assert SHIP in corrector.labels
    text = "In spring the letter came."
    answer = suggest(read(text, ("spring", "SHIP")), text, SCHEME, Memory(), corrector)
    assert not [p for p in answer.proposals if p.label == SHIP and not p.is_maybe]


def test_many_reviews_outweigh_the_pipeline() -> None:
    """What it takes for people are ships, without exception."""
    names = ("Ada", "Drake", "Emma", "Fram", "Gjoa", "Hope", "Iris", "Jane")
    given_ = []
    for n, name in enumerate(names * 3):
        text = f"The {name} sailed on {n} May."
        reading = read(text, (name, "PERSON"))
        spans = [(4, 4 + len(name), SHIP, 1.0)]
        known = offered(reading, text, SCHEME)
        given_.append(TrainingExample(n, text, CachedParse(reading), spans, {}, offered=known))
    corrector = train(given_, Memory())
    text = "The Vega sailed on 9 May."
    answer = suggest(read(text, ("Vega", "PERSON")), text, SCHEME, Memory(), corrector)
    assert [(p.start, p.end, p.label) for p in answer.proposals][:1] == [(4, 8, SHIP)]
