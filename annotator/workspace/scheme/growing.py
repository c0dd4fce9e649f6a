"""A scheme that grows while an import goes on: labels, topics and overlaps that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import le

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import LONGEST_NAME
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats.articles import GivenArticle, GivenBlind, GivenSpan
from annotator.storage import Store
from annotator.workspace.scheme import files as schemes

_GROUP = "Topics"


class GrowingScheme:
    """The ids of a project's labels and topics by name. What is added is an act each.

    `known` are schemes from which a label or topic that is added takes its colour, guideline and
    so on; one that they do not have gets the next colour and the first free letter.
    """

    def __init__(
        self, store: Store, commit: Callable[[Act], None], known: Sequence[Scheme] = ()
    ) -> None:
        self._store = store
        self._commit = commit
        self._known = known
        self._to_take = known[:1]
        self.labels_added: list[str] = []
        self.topics_added: list[str] = []
        self.became_nested = False
        self._use(store.scheme.read())

    def read_again(self) -> None:
        """Take the scheme as it is stored now."""
        self._use(self._store.scheme.read())
        self.labels_added = [name for name in self.labels_added if name in self.labels]
        self.topics_added = [name for name in self.topics_added if name in self.topics]

    def check(self, given: GivenArticle) -> None:
        """Raise UserError where the scheme would have to grow for this article."""
        labels, topics = self._unknown(given)
        if labels or topics:
            lacks = Fault.SCHEME_LACKS_LABEL if labels else Fault.SCHEME_LACKS_TOPIC
            raise UserError(lacks, name=(labels or topics)[0])
        if self._needs_nesting(given):
            raise UserError(Fault.SPANS_MAY_NOT_OVERLAP)

    def fit(self, given: GivenArticle) -> None:
        """Add the labels and topics that the scheme lacks, and allow overlaps that are there."""
        self._take_over()
        labels, topics = self._unknown(given)
        implied = [name for review in given.reviews for name in review.implied or ()]
        topics += [name for name in dict.fromkeys(implied) if name not in {*self.topics, *topics}]
        for name in (*labels, *topics):
            if len(name) > LONGEST_NAME:
                raise UserError(Fault.NAME_TOO_LONG, length=len(name), most=LONGEST_NAME)
        for name in labels:
            self.add_label(name)
        for name in topics:
            self._add_topic(name)
        if self._needs_nesting(given):
            self._store.scheme.change(nested=True)
            self.became_nested = True
            self._use(self._store.scheme.read())

    def _take_over(self) -> None:
        """Take all of what is known into a project that has no labels yet."""
        known, self._to_take = self._to_take, ()
        for scheme in () if self.labels or self.topics else known:
            for label in scheme.labels:
                self.add_label(label.name)
            for topic in scheme.topics:
                self._add_topic(topic.name)
            names = {label.id: label.name for label in scheme.labels}
            pairs = scheme.label_map.items()
            label_map = {x: None if n is None else self.labels[names[n]] for x, n in pairs}
            also = {
                x: tuple(self.labels[names[n]] for n in more) for x, more in scheme.also_fed.items()
            }
            self._store.scheme.change(
                name=scheme.name,
                nested=scheme.nested or self._scheme.nested,
                label_map=label_map,
                also_fed=also,
            )
            self._use(self._store.scheme.read())

    def _use(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.version = scheme.version
        self.labels = {label.name: label.id for label in scheme.labels}
        self.topics = {topic.name: topic.id for topic in scheme.topics}

    def _unknown(self, given: GivenArticle) -> tuple[list[str], list[str]]:
        labels = [name for name in _label_names(given) if name not in self.labels]
        topics = [name for name in _topic_names(given) if name not in self.topics]
        return labels, topics

    def _needs_nesting(self, given: GivenArticle) -> bool:
        return not self._scheme.nested and any(map(_overlap, _layers(given)))

    def add_label(self, name: str) -> None:
        label: Label = replace(schemes.new_label(self._scheme, name), id=self._new_id())
        for known in filter(None, (scheme.label_named(name) for scheme in self._known)):
            key = "" if self._scheme.label_with_key(known.key) else known.key
            label = replace(
                known, id=label.id, position=label.position, key=key or label.key, retired=False
            )
        if (kept := self._store.bin.labels.named(Label, name)) is not None:
            label = kept  # articles in the bin have it: they may come back
        self._commit(Act(ActKind.LABEL_ADD, None, (Change(None, label),), name))
        self._use(replace(self._scheme, labels=(*self._scheme.labels, label)))
        self.labels_added.append(name)

    def _add_topic(self, name: str) -> None:
        group, changes = self._group_for(name)
        topic: Topic = schemes.new_topic(self._scheme, name, group.id)
        topic = replace(topic, id=self._new_id())
        for known in filter(None, (scheme.topic_named(name) for scheme in self._known)):
            topic = replace(
                known, id=topic.id, position=topic.position, key=topic.key, group=group.id
            )
        if (kept := self._store.bin.labels.named(Topic, name)) is not None:
            topic = replace(kept, group=topic.group)
        changes.append(Change(None, topic))
        self._commit(Act(ActKind.TOPIC_ADD, None, tuple(changes), name))
        self._use(replace(self._scheme, topics=(*self._scheme.topics, topic)))
        self.topics_added.append(name)

    def _new_id(self) -> int:
        """An id that no label or topic has or had: what was undone may be done again."""
        return max(self._store.label_use.highest_id() + 1, schemes.next_id(self._scheme))

    def _group_for(self, name: str) -> tuple[TopicGroup, list[Change]]:
        """The group of a topic: as it is known, else the first; made where there is none."""
        wanted = TopicGroup(0, _GROUP)
        for scheme in self._known:
            topic = scheme.topic_named(name)
            if topic is not None:
                wanted = next((x for x in scheme.groups if x.id == topic.group), wanted)
        there = self._scheme.groups
        same = [each for each in there if each.name == wanted.name]
        if same or (there and not wanted.id):
            return (same or list(there))[0], []
        number = max((each.id for each in there), default=0) + 1
        group = replace(wanted, id=number, position=len(there))
        self._use(replace(self._scheme, groups=(*there, group)))
        return group, [Change(None, group)]


def _label_names(given: GivenArticle) -> dict[str, None]:
    """The entity labels that a record uses, in the order they come."""
    names = [span.label for review in given.reviews for span in review.spans]
    names += [span.label for blind in _blind(given) for span in blind.spans]
    proposed = [x for x in given.suggestions if x.start is not None]
    names += [x.label for x in proposed if x.label is not None]
    names += [name for x in proposed if x.others for name, _ in x.others if name is not None]
    names += _decided(given, is_topic=False)
    return dict.fromkeys(names)


def _topic_names(given: GivenArticle) -> dict[str, None]:
    """The topics that a record uses, in the order they come."""
    names = [x.topic for review in given.reviews for x in review.topics if x.topic]
    names += [name for blind in _blind(given) for name in blind.topics if name]
    names += [x.label for x in given.suggestions if x.start is None and x.label is not None]
    names += _decided(given, is_topic=True)
    return dict.fromkeys(names)


def _blind(given: GivenArticle) -> list[GivenBlind]:
    return [review.blind for review in given.reviews if review.blind is not None]


def _decided(given: GivenArticle, *, is_topic: bool) -> list[str]:
    return [
        name
        for review in given.reviews
        for each in review.decisions
        if (given.suggestions[each.suggestion].start is None) == is_topic
        for name in (each.label, each.label_shown)
        if name is not None
    ]


def _layers(given: GivenArticle) -> Iterator[Sequence[GivenSpan]]:
    """The spans that must not overlap in a flat scheme: of each review, and of what was given."""
    for review in given.reviews:
        yield review.spans
    yield given.spans


def _overlap(spans: Sequence[GivenSpan]) -> bool:
    starts, ends = [x.start for x in spans], [x.end for x in spans]
    if all(map(le, ends, starts[1:])):
        return False  # they are in order, as they mostly come
    reached = 0
    for start, end in sorted(zip(starts, ends, strict=True)):
        if start < reached:
            return True
        reached = end
    return False
