"""The job "near copies": in small steps, which go on where they were broken off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from annotator.core.codes import JobStep
from annotator.nlp import near_copies
from annotator.storage import Store
from annotator.storage.near_copies import NearCopy, Sketches
from annotator.workspace.jobs.messages import NearCopies, NearCopiesReport
from annotator.workspace.jobs.process import Work

_SKETCHED = 50  # articles a step, after which it may be cancelled
_KEPT = 100  # pairs a step
_WORDS_KEPT = 500  # articles
MOST_KNOWN = 300_000
"""In so many articles, the first ones, near copies of new texts are looked for: 150 MB."""


def run(request: NearCopies, work: Work) -> NearCopiesReport:
    """Do the job. What was found until it is cancelled stays; the next one goes on."""
    with Store.open(request.project) as store:
        new = find(store, work)
        families = store.near_copies.families()
        first = len(set(families.values()))
        return NearCopiesReport(new, first, len(families), store.near_copies.left() == 0)


def find(store: Store, work: Work) -> int:
    """Compare what is new with all articles: how many near copies were found."""
    if not _sketch(store, work):
        return 0
    known = store.near_copies.sketches()
    if not any(known.is_new):
        return 0
    count = 0
    kept: list[NearCopy] = []
    for each in _found(store, known):
        if work.cancelled.is_set():
            break
        kept.append(each)
        count += 1
        if len(kept) == _KEPT:
            _keep(store, kept)
    _keep(store, kept)
    if work.cancelled.is_set():
        return count
    new = [x for x, is_new in zip(known.articles, known.is_new, strict=True) if is_new]
    for at in range(0, len(new), 1000):
        store.give_way.wait()
        store.near_copies.compared(new[at : at + 1000])
    return count


class InProject:
    """Near copies of texts that the project does not have yet."""

    def __init__(self, store: Store) -> None:
        self._store = store
        known = store.near_copies.sketches(MOST_KNOWN)
        self._articles, self._known = known.articles, near_copies.Known(known.sketches)

    def has_like(self, text: str) -> bool:
        """Whether an article of the project is a near copy of a text."""
        words = near_copies.words_of(text)
        return any(
            near_copies.shared(near_copies.words_of(self._text(place)), words)
            for place in self._known.alike(near_copies.sketch(text))
        )

    def _text(self, place: int) -> str:
        return self._store.near_copies.text(self._articles[place])


def _sketch(store: Store, work: Work) -> bool:
    """Sketch what has no sketch yet; whether all is done."""
    left = total = store.near_copies.left()
    last = 0
    while rows := store.near_copies.unsketched(_SKETCHED, last):
        if work.cancelled.is_set():
            return False
        last = rows[-1][0]
        sketches = [(article, near_copies.sketch(text)) for article, text in rows]
        store.give_way.wait()
        store.near_copies.put_sketches(sketches)
        left -= len(rows)
        work.tell(total - left, total, JobStep.COMPARING)
    return True


def _found(store: Store, known: Sketches) -> Iterator[NearCopy]:
    ids = known.articles
    place_of = {article: place for place, article in enumerate(ids)}
    families = near_copies.Families()
    for pair in store.near_copies.pairs():
        if pair.other in place_of and pair.article in place_of:
            families.join(place_of[pair.other], place_of[pair.article])

    @lru_cache(_WORDS_KEPT)
    def words(place: int) -> list[int]:
        return near_copies.words_of(store.near_copies.text(ids[place]))

    for one, other, share in near_copies.found(known.sketches, known.is_new, words, families):
        yield NearCopy(ids[other], ids[one], round(share, 3))


def _keep(store: Store, pairs: list[NearCopy]) -> None:
    if pairs:
        store.give_way.wait()
        store.near_copies.put_pairs(pairs)
        pairs.clear()
