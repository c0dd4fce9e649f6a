"""The job "count release"."""

from annotator.workspace.release.counting import run

__all__ = ["run"]
