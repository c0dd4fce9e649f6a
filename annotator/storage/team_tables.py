"""The tables of work by several people, as their migration makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection


def make(connection: Connection) -> None:
    """Rounds, who got which articles, what was handed out and came back; which project it is."""
    connection.execute(
        """CREATE TABLE rounds (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            made_at TEXT NOT NULL,
            seed INTEGER NOT NULL,
            suggestions TEXT NOT NULL,
            plan TEXT NOT NULL)"""
    )
    columns = """ (
        round INTEGER NOT NULL REFERENCES rounds(id),
        article INTEGER NOT NULL REFERENCES articles(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        part TEXT NOT NULL,
        chance REAL NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (round, annotator, article, part)) WITHOUT ROWID"""
    connection.execute(f"CREATE TABLE draws{columns}")
    connection.execute("CREATE INDEX draws_copy ON draws(article, chance, position)")
    connection.execute("CREATE TABLE bin_draws (round, article, annotator, part, chance, position)")
    connection.execute("CREATE INDEX bin_draws_of ON bin_draws(article)")
    connection.execute(
        """CREATE TABLE handouts (
            uid TEXT PRIMARY KEY,
            round INTEGER NOT NULL REFERENCES rounds(id),
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            made_at TEXT NOT NULL,
            file TEXT NOT NULL) WITHOUT ROWID"""
    )
    connection.execute(
        """CREATE TABLE hand_ins (
            digest TEXT PRIMARY KEY,
            handout TEXT NOT NULL,
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            made_at TEXT NOT NULL,
            merged_at TEXT NOT NULL,
            act INTEGER NOT NULL) WITHOUT ROWID"""
    )
    connection.execute(
        "INSERT OR IGNORE INTO settings VALUES"
        " ('project_uid', json_quote(lower(hex(randomblob(8)))))"
    )
