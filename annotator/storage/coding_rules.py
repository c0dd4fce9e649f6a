"""Coding rules: what annotators wrote down about how to label a surface."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.records import CodingRule, Label
from annotator.storage.codec import columns_of
from annotator.storage.parts import Part


class CodingRules(Part):
    """Reading coding rules; they are changed by acts."""

    def about(self, surface: str) -> list[CodingRule]:
        """What was laid down about a surface, the latest first."""
        return self._read("WHERE surface = ? ORDER BY at DESC", (surface,))

    def all(self, limit: int = 10_000) -> list[CodingRule]:
        """All coding rules, the latest first."""
        return self._read("ORDER BY at DESC LIMIT ?", (limit,))

    def naming(self, label: Label) -> list[CodingRule]:
        """The coding rules that name a label."""
        return self._read("WHERE label = ?", (label.id,))

    def _read(self, rest: str, values: Sequence[object]) -> list[CodingRule]:
        sql = f"SELECT {columns_of(CodingRule)} FROM rulings {rest}"  # noqa: S608 - our own names
        return self._db.records(CodingRule, sql, tuple(values))
