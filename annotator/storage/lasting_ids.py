"""Lasting ids: what a label, topic group or topic is in every copy and hand-out of a project,
whatever it is called there and whichever number it has.

A row gets one when it is stored and keeps it: what an act says of it counts only where the row is
not there, as when an undo brings it back. Acts that were logged before there were any say nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from annotator.core.records import Change, Label, Record, Topic, TopicGroup

KINDS: Final = (Label, TopicGroup, Topic)
"""The records that have one."""

LASTING: Final = (
    *(
        f"UPDATE {name} SET uid = lower(hex(randomblob(8))) WHERE uid = ''"  # noqa: S608 - our own names
        for name in ("labels", "topic_groups", "topics")
    ),
    "INSERT OR IGNORE INTO settings VALUES ('project_uid', json_quote(lower(hex(randomblob(8)))))",
)
"""Statements that give one to what has none."""


def new_uid() -> str:
    """16 hex digits by chance."""
    return os.urandom(8).hex()


def settled(changes: Sequence[Change], present: Callable[[Record], Record | None]) -> list[Change]:
    """The changes with the lasting ids that the rows have, or get; `present` gives the row as it is
    now. A change with nothing to settle is the same object.
    """
    return [
        _settled(change, present) if isinstance(change.record, KINDS) else change
        for change in changes
    ]


def _settled(change: Change, present: Callable[[Record], Record | None]) -> Change:
    before, after = change.before, change.after
    if before is None:
        assert isinstance(after, KINDS)
        return change if after.uid else Change(None, replace(after, uid=new_uid()))
    now = present(before)
    uid = now.uid if isinstance(now, KINDS) else ""
    sides = [x for x in (before, after) if isinstance(x, KINDS)]
    if all(x.uid == uid for x in sides):
        return change
    old, new = (replace(x, uid=uid) if isinstance(x, KINDS) else x for x in (before, after))
    return Change(old, new)
