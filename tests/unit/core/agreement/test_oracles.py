"""Measures beside those of other packages: `core/agreement/nominal.py`, `spans.py`."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement.codings import Coding
from annotator.core.agreement.nominal import Nominal, Paired, alpha_of, masi
from annotator.core.agreement.spans import (
    Places,
    cells,
    f1_exact,
    f1_overlap,
    f1_unlabelled,
    found_row,
    found_share,
    mean_off,
    pair_row,
    places,
    same_edges,
)
from annotator.core.agreement.unitizing import Unitizing, flat

VALUES = st.lists(
    st.lists(st.sampled_from([None, 1, 2, 3]), min_size=3, max_size=3), min_size=2, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_alpha_as_the_package_krippendorff(units):
    # It is under the GPL, and so no dependency of ours, not even of the tests.
    krippendorff = pytest.importorskip("krippendorff", reason="krippendorff is not installed")
    import numpy

    data = numpy.array([[numpy.nan if x is None else x for x in unit] for unit in units]).T
    ours = alpha_of([[x for x in unit if x is not None] for unit in units])
    if ours is not None:
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert ours == pytest.approx(theirs)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_kappa_as_scikit_learn(pairs):
    from sklearn.metrics import cohen_kappa_score

    measure = Paired(tuple("abc"))
    total = [sum(each) for each in zip(*(measure.row(*x) for x in pairs), strict=True)]
    ours = measure.kappa(total)
    if ours is not None:
        one, other = zip(*pairs, strict=True)
        assert ours == pytest.approx(cohen_kappa_score(one, other))


def test_masi_as_nltk():
    distance = pytest.importorskip("nltk.metrics.distance", reason="nltk is not installed")
    rng = random.Random(1)
    for _ in range(200):
        one, other = (frozenset(rng.sample(range(5), rng.randint(0, 4))) for _ in range(2))
        if one or other:  # which rounds ⅔ and ⅓
            assert masi(one, other) == pytest.approx(distance.masi_distance(one, other), abs=0.004)


def test_f1_as_nervaluate():
    nervaluate = pytest.importorskip("nervaluate", reason="of the extra consumers")
    rng, ours, theirs = random.Random(7), [0.0] * 6, ([], [])
    for _ in range(60):
        one, other = (frozenset(flat(some_spans(rng))) for _ in range(2))
        ours = [x + y for x, y in zip(ours, pair_row(one, other), strict=True)]
        for side, spans in zip(theirs, (one, other), strict=True):
            told = [{"label": str(x[2]), "start": x[0], "end": x[1] - 1} for x in sorted(spans)]
            side.append(told)
    found = nervaluate.Evaluator(*theirs, tags=["1", "2"], loader="dict").evaluate()["overall"]
    assert f1_exact(ours) == pytest.approx(found["strict"].f1)
    assert f1_unlabelled(ours) == pytest.approx(found["exact"].f1)
    # It pairs in another order, and so now and then another span.
    assert f1_overlap(ours) == pytest.approx(found["ent_type"].f1, abs=0.05)


def test_a_pair_by_hand():
    """One span the same, one with another end, one that only each of them has."""
    one = frozenset({(0, 4, 1), (10, 14, 2), (20, 25, 3)})
    other = frozenset({(0, 4, 1), (10, 15, 2), (30, 33, 3)})
    row = pair_row(one, other)
    assert f1_exact(row) == f1_unlabelled(row) == pytest.approx(2 * 1 / 6)
    assert f1_overlap(row) == pytest.approx(2 * 2 / 6)
    assert (same_edges(row), mean_off(row)) == (0.5, 0.5)
    told = [
        (x.first, x.second, x.is_same_edges)
        for x in cells(Coding(1, 1, "A", one), Coding(1, 2, "B", other))
    ]
    assert told == [(1, 1, True), (2, 2, False), (3, None, False), (None, 3, False)]


def some_spans(rng):
    for _ in range(rng.randint(0, 6)):
        start = rng.randint(0, 40)
        yield start, start + rng.randint(1, 6), rng.randint(1, 2)


SPANS = st.frozensets(
    st.tuples(st.integers(0, 30), st.integers(1, 5), st.integers(1, 2)).map(
        lambda x: (x[0], x[0] + x[1], x[2])
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(SPANS, SPANS)
def test_figures_of_spans_are_shares_and_the_same_both_ways(one, other):
    row, back = pair_row(one, other), pair_row(other, one)
    for figure in (f1_exact, f1_overlap, f1_unlabelled):
        assert figure(row) == figure(back)
        assert (figure(row) or 0) <= 1
    assert f1_exact(row) is None or f1_exact(row) <= min(f1_overlap(row), f1_unlabelled(row))
    one, other = Coding(1, 1, "A", one), Coding(1, 2, "B", other)
    told = list(cells(one, other))
    assert sum(x.first is not None for x in told) == len(one.spans)
    assert sum(x.second is not None for x in told) == len(other.spans)


@settings(max_examples=40, deadline=None)
@given(st.frozensets(SPANS, max_size=3))
def test_what_all_mark_alike_is_agreed(kinds):
    for spans in kinds:
        if spans:
            row = pair_row(spans, spans)
            assert (f1_exact(row), f1_overlap(row), f1_unlabelled(row)) == (1, 1, 1)
            assert (same_edges(row), mean_off(row)) == (1, 0)
        measure = Unitizing((1, 2))
        assert measure.all(measure.row([spans, spans], 50)) in (None, pytest.approx(1))


def test_places_that_overlap_are_one_and_words_that_nobody_marked_count():
    one = Coding(1, 1, "A", frozenset({(0, 4, 1), (10, 14, 2)}))
    other = Coding(1, 2, "B", frozenset({(2, 6, 2)}))
    there = places((one, other), [(3, 5), (15, 16), (20, 25)])
    assert there == Places(2, [[{1}, {2}], [{2}, set()]], 2)
    measure = Nominal((True, False))
    nobody = [[False, False]] * 2
    assert found_row(there)[:-2] == measure.total([[True, True], [True, False], *nobody])
    assert found_row(there, 2)[:-2] == measure.total([[False, True], [True, False], *nobody])
    assert found_share(found_row(there)) == 0.5
    assert places((Coding(2, 1, "A"), Coding(2, 2, "B")), []).unmarked == 1
