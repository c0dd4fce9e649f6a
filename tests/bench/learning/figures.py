"""What the benchmark of learning tells of the articles that a person went through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from annotator.core.judging import binned, calibration_error
from annotator.core.looks import Looked
from annotator.workspace.learning.doubt_levels import Levels
from tests.bench.learning import promises


@dataclass
class Row:
    """What one article took."""

    gold: int
    pipeline: int
    repairs: dict[str, int]
    folded: dict[str, int]
    by_label: dict[str, Counter[int]]
    scored: list[tuple[float, bool]]
    looked: Looked
    levels: Levels | None  # what was promised, where a corrector's suggestions were shown
    seconds: float = 0.0


def report(name: str, rows: list[Row], names: dict[int, str]) -> dict[str, Any]:
    """The figures in all, from fixed places on, and for each 25 articles."""
    ranges = {"all": rows, "from_76": rows[75:], "from_101": rows[100:], "from_301": rows[300:]}
    ranges["last_9"] = rows[-9:]
    return {
        "gold": name,
        "articles": len(rows),
        **{place: summed(part) for place, part in ranges.items() if part},
        "promises": promises.told([(row.looked, row.levels) for row in rows]),
        "per_label": {place: per_label(part, names) for place, part in ranges.items() if part},
        "per_25": [summed(rows[i : i + 25]) for i in range(0, len(rows), 25)],
    }


def per_label(rows: list[Row], names: dict[int, str]) -> dict[str, Any]:
    """Of each label: its entities, and the repairs of what is static and of what was shown."""

    def total(kind: str, label: int) -> int:
        return sum(row.by_label[kind][label] for row in rows)

    return {
        name: {kind: total(kind, label) for kind in ("gold", "static", "shown")}
        for label, name in sorted(names.items(), key=lambda pair: -total("gold", pair[0]))
    }


def summed(rows: list[Row]) -> dict[str, Any]:
    """The figures of some articles. `ratio` is repairs shown to those of the static suggestions."""
    static = sum(row.repairs["static"] for row in rows)
    shown = sum(row.repairs["shown"] for row in rows)
    error = calibration_error(binned(pair for row in rows for pair in row.scored))
    return {
        "gold_entities": sum(row.gold for row in rows),
        "repairs_pipeline": sum(row.pipeline for row in rows),
        "repairs_static": static,
        "repairs_memory": sum(row.repairs["remembered"] for row in rows),
        "repairs_corrector": sum(row.repairs["learned"] for row in rows),
        "repairs_version_before": sum(row.repairs["before"] for row in rows),
        "repairs_shown": shown,
        "ratio": round(shown / static, 3) if static else None,
        "folded_static": sum(row.folded["static"] for row in rows),
        "folded_shown": sum(row.folded["shown"] for row in rows),
        "calibration_error": None if error is None else round(error, 4),
        "training_seconds": round(max((row.seconds for row in rows), default=0.0), 1),
    }
