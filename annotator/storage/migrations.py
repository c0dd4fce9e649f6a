"""The named steps from an empty file to today's tables. Append only; a released step stays.

`VERSION` is their number and the file's `user_version`. sqlite-utils runs them and keeps their
names in `_sqlite_migrations`; it is imported late, because an up-to-date file does not need it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import leftovers
from annotator.core.codes import BackupReason
from annotator.storage import backup_files, schema, stamp, team_tables
from annotator.storage.bin import make_tables

if TYPE_CHECKING:
    from sqlite_utils import Database

Step = Callable[["Database"], None]


def first_tables(db: Database) -> None:
    """The tables of the first version."""
    for statement in schema.STATEMENTS:
        db.conn.execute(statement)


def spans_by_surface(db: Database) -> None:
    """An index for surfaces under several labels, and for how often a surface is marked."""
    db.conn.execute("CREATE INDEX spans_by_surface ON spans(annotator, surface, label)")


def rulings(db: Database) -> None:
    """What annotators lay down about surfaces; and a way to the spans marked as unsure."""
    db.conn.execute(
        """CREATE TABLE rulings (
            surface TEXT NOT NULL,
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            at TEXT NOT NULL,
            label INTEGER REFERENCES labels(id),
            text TEXT NOT NULL,
            article INTEGER NOT NULL REFERENCES articles(id),
            PRIMARY KEY (surface, annotator, at)) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX rulings_by_time ON rulings(at)")
    db.conn.execute(
        "CREATE INDEX spans_unsure ON spans(annotator, article, start) WHERE question <> ''"
    )


def learning(db: Database) -> None:
    """Models that learn from the reviews, what they read, how they did; the doubt of articles."""
    db.conn.execute(
        """CREATE TABLE models (
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            articles INTEGER NOT NULL,
            is_better INTEGER NOT NULL,
            report TEXT NOT NULL,
            trained_on TEXT NOT NULL,
            weights BLOB NOT NULL,
            PRIMARY KEY (kind, version))"""
    )
    db.conn.execute(
        """CREATE TABLE readings (
            article INTEGER PRIMARY KEY REFERENCES articles(id),
            fingerprint TEXT NOT NULL,
            evidence BLOB NOT NULL)"""
    )
    db.conn.execute(
        """CREATE TABLE judgements (
            article INTEGER PRIMARY KEY REFERENCES articles(id),
            version INTEGER NOT NULL,
            outcome TEXT NOT NULL)"""
    )
    db.conn.execute(
        """CREATE TABLE blind_spans (
            article INTEGER NOT NULL REFERENCES articles(id),
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            label INTEGER NOT NULL,
            PRIMARY KEY (article, annotator, start, "end", label)) WITHOUT ROWID"""
    )
    db.conn.execute("ALTER TABLE article_runs ADD COLUMN doubt REAL")
    db.conn.execute(
        "CREATE INDEX article_runs_doubt ON article_runs(doubt DESC, article)"
        " WHERE doubt IS NOT NULL"
    )


def alternatives(db: Database) -> None:
    """The other readings of suggestions; memory's index knows the article of each decision."""
    db.conn.execute("ALTER TABLE suggestions ADD COLUMN others TEXT NOT NULL DEFAULT '[]'")
    db.conn.execute("DROP INDEX decisions_memory")
    db.conn.execute(
        """CREATE INDEX decisions_memory ON decisions(surface, label, outcome, article)
        WHERE way IN ('key', 'letter', 'mouse') AND surface IS NOT NULL"""
    )


def blind_reviews(db: Database) -> None:
    """Which articles were reviewed without suggestions, and when these were shown."""
    db.conn.execute(
        """CREATE TABLE blind_reviews (
            article INTEGER NOT NULL REFERENCES articles(id),
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            at TEXT NOT NULL,
            topics TEXT NOT NULL,
            PRIMARY KEY (article, annotator)) WITHOUT ROWID"""
    )


def contradictions(db: Database) -> None:
    """Where the corrector, not taught by the article, is sure of another answer than a review's.

    `reviewed` is the span's label, NULL where the review has no span; `said` is the corrector's,
    NULL for no entity.
    """
    db.conn.execute(
        """CREATE TABLE contradictions (
            article INTEGER NOT NULL REFERENCES articles(id),
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            reviewed INTEGER,
            said INTEGER,
            probability REAL NOT NULL,
            PRIMARY KEY (article, annotator, start, "end"),
            CHECK (0 <= start AND start < "end")) WITHOUT ROWID"""
    )


