"""What a report tells beside the figures: how articles were drawn, coded and adjudicated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from annotator.core.codes import WITH_SUGGESTIONS, Part
from annotator.core.sampling import DrawnBy
from annotator.core.settled import Verdict
from annotator.core.team import InOverlap
from annotator.storage import Store
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Answers:
    """What several people answered about one topic: a row an article, True, False or None each."""

    name: str
    coders: tuple[str, ...]
    rows: tuple[tuple[str, tuple[bool | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report is made of.

    `drawn` counts the articles of each part of the rounds, `seeds` are those of the draws,
    `chances` the different chances of the overlap. `minutes` is the median of the medians of
    people, over people who were timed. `settled` counts cases by verdict, `reasons` by reason,
    `settled_by` by who settled them. `versions` are those of the scheme, by reviews of the overlap.
    """

    figures: Mapping[str, Any]
    drawn: Mapping[str, int]
    seeds: tuple[int, ...]
    chances: tuple[float, ...]
    suggestions: frozenset[str]
    drawn_by: tuple[DrawnBy, ...]
    reviews: Mapping[str, int]
    minutes: float | None
    shown: Mapping[str, int]
    versions: Mapping[int, int]
    settled: Mapping[str, int]
    reasons: Mapping[str, int]
    settled_by: Mapping[str, int]
    gold: int
    answers: Sequence[Answers]


def gather(
    store: Store, figures: Mapping[str, Any], check: Callable[[], None] = lambda: None
) -> Facts:
    """Read what a report tells; `check` may end it between articles."""
    draws = store.team.draws()
    rounds = store.team.rounds()
    drawn: dict[str, set[int]] = defaultdict(set)
    for each in draws:
        drawn[each.part].add(each.article)
    reviews: Counter[str] = Counter()
    seconds: dict[str, list[float]] = defaultdict(list)
    shown: Counter[str] = Counter()
    versions: Counter[int] = Counter()
    gold = 0
    coded: list[tuple[str, dict[str, Mapping[int, bool]]]] = []
    for article in store.codings.of():
        check()
        gold += article.gold is not None
        for coding in article.people:
            reviews[coding.coder] += 1
            if coding.seconds > 0:
                seconds[coding.coder].append(coding.seconds)
        people = [x for x in article.people if x.part not in (Part.TRAINING, Part.PILOT)]
        if len(people) > 1:
            shown.update(x.shown for x in people)
            versions.update(x.scheme_version for x in people)
            coded.append((str(article.article), {x.coder: x.topics for x in people}))
    counts = store.gold.counts()
    settled, reasons = Counter[str](), Counter[str]()
    for verdict, reason, count in counts:
        settled[verdict] += count
        if reason:
            reasons[reason] += count
    scheme = store.scheme.read()
    coders = tuple(sorted({name for _, by in coded for name in by}))
    return Facts(
        figures,
        {part: len(articles) for part, articles in drawn.items()},
        tuple(dict.fromkeys(each.seed for each in rounds)),
        tuple(sorted({each.chance for each in draws if each.part == Part.OVERLAP})),
        frozenset(str(each.suggestions) for each in rounds),
        tuple(dict.fromkeys(each.by for each in store.team.chances())),
        dict(sorted(reviews.items())),
        median(median(each) / 60 for each in seconds.values()) if seconds else None,
        {str(key): count for key, count in shown.items()},
        dict(sorted(versions.items())),
        settled,
        reasons,
        store.gold.by_whom(),
        gold,
        [_answers(topic.name, topic.id, coders, coded) for topic in scheme.topics],
    )


def _answers(
    name: str,
    topic: int,
    coders: tuple[str, ...],
    coded: Sequence[tuple[str, Mapping[str, Mapping[int, bool]]]],
) -> Answers:
    rows = tuple(
        (article, tuple(by.get(coder, {}).get(topic) for coder in coders)) for article, by in coded
    )
    return Answers(name, coders, rows)


def disagreements(facts: Facts) -> int:
    """How many cases were settled, without what was taken over because all said it."""
    return sum(n for verdict, n in facts.settled.items() if verdict != Verdict.AGREED)


def with_suggestions(facts: Facts) -> int:
    """How many reviews of the overlap were made with suggestions shown."""
    return sum(facts.shown.get(each, 0) for each in WITH_SUGGESTIONS)


def was_absent(facts: Facts) -> bool:
    """Whether every round kept suggestions out of the overlap."""
    return bool(facts.suggestions) and facts.suggestions == {InOverlap.ABSENT.value}
