"""Where people who coded the same article disagree, and what is alike in it.

A case is one place, or one question about the whole article, with the different answers to it. A
kind are the cases with the same words, the same answers and the same edges: they are settled as
one, exceptions apart. White space does not make other words, nor which digits stand in a number,
nor an article in front that nobody disputes. Where one has more at an edge and the labels are the
same, it is what one has more that makes the kind, whatever the name: an article, titles, a
possessive.
What has no like is put beside others of its sort, with the same labels to choose from, the same
side with more at the same edge, or the same question: they are looked at side by side, and settled
one by one or as many as are chosen.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b

from annotator.core.agreement.codings import CodedArticle, Coding, Place
from annotator.core.records import Scheme
from annotator.core.tokens import TITLES
from annotator.core.topic_answers import groups_of
from annotator.values import dataclass

Answers = tuple[tuple[int, bool], ...]
"""What was said of topics: (topic id, whether), by id."""

Shape = tuple[tuple[int, int, int], ...]
"""Spans by where they are in the words in question: start, end and label."""

_DIGIT = re.compile(r"\d")
_ARTICLE_IN_FRONT = re.compile(r"^(?:the|an?) (?=\w)", re.IGNORECASE)
_ARTICLES = frozenset(("the", "a", "an"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))

SPAN = "span"
"""What a case is about where it is about a place; else TOPIC or GROUP with an id behind."""

TOPIC, GROUP = "topic ", "group "


@dataclass(frozen=True, slots=True)
class Side:
    """One of the answers: spans of the place, or answers about topics; and who gave it."""

    spans: tuple[Place, ...] = ()
    answers: Answers = ()
    coders: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[tuple[Place, ...], Answers]:
        """The answer, whoever gave it."""
        return self.spans, self.answers


@dataclass(frozen=True)  # without slots, for what is worked out once
class Case:
    """A disagreement. `start` and `end` are around all that was marked there (0, 0 of topics),
    `what` is SPAN, "topic ID" or "group ID"; `sides` are the different answers, in an order of
    their own.
    """

    article: int
    start: int
    end: int
    what: str
    sides: tuple[Side, ...]

    @property
    def key(self) -> tuple[int, str, int, int]:
        """Which case it is, whatever the answers are."""
        return self.article, self.what, self.start, self.end

    @property
    def is_span(self) -> bool:
        """Whether it is about a place in the text."""
        return self.what == SPAN

    @property
    def group(self) -> int | None:
        """The question that it is about, where that takes one answer."""
        return int(self.what.removeprefix(GROUP)) if self.what.startswith(GROUP) else None

    @property
    def topics(self) -> tuple[int, ...]:
        """The topics that it is about."""
        return tuple(sorted({topic for side in self.sides for topic, _ in side.answers}))

    @cached_property
    def words(self) -> str:
        """The answers as they are stored with what came of the case: a JSON list of them, in an
        order that does not depend on people.
        """
        said = sorted(side.said for side in self.sides)
        return json.dumps(said, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Disputed:
    """An article that several coded: the cases, and what all of them said."""

    article: int
    cases: tuple[Case, ...]
    agreed: frozenset[Place]
    answers: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases that can be settled as one: each has as its first side what the others have as their
    first, and so on. Those of a sort only have other words; each is to be looked at.
    """

    places: tuple[Case, ...]
    is_sort: bool = False

    @property
    def first(self) -> Case:
        """The case by which it is shown."""
        return self.places[0]


# -- an article ------------------------------------------------------------------------------


def disputed(coded: CodedArticle, scheme: Scheme) -> Disputed:
    """What people disagree about in an article, and what all who coded it say."""
    people = coded.people
    agreed = frozenset.intersection(*(each.spans for each in people)) if people else frozenset()
    answers, of_topics = _topics(coded.article, people, scheme)
    cases = (*_of_spans(coded.article, people, agreed), *of_topics)
    return Disputed(coded.article, cases, agreed, answers)


def _of_spans(article: int, people: Sequence[Coding], agreed: Collection[Place]) -> Iterator[Case]:
    """The places where not all marked the same: spans that touch each other are one place."""
    marked = sorted({place for each in people for place in each.spans if place not in agreed})
    for start, end in _stretches(marked):
        said: dict[tuple[Place, ...], list[str]] = defaultdict(list)
        for each in people:
            here = [x for x in each.spans if x[0] < end and start < x[1] and x not in agreed]
            said[tuple(sorted(here))].append(each.coder)
        sides = [Side(spans, coders=tuple(sorted(by))) for spans, by in said.items()]
        yield Case(article, start, end, SPAN, _in_order(sides, start))


def _stretches(places: Iterable[Place]) -> Iterator[tuple[int, int]]:
    """The stretches that are covered by spans, given by their starts."""
    start = end = -1
    for first, last, _ in places:
        if first >= end:
            if end > start:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > start:
        yield start, end


def _topics(
    article: int, people: Sequence[Coding], scheme: Scheme
) -> tuple[dict[int, bool], list[Case]]:
    """What all who answered say of topics, and where they differ. Of a group that takes one answer
    it is one question; who did not answer says nothing.
    """
    agreed: dict[int, bool] = {}
    cases = []
    single = {group.id for group in scheme.groups if not group.several}
    for group, topics in groups_of(scheme).items():
        ids = [topic.id for topic in topics if not topic.retired]
        asked = (
            [(f"{GROUP}{group}", ids)] if group in single else [(f"{TOPIC}{x}", [x]) for x in ids]
        )
        for what, about in asked:
            said: dict[Answers, list[str]] = defaultdict(list)
            for each in people:
                given = tuple((x, each.topics[x]) for x in sorted(about) if x in each.topics)
                if given:
                    said[given].append(each.coder)
            if len({_yes(given) for given in said}) > 1:
                sides = [Side(answers=x, coders=tuple(sorted(by))) for x, by in said.items()]
                cases.append(Case(article, 0, 0, what, _in_order(sides, 0)))
            for given in said if len({_yes(given) for given in said}) == 1 else ():
                agreed |= dict(given)
    return agreed, cases


