"""The job "merge"."""

from annotator.workspace.merging.commands import merge as run

__all__ = ["run"]
