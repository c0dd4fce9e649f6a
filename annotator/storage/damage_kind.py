"""The error for rows that are not as they were stored: where, and that the rest can be used."""

from __future__ import annotations

from collections.abc import Callable

from annotator.errors import UserError
from annotator.faults import Fault, Line
from annotator.notices import Notice
from annotator.places import Where
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was stored; `article` is None where it is of none."""

    table: str
    article: int | None
    what: Notice

    def __str__(self) -> str:
        return str(self.notice)

    @property
    def notice(self) -> Notice:
        """All of it, to be told."""
        if self.article is None:
            return Line.DAMAGE_OF_PROJECT(table=self.table, what=self.what)
        return Line.DAMAGE_OF_ARTICLE(article=self.article, table=self.table, what=self.what)


class Damaged(UserError):
    """Something is not as it was stored. `damage` tells what; the rest of the project is usable."""

    def __init__(self, damage: Damage) -> None:
        is_whole = damage.article is None
        place = Where.PROJECT() if is_whole else Where.ARTICLE(number=damage.article or 0)
        super().__init__(Fault.DAMAGED, where=place, what=damage.what, table=damage.table)
        self.damage = damage


OnDamage = Callable[[Damage], None]