def _yes(answers: Answers) -> frozenset[int]:
    return frozenset(topic for topic, is_yes in answers if is_yes)


def _in_order(sides: Iterable[Side], start: int) -> tuple[Side, ...]:
    """Whoever said it: what begins first and, of those, what is longer."""
    return tuple(sorted(sides, key=lambda side: (_place_shape(side, start), side.answers)))


def _place_shape(side: Side, start: int) -> Shape:
    return tuple((x - start, start - y, label) for x, y, label in side.spans)


# -- kinds -----------------------------------------------------------------------------------


def kinds_of(cases: Iterable[Case], words_of: Callable[[Case], str], seed: int = 0) -> list[Kind]:
    """The cases by kind, the largest kinds first; then those without their like by their sort, the
    largest first again, and questions last.

    `words_of` gives the words of a place. What is asked about whole articles is never one kind:
    each is to be read. By the seed and the first place the sides change places.
    """
    found: dict[object, list[Case]] = defaultdict(list)
    for case in cases:
        found[_kind(case, words_of)].append(case)
    sorts: dict[object, list[Case]] = defaultdict(list)
    for key in [key for key, places in found.items() if len(places) == 1]:
        [case] = found.pop(key)
        sorts[_sort(case)].append(case)
    kinds = [_shuffled(each, seed) for each in sorted(found.values(), key=_rank)]
    alone = [_shuffled(each, seed) for each in sorted(sorts.values(), key=_rank)]
    return kinds + [replace(each, is_sort=len(each.places) > 1) for each in alone]


def _rank(places: Sequence[Case]) -> tuple[bool, int, tuple[int, int, str]]:
    return not places[0].is_span, -len(places), _order(places[0])


def _order(case: Case) -> tuple[int, int, str]:
    return case.article, case.start, case.what


def _sort(case: Case) -> object:
    """Which labels are to choose from, none for what is not marked; of two, which has more in front
    and which behind. Of topics the question and the answers to it. All else is of no sort.
    """
    if not case.is_span:
        return case.what, tuple(side.answers for side in case.sides)
    spans = [side.spans for side in case.sides]
    if any(len(each) > 1 for each in spans) or (len(spans) > 2 and not _has_same_edges(case)):
        return case.key
    marked = [place for each in spans for place in each]
    (start, end, _), (other_start, other_end, _) = marked[0], marked[-1]
    more = _sign(start - other_start), _sign(end - other_end)
    return more, tuple(tuple(label for _, _, label in each) for each in spans)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _has_same_edges(case: Case) -> bool:
    """Whether all who marked something there marked one span with the same edges."""
    edges = {place[:2] for side in case.sides for place in side.spans}
    return len(edges) == 1 and all(len(side.spans) < 2 for side in case.sides)


def _kind(case: Case, words_of: Callable[[Case], str]) -> object:
    if not case.is_span:
        return case.key
    words = words_of(case)
    if _has_same_edges(case):
        labels = tuple(tuple(label for _, _, label in side.spans) for side in case.sides)
        return _ARTICLE_IN_FRONT.sub("", _flat(words)), labels
    edge = _edge(case, words)
    return edge or (_flat(words), tuple(_place_shape(side, case.start) for side in case.sides))


def _edge(case: Case, words: str) -> object | None:
    """Of two spans with one label, that differ at their edges only: what more one has in front and
    behind, and which; whatever the name between is. None of others.
    """
    if len(case.sides) != 2 or any(len(side.spans) != 1 for side in case.sides):
        return None
    (one,), (other,) = (side.spans for side in case.sides)
    if one[2] != other[2] or max(one[0], other[0]) >= min(one[1], other[1]):
        return None
    front = words[: abs(one[0] - other[0])]
    back = words[len(words) - abs(one[1] - other[1]) :] if one[1] != other[1] else ""
    is_longer = (one[0] < other[0]) == (one[1] > other[1])
    return "edge", one[2], _front(front), _back(back), is_longer


def _front(more: str) -> object:
    """What one has more in front: articles and titles by what they are, all else by its words."""
    found = [_sort_of_word(word) for word in more.lower().split()]
    return tuple(dict.fromkeys(found)) if found and all(found) else _flat_ends(more)


def _sort_of_word(word: str) -> str:
    return "article" if word in _ARTICLES else "title" if word in TITLES else ""


def _back(more: str) -> object:
    return ("possessive",) if more in _POSSESSIVE else _flat_ends(more)


def _flat_ends(more: str) -> str:
    """The words with their digits alike; whether there is white space at an end stays told."""
    return _DIGIT.sub("0", re.sub(r"\s+", " ", more))


def _flat(words: str) -> str:
    return _flat_ends(words.strip())


def _shuffled(places: Sequence[Case], seed: int) -> Kind:
    """The sides in one order, which is another for other kinds."""
    first = places[0]
    told = f"{seed} sides {first.article} {first.start} {first.what}".encode()
    turn = int.from_bytes(blake2b(told, digest_size=8).digest())
    return Kind(tuple(replace(each, sides=_turned(each.sides, turn)) for each in places))


def _turned(sides: tuple[Side, ...], turn: int) -> tuple[Side, ...]:
    by = turn % len(sides)
    return (*sides[by:], *sides[:by])
