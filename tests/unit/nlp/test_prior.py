"""What is tested: `nlp/corrector/prior.py`, and what the ranker, the candidates and the suggestions
make of it: a first version repeats the pipeline where nothing speaks against it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import cut
from annotator.nlp.corrector import training
from annotator.nlp.corrector.candidates import LEAST, Candidate, candidates, nothing_in
from annotator.nlp.corrector.crf import Lattice, nothing
from annotator.nlp.corrector.features import CachedParse, Featurizer
from annotator.nlp.corrector.model import Corrector, Scored
from annotator.nlp.corrector.prior import expected, feature
from annotator.nlp.corrector.ranking import Judgements, fit_ranker
from annotator.nlp.corrector.training import train
from annotator.nlp.corrector.training_example import TrainingExample
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
        assert each[own][2] / 4 < each[none][0] < each[own][2]
    assert expected((PERSON, PLACE), 2_000) == {}


LENGTH = 30  # twice the longest that is a candidate by itself
lattices = st.integers(0, 2**32 - 1).map(np.random.default_rng)
places = st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 20)), max_size=4)


@given(lattices, places)
@example(np.random.default_rng(1), [(2, 20)])
def test_what_the_pipeline_suggests_is_always_a_candidate(
    random: np.random.Generator, drawn: list[tuple[int, int]]
) -> None:
    always: list[tuple[int, int]] = []
    for first, length in sorted(drawn):
        if not always or first >= always[-1][1]:
            always.append((first, min(LENGTH, first + length)))
    transition = random.normal(0, 1, (5, 5))
    transition[:, 2::2] = -np.inf
    for state in (2, 4):
        transition[[state - 1, state], state] = random.normal(0, 1, 2)
    scores = random.normal(0, 3, (LENGTH, 5))
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


def test_longer_spans_than_usual_are_candidates_only_where_they_are_offered() -> None:
    scores = np.zeros((LENGTH, 3))
    scores[0, 1] = 9
    scores[20:, 0] = 4  # one entity of twenty tokens
    transition = np.array([[0.0, -9, -np.inf], [0, -9, 2], [0, -9, 2]])
    lattice = Lattice.of(scores, transition)
    assert nothing_in(lattice, 0, 20) < 0.01 and not candidates(lattice)
    found = candidates(lattice, [(0, 25)])
    assert [(x.first, x.end) for x in found] == [(0, 25)]


def test_a_maybe_of_the_corrector_gives_way_to_what_no_review_tells_of() -> None:
    class Doubting(Corrector):
        def suggest(self, *_: Any, **__: Any) -> list[Scored]:
            return [Scored(0, 13, PERSON, 0.2, ((PERSON, 0.2),), is_maybe=True)]

    text = "Old Ada Byron wrote."
    corrector = Doubting([PERSON], {}, nothing(0, 3), met=frozenset((PERSON,)))
    found = suggest(read(text, ("Ada Byron", "SHIP")), text, SCHEME, Memory(), corrector).proposals
    assert [(p.start, p.end, p.label, p.is_maybe) for p in found] == [(4, 13, SHIP, False)]


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
            ("Otaru", PLACE, Source.PIPELINE),  # a label of which no review tells
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


def test_edges_that_are_not_the_pipelines_are_told_from_its_own() -> None:
    text = "Ada Byron of Oslo"
    featurizer = Featurizer(text, CachedParse(read(text)), [(0, 9, PERSON)])
    exact, other, none = (featurizer.span_features(*x) for x in ((0, 2), (1, 3), (3, 4)))
    own = feature(PERSON, is_exact=True)
    assert own in exact and own not in other and own not in none
    assert feature(PERSON, is_exact=False) in other and feature(None, is_exact=False) in none


def test_a_suggestion_over_a_break_is_no_candidate() -> None:
    text = "Kyoko\u2029\u2029Abe stands here"
    featurizer = Featurizer(text, CachedParse(read(text)), [(0, 10, PERSON), (18, 22, PERSON)])
    assert featurizer.breaks and featurizer.offered_places == [(3, 4)]


def learned(count: int, wrong: str = "SHIP") -> Corrector:
    """What so many articles teach in each of which the pipeline gives a label that is wrong."""
    seasons = ("spring", "She", "letter")
    some = enumerate(zip(TEXTS * 6, seasons * 6, strict=True))
    given_ = [reviewed(n, text, right, (word, wrong)) for n, ((text, right), word) in some]
    return train(given_[:count], Memory())


def test_a_label_that_was_always_wrong_is_suggested_no_more() -> None:
    text = "In spring the letter came."
    reading = read(text, ("letter", "SHIP"))
    for count in (3, 18):
        corrector = learned(count)
        assert SHIP not in corrector.labels and corrector.met == {PERSON, SHIP}
        answer = suggest(reading, text, SCHEME, Memory(), corrector)
        assert not [p for p in answer.proposals if p.label == SHIP and not p.is_maybe]


def marks_of(text: str, memory: Memory, corrector: Corrector) -> list[tuple[str, int | None, bool]]:
    """Ships and places that are suggested: surface, label, whether it is only a maybe."""
    reading = read(text, ("Vega", "SHIP"), ("Oslo", "PLACE"))
    found = suggest(reading, text, SCHEME, memory, corrector).proposals
    guessed = [p for p in found if p.source in (Source.PIPELINE, Source.REPEAT)]
    assert all(p.score is not None and p.score <= 0.5 for p in guessed)
    return [(text[p.start : p.end], p.label, p.is_maybe) for p in found if p.label != PERSON]


def test_what_no_review_tells_of_is_suggested_in_doubt_as_memory_would_have_it() -> None:
    text = "The Vega lay off Oslo for a week, and the Vega left."
    corrector = learned(2)
    assert corrector.met == {PERSON}, "two are too few to know that a label is always wrong"
    both = [("Vega", SHIP, False), ("Oslo", PLACE, False), ("Vega", SHIP, False)]
    assert marks_of(text, Memory(), corrector) == both
    rejected = Memory.of({"Oslo": {None: 2}, "Vega": {PLACE: 1}})
    told = [("Vega", PLACE, False), ("Oslo", PLACE, True), ("Vega", PLACE, False)]
    assert marks_of(text, rejected, corrector) == told
    rejected.speaks = False
    assert marks_of(text, rejected, corrector) == both


@pytest.mark.parametrize("ship", ["Old Ada Byron", "Byron", "Ada Byron wrote"])
def test_what_no_review_tells_of_stands_before_what_few_labels_make_of_it(ship: str) -> None:
    text = TEXTS[0][0]
    some = [reviewed(n, *TEXTS[n % 3]) for n in range(12)]
    reading = read(text, (ship, "SHIP"), ("Charles", "PERSON"), ("spring", "PLACE"))
    found = suggest(reading, text, SCHEME, Memory(), train(some, Memory())).proposals
    marks = [(text[p.start : p.end], p.label) for p in found if not p.is_maybe]
    assert [each for each in marks if each[1] != PERSON] == [(ship, SHIP), ("spring", PLACE)]
    assert ("Charles", PERSON) in marks
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_versions_that_were_learned_before_say_nothing_of_other_labels() -> None:
    text = "The Vega lay off Oslo."
    corrector = learned(2)
    again = Corrector.from_bytes(corrector.to_bytes())
    assert again.met == {PERSON} and len(marks_of(text, Memory(), again)) == 2
    before = Corrector.from_bytes(replace(corrector, met=None).to_bytes())
    assert before.met is None
    assert not [each for each in marks_of(text, Memory(), before) if not each[2]]


def test_a_suggestion_where_nothing_is_proven_is_not_known_to_be_wrong() -> None:
    given_ = []
    for n, (text, right) in enumerate(TEXTS * 2):
        word = text.rsplit(" ", 1)[1]
        at = text.index(word)
        each = reviewed(n, text, right, (word, "SHIP"))
        given_.append(replace(each, unobserved_spans=[(at, at + len(word))]))
    assert train(given_, Memory()).met == {PERSON}


def test_a_label_that_was_never_offered_is_expected_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """And of two articles each judges what the other taught."""
    halves, asked = [], []

    def listen(lattice: Lattice, always: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
        asked.append(always)
        return candidates(lattice, always)

    def spy(judged: Sequence[Judgements], *given: Any) -> Any:
        halves.append([each.half for each in judged])
        return fit_ranker(judged, *given)

    monkeypatch.setattr(training, "fit_ranker", spy)
    monkeypatch.setattr(training, "candidates", listen)
    first, second = reviewed(0, *TEXTS[0]), reviewed(1, *TEXTS[1], ("She laughed.", "SHIP"))
    start = TEXTS[0][0].index("spring")
    by_hand = replace(first, spans=[*first.spans, (start, start + 6, PLACE, 1.0)])
    corrector = train([by_hand, second], Memory())
    assert halves == [[0, 1]]
    assert asked == [[(1, 3), (5, 6)], [(2, 4), (6, 8)]], (
        "what was offered is judged in training too"
    )
    assert corrector.ranker is not None
    assert feature(PLACE, is_exact=True) in corrector.ranker.features


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
