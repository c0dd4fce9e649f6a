"""The job "judge": holds what is in use against the articles finished since, between trainings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from annotator.storage import Store
from annotator.workspace.children.judge import Judge
from annotator.workspace.jobs.process import Report, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import examples, put_judged_at, weight
from annotator.workspace.learning.versions_in_use import leave_if_worse


def run(request: dict[str, Any], work: Work) -> Report:
    """Do the job.

    `request`: "project", and optionally "pipeline". The report: "left", what was left at once and
    why (as `Left`; None: nothing was); "is_memory_other", whether memory suggests otherwise than
    as weighed before; "speaks" and "spoke", whether it has a say of its own now, and had before.
    """
    from annotator.nlp.sources.base import open_source

    with Store.open(request["project"]) as store:
        done, given = store.reviews.done_count(), list(examples(store))
        _, spoke = weight(store)
        source = open_source(allowed_pipeline(store, request))
        judge = Judge(store, source, given, work)
        judge.judge_last()
        is_other = judge.keep_weight()
        left = leave_if_worse(store, "corrector", judge.judged())
        put_judged_at(store, done)
    return {
        "left": None if left is None else asdict(left),
        "is_memory_other": is_other,
        "speaks": judge.memory.speaks,
        "spoke": spoke,
    }
