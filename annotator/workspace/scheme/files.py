"""Schemes as TOML files: the presets that come with the program, and a person's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator import paths
from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import LONGEST_NAME
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.values import dataclass

PALETTE = (
    "orange", "blue", "green", "purple", "teal", "magenta", "olive", "brown", "red", "slate",
    "aubergine", "spruce", "azure", "rose", "violet", "maroon", "mauve", "wine",
    "denim", "indigo", "pink", "moss", "lavender", "berry", "emerald", "navy",
)  # fmt: skip
_CODEBOOKS = (".qdc", ".qdpx", ".qde")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FIELDS = {
    "scheme": ("name", "title", "description", "nested", "labels", "topic_groups", "label_map"),
    "labels": (
        "name", "short", "colour", "key", "guideline", "leave_out", "exceptions", "doubtful",
    ),
    "topic_groups": ("name", "several", "required", "topics"),
    "topics": ("name", "keywords", "guideline", "colour"),
}  # fmt: skip

USUAL_LEAVE_OUT = ("the", "’s", "'s", "’", "'")
"""What spans of a label begin and end without, unless its scheme says otherwise. Measured on five
sets of gold: four leave the article out, and it was most of what a stock pipeline has wrong edges
by."""
USUAL_EXCEPTIONS = ("The Hague", "The Gambia", "The Bahamas")


@dataclass(frozen=True, slots=True)
class Preset:
    """A scheme that comes with the program."""

    name: str
    title: str
    description: str


def presets() -> list[Preset]:
    """The schemes that come with the program, in the order of their names."""
    found = []
    for path in sorted(paths.schemes_dir().glob("*.toml")):
        table = _read(path)
        title, description = table.get("title", path.stem), table.get("description", "")
        found.append(Preset(path.stem, str(title), str(description)))
    return found


def load(name: str) -> Scheme:
    """A preset by name, or the scheme in a file by path, TOML or a codebook of REFI-QDA; UserError
    where it is not sound.
    """
    preset = paths.schemes_dir() / f"{name}.toml"
    if "/" not in name and "\\" not in name and preset.is_file():
        return with_keys(parse(_read(preset), preset.name))
    path = Path(name).expanduser()
    if not path.is_file():
        known = ", ".join(each.name for each in presets())
        raise UserError(Fault.NO_SUCH_SCHEME, name=name, known=known)
    _require_something(path)
    if path.suffix.lower() in _CODEBOOKS:
        return with_keys(parse(_read_codebook(path), str(path)))
    return with_keys(parse(_read(path), str(path)))


def parse(table: Mapping[str, Any], where: str) -> Scheme:
    """The scheme that a TOML table describes. Ids count from 1, entity labels first."""
    reader = _Reader(where)
    reader.check_fields(table, "scheme")
    labels = tuple(reader.label(each, at) for at, each in enumerate(reader.tables(table, "labels")))
    groups: list[TopicGroup] = []
    topics: list[Topic] = []
    for each in reader.tables(table, "topic_groups"):
        groups.append(reader.group(each, len(groups)))
        for topic in reader.tables(each, "topics"):
            topics.append(reader.topic(topic, len(labels), len(topics), groups[-1].id))
    reader.check_unique([each.name for each in labels], "labels")
    reader.check_unique([each.key for each in labels if each.key], "key")
    reader.check_unique([each.name for each in topics], "topics")
    fed = reader.label_map(table, labels)
    return Scheme(
        name=reader.text(table, "name") or Path(where).stem,
        nested=reader.flag(table, "nested"),
        labels=labels,
        groups=tuple(groups),
        topics=tuple(topics),
        label_map={name: next(iter(numbers), None) for name, numbers in fed.items()},
        also_fed={name: numbers[1:] for name, numbers in fed.items() if numbers[1:]},
    )


def new_label(scheme: Scheme, name: str) -> Label:
    """The label that `name` gets in `scheme`: the next colour, the first letter that is free."""
    used = {each.colour for each in scheme.labels}
    colour = next(
        (each for each in PALETTE if each not in used), PALETTE[len(scheme.labels) % len(PALETTE)]
    )
    return Label(
        id=next_id(scheme),
        name=name,
        short=name,
        colour=colour,
        key=free_key(name, {each.key for each in scheme.labels}),
        leave_out=USUAL_LEAVE_OUT,
        exceptions=USUAL_EXCEPTIONS,
        position=len(scheme.labels),
    )


def new_topic(scheme: Scheme, name: str, group: int) -> Topic:
    """The topic that `name` gets in `scheme`; the first nine have a digit, in their order."""
    digit = len(scheme.topics) + 1
    key = str(digit) if digit <= 9 and not scheme.topic_with_key(str(digit)) else ""
    return Topic(next_id(scheme), name, group, key, position=len(scheme.topics))


def next_id(scheme: Scheme) -> int:
    """The first id that no label and no topic has."""
    ids = [label.id for label in scheme.labels] + [topic.id for topic in scheme.topics]
    return max(ids, default=0) + 1


def free_key(name: str, taken: Iterable[str]) -> str:
    """The first letter of `name` that is not taken, then any; "" when all are."""
    taken = set(taken)
    return next(
        (each for each in name.lower() + _LETTERS if each in _LETTERS and each not in taken), ""
    )


def with_keys(scheme: Scheme) -> Scheme:
    """The scheme with a letter for each label that has none, as long as there are letters."""
    taken = {each.key for each in scheme.labels}
    labels = []
    for label in scheme.labels:
        key = label.key or free_key(label.name, taken)
        taken.add(key)
        labels.append(replace(label, key=key))
    return replace(scheme, labels=tuple(labels))


def _require_something(path: Path) -> None:
    from annotator.formats.encoding import is_blank  # rarely needed, and not at the start

    with suppress(OSError), path.open("rb") as stream:  # that is told where it is read
        if is_blank(stream):
            raise UserError(Fault.FILE_EMPTY, where=str(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(Fault.NOT_TOML, where=str(path), reason=str(error)) from error
    except OSError as error:
        raise EnvironmentFault(Fault.NOT_READ, where=str(path), reason=reason_of(error)) from error


def _read_codebook(path: Path) -> dict[str, Any]:
    from annotator.formats.reading import BadRecord  # rarely needed, and not at the start
    from annotator.formats.refi.codebook import scheme_table

    try:
        with path.open("rb") as stream:
            return {"name": path.stem, **scheme_table(stream)}
    except BadRecord as error:
        reason = str(error.reason)
        raise UserError(Fault.NOT_A_CODEBOOK, where=str(path), reason=reason) from error
    except OSError as error:
        raise EnvironmentFault(Fault.NOT_READ, where=str(path), reason=reason_of(error)) from error


class _Reader:
    """Takes typed values from a table; what is of another kind is a UserError with its place."""

    def __init__(self, where: str) -> None:
        self._where = where

    def label(self, table: Mapping[str, Any], position: int) -> Label:
        self.check_fields(table, "labels")
        name = self._name(table, "labels")
        key = self.text(table, "key").lower()
        if key and (len(key) > 1 or key not in _LETTERS):
            raise UserError(Fault.KEY_NOT_A_LETTER, where=self._where, name=name, key=key)
        return Label(
            id=position + 1,
            name=name,
            short=self.text(table, "short") or name,
            colour=self.text(table, "colour") or PALETTE[position % len(PALETTE)],
            key=key,
            guideline=self.text(table, "guideline"),
            leave_out=self._texts(table, "leave_out", USUAL_LEAVE_OUT),
            exceptions=self._texts(table, "exceptions", USUAL_EXCEPTIONS),
            doubtful=self.flag(table, "doubtful"),
            position=position,
        )

    def group(self, table: Mapping[str, Any], position: int) -> TopicGroup:
        self.check_fields(table, "topic_groups")
        several = self.flag(table, "several", default=True)
        required = self.flag(table, "required")
        name = self._name(table, "topic_groups")
        return TopicGroup(position + 1, name, several, required, position)

    def topic(self, table: Mapping[str, Any], labels: int, position: int, group: int) -> Topic:
        self.check_fields(table, "topics")
        return Topic(
            id=labels + position + 1,
            name=self._name(table, "topics"),
            group=group,
            key=str(position + 1) if position < 9 else "",
            keywords=self._texts(table, "keywords"),
            guideline=self.text(table, "guideline"),
            colour=self.text(table, "colour") or "slate",
            position=position,
        )

    def label_map(
        self, table: Mapping[str, Any], labels: tuple[Label, ...]
    ) -> dict[str, tuple[int, ...]]:
        """Which labels each of the pipeline's labels feeds: a name, a list of them, "" for none."""
        ids = {label.name: label.id for label in labels}
        given = table.get("label_map", {})
        if not isinstance(given, dict):
            raise UserError(Fault.LABEL_MAP_NOT_A_TABLE, where=self._where)
        found: dict[str, tuple[int, ...]] = {}
        for pipeline, value in given.items():
            names = value if isinstance(value, list) else [value] if value != "" else []
            for name in names:
                if not isinstance(name, str) or name not in ids:
                    raise UserError(Fault.LABEL_MAP_UNKNOWN, where=self._where, name=name)
            found[pipeline] = tuple(dict.fromkeys(ids[name] for name in names))
        return found

    def tables(self, table: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
        found = table.get(field, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise UserError(Fault.NOT_A_LIST_OF_TABLES, where=self._where, field=field)
        return found

    def text(self, table: Mapping[str, Any], field: str) -> str:
        found = table.get(field, "")
        if not isinstance(found, str):
            raise UserError(Fault.NOT_A_TEXT, where=self._where, field=field)
        return found.strip()

    def flag(self, table: Mapping[str, Any], field: str, default: bool = False) -> bool:
        found = table.get(field, default)
        if not isinstance(found, bool):
            raise UserError(Fault.NOT_TRUE_OR_FALSE, where=self._where, field=field)
        return found

    def check_fields(self, table: Mapping[str, Any], kind: str) -> None:
        """Refuse a field that a scheme, label, topic group or topic does not have: a slip would
        else be lost without a word.
        """
        unknown = next((each for each in table if each not in _FIELDS[kind]), None)
        if unknown is not None:
            from difflib import get_close_matches

            values = {"table": kind, "field": unknown, "known": ", ".join(_FIELDS[kind])}
            near = get_close_matches(unknown, _FIELDS[kind], 1)
            if near:
                raise UserError(Fault.NO_SUCH_FIELD_BUT, where=self._where, near=near[0], **values)
            raise UserError(Fault.NO_SUCH_FIELD, where=self._where, **values)

    def check_unique(self, values: list[str], table: str) -> None:
        twice = next((each for each in values if values.count(each) > 1), None)
        if twice is not None:
            raise UserError(Fault.NAME_TWICE, where=self._where, table=table, name=twice)

    def _name(self, table: Mapping[str, Any], kind: str) -> str:
        name = self.text(table, "name")
        if not name:
            raise UserError(Fault.NAME_MISSING, where=self._where, table=kind)
        if len(name) > LONGEST_NAME:
            lengths = {"length": len(name), "most": LONGEST_NAME}
            raise UserError(Fault.NAME_TOO_LONG, where=self._where, **lengths)
        return name

    def _texts(
        self, table: Mapping[str, Any], field: str, usual: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        found = table.get(field, list(usual))
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise UserError(Fault.NOT_A_LIST_OF_TEXTS, where=self._where, field=field)
        return tuple(found)
