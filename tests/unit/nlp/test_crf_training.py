"""The training of the CRF: its gradient, and what it learns; the minimiser that it shares."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from annotator.nlp.corrector.crf import Lattice, TokenRows
from annotator.nlp.corrector.crf_training import C1, C2, Lesson, _Task, fit, mean
from annotator.nlp.corrector.descent import minimized

FEATURES, STATES = 6, 5


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
        found.append(Lesson(TokenRows.of(rows), states))
    return found


def likelihood(some: list[Lesson], task: _Task, weights: np.ndarray) -> float:
    """As decoding sees it, sequence by sequence: a second opinion."""
    state, transition = task.weights(weights).state, task.weights(weights).transition
    told = 0.0
    for each in some:
        bounds = each.rows.bounds
        scores = np.array(
            [state[each.rows.indices[a:b]].sum(axis=0) for a, b in pairwise(bounds)],
            np.float64,
        )
        lattice = Lattice.of(scores, transition.astype(np.float64))
        whole = np.log(lattice.scales).sum() + scores.max(axis=1).sum()
        gold = sum(scores[i, s] for i, s in enumerate(each.states))
        gold += sum(transition[a, b] for a, b in pairwise(each.states))
        told += whole - gold
    return told + C2 * float(weights.astype(np.float64) @ weights)


def test_the_objective_is_the_likelihood_and_the_gradient_its_slope() -> None:
    some = lessons(1, 7, 1, 4, 2)
    task = _Task(some, FEATURES, STATES)
    rng = np.random.default_rng(2)
    moves = {pair for each in some for pair in pairwise(each.states)}
    is_free = np.ones((task.size // STATES, STATES), np.float32)  # what never came keeps its zero
    for pair in set(np.ndindex(STATES, STATES)) - moves:
        is_free[len(is_free) - STATES + pair[0], pair[1]] = 0
    free = is_free.ravel()
    weights = rng.normal(0, 0.5, task.size).astype(np.float32) * free
    found, gradient = task(weights)
    assert found == pytest.approx(likelihood(some, task, weights), rel=1e-5)
    for _ in range(5):
        way = rng.normal(0, 1, task.size).astype(np.float32) * free
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


def test_it_finds_what_crfsuite_finds(tmp_path: Path) -> None:
    """The same objective, by another program: every feature with every state, and the moves that
    came.
    """
    pycrfsuite = pytest.importorskip("pycrfsuite")
    some = lessons(5, *[7] * 30)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params({"c1": C1, "c2": C2, "max_iterations": 300, "feature.possible_states": True})
    for each in some:
        bounds = each.rows.bounds
        rows = [each.rows.indices[a:b] for a, b in pairwise(bounds)]
        trainer.append([[str(i) for i in row] for row in rows], [str(s) for s in each.states])
    trainer.train(str(tmp_path / "model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "model"))
    told = tagger.info()
    tagger.close()
    ours = fit(some, FEATURES, STATES, iterations=300)
    theirs = np.zeros((FEATURES, STATES))
    for (feature, state), weight in told.state_features.items():
        theirs[int(feature), int(state)] = weight
    assert ours.state == pytest.approx(theirs, abs=0.05)
    for (before, state), weight in told.transitions.items():
        assert ours.transition[int(before), int(state)] == pytest.approx(weight, abs=0.05)


def test_nothing_is_learned_from_nothing() -> None:
    assert not fit([], FEATURES, STATES, iterations=5).state.any()


def test_the_least_is_found_and_a_step_may_call_it_off() -> None:
    goal = np.array([1, -2, 3], np.float32)
    scale = np.array([1, 10, 100], np.float32)

    def bowl(weights: np.ndarray) -> tuple[float, np.ndarray]:
        away = weights - goal
        return float(scale @ (away * away)), 2 * scale * away

    lasso = 4.0
    sparse = minimized(bowl, np.zeros(3, np.float32), 50, lasso=lasso)
    shorter = np.sign(goal) * np.maximum(np.abs(goal) - lasso / (2 * scale), 0)
    assert np.allclose(sparse, shorter, atol=1e-2)
    back = minimized(bowl, np.array([2, 2, 2], np.float32), 50, lasso=lasso)
    assert np.allclose(back, shorter, atol=1e-2)
    assert sparse[0] == back[0] == 0  # a lasso leaves no crumbs

    shares: list[float] = []
    found = minimized(bowl, np.zeros(3, np.float32), 50, shares.append)
    assert np.allclose(found, goal, atol=1e-2)
    assert shares == sorted(shares)

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        minimized(bowl, np.zeros(3, np.float32), 50, stop)
