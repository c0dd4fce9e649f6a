"""How many articles coded twice a figure lacks for an interval as narrow as one wants it."""

from __future__ import annotations

from annotator.core.planning import WANTED, more_for
from annotator.storage import Store
from annotator.workspace.agreement.kept import kept


def lacking(store: Store, half: float = WANTED) -> list[tuple[str, int]]:
    """(topic or label, articles more) by the figures that were computed last, the most first; 0
    where the interval is narrow enough. Nothing where none were computed or no interval is given.
    """
    figures, _ = kept(store)
    if figures is None:
        return []
    found = []
    for name, each in (*figures["topics"].items(), *figures["labels"].items()):
        low, high = each.get("low"), each.get("high")
        if isinstance(low, float) and isinstance(high, float):
            found.append((str(name), more_for(int(figures["articles"]), low, high, half)))
    return sorted(found, key=lambda row: (-row[1], row[0]))
