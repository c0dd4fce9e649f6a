"""Articles in batches, and what becomes of a batch whose process dies: nothing is lost, no article
holds the others up, and one that kills whoever reads it is found.

Pure: it starts nothing and knows no clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count

from annotator.values import dataclass

MOST_CHARACTERS = 60_000
"""Of a batch, about 10,000 words: what a process reads in a second or two. A longer article is one
by itself."""

MOST_ARTICLES = 64

PROCESS_BYTES = 600_000_000
"""What a process takes at the most, with a small pipeline and a corrector."""

_FEW = 100  # articles, which are suggested for sooner than a second process has loaded a pipeline
_STRIKES = 2  # deaths over one article alone, of which the first may have had another cause


@dataclass(frozen=True, slots=True)
class Item:
    """An article that is to be read."""

    article: int
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are read together; `strikes`: how often a process died that had only these."""

    items: tuple[Item, ...]
    strikes: int = 0


def batches(items: Iterable[Item]) -> Iterator[Batch]:
    """The articles in their order, in batches of about as many words; taken as they are needed."""
    some: list[Item] = []
    size = 0
    for item in items:
        if some and (size + len(item.text) > MOST_CHARACTERS or len(some) == MOST_ARTICLES):
            yield Batch(tuple(some))
            some, size = [], 0
        some.append(item)
        size += len(item.text)
    if some:
        yield Batch(tuple(some))


def processes_for(articles: int, cores: int, free_bytes: int | None) -> int:
    """How many processes so many articles are worth, on this machine; None: nobody knows what is
    free.
    """
    if articles <= _FEW:
        return 1
    room = cores if free_bytes is None else free_bytes // PROCESS_BYTES
    return max(1, min(cores, room))


class Dispatch:
    """What is to be done, what is under way by its ticket, and what is under suspicion.

    What was under way where a process died is done again, alone: so it shows what kills. It is
    halved until it is one article, and that is given up after it did so twice.
    """

    def __init__(self, given: Iterable[Batch]) -> None:
        self._given = iter(given)
        self._again: deque[Batch] = deque()  # had nothing to do with it
        self._suspects: deque[Batch] = deque()
        self._under_way: dict[int, Batch] = {}
        self._tickets = count(1)
        self._is_alone = False

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    def next(self) -> tuple[int, Batch] | None:
        """What to do next, with its ticket; None: nothing now, or ever if nothing is under way."""
        if self._is_alone and self._under_way:
            return None
        self._is_alone = False
        if self._suspects:
            if self._under_way:
                return None
            self._is_alone = True
            return self._sent(self._suspects.popleft())
        batch = self._again.popleft() if self._again else next(self._given, None)
        return None if batch is None else self._sent(batch)

    def answered(self, ticket: int) -> Batch | None:
        """The batch that this answers; None where it was answered before, or given to another."""
        return self._under_way.pop(ticket, None)

    def lost(self, ticket: int, *, was_begun: bool = True) -> Item | None:
        """A process died that had this batch, and had begun with it or not; an article that is to
        be given up for it, or None.
        """
        batch = self._under_way.pop(ticket, None)
        if batch is None:
            return None
        if not was_begun:
            self._again.append(batch)
            return None
        if not self._is_alone:
            self._suspects.append(batch)
            return None
        if len(batch.items) > 1:
            middle = len(batch.items) // 2
            self._suspects.extendleft((Batch(batch.items[middle:]), Batch(batch.items[:middle])))
        elif batch.strikes + 1 < _STRIKES:
            self._suspects.appendleft(Batch(batch.items, batch.strikes + 1))
        else:
            return batch.items[0]
        return None

    def _sent(self, batch: Batch) -> tuple[int, Batch]:
        ticket = next(self._tickets)
        self._under_way[ticket] = batch
        return ticket, batch
