"""The error for rows that are not as they were stored: where, and that the rest can be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.errors import UserError
from annotator.faults import Fault, Where


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
        is_whole = damage.article is None
        place = Where.PROJECT() if is_whole else Where.ARTICLE(number=damage.article or 0)
        super().__init__(Fault.DAMAGED, where=place, what=damage.what, table=damage.table)
        self.damage = damage


OnDamage = Callable[[Damage], None]
