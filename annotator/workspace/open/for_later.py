"""What was put down for later: flagged articles, spans that are unsure, coding rules to look up."""

from __future__ import annotations

from annotator.core.records import CodingRule
from annotator.storage import Store


class ForLater:
    """Finds them for one annotator; coding rules whoever laid them down."""

    def __init__(self, store: Store, annotator: int) -> None:
        self._store = store
        self._annotator = annotator

    def next_flagged(self, here: int) -> int | None:
        """The flagged article behind this one, round the end."""
        return self._store.reviews.next_flagged(self._annotator, here)

    def next_unsure(self, article: int, start: int) -> tuple[int, int, int] | None:
        """(article, start, end) of the span marked as unsure behind a place, round the end."""
        return self._store.reviews.next_unsure(self._annotator, article, start)

    def coding_rule_about(self, surface: str) -> CodingRule | None:
        """The latest coding rule about a surface."""
        found = self._store.coding_rules.about(surface)
        return found[0] if found else None

    def name_lists(self) -> dict[str, int]:
        """The lists of names by their sources, with how many names each has."""
        return self._store.listed_names.lists()

    def coding_rules(self) -> list[CodingRule]:
        """All coding rules, the latest first."""
        return self._store.coding_rules.all()
