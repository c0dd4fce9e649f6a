"""What came of a key in an open review: the act, a note for the strip, where to go from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from annotator.core.codes import NoteCode
from annotator.core.records import Act, Outcome
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell: a code of `ui/words/notes.py`, its values, and a key that goes with it."""

    code: NoteCode
    values: Mapping[str, object] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a key: the act that was stored (None: nothing changed) and what to tell."""

    act: Act | None = None
    note: Note | None = None
    is_finished: bool = False
    wants_page: bool = False


class Committer(Protocol):
    """What an open review needs of the project: one durable transaction an act."""

    def commit(self, act: Act) -> None: ...

    def now(self) -> str: ...


def counted(act: Act) -> dict[str, object]:
    """The words of an act and how many suggestions it decided, for a note."""
    count = sum(1 for c in act.changes if type(c.record).__name__ == "Decision")
    return {"surface": act.words, "count": count}


def told_of(act: Act, label_id: int | None) -> Note | None:
    """That other mentions followed, where some did."""
    followed = sum(
        1
        for c in act.changes
        if getattr(c.after, "outcome", None) == Outcome.FOLLOWED and c.after is not None
    )
    if followed and label_id is not None:
        values = {"surface": act.words, "label": label_id, "count": followed}
        return Note(NoteCode.FOLLOWED, values, "Ctrl+Z")
    return None
