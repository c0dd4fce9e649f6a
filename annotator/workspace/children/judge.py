"""How suggestions did in reviewed articles: the pipeline's, with memory, with what was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from annotator.core.codes import ModelKind
from annotator.core.judging import JudgedArticle, binned, of_peers, repairs_of
from annotator.core.looks import Offered, told_of
from annotator.core.memory import Memory, Usage
from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.storage import Model, Store
from annotator.values import dataclass
from annotator.workspace.children.lessons import lessons
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.doubt_levels import measure
from annotator.workspace.learning.reviewed_articles import (
    ReviewedArticle,
    put_weight,
    read_whole,
    remembered,
    unobserved_spans,
    weight,
)
from annotator.workspace.learning.versions_in_use import before_newest, learned_from

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector
    from annotator.nlp.corrector.training_example import TrainingExample
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.sources.proposal import Proposal

Outcome = dict[str, Any]
"""What is known of a judged article, as it is stored."""


MOST_CHARACTERS = 1_400_000
"""So many characters of the texts that were reviewed last are learned from: 400 articles of 600
words. What is further back counts next to nothing for the ranker, and each takes half a megabyte.
One article takes up half of them at most, so that a huge one is not all that is known."""


def latest(given: Sequence[ReviewedArticle]) -> Sequence[ReviewedArticle]:
    """Those of the reviews, in their order, that are learned from."""
    room = MOST_CHARACTERS
    for number in range(len(given) - 1, -1, -1):
        room -= min(len(given[number].text), MOST_CHARACTERS // 2)
        if room < 0:
            return given[number + 1 :]
    return given


@dataclass(slots=True)
class Judge:
    """The reviews in their order, the `latest` of them read by the pipeline, and memory as these
    weigh it.
    """

    store: Store
    source: SuggestionSource
    given: list[ReviewedArticle]
    work: Work
    scheme: Scheme = field(init=False)
    latest: Sequence[ReviewedArticle] = field(init=False)
    memory: Memory = field(init=False)
    lessons: list[TrainingExample] = field(init=False)
    _by_article: Mapping[int, Any] = field(init=False)
    _usages: Mapping[int, Usage] = field(init=False)
    _unmarked: Mapping[int, Counter[str]] = field(init=False)
    _unread: Container[int] = field(init=False)

    def __post_init__(self) -> None:
        from annotator.nlp.corrector.training import usages
        from annotator.nlp.memory_weights import weigh

        self.scheme = self.store.scheme.read()
        self._by_article = self.store.memory.by_article()
        self.given.sort(key=lambda each: (each.edited_at, each.article))
        self.latest = latest(self.given)
        self._unread = unobserved_spans(self.latest)
        self.lessons = lessons(self.store, self.source, self.latest, self.work)
        before = zip(self.lessons, usages(self.lessons), strict=True)
        self._usages = {lesson.article_id: usage for lesson, usage in before}
        weighed = weigh(remembered(self.store), self.lessons, self.scheme)
        self.memory, self._unmarked = weighed.memory, weighed.by_article

    def keep_weight(self) -> bool:
        """Keep how memory was weighed; whether it suggests otherwise than as weighed before: is
        silent or speaks again, or another surface stands unmarked more often than marked.
        """
        before, spoke = weight(self.store)
        self.store.give_way.wait()
        put_weight(self.store, self.memory)
        now, speaks = weight(self.store)
        return now.keys() != before.keys() or speaks != spoke

    def judge_last(self) -> None:
        """Hold the last version and the one before it against the reviews that it has not seen."""
        models = self.store.models.all(ModelKind.CORRECTOR)
        corrector = self._read(models[0]) if models else None
        if corrector is None:
            return
        seen = self.store.models.trained_on(ModelKind.CORRECTOR, models[0].version)
        done = {article for article, _, _ in self.store.judgements.all()}
        before = before_newest(self.store, ModelKind.CORRECTOR)
        other = None if before is None else self._read(before)
        read, outcomes = read_whole(self.latest), {}
        for example, lesson in zip(self.latest, self.lessons, strict=True):
            if example.disputed:  # what is right there is not known
                continue
            if example.article not in seen and example.article not in done:
                self.work.check()
                outcome = self.outcome(example, lesson, corrector, other)
                outcome["looks"]["is_read"] = example.article in read
                outcome["looks"]["is_asked"] = example.is_whole and example.article in read
                outcomes[example.article] = outcome
        self.store.give_way.wait()
        self.store.judgements.put(outcomes, models[0].version)
        measure(self.store, self.source.fingerprint)

    def _read(self, model: Model) -> Corrector | None:
        """None for a damaged one: another is on its way."""
        from annotator.nlp.corrector.model import Corrector

        try:
            weights = self.store.models.weights(ModelKind.CORRECTOR, model.version) or b""
            corrector = Corrector.from_bytes(weights)
        except UserError:
            return None
        return (
            corrector
            if model.fingerprint == self.source.fingerprint
            else corrector.for_another_pipeline()
        )

    def outcome(
        self,
        example: ReviewedArticle,
        lesson: TrainingExample,
        corrector: Corrector,
        before: Corrector | None = None,
    ) -> Outcome:
        """How an article's suggestions did: the pipeline's, with memory, learned, and as shown;
        and those of the version before.
        """
        gold = [(s, e, label) for s, e, label, _ in example.spans]
        given_here = self._by_article.get(example.article, {}).items()
        here = self._unmarked[example.article]
        memory = self.memory.without(given_here, self._usages[example.article], here)
        memory.speaks = True
        outcome: Outcome = {"gold": len(gold), "blind": example.is_blind}
        outcome["unread"] = example.article in self._unread
        readings = self._readings(lesson, memory, corrector, before)
        for name, proposals in readings.items():
            marked = [
                (each.start, each.end, each.label)
                for each in proposals
                if each.label is not None and not each.is_maybe
            ]
            outcome[name], outcome[f"{name}_folded"] = repairs_of(example.text, gold, marked)
        outcome["looks"] = told_of(gold, map(_offered, readings["learned"]))
        in_use = {label.id for label in self.scheme.labels if not label.retired}
        shown = [
            (x.start, x.end, x.label, x.score)
            for x in self.store.suggestions.of(example.article, example.annotator)
            if x.start is not None and x.end is not None and x.label in in_use and not x.is_maybe
        ]
        known = set(gold)
        outcome["shown"], _ = repairs_of(example.text, gold, [x[:3] for x in shown])
        outcome["bins"] = binned((x[3], x[:3] in known) for x in shown if x[3] is not None)
        outcome["labels"] = _by_label(known, {x[:3] for x in shown})
        return outcome

    def _readings(
        self,
        lesson: TrainingExample,
        memory: Memory,
        corrector: Corrector,
        before: Corrector | None,
    ) -> dict[str, Sequence[Proposal]]:
        """The ways to suggest for an article."""
        from annotator.nlp.suggesting import suggest

        ways: dict[str, tuple[Memory | None, Corrector | None]] = {
            "static": (None, None),
            "memory": (memory, None),
            "learned": (memory, corrector),
        }
        if before is not None:
            ways["before"] = (memory, before)
        return {
            name: suggest(lesson.evidence.reading, lesson.text, self.scheme, *way).proposals
            for name, way in ways.items()
        }

    def judged(self) -> list[JudgedArticle]:
        """What is known of the last versions that learnt with this pipeline."""
        models = self.store.models.all(ModelKind.CORRECTOR)
        ours = {
            x.version: learned_from(x) for x in models if x.fingerprint == self.source.fingerprint
        }
        judgements = sorted(self.store.judgements.all(), key=itemgetter(1))  # by version, then time
        judged = [judged_of(outcome, version) for _, version, outcome in judgements]
        return of_peers([each for each in judged if each.version in ours], ours)


def _offered(each: Proposal) -> Offered:
    return Offered(each.start, each.end, each.label, each.score, each.is_maybe)


def judged_of(outcome: Outcome, version: int = 0) -> JudgedArticle:
    """How an article did, for the judgement about a version."""
    each = outcome
    is_read = not each.get("unread", not each.get("looks", {}).get("is_read", True))
    return JudgedArticle(
        each["static"], each["memory"], each["learned"], version, each.get("before"), is_read
    )


def _by_label(gold: set[tuple[int, int, int]], shown: set[tuple[Any, ...]]) -> dict[str, list[int]]:
    """For each label id: [right, suggested, wanted]."""
    counts: dict[str, list[int]] = {}
    for at, marked in enumerate((gold & shown, shown, gold)):
        for _, _, label in marked:
            counts.setdefault(str(label), [0, 0, 0])[at] += 1
    return counts
