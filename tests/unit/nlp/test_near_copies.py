"""Near copies by MinHash (`nlp/near_copies.py`)."""

from __future__ import annotations

import random
import zlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.nlp import near_copies
from annotator.nlp.near_copies import Families, shared, sketch, words_of

WORDS = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("a", "el", "ist", "our", "und", "ya")]


def text_of(rng: random.Random, words: int = 300) -> str:
    return " ".join(f"{rng.choice(WORDS)}{rng.choice(WORDS)}" for _ in range(words))


def edited(rng: random.Random, text: str, share: float) -> str:
    """The text with so much of its words replaced, left out or added."""
    made: list[str] = []
    for word in text.split():
        how = rng.randrange(3) if rng.random() < share else 3
        made += [] if how == 1 else [rng.choice(WORDS)] if how == 0 else [word]
        made += [rng.choice(WORDS)] if how == 2 else []
    return " ".join(made)


def found_in(texts: list[str], is_new: list[bool] | None = None) -> list[tuple[int, int, float]]:
    sketches = [sketch(text) for text in texts]
    new = is_new or [True] * len(texts)
    return list(near_copies.found(sketches, new, lambda x: words_of(texts[x]), Families()))


def test_edits_of_a_fifth_of_the_words_are_seen_and_nothing_else() -> None:
    rng = random.Random(3)
    texts = [text_of(rng) for _ in range(150)]
    whose = {}
    for place in range(0, 100, 2):
        whose[len(texts)] = place
        texts.append(edited(rng, texts[place], rng.uniform(0.05, 0.2)))
    found = found_in(texts)
    assert {(whose[later], later) for later in whose} >= {(a, b) for a, b, _ in found}
    assert len(found) >= 0.95 * len(whose)


def test_a_further_text_is_held_against_those_that_are_known() -> None:
    rng = random.Random(5)
    texts = ["", *(text_of(rng, 80) for _ in range(30))]
    texts += [edited(rng, texts[rng.randrange(1, 31)], 0.15) for _ in range(20)]
    sketches = [sketch(text) for text in texts]
    known = near_copies.Known(sketches[:-10])
    for at in range(len(texts) - 10, len(texts)):
        new = [*[False] * (len(texts) - 10), True]
        pairs = near_copies.alike([*sketches[:-10], sketches[at]], new)
        assert set(known.alike(sketches[at])) == {one for one, _ in pairs}
    assert known.alike(b"") == [] and near_copies.Known([]).alike(sketches[1]) == []


def test_case_signs_and_a_headline_more_make_no_difference() -> None:
    text = text_of(random.Random(1), 60)
    loud = "Breaking! " + text.upper().replace(" ", ", ")
    ((one, other, share),) = found_in([text, loud])
    assert (one, other) == (0, 1) and 0.9 < share < 1


def test_a_cut_is_a_near_copy_as_long_as_half_of_it_is_there() -> None:
    words = text_of(random.Random(2), 200).split()
    assert shared(words, words[:120]) == 1.0
    assert shared(words[:120], words) == 1.0
    assert shared(words, words[:90]) == 0.0


def test_texts_without_spaces_are_compared_by_characters() -> None:
    text = "联合国大会于星期二通过了一项关于安全理事会改革的决议并呼吁各国加强合作"
    assert len(words_of(text)) == len(text)
    assert [pair[:2] for pair in found_in([text, text.replace("星期二", "星期五")])] == [(0, 1)]


@pytest.mark.parametrize("text", ["", "one two", "!?", "\0\0"])
def test_few_words_are_like_nothing(text: str) -> None:
    assert sketch(text) == b""
    assert found_in([text, text]) == []


def test_a_family_of_many_has_one_pair_for_each_but_the_first() -> None:
    rng = random.Random(4)
    text = text_of(rng)
    found = found_in([text, *(edited(rng, text, 0.05) for _ in range(30))])
    families = Families()
    assert all(families.join(one, other) for one, other, _ in found)
    assert len(found) == 30 and {families.first_of(place) for place in range(31)} == {0}


def test_what_is_old_is_not_compared_with_what_is_old() -> None:
    rng = random.Random(5)
    text, other = text_of(rng), text_of(rng)
    texts = [text, edited(rng, text, 0.1), other, edited(rng, other, 0.1)]
    assert [x[:2] for x in found_in(texts, [False, False, False, True])] == [(2, 3)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_pairs_are_some_of_those_that_agree_in_a_band(numbers: list[int], new: list[bool]) -> None:
    """Held against each with each."""
    sketches = [bytes([number]) * near_copies.BYTES for number in numbers]
    pairs = set(near_copies.alike(sketches, new[: len(numbers)]))
    agreeing = {(a, b) for b in range(len(numbers)) for a in range(b) if numbers[a] == numbers[b]}
    assert pairs <= {(a, b) for a, b in agreeing if new[a] or new[b]}
    for a, b in agreeing:
        between = numbers[a + 1 : b].count(numbers[a])
        is_first = numbers[:a].count(numbers[a]) < near_copies._FIRST
        if (is_first or between < near_copies._BEFORE) and (new[a] or new[b]):
            assert (a, b) in pairs


def test_all_that_agree_are_one_by_one_linked_to_those_before() -> None:
    """Of a group of any size; each pair once a band."""
    sketches = [b"\1" * near_copies.BYTES] * 400
    pairs = list(near_copies.alike(sketches, [True] * 400))
    assert len(pairs) <= (near_copies._FIRST + near_copies._BEFORE) * near_copies.BANDS * 400
    assert max(Counter(pairs).values()) == near_copies.BANDS


def test_articles_with_one_standing_end_are_not_all_compared_with_each_other() -> None:
    """Twice as many of them are about twice as much work, and none is a near copy."""
    rng = random.Random(6)
    end = text_of(rng, 60)
    texts = [f"{text_of(rng, 50)} {end}" for _ in range(240)]
    words = [words_of(text) for text in texts]
    compared = []

    def count(many: int) -> int:
        compared.clear()
        sketches, new = [sketch(text) for text in texts[:many]], [True] * many

        def of(place: int) -> list[int]:
            compared.append(place)
            return words[place]

        assert not list(near_copies.found(sketches, new, of, Families()))
        return len(compared) // 2

    assert count(120) > 1000  # else the test shows nothing
    assert count(240) < 20 * 240


def test_least_numbers_are_those_of_datasketch() -> None:
    from datasketch import MinHash

    numbers = np.random.RandomState(7).randint(0, 1 << 32, 2345, dtype=np.uint32)
    known = MinHash(near_copies.BANDS * 4, seed=1, hashfunc=int, scheme="affine32")
    known.update_batch(numbers.tolist())
    assert (near_copies.min_hash(numbers) == known.hashvalues).all()


def test_a_sketch_is_the_same_on_every_machine() -> None:
    """Else a project that goes on elsewhere would not find its copies any more."""
    assert zlib.crc32(sketch("The tide came in at noon; nobody had seen it. 联合国")) == 36092823


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_families_are_the_connected_ones(pairs: list[tuple[int, int]]) -> None:
    families = Families()
    parts = [{x} for x in range(13)]
    for one, other in pairs:
        here, there = (next(p for p in parts if x in p) for x in (one, other))
        assert families.join(one, other) == (here is not there)
        if here is not there:
            parts.remove(there)
            here |= there
    assert {x: families.first_of(x) for x in range(13)} == {x: min(p) for p in parts for x in p}
