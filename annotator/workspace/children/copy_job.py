"""The job "copy": a whole copy of the project, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.workspace.jobs.process import Report, Work


def run(request: dict[str, Any], work: Work) -> Report:
    """Copy the project to "to"; with "replace" over what is there. The report: "to", "bytes" and
    "told", a line for each log beside it that was set aside.
    """
    to = Path(str(request["to"])).expanduser()

    def on_step(done: int, total: int) -> None:
        work.check()
        work.tell(done, total, JobStep.COPYING)

    with Store.open(str(request["project"])) as store:
        told = store.copy_to(to, may_replace=bool(request.get("replace")), on_step=on_step)
    return {"to": str(to), "bytes": to.stat().st_size, "told": [each.as_dict() for each in told]}
