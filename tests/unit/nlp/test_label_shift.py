"""What is tested: `nlp/corrector/label_shift.py`: a version goes with what is usual of late."""

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import LATELY, MOST_OF_ONE, Memory, Usage
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.nlp.corrector import training
from annotator.nlp.corrector.crf import Floats
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.label_shift import factors, shifted
from annotator.nlp.corrector.leads import HeldOut
from annotator.nlp.corrector.model import MAGIC, Corrector
from annotator.nlp.corrector.training import train, usage_of
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle

PERSON, POLITICIAN, PARTY = LABELS = (1, 2, 7)
USUAL = {PERSON: 0.04, POLITICIAN: 0.72, PARTY: 0.24}

counts = st.dictionaries(st.sampled_from(LABELS), st.integers(0, 200))
shares = st.lists(st.integers(1, 50), min_size=3, max_size=3)
rows = st.lists(
    st.lists(st.integers(0, 20), min_size=4, max_size=4).filter(any), min_size=1, max_size=5
)


@given(rows, counts, shares)
def test_only_labels_are_weighed_against_each_other(
    drawn: list[list[int]], usage: Usage, usual: list[int]
) -> None:
    before = np.array([[each / sum(row) for each in row] for row in drawn])
    by = factors(usage, dict(zip(LABELS, (n / sum(usual) for n in usual), strict=True)), LABELS)
    after = shifted(before, by)
    assert (by > 0).all()
    assert after[:, 0] == pytest.approx(before[:, 0])
    assert after.sum(axis=1) == pytest.approx(1)
    for row, then in zip(before, after, strict=True):
        for i in np.flatnonzero(row[1:]):
            for other in np.flatnonzero(row[1:]):
                gained = (then[1 + i] / then[1 + other]) / (row[1 + i] / row[1 + other])
                assert gained == pytest.approx(by[i] / by[other])


@given(counts, st.integers(1, 30))
def test_what_came_as_usual_changes_nothing(usage: Usage, times: int) -> None:
    total = sum(usage.values())
    usual = {label: n / total for label, n in usage.items()} if total else {}
    lately = {label: n * times for label, n in usage.items()}
    assert factors(lately, usual, LABELS) == pytest.approx(1)
    assert factors({}, USUAL, LABELS) == pytest.approx(1)
    assert factors(usage, {}, LABELS) == pytest.approx(1)  # a version that does not tell


def test_more_than_chance_counts_and_a_few_do_not() -> None:
    person, politician, party = factors({PERSON: 40, POLITICIAN: 10}, USUAL, LABELS)
    assert person > 5 and politician < 1 and party < 0.5
    for as_articles_differ in ({PERSON: 1, POLITICIAN: 2}, {PERSON: 7, POLITICIAN: 50, PARTY: 43}):
        assert factors(as_articles_differ, USUAL, LABELS) == pytest.approx(1, abs=0.05)
    steps = [factors({PERSON: n, POLITICIAN: 50 - n}, USUAL, LABELS)[0] for n in range(0, 51, 5)]
    assert steps == sorted(steps)


def test_a_label_that_is_new_does_not_make_the_one_that_it_was_part_of_rare() -> None:
    assert factors({PERSON: 4, PARTY: 24, 99: 72}, USUAL, LABELS) == pytest.approx(1)
    assert factors({PERSON: 40, POLITICIAN: 50, 99: 10}, USUAL, LABELS) == pytest.approx(1)
    assert factors({PERSON: 40, POLITICIAN: 10, 99: 2}, USUAL, LABELS)[0] > 5, "but for a few"


def test_labels_that_are_gone_take_no_part() -> None:
    usage = {PERSON: 40, PARTY: 10}
    by = factors(usage, USUAL, LABELS, {POLITICIAN, PARTY})
    assert by == pytest.approx(1), "one alone has all that there is"
    before = np.array([[0.1, 0.2, 0.6, 0.1]])
    among = np.array([True, False, True])
    after = shifted(before, np.array([4.0, 9.0, 1.0]), among)
    assert after == pytest.approx(np.array([[0.1, 0.3 * 8 / 9, 0.6, 0.3 / 9]]))


