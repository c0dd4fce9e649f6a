"""The corrector: learns from few made-up reviews, without a pipeline; what it refuses."""

import random
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc

from annotator.core.memory import Memory, Usage
from annotator.core.records import Label, Scheme
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.nlp.corrector.candidates import choose
from annotator.nlp.corrector.crf import Cancelled
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.model import MAGIC, Corrector
from annotator.nlp.corrector.time_budget import (
    FEW_ITERATIONS,
    ITERATIONS,
    Pace,
    Plan,
    TooLittleTime,
)
from annotator.nlp.corrector.training import train, usage_of
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.learned_models import LoadedModels
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.spacy_doc import read as read_text
from annotator.nlp.sources.spacy_doc import read_many
from annotator.nlp.sources.token_vectors import STEPS, VectorRecorder
from annotator.nlp.suggesting import offered, suggest

PERSON, PARTY, PLACE = 1, 2, 7
NAMES = ["Ann Lee", "Bob Ray", "Eva Holm", "Ida Moss", "Jon Falk", "Kim Dahl", "Leo Brandt"]
PLACES = ["Oslo", "Lima", "Riga", "Accra", "Quito", "Delhi", "Turin"]


def evidence(text: str, *entities: tuple[str, str], language: str = "") -> CachedParse:
    tokens = cut(text)
    placed = [Entity(text.index(s), text.index(s) + len(s), name) for s, name in entities]
    tags = ["X"] * len(tokens)
    return CachedParse(ParsedArticle(tokens, [0], placed, tags, language=language))


def example(number: int) -> TrainingExample:
    """An article whose pipeline takes the party for a place and misses the person."""
    name, place = NAMES[number % len(NAMES)], PLACES[-1 - number % len(PLACES)]
    text = f"The Green Party of {place} met on Monday. Senator {name} spoke, he said."
    party = f"Green Party of {place}"
    spans = [
        (text.index(s), text.index(s) + len(s), label)
        for s, label in ((party, PARTY), (name, PERSON))
    ]
    read = evidence(text, (f"Party of {place}", "GPE"), ("Monday", "DATE"))
    return TrainingExample(number, text, read, [(*span, 1.0) for span in spans])


def suggested(
    corrector: Corrector,
    text: str,
    read: CachedParse,
    labels: set[int],
    usage: Usage | None = None,
) -> set[tuple[str, int]]:
    found = corrector.suggest(text, read, Memory(usage=usage or {}), labels=labels)
    return {(text[x.start : x.end], x.label_id) for x in found if not x.is_maybe}


UNSEEN = "The Red Party of Nairobi met on Monday. Senator Ole Vinge spoke, he said."
SEEN_BY_PIPELINE = evidence(UNSEEN, ("Party of Nairobi", "GPE"), ("Monday", "DATE"))


@pytest.fixture(scope="module")
def english() -> Language:
    return pipelines.load()


@pytest.fixture(scope="module")
def trained() -> Corrector:
    return train([example(n) for n in range(12)], Memory())


