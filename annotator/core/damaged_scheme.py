"""A scheme of which some rows can't be read: stand-ins are shown for them, and neither chosen nor
changed.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.core.records import Label, Scheme, Topic, TopicGroup


def sound(scheme: Scheme) -> Scheme:
    """The scheme without its damaged labels and topics; the groups stay."""
    labels, topics = scheme.damaged_labels, scheme.damaged_topics
    fed = {name: label for name, label in scheme.label_map.items() if label not in labels}
    return replace(
        scheme,
        labels=tuple(x for x in scheme.labels if x.id not in labels),
        topics=tuple(x for x in scheme.topics if x.id not in topics),
        label_map=fed,
        also_fed={
            name: tuple(x for x in also if x not in labels)
            for name, also in scheme.also_fed.items()
            if name in fed
        },
        damaged_labels=frozenset(),
        damaged_topics=frozenset(),
    )


def is_stand_in(scheme: Scheme, item: object) -> bool:
    """Whether something else than this is stored, and can't be read."""
    if isinstance(item, Label):
        return item.id in scheme.damaged_labels
    if isinstance(item, Topic):
        return item.id in scheme.damaged_topics
    return isinstance(item, TopicGroup) and item.id in scheme.damaged_groups | {0}
