"""Why the suggestion worker has no answer, in one line."""

from __future__ import annotations

import logging

from annotator.errors import AnnotatorError
from annotator.worker_messages import Refused

_log = logging.getLogger(__name__)


def refusal(number: int, fault: Exception) -> Refused:
    """Why there is no answer, in one line; what is no error of ours goes to the log too."""
    if isinstance(fault, AnnotatorError):
        return Refused(id=number, error=_one_line(fault), notice=fault.in_full.as_dict())
    _log.error("request %d failed", number, exc_info=fault)
    return Refused(id=number, error=_one_line(fault))


def _one_line(fault: Exception) -> str:
    lines = str(fault).strip().splitlines()
    if isinstance(fault, AnnotatorError) and lines:
        return lines[0]
    return f"{type(fault).__name__}: {lines[0][:200]}" if lines else type(fault).__name__
