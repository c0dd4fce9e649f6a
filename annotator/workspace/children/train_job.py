"""The job "train": judges what was in use by the newest reviews, then learns from all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from annotator.core.codes import JobStep, ModelKind
from annotator.core.judging import JudgedArticle, Left, beside_folds, is_better, is_sound
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.children.judge import Judge, judged_of
from annotator.workspace.jobs.messages import Train, TrainReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import (
    TRAINED_AT,
    examples,
    put_trained_at,
)
from annotator.workspace.learning.versions_in_use import (
    FOLLOWS,
    VIEWS_OF,
    is_kept,
    leave,
    leave_if_worse,
    model_in_use,
)
from annotator.workspace.open.project import utc_now

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector
    from annotator.nlp.corrector.time_budget import Plan
    from annotator.nlp.corrector.training_example import TrainingExample

CAP_SECONDS = 300.0
FOLDED_UNDER = 25  # articles that can tell: with so few, held-out thirds judge a version too
MOST_FOLDED = 40
FOLDS = 3
FOLD_SECONDS = 20.0
CHECKED = 20  # of the articles that a version has learned from: is it sound at all?


def run(request: Train, work: Work) -> TrainReport:
    """Do the job."""
    from annotator.nlp.sources.base import open_source
    from annotator.nlp.sources.language_model import let_go

    work.tell(0, None, JobStep.LOADING_THE_PIPELINE)
    with Store.open(request.project) as store:
        before = store.settings.get(TRAINED_AT)
        given = list(examples(store))
        if not given:
            raise UserError(Fault.NONE_FINISHED_TO_LEARN)
        source = open_source(allowed_pipeline(store, request))
        training = _Training(Judge(store, source, given, work))
        source.close()  # all is read
        let_go()
        cap = request.cap_seconds or CAP_SECONDS
        report = training.train(cap)
        training.train_topics()
        if store.settings.get(TRAINED_AT) == before:  # else labels were merged meanwhile
            put_trained_at(store, store.reviews.done_count())
    return report


@dataclass(slots=True)
class _Training:
    judge: Judge

    @property
    def store(self) -> Store:
        return self.judge.store

    @property
    def work(self) -> Work:
        return self.judge.work

    # -- the corrector -----------------------------------------------------------------------

    def train(self, cap_seconds: float) -> TrainReport:
        """Judge the last version, learn a new one, and store it with what is known of its worth.
        Where the time is too short for a sound one, the last version stays.
        """
        from annotator.nlp.corrector.time_budget import TooLittleTime

        self.judge.keep_weight()
        self.judge.judge_last()
        left = leave_if_worse(self.store, ModelKind.CORRECTOR, self.judge.judged())
        if left is None and self._is_lead_kept:
            return self._left_as_it_was(left, too_many=0)
        self.work.tell(0, 100, JobStep.LEARNING)
        began = monotonic()
        plans: list[Plan] = []
        try:
            corrector = self._fit(self.judge.lessons, cap_seconds, self._tell, plans.append)
        except TooLittleTime:
            return self._left_as_it_was(left, too_many=len(self.judge.lessons))
        judged = self.judge.judged()
        told = _told(judged)
        if len(judged) < FOLDED_UNDER:
            folded = self._folded(cap_seconds)
            told = _told(folded)
            judged = beside_folds(folded, judged)
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
        followed = model_in_use(self.store, ModelKind.CORRECTOR)
        report[FOLLOWS] = 0 if followed is None else followed.version
        report[VIEWS_OF] = corrector.views_of
        version = self.store.models.add(
            ModelKind.CORRECTOR,
            corrector.to_bytes(),
            report,
            at=utc_now(),
            fingerprint=self.judge.source.fingerprint,
            trained_on=[lesson.article_id for lesson in self.judge.lessons],
            is_better=is_used,
        )
        in_use = model_in_use(self.store, ModelKind.CORRECTOR)
        del report[FOLLOWS], report[VIEWS_OF]
        return TrainReport(
            **{"articles": len(self.judge.lessons), **report},
            version=version,
            is_used=in_use is not None and in_use.version == version,
            left=left,
        )

    def _left_as_it_was(self, left: Left | None, *, too_many: int) -> TrainReport:
        """No new version: the last one stays, unless it proved worse on what came after it."""
        judged, before = self.judge.judged(), self.store.models.all(ModelKind.CORRECTOR)[:1]
        if left is None and before and not is_better(judged, was_better=self._was_better()):
            self.store.give_way.wait()
            leave(self.store, ModelKind.CORRECTOR, Left(before[0].version))
        in_use = model_in_use(self.store, ModelKind.CORRECTOR)
        return TrainReport(
            version=0,
            articles=0,
            **_told(judged),
            seconds=0.0,
            labels=0,
            is_used=False,
            too_many=too_many,
            kept=0 if in_use is None else in_use.version,
            left=left,
        )

    @property
    def _is_lead_kept(self) -> bool:
        """Whether what came with a hand-out still knows more than could be learned here."""
        return is_kept(self.store, self.judge.source.fingerprint, len(self.judge.given))

    def _was_better(self) -> bool:
        """Whether the last version proved better, with this pipeline, and still did when left."""
        before = self.store.models.all(ModelKind.CORRECTOR)[:1]
        return any(x.is_better and x.fingerprint == self.judge.source.fingerprint for x in before)

    def _is_sound(self, corrector: Corrector) -> bool:
        """Whether it does no worse than without it in the latest articles that it learned from."""
        pairs = zip(self.judge.latest, self.judge.lessons, strict=True)
        last = [each for each in pairs if not each[0].disputed][-CHECKED:]
        return is_sound([judged_of(self.judge.outcome(*each, corrector)) for each in last])

    def _tell(self, share: float) -> None:
        self.work.tell(int(100 * share), 100, JobStep.LEARNING)

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
                self.judge.memory,
                cap_seconds=cap_seconds,
                progress=tell,
                is_cancelled=self.work.cancelled.is_set,
                on_plan=on_plan,
            )
        except Cancelled:
            raise JobCancelled(Fault.CANCELLED_UNLEARNED) from None

    # -- judging -----------------------------------------------------------------------------

    def _folded(self, cap_seconds: float) -> list[JudgedArticle]:
        """With few articles: each against what the other two thirds teach, where time suffices."""
        from annotator.nlp.corrector.time_budget import TooLittleTime

        judged = []
        last = list(zip(self.judge.latest, self.judge.lessons, strict=True))[-MOST_FOLDED:]
        for fold in range(min(FOLDS, len(last))):
            rest = [lesson for i, (_, lesson) in enumerate(last) if i % FOLDS != fold]
            if not rest:
                continue
            try:
                corrector = self._fit(rest, min(FOLD_SECONDS, cap_seconds))
            except TooLittleTime:
                continue
            for example, lesson in last[fold::FOLDS]:
                if not example.disputed:
                    judged.append(judged_of(self.judge.outcome(example, lesson, corrector)))
        return judged

    # -- topics ------------------------------------------------------------------------------

    def train_topics(self) -> None:
        """Learn the topics, where any were decided."""
        from annotator.workspace.children.train_topics import train_topics

        train_topics(self.store, self.judge.scheme, self.judge.given, self.work)


def _told(judged: Sequence[JudgedArticle]) -> dict[str, Any]:
    """Repairs an article, of the pipeline and as learned, over the articles judged last."""
    recent = judged[-25:]
    if not recent:
        return {"repairs": None, "static_repairs": None}
    return {
        "repairs": round(sum(each.learned for each in recent) / len(recent), 2),
        "static_repairs": round(sum(each.static for each in recent) / len(recent), 2),
    }
