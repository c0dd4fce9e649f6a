"""What the oracle of the effort measure counts, and that it finds the cheap keys of small cases."""

from __future__ import annotations

import pytest

from annotator.core.records import Article, Label, Scheme, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.workspace.open.review import OpenReview
from tests.bench.effort.curve import FROM, points_of
from tests.bench.effort.oracle import (
    PEERS,
    Fault,
    Gold,
    Repairs,
    faults_of,
    gold_of,
    is_nested,
    key_count,
    keys_of,
    meant,
    stored_if_finished,
)
from tests.bench.effort.oracle_plan import edge_keys, next_repair
from tests.bench.effort.oracle_sim import OnePage, Trial, fingerprint, twin
from tests.bench.effort.project import label_map, scheme_toml

SCHEME = Scheme(
    labels=(Label(1, "PERSON", key="p"), Label(2, "ORG", key="o"), Label(3, "PLACE", key="l"))
)
TEXT = "Anna Moreau met Ben Okoro of the Harbour Council in Port Amal on a small boat."


class Desk:
    """Stores nothing."""

    def commit(self, act):
        pass

    def now(self):
        return ""


def place(surface, text=TEXT):
    at = text.index(surface)
    return at, at + len(surface)


def review_of(*suggestions, text=TEXT):
    """A review with suggestions given as (surface, label name, score, maybe)."""
    made = []
    for number, (surface, name, score, *maybe) in enumerate(suggestions, 1):
        label = SCHEME.label_named(name) if name else None
        made.append(
            Suggestion(
                number,
                1,
                *place(surface, text),
                None if label is None else label.id,
                score=score,
                is_maybe=bool(maybe),
            )
        )
    sheet = Sheet(Article(text, id=1), SCHEME, 1, tokens=cut(text), suggestions=made)
    return OpenReview(sheet, Desk(), clock=lambda: 0.0)


def plan(review, gold):
    """All keys that the oracle would press, and the review afterwards."""
    trial = Trial(review, OnePage(review.sheet.text), 0)
    keys = []
    while steps := next_repair(trial, gold):
        trial.do(steps)
        keys += [key for step in steps for key in step.keys]
        assert len(keys) < 60
    return keys, trial


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        *[("p", 1), ("Shift+p", 2), ("P", 2), ("Shift+Tab", 2), ("Ctrl+Shift+Right", 3), ("]", 1)],
        *[("}", 2), ("+", 2), ("Ctrl++", 3), ("-", 1), ("/", 1), ("?", 2), ("Enter", 1), ("1", 1)],
    ],
)
def test_a_chord_counts_its_keys(keys, count):
    assert key_count(keys) == count


def test_faults_are_paired_by_overlap():
    found = {(0, 4): "A", (10, 14): "A", (20, 24): "A", (30, 34): "A"}
    gold = {(0, 4): "A", (10, 14): "B", (20, 28): "A", (40, 44): "A"}
    kinds = [fault.kind for fault in faults_of(found, gold)]
    assert kinds == ["label", "edge", "spurious", "missing"]


def test_one_range_over_two_is_an_edge_and_a_missing_one():
    kinds = sorted(f.kind for f in faults_of({(0, 9): "A"}, {(0, 4): "A", (5, 9): "A"}))
    assert kinds == ["edge", "missing"]


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("label", {"prodigy": 3.9, "label_studio": 1.5, "doccano": 2.6}),
        ("missing", {"prodigy": 2.6, "label_studio": 2.6, "doccano": 2.6}),
        ("spurious", {"prodigy": 1.3, "label_studio": 1.5, "doccano": 1.3}),
        ("edge", {"prodigy": 3.9, "label_studio": 4.1, "doccano": 3.9}),
    ],
)
def test_what_a_repair_costs_the_peers(kind, seconds):
    one, two = Repairs(), Repairs()
    one.counts[kind], two.counts[kind] = 1, 2
    for peer in PEERS:
        assert peer.seconds(two) - peer.seconds(one) == pytest.approx(seconds[peer.name])


def test_a_single_word_takes_a_double_click_where_others_take_a_drag():
    text = "Ann Lee met Bob"
    found = {(0, 3): "A", (12, 15): "A"}
    gold = {(0, 7): "A", (12, 15): "B"}
    repairs = Repairs.between(found, gold, text)
    assert (repairs.counts, repairs.words) == ({"edge": 1, "label": 1}, {"label": 1})
    told = {peer.name: peer.seconds(repairs) - peer.accept for peer in PEERS}
    assert told == pytest.approx({"prodigy": 6.9, "label_studio": 5.6, "doccano": 6.5})


def test_the_fixed_article_costs_the_peers_what_the_design_says():
    repairs = Repairs()
    repairs.counts.update({"label": 2, "spurious": 1, "missing": 1})
    costs = {peer.name: round(peer.seconds(repairs, topics=1), 1) for peer in PEERS}
    assert costs == {"prodigy": 12.1, "label_studio": 7.7, "doccano": 9.7}


