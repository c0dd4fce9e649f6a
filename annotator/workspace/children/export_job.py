"""The job "export"."""

from annotator.workspace.exchange.exporting import run

__all__ = ["run"]
