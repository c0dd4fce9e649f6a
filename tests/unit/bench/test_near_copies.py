"""What the benchmark of near copies makes and how it judges (`tests/bench/near_copies.py`)."""

from __future__ import annotations

from rapidfuzz.distance import LCSseq

from tests.bench.near_copies import articles, scores


def test_copies_are_edited_as_much_as_it_says() -> None:
    made = [(text.split(), of) for text, of in articles(300)]
    copies = [(words, made[of - 1][0]) for words, of in made if of]
    assert 5 <= len(copies) <= 30
    for words, first in copies:
        same = LCSseq.similarity(words, first) / max(len(words), len(first))
        assert 0.75 < same < 0.99


def test_what_is_missed_and_what_is_wrong_counts() -> None:
    family_of = {1: 1, 2: 2, 3: 1, 4: 2}
    whole = scores(family_of, [(3, 1), (4, 2)], {1: 1, 3: 1, 2: 2, 4: 2})
    assert (whole["recall"], whole["precision"]) == (1, 1)
    half = scores(family_of, [(3, 1), (2, 1)], {1: 1, 2: 1, 3: 1})
    assert (half["recall"], half["precision"]) == (0.5, 0.5)
