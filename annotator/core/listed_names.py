"""A name with its label as a list gives it, before anything was decided."""

from __future__ import annotations

from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class ListedName:
    """A surface and the label (its id) that the list `source` gives it."""

    surface: str
    label: int
    source: str

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.surface, self.label, self.source)
