"""Which backups are kept (`core/thinning.py`)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.thinning import NEWEST, kept, within

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
ages = st.lists(st.timedeltas(timedelta(-2), timedelta(900)), max_size=60)


def test_an_hour_of_work_then_hours_days_weeks_and_months() -> None:
    every = [NOW - timedelta(minutes=10 * x) for x in range(6 * 24 * 400)]  # for 400 days
    stay = [every[at] for at in kept(every, NOW)]
    gaps = [(NOW - time, newer - time) for newer, time in pairwise(stay)]
    assert len([x for x in stay if NOW - x < timedelta(hours=1)]) == 6
    assert max(gap for age, gap in gaps if age < timedelta(days=1)) <= timedelta(hours=2)
    assert max(gap for age, gap in gaps if age < timedelta(days=14)) <= timedelta(days=2)
    assert max(gap for age, gap in gaps if age < timedelta(days=92)) <= timedelta(days=14)
    assert max(gap for _, gap in gaps) <= timedelta(days=62)
    assert len(stay) < 6 + 25 + 15 + 15 + 14


@given(ages)
def test_the_newest_stay_and_thinning_again_takes_no_more(given_ages) -> None:
    times = [NOW - age for age in given_ages]
    stay = kept(times, NOW)
    newest = sorted(range(len(times)), key=lambda at: times[at], reverse=True)[:NEWEST]
    assert set(newest) <= set(stay)
    left = [times[at] for at in stay]
    assert kept(left, NOW) == list(range(len(left)))


def test_room_is_for_the_newest_first() -> None:
    assert within([5, 5, 5, 5], 20) == 4
    assert within([5, 5, 5, 5], 19) == 3
    assert within([50, 50, 50, 50], 1) == NEWEST
    assert within([], 0) == 0
