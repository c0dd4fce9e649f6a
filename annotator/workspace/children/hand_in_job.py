"""The job "hand in"."""

from annotator.workspace.merging.commands import hand_in as run

__all__ = ["run"]
