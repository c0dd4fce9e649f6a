"""The job "agreement": all figures, with articles drawn anew, kept with the project."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.agreement.intervals import DRAWS, SEED
from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.workspace.agreement import kept, overlap, report
from annotator.workspace.agreement.telling import Draws
from annotator.workspace.jobs.messages import Agreement, AgreementReport
from annotator.workspace.jobs.process import Work


def run(request: Agreement, work: Work) -> AgreementReport:
    """Do the job."""
    from annotator.nlp.resampling import Resampling, chance_of_drift

    def resample(weights: Sequence[float]) -> Draws:
        return Resampling(weights, DRAWS, SEED).sums

    def check(done: int, of: int) -> None:
        work.check()
        work.tell(done, of, JobStep.DRAWING_ANEW)

    work.tell(0, None, JobStep.READING)
    with Store.open(request.project) as store:
        moment = kept.moment(store)
        found = overlap.read(store, work.check)
        figures = report.figures(found, resample, chance_of_drift, check)
        work.check()
        store.give_way.wait()
        kept.keep(store, figures, moment)
    return AgreementReport(figures)
