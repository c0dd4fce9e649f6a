"""The job "evaluate": suggestions against reviews, and reviews that the corrector contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

from annotator.core.codes import WITH_SUGGESTIONS, JobStep
from annotator.core.memory import Memory, Usage
from annotator.core.records import Scheme
from annotator.core.repairs import Marked, repairs
from annotator.core.scoring import Score, scores, summed
from annotator.core.whose import ReviewsOf
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.storage.contradictions import Contradiction
from annotator.workspace.children.lessons import lessons
from annotator.workspace.children.topic_evaluation import evaluated_topics
from annotator.workspace.exchange.exporting import checked_annotator
from annotator.workspace.jobs.messages import Evaluate, EvaluateReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.report import Anchoring, Density, overview
from annotator.workspace.learning.reviewed_articles import ReviewedArticle, examples

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector
    from annotator.nlp.corrector.training_example import TrainingExample
    from annotator.nlp.sources.base import SuggestionSource

_FOLDS = 5
_CAP_SECONDS = 300.0  # of all folds together
_TOPICS_SECONDS = 60.0
_MOST_TOKENS = 150_000  # in the cross-validation, the newest articles: about 250 of 600 words
_LEAST_TO_CONTRADICT = 10  # articles; the probabilities of a corrector taught by fewer say little
_MEANT = 3  # spans of one surface and label: a name that the corrector does not know, no slip
_MOST_TOLD = 1000
_AROUND = 30  # characters


def run(request: Evaluate, work: Work) -> EvaluateReport:
    """Do the job. The contradictions are also stored, for the search is:contradicted."""
    from annotator.nlp.sources.base import open_source

    work.tell(0, None, JobStep.LOADING_THE_PIPELINE)
    with Store.open(request.project) as store:
        found = [each for each in examples(store, whose(store, request)) if not each.disputed]
        given = sorted(found, key=lambda each: (each.edited_at, each.article))
        if not given:
            raise UserError(Fault.NONE_FINISHED_TO_EVALUATE)
        present = allowed_pipeline(store, request)
        source = open_source(present)
        evaluation = _Evaluation(store, given, work)
        evaluation.read(source)
        report = evaluation.report(request.cap_seconds or _CAP_SECONDS)
        work.check()
        store.give_way.wait()
        store.contradictions.put(evaluation.contradictions)
    name = f"{source.name} {source.version}".strip()
    return EvaluateReport(len(given), name, **report)


def whose(store: Store, request: Evaluate) -> ReviewsOf | None:
    """Whose reviews are meant; without a choice gold, else the only one, else those of several who
    say the same.
    """
    if request.annotator and request.gold:
        raise UserError(Fault.WHOSE_TWICE)
    name = checked_annotator(store, request.annotator)
    if name:
        return ReviewsOf.one(name)
    return ReviewsOf.gold() if request.gold else None


class _Evaluation:
    def __init__(self, store: Store, given: list[ReviewedArticle], work: Work) -> None:
        self._store = store
        self._given = given
        self._work = work
        self._scheme: Scheme = store.scheme.read()
        self._names = {label.id: label.name for label in self._scheme.labels}
        self._in_use = frozenset(x.id for x in self._scheme.labels if not x.retired)
        self._memory = Memory.of(store.memory.all())
        self._unmarked: Mapping[int, Counter[str]] = {}
        self._usages: Mapping[int, Usage] = {}
        self._uses: Counter[tuple[str, int | None]] = Counter(
            (each.text[start:end], label) for each in given for start, end, label in _gold(each)
        )
        self._lessons: list[TrainingExample] = []
        self.contradictions: list[Contradiction] = []

    def read(self, source: SuggestionSource) -> None:
        """What the pipeline sees in the articles."""
        from annotator.nlp.corrector.training import usages
        from annotator.nlp.memory_weights import weigh
        from annotator.nlp.sources.language_model import let_go

        self._lessons = lessons(self._store, source, self._given, self._work)
        let_go()
        before = zip(self._lessons, usages(self._lessons), strict=True)
        self._usages = {lesson.article_id: usage for lesson, usage in before}
        weighed = weigh(self._memory, self._lessons, self._scheme)
        self._memory, self._unmarked = weighed.memory, weighed.by_article
        self._memory.speaks = True  # whether it has a say or not, it is told what it would do

    def report(self, cap_seconds: float) -> dict[str, Any]:
        """All there is to tell; fills `contradictions`."""
        pairs = list(zip(self._given, self._lessons, strict=True))
        ways = {
            "pipeline": self._told(self._without(pairs, remembers=False)),
            "memory": self._told(self._without(pairs, remembers=True)),
            "corrector": self._told(self._learned(pairs, cap_seconds)),
            "shown": self._told(self._shown()),
        }
        self.contradictions.sort(key=lambda x: (-x.probability, x.article, x.start))
        return {
            "ways": ways,
            "in_use": self._judged(),
            "blind": self._blind(),
            "topics": evaluated_topics(
                self._store, self._scheme, self._given, _TOPICS_SECONDS, self._work
            ),
            "contradicted": len(self.contradictions),
            "contradictions": tuple(map(self._place, self.contradictions[:_MOST_TOLD])),
        }

    # -- suggestions against reviews -----------------------------------------------------------

    def _without(
        self, pairs: Sequence[tuple[ReviewedArticle, TrainingExample]], *, remembers: bool
    ) -> Iterator[tuple[list[Marked], list[Marked]]]:
        """Reviews, and what the pipeline suggests, perhaps with memory of the other articles."""
        what = JobStep.JUDGING_MEMORY if remembers else JobStep.JUDGING_THE_PIPELINE
        for number, (example, lesson) in enumerate(pairs, 1):
            self._work.check()
            self._work.tell(number, len(pairs), what)
            memory = self._without_it(lesson) if remembers else None
            yield _gold(example), self._suggested(lesson, memory, None)

    def _learned(
        self, pairs: Sequence[tuple[ReviewedArticle, TrainingExample]], cap_seconds: float
    ) -> Iterator[tuple[list[Marked], list[Marked]]]:
        """Reviews, and what a corrector suggests that was taught by the other folds; of a fold for
        which there is too little time nothing.
        """
        from annotator.nlp.corrector.time_budget import TooLittleTime

        pairs = _latest(pairs)
        folds = min(_FOLDS, len(pairs))
        for fold in range(folds if folds > 1 else 0):
            rest = [lesson for n, (_, lesson) in enumerate(pairs) if n % folds != fold]
            try:
                corrector = self._fit(rest, cap_seconds / folds, (fold, folds))
            except TooLittleTime:
                continue
            for example, lesson in pairs[fold::folds]:
                self._work.check()
                memory = self._without_it(lesson)
                if len(pairs) >= _LEAST_TO_CONTRADICT:
                    self._contradict(example, lesson, corrector, memory)
                yield _gold(example), self._suggested(lesson, memory, corrector)

    def _fit(self, rest: Sequence[TrainingExample], cap: float, at: tuple[int, int]) -> Corrector:
        from annotator.nlp.corrector.crf import Cancelled
        from annotator.nlp.corrector.training import train

        def tell(share: float) -> None:
            self._work.tell(int(100 * (at[0] + share)), 100 * at[1], JobStep.CROSS_VALIDATING)

        try:
            return train(
                rest,
                self._memory,
                cap_seconds=cap,
                progress=tell,
                is_cancelled=self._work.cancelled.is_set,
            )
        except Cancelled:
            raise JobCancelled(Fault.CANCELLED_UNCHANGED) from None

    def _shown(self) -> Iterator[tuple[list[Marked], list[Marked]]]:
        """Reviews, and the suggestions that the person saw."""
        for example in self._given:
            if example.shown in WITH_SUGGESTIONS:
                yield (
                    _gold(example),
                    [
                        (x.start, x.end, x.label)
                        for x in self._store.suggestions.of(example.article, example.annotator)
                        if x.start is not None
                        and x.end is not None
                        and x.label in self._in_use
                        and not x.is_maybe
                    ],
                )

    def _without_it(self, lesson: TrainingExample) -> Memory:
        article = lesson.article_id
        usage, unmarked = self._usages[article], self._unmarked[article]
        return self._memory.without(lesson.contribution().items(), usage, unmarked)

    def _suggested(
        self, lesson: TrainingExample, memory: Memory | None, corrector: Corrector | None
    ) -> list[Marked]:
        from annotator.nlp.suggesting import suggest

        answer = suggest(lesson.evidence.reading, lesson.text, self._scheme, memory, corrector)
        return [
            (each.start, each.end, each.label)
            for each in answer.proposals
            if each.label is not None and not each.is_maybe
        ]

    def _told(self, judged: Iterable[tuple[list[Marked], list[Marked]]]) -> dict[str, Any]:
        articles, needed = [], 0
        for gold, found in judged:
            articles.append(scores(gold, found))
            needed += len(repairs(gold, found))
        total = summed(articles)
        order = sorted(total, key=lambda label: (-total[label].wanted, label))
        return {
            "articles": len(articles),
            "repairs": round(needed / len(articles), 2) if articles else None,
            "labels": {self._names.get(label, str(label)): total[label].told() for label in order},
            "all": sum(total.values(), Score()).told(),
        }

    # -- as it was -----------------------------------------------------------------------------

    def _judged(self) -> dict[str, Any]:
        """Repairs an article, each judged by the version before it was reviewed."""
        found = overview(self._store).calibration
        outcomes = [outcome for _, _, outcome in self._store.judgements.all()]
        told: dict[str, Any] = {"articles": len(outcomes), "calibration_error": found.error}
        for name in ("static", "memory", "learned", "shown"):
            told[name] = round(fmean(x[name] for x in outcomes), 2) if outcomes else None
        return told

    def _blind(self) -> dict[str, Any] | None:
        """Spans per 1,000 words and shares of the articles by topic, with and without suggestions;
        None without blind reviews.
        """
        leading: Anchoring | None = overview(self._store).leading
        if leading is None:
            return None
        topics = {topic.id: topic.name for topic in self._scheme.topics}
        return {
            "shown_articles": leading.shown_articles,
            "blind_articles": leading.blind_articles,
            "all": _both(leading.all),
            "labels": {self._names.get(x.label, str(x.label)): _both(x) for x in leading.labels},
            "topics": {topics[x.label]: _both(x) for x in leading.topics if x.label in topics},
            "is_beyond_chance": leading.is_beyond_chance,
        }

    # -- contradictions ------------------------------------------------------------------------

    def _contradict(
        self,
        example: ReviewedArticle,
        lesson: TrainingExample,
        corrector: Corrector,
        memory: Memory,
    ) -> None:
        from annotator.nlp.corrector.label_errors import opinions

        for each in opinions(
            corrector,
            lesson.text,
            lesson.evidence,
            memory,
            _gold(example),
            self._scheme,
            labels=self._in_use,
            offered=lesson.offered,
        ):
            surface = lesson.text[each.start : each.end]
            if each.said is None and self._uses[surface, each.reviewed] >= _MEANT:
                continue
            self.contradictions.append(
                Contradiction(
                    example.article,
                    example.annotator,
                    each.start,
                    each.end,
                    each.reviewed,
                    each.said,
                    round(each.probability, 4),
                )
            )

    def _place(self, each: Contradiction) -> dict[str, Any]:
        """A contradiction as it is told: with its article's name and what stands there."""
        (article,) = self._store.occurrences.texts([each.article], each.annotator)
        text = article.text
        around = text[max(0, each.start - _AROUND) : each.end + _AROUND]
        told = asdict(each) | {
            "heading": article.heading,
            "surface": text[each.start : each.end],
            "around": " ".join(around.split()),
        }
        for name in ("reviewed", "said"):
            label = told[name]
            told[name] = None if label is None else self._names.get(label, str(label))
        return told


def _both(density: Density) -> dict[str, float]:
    return {"shown": round(density.shown, 2), "blind": round(density.blind, 2)}


def _gold(example: ReviewedArticle) -> list[Marked]:
    return [(start, end, label) for start, end, label, _ in example.spans]


def _latest(
    pairs: Sequence[tuple[ReviewedArticle, TrainingExample]],
) -> Sequence[tuple[ReviewedArticle, TrainingExample]]:
    """The newest, so many that the cross-validation ends in minutes."""
    count = 0
    for number, (_, lesson) in enumerate(reversed(pairs)):
        count += len(lesson.evidence)
        if count > _MOST_TOKENS and number:
            return pairs[-number:]
    return pairs
