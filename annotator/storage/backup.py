"""A backup of a project as a file: made, looked into, and held against the project of today."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator.storage.checks import check_content, check_file
from annotator.storage.connection import connect
from annotator.storage.copying import OnStep, copied_state, copy, state_of
from annotator.storage.faults import faults
from annotator.storage.one_name import require_closed as require_closed
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup and the project of today have in common, by number: what only the project has
    would be gone after a restore (`lost`), what only the backup has would be back (`back`).
    """

    lost: int
    back: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a restore would change. `acts` were done since the backup; `labels` are those that would
    be gone, `labels_back` those that would come back.
    """

    acts: int
    articles: Held
    finished: Held
    spans: Held
    topics: Held
    labels: tuple[str, ...] = ()
    labels_back: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the project is as the backup has it, as far as people work on it."""
        held = (self.articles, self.finished, self.spans, self.topics)
        counts = (self.acts, *(each.lost + each.back for each in held))
        return not any(counts) and not self.labels and not self.labels_back


def created_at(project: Path) -> str:
    """When a project was made: the same in all its copies. Raises UserError for other files."""
    with _reading(project) as connection:
        (found,) = connection.execute("SELECT created_at FROM project").fetchone()
        return str(found)


def state_in(backup: Path) -> str:
    """The token of the state that the project was in when the backup was made."""
    with _untouched(backup) as connection:
        return copied_state(connection)


class Moment:
    """A project as it is now, whatever is written to it from here on, until this is closed. It may
    be handed to another thread.
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        with faults(str(project)):
            self._connection = connect(project, is_for_thread=True)
            try:
                check_content(self._connection, project)
                self._connection.execute("BEGIN")
                self.state = state_of(self._connection)
            except BaseException:
                self._connection.close()
                raise

    def copy_to(self, to: Path, on_step: OnStep) -> None:
        """Copy it, once: it ends with the copy."""
        copy(self._connection, self.project, to, on_step=on_step)

    def close(self) -> None:
        """Let the log be folded in again."""
        self._connection.close()


def make(moment: Moment, to: Path, on_step: OnStep = lambda _done, _total: None) -> None:
    """Make a backup while others go on working; it is read back, and opened, before it counts."""
    moment.copy_to(to, on_step)
    try:
        check(to)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def check(backup: Path) -> None:
    """Raise UserError where a backup can't be used."""
    with _untouched(backup) as connection, faults(str(backup)):
        for table in ("project", "annotators", "labels", "articles", "reviews"):
            connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchall()  # noqa: S608


def put_back(backup: Path, project: Path, on_step: OnStep = lambda _done, _total: None) -> None:
    """Put a copy of a backup in the place of a project that nobody has open."""
    with _untouched(backup) as connection:
        copy(connection, backup, project, may_replace=project.exists(), on_step=on_step)


def difference(project: Path, backup: Path) -> Difference:
    """What would change if a backup was put in the place of the project."""
    with _reading(project) as connection, faults(str(backup)):
        connection.execute("ATTACH ? AS then_", (f"{backup.resolve().as_uri()}?immutable=1",))
        return Difference(
            _number(connection, _ACTS),
            _held(connection, "id", "articles"),
            _held(connection, "article, annotator", "reviews WHERE status = 'done'"),
            _held(connection, 'article, annotator, start, "end", label', "spans"),
            _held(connection, "article, annotator, topic, is_yes", "article_topics"),
            _names_only(connection, "main", "then_"),
            _names_only(connection, "then_", "main"),
        )


_ACTS = "SELECT count(*) FROM main.acts WHERE id > (SELECT coalesce(max(id), 0) FROM then_.acts)"


def _held(connection: sqlite3.Connection, columns: str, table: str) -> Held:
    def only(here: str, there: str) -> int:
        select = f"SELECT {columns} FROM {{}}.{table}"  # noqa: S608 - our own names
        sql = f"SELECT count(*) FROM ({select.format(here)} EXCEPT {select.format(there)})"  # noqa: S608
        return _number(connection, sql)

    return Held(only("main", "then_"), only("then_", "main"))


def _names_only(connection: sqlite3.Connection, here: str, there: str) -> tuple[str, ...]:
    select = "SELECT name FROM {}.labels WHERE NOT retired"
    sql = f"{select.format(here)} EXCEPT {select.format(there)} ORDER BY name"
    return tuple(str(name) for (name,) in connection.execute(sql))


def _number(connection: sqlite3.Connection, sql: str) -> int:
    (found,) = connection.execute(sql).fetchone()
    return int(found)


@contextmanager
def _reading(project: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own to a project that others may have open; nothing is written by it."""
    with faults(str(project)), closing(connect(project)) as connection:
        check_content(connection, project)
        yield connection


@contextmanager
def _untouched(backup: Path) -> Iterator[sqlite3.Connection]:
    """A connection that leaves the file, which nobody writes to, and its folder as they are."""
    check_file(backup)
    uri = f"{backup.resolve().as_uri()}?immutable=1"
    with faults(str(backup)), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        check_content(connection, backup)
        yield connection
