"""The scheme of a project: its labels, topics, and what feeds them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from annotator.core.records import Label, Mapped, Scheme, Topic, TopicGroup
from annotator.core.span_index import MAX_SPAN
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.lasting_ids import new_uid
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES
from annotator.storage.scheme_damage import NameOf, damaged_rows, key_of, stand_in
from annotator.storage.upkeep import Upkeep

R = TypeVar("R")


class SchemeRows(Part):
    """The labels and what goes with them. Labels, groups and topics are changed by acts only.

    `name_of` words the names of what stands in for damaged ones: in English, or as the window does.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.name_of: NameOf = str

    def read(self) -> Scheme:
        """The labels as they are now, by position; stand-ins for damaged ones, behind the rest."""
        own = self._db.named("SELECT scheme_name, is_nested, scheme_version FROM project")
        mapped = self._records_of_map()
        labels, damaged_labels = self._records(Label)
        groups, damaged_groups = self._records(TopicGroup)
        topics, damaged_topics = self._records(Topic)
        groups += tuple(self._stand_in(TopicGroup, x) for x in damaged_groups)
        of_damaged = self._groups_of(damaged_topics, [group.id for group in groups])
        if 0 in of_damaged.values():
            groups += (self._stand_in(TopicGroup, 0),)
        return Scheme(
            name=own.get("scheme_name", ""),
            nested=bool(own.get("is_nested")),
            labels=(*labels, *(self._stand_in(Label, x) for x in damaged_labels)),
            groups=groups,
            topics=(*topics, *(self._stand_in(Topic, x, group) for x, group in of_damaged.items())),
            label_map={x.pipeline_label: x.label for x in mapped},
            version=own.get("scheme_version", 1),
            also_fed={x.pipeline_label: x.also for x in mapped if x.also},
            damaged_labels=frozenset(damaged_labels),
            damaged_topics=frozenset(damaged_topics),
            damaged_groups=frozenset(damaged_groups),
        )

    def labels(self) -> tuple[Label, ...]:
        """The labels that are sound, by position."""
        return self._records(Label)[0]

    def change(
        self,
        *,
        name: str | None = None,
        nested: bool | None = None,
        label_map: Mapping[str, int | None] | None = None,
        also_fed: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        """Change what is not a label itself, as a new version. Not an act, so not undone."""
        with self._db.maintaining(Upkeep.SCHEME):
            if name is not None:
                self._db.write("UPDATE project SET scheme_name = ?", (name,))
            if nested is not None:
                self._db.write("UPDATE project SET is_nested = ?", (nested,))
            if label_map is not None:
                there = [(x.pipeline_label,) for x in self._records_of_map()]
                self._db.write_many(_DELETE_MAPPED, there)  # a damaged row stays
                self._db.write_many(_INSERT_MAPPED, label_map.items())
                if also_fed:
                    self._db.write_many(_ALSO, _also_rows(also_fed))
            self._db.write("UPDATE project SET scheme_version = scheme_version + 1")

    def nested_articles(self) -> int:
        """In how many articles spans of one annotator lie over each other."""
        return int(self._db.value(_NESTED) or 0)

    def _stand_in(self, kind: type[Any], number: int, group: int = 0) -> Any:
        return stand_in(kind, number, group, self.name_of)

    def _records_of_map(self) -> list[Mapped]:
        return self._sound(Mapped, "pipeline_label")[0]

    def _records(self, record: type[Any]) -> tuple[tuple[Any, ...], list[int]]:
        """The records, and the numbers of those that are damaged."""
        found, damaged = self._sound(record, "position, id")
        return tuple(found), damaged

    def _sound(self, record: type[R], order: str) -> tuple[list[R], list[Any]]:
        damaged = list(damaged_rows(self._db, record))
        marks = ", ".join("?" * len(damaged))
        sql = (
            f"SELECT {columns_of(record)} FROM {TABLES[record].name}"  # noqa: S608 - our own names
            f" WHERE {key_of(record)} NOT IN ({marks}) ORDER BY {order}"
        )
        return self._db.records(record, sql, damaged), damaged

    def _groups_of(self, topics: list[int], groups: list[int]) -> dict[int, int]:
        """The groups of damaged topics, or of each 0 where it can't be told."""
        sql = "SELECT CASE typeof(topic_group) WHEN 'integer' THEN topic_group END FROM topics"
        found = {topic: self._db.value(f"{sql} WHERE id = ?", (topic,)) for topic in topics}
        return {topic: group if group in groups else 0 for topic, group in found.items()}


_NESTED = f"""SELECT count(DISTINCT a.article) FROM spans a JOIN spans b
    ON b.article = a.article AND b.annotator = a.annotator AND b.start >= a.start
    AND b.start < a."end" AND b.start <= a.start + {MAX_SPAN}
    AND (b.start, b."end", b.label) > (a.start, a."end", a.label)"""  # noqa: S608 - a number
_DELETE_MAPPED = "DELETE FROM label_map WHERE pipeline_label = ?"
_INSERT_MAPPED = "INSERT INTO label_map (pipeline_label, label) VALUES (?, ?)"
_ALSO = "UPDATE label_map SET also = ? WHERE pipeline_label = ?"


def _also_rows(also_fed: Mapping[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    return [(json.dumps(list(labels)), name) for name, labels in also_fed.items()]


def insert_scheme(connection: sqlite3.Connection, scheme: Scheme) -> None:
    """Write a new project's scheme."""
    given: tuple[Label | TopicGroup | Topic, ...]
    given = (*scheme.labels, *scheme.groups, *scheme.topics)
    for each in given:
        table, record = TABLES[type(each)], replace(each, uid=each.uid or new_uid())
        connection.execute(table.insert, table.encode(record))
    connection.executemany(_INSERT_MAPPED, scheme.label_map.items())
    if scheme.also_fed:
        connection.executemany(_ALSO, _also_rows(scheme.also_fed))
    connection.execute(
        "UPDATE project SET scheme_name = ?, is_nested = ?, scheme_version = ?",
        (scheme.name, scheme.nested, scheme.version),
    )
