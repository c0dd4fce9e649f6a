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
) -> Singles:
    """The weights after so many steps at most: limited-memory BFGS, each step as long as the
    objective falls. `on_step` is told the share done (0–1) and may raise to call it off.
    """
    lost, gradient = task(weights)
    moves: list[tuple[Singles, Singles, float]] = []
    for done in range(iterations):
        direction = -_turned(gradient, moves)
        slope = float(direction @ gradient)
        if slope >= 0:
            moves, direction = [], -gradient
            slope = float(direction @ gradient)
        if slope == 0:
            break
        length = 1.0 if moves else min(1.0, 1 / float(np.linalg.norm(gradient)))
        for _ in range(_STEPS_BACK):
            tried = weights + np.float32(length) * direction
            found, turned = task(tried)
            if found <= lost + _ENOUGH * length * slope:
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
