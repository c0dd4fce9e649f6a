"""The job "suggest": a pipeline's suggestions for all articles that do not have them yet.

It starts no pipeline itself: it cuts the articles into batches, lets the processes of this machine
or of a cluster suggest, and stores what comes, in whatever order. What is stored is whole, an
article at a time, so that the job can end at any moment and go on from there.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import field

from annotator.core.codes import JobStep, ModelKind
from annotator.core.feeding import digest
from annotator.errors import UserError
from annotator.faults import Line, Unsuggested
from annotator.notices import Notice, Value, notice_from
from annotator.places import Where
from annotator.storage import Store
from annotator.values import dataclass
from annotator.worker_messages import (
    Load,
    Loaded,
    Refused,
    Request,
    Run,
    SetScheme,
    Suggested,
    SuggestMany,
    UseModel,
)
from annotator.workspace.children.bulk.batches import (
    Batch,
    Dispatch,
    Item,
    batches,
    processes_for,
)
from annotator.workspace.children.bulk.cluster import DaskCluster
from annotator.workspace.children.bulk.executor import Answered, Executor, Taught
from annotator.workspace.children.bulk.local import LocalProcesses
from annotator.workspace.children.bulk.machine import cores, free_bytes
from annotator.workspace.jobs.messages import Suggest, SuggestReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import weight
from annotator.workspace.learning.scheduler import put_suggested, run_of
from annotator.workspace.learning.teaching import memory_messages
from annotator.workspace.learning.versions_in_use import leave_out, model_in_use

_FETCHED = 200  # ids at a time
_MOST_NOTES = 100
_LOOK_S = 0.1


def run(request: Suggest, work: Work) -> SuggestReport:
    """Do the job. What the project has learned is used as in the window. What was stored before a
    cancel stays: each article has all its suggestions or none.
    """
    work.tell(0, None, JobStep.LOADING_THE_PIPELINE)
    with Store.open(request.project) as store:
        bulk = BulkRun(store, work)
        lesson = bulk.lesson(allowed_pipeline(store, request))
        executor: Executor
        local = executor = LocalProcesses(lesson)
        try:
            bulk.begin(local.taught(work.check), lesson)
            if request.cluster and bulk.total:
                local.close()
                lesson = bulk.without_refused(lesson)
                executor = DaskCluster(request.cluster, lesson, bulk.loaded, work.check)
            else:
                most = processes_for(bulk.total, cores(), free_bytes())
                local.grow(request.processes or most)
            bulk.suggest_all(executor)
        except JobCancelled as cancelled:
            raise JobCancelled(Unsuggested.CANCELLED, articles=bulk.articles) from cancelled
        finally:
            executor.close()
        return bulk.report(executor.processes)


@dataclass
class BulkRun:
    """One run over a project: what is learned, asked, stored and told."""

    store: Store
    work: Work
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Notice] = field(default_factory=list)
    total: int = 0

    def lesson(self, pipeline: str | None) -> list[Request]:
        """What each process is told first, as the window's worker is."""
        store, numbers = self.store, itertools.count()
        self._scheme = store.scheme.read()
        lesson: list[Request] = [
            Load(id=next(numbers), pipeline=pipeline),
            SetScheme(id=next(numbers), scheme=self._scheme),
        ]
        known, usage = store.memory.all(), store.memory.usage()
        lesson += memory_messages(numbers, known, usage, weight(store))
        for kind in ModelKind:
            model = model_in_use(store, kind)
            if model is None:
                continue
            version = str(model.version)
            try:
                weights = store.models.weights(kind, model.version)
            except UserError as error:
                self._leave_out(kind, version, error.in_full)
                continue
            lesson.append(
                UseModel(
                    id=next(numbers),
                    kind=kind,
                    version=version,
                    taught_by=model.fingerprint,
                    weights=weights,
                )
            )
        return lesson

    def begin(self, taught: Taught, lesson: list[Request]) -> None:
        """Which pipeline it is, which models it could not take, and what is to be done."""
        self.loaded: Loaded = taught.loaded
        self._refused = {refused.id for refused in taught.refused}
        why = {refused.id: refused for refused in taught.refused}
        models = [each for each in lesson if isinstance(each, UseModel)]
        for model in models:
            if model.id in self._refused:
                self._leave_out(model.kind, model.version, _reason(why[model.id]))
        used = {x.kind: x.version for x in models if x.id not in self._refused}
        self.corrector = used.get(ModelKind.CORRECTOR, "")
        self._run_id = run_of(self.store, self._run())
        self.total = self.store.suggestions.count_without(self._run_id)

    def without_refused(self, lesson: list[Request]) -> list[Request]:
        """The lesson without what can't be taken."""
        return [request for request in lesson if request.id not in self._refused]

    def suggest_all(self, executor: Executor) -> None:
        """Until every article has its suggestions, or was given up."""
        dispatch = Dispatch(batches(self._articles()))
        self._tell()
        while True:
            self.work.check()
            while executor.has_room and (sent := dispatch.next()) is not None:
                ticket, batch = sent
                texts = [item.text for item in batch.items]
                executor.put(SuggestMany(id=ticket, texts=texts))
            if not dispatch.under_way:
                return
            came = executor.next(_LOOK_S)
            if isinstance(came, Answered):
                done = dispatch.answered(came.number)
                if done is not None:
                    self._take(done, came)
            elif came is not None:
                given_up = dispatch.lost(came.number, was_begun=came.was_begun)
                if given_up is not None:
                    self._skip(given_up.article, Line.PROCESS_DIED())
            self._tell()

    def report(self, processes: int) -> SuggestReport:
        """What came of it."""
        counts = self.counts
        return SuggestReport(
            counts["articles"],
            counts["suggestions"],
            counts["maybes"],
            counts["left_out"],
            pipeline=self.loaded.pipeline,
            version=self.loaded.version,
            corrector=self.corrector,
            notes=tuple(note.as_dict() for note in self.notes),
            skipped=counts["skipped"],
            processes=processes,
        )

    @property
    def articles(self) -> int:
        """How many have suggestions now that had none."""
        return self.counts["articles"]

    def _run(self) -> Run:
        loaded = self.loaded
        return Run(
            loaded.pipeline,
            loaded.version,
            loaded.fingerprint,
            digest(self._scheme),
            self.corrector,
        )

    def _articles(self) -> Iterator[Item]:
        """Those that lack suggestions; a damaged one is left out, with a line about it."""
        after = 0
        while ids := self.store.suggestions.next_without(after, _FETCHED, run=self._run_id):
            after = ids[-1]
            for number in ids:
                try:
                    yield Item(number, self.store.articles.get(number).text)
                except UserError as error:
                    self.counts["damaged"] += 1
                    self._note(Line.ARTICLE_LEFT_OUT(why=error.in_full))

    def _take(self, batch: Batch, came: Answered) -> None:
        """Store what came for a batch, in transactions so short that the window comes between."""
        for kind, version in came.answer.failed:
            self._fails(kind, version)
        ids = [item.article for item in batch.items]
        with self.store.batch() as writing:
            lacking = self.store.suggestions.still_without(ids, self._run_id)
            for item, answer in zip(batch.items, came.answer.answers, strict=True):
                if isinstance(answer, Refused):
                    self._skip(item.article, _reason(answer))
                elif item.article in lacking:
                    self._put(item.article, answer)
                    writing.tick()

    def _put(self, article: int, answer: Suggested) -> None:
        if answer.run.fingerprint != self.loaded.fingerprint:  # a worker that came later
            raise UserError(
                Unsuggested.WORKER_OTHERWISE,
                where=Where.CLUSTER(),
                name=self.loaded.pipeline,
                found=f"{answer.run.version} ({answer.run.fingerprint})",
                own=f"{self.loaded.version} ({self.loaded.fingerprint})",
            )
        if put_suggested(self.store, article, answer):
            maybes = sum(each.is_maybe for each in answer.suggestions)
            self.counts["articles"] += 1
            self.counts["maybes"] += maybes
            self.counts["suggestions"] += len(answer.suggestions) - maybes
        else:
            self.counts["left_out"] += 1

    def _tell(self) -> None:
        done = sum(self.counts[x] for x in ("articles", "left_out", "skipped", "damaged"))
        self.work.tell(min(done, self.total), self.total, JobStep.SUGGESTING)

    def _skip(self, article: int, why: Value) -> None:
        self.counts["skipped"] += 1
        self._note(Line.AT(where=Where.ARTICLE(number=article), what=Line.SKIPPED(why=why)))

    def _fails(self, kind: ModelKind, version: str) -> None:
        """A model that fails at an article is used no more; each process finds that out itself."""
        note = Line.MODEL_FAILS(model=_name(kind, version))
        if note not in self.notes:
            leave_out(self.store, kind, int(version))
            self._note(note)

    def _leave_out(self, kind: ModelKind, version: str, why: Value) -> None:
        leave_out(self.store, kind, int(version))
        self._note(Line.MODEL_LEFT_OUT(model=_name(kind, version), why=why))

    def _note(self, note: Notice) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(note)


def _name(kind: ModelKind, version: str) -> Notice:
    where = Where.CORRECTOR if kind == ModelKind.CORRECTOR else Where.TOPICS
    return where(version=version)


def _reason(answer: Refused) -> Value:
    return answer.error if answer.notice is None else notice_from(answer.notice)
