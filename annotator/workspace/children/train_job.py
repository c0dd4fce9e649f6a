"""The job "train": judges what was in use by the newest reviews, then learns from all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from annotator.core.judging import JudgedArticle, binned, is_better, is_sound, repairs_of
from annotator.core.memory import Memory, Usage
from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.children.lessons import lessons
from annotator.workspace.jobs.process import JobCancelled, Report, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import (
    ReviewedArticle,
    examples,
    put_weight,
    remembered,
)
from annotator.workspace.learning.versions_in_use import leave, model_in_use
from annotator.workspace.open.project import utc_now

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector
    from annotator.nlp.corrector.time_budget import Plan
    from annotator.nlp.corrector.training import TrainingExample

CAP_SECONDS = 300.0
FOLDED_UNDER = 25  # judged articles: with so few, versions are judged on held-out thirds too
MOST_FOLDED = 40
FOLDS = 3
FOLD_SECONDS = 20.0
CHECKED = 20  # of the articles that a version has learned from: is it sound at all?
_TOPICS_SECONDS = 60.0


def run(request: dict[str, Any], work: Work) -> Report:
    """Do the job.

    `request`: "project", and optionally "pipeline" and "cap_seconds". The report: "version" of the
    corrector, "articles" learned from, "iterations" (fewer where the time was short), "repairs"
    and "static_repairs" an article as judged (None: not judged yet), "is_used", "seconds". Version
    0: the time was too short to learn from the "too_many" articles, and version "kept" stays in
    use (0: none).
    """
    from annotator.nlp.sources import spacy_pipeline as pipelines

    work.tell(0, None, "loading the pipeline")
    with Store.open(request["project"]) as store:
        before = store.settings.get("trained_at")
        given = list(examples(store))
        if not given:
            raise UserError("no article is finished yet", do="finish some, then learn")
        nlp = pipelines.load(allowed_pipeline(store, request))
        training = _Training(store, nlp, pipelines.describe(nlp)["fingerprint"], given, work)
        cap = float(request.get("cap_seconds") or CAP_SECONDS)
        report = training.train(cap)
        training.train_topics()
        if store.settings.get("trained_at") == before:  # else labels were merged meanwhile
            store.settings.set("trained_at", store.reviews.done_count())
    return report


@dataclass(slots=True)
class _Training:
    store: Store
    nlp: Any
    fingerprint: str
    given: list[ReviewedArticle]
    work: Work
    scheme: Scheme = field(init=False)
    memory: Memory = field(init=False)
    by_article: Mapping[int, Any] = field(init=False)
    lessons: list[TrainingExample] = field(init=False)
    usages: Mapping[int, Usage] = field(init=False)
    unmarked: Mapping[int, Counter[str]] = field(init=False)

    def __post_init__(self) -> None:
        from annotator.nlp.corrector.training import usages
        from annotator.nlp.memory_weights import weigh

        self.scheme = self.store.scheme.read()
        self.by_article = self.store.memory.by_article()
        self.given.sort(key=lambda each: (each.edited_at, each.article))
        self.lessons = lessons(self.store, self.nlp, self.fingerprint, self.given, self.work)
        before = zip(self.lessons, usages(self.lessons), strict=True)
        self.usages = {lesson.article_id: usage for lesson, usage in before}
        weighed = weigh(remembered(self.store), self.lessons, self.scheme)
        self.memory, self.unmarked = weighed.memory, weighed.by_article
        self.store.give_way.wait()
        put_weight(self.store, self.memory)

    # -- the corrector -----------------------------------------------------------------------

    def train(self, cap_seconds: float) -> Report:
        """Judge the last version, learn a new one, and store it with what is known of its worth.
        Where the time is too short for a sound one, the last version stays.
        """
        from annotator.nlp.corrector.time_budget import TooLittleTime

        self._judge_last()
        self.work.tell(0, 100, "learning")
        began = monotonic()
        plans: list[Plan] = []
        try:
            corrector = self._fit(self.lessons, cap_seconds, self._tell, plans.append)
        except TooLittleTime:
            return self._left_as_it_was()
        judged = self._judged()
        told = _told(judged)
        if len(judged) < FOLDED_UNDER:
            folded = self._folded(cap_seconds)
            told = _told(folded)
            judged = folded + judged
        is_used = (
            bool(corrector.labels)
            and is_better(judged, was_better=self._was_better())
            and self._is_sound(corrector)
        )
        report = {**told, "seconds": round(monotonic() - began, 1), "labels": len(corrector.labels)}
        for planned in plans:
            report |= {"articles": planned.articles, "iterations": planned.iterations}
        self.work.check()
        self.store.give_way.wait()
        version = self.store.models.add(
            "corrector",
            corrector.to_bytes(),
            report,
            at=utc_now(),
            fingerprint=self.fingerprint,
            trained_on=[lesson.article_id for lesson in self.lessons],
            is_better=is_used,
        )
        in_use = model_in_use(self.store, "corrector")
        return {
            "articles": len(self.lessons),
            **report,
            "version": version,
            "is_used": in_use is not None and in_use.version == version,
        }

    def _left_as_it_was(self) -> Report:
        """No new version: the last one stays, unless it proved worse on what came after it."""
        judged, before = self._judged(), self.store.models.all("corrector")[:1]
        if before and not is_better(judged, was_better=self._was_better()):
            self.store.give_way.wait()
            leave(self.store, before[0])
        in_use = model_in_use(self.store, "corrector")
        return {
            **_told(judged),
            "seconds": 0.0,
            "labels": 0,
            "version": 0,
            "articles": 0,
            "is_used": False,
            "too_many": len(self.lessons),
            "kept": 0 if in_use is None else in_use.version,
        }

    def _was_better(self) -> bool:
        """Whether the last version proved better, with this pipeline, and still did when left."""
        before = self.store.models.all("corrector")[:1]
        return any(x.is_better and x.fingerprint == self.fingerprint for x in before)

    def _is_sound(self, corrector: Corrector) -> bool:
        """Whether it does no worse than without it in the latest articles that it learned from."""
        last = list(zip(self.given, self.lessons, strict=True))[-CHECKED:]
        outcomes = (self._outcome(example, lesson, corrector) for example, lesson in last)
        return is_sound([JudgedArticle(x["static"], x["memory"], x["learned"]) for x in outcomes])

    def _tell(self, share: float) -> None:
        self.work.tell(int(100 * share), 100, "learning")

    def _fit(
        self,
        lessons: Sequence[TrainingExample],
        cap_seconds: float,
        tell: Callable[[float], None] | None = None,
        on_plan: Callable[[Plan], None] | None = None,
    ) -> Corrector:
        """Raises TooLittleTime where nothing sound can be learned in that."""
        from annotator.nlp.corrector.crf import Cancelled
        from annotator.nlp.corrector.training import train

        try:
            return train(
                lessons,
                self.memory,
                cap_seconds=cap_seconds,
                progress=tell,
                is_cancelled=self.work.cancelled.is_set,
                on_plan=on_plan,
            )
        except Cancelled:
            raise JobCancelled("cancelled; nothing was learned") from None

    # -- judging -----------------------------------------------------------------------------

    def _judge_last(self) -> None:
        """Hold the last version against the reviews that it has not seen."""
        from annotator.nlp.corrector.model import Corrector

        models = self.store.models.all("corrector")
        if not models:
            return
        version = models[0].version
        try:
            corrector = Corrector.from_bytes(self.store.models.weights("corrector", version) or b"")
        except UserError:
            return  # damaged: a new one is on its way
        if models[0].fingerprint != self.fingerprint:
            corrector = corrector.without_views()
        seen = self.store.models.trained_on("corrector", version)
        done = {article for article, _, _ in self.store.judgements.all()}
        outcomes = {}
        for example, lesson in zip(self.given, self.lessons, strict=True):
            if example.article not in seen and example.article not in done:
                self.work.check()
                outcomes[example.article] = self._outcome(example, lesson, corrector)
        self.store.judgements.put(outcomes, version)

    def _outcome(
        self, example: ReviewedArticle, lesson: TrainingExample, corrector: Corrector
    ) -> dict[str, Any]:
        """How an article's suggestions did: the pipeline's, with memory, learned, and as shown."""
        gold = [(s, e, label) for s, e, label, _ in example.spans]
        given_here = self.by_article.get(example.article, {}).items()
        here = self.unmarked[example.article]
        memory = self.memory.without(given_here, self.usages[example.article], here)
        memory.speaks = True
        outcome: dict[str, Any] = {"gold": len(gold), "blind": example.is_blind}
        for name, proposals in self._readings(lesson, memory, corrector).items():
            outcome[name], outcome[f"{name}_folded"] = repairs_of(example.text, gold, proposals)
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
        self, lesson: TrainingExample, memory: Memory, corrector: Corrector
    ) -> dict[str, list[tuple[int, int, int]]]:
        """Three ways to suggest for an article, each as (start, end, label id)."""
        from annotator.nlp.suggesting import suggest

        ways = {"static": (None, None), "memory": (memory, None), "learned": (memory, corrector)}
        return {
            name: [
                (each.start, each.end, each.label)
                for each in suggest(
                    lesson.evidence.reading, lesson.text, self.scheme, *way
                ).proposals
                if each.label is not None and not each.is_maybe
            ]
            for name, way in ways.items()
        }

    def _judged(self) -> list[JudgedArticle]:
        """What is known of versions that learnt with this pipeline."""
        models = self.store.models.all("corrector")
        ours = {model.version for model in models if model.fingerprint == self.fingerprint}
        return [
            JudgedArticle(outcome["static"], outcome["memory"], outcome["learned"], version)
            for _, version, outcome in self.store.judgements.all()
            if version in ours
        ]

    def _folded(self, cap_seconds: float) -> list[JudgedArticle]:
        """With few articles: each against what the other two thirds teach, where time suffices."""
        from annotator.nlp.corrector.time_budget import TooLittleTime

        judged = []
        last = list(zip(self.given, self.lessons, strict=True))[-MOST_FOLDED:]
        for fold in range(min(FOLDS, len(last))):
            rest = [lesson for i, (_, lesson) in enumerate(last) if i % FOLDS != fold]
            if not rest:
                continue
            try:
                corrector = self._fit(rest, min(FOLD_SECONDS, cap_seconds))
            except TooLittleTime:
                continue
            for example, lesson in last[fold::FOLDS]:
                outcome = self._outcome(example, lesson, corrector)
                judged.append(
                    JudgedArticle(outcome["static"], outcome["memory"], outcome["learned"])
                )
        return judged

    # -- topics ------------------------------------------------------------------------------

    def train_topics(self) -> None:
        """Learn the topics, where any were decided."""
        from annotator.nlp.topics.training import train_topics

        given = [
            (each.article, each.text, each.topics, False, 1.0) for each in self.given if each.topics
        ]
        if not given:
            return
        self.work.tell(0, None, "learning topics")
        model = train_topics(
            given,
            self.scheme,
            cap_seconds=_TOPICS_SECONDS,
            is_cancelled=self.work.cancelled.is_set,
        )
        report = {
            "f1": model.judged.f1,
            "keywords_f1": model.judged.keywords_f1,
            "always_yes_f1": model.judged.always_yes_f1,
            "calibration_error": model.judged.calibration_error,
        }
        self.work.check()
        self.store.give_way.wait()
        self.store.models.add(
            "topics",
            model.to_bytes(),
            report,
            at=utc_now(),
            fingerprint="",
            trained_on=[article for article, *_ in given],
            is_better=model.is_better,
        )


def _told(judged: Sequence[JudgedArticle]) -> dict[str, Any]:
    """Repairs an article, of the pipeline and as learned, over the articles judged last."""
    recent = judged[-25:]
    if not recent:
        return {"repairs": None, "static_repairs": None}
    return {
        "repairs": round(sum(each.learned for each in recent) / len(recent), 2),
        "static_repairs": round(sum(each.static for each in recent) / len(recent), 2),
    }


def _by_label(gold: set[tuple[int, int, int]], shown: set[tuple[Any, ...]]) -> dict[str, list[int]]:
    """For each label id: [right, suggested, wanted]."""
    counts: dict[str, list[int]] = {}
    for at, marked in enumerate((gold & shown, shown, gold)):
        for _, _, label in marked:
            counts.setdefault(str(label), [0, 0, 0])[at] += 1
    return counts
