"""The job "hand out": a project file for each coder, with one pipeline's suggestions frozen."""

from __future__ import annotations

from pathlib import Path

from annotator.core.codes import JobStep
from annotator.errors import UserError
from annotator.faults import Fault, Unplanned
from annotator.storage import Store
from annotator.workspace.children import suggest_job
from annotator.workspace.jobs.messages import Suggest
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.jobs.team_messages import HandOut, HandOutReport
from annotator.workspace.open.projects import now
from annotator.workspace.team import plans
from annotator.workspace.team.handing_out import hand_out


def run(request: HandOut, work: Work) -> HandOutReport:
    """Do the job. Cancelled, it leaves neither a file nor a round."""

    def suggest(path: Path) -> None:
        try:
            suggest_job.run(Suggest(str(path), request.pipeline, request.is_trusted), work)
        except JobCancelled as cancelled:
            raise JobCancelled(Fault.CANCELLED_UNCHANGED) from cancelled

    def on_step(done: int, total: int) -> None:
        work.check()
        work.tell(done, total, JobStep.HANDING_OUT)

    with Store.open(request.project) as store:
        plan = plans.kept(store)
        if plan is None:
            raise UserError(Unplanned.NO_PLAN)
        to = Path(request.to).expanduser()
        made = hand_out(store, plan, to, at=now(), suggest=suggest, on_step=on_step)
    return HandOutReport(made.name, made.files, made.articles)
