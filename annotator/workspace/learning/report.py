"""What learning has brought, in numbers: repairs over time, each label, each version, calibration,
and what people mark with and without suggestions.

Read in pieces of a few milliseconds, so that a window can draw in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import sqrt
from statistics import fmean
from typing import Any

from annotator.core.codes import WITH_SUGGESTIONS, Chosen, ModelKind, Shown
from annotator.core.judging import BINS, RECENT, Left, calibration_error
from annotator.core.topic_answers import NONE_APPLIES, groups_of
from annotator.storage import Marks, Model, Store
from annotator.storage.judgements import Repaired
from annotator.storage.settings import LEARNS
from annotator.values import dataclass
from annotator.workspace.learning.doubt_levels import Levels, levels_in_use, step_of
from annotator.workspace.learning.reviewed_articles import next_due, trained_at
from annotator.workspace.learning.versions_in_use import (
    chosen_version,
    left_out,
    left_versions,
    model_in_use,
)

WINDOW = 10
"""So many articles make a running mean."""

_PAGE = 40  # articles that are read at a time: about 4 ms
_LEAST = 5  # articles of each kind, under which nothing is said about chance
_SURE = 2.0  # standard errors


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the corrector; `repairs` and `before` an article, as judged when it was made.

    `before` is what the pipeline alone needed. `is_better` tells whether it beat what was in use,
    `left` why it was left afterwards.
    """

    number: int
    made_at: str
    reviews: int
    repairs: float | None
    before: float | None
    is_better: bool
    is_used: bool
    is_left_out: bool = False
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Running means over the last `WINDOW` judged articles: of what was shown, of the pipeline's.

    `places` counts all finished articles from 1, in the order in which they were finished.
    """

    places: tuple[int, ...] = ()
    shown: tuple[float, ...] = ()
    static: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Fair:
    """Repairs an article since articles come by doubt: of those, and of the ones at random.

    Only the latter tell how all articles would do.
    """

    doubtful_articles: int
    doubtful: float
    random_articles: int
    random: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How the suggestions of one label (its id) did: right, suggested and wanted, in spans."""

    label: int
    right: int
    suggested: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """The share of the suggested that was right; None: none was suggested."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """The share of the wanted that was suggested; None: none was wanted."""
        return self.right / self.wanted if self.wanted else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How true the probabilities are: for each tenth [how many, sum of probabilities, right]."""

    bins: tuple[tuple[float, float, float], ...] = ()
    error: float | None = None

    @property
    def count(self) -> int:
        """How many suggestions with a probability were judged."""
        return int(sum(each[0] for each in self.bins))


@dataclass(frozen=True, slots=True)
class Density:
    """How much a label or topic (its id; 0: all labels) is given with and without suggestions.

    Of labels it is spans per 1,000 words, of topics the share of the articles (0–1) in which the
    topic's group was answered.
    """

    label: int
    shown: float
    blind: float


@dataclass(frozen=True, slots=True)
class Anchoring:
    """How much suggestions influence the labels: articles reviewed with and without them, and
    what was given there.

    `is_beyond_chance` compares articles (Welch, two standard errors); None: too few to tell.
    """

    shown_articles: int
    blind_articles: int
    all: Density
    labels: tuple[Density, ...]
    is_beyond_chance: bool | None
    topics: tuple[Density, ...] = ()