def reviews_by_time(db: Database) -> None:
    """A way to the articles that were finished last."""
    db.conn.execute(
        "CREATE INDEX reviews_done ON reviews(edited_at, article) WHERE status = 'done'"
    )


def stamps(db: Database) -> None:
    """The stamp of the project's state, by which a log is known to belong to the file."""
    db.conn.execute(stamp.TABLE)
    db.conn.execute(stamp.INSERT, (stamp.first_value(),))


_COPIED = {
    "project": "scheme_name, is_nested, scheme_version, created_at",
    "labels": "id, name, short, colour, key, guideline, leave_out, exceptions, doubtful, position,"
    " retired",
    "topic_groups": "id, name, several, required, position",
    "topics": "id, name, topic_group, key, keywords, guideline, colour, position, retired",
    "label_map": "label, pipeline_label",
    "articles": "id, title, key, published, source, url, language, source_offset, meta,"
    " duplicate_of",
    "reviews": "article, annotator, status, reason, flagged, note, seconds, seconds_to_first_act,"
    " share_seen, shown, run, chosen, scheme_version, review_pass, is_forced, edited_at",
    "article_topics": "article, annotator, topic, is_yes, way",
    "blind_reviews": "article, annotator, at, topics",
}


def copies(db: Database) -> None:
    """What people decide is in an index too: SQLite's own check sees where one byte changed."""
    for name, columns in _COPIED.items():
        db.conn.execute(f"CREATE INDEX {name}_copy ON {name}({columns})")
    db.conn.execute("DROP INDEX spans_by_surface")
    db.conn.execute(
        "CREATE INDEX spans_by_surface ON"
        " spans(annotator, surface, label, origin, suggestion, question)"
    )
    db.conn.execute("DROP INDEX decisions_of_article")
    db.conn.execute(
        "CREATE INDEX decisions_of_article ON"
        ' decisions(article, annotator, outcome, way, start, "end", label)'
    )


def feeding(db: Database) -> None:
    """Further labels that a pipeline's label feeds."""
    db.conn.execute("ALTER TABLE label_map ADD COLUMN also TEXT NOT NULL DEFAULT '[]'")


def suggestions_for_others(db: Database) -> None:
    """Which articles got their suggestions after somebody had finished them without any."""
    db.conn.execute("ALTER TABLE article_runs ADD COLUMN for_others INTEGER NOT NULL DEFAULT 0")


def articles_go_to_a_bin(db: Database) -> None:
    """Articles can be removed: with all their rows they go to tables that nothing else reads."""
    make_tables(db.conn)


def ids_in_the_bin(db: Database) -> None:
    """A way to the highest id of a suggestion in the bin: none is given again."""
    db.conn.execute("CREATE INDEX bin_suggestions_by_id ON bin_suggestions(id)")


def topics_as_they_came(db: Database) -> None:
    """What a review that an import brought says by itself of topics, until it is changed."""
    table = """ (
        article INTEGER NOT NULL REFERENCES articles(id),
        annotator INTEGER NOT NULL REFERENCES annotators(id),
        edited_at TEXT NOT NULL,
        answers TEXT NOT NULL,
        topics TEXT NOT NULL,
        PRIMARY KEY (article, annotator)) WITHOUT ROWID"""
    db.conn.execute(f"CREATE TABLE implied_topics{table}")
    db.conn.execute(
        "CREATE TABLE bin_implied_topics (article, annotator, edited_at, answers, topics)"
    )
    db.conn.execute("CREATE INDEX bin_implied_topics_of ON bin_implied_topics(article)")


def add_column(db: Database, table: str, name: str, declared: str) -> None:
    """For a step: a column more, for the rows in the bin too, and in the index that is a copy of
    what people decide. `declared` has a DEFAULT for the rows that are there.
    """
    for each in (table, f"bin_{table}"):
        if db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (each,)).fetchone():
            db.conn.execute(f"ALTER TABLE {each} ADD COLUMN {name} {declared}")
    copied = [row[2] for row in db.conn.execute(f"PRAGMA index_info({table}_copy)")]
    if copied:
        db.conn.execute(f"DROP INDEX {table}_copy")
        columns = ", ".join([*copied, name])
        db.conn.execute(f"CREATE INDEX {table}_copy ON {table}({columns})")


