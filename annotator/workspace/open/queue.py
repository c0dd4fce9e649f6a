"""The queue: in what order articles come, and why each one came.

Going by doubt, what is seen is no fair sample of the articles. So one in ten comes at random, from
a tenth of the articles that doubt does not reach, and its review says so.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import chain, islice
from typing import Final, Protocol

from annotator.core.chance import RANDOM_ONE_IN, SEED, Drawn, mixed
from annotator.core.codes import Chosen, Order, StatusFilter
from annotator.storage import Store
from annotator.storage.list_steps import ListWanted
from annotator.storage.listing import Lists
from annotator.values import dataclass

ORDERS = tuple(Order)

_CHOSEN = {
    Order.IMPORTED: Chosen.QUEUE,
    Order.DATE: Chosen.DATE,
    Order.RANDOM: Chosen.RANDOM,
    Order.DOUBT: Chosen.DOUBT,
}
_HEAD = 2 * RANDOM_ONE_IN
_CHUNK = 64
_STEP = 4_096
_MOST_LISTED_ANEW = 5_000  # articles; with 100,000 it takes 70 ms

MANY: Final = 5_000
"""Up to so many articles a list takes a few milliseconds."""


@dataclass(frozen=True, slots=True)
class QueueWanted:
    """A list in the order of the queue, `done` articles of which are behind. `share` is filled with
    the articles that come at random where it goes by doubt.
    """

    what: ListWanted
    done: int
    share: list[int] = field(default_factory=list, compare=False)

    def steps(self, lists: Lists) -> Iterator[array[int]]:
        """Its ids, some at a time."""
        found = lists.steps(self.what)
        if self.what.order != Order.DOUBT or self.what.status != StatusFilter.TODO:
            return found
        return self._with_share(found, lists)

    def _with_share(self, found: Iterator[array[int]], lists: Lists) -> Iterator[array[int]]:
        is_of_share = self.what.drawn.is_below(1 / RANDOM_ONE_IN)
        rest = (each for each in chain.from_iterable(found) if not is_of_share(each))
        ids = mixed(rest, self._drawn_share(lists), self.done)
        size = _CHUNK
        while some := array("q", islice(ids, size)):
            yield some
            size = min(2 * size, _STEP)

    def _drawn_share(self, lists: Lists) -> Iterator[int]:
        """Those that come at random, noted as they come: the first long before all are known."""
        at_random = replace(self.what, order=Order.RANDOM)
        for ids in lists.steps(at_random, share=1 / RANDOM_ONE_IN):
            self.share.extend(ids)
            yield from ids


@dataclass(frozen=True, slots=True)
class _All:
    """All articles in an order, as far as they have been read, and when that was."""

    state: tuple[int, int]
    ids: array[int]
    is_whole: bool


class ComesAgain(Protocol):
    """What tells which articles come before all others now, though no list shows them."""

    def due(self) -> list[int]: ...
    def renew(self) -> None:
        """Something was finished or taken back."""


class Queue:
    """The articles still to do of one annotator. `ids` is the order as it was listed last, or its
    beginning as far as it has been read. In a hand-out it is that of the plan, with what `again`
    lets come a second time.
    """

    def __init__(self, store: Store, annotator: int, again: ComesAgain | None = None) -> None:
        self._store, self._annotator, self.again = store, annotator, again
        chosen = store.settings.get("order")
        self.order = Order(chosen) if chosen in ORDERS and again is None else Order.IMPORTED
        self.seed = seed_of(store)
        self.ids: array[int] = array("q")
        self.is_whole = False
        self.is_stale = False
        self._all = _All((0, 0), array("q"), is_whole=False)
        self._draws = Drawn(self.seed)
        self._share: list[int] = []
        self._head: list[int] | None = None

    def set_order(self, order: Order) -> None:
        """Take another order, until the project is told otherwise; a hand-out keeps its own."""
        if self.again is not None:
            return
        self._store.settings.set("order", order)
        self.order = order
        self._all = _All((0, 0), array("q"), is_whole=False)
        self.is_whole = False

    @property
    def is_long(self) -> bool:
        """Whether the lists of the project are so long that they are read beside the window."""
        return self._store.articles.highest_id() > MANY

    def wanted(self, status: StatusFilter) -> QueueWanted:
        """What is asked for a list."""
        wanted = ListWanted(self._annotator, status, self.order, self._drawn())
        if self.order != Order.DOUBT:
            return QueueWanted(wanted, 0)
        counts = self._store.counts.of(self._annotator)
        return QueueWanted(wanted, counts["done"] + counts["skipped"])

    def listed(self, status: StatusFilter) -> array[int]:
        """The articles with this status in the order of the queue."""
        wanted = self.wanted(status)
        ids = array("q")
        for part in wanted.steps(self._store.lists):
            ids += part
        self.take(wanted, ids, is_first=True, is_last=True)
        return ids

    def take(self, wanted: QueueWanted, ids: array[int], *, is_first: bool, is_last: bool) -> None:
        """Know a part of a list that was read, of all of them one after the other."""
        status = wanted.what.status
        if status == StatusFilter.TODO:
            self.ids = ids[:] if is_first else self.ids + ids
            self.is_whole, self.is_stale = is_last, False
            self._share, self._head = wanted.share, None
        elif status == StatusFilter.ALL:
            self._all = _All(self._state(), ids if is_first else self._all.ids + ids, is_last)

    def renew(self) -> None:
        """An article was finished or taken back: doubt is asked anew who comes next."""
        if self.again is not None:
            self.again.renew()
        if self.order == Order.DOUBT:
            self._head = None
            self.is_stale = self.is_whole and len(self.ids) <= _MOST_LISTED_ANEW

    def upcoming(self, here: int | None, most: int) -> list[int]:
        """The next articles that are still to do, behind `here` and round the end."""
        again = [] if self.again is None else self.again.due()
        found: dict[int, None] = dict.fromkeys([x for x in again if x != here][:most])
        if len(found) == most:
            return list(found)
        for ids in _chunks(self._candidates(here)):
            for each in self._store.lists.to_do_among(ids, self._annotator):
                if each != here:
                    found[each] = None
                if len(found) == most:
                    return list(found)
        return list(found)

    def neighbour(self, article: int, way: int) -> int | None:
        """The article before or behind one, whatever its status."""
        if self.is_long and way > 0 and not self.knows_all:
            wanted = self.wanted(StatusFilter.ALL).what
            return next(chain.from_iterable(self._store.lists.steps(wanted, article)), None)
        return beside(self.all_ids(), article, way)

    def from_on(self, here: int | None, most: int) -> list[int]:
        """So many articles from one on, whatever their status, without knowing all."""
        wanted = self.wanted(StatusFilter.ALL).what
        behind = chain.from_iterable(self._store.lists.steps(wanted, here))
        return [*([] if here is None else [here]), *islice(behind, most - 1)]

    def all_ids(self) -> array[int]:
        """All articles in this order."""
        return self._all.ids if self.knows_all else self.listed(StatusFilter.ALL)

    @property
    def knows_all(self) -> bool:
        """Whether all articles have been listed in this order, and none came or went since."""
        return self._all.is_whole and self._all.state == self._state()

    def chosen(self, article: int) -> Chosen:
        """Why the queue lets an article come."""
        if self.order == Order.DOUBT and self._is_of_share(article):
            return Chosen.RANDOM
        return _CHOSEN[self.order]

    # -- private ---------------------------------------------------------------------------

    def _state(self) -> tuple[int, int]:
        """Another pair when articles have come or gone."""
        return self._store.articles.highest_id(), self._store.bin.version()

    def _candidates(self, here: int | None) -> Iterable[int]:
        if self.order == Order.DOUBT:
            if self._head is None:
                self._head = self._fresh_head()
            return chain(self._head, self._known())
        if not self.is_whole:
            return self._read(here)
        at = index_of(self.ids, here) + 1
        return chain(self.ids[at:], self.ids[:at])

    def _known(self) -> Iterable[int]:
        """All that are to do, as far as they are asked for."""
        return self.ids if self.is_whole else self._read(None)

    def _read(self, here: int | None) -> Iterator[int]:
        """The same as they stand in the project now, from behind an article on and round."""
        wanted = self.wanted(StatusFilter.TODO)
        if here is not None:
            yield from chain.from_iterable(self._store.lists.steps(wanted.what, here))
        yield from chain.from_iterable(self._store.lists.steps(wanted.what))

    def _fresh_head(self) -> list[int]:
        """The next ones by doubt as it is now, with those that come at random."""
        counts = self._store.counts.of(self._annotator)
        found = self._store.lists.most_doubtful(self._annotator, _HEAD + _HEAD // 2)
        rest = [each for each in found if not self._is_of_share(each)]
        if len(rest) < _HEAD:  # those without a score come last
            known = set(rest)
            others = (x for x in self._known() if x not in known and not self._is_of_share(x))
            rest += self._to_do(others, _HEAD - len(rest))
        share = self._to_do(self._share, _HEAD // RANDOM_ONE_IN)
        return list(islice(mixed(rest, share, counts["done"] + counts["skipped"]), _HEAD))

    def _to_do(self, ids: Iterable[int], most: int) -> list[int]:
        """The first so many of the ids that are still to do."""
        found: list[int] = []
        for chunk in _chunks(ids):
            found += self._store.lists.to_do_among(chunk, self._annotator)
            if len(found) >= most:
                break
        return found[:most]

    def _drawn(self) -> Drawn:
        if self._draws.seed != self.seed:
            self._draws = Drawn(self.seed)
        return self._draws

    def _is_of_share(self, article: int) -> bool:
        return self._drawn().is_below(1 / RANDOM_ONE_IN)(article)


def seed_of(store: Store) -> int:
    """The number that all chance in a project comes from."""
    found = store.settings.get(SEED, 0)
    return found if isinstance(found, int) else 0


def beside(ids: Sequence[int], article: int, way: int) -> int | None:
    """The id before (-1) or behind (+1) one; None at the end."""
    at = index_of(ids, article) + way
    return ids[at] if 0 <= at < len(ids) else None


def index_of(ids: Sequence[int], article: int | None) -> int:
    """Where an article stands in a list of ids; -1 when it doesn't."""
    if article is None:
        return -1
    # Most lists are in the order of their ids; a search by value of a million takes 20 ms.
    guess = bisect_left(ids, article)
    if guess < len(ids) and ids[guess] == article:
        return guess
    try:
        return ids.index(article)
    except ValueError:
        return -1


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for each in ids:
        chunk.append(each)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
