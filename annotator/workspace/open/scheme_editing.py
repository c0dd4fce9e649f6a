"""Changing the scheme of an open project: each change is stored at once, as one undo group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from annotator.core import feeding, scheme_acts
from annotator.core.codes import ActKind, Back
from annotator.core.damaged_scheme import is_stand_in
from annotator.core.records import Act, Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Item, Use
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.workspace.learning import pipelines
from annotator.workspace.open.project import Project
from annotator.workspace.scheme import files as schemes
from annotator.workspace.scheme import own_labels

_DIGITS = "123456789"


class SchemeEditing:
    """The labels, topic groups and topics of a project, and what can be done to them.

    Methods raise UserError before anything was changed, and EnvironmentFault when it is not saved.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._groups: set[int] = set()

    @property
    def scheme(self) -> Scheme:
        return self._project.scheme

    def counts(self) -> tuple[dict[int, int], dict[int, int]]:
        """Spans by label, and answers with yes by topic."""
        return self._project.store.label_use.counts()

    def use(self, item: Item) -> Use:
        """What refers to an item. To a topic group nothing does but its topics."""
        if isinstance(item, TopicGroup):
            return Use()
        return self._project.store.label_use.of(item)

    def now(self, item: Item) -> Item | None:
        """The item as it is now; None when it is gone."""
        found = scheme_acts.items(self.scheme, item)
        return next((each for each in found if each.id == item.id), None)

    # -- adding ----------------------------------------------------------------------------

    def add_label(self, name: str) -> Label:
        """A new label with the next colour and the first letter that is free."""
        label, changes = own_labels.made(
            self.scheme, name.strip(), self.pipeline_labels, self._new_id()
        )
        act = scheme_acts.add(self.scheme, label)
        fed = Act(ActKind.LABEL_FEED, None, changes, label.name)
        self._commit([act, fed] if changes else [act])
        return self.scheme.label(label.id)

    # -- what feeds a label ----------------------------------------------------------------

    @cached_property
    def pipeline_labels(self) -> tuple[str, ...]:
        """The labels of the pipeline that reads the articles, and what else is mapped."""
        return pipelines.entity_labels(self._project.pipeline)

    def feeds(self, label: Label) -> tuple[str, ...]:
        """Those of the pipeline's labels that feed a label."""
        known = dict.fromkeys((*self.pipeline_labels, *self.scheme.label_map))
        return tuple(x for x in feeding.feeds_of(self.scheme, label) if x in known)

    def feeding(self, label: Label) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
        """The pipeline's labels, those that feed a label, and the names of what they feed besides.

        Labels that are mapped though this pipeline lacks them are there too.
        """
        names = tuple(dict.fromkeys((*self.pipeline_labels, *self.scheme.label_map)))
        others = {}
        for name in names:
            fed = [x.name for x in feeding.fed_by(self.scheme, name) if x.id != label.id]
            others.update({name: ", ".join(fed)} if fed else {})
        return names, self.feeds(label), others

    def feed(self, label: Label, names: Iterable[str], *, joins: int | None = None) -> int | None:
        """Let just these of the pipeline's labels feed a label: the undo group."""
        shown = set(self.feeding(label)[0])
        own = (x for x in feeding.feeds_of(self.scheme, label) if x not in shown)
        return self._commit([feeding.feed(self.scheme, label, (*names, *own))], joins)

    # -- spans over each other -------------------------------------------------------------

    def nest(self, is_nested: bool) -> None:
        """Let spans lie over each other or no more; UserError where some do."""
        count = 0 if is_nested else self._project.store.scheme.nested_articles()
        if count:
            raise UserError(Fault.SPANS_OVERLAP_IN, count=count)
        self._commit([scheme_acts.nest(self.scheme, is_nested)])

    def add_group(self, name: str) -> TopicGroup:
        """A new topic group, with several answers."""
        group = self._new_group(name)
        self._commit([scheme_acts.add(self.scheme, group)])
        return next(each for each in self.scheme.groups if each.id == group.id)

    def add_topic(self, name: str, group: int | None, first_group: str = "Topics") -> Topic:
        """A new topic with the first digit that is free; where there is no group, one is made."""
        scheme, with_it = self.scheme, Act(ActKind.GROUP_ADD, None, ())
        if group is None:
            made = self._new_group(first_group)
            with_it = scheme_acts.add(scheme, made)
            scheme, group = replace(scheme, groups=(*scheme.groups, made)), made.id
        topic = Topic(self._new_id(), name.strip(), group, self._free_digit())
        act = scheme_acts.add(scheme, topic)
        self._commit([replace(act, changes=(*with_it.changes, *act.changes))])
        return self.scheme.topic(topic.id)

    # -- changing --------------------------------------------------------------------------

    def change(self, item: Item, *, joins: int | None = None, **fields: Any) -> int | None:
        """Change fields of an item: the undo group, None where nothing is to do.

        With `joins` the change belongs to an earlier group of the same item and is undone with it.
        """
        after = replace(item, **fields)
        self._check_answers(item, after)
        return self._commit([scheme_acts.change(self.scheme, item, after)], joins)

    def move(self, item: Item, way: int) -> bool:
        """Move an item up (-1) or down (+1); whether it could."""
        return self._commit([scheme_acts.reorder(self.scheme, item, way)]) is not None

    def retire(self, item: Label | Topic) -> None:
        """Offer it no more; what has it keeps it, what is only suggested is not shown."""
        self._commit([scheme_acts.retire(item)], is_deep=True)

    def restore(self, item: Label | Topic) -> None:
        """Offer it again, with its key where nobody took that."""
        if isinstance(item, Label):
            key = schemes.free_key(item.name, {each.key for each in self.scheme.labels})
        else:
            key = self._free_digit()
        self._commit([scheme_acts.restore(self.scheme, item, key)], is_deep=True)

    def delete(self, item: Item) -> None:
        """Delete what nothing refers to."""
        listed = self._project.store.listed_names
        names = listed.of_label(item.id) if isinstance(item, Label) else ()
        self._commit(scheme_acts.delete(self.scheme, item, self.use(item), names))

    def remove_names(self, source: str) -> None:
        """Take away a list of names."""
        names = self._project.store.listed_names.of_list(source)
        self._commit([scheme_acts.remove_names(source, names)], is_deep=True)

    # -- merging ---------------------------------------------------------------------------

    def targets(self, source: Label | Topic) -> Sequence[Label | Topic]:
        """What a label or topic can be merged into."""
        is_label = isinstance(source, Label)
        found: Sequence[Label | Topic] = self.scheme.labels if is_label else self.scheme.topics
        return [each for each in found if each.id != source.id and not each.retired]

    def twins(self, source: Label | Topic, target: Label | Topic) -> int:
        """How many ranges have both labels: there a merge leaves one span of two."""
        if isinstance(source, Label) and isinstance(target, Label):
            return self._project.store.label_use.twins(source, target)
        return 0

    def merge(self, source: Label | Topic, target: Label | Topic) -> None:
        """Everything that names `source` names `target` from now on, and `source` is gone."""
        store, scheme = self._project.store, self.scheme
        touched = store.label_use.touched(source, target)
        if isinstance(source, Label) and isinstance(target, Label):
            coding_rules = store.coding_rules.naming(source)
            names, there = map(store.listed_names.of_label, (source.id, target.id))
            acts = scheme_acts.merge_labels(
                scheme, source, target, touched, coding_rules, names, set(there)
            )
        else:
            assert isinstance(source, Topic) and isinstance(target, Topic)
            self._check_one_answer(target.group, source, (source.id, target.id))
            acts = scheme_acts.merge_topics(source, target, touched)
        self._commit(acts, is_deep=True)

    # -- the way back ----------------------------------------------------------------------

    def undo(self) -> str | None:
        """Take back the last change made here: its words. None where the last act was another."""
        return self._back(ActKind.UNDO)

    def redo(self) -> str | None:
        """Do again what was taken back here."""
        return self._back(ActKind.REDO)

    def _back(self, kind: Back) -> str | None:
        project = self._project
        store = project.store
        peek = store.history.peek_undo if kind == ActKind.UNDO else store.history.peek_redo
        target = peek(project.annotator)
        if target is None or target[0] not in self._groups:
            return None
        project.catch_up()
        back = store.history.undo if kind == ActKind.UNDO else store.history.redo
        undone = back(project.annotator, project.now())
        if undone is None:
            return None
        project.undoing.take(undone)
        return undone.words

    # -- private ---------------------------------------------------------------------------

    def _commit(
        self, acts: Iterable[Act], joins: int | None = None, *, is_deep: bool = False
    ) -> int | None:
        """Store the acts as one group; None where there is nothing to do."""
        if isinstance(acts, Sequence) and not any(act.changes for act in acts):
            return None
        acts = map(self._checked, acts)
        group = self._project.commit_scheme(acts, joins, is_deep=is_deep)
        self._groups.add(group)
        return group

    def _checked(self, act: Act) -> Act:
        """The act; UserError where it would be written over a damaged row."""
        for change in act.changes:
            if change.before is not None and is_stand_in(self.scheme, change.before):
                raise UserError(Fault.LABEL_DAMAGED, where=getattr(change.before, "name", ""))
        return act

    def _check_answers(self, before: Item, after: Item) -> None:
        """Refuse what would leave a group of one answer with two."""
        if isinstance(before, TopicGroup) and isinstance(after, TopicGroup):
            if before.several and not after.several:
                self._check_one_answer(after.id, is_one=True)
        elif isinstance(before, Topic) and isinstance(after, Topic) and before.group != after.group:
            self._check_one_answer(after.group, before)

    def _check_one_answer(
        self,
        group_id: int,
        joining: Topic | None = None,
        same: tuple[int, int] = (0, 0),
        *,
        is_one: bool = False,
    ) -> None:
        group = next((each for each in self.scheme.groups if each.id == group_id), None)
        if group is None or (group.several and not is_one):
            return
        topics = [topic for topic in self.scheme.topics if topic.group == group_id]
        count = self._project.store.label_use.several_yes(
            [*topics, *([joining] if joining else [])], same
        )
        if count:
            raise UserError(Fault.TWO_ANSWERS_IN, name=group.name, count=count)

    def _new_id(self) -> int:
        return max(self._project.store.label_use.highest_id() + 1, schemes.next_id(self.scheme))

    def _new_group(self, name: str) -> TopicGroup:
        return TopicGroup(max((x.id for x in self.scheme.groups), default=0) + 1, name.strip())

    def _free_digit(self) -> str:
        taken = {topic.key for topic in self.scheme.topics}
        return next((digit for digit in _DIGITS if digit not in taken), "")