def test_what_belongs_to_a_label_that_is_gone_goes_to_no_other() -> None:
    """Of three labels, of which the usual one may not be suggested any more."""
    kinds = {5: PERSON, 17: PERSON, 29: PERSON, 41: PERSON, 53: PERSON, 11: PARTY, 47: PARTY}
    series = [heard(n, kinds.get(n, POLITICIAN), "the house") for n in range(60)]
    corrector = train(series, Memory())
    new = heard(73, PERSON, "a studio")

    def told(model: Corrector, usage: Usage) -> dict[int | None, float]:
        left = {PERSON, PARTY}
        memory = Memory(usage=usage)
        found = model.suggest(new.text, new.evidence, memory, labels=left, offered=new.offered)
        return dict(found[0].alternatives) if found else {}

    share = corrector.usual[PERSON] / (corrector.usual[PERSON] + corrector.usual[PARTY])
    as_before: Usage = {PERSON: round(50 * share), PARTY: 50 - round(50 * share)}
    assert told(corrector, as_before) == told(replace(corrector, usual={}), as_before) != {}
    parties: Usage = {PERSON: 1, PARTY: 49}
    before, after = told(replace(corrector, usual={}), parties), told(corrector, parties)
    assert after[PARTY] > before[PARTY] and after[None] == pytest.approx(before[None], abs=1e-3)


def test_a_long_list_counts_as_one_article() -> None:
    names = [f"{first}{middle}no Vint" for first in "BDFGH" for middle in "aeiou"]
    text = f"They heard {', '.join(names)} on Monday, and Porto."
    places = [(text.index(each), text.index(each) + len(each)) for each in names]
    spans = [(*place, PERSON, 1.0) for place in places]
    spans.append((text.index("Porto"), text.index("Porto") + 5, PARTY, 1.0))
    tokens = cut(text)
    read = ParsedArticle(tokens, [0], [], ["X"] * len(tokens))
    long = TrainingExample(1, text, CachedParse(read), spans)
    series = [heard(n, POLITICIAN, "the house") for n in range(9)] + [long]
    assert usage_of(series) == {PERSON: MOST_OF_ONE, PARTY: 1, POLITICIAN: 9}
    assert train(series, Memory()).usual[PERSON] == pytest.approx(0.5, abs=0.04)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.01, 0.99))
def test_how_probable_a_change_is_by_the_statistics_library(
    first: int, second: int, share: float
) -> None:
    from scipy.stats import nbinom

    total = first + second
    by = factors({PERSON: first, PARTY: second}, {PERSON: share, PARTY: 1 - share}, (PERSON, PARTY))
    for came, usual, factor in ((first, share, by[0]), (second, 1 - share, by[1])):
        expected = total * usual
        other, same = (nbinom.pmf(came, k, k / (k + expected)) for k in (0.3, 5.0))
        changed = 0.01 * other / (0.01 * other + same)
        assert factor == pytest.approx(((came + 1) / (expected + 1)) ** changed, rel=1e-3)


def heard(number: int, label: int, where: str) -> TrainingExample:
    """An article with a name that no other has, in words that the others have too."""
    name = f"{'BDFGHKLMNR'[number // 10 % 10]}a{'bdfgklmnrt'[number % 10]}o Vint"
    text = f"They heard {name} in {where} on Monday."
    tokens, at = cut(text), text.index(name)
    placed = [Entity(at, at + len(name), "PERSON")]
    read = ParsedArticle(tokens, [0], placed, ["X"] * len(tokens))
    spans = [(at, at + len(name), label, 1.0)]
    known = [(at, at + len(name), PERSON)]
    return TrainingExample(number, text, CachedParse(read), spans, {}, offered=known)


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    """Of sixty articles: politicians, and now and then a person."""
    kinds = [PERSON if n % 12 == 5 else POLITICIAN for n in range(60)]
    return train([heard(n, kind, "the house") for n, kind in enumerate(kinds)], Memory())


