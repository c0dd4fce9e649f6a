"""Which suggestions are doubtful: the setting of three steps, and what each step means."""

from __future__ import annotations

from annotator.storage import Store

DOUBT = "doubt"
"""The setting: "few", "some" or "most"."""

THRESHOLDS = {"few": (0.4, 0.3), "some": (0.6, 0.15), "most": (0.8, 0.08)}
"""Under which probability a suggestion is doubtful, and from which on a maybe is: a missed entity
costs more keys than a wrong one, and nobody looks where nothing is shown."""


def thresholds(doubt: str) -> tuple[float, float]:
    """Both thresholds of a step; those of "some" for a step that is not known."""
    return THRESHOLDS.get(doubt, THRESHOLDS["some"])


def maybe_threshold(store: Store) -> float:
    """From which probability on a maybe is doubtful in this project."""
    return thresholds(str(store.settings.get(DOUBT, "some")))[1]
