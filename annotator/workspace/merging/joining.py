"""The scheme of a file and that of the project: what is the same, new, or called otherwise.

Labels, groups and topics are joined by their lasting ids; those that are unknown here by what they
were merged into, and then by name. What is still unknown comes as a proposal: retired, without a
key, behind the others.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import field, replace
from typing import Final, TypeVar

from annotator.core.records import Change, Label, Scheme, Topic, TopicGroup
from annotator.formats.work_file import WorkHead, WorkItem
from annotator.storage import Store
from annotator.values import dataclass

_JOINED: Final = "joined_ids"
"""The setting with the lasting ids that were joined by name: theirs, ours."""

_Item = TypeVar("_Item", Label, TopicGroup, Topic)


@dataclass(slots=True)
class Joined:
    """For each place of the file's scheme the number here; the rows to add, and what is told:
    names of new items, (here, there) of what is called otherwise, names that were joined by name,
    (there, here) of what was merged here meanwhile, and the same of what the coder merged.
    """

    labels: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    by_name: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    merged_there: list[tuple[str, str]] = field(default_factory=list)
    scheme: Scheme = field(default_factory=Scheme)


class Joiner:
    """Joins schemes of files to that of a project; `join` changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gone: dict[str, str] | None = None
        self._by_name: dict[str, str] = {}

    def join(
        self, head: WorkHead, used_labels: Iterable[int], used_topics: Iterable[int]
    ) -> Joined:
        """What each item of the file's scheme is here. New ones are added where something uses
        them; of a hand-out or copy of the project, all that the coder has made.
        """
        scheme = self._store.scheme.read()
        found = Joined(scheme=scheme)
        is_own = head.project == self._store.team.project_uid
        labels = range(len(head.labels)) if is_own else {*used_labels}
        topics = range(len(head.topics)) if is_own else {*used_topics}
        next_id = max(
            self._store.label_use.highest_id(),
            *(x.id for x in scheme.labels),
            *(x.id for x in scheme.topics),
        )
        taken = {x.name.casefold() for x in scheme.labels}
        found.labels = [0] * len(head.labels)
        for place, item in enumerate(head.labels):
            known = self._known(scheme.labels, item, head.labels, found)
            if known is None and place in labels:
                next_id += 1
                name = _free_name(item.name, head.coder, taken)
                known = Label(
                    next_id, name, item.short, item.colour, guideline=item.guideline,
                    position=_behind(scheme.labels) + len(found.proposed), retired=True,
                    uid=item.uid,
                )  # fmt: skip
                found.changes.append(Change(None, known))
                found.proposed.append(name)
            found.labels[place] = 0 if known is None else known.id
        self._join_topics(head, scheme, topics, next_id, found)
        found.merged_there = [
            (gone.name, item.name)
            for gone in head.gone
            for item in (head.topics if gone.is_topic else head.labels)
            if item.uid == gone.into and self._has(scheme, gone.uid)
        ]
        return found

    def _join_topics(
        self, head: WorkHead, scheme: Scheme, wanted: Container[int], next_id: int, found: Joined
    ) -> None:
        groups: dict[int, int] = {}
        taken = {x.name.casefold() for x in scheme.topics}
        found.topics = [0] * len(head.topics)
        for place, item in enumerate(head.topics):
            known = self._known(scheme.topics, item, head.topics, found)
            if known is None and place in wanted:
                next_id += 1
                if item.group not in groups:
                    groups[item.group] = self._group(head, item.group, scheme, found)
                name = _free_name(item.name, head.coder, taken)
                known = Topic(
                    next_id, name, groups[item.group], keywords=item.keywords,
                    guideline=item.guideline, colour=item.colour,
                    position=_behind(scheme.topics) + len(found.proposed), retired=True,
                    uid=item.uid,
                )  # fmt: skip
                found.changes.append(Change(None, known))
                found.proposed.append(name)
            found.topics[place] = 0 if known is None else known.id

    def _group(self, head: WorkHead, place: int, scheme: Scheme, found: Joined) -> int:
        """The group here of a group there; added where there is none."""
        item = head.groups[place]
        known = self._known(scheme.groups, item, head.groups, Joined())
        if known is not None:
            return known.id
        added = [x.after for x in found.changes if isinstance(x.after, TopicGroup)]
        number = max((x.id for x in (*scheme.groups, *added)), default=0) + 1
        position = _behind(scheme.groups) + len(added)
        group = TopicGroup(number, item.name, item.several, item.required, position, item.uid)
        found.changes.insert(0, Change(None, group))
        return number

    def _known(
        self, items: Sequence[_Item], item: WorkItem, others: Sequence[WorkItem], found: Joined
    ) -> _Item | None:
        """What an item there is here; None where it is new."""
        if item.uid:
            same = next((x for x in items if x.uid == item.uid), None)
            if same is not None:
                if same.name != item.name:
                    found.renamed.append((same.name, item.name))
                return same
            joined = self._store.settings.get(_JOINED, {}).get(item.uid)
            same = next((x for x in items if x.uid == joined), None)
            if same is not None:
                found.by_name.append(same.name)
                return same
            same = self._merged_into(items, item)
            if same is not None:
                found.merged.append((item.name, same.name))
                return same
        theirs = {x.uid for x in others if x.uid}
        name = item.name.casefold()
        same = next((x for x in items if x.name.casefold() == name and x.uid not in theirs), None)
        if same is not None:
            found.by_name.append(same.name)
        return same

    def _merged_into(self, items: Sequence[_Item], item: WorkItem) -> _Item | None:
        """What an item was merged into here, and that perhaps again."""
        if self._gone is None:
            gone = self._store.merging.gone()
            self._gone = {x.uid: x.into for x in gone}
            self._by_name = {x.name: x.uid for x in gone}
        uid, seen = item.uid, set[str]()
        while uid in self._gone and uid not in seen:
            seen.add(uid)
            into = self._gone[uid]
            same = next((x for x in items if x.name == into), None)
            if same is not None:
                return same
            uid = self._by_name.get(into, "")
        return None

    def _has(self, scheme: Scheme, uid: str) -> bool:
        return uid in {x.uid for x in scheme.labels} | {x.uid for x in scheme.topics}


