"""The job "reliability": the agreement of now, and a folder that tells of it."""

from __future__ import annotations

from pathlib import Path

from annotator.storage import Store
from annotator.workspace.children import agreement_job
from annotator.workspace.jobs.messages import Agreement, ReliabilityReport, WrittenReliability
from annotator.workspace.jobs.process import Work
from annotator.workspace.reporting import facts, files, reviewers


def run(request: ReliabilityReport, work: Work) -> WrittenReliability:
    """Do the job."""
    files.check_target(Path(request.to))
    figures = agreement_job.run(Agreement(request.project), work).figures
    with Store.open(request.project) as store:
        found = facts.gather(store, figures, work.check)
    made = files.made(found)
    work.check()
    files.write(Path(request.to), made)
    missing = tuple(
        question for question, is_answered, _ in reviewers.items(found) if not is_answered
    )
    return WrittenReliability(len(made), missing)
