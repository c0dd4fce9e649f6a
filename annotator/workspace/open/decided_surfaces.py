"""How often surfaces were decided as what, in all articles of a project: kept while it holds."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.storage import Store


class DecidedSurfaces:
    """Asks the store once for each surface, until `clear`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kept: dict[str, Mapping[int | None, int]] = {}

    def labels_of(self, surface: str) -> Mapping[int | None, int]:
        """How often a surface was decided as what; None: rejected."""
        found = self.kept.get(surface)
        if found is None:
            found = self.kept[surface] = dict(self._store.memory.of(surface))
        return found

    def elsewhere(self, surface: str, here: int) -> Mapping[int | None, int]:
        """The same in all articles but this one."""
        if not self.labels_of(surface):
            return {}
        return self._store.memory.decided(surface, but_not_in=here)

    def clear(self) -> None:
        """What was decided may be another now."""
        self.kept.clear()
