"""One value of one row is changed in each column of each table, or a row taken away: what the check
of a project does not notice, and why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from annotator.storage import Store
from annotator.workspace import checking

OF_PEOPLE = frozenset({
    "articles", "labels", "spans", "decisions", "article_topics", "reviews", "rulings", "acts",
    "blind_spans", "blind_reviews", "listed_names", "kept_apart", "settled", "bin", "bin_reviews",
})  # fmt: skip
"""Tables of what people decide."""

_NO_ACT = "it is set by no act: when a project is made, or by an import"
_NO_ACT_TELLS = "it came with the article; no act and no hash has it"
_MEASURED = "it is measured, not decided"
_MADE_BY_RUN = "a pipeline says so; it is no act, and another run says other things"
_FOUND = "a job finds it, and finds it again"
_TOLD = "it is told of an act, and changes nothing"
_CAME = "it came with an imported article, and no act has it"
_BY_CHANCE = "any is as good, until another project has it too"
_COUNTER = "a counter that only has to differ"
UNNOTICED = {
    "project": dict.fromkeys(("scheme_name", "is_nested", "created_at"), _NO_ACT)
    | dict.fromkeys(("scheme_version", "bin_version"), _COUNTER),
    "settings": dict.fromkeys(("name", "-"), "a setting may be anything, and have been never set"),
    "annotators": {"name": _NO_ACT, "role": _NO_ACT, "of": _NO_ACT},
    "labels": {"uid": _BY_CHANCE},
    "topic_groups": dict.fromkeys(("name", "required", "position"), _NO_ACT) | {"uid": _BY_CHANCE},
    "topics": dict.fromkeys(
        ("name", "topic_group", "key", "guideline", "colour", "position", "retired"), _NO_ACT
    ) | {"uid": _BY_CHANCE},
    "rounds": dict.fromkeys(("name", "made_at", "seed", "suggestions", "plan"), _NO_ACT),
    "label_map": dict.fromkeys(("pipeline_label", "label", "-"), _NO_ACT),
    "articles": dict.fromkeys(
        ("key", "published", "source", "url", "language", "source_offset", "imported_at"),
        _NO_ACT_TELLS,
    ),
    "bin_articles": dict.fromkeys(
        ("key", "published", "source", "url", "language", "source_offset", "imported_at",
         "duplicate_of"), _NO_ACT_TELLS,
    ),
    "bin_token_bounds": dict.fromkeys(
        ("article", "run", "starts", "ends", "sentence_starts", "-"), _MADE_BY_RUN
    ),
    "bin_article_runs": dict.fromkeys(
        ("article", "suggested_run", "latest_run", "doubt", "for_others", "-"), _MADE_BY_RUN
    ),
    "bin_judgements": dict.fromkeys(("article", "version", "-"), _FOUND),
    "bin_readings": dict.fromkeys(("article", "fingerprint", "evidence", "-"), _FOUND),
    "article_runs": dict.fromkeys(("doubt", "for_others"), _MADE_BY_RUN),
    "runs": dict.fromkeys(
        ("kind", "pipeline", "version", "fingerprint", "corrector"), _MADE_BY_RUN
    ),
    "suggestions": dict.fromkeys(("score",), _MADE_BY_RUN),
    "bin_suggestions": dict.fromkeys(
        ("id", "article", "label", "start", "end", "source", "run", "score", "is_maybe", "-"),
        _MADE_BY_RUN,
    ),
    "reviews": dict.fromkeys(
        ("seconds", "seconds_to_first_act", "share_seen", "shown", "run", "chosen",
         "scheme_version", "edited_at"), _MEASURED,
    ),
    "bin_reviews": dict.fromkeys(
        ("seconds", "seconds_to_first_act", "share_seen", "shown", "run", "chosen",
         "scheme_version", "edited_at"), _MEASURED,
    ),
    "bin_spans": dict.fromkeys(
        ("annotator", "label", "origin", "suggestion", "question", "-"), _CAME
    ),
    "acts": dict.fromkeys(("at", "kind", "words"), _TOLD),
    "models": dict.fromkeys(
        ("kind", "version", "made_at", "fingerprint", "articles", "is_better", "weights", "-"),
        _FOUND,
    ),
    "readings": dict.fromkeys(("article", "fingerprint", "evidence", "-"), _FOUND),
    "judgements": dict.fromkeys(("article", "version", "-"), _FOUND),
    "contradictions": dict.fromkeys(
        ("article", "start", "end", "reviewed", "said", "probability", "-"), _FOUND
    ),
    "sketches": dict.fromkeys(("is_compared", "-"), _FOUND),
    "near_copies": dict.fromkeys(("article", "-"), _FOUND),
    "bin_article_topics": dict.fromkeys(("article", "annotator", "topic", "way", "-"), _CAME),
    "bin": {"place": "the order in which the bin is shown"},
}  # fmt: skip
"""By table, what of it ("-": a row that is gone) can be another without being noticed, and why."""


@contextmanager
def broken(store: Store, sql: str, values: Any = ()) -> Iterator[None]:
    """Let another program's statement be in force for a while."""
    connection = store._db.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("SAVEPOINT broken")
    connection.execute("DROP TRIGGER articles_stay")
    try:
        assert connection.execute(sql, values).rowcount
        store._db.rollbacks += 1  # so that nothing of before is remembered
        yield
    finally:
        connection.execute("ROLLBACK TO broken")
        connection.execute("RELEASE broken")
        store._db.rollbacks += 1


def unnoticed(store: Store, tables: Collection[str] = ()) -> dict[str, set[str]]:
    """By table, the columns of which one value was changed without being noticed; "-" for a row
    that was taken away. All tables, or some.
    """
    connection = store._db.connection
    found: dict[str, set[str]] = {}
    for table in _tables(connection):
        if tables and table not in tables:
            continue
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()
        for at, name in enumerate([*names, "-"] if rows else ()):
            row = next((x for x in rows if name != "-" and x[at] is not None), rows[0])
            if not _is_noticed(store, table, names, row, at):
                found.setdefault(table, set()).add(name)
    return found


def _is_noticed(store: Store, table: str, names: list[str], row: tuple[Any, ...], at: int) -> bool:
    which = " AND ".join(f'"{name}" IS ?' for name in names)
    if at == len(names):
        sql, values = f"DELETE FROM {table} WHERE {which}", row
    else:
        sql = f'UPDATE {table} SET "{names[at]}" = ? WHERE {which}'
        values = (_another(row[at]), *row)
    try:
        with broken(store, sql, values):
            return any(True for _ in checking.damages(store))
    except sqlite3.IntegrityError:
        return True  # SQLite itself forbids it


def _tables(connection: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    listed = [name for (name,) in connection.execute(sql)]
    # The search's own tables are SQLite's; of the notes of migrations nothing is read.
    return [x for x in listed if not x.startswith(("article_words", "_sqlite", "stamp"))]


def _another(value: Any) -> Any:
    if value is None:
        return 1
    if isinstance(value, int | float):
        return value + 1
    return value + (b"\1" if isinstance(value, bytes) else "x")
