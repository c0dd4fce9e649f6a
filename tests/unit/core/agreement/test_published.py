"""Values that were published: what is tested is `core/agreement/nominal.py` and `unitizing.py`."""

from __future__ import annotations

import pytest

from annotator.core.agreement.nominal import Nominal, Paired, alpha_of, masi
from annotator.core.agreement.unitizing import Unitizing, flat

_ = None
# Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), section C: four observers,
# twelve units, five values, some missing.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
# The same, sections A and B: two observers, ten units of two values, twelve units of five.
MEG_AND_OWEN = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
BEN_AND_GERRY = ("aabbdcccedda", "babbbccceddd")


def units_of(observers):
    return [[each for each in unit if each is not None] for unit in zip(*observers, strict=True)]


def test_alpha_nominal_with_missing_values():
    assert alpha_of(units_of(FOUR_OBSERVERS)) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_binary_data():
    assert alpha_of(units_of(MEG_AND_OWEN)) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_nominal_data():
    assert alpha_of(units_of(BEN_AND_GERRY)) == pytest.approx(0.692, abs=5e-4)


def test_kappa_of_cohen():
    """Cohen (1960), table 2: 200 cases, κ = .492."""
    counts = [88, 14, 18, 10, 40, 10, 2, 6, 12]
    assert Paired((1, 2, 3)).kappa(counts) == pytest.approx(0.492, abs=5e-4)


def test_ac1_of_gwet():
    """Gwet (2008): 125 cases of which the raters agree on 118, κ = −.023 and AC1 = .941."""
    both = [[1, 1]] * 118 + [[1, 2]] * 5 + [[2, 1]] * 2
    measure = Nominal((1, 2))
    assert measure.ac1(measure.total(both)) == pytest.approx(0.941, abs=5e-4)
    pair = Paired((1, 2))
    total = [sum(each) for each in zip(*(pair.row(*x) for x in both), strict=True)]
    assert pair.kappa(total) == pytest.approx(-0.023, abs=5e-4)


def test_masi_of_passonneau():
    """Passonneau (2006), section 3: two thirds where one set holds the other, one third where they
    have something in common.
    """
    a, ab, abc, bcd = map(frozenset, ([1], [1, 2], [1, 2, 3], [2, 3, 4]))
    assert masi(ab, ab) == 0
    assert masi(ab, abc) == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert masi(abc, bcd) == pytest.approx(1 - 1 / 3 * 1 / 2)
    assert masi(a, bcd) == 1
    assert masi(frozenset(), a) == 1


# Krippendorff, “Content Analysis” (2019), figure 12.11: three observers of a continuum of 60.
ALEX = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
PAUL = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
SUZAN = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]


def test_the_family_of_alphas_for_unitizing():
    measure = Unitizing((1, 2, 3, 4, 5, 6, 7))
    total = measure.row([ALEX, PAUL, SUZAN], 60)
    assert measure.all(total) == pytest.approx(0.510, abs=5e-4)
    assert measure.relevant(total) == pytest.approx(0.413, abs=1e-3)
    assert measure.coding(total) == pytest.approx(0.724, abs=5e-4)
    by_label = [measure.of_label(total, label) for label in measure.labels]
    assert by_label == [pytest.approx(x) if x is not None else x for x in (1, 0, 0, 0, 1, 1, None)]


def test_unitizing_does_not_care_how_a_gap_is_cut_or_who_comes_first():
    measure = Unitizing((1, 2, 3, 4, 5, 6, 7))
    one, other = (measure.row(x, 60) for x in ([ALEX, SUZAN], [SUZAN, ALEX]))
    assert measure.all(one) == pytest.approx(measure.all(other))
    same = measure.row([PAUL, PAUL], 60)
    assert [f(same) for f in (measure.all, measure.relevant, measure.coding)] == [1, 1, 1]


def test_of_spans_over_each_other_the_longest_counts():
    assert flat([(0, 4, 1), (2, 9, 2), (9, 11, 1), (2, 9, 3)]) == [(2, 9, 2), (9, 11, 1)]
