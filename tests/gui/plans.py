"""How SQLite does the statements of the window: none may read a table that grows with a project.

Without statistics of the rows its plans are the same for three articles and for a million.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

SMALL = {
    "project": "one row",
    "stamp": "one row",
    "settings": "a row a setting",
    "labels": "the scheme",
    "topic_groups": "the scheme",
    "topics": "the scheme",
    "label_map": "a row a label of the pipeline",
    "annotators": "the people",
    "models": "a few versions are kept",
    "cut_off_imports": "imports that were broken off",
    "bin": "ids of what was removed, a few bytes each",
    "bin_labels": "labels that were removed",
    "sqlite_master": "the tables",
    "sqlite_schema": "the tables",
    "_sqlite_migrations": "a row a migration",
    "sqlite_temp_master": "nothing",
}
"""Tables that may be read as a whole, and why."""

ALLOWED = {
    "FROM contradictions": "a list that each evaluation makes anew, of what is worth a look",
    "FROM kept_apart": "pairs that a person kept apart one by one",
    "FROM rulings": "rules that a person wrote one by one",
    "FROM listed_names GROUP BY source": "names that a person gave, by their lists",
    "sum(spans) FROM marked_surfaces GROUP BY label": "sums, when the scheme's page is opened",
    "FROM article_topics WHERE is_yes GROUP BY 1": "answers, when the scheme's page is opened",
    "WHERE shown = 'blind' AND status = 'done'": "an index of nothing else, of which one is read",
    "ORDER BY edited_at DESC, article DESC LIMIT": "the last ones, in the order of their index",
    "count(DISTINCT article) FROM reviews WHERE status = 'done'": "1 ms for 20,000 finished ones",
}
"""Statements that may read a table as a whole, by a part of them, and why."""

_SCAN = re.compile(r"SCAN (\w+)( VIRTUAL TABLE INDEX \d+:(\S*))?")
# All that a person has done, row by row; its index alone is a count of a few milliseconds.
_ALL_OF_ONE = re.compile(
    r"SEARCH \w+ USING INDEX reviews_by_status \(annotator=\?( AND status=\?)?\)$"
)
_SORTED = "USE TEMP B-TREE FOR ORDER BY"
# Of these only the first rows are read, whatever they hold.
_FIRST_ONLY = re.compile(
    r"EXISTS ?\(SELECT 1 FROM \w+\)|FROM \w+( INDEXED BY \w+)?( ORDER BY [\w, ]+)? LIMIT \d+"
)


def tables(connection: sqlite3.Connection) -> set[str]:
    """The tables of a project, those of the word index as one."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in names if not name.startswith("article_words_")}


def faults(connection: sqlite3.Connection, statements: Iterable[str]) -> list[str]:
    """What is wrong with the plans: a table that is read as a whole, an index that is missing."""
    grows = tables(connection) - SMALL.keys()
    return [fault for sql in statements for fault in _faults(connection, sql, grows)]


def _faults(connection: sqlite3.Connection, sql: str, grows: set[str]) -> Iterator[str]:
    try:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    except sqlite3.Error as error:
        yield f"{error}: {_short(sql)}"
        return
    for step in filter(_ALL_OF_ONE.match, steps):
        yield f"{step}: {_short(sql)}"
    is_for_first = bool(_FIRST_ONLY.search(" ".join(sql.split()))) and _SORTED not in steps
    if is_for_first or any(part in sql for part in ALLOWED):
        return
    for step in steps:
        found = _SCAN.match(step)
        if found is None:
            continue
        table = _table_of(found[1], sql)
        is_asked = bool(found[2]) and bool(found[3])  # the word index, by what is searched for
        if table in grows and not is_asked:
            yield f"{step}: {_short(sql)}"


def _table_of(name: str, sql: str) -> str:
    """The table that bears a name in a statement."""
    found = re.search(rf"\b(\w+)\s+(?:AS\s+)?{name}\b(?!\s*\()", sql)
    is_alias = found is not None and found[1].upper() not in _WORDS
    return found[1] if found is not None and is_alias else name


_WORDS = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "SELECT", "ON", "AND", "BY", "WHERE", "IN"}


def _short(sql: str) -> str:
    return " ".join(sql.split())[:300]
