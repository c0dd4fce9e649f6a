"""Whose rounds were handed out on this machine: a hand-out that is opened here is asked about."""

from __future__ import annotations

from annotator.workspace import state

_LEADS = "leads"
_MOST = 100


def is_lead_here(project: str) -> bool:
    """Whether hand-outs of a project (its lasting id) were made on this machine."""
    return project in _leads()


def remember_lead(project: str) -> None:
    """They were. A folder that can't be written is no error."""
    state.keep(_LEADS, [project, *(x for x in _leads() if x != project)][:_MOST])


def _leads() -> list[str]:
    found = state.recall(_LEADS)
    return [x for x in found if isinstance(x, str)] if isinstance(found, list) else []
