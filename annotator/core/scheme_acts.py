"""What can be done to the scheme: labels, topic groups, topics. Each function returns acts.

Nothing is changed here: the caller stores the acts, in their order and as one group. Where there
are several, rows that refer to a label are changed by others than the one that takes it away.
Raises UserError where a rule forbids it. An act without changes has nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from annotator.core import feeding
from annotator.core.codes import ActKind
from annotator.core.listed_names import ListedName
from annotator.core.records import (
    Act,
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    Decision,
    Label,
    Mapped,
    Nesting,
    Scheme,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.values import dataclass

Item = Label | TopicGroup | Topic

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|[a-z]+")
_KEYS = {Label: "abcdefghijklmnopqrstuvwxyz", Topic: "123456789"}
_WORDS = {Label: "label", TopicGroup: "group", Topic: "topic"}
MERGED_INTO: Final = " → "
"""Between the two names in the words of a merge."""

_MAX_NAME = 200
LONGEST_NAME: Final = 1000
"""Characters that a name of the scheme may have at most, wherever it comes from. One that is typed
has `_MAX_NAME`; codebooks that others made ask whole questions.
"""
_MOST_CHANGES = 400


@dataclass(frozen=True, slots=True)
class Use:
    """What refers to a label or topic, over all annotators; `articles` have any of it."""

    spans: int = 0
    suggestions: int = 0
    decisions: int = 0
    answers: int = 0
    coding_rules: int = 0
    articles: int = 0

    @property
    def is_any(self) -> bool:
        return any((self.spans, self.suggestions, self.decisions, self.answers, self.coding_rules))


@dataclass(frozen=True, slots=True)
class AffectedRows:
    """The rows of one article that name a label or topic. Spans and answers of a second one are
    there too where they are in the way of the first's.
    """

    article: int
    spans: Sequence[Span] = ()
    suggestions: Sequence[Suggestion] = ()
    decisions: Sequence[Decision] = ()
    answers: Sequence[TopicAnswer] = ()
    blind: Sequence[BlindSpan] = ()
    blind_reviews: Sequence[BlindReview] = ()


def kind_of(item: Item) -> str:
    """What an item is called: "label", "group" or "topic"."""
    return _WORDS[type(item)]


def items(scheme: Scheme, item: Item) -> Sequence[Item]:
    """All of the same kind, in their order."""
    found: dict[type[Item], Sequence[Item]] = {
        Label: scheme.labels,
        TopicGroup: scheme.groups,
        Topic: scheme.topics,
    }
    return found[type(item)]


def siblings(scheme: Scheme, item: Item) -> Sequence[Item]:
    """Those among which an item has its place: for a topic, the topics of its group."""
    if isinstance(item, Topic):
        return [topic for topic in scheme.topics if topic.group == item.group]
    return items(scheme, item)


def add(scheme: Scheme, item: Item) -> Act:
    """Add a label, group or topic behind the others."""
    item = replace(item, position=max((x.position for x in items(scheme, item)), default=-1) + 1)
    _check_name(scheme, item, None)
    _check_rest(scheme, item)
    changes = (Change(None, item), *_take_key(scheme, item))
    return Act(ActKind(f"{kind_of(item)}.add"), None, changes, item.name)


def change(scheme: Scheme, before: Item, after: Item) -> Act:
    """Change what an item is called, looks like or says. A key that a retired one has is taken."""
    if before == after:
        return Act(ActKind(f"{kind_of(before)}.edit"), None, ())
    words = after.name
    if isinstance(before, Label) and isinstance(after, Label):
        after = _with_fitting_short(before, after)
    changes: list[Change] = [Change(before, after)]
    if before.name != after.name:
        _check_name(scheme, after, before)
        words = f"{before.name} → {after.name}"
        if isinstance(before, Label) and before.name not in scheme.label_map:
            # A pipeline's label of this name came here by its name: that goes on.
            changes.append(Change(None, Mapped(before.name, before.id)))
    _check_rest(scheme, after)
    changes += _take_key(scheme, after)
    return Act(ActKind(f"{kind_of(before)}.edit"), None, tuple(changes), words)


def _with_fitting_short(before: Label, after: Label) -> Label:
    """A short name that was the old name, and was not touched, would be shown on: it goes."""
    is_old = before.name == before.short == after.short
    return replace(after, short="") if is_old and before.name != after.name else after


def reorder(scheme: Scheme, item: Item, way: int) -> Act:
    """Move an item one place up (-1) or down (+1) among its siblings."""
    near = siblings(scheme, item)
    at = near.index(item) + way
    changes: list[Change] = []
    if 0 <= at < len(near):
        order = list(items(scheme, item))
        one, other = order.index(item), order.index(near[at])
        order[one], order[other] = order[other], order[one]
        for position, each in enumerate(order):
            if each.position != position:
                changes.append(Change(each, replace(each, position=position)))
    return Act(ActKind(f"{kind_of(item)}.order"), None, tuple(changes), item.name)


def nest(scheme: Scheme, is_nested: bool) -> Act:
    """Let spans lie over each other, or no more."""
    changes = (Change(Nesting(1, scheme.nested), Nesting(1, is_nested)),)
    return Act(ActKind.SCHEME_NEST, None, changes if scheme.nested != is_nested else ())


def retire(item: Label | Topic) -> Act:
    """Offer a label or topic no more; what has it keeps it."""
    after = replace(item, retired=True)
    changes = () if item == after else (Change(item, after),)
    return Act(ActKind(f"{kind_of(item)}.retire"), None, changes, item.name)


def restore(scheme: Scheme, item: Label | Topic, free_key: str) -> Act:
    """Offer a retired label or topic again; one that lost its key meanwhile gets `free_key`."""
    after = replace(item, retired=False, key=item.key or free_key)
    _check_rest(scheme, after)
    changes = () if item == after else (Change(item, after),)
    return Act(ActKind(f"{kind_of(item)}.restore"), None, changes, item.name)


def take_names(
    lists: Mapping[str, tuple[Iterable[ListedName], Iterable[ListedName]]],
    labels: Iterable[Change] = (),
) -> Act:
    """Let each list, by its source, hold other names than before: what it held, what it is to hold;
    with the `labels` that come into the scheme for that.
    """
    changes = list(labels)
    for before, after in lists.values():
        old, new = dict.fromkeys(before), dict.fromkeys(after)
        changes += [Change(x, None) for x in old if x not in new]
        changes += [Change(None, x) for x in new if x not in old]
    return Act(ActKind.NAMES_TAKE, None, tuple(changes), ", ".join(lists))


def remove_names(source: str, names: Iterable[ListedName]) -> Act:
    """Take away a list of names."""
    return Act(ActKind.NAMES_REMOVE, None, tuple(Change(x, None) for x in names), source)


def delete(scheme: Scheme, item: Item, use: Use, names: Iterable[ListedName] = ()) -> list[Act]:
    """Take away what nothing refers to, with the `names` that lists give it. The pipeline's labels
    that came here are ignored then.
    """
    kind = ActKind(f"{kind_of(item)}.delete")
    if isinstance(item, TopicGroup) and any(x.group == item.id for x in scheme.topics):
        raise UserError(Fault.GROUP_HAS_TOPICS, where=item.name)
    if use.is_any:
        raise UserError(Fault.IN_USE, where=item.name)
    freed = _mapped_anew(scheme, item, None) if isinstance(item, Label) else []
    freed += [Change(x, None) for x in names]
    acts = [Act(kind, None, tuple(freed), item.name)] if freed else []
    return [*acts, Act(kind, None, (Change(item, None),), item.name)]


def merge_labels(
    scheme: Scheme,
    source: Label,
    target: Label,
    touched: Iterable[AffectedRows],
    coding_rules: Iterable[CodingRule] = (),
    names: Sequence[ListedName] = (),
    there: Collection[ListedName] = (),
) -> Iterator[Act]:
    """Everything that names `source` names `target` from now on, and `source` is gone.

    Where a range has both, one span remains, with the question of either. What was decided and how
    stays as it was; only the label it names is another. `names` are those that lists give `source`,
    `there` those of `target`.
    """
    _check_merge(source, target)
    words = f"{source.name}{MERGED_INTO}{target.name}"
    first = _mapped_anew(scheme, source, target.id)
    first += [Change(x, None) for x in names]
    moved = [replace(x, label=target.id) for x in names]
    first += [Change(None, x) for x in moved if x not in there]
    first += [Change(x, replace(x, label=target.id)) for x in coding_rules]
    yield Act(ActKind.LABEL_MERGE, None, tuple(first), words)
    for page in touched:
        changes = chain(
            _merged_spans(page, source.id, target.id),
            _renamed(page, source, target),
            _merged_blind(page, source.id, target.id),
        )
        yield from _parted(ActKind.LABEL_MERGE, page.article, changes, words)
    yield Act(ActKind.LABEL_DELETE, None, (Change(source, None),), words)


def merge_topics(source: Topic, target: Topic, touched: Iterable[AffectedRows]) -> Iterator[Act]:
    """The same for topics: a yes to either is a yes, and the keywords are put together."""
    _check_merge(source, target)
    words = f"{source.name}{MERGED_INTO}{target.name}"
    keywords = tuple(dict.fromkeys((*target.keywords, *source.keywords)))
    after = replace(target, keywords=keywords)
    first = (Change(target, after),) if after != target else ()
    yield Act(ActKind.TOPIC_MERGE, None, first, words)
    for page in touched:
        changes = chain(
            _merged_answers(page, source.id, target.id),
            _renamed(page, source, target),
            _merged_yes(page, source.id, target.id),
        )
        yield from _parted(ActKind.TOPIC_MERGE, page.article, changes, words)
    yield Act(ActKind.TOPIC_DELETE, None, (Change(source, None),), words)


# -- rules ---------------------------------------------------------------------------------


def _check_name(scheme: Scheme, item: Item, before: Item | None) -> None:
    """Names are there, on one line, and differ by more than upper and lower case."""
    name = item.name
    if not name.strip():
        raise UserError(Fault.NAME_EMPTY)
    if name != name.strip() or not name.isprintable() or len(name) > _MAX_NAME:
        raise UserError(Fault.NAME_UNFIT, most=_MAX_NAME)
    for other in items(scheme, item):
        if other != before and other.name.casefold() == name.casefold():
            raise UserError(Fault.NAME_TAKEN, name=other.name)


def _check_rest(scheme: Scheme, item: Item) -> None:
    if isinstance(item, TopicGroup):
        return
    if not _COLOUR.fullmatch(item.colour):
        raise UserError(Fault.NO_COLOUR, colour=item.colour)
    if isinstance(item, Topic) and all(group.id != item.group for group in scheme.groups):
        raise UserError(Fault.NO_SUCH_GROUP, where=item.name)
    if not item.key:
        return
    if len(item.key) != 1 or item.key not in _KEYS[type(item)]:
        is_label = isinstance(item, Label)
        unfit = Fault.KEY_UNFIT_FOR_LABEL if is_label else Fault.KEY_UNFIT_FOR_TOPIC
        raise UserError(unfit, key=item.key)
    for other in _with_key(scheme, item):
        if not other.retired:  # a retired one does not take it either
            raise UserError(Fault.KEY_TAKEN, key=item.key.upper(), name=other.name)


def _with_key(scheme: Scheme, item: Label | Topic) -> list[Label | Topic]:
    """Others of the same kind with the same key."""
    others: Sequence[Label | Topic] = scheme.labels if isinstance(item, Label) else scheme.topics
    return [x for x in others if item.key and x.id != item.id and x.key == item.key]


def _take_key(scheme: Scheme, item: Item) -> list[Change]:
    if isinstance(item, TopicGroup) or item.retired:
        return []
    return [Change(x, replace(x, key="")) for x in _with_key(scheme, item)]


def _check_merge(source: Label | Topic, target: Label | Topic) -> None:
    if source.id == target.id:
        raise UserError(Fault.MERGE_INTO_ITSELF, where=source.name)
    if target.retired:
        raise UserError(Fault.MERGE_INTO_RETIRED, where=target.name)


# -- rows ----------------------------------------------------------------------------------


def _mapped_anew(scheme: Scheme, label: Label, target: int | None) -> list[Change]:
    """What the pipeline's labels feed once a label is gone; where no other takes its place, its own
    name is left alone.
    """
    names = feeding.feeds_of(scheme, label)
    if target is None:
        names = tuple(name for name in names if name in scheme.label_map)
    return [feeding.instead(scheme, name, label.id, target) for name in names]


def _parted(kind: ActKind, article: int, changes: Iterator[Change], words: str) -> Iterator[Act]:
    """The changes of an article as acts of a few each, so that a window can paint between them."""
    while part := tuple(islice(changes, _MOST_CHANGES)):
        yield Act(kind, article, part, words)


def _merged_spans(page: AffectedRows, source: int, target: int) -> Iterator[Change]:
    there = {(x.annotator, x.start, x.end): x for x in page.spans if x.label == target}
    for span in page.spans:
        if span.label != source:
            continue
        twin = there.get((span.annotator, span.start, span.end))
        if twin is None:
            yield Change(span, replace(span, label=target))
            continue
        yield Change(span, None)
        if span.question and not twin.question:
            yield Change(twin, replace(twin, question=span.question))


def _merged_blind(page: AffectedRows, source: int, target: int) -> Iterator[Change]:
    there = {(x.annotator, x.start, x.end) for x in page.blind if x.label == target}
    for span in page.blind:
        if span.label == source:
            has_twin = (span.annotator, span.start, span.end) in there
            yield Change(span, None if has_twin else replace(span, label=target))


def _merged_answers(page: AffectedRows, source: int, target: int) -> Iterator[Change]:
    there = {x.annotator: x for x in page.answers if x.topic == target}
    for answer in page.answers:
        if answer.topic != source:
            continue
        twin = there.get(answer.annotator)
        if twin is None:
            yield Change(answer, replace(answer, topic=target))
            continue
        yield Change(answer, None)
        if answer.is_yes and not twin.is_yes:
            yield Change(twin, replace(twin, is_yes=True, way=answer.way))


def _merged_yes(page: AffectedRows, source: int, target: int) -> Iterator[Change]:
    for review in page.blind_reviews:
        topics = {target if topic == source else topic for topic in review.topics}
        yield Change(review, replace(review, topics=tuple(sorted(topics))))


def _renamed(page: AffectedRows, source: Label | Topic, target: Label | Topic) -> Iterator[Change]:
    """Suggestions and decisions name the other label; the values of before are in the log."""
    for suggestion in page.suggestions:
        yield Change(suggestion, replace(suggestion, label=target.id))
    for decision in page.decisions:
        after = replace(
            decision,
            label=target.id if decision.label == source.id else decision.label,
            label_shown=target.id if decision.label_shown == source.id else decision.label_shown,
        )
        yield Change(decision, after)
