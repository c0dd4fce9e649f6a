"""A table's figures as they are told: values with intervals, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.core.agreement.codes import NoFigure
from annotator.core.agreement.intervals import FEW, LEAST, SURE, Made, interval, jackknife
from annotator.core.agreement.nominal import Row
from annotator.core.agreement.tables import Table

Form = tuple[int, list[list[float]]]
Draws = Callable[[Sequence[Row], Sequence[Made], Form | None], Sequence[Sequence[float]]]
"""The sums of a table's rows in articles drawn anew, many times; with a form, its product last."""


class Telling:
    """Tells figures of the same articles: their weights, and how they are drawn anew (None: no
    intervals are told).
    """

    def __init__(self, weights: Sequence[float], draws: Draws | None) -> None:
        self._weights = weights
        self._draws = draws

    def told(self, table: Table, least: int = LEAST) -> dict[str, Any]:
        """All figures of a table by name, each None where it is not given, with `intervals`,
        `below` (the shares of the draws under α of .667 and .8), `jackknife` where there are few
        articles, `why` by figure, `support`, `units`, and whether to show it `grey`.
        """
        total = table.total(self._weights)
        found: dict[str, Any] = {
            "units": table.units,
            "support": table.support,
            "grey": table.support < SURE,
        }
        values = {name: figure(total) for name, figure in table.figures.items()} if total else {}
        why = {name: self._why(table, values.get(name), least) for name in table.figures}
        given = {name: values[name] for name in table.figures if not why[name]}
        found |= {name: _rounded(given.get(name)) for name in table.figures}
        found["why"] = {name: each for name, each in why.items() if each}
        found |= self._intervals(table, given)
        return found

    def _why(self, table: Table, value: float | None, least: int) -> str:
        if not table.units:
            return NoFigure.NOT_CODED_TWICE
        if table.support < least:
            return f"{NoFigure.TOO_FEW} ({table.support} of {least})"
        return NoFigure.ALL_THE_SAME if value is None else ""

    def _intervals(self, table: Table, given: Mapping[str, float | None]) -> dict[str, Any]:
        intervals: dict[str, list[float]] = {}
        below: dict[str, list[float]] = {}
        others: dict[str, list[float]] = {}
        if self._draws is None or not given:
            return {}
        sums = self._draws(table.rows, table.made, table.form)
        for name, value in given.items():
            figure = table.figures[name]
            if value is None:
                continue
            found = interval(value, [figure(each) for each in sums])
            if found is None:
                continue
            intervals[name] = [round(found.low, 4), round(found.high, 4)]
            if name in table.alphas:
                below[name] = [round(each, 3) for each in found.below]
                if len(table.rows) < FEW:
                    beside = jackknife(table.rows, self._weights, table.made, figure)
                    if beside is not None:
                        others[name] = [round(each, 4) for each in beside]
        return {"intervals": intervals, "below": below, "jackknife": others}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def flat(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One figure of those that were told, with its interval beside it."""
    low, high = told.get("intervals", {}).get(name, (None, None))
    found: dict[str, Any] = {name: told[name], "low": low, "high": high}
    if name in told.get("below", {}):
        found["below_667"], found["below_800"] = told["below"][name]
    if name in told.get("jackknife", {}):
        found["jackknife"] = told["jackknife"][name]
    if name in told["why"]:
        found["why"] = told["why"][name]
    return found
