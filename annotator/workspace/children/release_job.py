"""The job "release"."""

from annotator.workspace.children import near_copies_job
from annotator.workspace.children.spacy_export import write_spacy
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import Release, ReleaseReport
from annotator.workspace.release import releasing


def run(request: Release, work: Work) -> ReleaseReport:
    """Do the job."""
    return releasing.run(request, work, write_spacy, near_copies_job.find)
