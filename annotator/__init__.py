"""Annotator: tag entities and topics in articles by hand, with suggestions that learn."""

__version__ = "0.1.0"
