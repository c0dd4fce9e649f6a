"""The scheme of a project: its labels, topics, and what feeds them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from annotator.core.records import Label, Mapped, Scheme, Topic, TopicGroup
from annotator.core.span_index import MAX_SPAN
from annotator.storage.codec import columns_of
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES
from annotator.storage.upkeep import Upkeep


class SchemeRows(Part):
    """The labels and what goes with them. Labels, groups and topics are changed by acts only."""

    def read(self) -> Scheme:
        """The labels as they are now, by position."""
        own = self._db.named("SELECT scheme_name, is_nested, scheme_version FROM project")
        mapped = self._records_of_map()
        return Scheme(
            name=own.get("scheme_name", ""),
            nested=bool(own.get("is_nested")),
            labels=self._records(Label),
            groups=self._records(TopicGroup),
            topics=self._records(Topic),
            label_map={x.pipeline_label: x.label for x in mapped},
            version=own.get("scheme_version", 1),
            also_fed={x.pipeline_label: x.also for x in mapped if x.also},
        )

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
                self._db.write("DELETE FROM label_map")
                self._db.write_many(_INSERT_MAPPED, label_map.items())
                if also_fed:
                    self._db.write_many(_ALSO, _also_rows(also_fed))
            self._db.write("UPDATE project SET scheme_version = scheme_version + 1")

    def nested_articles(self) -> int:
        """In how many articles spans of one annotator lie over each other."""
        return int(self._db.value(_NESTED) or 0)

    def _records_of_map(self) -> list[Mapped]:
        sql = f"SELECT {columns_of(Mapped)} FROM label_map ORDER BY pipeline_label"  # noqa: S608
        return self._db.records(Mapped, sql)

    def _records(self, record: type[Any]) -> tuple[Any, ...]:
        table = TABLES[record]
        sql = f"SELECT {columns_of(record)} FROM {table.name} ORDER BY position, id"  # noqa: S608
        return tuple(self._db.records(record, sql))


_NESTED = f"""SELECT count(DISTINCT a.article) FROM spans a JOIN spans b
    ON b.article = a.article AND b.annotator = a.annotator AND b.start >= a.start
    AND b.start < a."end" AND b.start <= a.start + {MAX_SPAN}
    AND (b.start, b."end", b.label) > (a.start, a."end", a.label)"""  # noqa: S608 - a number
_INSERT_MAPPED = "INSERT INTO label_map (pipeline_label, label) VALUES (?, ?)"
_ALSO = "UPDATE label_map SET also = ? WHERE pipeline_label = ?"


def _also_rows(also_fed: Mapping[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    return [(json.dumps(list(labels)), name) for name, labels in also_fed.items()]


def insert_scheme(connection: sqlite3.Connection, scheme: Scheme) -> None:
    """Write a new project's scheme."""
    for record in (*scheme.labels, *scheme.groups, *scheme.topics):
        table = TABLES[type(record)]
        connection.execute(table.insert, table.encode(record))
    connection.executemany(_INSERT_MAPPED, scheme.label_map.items())
    if scheme.also_fed:
        connection.executemany(_ALSO, _also_rows(scheme.also_fed))
    connection.execute(
        "UPDATE project SET scheme_name = ?, is_nested = ?, scheme_version = ?",
        (scheme.name, scheme.nested, scheme.version),
    )
