"""Dividing articles into parts to train on and to test on, so that no part tells what another asks.

Articles with one text and near copies of each other (a family) stay in one part. The parts are the
same for the same seed, whatever the order of the articles.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum, unique
from operator import attrgetter

from annotator.core.records import Article
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats.articles import GivenArticle
from annotator.storage import Store
from annotator.values import dataclass


@unique
class SplitBy(StrEnum):
    """What decides which articles are held out."""

    SHARE = "share"
    """Chance, by the seed."""
    LABELS = "labels"
    """Chance, but so that each part has its share of every label and topic."""
    DATE = "date"
    """The newest are held out; those without a date are trained on."""
    SOURCE = "source"
    """Whole sources are held out, drawn by the seed."""


@dataclass(frozen=True, slots=True)
class Split:
    """The first part is what is left when each of the others, the last first, has its share."""

    shares: Mapping[str, float]
    by: SplitBy = SplitBy.SHARE
    seed: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.shares)


@dataclass(frozen=True, slots=True)
class SplitArticle:
    """What a split asks of an article. `family` is the same for all that must stay together;
    `place` is where it stands in the order of the seed; `labels` counts spans and topics.
    """

    id: int
    family: int
    place: str
    date: str = ""
    source: str = ""
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """`part_of` an article by its id. `leaks` articles held out would have had a copy of theirs in
    the first part, had families been parted.
    """

    part_of: Mapping[int, str]
    leaks: int = 0

    def sizes(self) -> Counter[str]:
        return Counter(self.part_of.values())


@dataclass(slots=True)
class _Family:
    place: str
    """Where it stands in the order of the seed."""
    articles: list[int] = field(default_factory=list)
    date: str = ""
    source: str = ""
    labels: Counter[str] = field(default_factory=Counter)


def split_by(name: str) -> SplitBy:
    """What decides, by its name; UserError for another."""
    try:
        return SplitBy(name)
    except ValueError:
        raise UserError(Fault.NO_SUCH_SPLIT, name=name, known=", ".join(SplitBy)) from None


_LABEL = attrgetter("label")


class Families:
    """The family of each article: those with its text, and near copies as far as they are found."""

    def __init__(self, store: Store) -> None:
        self._first = store.near_copies.families()

    def __call__(self, article: Article) -> int:
        root = article.duplicate_of or article.id
        return self._first.get(root, root)


def split_article(
    given: GivenArticle, article: Article, family_of: Families, split: Split
) -> SplitArticle:
    """What a split asks, of an article as it goes out."""
    labels = Counter(map(_LABEL, given.spans))
    labels.update(topic.topic for topic in given.topics if topic.is_yes)
    return SplitArticle(
        article.id,
        family_of(article),
        place_of(given.text, split.seed),
        given.published,
        given.source,
        labels,
    )


def place_of(text: str, seed: int) -> str:
    """Where an article stands in the order of a seed: by its text, as ids differ between files."""
    return hashlib.sha256(f"{seed}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def divide(articles: Iterable[SplitArticle], split: Split) -> Parts:
    """The part of each article."""
    known = list(articles)
    families = _families(known)
    part_of = _parts(families, split)
    alone = [_Family(x.place, [x.id], x.date, x.source, Counter(x.labels)) for x in known]
    naive = _parts(sorted(alone, key=lambda x: x.place), split)
    return Parts(part_of, _leaks(known, naive, split.parts[0]))


def families_in(articles: Iterable[SplitArticle]) -> tuple[int, int]:
    """How many families have several articles, and how many articles these are."""
    sizes = Counter(each.family for each in articles)
    several = [n for n in sizes.values() if n > 1]
    return len(several), sum(several)


def why_not_divided(
    articles: Sequence[SplitArticle], parts: Parts, split: Split
) -> UserError | None:
    """Why a part that shall have articles has none, and what to do; None where all have some."""
    sizes = parts.sizes()
    wanted = [name for name, share in split.shares.items() if share]
    names = ", ".join(name for name in wanted if not sizes[name])
    if not names:
        return None
    count = len(articles)
    sources = len({each.source for each in articles})
    families = len({each.family for each in articles})
    if split.by == SplitBy.SOURCE and sources < len(wanted) <= families:
        return UserError(Fault.TOO_FEW_SOURCES, articles=count, sources=sources, parts=names)
    if families < count:
        return UserError(Fault.TOO_FEW_UNLIKE, articles=count, families=families, parts=names)
    return UserError(Fault.TOO_FEW_TO_DIVIDE, articles=count, parts=names)


def _families(articles: Sequence[SplitArticle]) -> list[_Family]:
    """In the order of the seed: of a family the first of its places, dates and sources counts."""
    made: dict[int, _Family] = {}
    for each in sorted(articles, key=lambda x: x.id):
        family = made.setdefault(each.family, _Family(each.place, [], each.date, each.source))
        family.place = min(family.place, each.place)
        family.articles.append(each.id)
        family.date = min(filter(None, (family.date, each.date)), default="")
        family.source = family.source or each.source
        family.labels.update(each.labels)
    return sorted(made.values(), key=lambda x: x.place)


def _parts(families: Sequence[_Family], split: Split) -> dict[int, str]:
    total = sum(len(x.articles) for x in families)
    wanted = _wanted(total, split.shares)
    if split.by == SplitBy.LABELS:
        return _by_labels(families, split.parts, wanted)
    if split.by == SplitBy.SOURCE:
        return _filled(_by_source(families, split.seed), split.parts, wanted)
    order = [[x] for x in families]
    if split.by == SplitBy.DATE:
        order.sort(key=lambda x: (x[0].date or "", x[0].place), reverse=True)
    return _filled(order, split.parts, wanted)


def _wanted(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """How many articles each part but the first gets: one at least if asked, and never all."""
    wanted: dict[str, int] = {}
    free = max(total - 1, 0)
    for part in list(shares)[1:]:
        share = shares[part]
        wanted[part] = min(max(round(total * share), 1 if share > 0 else 0), free)
        free -= wanted[part]
    return wanted


def _filled(
    groups: Sequence[Sequence[_Family]], parts: Sequence[str], wanted: Mapping[str, int]
) -> dict[int, str]:
    """Groups in order, the last part first, until each has what it wants; the rest is the first's.

    A group that would make a part larger than it may be is passed over, unless the part is empty
    and there is something else to train on.
    """
    found: dict[int, str] = {}
    left = list(groups)
    for part in reversed(parts[1:]):
        room = wanted[part]
        passed: list[Sequence[_Family]] = []
        for group in left:
            size = sum(len(x.articles) for x in group)
            if room > 0 and size <= room:
                room -= size
                found |= {article: part for x in group for article in x.articles}
            else:
                passed.append(group)
        if room and room == wanted[part] and len(passed) > 1:  # even the smallest is too large
            least = min(passed, key=lambda x: sum(len(y.articles) for y in x))
            passed.remove(least)
            found |= {article: part for x in least for article in x.articles}
        left = passed
    found |= {article: parts[0] for group in left for x in group for article in x.articles}
    return found


def _by_source(families: Sequence[_Family], seed: int) -> list[list[_Family]]:
    """The families of each source, sources in the order of the seed."""
    sources: dict[str, list[_Family]] = defaultdict(list)
    for each in families:
        sources[each.source].append(each)
    return [sources[name] for name in sorted(sources, key=lambda x: place_of(x, seed))]


def _by_labels(
    families: Sequence[_Family], parts: Sequence[str], wanted: Mapping[str, int]
) -> dict[int, str]:
    """Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011): the rarest label first,
    each of its families to the part that lacks most of it.
    """
    total = sum(len(x.articles) for x in families)
    room = {parts[0]: total - sum(wanted.values())} | {part: wanted[part] for part in parts[1:]}
    share = {part: room[part] / total if total else 0 for part in parts}
    counts: Counter[str] = Counter()  # of what is not in a part yet
    for each in families:
        counts.update(each.labels)
    lacking = {label: {part: n * share[part] for part in parts} for label, n in counts.items()}
    with_label: dict[str, list[_Family]] = defaultdict(list)
    for each in families:
        for name, n in each.labels.items():
            if n:
                with_label[name].append(each)
    found: dict[int, str] = {}
    placed: set[int] = set()  # the ids of the objects
    while len(placed) < len(families):
        label = min(filter(counts.get, counts), key=lambda x: (counts[x], x), default="")
        ranked = [x for x in (with_label[label] if label else families) if id(x) not in placed]
        for family in sorted(ranked, key=lambda x: (-x.labels[label], x.place)):
            part = _neediest(family, label, parts, room, lacking)
            room[part] -= len(family.articles)
            for name, n in family.labels.items():
                lacking[name][part] -= n
                counts[name] -= n
            found |= dict.fromkeys(family.articles, part)
            placed.add(id(family))
    return found


def _neediest(
    family: _Family,
    label: str,
    parts: Sequence[str],
    room: Mapping[str, int],
    lacking: Mapping[str, Mapping[str, float]],
) -> str:
    fits = [part for part in parts if room[part] >= len(family.articles)] or [parts[0]]
    need = lacking.get(label, {})
    return max(fits, key=lambda x: (need.get(x, 0.0), room[x], x == parts[0]))


def _leaks(articles: Sequence[SplitArticle], naive: Mapping[int, str], first: str) -> int:
    """How many articles outside the first part have one of their family in it."""
    trained = {x.family for x in articles if naive[x.id] == first}
    return sum(naive[x.id] != first and x.family in trained for x in articles)
