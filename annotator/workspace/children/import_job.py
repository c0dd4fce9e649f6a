"""The job "import"."""

from annotator.workspace.importing import run

__all__ = ["run"]