def keep_joined(store: Store, head: WorkHead, joined: Joined) -> None:
    """Remember what was joined by name, so that it stays so when it is called otherwise."""
    scheme = joined.scheme
    ours = {x.id: (x.name, x.uid) for x in scheme.labels}
    ours |= {x.id: (x.name, x.uid) for x in scheme.topics}
    new: dict[str, str] = {}
    for items, numbers in ((head.labels, joined.labels), (head.topics, joined.topics)):
        for item, number in zip(items, numbers, strict=True):
            name, uid = ours.get(number, ("", ""))
            if item.uid and uid not in ("", item.uid) and name in joined.by_name:
                new[item.uid] = uid
    known = store.settings.get(_JOINED, {})
    if not new.items() <= known.items():
        store.settings.set(_JOINED, {**known, **new})


def renamed_proposals(joined: Joined, before: WorkHead, head: WorkHead) -> list[Change]:
    """What a file calls otherwise than the one whose place it takes, of what is still a proposal
    and called so here.
    """
    changes = []
    scheme = joined.scheme
    pairs = (
        (scheme.labels, before.labels, head.labels),
        (scheme.topics, before.topics, head.topics),
    )
    for ours, earlier, items in pairs:
        names = {x.uid: x.name for x in earlier}
        taken = {x.name.casefold() for x in ours}
        for item in items:
            known: Label | Topic | None = next((x for x in ours if x.uid == item.uid), None)
            if (
                known is not None
                and known.retired
                and known.name == names.get(item.uid) != item.name
                and item.name.casefold() not in taken
            ):
                changes.append(Change(known, replace(known, name=item.name)))
                joined.renamed.remove((known.name, item.name))
    return changes


def with_changes(scheme: Scheme, changes: Iterable[Change]) -> Scheme:
    """The scheme with what is added to it."""
    added = [x.after for x in changes]
    return replace(
        scheme,
        labels=(*scheme.labels, *(x for x in added if isinstance(x, Label))),
        groups=(*scheme.groups, *(x for x in added if isinstance(x, TopicGroup))),
        topics=(*scheme.topics, *(x for x in added if isinstance(x, Topic))),
    )


def _behind(items: Sequence[Label | TopicGroup | Topic]) -> int:
    return max((x.position for x in items), default=-1) + 1


def _free_name(name: str, coder: str, taken: set[str]) -> str:
    """The name, with whose it is behind it where something else is called so."""
    found, number = name, 1
    while found.casefold() in taken:
        found = f"{name} ({coder})" if number == 1 else f"{name} ({coder} {number})"
        number += 1
    taken.add(found.casefold())
    return found
