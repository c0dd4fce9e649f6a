"""What is tested: `nlp/corrector/leads.py` and `nlp/corrector/choosing.py`: the lead of a label
over its kin, what is chosen of what was judged, and what a training makes of both.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.repairs import Marked, repairs
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.nlp.corrector.choosing import MAYBE, Found, marked, suggested
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.leads import MOST, HeldOut, fit_leads, undecided, with_leads
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.training import train
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle

LABELS = 3
PERSON, POLITICIAN, PLACE = range(LABELS)

places = st.tuples(st.integers(0, 12), st.integers(1, 3)).map(lambda p: (p[0], p[0] + p[1]))
shares = st.lists(st.integers(0, 20), min_size=LABELS + 1, max_size=LABELS + 1)


def found(first: int, end: int, *probabilities: float) -> Found:
    told = np.array(probabilities)
    return Found(first, end, int(told.argmax()), told, 1 - float(told.sum()))


@st.composite
def judged(draw: st.DrawFn) -> list[Found]:
    drawn = draw(st.dictionaries(places, shares.filter(any), max_size=8))
    return [
        found(*place, *(share / sum(all_of_it) for share in all_of_it[1:]))
        for place, all_of_it in sorted(drawn.items())
    ]


@st.composite
def spans(draw: st.DrawFn) -> list[Marked]:
    """By place, none over another."""
    kept: list[Marked] = []
    for first, end in sorted(draw(st.lists(places, max_size=6))):
        if not kept or first >= kept[-1][1]:
            kept.append((first, end, draw(st.integers(0, LABELS - 1))))
    return kept


@given(judged(), spans(), st.dictionaries(st.integers(0, LABELS - 1), st.floats(0, MOST)))
def test_a_lead_only_shifts_labels_to_the_one_that_the_pipeline_gives(
    given_: list[Found], own: list[Marked], leads: dict[int, float]
) -> None:
    at = {(first, end): label for first, end, label in own}
    for before, after in zip(given_, with_leads(given_, own, leads), strict=True):
        label = at.get((before.first, before.end))
        assert after.none == before.none
        assert after.probabilities.sum() == pytest.approx(before.probabilities.sum())
        assert after.label == after.probabilities.argmax()
        for each in range(LABELS):
            is_led = each == label and leads.get(each, 0) > 0
            change = after.probabilities[each] - before.probabilities[each]
            assert change >= -1e-9 if is_led else change <= 1e-9
        if label is None or not leads.get(label):
            assert (after.probabilities == before.probabilities).all()


@given(st.lists(st.tuples(judged(), spans(), spans()), max_size=40))
def test_leads_cost_little_in_all(
    articles: list[tuple[list[Found], list[Marked], list[Marked]]],
) -> None:
    held = [HeldOut(x, gold, offered, offered) for x, gold, offered in articles]
    leads = fit_leads(held, LABELS)
    assert all(0 < lead <= MOST for lead in leads.values())

    def needed(leads: dict[int, float]) -> int:
        """In the ranges that would be chosen without leads."""
        total = 0
        for x, gold, offered in articles:
            led = with_leads(marked(x), offered, leads)
            total += len(repairs(gold, ((f.first, f.end, f.label) for f in led)))
        return total

    assert needed(leads) <= 1.02 * needed({})


def kin(people: int, politicians: int, sure: float) -> list[HeldOut]:
    """An article for each of them: the pipeline says person always, what was learned politician."""

    def article(label: int, *probabilities: float) -> HeldOut:
        offered = [(0, 2, PERSON)]
        return HeldOut([found(0, 2, *probabilities)], [(0, 2, label)], offered, offered)

    unsure = article(PERSON, 0.4, 0.5, 0.0)
    return [unsure] * people + [article(POLITICIAN, 1 - sure, sure, 0.0)] * politicians


def test_a_label_that_learning_makes_worse_keeps_its_places_where_that_costs_little() -> None:
    assert set(fit_leads(kin(20, 60, sure=0.9), LABELS)) == {PERSON}
    assert fit_leads(kin(20, 60, sure=0.52), LABELS) == {}, "it would cost sixty for twenty"
    assert fit_leads(kin(10, 60, sure=0.9), LABELS) == {}, "ten prove nothing"
    right = [replace(each, spans=[(0, 2, POLITICIAN)]) for each in kin(20, 60, sure=0.9)]
    assert fit_leads(right, LABELS) == {}, "nobody is behind"
    bare = [replace(each, offered=(), undecided=()) for each in kin(20, 60, sure=0.9)]
    assert fit_leads(bare, LABELS) == {}, "who is told nothing of the pipeline's knows no lead"
    decided = [replace(each, undecided=()) for each in kin(20, 60, sure=0.9)]
    assert fit_leads(decided, LABELS) == {}, "where all is decided no lead would help"


def test_no_lead_stands_against_a_decision() -> None:
    text = "Ann Lee met Bob Ray."
    offered = [(0, 7, PERSON), (12, 19, PERSON)]
    memory = Memory.of({"Ann Lee": {POLITICIAN: 1}})
    assert undecided(offered, text, memory) == offered[1:]
    assert undecided(offered, text, Memory.of({"Ann Lee": {None: 1}})) == offered[1:]
    assert undecided(offered, text, Memory()) == offered


@given(judged())
def test_what_is_chosen_does_not_overlap_and_is_worth_it(given_: list[Found]) -> None:
    taken = suggested(given_)
    assert all(a.end <= b.first for a, b in pairwise(taken))
    assert [x for x in taken if not x.is_maybe] == marked(given_)
    for each in taken:
        likely = each.probabilities[each.label]
        assert likely >= MAYBE if each.is_maybe else likely >= each.none


NAMES = ["Ann Lee", "Bob Ray", "Eva Holm", "Ida Moss", "Jon Falk", "Kim Dahl", "Leo Brandt"]
KNOWN, KIN = 5, 8


def review(number: int) -> TrainingExample:
    """The pipeline takes all for people; most are politicians, and nothing tells who."""
    name = f"{NAMES[number % 7]} {number}"
    text = f"On Monday {name} spoke to many in town."
    place = (text.index(name), text.index(name) + len(name))
    label = KNOWN if number % 5 < 2 else KIN
    read = ParsedArticle(cut(text), [0], [Entity(*place, "PERSON")])
    return TrainingExample(
        number, text, CachedParse(read), [(*place, label, 1.0)], {}, offered=[(*place, KNOWN)]
    )


def test_a_training_knows_leads_and_a_version_keeps_them() -> None:
    examples = [review(n) for n in range(60)]
    trained = train(examples, Memory())
    blind = train([replace(each, offered=()) for each in examples], Memory())
    assert blind.leads == {}
    led = replace(trained, leads={KNOWN: 2.5})
    again = Corrector.from_bytes(led.to_bytes())
    assert again.leads == {KNOWN: 2.5}
    text = "On Monday Max Stone spoke to many in town."
    read = CachedParse(ParsedArticle(cut(text), [0], [Entity(10, 19, "PERSON")]))

    def said(corrector: Corrector, memory: Memory, offered: list[Marked]) -> int:
        both = {KNOWN, KIN}
        (one,) = corrector.suggest(text, read, memory, labels=both, offered=offered)
        return one.label_id

    here = [(10, 19, KNOWN)]
    assert said(replace(led, leads={}), Memory(), here) == KIN
    assert said(led, Memory(), []) == KIN
    assert said(led, Memory(), here) == said(again, Memory(), here) == KNOWN
    assert said(led, Memory.of({"Max Stone": {KIN: 1}}), here) == KIN, "it was decided so"


@pytest.mark.parametrize("lead", [-1.0, MOST + 1, float("nan"), float("inf")])
def test_a_lead_that_no_training_gives_is_refused(lead: float) -> None:
    blob = replace(train([review(n) for n in range(6)], Memory()), leads={KNOWN: lead}).to_bytes()
    with pytest.raises(UserError):
        Corrector.from_bytes(blob)
