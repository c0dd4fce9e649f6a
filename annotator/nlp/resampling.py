"""Articles drawn anew many times over, and series put in another order: sums by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = Sequence[Sequence[float]]


class Resampling:
    """So many draws of the same articles: of each draw a weight an article, exponential and by the
    article's own weight. The same seed draws the same.
    """

    def __init__(self, weights: Sequence[float], draws: int, seed: int) -> None:
        self._draws = draws
        self._rng = np.random.default_rng(seed)
        self._seed = seed
        drawn = self._rng.standard_exponential((draws, len(weights)))
        self._drawn: NDArray[np.float64] = drawn * np.asarray(weights, np.float64)

    def sums(
        self,
        rows: Rows,
        made: Sequence[tuple[Sequence[float], float]],
        form: tuple[int, Sequence[Sequence[float]]] | None = None,
    ) -> list[list[float]]:
        """The summed rows of each draw: a list of `draws` rows. `made` are made-up articles, each
        with what it is worth. `form` is a first column and a table by which the sums from there on
        are multiplied with themselves: one number more in each row.
        """
        table = np.asarray(rows, np.float64)
        drawn = self._drawn
        if made:
            rng = np.random.default_rng(self._seed + 1)
            worth = np.array([each for _, each in made])
            extra = rng.standard_gamma(worth, (self._draws, len(made)))
            drawn = np.hstack([drawn, extra])
            table = np.vstack([table, np.asarray([row for row, _ in made], np.float64)])
        scale = len(rows) / drawn.sum(axis=1, keepdims=True)
        sums = (drawn * scale) @ table
        if form is not None:
            by = np.asarray(form[1], np.float64)
            counts = sums[:, form[0] : form[0] + len(by)]
            sums = np.hstack([sums, ((counts @ by) * counts).sum(axis=1, keepdims=True)])
        return cast("list[list[float]]", sums.tolist())


def chance_of_drift(residuals: Sequence[float], permutations: int, seed: int) -> float:
    """How often a series in chance order strays at least as far from its mean as this one does."""
    series = np.asarray(residuals, np.float64)
    series = series - series.mean()
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(series, (permutations, 1)), axis=1)
    strayed = np.abs(shuffled.cumsum(axis=1)).max(axis=1)
    own = np.abs(series.cumsum()).max()
    return float((1 + int((strayed >= own - 1e-12).sum())) / (permutations + 1))
