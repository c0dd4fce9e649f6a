"""The job "copy": a whole copy of the project, read back."""

from __future__ import annotations

from pathlib import Path

from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.workspace.jobs.messages import Copy, CopyReport
from annotator.workspace.jobs.process import Work


def run(request: Copy, work: Work) -> CopyReport:
    """Do the job."""
    to = Path(request.to).expanduser()

    def on_step(done: int, total: int) -> None:
        work.check()
        work.tell(done, total, JobStep.COPYING)

    with Store.open(request.project) as store:
        told = store.copy_to(to, may_replace=request.replace, on_step=on_step)
    return CopyReport(str(to), to.stat().st_size, tuple(each.as_dict() for each in told))