def imports_cut_off(db: Database) -> None:
    """Which imports have not come to their end: the next of the same goes on in their group."""
    db.conn.execute(
        """CREATE TABLE cut_off_imports (
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            sources TEXT NOT NULL,
            grp INTEGER NOT NULL,
            PRIMARY KEY (annotator, sources)) WITHOUT ROWID"""
    )


def near_copies(db: Database) -> None:
    """Sketches of texts, by which near copies are found, and the pairs. Both stay with articles in
    the bin, as the words of the full-text index do: they may come back.
    """
    db.conn.execute(
        """CREATE TABLE sketches (
            article INTEGER PRIMARY KEY,
            sketch BLOB NOT NULL,
            is_compared INTEGER NOT NULL DEFAULT 0)"""
    )
    db.conn.execute("CREATE INDEX sketches_to_compare ON sketches(article) WHERE NOT is_compared")
    db.conn.execute(
        """CREATE TABLE near_copies (
            article INTEGER NOT NULL,
            other INTEGER NOT NULL,
            share REAL NOT NULL,
            PRIMARY KEY (article, other)) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX near_copies_back ON near_copies(other)")


def lists_of_names(db: Database) -> None:
    """Names that the person gave with their labels: known before anything was decided."""
    db.conn.execute(
        """CREATE TABLE listed_names (
            surface TEXT NOT NULL,
            label INTEGER NOT NULL REFERENCES labels(id) ON DELETE CASCADE,
            source TEXT NOT NULL,
            PRIMARY KEY (surface, label, source)) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX listed_names_by_source ON listed_names(source)")
    db.conn.execute("CREATE INDEX listed_names_by_label ON listed_names(label)")


def articles_kept_apart(db: Database) -> None:
    """Pairs of articles of which a person says that they are no near copies. They stay with
    articles in the bin, as the near copies do.
    """
    db.conn.execute(
        """CREATE TABLE kept_apart (
            article INTEGER NOT NULL,
            other INTEGER NOT NULL,
            PRIMARY KEY (article, other)) WITHOUT ROWID"""
    )


def sketches_anew(db: Database) -> None:
    """Sketches of texts are made otherwise, three times as fast: those made before are like none.
    The near copies that were found by them stay.
    """
    db.conn.execute("DELETE FROM sketches")


def ways_to_sources_and_to_what_was_unseen(db: Database) -> None:
    """Indexes by which the articles of a source are found, and those in which something was
    accepted unseen, without reading all.
    """
    db.conn.execute("CREATE INDEX articles_by_source ON articles(source)")
    db.conn.execute("DROP INDEX decisions_of_article")
    db.conn.execute(
        "CREATE INDEX decisions_of_article ON"
        ' decisions(article, annotator, outcome, focused, way, start, "end", label)'
    )


def marked_surfaces(db: Database) -> None:
    """How often each annotator marked a surface with a label, as a sum; the copy of the spans is
    the index by label, into which an article's spans go side by side. In an index by surface they
    went into as many pages as they were, which took half of the time of an import of reviews.
    """
    db.conn.execute(
        """CREATE TABLE marked_surfaces (
            annotator INTEGER NOT NULL,
            surface TEXT NOT NULL,
            label INTEGER NOT NULL,
            spans INTEGER NOT NULL,
            PRIMARY KEY (annotator, surface, label)) WITHOUT ROWID"""
    )
    db.conn.execute(
        "INSERT INTO marked_surfaces SELECT annotator, surface, label, count(*) FROM spans"
        " GROUP BY annotator, surface, label"
    )
    db.conn.execute("DROP INDEX spans_by_surface")
    db.conn.execute("DROP INDEX spans_by_label")
    db.conn.execute(
        "CREATE INDEX spans_by_label ON spans"
        '(label, annotator, article, start, "end", surface, origin, suggestion, question)'
    )


def a_way_to_blind_reviews(db: Database) -> None:
    """Whether any article was finished without suggestions is known without reading all reviews."""
    db.conn.execute(
        "CREATE INDEX reviews_blind ON reviews(article) WHERE shown = 'blind' AND status = 'done'"
    )


def settled(db: Database) -> None:
    """How disagreements of people who coded one article were settled. The rows stay with articles
    in the bin, as what is kept apart does.
    """
    db.conn.execute(
        """CREATE TABLE settled (
            article INTEGER NOT NULL,
            what TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            sides TEXT NOT NULL,
            verdict TEXT NOT NULL,
            annotator INTEGER NOT NULL REFERENCES annotators(id),
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            rule TEXT NOT NULL,
            PRIMARY KEY (article, what, start, "end")) WITHOUT ROWID"""
    )


_BY_UID = ("labels", "topic_groups", "topics")


def team(db: Database) -> None:
    """Lasting ids of the scheme, by which it is the same in all copies; what annotators are; rounds
    of several coders, who got which articles, the files that went out and came back.
    """
    for name in _BY_UID:
        add_column(db, name, "uid", "TEXT NOT NULL DEFAULT ''")
        db.conn.execute(f"UPDATE {name} SET uid = lower(hex(randomblob(8)))")  # noqa: S608 - our own
        db.conn.execute(f"CREATE UNIQUE INDEX {name}_by_uid ON {name}(uid) WHERE uid <> ''")
        db.conn.execute(
            f"UPDATE bin_labels SET record = json_set(record, '$.{name}.uid',"  # noqa: S608
            f" lower(hex(randomblob(8)))) WHERE kind = '{name}'"
        )
    add_column(db, "annotators", "role", "TEXT NOT NULL DEFAULT ''")
    add_column(db, "annotators", "of", "INTEGER REFERENCES annotators(id)")
    team_tables.make(db.conn)


def work_files(db: Database) -> None:
    """The work files that were merged, and which reviews came by them."""
    add_column(db, "reviews", "came", "TEXT NOT NULL DEFAULT ''")
    db.conn.execute(
        """CREATE TABLE work_files (
            digest TEXT PRIMARY KEY,
            content BLOB NOT NULL) WITHOUT ROWID"""
    )


STEPS: tuple[Step, ...] = (
    first_tables,
    spans_by_surface,
    rulings,
    learning,
    alternatives,
    blind_reviews,
    contradictions,
    reviews_by_time,
    stamps,
    copies,
    feeding,
    suggestions_for_others,
    articles_go_to_a_bin,
    ids_in_the_bin,
    topics_as_they_came,
    imports_cut_off,
    near_copies,
    lists_of_names,
    articles_kept_apart,
    sketches_anew,
    ways_to_sources_and_to_what_was_unseen,
    marked_surfaces,
    a_way_to_blind_reviews,
    settled,
    team,
    work_files,
)
VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Apply the steps that the file has not had; each is one transaction with its record."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("annotator")
    for number, step in enumerate(steps, start=1):
        migrations(name=step.__name__)(_numbered(number, step))
    migrations.apply(Database(connection, execute_plugins=False, recursive_triggers=False))


def keep_before(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the whole project, log included, to its backups; where these can't be written, beside
    it. Gives the copy's place.
    """
    (made,) = connection.execute("SELECT created_at FROM project").fetchone()
    folder = backup_files.folder_of(path, str(made))
    with suppress(OSError, sqlite3.Error):
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        return _copied(connection, path, backup_files.free_name(folder, BackupReason.VERSION, now))
    return _copied(connection, path, backup_files.name_beside(path, version))


def _copied(connection: sqlite3.Connection, path: Path, copy: Path) -> Path:
    half = copy.with_name(f".annotator-{os.getpid()}-{path.name[:80]}.before")
    leftovers.make_file(half)
    try:
        with closing(sqlite3.connect(half)) as target:
            connection.backup(target)
        half.rename(copy)  # a half-made one never looks like a copy
    finally:
        half.unlink(missing_ok=True)
        leftovers.forget(half)
    return copy


def _numbered(number: int, step: Step) -> Step:
    def run(db: Database) -> None:
        step(db)
        db.conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.conn.execute(f"PRAGMA user_version = {number}")

    return run
