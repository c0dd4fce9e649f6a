"""Handing in and merging, as the command line and the window ask for them."""

from __future__ import annotations

from pathlib import Path

from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.workspace.jobs.merge_messages import HandIn, HandInReport, Merge, MergeReport
from annotator.workspace.jobs.process import Work
from annotator.workspace.merging import hand_in as handing
from annotator.workspace.merging import merge as merging
from annotator.workspace.merging import sources
from annotator.workspace.open.annotators import who_leads
from annotator.workspace.open.projects import now


def hand_in(request: HandIn, work: Work) -> HandInReport:
    """Write the file."""
    work.tell(0, None, JobStep.HANDING_IN)
    with Store.open(request.project) as store:
        made = handing.hand_in(
            store,
            Path(request.to) if request.to else None,
            now(),
            annotator=request.annotator,
            with_times=request.with_times,
        )
    return HandInReport(made.to, made.coder, made.reviews, made.finished, made.bytes, made.cleaned)


def merge(request: Merge, work: Work) -> MergeReport:
    """Read the files, then merge them in one transaction."""
    work.tell(0, None, JobStep.MERGING)
    paths = [Path(each).expanduser() for each in request.paths]
    with Store.open(request.project) as store, sources.opened(store, paths) as brought:
        name = request.annotator or who_leads(store)
        by = store.annotators.id_of(name)
        return merging.merge(store, brought, by, now(), is_preview=request.is_preview, work=work)
