"""Coding rules: what annotators wrote down about how to label a surface."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.records import Label, Ruling
from annotator.storage.codec import columns_of
from annotator.storage.parts import Part


class Rulings(Part):
    """Reading rulings; they are changed by acts."""

    def about(self, surface: str) -> list[Ruling]:
        """What was laid down about a surface, the latest first."""
        return self._read("WHERE surface = ? ORDER BY at DESC", (surface,))

    def all(self, limit: int = 10_000) -> list[Ruling]:
        """All rulings, the latest first."""
        return self._read("ORDER BY at DESC LIMIT ?", (limit,))

    def naming(self, label: Label) -> list[Ruling]:
        """The rulings that name a label."""
        return self._read("WHERE label = ?", (label.id,))

    def _read(self, rest: str, values: Sequence[object]) -> list[Ruling]:
        sql = f"SELECT {columns_of(Ruling)} FROM rulings {rest}"  # noqa: S608 - our own names
        return self._db.records(Ruling, sql, tuple(values))