@dataclass(frozen=True, slots=True)
class Topics:
    """The learned topics: from how many articles, and macro F1 beside the keywords' own and that of
    saying yes always (None: a version that was judged on what was answered alone).
    """

    articles: int
    f1: float | None
    keywords_f1: float | None
    is_used: bool
    is_left_out: bool = False
    always_yes_f1: float | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it. What comes after `topics` is there as far as it has been read (`is_complete`).

    `done` articles are finished, at `due` the next training comes. `choice` is the version that the
    person chose, 0 for none, None for the best. `recent` articles speak in `labels` and
    `calibration`: the last that were judged and shown with suggestions. `levels` tells what stays
    where one looks only where asked, at each step of the setting; `step` is the one that is set.
    `several` articles were finished by several people and not settled.
    """

    done: int = 0
    due: int = 0
    learns: bool = True
    choice: int | None = None
    versions: tuple[Version, ...] = ()
    topics: Topics | None = None
    trend: Trend = Trend()
    fair: Fair | None = None
    recent: int = 0
    labels: tuple[LabelScore, ...] = ()
    calibration: Calibration = Calibration()
    leading: Anchoring | None = None
    is_complete: bool = False
    levels: Levels | None = None
    step: str = "some"
    several: int = 0

    @property
    def used(self) -> Version | None:
        """The version in use."""
        return next((version for version in self.versions if version.is_used), None)

    @property
    def to_go(self) -> int:
        """How many articles are to be finished until the next training."""
        return max(0, self.due - self.done)


def overview(store: Store) -> Overview:
    """All at once."""
    found = Overview()
    for found in survey(store):  # noqa: B007 - the last one is whole
        pass
    return found


def survey(store: Store) -> Iterator[Overview]:
    """The same, a little more with each step; the last is complete."""
    found = _head(store)
    yield found
    repaired: list[Repaired] = []
    for first, last in _pages(store) if found.versions else ():
        repaired += store.judgements.repaired(first, last)
        yield found
    judged = [each for each in repaired if each.done_at is not None]
    judged.sort(key=lambda each: (each.done_at or "", each.article))
    shown = [each for each in judged if not each.is_blind]
    taught = found.versions[-1].reviews if found.versions else 0  # before the first could be judged
    places = {each.article: taught + n for n, each in enumerate(judged, 1)}
    recent = [each.article for each in shown[-RECENT:]]
    labels, calibration = _scores(store, recent)
    found = replace(
        found,
        trend=_trend(shown, places),
        fair=_fair(shown),
        recent=len(recent),
        labels=labels,
        calibration=calibration,
    )
    yield found
    marks: list[Marks] = []
    groups = [[topic.id for topic in them] for them in groups_of(store.scheme.read()).values()]
    for first, last in _pages(store) if store.reviews.has_blind() else ():
        marks += store.reviews.marks(first, last)
        yield found
    yield replace(found, leading=_leading(marks, groups), is_complete=True)


def _pages(store: Store) -> Iterator[tuple[int, int]]:
    """Ranges of ids with so many finished articles each."""
    last = 0
    while ids := store.reviews.finished_page(last, _PAGE):
        last = ids[-1]
        yield ids[0], last


def _head(store: Store) -> Overview:
    used = model_in_use(store, ModelKind.CORRECTOR)
    number = None if used is None else used.version
    broken, left = left_out(store, ModelKind.CORRECTOR), left_versions(store, ModelKind.CORRECTOR)
    return Overview(
        store.reviews.done_count(),
        next_due(trained_at(store)),
        store.settings.get(LEARNS, True) is not False,
        chosen_version(store, ModelKind.CORRECTOR),
        tuple(
            _version(
                model, model.version == number, model.version in broken, left.get(model.version)
            )
            for model in store.models.all(ModelKind.CORRECTOR)
        ),
        _topics(store),
        levels=levels_in_use(store),
        step=step_of(store),
        several=store.reviews.several_count(),
    )


def _version(model: Model, is_used: bool, is_left_out: bool, left: Left | None) -> Version:
    report = model.report
    return Version(
        model.version,
        model.made_at,
        model.articles,
        report.get("repairs"),
        report.get("static_repairs"),
        model.is_better,
        is_used,
        is_left_out,
        left,
    )


def _topics(store: Store) -> Topics | None:
    models = store.models.all(ModelKind.TOPICS)
    if not models:
        return None
    used = model_in_use(store, ModelKind.TOPICS)
    told = used or models[0]
    f1, keywords = told.report.get("f1"), told.report.get("keywords_f1")
    is_left_out = models[0].version in left_out(store, ModelKind.TOPICS)
    always = told.report.get("always_yes_f1")
    return Topics(told.articles, f1, keywords, used is not None, is_left_out, always)


# -- over time -------------------------------------------------------------------------------


def _trend(judged: Sequence[Repaired], places: dict[int, int]) -> Trend:
    return Trend(
        tuple(places[each.article] for each in judged),
        running_mean([each.shown for each in judged]),
        running_mean([each.static for each in judged]),
    )


def _fair(judged: Sequence[Repaired]) -> Fair | None:
    """None where one of the two kinds is missing."""
    first = next((n for n, each in enumerate(judged) if each.chosen == Chosen.DOUBT), len(judged))
    doubtful, random = (
        [each.shown for each in judged[first:] if each.chosen == kind]
        for kind in ("doubt", "random")
    )
    if not doubtful or not random:
        return None
    return Fair(len(doubtful), fmean(doubtful), len(random), fmean(random))


def running_mean(values: Sequence[float], window: int = WINDOW) -> tuple[float, ...]:
    """The mean of each value and those before it, `window` at most."""
    sums = [0.0, *accumulate(values)]
    return tuple((sums[n] - sums[max(0, n - window)]) / min(n, window) for n in range(1, len(sums)))


# -- by label --------------------------------------------------------------------------------


def _scores(store: Store, articles: Sequence[int]) -> tuple[tuple[LabelScore, ...], Calibration]:
    counts: dict[int, list[int]] = {}
    bins = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for outcome in store.judgements.of(articles):
        for label, found in outcome.get("labels", {}).items():
            _add(counts.setdefault(int(label), [0, 0, 0]), found)
        for total, each in zip(bins, outcome.get("bins", ()), strict=False):
            _add(total, each)
    scores = [LabelScore(label, *found) for label, found in counts.items()]
    scores.sort(key=lambda each: (-each.wanted, -each.suggested, each.label))
    whole = tuple((count, promised, right) for count, promised, right in bins if articles)
    return tuple(scores), Calibration(whole, calibration_error(whole))


def _add(totals: list[Any], more: Sequence[Any]) -> None:
    """Add numbers to numbers, place by place."""
    for at, number in enumerate(more):
        totals[at] += number


# -- with and without suggestions ------------------------------------------------------------


def _leading(marks: Sequence[Marks], groups: Iterable[Sequence[int]]) -> Anchoring | None:
    """None where one of the two kinds is missing."""
    shown = [each for each in marks if each.shown in WITH_SUGGESTIONS and each.words]
    blind = [each for each in marks if each.shown == Shown.BLIND and each.words]
    if not shown or not blind:
        return None
    with_them, without = _per_thousand(shown), _per_thousand(blind)
    return Anchoring(
        len(shown),
        len(blind),
        Density(0, with_them.pop(0), without.pop(0)),
        _side_by_side(with_them, without),
        _is_beyond_chance(shown, blind),
        _side_by_side(_shares(shown, groups), _shares(blind, groups)),
    )


def _side_by_side(shown: Mapping[int, float], blind: Mapping[int, float]) -> tuple[Density, ...]:
    """The commonest first."""
    found = [Density(x, shown.get(x, 0.0), blind.get(x, 0.0)) for x in shown.keys() | blind.keys()]
    return tuple(sorted(found, key=lambda each: (-each.shown - each.blind, each.label)))


def _shares(marks: Sequence[Marks], groups: Iterable[Sequence[int]]) -> dict[int, float]:
    """The share of the articles that have a topic, of those in which its group was answered."""
    found: dict[int, float] = {}
    for topics in groups:
        answered = [each.topics for each in marks if each.topics & {NONE_APPLIES, *topics}]
        counts = Counter(topic for each in answered for topic in each if topic in topics)
        found |= {topic: count / len(answered) for topic, count in counts.items()}
    return found


def _per_thousand(marks: Sequence[Marks]) -> dict[int, float]:
    """Spans per 1,000 words by label, and 0 for all."""
    words = sum(each.words for each in marks)
    counts: dict[int, int] = {}
    for each in marks:
        for label, count in each.spans.items():
            counts[label] = counts.get(label, 0) + count
    counts[0] = sum(counts.values())
    return {label: 1000 * count / words for label, count in counts.items()}


def _is_beyond_chance(one: Sequence[Marks], other: Sequence[Marks]) -> bool | None:
    if min(len(one), len(other)) < _LEAST:
        return None
    rates = [[sum(each.spans.values()) / each.words for each in marks] for marks in (one, other)]
    means = [fmean(each) for each in rates]
    noise = sqrt(sum(_variance(x, mean) / len(x) for x, mean in zip(rates, means, strict=True)))
    return abs(means[0] - means[1]) > _SURE * noise


def _variance(values: Sequence[float], mean: float) -> float:
    """Of a sample. `statistics.variance` is exact, and 30 times slower."""
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
