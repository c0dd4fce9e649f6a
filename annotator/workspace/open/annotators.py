"""Who annotates: the name under which a project is opened, chosen once and then remembered.

The name of the account is only a first guess: another login on the same machine, or the same
person on another, must find the work that is there.
"""

from __future__ import annotations

import getpass
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.storage.counts import AnnotatorWork
from annotator.workspace import state

if TYPE_CHECKING:
    from annotator.storage import Store

__all__ = [
    "AnnotatorWork",
    "choose",
    "login_name",
    "others_work",
    "remember",
    "remembered",
    "who_leads",
]

_ANNOTATORS = "annotators"


def login_name() -> str:
    """The name of the account, for those who gave none."""
    try:
        return getpass.getuser() or "annotator"
    except (OSError, KeyError, ImportError):
        return "annotator"


def choose(store: Store, wanted: str = "") -> str | None:
    """The name to go on with in this project, or None where a person must say.

    That is a hand-out's coder; the name it was worked on under before, here; else `wanted`, or the
    account's name, provided that it has work in the project or that nobody has.
    """
    if (origin := store.team.origin) is not None:
        return origin.coder
    known = remembered(store)
    if known:
        return known
    wanted = wanted or login_name()
    work = store.counts.work()
    return wanted if not work or any(each.name == wanted for each in work) else None


def who_leads(store: Store) -> str:
    """Who plans and merges in this project, for commands that are told nobody: under whose name it
    was worked on here, who led the last round, who finished most; else the account's name.
    """
    lead = ""
    with suppress(ValueError, AttributeError, IndexError):  # no round; a plan of somebody's own
        lead = json.loads(store.team.rounds()[-1].plan).get("lead", "")
    people = {name for _, name in store.team.people()}
    known = (remembered(store), lead, *(each.name for each in others_work(store)))
    return next((str(name) for name in known if name in people), remembered(store) or login_name())


def others_work(store: Store) -> list[AnnotatorWork]:
    """Whose work is in the project, who finished most first."""
    return sorted(store.counts.work(), key=lambda each: (-each.done, each.name))


def remembered(store: Store) -> str:
    """The name under which this project, or a copy of it, was worked on here last; or ""."""
    found = _known().get(store.created_at)
    return found if isinstance(found, str) and found.strip() else ""


def remember(store: Store, name: str) -> None:
    """Go on under this name from now on. A folder that can't be written is no error."""
    if store.created_at and remembered(store) != name:
        state.keep(_ANNOTATORS, {**_known(), store.created_at: name})


def _known() -> dict[str, object]:
    found = state.recall(_ANNOTATORS)
    return found if isinstance(found, dict) else {}
