"""A scheme as a plain dict that JSON can hold, and back: in the manifest of an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from annotator.core.records import Label, Scheme, Topic, TopicGroup

_R = TypeVar("_R", Label, Topic, TopicGroup)


def scheme_to_wire(scheme: Scheme) -> dict[str, Any]:
    """The scheme as dicts, lists, strings, numbers, booleans and None."""
    return {
        "name": scheme.name,
        "nested": scheme.nested,
        "labels": [_row(label) for label in scheme.labels],
        "groups": [_row(group) for group in scheme.groups],
        "topics": [_row(topic) for topic in scheme.topics],
        "label_map": dict(scheme.label_map),
        "version": scheme.version,
        "also_fed": {name: list(labels) for name, labels in scheme.also_fed.items()},
    }


def scheme_from_wire(wire: Mapping[str, Any]) -> Scheme:
    """The scheme that `scheme_to_wire` wrote; unknown fields are left aside.

    Raises KeyError, TypeError or ValueError on what is not a scheme.
    """
    scheme = Scheme(
        name=str(wire.get("name", "")),
        nested=bool(wire.get("nested", False)),
        labels=tuple(_record(Label, row) for row in wire["labels"]),
        groups=tuple(_record(TopicGroup, row) for row in wire.get("groups", ())),
        topics=tuple(_record(Topic, row) for row in wire.get("topics", ())),
        label_map={
            str(name): None if label is None else int(label)
            for name, label in dict(wire.get("label_map", {})).items()
        },
        version=int(wire.get("version", 1)),
        also_fed={
            str(name): tuple(map(int, labels))
            for name, labels in dict(wire.get("also_fed", {})).items()
        },
    )
    check_map(scheme)
    return scheme


def check_map(scheme: Scheme) -> None:
    """Raise ValueError where a label is fed that the scheme does not have."""
    known = {label.id for label in scheme.labels}
    pairs = [(name, label) for name, label in scheme.label_map.items() if label is not None]
    pairs += [(name, label) for name, more in scheme.also_fed.items() for label in more]
    for name, label in pairs:
        if label not in known:
            raise ValueError(f"“{name}” feeds label {label}, which is not in the scheme")


def _row(record: Label | Topic | TopicGroup) -> dict[str, Any]:
    """Without the lasting id: two exports of the same would differ by chance."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(record).items()
        if name != "uid"
    }


def _record(kind: type[_R], row: Mapping[str, Any]) -> _R:
    known = {field.name for field in fields(kind)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name in known
    }
    return kind(**values)
