"""The job "rebuild"."""

from annotator.workspace.children.spacy_export import write_spacy
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import Rebuild, RebuildReport
from annotator.workspace.release import rebuilding


def run(request: Rebuild, work: Work) -> RebuildReport:
    """Do the job."""
    return rebuilding.run(request, work, write_spacy)
