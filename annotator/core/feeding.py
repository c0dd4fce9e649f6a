"""Which of a pipeline's labels feed which labels of the scheme.

A pipeline's label that is mapped feeds those labels, in the scheme's order; one that is not mapped
feeds the label of its own name, if there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from annotator.core.codes import ActKind
from annotator.core.label_meanings import likely_feeds
from annotator.core.records import Act, Change, Label, Mapped, Scheme

OFTEN_WRONG = frozenset("ORG FAC LAW EVENT LOC PRODUCT WORK_OF_ART MISC ORGANIZATION".split())
"""What a stock pipeline gets wrong so often that suggestions of it are doubtful at first: of its
organisations a third are exactly right."""


def fed_by(scheme: Scheme, name: str) -> tuple[Label, ...]:
    """The labels in use that a pipeline's label feeds, the first one first; () where it is ignored
    or unknown.
    """
    if name not in scheme.label_map:
        own = scheme.label_named(name)
        return () if own is None or own.retired else (own,)
    numbers = _numbers(scheme, name)
    return tuple(label for label in scheme.labels if label.id in numbers and not label.retired)


def feeds_of(scheme: Scheme, label: Label) -> tuple[str, ...]:
    """The names of the pipeline's labels that feed a label, by what is mapped, then its own."""
    names = [name for name in scheme.label_map if label.id in _numbers(scheme, name)]
    return tuple(names) if label.name in scheme.label_map else (*names, label.name)


def rivals(scheme: Scheme) -> Mapping[int, tuple[int, ...]]:
    """For each label that shares a pipeline's label with others: these others, in order."""
    found: dict[int, dict[int, None]] = {}
    for name in scheme.also_fed:
        fed = [label.id for label in fed_by(scheme, name)]
        for one in fed:
            found.setdefault(one, {}).update(dict.fromkeys(x for x in fed if x != one))
    return {label: tuple(others) for label, others in found.items() if others}


def feed(scheme: Scheme, label: Label, names: Iterable[str]) -> Act:
    """Let just these of the pipeline's labels feed a label. Those that fed it and are not among
    them feed the others that they fed, or are ignored.
    """
    wanted, now = dict.fromkeys(names), feeds_of(scheme, label)
    changes = [with_(scheme, name, label.id) for name in wanted if name not in now]
    changes += [without(scheme, name, label.id) for name in now if name not in wanted]
    words = f"{label.name} ← {', '.join(wanted)}" if wanted else label.name
    return Act(ActKind.LABEL_FEED, None, tuple(x for x in changes if x.before != x.after), words)


def with_(scheme: Scheme, name: str, label: int) -> Change:
    """The change by which a pipeline's label feeds one label more."""
    return _change(scheme, name, [*_numbers(scheme, name), label])


def without(scheme: Scheme, name: str, label: int) -> Change:
    """The change by which it feeds one label less."""
    return _change(scheme, name, [x for x in _numbers(scheme, name) if x != label])


def instead(scheme: Scheme, name: str, label: int, other: int | None) -> Change:
    """The change by which it feeds another label (None: none) in the place of one."""
    numbers = [other if x == label else x for x in _numbers(scheme, name)]
    return _change(scheme, name, [x for x in numbers if x is not None])


def proposed(scheme: Scheme, name: str, pipeline_labels: Collection[str]) -> tuple[str, ...]:
    """Those of a pipeline's labels that would feed a new label of this name: what it most likely
    means, as far as it feeds no other label.
    """
    return tuple(x for x in likely_feeds(name, pipeline_labels) if not fed_by(scheme, x))


def fed_anew(scheme: Scheme, pipeline_labels: Collection[str]) -> Scheme:
    """The scheme with what is proposed for each label that nothing feeds; what is mapped, and be it
    to nothing, stays.
    """
    for label in scheme.labels:
        if any(x in pipeline_labels for x in feeds_of(scheme, label)):
            continue
        names = proposed(scheme, label.name, pipeline_labels)
        for name in (x for x in names if x not in scheme.label_map):
            scheme = replace(scheme, label_map={**scheme.label_map, name: label.id})
    return scheme


def digest(scheme: Scheme) -> str:
    """What the suggested labels depend on, in a few letters: suggestions made with another one are
    old. "" for a scheme without entity labels.
    """
    told = [f"{name}>{','.join(map(str, _numbers(scheme, name)))}" for name in scheme.label_map]
    told += [f"{x.id}={x.name}" for x in scheme.labels if not x.retired]
    return sha256("\n".join(sorted(told)).encode()).hexdigest()[:8] if told else ""


def _numbers(scheme: Scheme, name: str) -> list[int]:
    """The ids of the labels that a pipeline's label feeds, retired ones too."""
    if name not in scheme.label_map:
        own = scheme.label_named(name)
        return [] if own is None else [own.id]
    first = scheme.label_map[name]
    return ([] if first is None else [first]) + list(scheme.also_fed.get(name, ()))


def _change(scheme: Scheme, name: str, numbers: Iterable[int]) -> Change:
    before = None
    if name in scheme.label_map:
        before = Mapped(name, scheme.label_map[name], tuple(scheme.also_fed.get(name, ())))
    order = {label.id: at for at, label in enumerate(scheme.labels)}
    kept = sorted(dict.fromkeys(numbers), key=lambda x: order.get(x, len(order)))
    return Change(before, Mapped(name, kept[0] if kept else None, tuple(kept[1:])))
