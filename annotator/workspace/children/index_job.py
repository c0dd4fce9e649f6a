"""The job "index": brings the full-text index up to date, where an import was broken off."""

from __future__ import annotations

from annotator.storage import Store
from annotator.workspace.exchange.importing import index
from annotator.workspace.jobs.messages import Index, IndexReport
from annotator.workspace.jobs.process import Work


def run(request: Index, work: Work) -> IndexReport:
    """Do the job."""
    with Store.open(request.project) as store:
        return IndexReport(index(store, work))
