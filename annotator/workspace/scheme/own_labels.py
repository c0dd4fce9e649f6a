"""A scheme made of names that a person types: each label fed by what the pipeline calls so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.core import feeding, scheme_acts
from annotator.core.records import Change, Label, Mapped, Scheme
from annotator.workspace.scheme import files as schemes


def names_of(typed: str) -> tuple[str, ...]:
    """The names in a line with commas, each once, upper and lower case aside."""
    found: dict[str, str] = {}
    for name in typed.replace("\n", ",").split(","):
        name = " ".join(name.split())
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def scheme_of(names: Iterable[str], pipeline_labels: tuple[str, ...]) -> Scheme:
    """A scheme of these labels, with colours, keys and what feeds them.

    UserError for what can't be the name of a label.
    """
    scheme = Scheme(name="own")
    for name in names:
        label, changes = made(scheme, name, pipeline_labels)
        scheme_acts.add(scheme, label)  # refuses what can't be a name
        label_map = dict(scheme.label_map)
        for change in changes:
            if isinstance(change.after, Mapped):
                label_map[change.after.pipeline_label] = change.after.label
        scheme = replace(scheme, labels=(*scheme.labels, label), label_map=label_map)
    return scheme


def made(
    scheme: Scheme, name: str, pipeline_labels: tuple[str, ...], number: int | None = None
) -> tuple[Label, tuple[Change, ...]]:
    """The label that a name gets in a scheme, and the changes of what feeds it."""
    label = schemes.new_label(scheme, name)
    fed = feeding.proposed(scheme, name, pipeline_labels)
    is_doubtful = bool(feeding.OFTEN_WRONG.intersection(fed))
    label = replace(label, id=number or label.id, doubtful=is_doubtful)
    after = replace(scheme, labels=(*scheme.labels, label))
    names = dict.fromkeys((*feeding.feeds_of(after, label), *fed))
    return label, feeding.feed(after, label, names).changes
