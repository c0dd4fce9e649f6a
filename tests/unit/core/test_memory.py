"""Memory: what is counted, what is taken back, what is recalled in a text."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import Counts, Memory
from annotator.core.repairs import folded, repairs
from annotator.core.tokens import cut


def test_counts_come_and_go() -> None:
    memory = Memory.of({"Xi": {1: 2, None: 1}})
    assert memory.about("Xi") == {1: 2, None: 1}
    less = memory.without([("Xi", {1: 2, None: 1})])
    assert less.about("Xi") == {}
    assert memory.about("Xi") == {1: 2, None: 1}
    assert memory.with_([("Xi", {3: 1})]).about("Xi") == {1: 2, None: 1, 3: 1}


def test_white_space_is_one_and_case_counts() -> None:
    memory = Memory.of({"New  York\nTimes": {2: 1}})
    assert memory.about("New York Times") == {2: 1}
    assert memory.about("new york times") == {}


@given(
    st.dictionaries(
        st.text(alphabet=",.;!?’“)(-–…、。%$€ \n🇨🇳", max_size=6), st.just({1: 3}), max_size=5
    )
)
def test_a_surface_without_a_letter_or_digit_is_never_remembered(counts: dict[str, Counts]) -> None:
    memory = Memory.of(counts)
    memory.put(",", {2: 5})
    text = "Xi, Ann; Bo – “and” (so) 🇨🇳 …"
    assert len(memory) == 0
    assert memory.recall(text, cut(text)) == []
    assert len(memory.with_(counts.items())) == 0


def test_the_longest_surface_is_recalled() -> None:
    memory = Memory.of({"New York": {1: 1}, "New York Times": {2: 1}, "Xi": {3: 1}})
    text = "Newer New York\nTimes of New York, taxi, Xi"
    tokens = cut(text)
    found = [
        (text[tokens.starts[x.first_token] : tokens.ends[x.end_token - 1]], dict(x.counts))
        for x in memory.recall(text, tokens)
    ]
    assert found == [("New York\nTimes", {2: 1}), ("New York", {1: 1}), ("Xi", {3: 1})]


def test_repairs_are_paired_one_to_one() -> None:
    gold = [(0, 4, 1), (6, 9, 1), (20, 25, 2)]
    suggested = [(0, 4, 2), (6, 8, 1), (8, 9, 1), (30, 31, 1)]
    found = repairs(gold, suggested)
    assert sorted(each.kind for each in found) == [
        "edge",
        "label",
        "missed",
        "spurious",
        "spurious",
    ]
    assert repairs(gold, gold) == []


def test_the_same_repair_counts_once_when_folded() -> None:
    text = "Xi and Xi"
    found = repairs([(0, 2, 1), (7, 9, 1)], [])
    assert (len(found), folded(text, found)) == (2, 1)


def test_what_was_as_often_rejected_or_stood_unmarked_is_no_name() -> None:
    memory = Memory.of({"Rome": {3: 2, None: 1}, "May": {4: 2, None: 2}, "Oslo": {3: 1}})
    assert memory.is_name("Rome", 3)
    assert not memory.is_name("Rome", 1)
    assert not memory.is_name("May", 4)
    memory.unmarked["Oslo"] = 0
    assert memory.is_name("Oslo", 3)
    memory.unmarked["Oslo"] = 1
    assert not memory.is_name("Oslo", 3)


def test_a_sign_belongs_to_a_name_that_usually_ends_in_it() -> None:
    memory = Memory.of({"Yahoo!": {2: 2}, "Google!": {2: 1}, "of U.S.": {3: 2}, "the U.S": {3: 30}})
    assert memory.ends_in_sign("about Yahoo!")
    assert not memory.ends_in_sign("Google!")
    assert not memory.ends_in_sign("U.S.")
    assert memory.edges_are_usual("Yahoo!", "Yahoo")
    memory.add("Yahoo", 2, 5)
    assert not memory.edges_are_usual("Yahoo!", "Yahoo")