def test_gold_keeps_one_label_for_a_range():
    rows = [{"start": 0, "end": 2, "label": x} for x in "AB"] + [
        {"start": 2, "end": 3, "label": "A"}
    ]
    gold = gold_of({"text": "ab c", "entities": rows, "topics": ["T"]})
    assert (gold.entities, gold.topics, gold.dropped) == ({(0, 2): "A"}, ("T",), 2)


def test_gold_is_nested_when_entities_lie_over_each_other():
    assert is_nested([Gold("abcd", {(0, 3): "A", (1, 2): "B"})])
    assert not is_nested([Gold("abcd", {(0, 1): "A", (1, 2): "B"})])


def test_labels_of_a_pipeline_find_their_gold_labels():
    assert label_map(["PER", "LOC", "ORG", "MISC"])["GPE"] == "LOC"
    found = label_map(["country", "location", "person", "organisation", "date"])
    assert (found["PERSON"], found["ORG"], found["LOC"]) == ("person", "organisation", "location")
    assert (found["TIME"], found["CARDINAL"]) == ("date", "")


def test_the_scheme_is_nested_when_the_gold_is():
    gold = Gold("abcd", {(0, 3): "A", (1, 2): "B"}, ("T",))
    assert "nested = true" in scheme_toml([gold], {"ORG": "A", "GPE": ""})


def test_a_twin_shares_nothing_that_keys_change():
    review = review_of(("Anna Moreau", "ORG", 0.4), ("Ben Okoro", "PERSON", 0.9))
    before = fingerprint(review)
    other = twin(review)
    assert fingerprint(other) == before
    other.deciding.label(1)
    other.deciding.reject()
    other.walk.step(+1)
    assert fingerprint(other) != before
    assert fingerprint(review) == before


def test_what_would_be_stored_is_what_is_open_and_what_is_decided():
    review = review_of(("Anna Moreau", "ORG", 0.4), ("Ben Okoro", "PERSON", 0.9))
    review.deciding.label(1)
    found = stored_if_finished(review.sheet)
    assert found == {place("Anna Moreau"): "PERSON", place("Ben Okoro"): "PERSON"}


def test_a_wrong_label_under_the_focus_is_one_letter():
    keys, _ = plan(review_of(("Anna Moreau", "ORG", 0.4)), {place("Anna Moreau"): "PERSON"})
    assert keys == ["p"]


def test_a_spurious_one_is_one_backspace_and_the_next_doubtful_comes_by_itself():
    review = review_of(("Anna Moreau", "ORG", 0.4), ("Port Amal", "ORG", 0.4))
    keys, _ = plan(review, {place("Port Amal"): "PLACE"})
    assert keys == ["Backspace", "l"]


def test_a_missing_name_is_a_jump_and_a_letter():
    review = review_of(("Anna Moreau", "PERSON", 0.9))
    gold = {place("Anna Moreau"): "PERSON", place("Port Amal"): "PLACE"}
    keys, trial = plan(review, gold)
    assert keys[0] == "/" and keys[-1] == "l" and len(keys) == 3
    assert stored_if_finished(trial.sheet) == gold


def test_a_wrong_edge_is_moved():
    review = review_of(("Port", "PLACE", 0.4))
    keys, trial = plan(review, {place("Port Amal"): "PLACE"})
    assert len(keys) == 1
    assert stored_if_finished(trial.sheet) == {place("Port Amal"): "PLACE"}


def test_edges_are_found_by_the_cheapest_keys():
    review = review_of()
    trial = Trial(review, OnePage(TEXT), 0)
    assert edge_keys(trial, place("Anna"), place("Anna")) == ()
    assert keys_of(edge_keys(trial, place("a small"), place("a small boat"))) == 1
    assert keys_of(edge_keys(trial, place("small"), place("mall"))) == 3


def test_nothing_wrong_needs_no_keys():
    keys, _ = plan(review_of(("Anna Moreau", "PERSON", 0.9)), {place("Anna Moreau"): "PERSON"})
    assert keys == []


def test_what_is_meant_is_what_a_mark_is_paired_with_or_what_is_missing_and_touched_most():
    faults = [
        Fault((0, 4), (0, 9), "PER"),  # other edges
        Fault((20, 24), None),  # nothing
        Fault(None, (30, 38), "ORG"),  # missing
        Fault(None, (40, 42), "ORG"),
    ]
    assert meant((0, 4), faults) == (0, 9)
    assert meant((20, 24), faults) is None
    assert meant((32, 41), faults) == (30, 38), "a maybe over two, more over the first"
    assert meant((38, 40), faults) is None, "beside is not over"
    assert meant((0, 9), faults) is None, "what another mark stands for is not missing"


def test_the_curve_has_a_dot_for_each_setting_and_one_for_who_looks_at_all():
    def report(look: str, step: str, keys: int, left: float) -> dict[str, object]:
        told = {"keys": keys, "gold_entities": 50, "left_of_100": left, "ratio_to_prodigy": 0.05}
        return {"gold": "a", "look": look, "step": step, FROM: told}

    reports = [report("doubtful", "some", 30, 9.8), report("all", "some", 60, 0.0)]
    assert points_of(reports) == [(60, 9.8, "some", 0.05), (120, 0.0, "all", 0.05)]
