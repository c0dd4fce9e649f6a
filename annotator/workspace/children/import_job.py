"""The job "import"."""

from annotator.workspace.exchange.importing import run

__all__ = ["run"]
