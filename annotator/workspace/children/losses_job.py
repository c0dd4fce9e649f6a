"""The job "count losses"."""

from annotator.workspace.exchange.exporting import count_losses as run

__all__ = ["run"]
