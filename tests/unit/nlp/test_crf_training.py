"""The training of the CRF: its gradient, and what it learns; the minimiser that it shares."""

from itertools import pairwise

import numpy as np
import pytest

from annotator.nlp.corrector.crf import TOKEN_VIEW, Lattice, TokenRows
from annotator.nlp.corrector.crf_training import C2, Lesson, _Task, fit, mean
from annotator.nlp.corrector.descent import minimized
from annotator.nlp.sources.token_vectors import TokenVectors

FEATURES, STATES, WIDTH = 6, 5, 3


def lessons(seed: int, *lengths: int) -> list[Lesson]:
    """Sequences of which the states follow from the features, with a name of two tokens in each."""
    rng = np.random.default_rng(seed)
    found = []
    for length in lengths:
        states = [0] * length
        if length > 1:
            at, label = int(rng.integers(length - 1)), int(rng.integers(2))
            states[at : at + 2] = [2 * label + 1, 2 * label + 2]
        rows = [[state, int(rng.integers(FEATURES))] for state in states]
        views: TokenVectors = rng.integers(-20, 20, (length, WIDTH)).astype(np.int8)
        found.append(Lesson(TokenRows.of(rows), views, states))
    return found


def likelihood(some: list[Lesson], task: _Task, weights: np.ndarray) -> float:
    """As decoding sees it, sequence by sequence: a second opinion."""
    state, transition = task.weights(weights).state, task.weights(weights).transition
    told = 0.0
    allowed = transition.astype(np.float64)
    for inside in range(2, STATES, 2):
        for before in range(STATES):
            if before not in (inside - 1, inside):
                allowed[before, inside] = -np.inf
    for each in some:
        bounds = each.rows.bounds
        scores = np.array(
            [state[each.rows.indices[a:b]].sum(axis=0) for a, b in pairwise(bounds)],
            np.float64,
        )
        scores += each.views @ (task.weights(weights).view * TOKEN_VIEW)
        lattice = Lattice.of(scores, allowed)
        whole = np.log(lattice.scales).sum() + scores.max(axis=1).sum()
        gold = sum(scores[i, s] for i, s in enumerate(each.states))
        gold += sum(allowed[a, b] for a, b in pairwise(each.states))
        told += whole - gold
    return told + C2 * float(weights.astype(np.float64) @ weights)


def test_the_objective_is_the_likelihood_and_the_gradient_its_slope() -> None:
    some = lessons(1, 7, 1, 4, 2)
    task = _Task(some, FEATURES, STATES)
    rng = np.random.default_rng(2)
    weights = rng.normal(0, 0.5, task.size).astype(np.float32)
    found, gradient = task(weights)
    assert found == pytest.approx(likelihood(some, task, weights), rel=1e-5)
    for _ in range(5):
        way = rng.normal(0, 1, task.size).astype(np.float32)
        step = np.float32(1e-2)
        slope = (task(weights + step * way)[0] - task(weights - step * way)[0]) / (2 * step)
        assert slope == pytest.approx(float(gradient @ way), rel=2e-2, abs=2e-2)


def test_it_learns_and_where_it_starts_makes_no_difference_in_the_end() -> None:
    some = lessons(3, *[6] * 20)
    cold = fit(some, FEATURES, STATES, iterations=80)
    parts = [fit(half, FEATURES, STATES, iterations=5) for half in (some[::2], some[1::2])]
    warm = fit(some, FEATURES, STATES, iterations=80, start=mean(parts))
    assert np.allclose(cold.state, warm.state, atol=0.02)
    few = fit(some, FEATURES, STATES, iterations=3, start=mean(parts))
    task = _Task(some, FEATURES, STATES)
    assert task(task.vector(few))[0] < task(task.vector(mean(parts)))[0]
    assert cold.state[1].argmax() == 1 and cold.state[2].argmax() == 2


def test_nothing_is_learned_from_nothing() -> None:
    assert not fit([], FEATURES, STATES, iterations=5).state.any()


def test_the_least_is_found_and_a_step_may_call_it_off() -> None:
    goal = np.array([1, -2, 3], np.float32)
    scale = np.array([1, 10, 100], np.float32)

    def bowl(weights: np.ndarray) -> tuple[float, np.ndarray]:
        away = weights - goal
        return float(scale @ (away * away)), 2 * scale * away

    shares: list[float] = []
    found = minimized(bowl, np.zeros(3, np.float32), 50, shares.append)
    assert np.allclose(found, goal, atol=1e-2)
    assert shares == sorted(shares)

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        minimized(bowl, np.zeros(3, np.float32), 50, stop)
