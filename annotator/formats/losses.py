"""What of a project a format may be unable to hold: a code for each kind, and how it is counted.

A format names its codes in its row of the registry; an export counts them over its articles, before
and after it is written. A new kind is a member of `faults.Loss` and a row of `_COUNTED`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache
from operator import attrgetter, gt
from typing import Protocol, TypeVar

from annotator.core.records import Scheme, Status
from annotator.core.topic_answers import groups_of
from annotator.errors import UserError
from annotator.faults import Fault, Loss
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.xml_text import has_controls


class Place(Protocol):
    """A span, whoever made it."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def label(self) -> str: ...


_P = TypeVar("_P", bound=Place)


LONGEST = "longest"
_ORDERS: dict[str, Callable[[Place], tuple[int, int, str]]] = {
    LONGEST: lambda x: (x.start - x.end, x.start, x.label),
    "shortest": lambda x: (x.end - x.start, x.start, x.label),
    "first": lambda x: (x.start, -x.end, x.label),
}


def flat(spans: Iterable[_P], keep: str = LONGEST) -> list[_P]:
    """The spans that a format without overlaps keeps, in order: of several the longest, the
    shortest, or the one that begins first. UserError for another `keep`.
    """
    if keep not in _ORDERS:
        known = ", ".join(_ORDERS)
        raise UserError(Fault.OPTION_UNFIT, name="overlaps", value=keep, default=known)
    kept: list[_P] = []
    for span in sorted(spans, key=_ORDERS[keep]):
        at = bisect_left(kept, span.start, key=lambda x: x.start)
        is_free = at == 0 or kept[at - 1].end <= span.start
        if is_free and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def count(
    article: GivenArticle, scheme: Scheme, kinds: Set[Loss], keep: str = LONGEST
) -> Counter[Loss]:
    """How much of each of these kinds an article has; `keep` is as for `flat`."""
    found: Counter[Loss] = Counter()
    if not kinds:
        return found
    counters, is_flat = _counters(frozenset(kinds))
    for kind, counter in counters:  # most have nothing, and looking up a kind takes time
        if number := counter(article, scheme):
            found[kind] = int(number)  # one True alone is no number, and no report may hold it
    if is_flat and _may_lap(article.spans):
        lapped = zip((Loss.NESTED, Loss.OVERLAPPING), _lapped(article, keep), strict=True)
        found.update({kind: number for kind, number in lapped if number and kind in kinds})
    return found


@cache
def _counters(kinds: frozenset[Loss]) -> tuple[list[tuple[Loss, _Counting]], bool]:
    """What counts each kind, without the two that are told together; whether these are wanted."""
    return [(x, _COUNTED[x]) for x in kinds if x not in _LAPPED], not kinds.isdisjoint(_LAPPED)


def _may_lap(spans: Sequence[GivenSpan]) -> bool:
    """Whether spans lie over each other, or are not in order."""
    return any(map(gt, [x.end for x in spans], [x.start for x in spans[1:]]))


def _lapped(article: GivenArticle, keep: str) -> tuple[int, int]:
    """The spans that `flat` drops: inside of one that stays or around it, and across its edge."""
    kept = flat(article.spans, keep)
    left = {(x.start, x.end, x.label) for x in article.spans}
    left -= {(x.start, x.end, x.label) for x in kept}
    nested = sum(
        any(
            (x.start <= start and end <= x.end) or (start <= x.start and x.end <= end) for x in kept
        )
        for start, end, _ in left
    )
    return nested, len(left) - nested


def _undecided(article: GivenArticle, scheme: Scheme) -> int:
    if all(review.status != Status.DONE for review in article.reviews):
        return 0
    said = {each.topic for each in article.topics}
    groups = groups_of(scheme).values()
    return sum(any(not x.retired and x.name not in said for x in group) for group in groups)


def _reviews(has: Callable[[GivenReview], int]) -> Callable[[GivenArticle, Scheme], int]:
    return lambda article, _: sum(has(review) for review in article.reviews)


_QUESTION = attrgetter("question")
_LAPPED = frozenset({Loss.NESTED, Loss.OVERLAPPING})
_Counting = Callable[[GivenArticle, Scheme], int]
_COUNTED: dict[Loss, _Counting] = {
    Loss.TEXTS: lambda _article, _: 1,
    Loss.HEADINGS: lambda x, _: bool(x.title or x.published or x.source),
    Loss.METADATA: lambda x, _: bool(x.url or x.language or x.meta != "{}"),
    Loss.UNMARKED: lambda x, _: not any(y.spans or y.topics for y in x.reviews),
    Loss.UNREVIEWED: lambda x, _: (
        not any(y.status in (Status.DONE, Status.STARTED) for y in x.reviews)
    ),
    Loss.UNFINISHED: lambda x, _: not any(y.status == Status.DONE for y in x.reviews),
    Loss.ANNOTATORS: lambda x, _: max(0, sum(not y.is_visit for y in x.reviews) - 1),
    Loss.HISTORY: _reviews(lambda x: not x.is_visit),
    Loss.NOTES: _reviews(lambda x: bool(x.note)),
    Loss.FLAGS: _reviews(lambda x: x.flagged),
    Loss.QUESTIONS: _reviews(lambda x: sum(map(bool, map(_QUESTION, x.spans)))),
    Loss.TOPICS: lambda x, _: sum(y.is_yes for y in x.topics),
    Loss.UNDECIDED: _undecided,
    Loss.CONTROLS: lambda x, _: has_controls(x.text) or has_controls(x.key),
}
