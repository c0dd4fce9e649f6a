"""What is said of a damage: where it is, and that the rest can be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.errors import UserError


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was stored; `article` is None where it is of none."""

    table: str
    article: int | None
    what: str

    def __str__(self) -> str:
        place = f"article {self.article}, " if self.article is not None else ""
        return f"damaged: {place}table {self.table}: {self.what}"


class Damaged(UserError):
    """Something is not as it was stored. `damage` tells what; the rest of the project is usable."""

    def __init__(self, damage: Damage) -> None:
        place = f"article {damage.article}" if damage.article is not None else "the project"
        super().__init__(
            f"damaged: {damage.what} (table {damage.table})",
            where=place,
            do="restore it from a copy; annotator check tells all of it",
        )
        self.damage = damage


OnDamage = Callable[[Damage], None]
