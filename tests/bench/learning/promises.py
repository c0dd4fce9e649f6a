"""What stayed wrong or missed after looking only where asked, beside what was promised before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.core.looks import PRICES, PROMISES, Cuts, Looked, cuts_at
from annotator.core.rates import rate
from annotator.workspace.learning.doubt_levels import USUAL, Levels

AFTER = 50
"""The articles behind so many count; of a short file those from the first promise on."""

Promised = Sequence[tuple[Looked, Levels | None]]
"""Articles as they were shown, with what was promised before each."""


def told(rows: Promised) -> dict[str, Any]:
    """For each step: promised and left for each 100 entities, and whether it lies within the
    interval; what the fixed thresholds would have left; and the curve over all prices.
    """
    promised = [(looked, levels) for looked, levels in rows[AFTER:] if levels is not None]
    if not promised:
        promised = [(looked, levels) for looked, levels in rows if levels is not None]
    if not promised:
        return {}
    articles = [looked for looked, _ in promised]
    return {
        "articles": len(promised),
        "entities": sum(each.gold for each in articles),
        "steps": {name: _step(name, promised) for name in PROMISES},
        "fixed": {name: _left(articles, [USUAL[name]] * len(articles)) for name in PROMISES},
        "curve": [
            {"price": price, **_left(articles, [cuts_at(price)] * len(articles))}
            for price in PRICES
        ],
    }


def _step(name: str, promised: Sequence[tuple[Looked, Levels]]) -> dict[str, Any]:
    levels = [each.steps[name] for _, each in promised]
    articles = [looked for looked, _ in promised]
    entities = max(1, sum(each.gold for each in articles))

    def mean(values: Sequence[float]) -> float:
        pairs = zip(values, articles, strict=True)
        return round(sum(value * each.gold for value, each in pairs) / entities, 1)

    lowest, highest = mean([x.left.lowest for x in levels]), mean([x.left.highest for x in levels])
    left = _left(articles, [each.cuts for each in levels])
    return {
        "wanted": PROMISES[name],
        "promised": mean([each.left.of_100 for each in levels]),
        "interval": [lowest, highest],
        **left,
        "is_within": lowest <= left["left"] <= highest,
        "promised_looks": mean([each.looks for each in levels]),
    }


def _left(articles: Sequence[Looked], cuts: Sequence[Cuts]) -> dict[str, Any]:
    """For each 100 entities: looks, wrong, missed, and both with their interval."""
    counts = [each.counted(cut) for each, cut in zip(articles, cuts, strict=True)]
    gold = [each.gold for each in articles]
    entities = max(1, sum(gold))
    looks, wrong, missed = (
        round(100 * sum(each) / entities, 1) for each in zip(*counts, strict=True)
    )
    found = rate([w + m for _, w, m in counts], gold)
    return {
        "looks": looks,
        "wrong": wrong,
        "missed": missed,
        "left": round(found.of_100, 1),
        "left_interval": [round(found.lowest, 1), round(found.highest, 1)],
    }
