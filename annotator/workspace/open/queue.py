"""The queue: in what order articles come, and why each one came.

Going by doubt, what is seen is no fair sample of the articles. So one in ten comes at random, from
a tenth of the articles that doubt does not reach, and its review says so.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from annotator.core.chance import RANDOM_ONE_IN, SEED, draws, mixed
from annotator.core.codes import Chosen, Order, StatusFilter
from annotator.storage import Store

ORDERS = tuple(Order)

_CHOSEN = {
    Order.IMPORTED: Chosen.QUEUE,
    Order.DATE: Chosen.DATE,
    Order.RANDOM: Chosen.RANDOM,
    Order.DOUBT: Chosen.DOUBT,
}
_HEAD = 2 * RANDOM_ONE_IN
_CHUNK = 64
_MOST_LISTED_ANEW = 5_000  # articles; with 100,000 it takes 70 ms


class Queue:
    """The articles still to do of one annotator. `ids` is the order as it was listed last."""

    def __init__(self, store: Store, annotator: int) -> None:
        self._store, self._annotator = store, annotator
        chosen = store.settings.get("order")
        self.order = Order(chosen) if chosen in ORDERS else Order.IMPORTED
        self.seed = seed_of(store)
        self.ids: array[int] = array("q")
        self.is_stale = False
        self._all: array[int] | None = None
        self._draws: array[float] = array("d")
        self._share: list[int] = []
        self._head: list[int] | None = None

    def set_order(self, order: Order) -> None:
        """Take another order, for as long as the project is not told otherwise."""
        self._store.settings.set("order", order)
        self.order = order
        self._all = None

    def listed(self, status: StatusFilter) -> array[int]:
        """The articles with this status in the order of the queue."""
        ids = self._store.lists.ids(
            self._annotator, status=status, order=self.order, seed=self.seed
        )
        self._all = ids if status == StatusFilter.ALL else None
        if status == StatusFilter.TODO:
            self.ids = array("q", self._with_share(ids)) if self.order == Order.DOUBT else ids
            self._head, self.is_stale = None, False
            return self.ids
        return ids

    def renew(self) -> None:
        """An article was finished or taken back: doubt is asked anew who comes next."""
        if self.order == Order.DOUBT:
            self._head = None
            self.is_stale = len(self.ids) <= _MOST_LISTED_ANEW

    def upcoming(self, here: int | None, most: int) -> list[int]:
        """The next articles that are still to do, behind `here` and round the end."""
        found: dict[int, None] = {}
        for ids in _chunks(self._candidates(here)):
            for each in self._store.lists.to_do_among(ids, self._annotator):
                if each != here:
                    found[each] = None
                if len(found) == most:
                    return list(found)
        return list(found)

    def neighbour(self, article: int, way: int) -> int | None:
        """The article before or behind one, whatever its status."""
        ids = self._all if self._all is not None else self.listed(StatusFilter.ALL)
        return beside(ids, article, way)

    def chosen(self, article: int) -> Chosen:
        """Why the queue lets an article come."""
        if self.order == Order.DOUBT and self._is_of_share(article):
            return Chosen.RANDOM
        return _CHOSEN[self.order]

    # -- private ---------------------------------------------------------------------------

    def _candidates(self, here: int | None) -> Iterable[int]:
        if self.order == Order.DOUBT:
            if self._head is None:
                self._head = self._fresh_head()
            return chain(self._head, self.ids)
        at = index_of(self.ids, here) + 1
        return chain(self.ids[at:], self.ids[:at])

    def _fresh_head(self) -> list[int]:
        """The next ones by doubt as it is now, with those that come at random."""
        counts = self._store.counts.of(self._annotator)
        found = self._store.lists.most_doubtful(self._annotator, _HEAD + _HEAD // 2)
        rest = [each for each in found if not self._is_of_share(each)]
        if len(rest) < _HEAD:  # those without a score come last
            known = set(rest)
            others = (x for x in self.ids if x not in known and not self._is_of_share(x))
            rest += self._to_do(others, _HEAD - len(rest))
        share = self._to_do(self._share, _HEAD // RANDOM_ONE_IN)
        return mixed(rest, share, counts["done"] + counts["skipped"])[:_HEAD]

    def _to_do(self, ids: Iterable[int], most: int) -> list[int]:
        """The first so many of the ids that are still to do."""
        found: list[int] = []
        for chunk in _chunks(ids):
            found += self._store.lists.to_do_among(chunk, self._annotator)
            if len(found) >= most:
                break
        return found[:most]

    def _with_share(self, ids: Sequence[int]) -> list[int]:
        self._draw(max(ids, default=0))
        drawn = self._draws
        self._share = sorted(filter(self._is_of_share, ids), key=drawn.__getitem__)
        counts = self._store.counts.of(self._annotator)
        rest = [each for each in ids if drawn[each] >= 1 / RANDOM_ONE_IN]
        return mixed(rest, self._share, counts["done"] + counts["skipped"])

    def _is_of_share(self, article: int) -> bool:
        self._draw(article)
        return self._draws[article] < 1 / RANDOM_ONE_IN

    def _draw(self, highest: int) -> None:
        if len(self._draws) <= highest:
            self._draws = draws(self.seed, highest)


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
