"""The job "preview"."""

from annotator.workspace.children.near_copies_job import InProject
from annotator.workspace.exchange import preview
from annotator.workspace.jobs.messages import Preview, PreviewReport
from annotator.workspace.jobs.process import Work


def run(request: Preview, work: Work) -> PreviewReport:
    """Look at what an import would bring; near copies of what is there are told, too."""
    return preview.run(request, work, InProject)