def test_the_recognisers_own_vectors_are_taken_and_not_worked_out_again(
    english: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone and among others, in pieces too: the same to the last bit."""
    texts = [UNSEEN, "Xi met Putin.", "", UNSEEN * 3]
    own = english.get_pipe("ner").model.get_ref("tok2vec").predict  # type: ignore[attr-defined]

    def again(self: VectorRecorder, doc: Doc) -> None:
        assert not len(doc), "the recogniser has just worked them out"

    monkeypatch.setattr(VectorRecorder, "_vectors", again)
    together = list(read_many(english, texts))
    for text, among in zip(texts, together, strict=True):
        alone = read_text(english, text)
        assert alone == among
        if text:
            assert alone.views is not None and among.views is not None
            assert np.array_equal(alone.views, among.views)
            vectors = own([english.make_doc(text)])
            usual = np.sqrt(np.mean(np.square(vectors)))
            expected = np.rint(vectors * (STEPS / usual)).clip(-127, 127)
            rows = alone.views.any(axis=1)
            assert np.array_equal(alone.views[rows], expected[rows])
            assert rows.any()


def test_it_learns_to_relabel_and_to_find(trained: Corrector) -> None:
    found = suggested(trained, UNSEEN, SEEN_BY_PIPELINE, {PERSON, PARTY})
    assert found == {("Red Party of Nairobi", PARTY), ("Ole Vinge", PERSON)}


def test_probabilities_are_such(trained: Corrector) -> None:
    for each in trained.suggest(UNSEEN, SEEN_BY_PIPELINE, Memory(), labels={PERSON, PARTY}):
        assert 0 <= each.probability <= 1
        values = [value for _, value in each.alternatives]
        assert values == sorted(values, reverse=True)
        assert sum(values) <= 1.001
        assert (each.label_id, each.probability) in each.alternatives


def test_labels_that_are_gone_are_not_suggested(trained: Corrector) -> None:
    assert suggested(trained, UNSEEN, SEEN_BY_PIPELINE, {PERSON}) == {("Ole Vinge", PERSON)}
    assert suggested(trained, UNSEEN, SEEN_BY_PIPELINE, set()) == set()


def test_it_is_the_same_after_a_round_trip_and_for_the_same_input(trained: Corrector) -> None:
    again = Corrector.from_bytes(trained.to_bytes())
    told = [
        each.suggest(UNSEEN, SEEN_BY_PIPELINE, Memory(), labels={PERSON, PARTY})
        for each in (trained, again)
    ]
    assert told[0] == told[1]
    assert train([example(n) for n in range(12)], Memory()).to_bytes() == trained.to_bytes()


@pytest.mark.parametrize("blob", [b"", b"PK\x03\x04", b"annotator-corrector-1\n\0\0\0\0"])
def test_foreign_blobs_are_refused(blob: bytes) -> None:
    with pytest.raises(UserError):
        Corrector.from_bytes(blob)


def test_damaged_blobs_are_refused(trained: Corrector) -> None:
    blob = bytearray(trained.to_bytes())
    blob[len(blob) // 2] ^= 1
    with pytest.raises(UserError, match="damaged"):
        Corrector.from_bytes(bytes(blob))
    with pytest.raises(UserError):
        Corrector.from_bytes(bytes(trained.to_bytes()[:-20]))
    head = len(MAGIC)
    for at in range(head + 4, len(blob), max(1, len(blob) // 50)):
        body = bytearray(trained.to_bytes()[head + 4 :])
        body[at - head - 4] ^= 0x55
        checked = MAGIC + zlib.crc32(body).to_bytes(4, "big") + bytes(body)
        with suppress(UserError):  # a weight may be another: that is no damage to see
            Corrector.from_bytes(checked)


def test_few_and_empty_articles_are_no_harm() -> None:
    assert train([], Memory()).suggest(UNSEEN, SEEN_BY_PIPELINE, Memory(), labels={1}) == []
    bare = TrainingExample(1, "nothing here", evidence("nothing here"), [])
    empty = TrainingExample(2, "", evidence(""), [])
    assert train([bare, empty], Memory()).labels == ()
    one = train([bare, empty, example(3)], Memory())
    again = Corrector.from_bytes(one.to_bytes())
    text = example(3).text
    assert suggested(again, text, example(3).evidence, {PERSON, PARTY})
    assert again.suggest("", evidence(""), Memory(), labels={PERSON}) == []


def test_contradictory_reviews_are_no_harm() -> None:
    turned = [
        TrainingExample(n, e.text, e.evidence, [(s, t, PLACE, 1.0) for s, t, _, _ in e.spans])
        for n, e in ((n, example(n)) for n in range(6))
    ]
    corrector = train([*turned, *(example(n) for n in range(6))], Memory())
    for each in corrector.suggest(UNSEEN, SEEN_BY_PIPELINE, Memory(), labels={1, 2, 7}):
        assert each.probability < 0.9


def test_many_labels_take_the_wide_way() -> None:
    examples = []
    for n in range(28):
        text = f"we saw Name{chr(97 + n)} kind{n} there"
        place = text.index("Name")
        end = place + len("Name") + 1
        examples.append(TrainingExample(n, text, evidence(text), [(place, end, n + 1, 1.0)]))
    corrector = train([*examples, *examples], Memory())
    assert corrector.is_wide
    again = Corrector.from_bytes(corrector.to_bytes())
    found = suggested(again, examples[4].text, examples[4].evidence, set(range(1, 29)))
    assert found == {("Namee", 5)}


def test_a_training_can_be_called_off() -> None:
    with pytest.raises(Cancelled):
        train([example(1)], Memory(), is_cancelled=lambda: True)
    shares: list[float] = []
    with pytest.raises(Cancelled):
        train(
            [example(n) for n in range(6)],
            Memory(),
            progress=shares.append,
            is_cancelled=lambda: len(shares) > 3,
        )
    assert len(shares) == 4


def test_progress_goes_on_to_the_end() -> None:
    shares: list[float] = []
    train([example(n) for n in range(6)], Memory(), progress=shares.append)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


@pytest.mark.parametrize("clock", ["monotonic", "process_time"])
def test_what_else_the_machine_does_takes_nothing_from_a_training(
    trained: Corrector, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    """Only the processor's own time is limited; and where it is too short, nothing is learned."""
    passed = count(step=30)
    monkeypatch.setattr(time, clock, lambda: float(next(passed)))
    if clock == "process_time":
        with pytest.raises(TooLittleTime):
            train([example(n) for n in range(12)], Memory())
    else:
        again = train([example(n) for n in range(12)], Memory())
        assert again.to_bytes() == trained.to_bytes()


PACE = Pace(1e-5, 1e-5, 1e-5)


def planned(articles: int, seconds: float) -> tuple[Plan, Corrector]:
    plans: list[Plan] = []
    given = [example(n) for n in range(articles)]
    corrector = train(given, Memory(), cap_seconds=seconds, pace=PACE, on_plan=plans.append)
    return plans[0], corrector


def test_a_short_time_shortens_all_parts_of_a_training_alike() -> None:
    whole, corrector = planned(80, 100)
    assert (whole.articles, whole.ranked, whole.iterations) == (80, 80, ITERATIONS)
    for share in (0.8, 0.6, 0.4):
        short, shorter = planned(80, share * whole.seconds)
        assert short.seconds <= share * whole.seconds
        told = short.iterations / ITERATIONS, short.few_iterations / FEW_ITERATIONS
        assert told[0] < 1 and abs(told[0] - told[1]) < 0.05
        assert short.ranked == short.articles
        found = suggested(shorter, UNSEEN, SEEN_BY_PIPELINE, {PERSON, PARTY})
        assert found == suggested(corrector, UNSEEN, SEEN_BY_PIPELINE, {PERSON, PARTY})
    with pytest.raises(TooLittleTime):
        planned(80, whole.seconds / 50)


def test_a_training_that_takes_longer_than_was_planned_is_called_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock goes fast once the plan is made: rather no version than half a one."""
    speed = [0.0]
    passed = count()
    monkeypatch.setattr(time, "process_time", lambda: speed[0] * next(passed))

    def hurry(_: Plan) -> None:
        speed[0] = 30.0

    with pytest.raises(TooLittleTime):
        train([example(n) for n in range(12)], Memory(), on_plan=hurry)


def test_evidence_survives_and_is_small() -> None:
    read = evidence("Ann Lee 🇨🇳 met\r\n\r\nXi", ("Ann Lee", "PERSON"), language="de")
    assert CachedParse.from_bytes(read.to_bytes()) == read
    with pytest.raises(UserError):
        CachedParse.from_bytes(b"something else")


def test_names_that_no_review_had_are_told_by_words_used_alike() -> None:
    """Cities and first names in the same places, of which the pipeline says nothing."""
    cities = "Paris London Rome Cairo Athens Dublin Berlin Tokyo".split()
    people = "Susan Peter Linda Karen Brian Kevin Nancy Steven".split()

    def about(number: int, name: str, label: int) -> TrainingExample:
        text = f"On that day {name} was on everybody's lips."
        start = text.index(name)
        read = evidence(text, language="en")
        return TrainingExample(number, text, read, [(start, start + len(name), label, 1.0)], {})

    given = [about(n, name, PLACE) for n, name in enumerate(cities)]
    given += [about(n + 8, name, PERSON) for n, name in enumerate(people)]
    trained = train(given, Memory())
    for name, label in (("Madrid", PLACE), ("Vienna", PLACE), ("Donna", PERSON), ("Scott", PERSON)):
        new = about(0, name, label)
        assert suggested(trained, new.text, new.evidence, {PLACE, PERSON}) == {(name, label)}


def test_what_the_article_is_about_counts() -> None:
    """Names of one kind in the same words, that are another kind where films are spoken of."""

    def cast(number: int, names: list[str], label: int) -> TrainingExample:
        screen = "film actors screen cinema scene premiere series camera"
        politics = "voters cabinet coalition ballot tax budget parliament reform"
        subject = screen if label == PERSON else politics
        text = "".join(f"They met {name}. " for name in names) + f"Then: {subject}."
        spans = [(text.index(name), text.index(name) + len(name), label, 1.0) for name in names]
        return TrainingExample(number, text, evidence(text), spans, {})

    def names(number: int) -> list[str]:
        return [f"{'BDFGHKLMNR'[number % 10]}{end}" for end in ("orna", "elto", "ussi")]

    kinds = [(PERSON, PARTY)[n % 3 > 0] for n in range(40)]
    trained = train([cast(n, names(n * 3), kind) for n, kind in enumerate(kinds)], Memory())
    for label in (PERSON, PARTY):
        new = cast(0, ["Tilda", "Vasko", "Zimmer"], label)
        found = suggested(trained, new.text, new.evidence, {PERSON, PARTY})
        assert found == {("Tilda", label), ("Vasko", label), ("Zimmer", label)}


def test_the_best_choice_does_not_overlap() -> None:
    spans = [(0, 1), (0, 3), (2, 3), (3, 5)]
    assert choose(spans, [0.4, 0.7, 0.5, -0.1]) == [0, 2]
    assert choose(spans, [0.4, 1.0, 0.5, 0.2]) == [1, 3]
    assert choose([], []) == []


def heard(number: int, label: int) -> TrainingExample:
    """A name that no other article has."""
    first, last = NAMES[number % 7].split()[0], "BDFGHKLMNR"[number // 10]
    name = f"{first} {last}o{'bdfgklmnrt'[number % 10]}a"
    text = f"The council heard {name} on the budget, and {name} left."
    starts = (text.index(name), text.rindex(name))
    spans = [(start, start + len(name), label, 1.0) for start in starts]
    return TrainingExample(number, text, evidence(text, (name, "PERSON")), spans, {})


HEARD = "The council heard Ole Vinge on the budget, and Ole Vinge left."
HEARD_BY_PIPELINE = evidence(HEARD, ("Ole Vinge", "PERSON"))


def test_what_was_learnt_last_counts_most() -> None:
    """A subject in which the same kind of name has another label from some article on."""
    old = [heard(n, PERSON) for n in range(60)]
    both = [*old, *(heard(n, PARTY) for n in range(60, 84))]
    for given, label in ((old, PERSON), (both, PARTY)):
        corrector, usage = train(given, Memory()), usage_of(given[-10:])
        found = suggested(corrector, HEARD, HEARD_BY_PIPELINE, {PERSON, PARTY}, usage)
        assert {each for _, each in found} == {label}


def test_what_is_usual_of_late_counts_without_learning_anew() -> None:
    """Subjects that come and go: the last articles tell which it is, the more the clearer."""
    given = [heard(n, (PERSON, PARTY)[n // 13 % 2]) for n in range(91)]
    corrector = train(given, Memory())

    def probability(label: int, usage: Usage) -> float:
        first, _ = corrector.suggest(
            HEARD,
            HEARD_BY_PIPELINE,
            Memory(usage=usage),
            labels={PERSON, PARTY},
            offered=offered(HEARD_BY_PIPELINE.reading, HEARD, scheme),
        )
        return dict(first.alternatives).get(label, 0.0)  # one that is below .01 is not told

    scheme = Scheme(labels=(Label(PERSON, "PERSON"), Label(PARTY, "PARTY")))
    steps: list[Usage] = [{PERSON: 20}, {PERSON: 15, PARTY: 5}, {PERSON: 5, PARTY: 15}, {PARTY: 20}]
    parties = [probability(PARTY, usage) for usage in steps]
    assert parties == sorted(parties) and parties[-1] > 2 * max(0.01, parties[0])
    people = [probability(PERSON, usage) for usage in steps]
    assert people == sorted(people, reverse=True)

    reading = HEARD_BY_PIPELINE.reading
    answers = [suggest(reading, HEARD, scheme, Memory(usage=x), corrector) for x in steps]
    assert [dict(x.proposals[0].alternatives).get(PARTY, 0.0) for x in answers] == parties


@pytest.mark.parametrize("decided", [PERSON, PARTY])
def test_what_was_merely_accepted_weighs_less(decided: int) -> None:
    """Half of the names were decided as one label, the others accepted unseen as another."""

    def reviewed(number: int) -> TrainingExample:
        label = random.Random(number).choice((PERSON, PARTY))
        weight = 1.0 if label == decided else 0.1
        given = heard(number, label)
        spans = [(start, end, label, weight) for start, end, label, _ in given.spans]
        return replace(given, spans=spans, unobserved_spans=())

    corrector = train([reviewed(n) for n in range(96)], Memory())
    found = suggested(corrector, HEARD, HEARD_BY_PIPELINE, {PERSON, PARTY})
    assert {label for _, label in found} == {decided}


def test_edges_with_a_sign_can_be_learned() -> None:
    """Trimming comes after the corrector: what was reviewed with its sign keeps it."""

    def sold(number: int, name: str) -> TrainingExample:
        text = f"{NAMES[number % 7]} sold shares of {name} on Monday, it was said."
        start = text.index(name)
        spans = [(start, start + len(name), PARTY, 1.0)]
        return TrainingExample(number, text, evidence(text, (name.strip("!"), "ORG")), spans, {})

    names = ["Yahoo!", "Acme", "Jeopardy!", "Initech"]
    corrector = train([sold(n, names[n % 4]) for n in range(24)], Memory())
    scheme = Scheme(labels=(Label(PARTY, "PARTY"),))
    for name in names:
        new = sold(3, name)
        told = suggest(new.evidence.reading, new.text, scheme, Memory(), corrector)
        assert [new.text[p.start : p.end] for p in told.proposals if not p.is_maybe] == [name]


def test_views_survive_the_store_and_teach(english: Language) -> None:
    text = "Ann Lee of the World Bank spoke in Paris; she likes it."
    read = CachedParse(read_text(english, text))
    views = read.reading.views
    assert views is not None
    assert views.shape[0] == len(read)
    known = {text[s:e] for s, e in zip(*_places(read), strict=True)}
    assert {"Ann", "Lee", "World", "Bank", "Paris"} <= known
    assert not known & {"of", "spoke", "likes", ".", ";"}
    again = CachedParse.from_bytes(read.to_bytes()).reading.views
    assert again is not None
    assert (again == views).all()


def test_a_corrector_takes_articles_with_views_of_another_width(trained: Corrector) -> None:
    reading = SEEN_BY_PIPELINE.reading
    odd = replace(reading, views=np.ones((len(reading.tokens), 3), np.int8))
    found = [
        [
            (each.start, each.label_id)
            for each in trained.suggest(UNSEEN, read, Memory(), labels={1, 2})
        ]
        for read in (SEEN_BY_PIPELINE, CachedParse(odd))
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("is_read", [True, False])
def test_what_was_left_unmarked_unread_is_no_lesson(is_read: bool) -> None:
    """In two of three articles the party was left unmarked: proof only where all was read."""

    def half(number: int) -> TrainingExample:
        whole = example(number)
        party, person = whole.spans
        if number % 3 == 0:
            return whole
        places = None if is_read else [party[:2]]
        return replace(whole, spans=[person], decided={}, unobserved_spans=places)

    corrector = train([half(n) for n in range(60)], Memory())
    found = suggested(corrector, UNSEEN, SEEN_BY_PIPELINE, {PERSON, PARTY})
    assert ("Ole Vinge", PERSON) in found
    assert (("Red Party of Nairobi", PARTY) in found) is not is_read


def _places(read: CachedParse) -> tuple[list[int], list[int]]:
    """Starts and ends of the tokens that have a view."""
    tokens, views = read.reading.tokens, read.reading.views
    assert views is not None
    rows = [int(row) for row in np.flatnonzero(views.any(axis=1))]
    return [tokens.starts[row] for row in rows], [tokens.ends[row] for row in rows]


def test_articles_without_views_among_others_are_no_harm(english: Language) -> None:
    def seen(number: int) -> TrainingExample:
        one = example(number)
        return replace(one, evidence=CachedParse(read_text(english, one.text)))

    corrector = train([example(n) if n == 3 else seen(n) for n in range(8)], Memory())
    assert corrector.ranker is not None
    assert corrector.ranker.view_weights.any()
    assert not corrector.for_another_pipeline().ranker.view_weights.size  # type: ignore[union-attr]
    read = CachedParse(read_text(english, UNSEEN))
    for each in (corrector, corrector.for_another_pipeline()):
        assert each.suggest(UNSEEN, read, Memory(), labels={PERSON, PARTY})


def test_the_worker_leaves_out_the_views_of_another_pipeline(english: Language) -> None:
    def seen(number: int) -> TrainingExample:
        one = example(number)
        return replace(one, evidence=CachedParse(read_text(english, one.text)))

    blob = train([seen(n) for n in range(8)], Memory()).to_bytes()
    learned = LoadedModels()
    learned.pipeline = "here"
    for taught_by, has_views in (("here", True), ("elsewhere", False), ("", True)):
        learned.use("corrector", "1", blob, taught_by)
        assert learned.corrector is not None and learned.corrector.ranker is not None
        assert bool(learned.corrector.ranker.view_weights.size) is has_views
