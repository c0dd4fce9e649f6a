"""The job "preview"."""

from annotator.workspace.exchange.preview import run

__all__ = ["run"]
