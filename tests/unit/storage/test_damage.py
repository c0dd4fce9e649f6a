"""Damage is said with its place, and the rest of the project stays usable.

What is tested: `storage/damage.py`, `storage/damage_sql.py`, `storage/span_copy.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.codes import Order, StatusFilter
from annotator.core.records import InputMethod, Status
from annotator.errors import UserError
from annotator.storage import Damaged, NewArticle, Store
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing
from tests.unit.storage.making import (
    AT,
    adding,
    answering,
    confirming,
    finishing,
    new_store,
    span,
    suggest,
)

_OTHER = "Merkel met Xi in Hamburg."
# What is done to article 1, and the table that is to be named.
_SPOILT = {
    "another text": ("UPDATE articles SET text = text || '.' WHERE id = 1", "articles"),
    "no text": ("UPDATE articles SET text = CAST(x'ff41' AS TEXT) WHERE id = 1", "articles"),
    "bytes for a text": ("UPDATE articles SET text = x'00ff' WHERE id = 1", "articles"),
    "another length": ("UPDATE articles SET length = 3 WHERE id = 1", "articles"),
    "a place of words": ("UPDATE spans SET \"end\" = 'x' WHERE article = 1 AND label = 2", "spans"),
    "another title": ("UPDATE articles SET title = 'Putin' WHERE id = 1", "articles"),
    "no list": ("UPDATE suggestions SET others = '[[1' WHERE article = 1", "suggestions"),
    "too far": ('UPDATE spans SET "end" = 9999 WHERE article = 1 AND label = 2', "spans"),
    "other words": ("UPDATE spans SET surface = 'Putin' WHERE article = 1", "spans"),
    "no such label": ("UPDATE spans SET label = 77 WHERE article = 1", "spans"),
    "decided as no label": ("UPDATE decisions SET label = 77 WHERE article = 1", "decisions"),
    "shown as no label": ("UPDATE decisions SET label_shown = 77 WHERE article = 1", "decisions"),
    "no such topic": ("UPDATE article_topics SET topic = 77 WHERE article = 1", "article_topics"),
    "nobody": ("UPDATE reviews SET annotator = 9 WHERE article = 1", "reviews"),
    "a status of its own": ("UPDATE reviews SET status = 'eone' WHERE article = 1", "reviews"),
    "words for a number": ("UPDATE reviews SET seconds = 'many' WHERE article = 1", "reviews"),
    "bytes for a note": ("UPDATE reviews SET note = x'fe' WHERE article = 1", "reviews"),
    "a note that is none": ("UPDATE reviews SET note = CAST(x'fe' AS TEXT) WHERE article = 1", ""),
    "no such run": ("UPDATE suggestions SET run = 77 WHERE article = 1", "suggestions"),
    "no such suggestion": ("UPDATE spans SET suggestion = 77 WHERE article = 1", "spans"),
}  # fmt: skip
_TOLD_ONLY = {
    "spans of nothing": "UPDATE spans SET article = 77 WHERE article = 1",
    "an act of nothing": "UPDATE acts SET article = 77 WHERE article = 1",
    "an act that is none": "UPDATE acts SET before = '{' WHERE article = 1",
    "bounds that are none": "INSERT OR REPLACE INTO token_bounds VALUES (1, NULL, 'x', 'y', 'z')",
    "a setting that is none": "INSERT INTO settings VALUES ('order', '{')",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.annotator.db"
    store, me, article = new_store(path)
    ids = suggest(store, article, {"Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, ids[0], InputMethod.KEY), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2, 2)), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    other, _ = store.articles.add(NewArticle(_OTHER, imported_at=AT))
    store.acts.commit(adding(span(store, other, me, 0, 6)), me, AT)
    store.acts.commit(finishing(None, other, me, Status.DONE), me, AT)
    store.close()
    return path


def _spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def _exported(store: Store) -> Iterator[int]:
    return (article.id for article, _ in store.export.articles())


def test_nothing_is_damaged_in_a_sound_project(path: Path) -> None:
    with Store.open(path) as store:
        assert list(store.damage.all()) == []
        assert list(_exported(store)) == [1, 2]


@pytest.mark.parametrize(("sql", "table"), _SPOILT.values(), ids=_SPOILT)
def test_a_damaged_article_is_told_and_left_out(path: Path, sql: str, table: str) -> None:
    _spoil(path, sql)
    with Store.open(path) as store:
        assert table in {x.table for x in store.damage.all() if x.article == 1}
        left_out = []
        assert [a.id for a, _ in store.export.articles(on_damage=left_out.append)] == [2]
        assert {damage.article for damage in left_out} == {1}


@pytest.mark.parametrize(("sql", "table"), _SPOILT.values(), ids=_SPOILT)
def test_the_rest_of_a_damaged_project_can_be_worked_on(path: Path, sql: str, table: str) -> None:
    _spoil(path, sql)
    project = Project(path, "ann", window=False)
    try:
        with pytest.raises(Damaged, match="damaged"):
            project.open_article(1)
        assert project.open_article(2).sheet.article.text == _OTHER
        assert [row.id for row in project.lists.rows([1, 2])] == [1, 2]
    finally:
        project.close()


@pytest.mark.parametrize("sql", _TOLD_ONLY.values(), ids=_TOLD_ONLY)
def test_what_refers_to_nothing_is_told(path: Path, sql: str) -> None:
    _spoil(path, sql)
    with Store.open(path) as store:
        assert list(store.damage.all())
        assert 2 in list(_exported(store))


@pytest.mark.parametrize("value", ["x'00'", "'many'", "1.5", "-1", "77"])
def test_lists_leave_a_review_of_no_article_out(path: Path, value: str) -> None:
    _spoil(path, f"UPDATE reviews SET article = {value} WHERE article = 1")
    with Store.open(path, window=True) as store:
        me = min(number for number, *_ in store.annotators.all())
        found = {
            (status, order): list(store.lists.ids(me, status=status, order=order))
            for status in StatusFilter
            for order in Order
        }
        assert all(2 in found[StatusFilter.DONE, order] for order in Order)
        assert all(sorted(found[StatusFilter.ALL, order]) == [1, 2] for order in Order)
        assert all(found[StatusFilter.TODO, order] == [1] for order in Order)


def test_the_queue_passes_a_damaged_article_over_and_says_so(path: Path) -> None:
    with Store.open(path) as store:
        for text in ("One more.", "And one more."):
            store.articles.add(NewArticle(text, imported_at=AT))
    _spoil(path, "UPDATE articles SET text = 'Another.' WHERE id = 3")
    project = Project(path, "ann", window=False)
    try:
        assert project.next_to_do(None) == 4
        assert "article 3" in str(project.soundness.news())
        assert project.soundness.news() is None
    finally:
        project.close()


@pytest.mark.parametrize("byte", [b"Merkel", b"Person"])
def test_one_changed_byte_is_seen(path: Path, byte: bytes) -> None:
    """In a text by its hash, in a surface by its sum; in a label's name by its copy, where no rule
    would know.
    """
    content = path.read_bytes()
    at = content.rindex(byte)
    path.write_bytes(content[: at + 2] + b"s" + content[at + 3 :])
    with Store.open(path, checks=False) as store:
        assert [*store.damage.all(), *store.sums.damages()]


_INDEXES = "type = 'index' AND tbl_name = 'spans' AND sql IS NOT NULL"


def _spoil_behind_the_copies(path: Path, sql: str) -> None:
    """As a damaged page does: the indexes of the spans keep what was there."""
    hide = ("PRAGMA writable_schema = ON", f"DELETE FROM sqlite_schema WHERE {_INDEXES}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        hidden = connection.execute(f"SELECT * FROM sqlite_schema WHERE {_INDEXES}").fetchall()
        for each in hide:
            connection.execute(each)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)
        connection.execute(hide[0])
        connection.executemany("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", hidden)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE spans SET label = 3 WHERE article = 2",
        "UPDATE spans SET origin = 'confirmed' WHERE article = 2",
        "UPDATE spans SET origin = 'cdded' WHERE article = 2",
        "UPDATE spans SET question = 'Who?' WHERE article = 2",
        "UPDATE spans SET suggestion = 1 WHERE article = 2",
        "DELETE FROM spans WHERE article = 2",
    ],
)
@pytest.mark.parametrize("is_quick", [False, True])
def test_spans_that_differ_from_their_copies_are_told_by_article(
    path: Path, sql: str, *, is_quick: bool
) -> None:
    """Which is what leaves an article out of an export; a sum tells it as a check of all does."""
    _spoil_behind_the_copies(path, sql)
    with Store.open(path, checks=False) as store:
        told = store.damage.of_work(is_quick=is_quick)
        assert {damage.article for damage in told if damage.table == "spans"} == {2}


_OF_SCHEME = {
    "no list": ("UPDATE labels SET exceptions = '{' WHERE id = 2", "label 2"),
    "no text": (
        "UPDATE labels SET name = CAST(x'ff41' AS TEXT) WHERE id = 2",
        "label 2, which can't be",
    ),
    "bytes": ("UPDATE labels SET name = x'00ff' WHERE id = 2", "label 2"),
    "no flag": ("UPDATE labels SET retired = 7 WHERE id = 2", "label 2"),
    "of a topic": ("UPDATE topics SET keywords = '[' WHERE id = 1", "topic 1"),
    "of no group": ("UPDATE topics SET topic_group = 9 WHERE id = 1", "topic 1"),
    "of a group": ("UPDATE topic_groups SET several = 'x' WHERE id = 1", "topic group 1"),
    "of the map": ("UPDATE label_map SET also = 'x' WHERE label = 2", "pipeline's label “ORG”"),
    "of its name": (
        "UPDATE label_map SET pipeline_label = CAST(x'ff41' AS TEXT) WHERE label = 2",
        "the pipeline's label “\ufffdA”",
    ),
}


def _rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        tables = ("labels", "topic_groups", "topics", "label_map", "spans", "article_topics")
        return [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]


@pytest.mark.parametrize(("sql", "told"), _OF_SCHEME.values(), ids=_OF_SCHEME)
def test_what_is_damaged_of_the_scheme_is_told_and_the_rest_is_used(
    path: Path, sql: str, told: str
) -> None:
    _spoil(path, sql)
    before = _rows(path)
    with Store.open(path) as store:
        (line,) = map(str, store.told)
        assert told in line
        assert "restore the project from a copy" in line
        assert store.scheme.read().labels[0].name == "Person"
        assert {x.table for x in store.damage.all()} == {sql.split()[1]}
        assert list(_exported(store)) == [1, 2]
        assert store.counts.work_by_label()[0]["spans"] == 3
    project = Project(path, "ann", window=False)
    try:
        project.open_article(1)
        assert project.review is not None
        for span in project.review.sheet.spans:
            assert project.scheme.label(span.label)
        for answer in project.review.sheet.topics.values():
            topic = project.scheme.topic(answer.topic)
            assert topic.group in {group.id for group in project.scheme.groups}
    finally:
        project.close()
    assert _rows(path) == before


def test_a_damaged_label_is_shown_under_a_stand_in_that_nothing_writes_over(path: Path) -> None:
    _spoil(path, "UPDATE labels SET exceptions = '{' WHERE id = 2")
    before = _rows(path)
    project = Project(path, "ann", window=False)
    try:
        editing = SchemeEditing(project)
        label = project.scheme.label(2)
        assert (label.name, label.retired) == ("damaged label 2", True)
        for change in (
            lambda: editing.change(label, name="Party"),
            lambda: editing.restore(label),
            lambda: editing.merge(label, project.scheme.label(1)),
            lambda: editing.delete(label),
        ):
            with pytest.raises(UserError, match=r"damaged|in use"):
                change()
        store = project.store
        store.scheme.change(label_map={"PER": 1})
        editing.change(project.scheme.label(1), name="People")
        assert project.scheme.label(1).name == "People"
    finally:
        project.close()
    assert [row for row in _rows(path) if row in before and row[0] == 2]


def test_what_feeds_a_label_and_is_damaged_stays_where_the_rest_of_it_is_changed(
    path: Path,
) -> None:
    _spoil(path, "UPDATE label_map SET also = 'x' WHERE label = 2")
    with Store.open(path) as store:
        store.scheme.change(label_map={"PER": 1})
        assert dict(store.scheme.read().label_map) == {"PER": 1}
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT pipeline_label, label, also FROM label_map").fetchall()
    assert sorted(rows) == [("ORG", 2, "x"), ("PER", 1, "[]")]


def test_a_project_without_its_own_row_is_refused(path: Path) -> None:
    _spoil(path, "DELETE FROM project")
    with pytest.raises(Damaged, match="its only row"):
        Store.open(path)


def test_a_setting_that_is_none_is_as_if_it_had_not_been_set(path: Path) -> None:
    for broken in ("{", "", "[" * 5000):
        _spoil(path, f"INSERT OR REPLACE INTO settings VALUES ('order', '{broken}')")
        with Store.open(path, window=True) as store:
            assert store.settings.get("order", "date") == "date"
            store.settings.set("order", "title")
            assert store.settings.get("order", "date") == "title"


def test_an_act_of_many_rows_is_no_damage(tmp_path: Path) -> None:
    """Its rows stand in the log by columns."""
    store, me, _ = new_store(tmp_path / "p.db")
    with store:
        article, _ = store.articles.add(NewArticle("Xi " * 3000, imported_at=AT))
        many = [span(store, article, me, 3 * at, 3 * at + 2) for at in range(3000)]
        store.acts.commit(adding(*many), me, AT)
        assert store._db.value("SELECT json_type(after) FROM acts") == "object"
        assert [*store.damage.all(), *store.replay.damages()] == []
