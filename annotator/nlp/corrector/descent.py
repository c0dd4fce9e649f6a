"""Finds the weights that make an objective least: for the CRF and for the ranker.

Single precision and few vectors kept: a training's memory is what it works on, and little else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Task = Callable[[Singles], tuple[float, Singles]]
"""The objective at some weights, and its gradient."""

_HISTORY = 5
_STEPS_BACK = 12  # halvings of a step, until the objective falls enough
_ENOUGH = 1e-4
_FLAT = 1e-6  # of the objective: where it falls by less, all is learned


def minimized(
    task: Task,
    weights: Singles,
    iterations: int,
    on_step: Callable[[float], None] | None = None,
    lasso: float = 0.0,
) -> Singles:
    """The weights after so many steps at most: limited-memory BFGS, each step as long as the
    objective falls. `on_step` is told the share done (0–1) and may raise to call it off.

    With a `lasso` so much of each weight's size is added to the objective, and many are zero at the
    end: OWL-QN (Andrew and Gao 2007, "Scalable training of L1-regularized log-linear models").
    """
    lost, gradient = _with_lasso(task, weights, lasso)
    moves: list[tuple[Singles, Singles, float]] = []
    for done in range(iterations):
        slopes = _slopes(weights, gradient, lasso)
        direction = -_turned(slopes, moves)
        if lasso:
            direction[direction * slopes >= 0] = 0
        if float(direction @ slopes) >= 0:
            moves, direction = [], -slopes
        if not direction.any():
            break
        length = 1.0 if moves else min(1.0, 1 / float(np.linalg.norm(slopes)))
        sides = np.where(weights == 0, -slopes, weights) if lasso else None
        for _ in range(_STEPS_BACK):
            tried = weights + np.float32(length) * direction
            if sides is not None:
                tried[tried * sides <= 0] = 0  # no weight goes through zero in one step
            found, turned = _with_lasso(task, tried, lasso)
            if found <= lost + _ENOUGH * float((tried - weights) @ slopes):
                break
            length /= 2
        else:
            break
        step, change = tried - weights, turned - gradient
        curve = float(step @ change)
        if curve > 1e-10:
            moves = [*moves[1 - _HISTORY :], (step, change, curve)]
        is_flat = lost - found < _FLAT * abs(lost)
        weights, lost, gradient = tried, found, turned
        if on_step is not None:
            on_step((done + 1) / iterations)
        if is_flat:
            break
    return weights


def _with_lasso(task: Task, weights: Singles, lasso: float) -> tuple[float, Singles]:
    """The objective with all of it, and the gradient of what has one everywhere."""
    lost, gradient = task(weights)
    if lasso:
        lost += lasso * float(np.abs(weights).sum(dtype=np.float64))
    return lost, gradient


def _slopes(weights: Singles, gradient: Singles, lasso: float) -> Singles:
    """The gradient with the lasso's: of a weight of zero that of the side to which it falls."""
    if not lasso:
        return gradient
    most = np.float32(lasso)
    at_zero = np.sign(gradient) * np.maximum(np.abs(gradient) - most, 0)
    return np.asarray(np.where(weights == 0, at_zero, gradient + most * np.sign(weights)))


def _turned(gradient: Singles, moves: Sequence[tuple[Singles, Singles, float]]) -> Singles:
    """The gradient times what is known of the inverse curvature."""
    found = gradient.copy()
    shares = []
    for step, change, curve in reversed(moves):
        share = float(step @ found) / curve
        found -= np.float32(share) * change
        shares.append(share)
    if moves:
        step, change, curve = moves[-1]
        found *= np.float32(curve / float(change @ change))
    for (step, change, curve), share in zip(moves, reversed(shares), strict=True):
        found += np.float32(share - float(change @ found) / curve) * step
    return found
