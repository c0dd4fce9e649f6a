"""A whole project looked through: whatever is not as it should be, by its kind; and made anew where
it follows from the rest.

| rule | where it is looked for |
| --- | --- |
| pages and indexes are whole; what people decide is as in its copies | `storage/damage.py` |
| values are of their kind, JSON is JSON, foreign keys and ranges hold | `storage/damage_sql.py` |
| a text is the one that was imported: its hash, length, words, heading | `storage/damage.py` |
| `text[start:end] == surface`; tokens lie in the text | `storage/damage.py` |
| articles, and rows of them, are there; ids are never given again | `storage/damage.py` |
| spans do not lie over each other; a span is what was decided | `storage/row_rules.py` |
| topics of one question exclude each other; names are there once | `storage/row_rules.py` |
| an article is in the bin or not; its rows lie with it | `storage/row_rules.py` |
| the log is whole: no act is missing, groups and undos refer to acts | `storage/row_rules.py` |
| the acts, one after another, give the rows of today | `storage/replay.py` |
| sums, twins, the queue, surfaces of decisions are those of the rows | `sums.py`, `derived.py` |
| the search has every article up to where it says it is | `word_index.py`, `derived.py` |
| the tables are ours, and nothing besides | `storage/own_schema.py`, on opening |
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Final

from annotator.core.codes import BackupReason
from annotator.errors import AnnotatorError
from annotator.faults import Harm
from annotator.storage import Store
from annotator.storage.damage_kind import Damage
from annotator.values import dataclass
from annotator.workspace.backups.keeping import keep

_MADE_ANEW: Final = frozenset({
    Harm.SUMS_DIFFER, Harm.SUGGESTIONS_MISCOUNTED, Harm.INDEX_BROKEN, Harm.TWIN_OF_ANOTHER,
    Harm.NOT_IN_QUEUE, Harm.SURFACE_NOT_OF_TEXT, Harm.NOT_DERIVED, Harm.LENGTH_CHANGED,
    Harm.TOKENS_OFF_THE_TEXT,
})  # fmt: skip
_FOUND_AGAIN: Final = frozenset(
    {"readings", "judgements", "contradictions", "sketches", "near_copies"}
)
"""Tables of which a bad row is left out, as a job finds it again."""
_STEP = 100
OnStep = Callable[[int, int], None]


@dataclass(slots=True)
class Kind:
    """Damages of one kind: in which table, what the first is, and where they are."""

    first: Damage
    count: int = 0
    articles: list[int] = field(default_factory=list)

    @property
    def can_be_mended(self) -> bool:
        """Whether `repair` makes it anew."""
        return self.first.what.code in _MADE_ANEW or (
            self.first.what.code in (Harm.VALUE_NOT_STORED, Harm.ROWS_OF_NO_ARTICLE)
            and self.first.table in _FOUND_AGAIN
        )


def damages(store: Store, tell: OnStep = lambda _done, _total: None) -> Iterator[Damage]:
    """Everything in a project that breaks a rule."""
    yield from store.damage.all(tell)
    yield from store.sums.damages()
    yield from store.row_rules.damages()
    yield from store.derived.damages()
    yield from store.replay.damages()


def by_kind(found: Iterable[Damage]) -> list[Kind]:
    """Damages put together, each article once."""
    kinds: dict[tuple[str, object], Kind] = {}
    for each in found:
        kind = kinds.setdefault((each.table, each.what.code), Kind(each))
        kind.count += 1
        if each.article is not None and each.article not in kind.articles[-1:]:
            kind.articles.append(each.article)
    return list(kinds.values())


def repair(store: Store) -> None:
    """Make anew what follows from the rest of a project."""
    if store.search.is_broken() or store.derived.is_index_off():
        store.search.begin_anew()
    store.derived.make_anew()
    store.sums.count_anew()
    while store.search.index_some(_STEP):
        pass


def keep_before_repair(project: Path, now: datetime) -> Path:
    """Back a project up before it is repaired: where it is too damaged for a backup, byte by byte
    beside it. Gives the copy's place.
    """
    with suppress(AnnotatorError):
        made = keep(project, BackupReason.REPAIR, now)
        if made is not None:
            return made.path
    number = 1
    while (to := project.with_name(f"{project.stem} before repair {number}.db")).exists():
        number += 1
    shutil.copyfile(project, to)
    log = project.with_name(project.name + "-wal")
    if log.exists():
        shutil.copyfile(log, to.with_name(to.name + "-wal"))
    return to
