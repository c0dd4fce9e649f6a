"""Figures of agreement that were computed before, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.storage import Store
from annotator.workspace.agreement.report import VERSION

_KEPT = "agreement"


def moment(store: Store) -> str:
    """What the figures follow from, in one word: another one where anything may be otherwise."""
    rounds = " ".join(each.uid for each in store.team.rounds())  # which no act made
    return f"{VERSION} {store.acts.last()} {rounds}"


def keep(store: Store, figures: Mapping[str, Any], at: str) -> None:
    """Keep figures of this moment with the project."""
    store.settings.set(_KEPT, {"moment": at, "figures": figures})


def kept(store: Store) -> tuple[dict[str, Any] | None, bool]:
    """The figures that were kept, if any, and whether they are of now."""
    found = store.settings.get(_KEPT, {})
    figures = found.get("figures")
    if not isinstance(figures, dict) or figures.get("version") != VERSION:
        return None, False
    return figures, found.get("moment") == moment(store)