def likeliest(corrector: Corrector, usage: Usage) -> int:
    new = heard(73, PERSON, "a studio")
    found = corrector.suggest(
        new.text, new.evidence, Memory(usage=usage), labels=set(LABELS), offered=new.offered
    )
    assert [(x.start, x.end) for x in found] == [new.spans[0][:2]]
    return found[0].label_id


def test_a_subject_that_changes_is_followed_before_the_next_training(corrector: Corrector) -> None:
    assert sum(corrector.usual.values()) == pytest.approx(1, abs=1e-4)
    assert corrector.usual[POLITICIAN] > 0.85
    assert likeliest(corrector, {POLITICIAN: 28, PERSON: 2}) == POLITICIAN
    assert likeliest(corrector, {POLITICIAN: 8, PERSON: 52}) == PERSON
    unaware = replace(corrector, usual={})
    assert likeliest(unaware, {POLITICIAN: 8, PERSON: 52}) == POLITICIAN


def test_what_was_reviewed_last_counts_most_for_what_is_usual() -> None:
    given_ = [heard(n, PERSON if n < 50 else POLITICIAN, "the house") for n in range(100)]
    assert train(given_, Memory()).usual[POLITICIAN] == pytest.approx(2 / 3, abs=0.02)


def test_what_is_usual_is_kept_with_the_version(corrector: Corrector) -> None:
    assert Corrector.from_bytes(corrector.to_bytes()).usual == corrector.usual


@pytest.mark.parametrize(
    "usual", [[[PERSON, -0.1]], [[PERSON, 1.5]], [[PERSON, "x"]], [[PERSON]], [[PERSON, None]]]
)
def test_broken_shares_are_refused(corrector: Corrector, usual: object) -> None:
    same = list(corrector.usual.items())
    assert Corrector.from_bytes(rewritten(corrector.to_bytes(), same)).usual == corrector.usual
    with pytest.raises(UserError):
        Corrector.from_bytes(rewritten(corrector.to_bytes(), usual))


def test_a_version_that_does_not_tell_works_as_it_did(corrector: Corrector) -> None:
    older = Corrector.from_bytes(rewritten(corrector.to_bytes(), None))
    assert older.usual == {}
    assert likeliest(older, {POLITICIAN: 8, PERSON: 52}) == POLITICIAN


def rewritten(blob: bytes, usual: object) -> bytes:
    """A stored version with other shares; None: it does not tell any."""
    with np.load(io.BytesIO(blob[len(MAGIC) + 4 :])) as arrays:
        known = dict(arrays)
    told = json.loads(known["told"].tobytes())
    told["usual"] = usual
    if usual is None:
        del told["usual"]
    known["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, **known)
    body = stream.getvalue()
    return MAGIC + zlib.crc32(body).to_bytes(4, "big") + body


def test_leads_are_learned_from_what_would_have_been_suggested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of articles that were held out the probabilities follow what was usual before each."""
    series = [heard(n, PERSON if n % 3 else POLITICIAN, "the house") for n in range(18)]
    asked: list[Usage] = []

    def people_only(usage: Usage, usual: Mapping[int, float], labels: Sequence[int]) -> Floats:
        asked.append(usage)
        assert usual[PERSON] == pytest.approx(2 / 3, abs=0.05) and labels == [PERSON, POLITICIAN]
        return np.array([1e6, 1.0])

    kept: list[HeldOut] = []
    monkeypatch.setattr(training, "factors", people_only)
    monkeypatch.setattr(training, "fit_leads", lambda held, _: kept.extend(held) or {})
    train(series, Memory())
    assert len(kept) == len(series) == len(asked)
    assert all(found.label == 0 for each in kept for found in each.judged)
    before = [usage_of(series[max(0, n - LATELY) : n]) for n in range(len(series))]
    assert sorted(map(str, asked)) == sorted(map(str, before))
