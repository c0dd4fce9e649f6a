"""A training's plan: it fits the time, shortens all parts alike, and is sound or none."""

from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.nlp.corrector.time_budget import (
    FEW_ITERATIONS,
    ITERATIONS,
    MOST_TOKENS,
    Pace,
    Plan,
    TooLittleTime,
    latest,
    plan,
)

articles = st.lists(st.integers(1, 20_000), min_size=1, max_size=300)
paces = st.builds(Pace, st.floats(1e-6, 1e-3), st.floats(1e-6, 1e-3), st.floats(1e-7, 1e-4))


def planned(tokens: list[int], pace: Pace, seconds: float, classes: int = 6) -> Plan | None:
    try:
        return plan(tokens, classes, pace, seconds)
    except TooLittleTime:
        return None


@given(articles, paces, st.floats(0.01, 600))
def test_a_plan_fits_the_time_and_is_sound(tokens: list[int], pace: Pace, seconds: float) -> None:
    found = planned(tokens, pace, seconds)
    assume(found is not None)
    assert found is not None
    assert found.seconds <= seconds
    assert found.iterations >= 12 and found.few_iterations >= 5
    shares = found.iterations / ITERATIONS, found.few_iterations / FEW_ITERATIONS
    assert abs(shares[0] - shares[1]) < 0.05
    assert found.articles >= min(25, latest(tokens, MOST_TOKENS))
    assert 0 < found.ranked <= found.articles
    assert 0 <= found.share_of_ranking < 1
    if found.iterations > 12:
        assert found.articles == latest(tokens, MOST_TOKENS), "articles go last"


@given(articles, paces, st.floats(0.01, 600), st.floats(1, 4))
def test_more_time_never_learns_less(
    tokens: list[int], pace: Pace, seconds: float, more: float
) -> None:
    short, long = planned(tokens, pace, seconds), planned(tokens, pace, more * seconds)
    if short is not None:
        assert long is not None
        assert long.articles >= short.articles and long.iterations >= short.iterations


def test_with_time_enough_nothing_is_shortened() -> None:
    found = plan([600] * 100, 6, Pace(25e-6, 45e-6, 2e-6), 300)
    assert (found.articles, found.ranked) == (100, 100)
    assert (found.iterations, found.few_iterations) == (ITERATIONS, FEW_ITERATIONS)
    assert latest([600] * 1000, MOST_TOKENS) == 416
    assert latest([10**9], MOST_TOKENS) == 1
    assert latest([], MOST_TOKENS) == 0
