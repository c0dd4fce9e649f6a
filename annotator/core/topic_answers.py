"""What a review says about every topic: with the no's that follow from the answers that were given.

A topic group is one question about the article. In a finished article a group with a yes is
answered as a whole: its other topics that were offered are no. "None applies" is an answer too. A
group without either is undecided: its topics are missing, which is not the same as no.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from annotator.core.records import Scheme, Topic
from annotator.values import dataclass

K = TypeVar("K", bound=Hashable)

NONE_APPLIES = 0
"""The topic of the answer that no topic applies to the article."""

UNGROUPED = 0
"""Stands for the group of topics whose group is not there: a question that takes several answers.
"""

TopicTimes = Mapping[int, Sequence[tuple[str, bool]]]
"""By topic, from when on it was offered or not: (time, whether), in order, the first from ""."""


@dataclass(frozen=True, slots=True)
class CompletedAnswers:
    """The answers of one review, by id: of all topics as given, with those that follow from them.

    `implied` are the topics that are no because their group was answered. Of the groups with
    topics that were offered, `answered` have a yes or a no to all (these are in `none` too),
    `undecided` have neither, `broken` take one answer and have several yes. `later` are topics that
    came after the review.
    """

    answers: Mapping[int, bool]
    implied: frozenset[int] = frozenset()
    answered: tuple[int, ...] = ()
    none: tuple[int, ...] = ()
    undecided: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    later: tuple[int, ...] = ()

    def for_training(self, scheme: Scheme) -> dict[int, bool]:
        """The answers that a model can learn: of topics in use, and of no group that is broken."""
        groups = groups_of(scheme)
        return {
            topic.id: self.answers[topic.id]
            for group, topics in groups.items()
            if group not in self.broken
            for topic in topics
            if topic.id in self.answers and not topic.retired
        }


def completed(
    scheme: Scheme,
    answers: Mapping[int, bool],
    *,
    is_finished: bool,
    was_offered: Callable[[int], bool] = lambda _: True,
    known: Collection[int] | None = None,
) -> CompletedAnswers:
    """What the answers of a review (by topic id, 0 with yes for "none applies") say in all.

    An answer that was given always stays as it is. In a review that is not finished, only a yes in
    a group that takes one answer says something about the others.
    `was_offered` tells whether a topic was in the scheme when the review was finished; `known` are
    the topics that are no by what follows, where that was found out with another scheme.
    """
    given = {topic: is_yes for topic, is_yes in answers.items() if topic != NONE_APPLIES}
    is_none = bool(answers.get(NONE_APPLIES))
    single = {group.id for group in scheme.groups if not group.several}
    implied: dict[int, bool] = {}
    answered, none, undecided, broken, later = [], [], [], [], []
    for group, topics in groups_of(scheme).items():
        yes = [topic.id for topic in topics if given.get(topic.id)]
        live = [topic for topic in topics if not topic.retired]
        asked = [topic.id for topic in live if topic.id in given or topic.id in (known or ())]
        if known is None or not (asked or is_none):
            asked = [topic.id for topic in live if topic.id in given or was_offered(topic.id)]
        else:
            implied |= {topic: False for topic in asked if topic not in given}
        later += [topic.id for topic in live if topic.id not in asked]
        if group in single and len(yes) > 1:
            broken.append(group)
        elif yes or (asked and (is_none or all(topic in given for topic in asked))):
            answered.append(group)
            if not yes:
                none.append(group)
            if known is None and (is_finished or (yes and group in single)):
                implied |= {topic: False for topic in asked if topic not in given}
        elif asked:
            undecided.append(group)
    return CompletedAnswers(
        given | implied,
        frozenset(implied),
        tuple(answered),
        tuple(none),
        tuple(undecided),
        tuple(broken),
        tuple(later),
    )


def groups_of(scheme: Scheme) -> dict[int, list[Topic]]:
    """The topics of each group, in the order of the scheme; those of no group are UNGROUPED.

    An export asks for each article: the answer about the last scheme is kept.
    """
    global _last  # noqa: PLW0603
    if _last[0] is not scheme:
        _last = scheme, _grouped(scheme)
    return _last[1]


_last: tuple[Scheme | None, dict[int, list[Topic]]] = (None, {})


def _grouped(scheme: Scheme) -> dict[int, list[Topic]]:
    found: dict[int, list[Topic]] = {group.id: [] for group in scheme.groups}
    for topic in scheme.topics:
        group = topic.group if topic.group in found else UNGROUPED
        found.setdefault(group, []).append(topic)
    return {group: topics for group, topics in found.items() if topics}


def was_offered(times: TopicTimes, topic: int, at: str) -> bool:
    """Whether a topic was offered at a time, as far as is known."""
    offered = True
    for since, is_offered in times.get(topic, ()) if at else ():
        if since > at:
            break
        offered = is_offered
    return offered


def always_yes_f1(answers: Iterable[Mapping[K, bool]], topics: Iterable[K]) -> float | None:
    """Macro F1 of saying yes to each of the topics always; None where none has a yes."""
    given = list(answers)
    found = []
    for topic in topics:
        said = [each[topic] for each in given if topic in each]
        if any(said):
            found.append(2 * sum(said) / (len(said) + sum(said)))
    return sum(found) / len(found) if found else None
