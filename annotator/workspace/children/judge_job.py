"""The job "judge": holds what is in use against the articles finished since, between trainings."""

from __future__ import annotations

from annotator.core.codes import ModelKind
from annotator.storage import Store
from annotator.workspace.children.judge import Judge
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import examples, put_judged_at, weight
from annotator.workspace.learning.versions_in_use import leave_if_worse


def run(request: messages.Judge, work: Work) -> messages.JudgeReport:
    """Do the job."""
    from annotator.nlp.sources.base import open_source

    with Store.open(request.project) as store:
        done, given = store.reviews.done_count(), list(examples(store))
        _, spoke = weight(store)
        source = open_source(allowed_pipeline(store, request))
        judge = Judge(store, source, given, work)
        judge.judge_last()
        is_other = judge.keep_weight()
        left = leave_if_worse(store, ModelKind.CORRECTOR, judge.judged())
        put_judged_at(store, done)
    return messages.JudgeReport(left, is_other, judge.memory.speaks, spoke)
