"""What is whole of a damaged project goes into a new one.

What is tested: `storage/rescue.py`, `storage/from_log.py`.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.records import InputMethod, Status
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.storage.migrations import STEPS
from annotator.storage.own_schema import made
from annotator.storage.rescue import rescue
from annotator.workspace import checking
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
from tests.unit.storage.test_damage import _SPOILT, _TOLD_ONLY

_DERIVED = ("stamp", "_sqlite_migrations", "article_words", "sqlite_")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    for number in range(40):
        words = f"Merkel met Xi in Hamburg, number {number}. " * 8
        other, _ = store.articles.add(NewArticle(words, title=f"No. {number}", imported_at=AT))
        store.acts.commit(adding(span(store, other, me, 0, 6)), me, AT)
    found = suggest(store, article, {"Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, found[0], InputMethod.KEY), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(finishing(None, 2, me, Status.DONE), me, AT)
    while store.search.index_some(100):
        pass
    store.close()
    return tmp_path / "p.db"


def rows(path: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """All rows by table, but for what is made anew."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: Counter(connection.execute(f"SELECT * FROM {table}").fetchall())
            for table in made(len(STEPS)).columns
            if not table.startswith(_DERIVED)
        }


def require_sound(path: Path) -> None:
    with Store.open(path) as store:
        while store.search.index_some(100):
            pass
        assert [str(each) for each in checking.damages(store)] == []


def test_a_sound_project_is_rescued_whole(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "new.db"
    found = rescue(path, to)
    before, after = rows(path), rows(to)
    for table in before:
        if table != "project":  # what is indexed begins anew
            assert after[table] == before[table], table
    assert (found.lost, found.lost_articles) == ({}, [])
    require_sound(to)
    with Store.open(to) as store, Store.open(path) as old:
        assert store.created_at == old.created_at
        assert store.counts.info()["spans"] == old.counts.info()["spans"]
        assert [x.id for x in store.lists.rows([1, 2], 1)] == [1, 2]


@pytest.mark.parametrize("kind", [*_SPOILT, *_TOLD_ONLY])
def test_bad_rows_are_left_out_and_the_rest_is_there(path: Path, tmp_path: Path, kind: str) -> None:
    before = rows(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_SPOILT[kind][0] if kind in _SPOILT else _TOLD_ONLY[kind])
        connection.commit()
    to = tmp_path / "new.db"
    found = rescue(path, to)
    require_sound(to)
    after = rows(to)
    for table in ("spans", "reviews", "articles", "labels", "article_topics"):
        assert not after[table] - before[table], table  # nothing that was not there
        kept = sum(after[table].values())
        assert sum(before[table].values()) - kept <= 3, table
    assert set(found.lost_articles) <= {1}


def test_an_article_whose_text_changed_is_lost_by_its_number(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE articles SET text = text || '.' WHERE id = 7")
        connection.commit()
    found = rescue(path, tmp_path / "new.db")
    assert found.lost_articles == [7]
    assert found.lost["articles"] == 1 and found.lost["spans"] == 1
    require_sound(tmp_path / "new.db")


@pytest.mark.parametrize("seed", range(12))
def test_broken_pages_cost_no_more_than_is_on_them(path: Path, tmp_path: Path, seed: int) -> None:
    before = rows(path)
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    for page in chance.sample(range(2, pages), 2):  # the first pages list the tables
        for place in chance.sample(range(4096), 300):
            data[page * 4096 + place] = chance.randrange(256)
    path.write_bytes(data)
    to = tmp_path / "new.db"
    try:
        rescue(path, to)
    except UserError:
        assert not to.exists()  # the list of tables itself
        return
    require_sound(to)
    after = rows(to)
    for table in ("articles", "spans", "reviews", "labels", "article_topics", "decisions"):
        assert not after[table] - before[table], table
    lost = sum((before["articles"] - after["articles"]).values())
    assert lost <= 16


def test_what_people_decided_is_read_from_the_indexes_too(path: Path, tmp_path: Path) -> None:
    """The table's own pages of reviews and spans are gone; each row is in an index."""
    before = rows(path)
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT name, rootpage FROM sqlite_master WHERE name IN ('reviews', 'labels')"
        roots = dict(connection.execute(sql))
    data = bytearray(path.read_bytes())
    for page in roots.values():
        data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    path.write_bytes(data)
    rescue(path, tmp_path / "new.db")
    after = rows(tmp_path / "new.db")
    assert after["reviews"] == before["reviews"]
    assert after["labels"] == before["labels"]


def test_what_only_the_log_of_acts_has_comes_back_from_there(path: Path, tmp_path: Path) -> None:
    before = rows(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM spans WHERE article < 9")
        connection.execute("DELETE FROM article_topics")
        connection.execute("DELETE FROM acts WHERE id = (SELECT max(id) FROM acts)")
        connection.commit()
    found = rescue(path, tmp_path / "new.db")
    after = rows(tmp_path / "new.db")
    assert found.from_log >= 8 and not found.lost.get("spans")
    assert sum((before["spans"] - after["spans"]).values()) <= 1  # that of the act that is gone
    assert after["article_topics"] == before["article_topics"]
    require_sound(tmp_path / "new.db")


def test_nothing_is_written_over_and_nothing_half_done_is_left(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "new.db"
    to.write_text("mine")
    with pytest.raises(UserError, match="already"):
        rescue(path, to)
    assert to.read_text() == "mine"
    to.unlink()
    path.write_bytes(b"x" * 10_000)
    with pytest.raises(UserError, match="nothing of a project"):
        rescue(path, to)
    assert sorted(x.name for x in tmp_path.iterdir()) == ["p.db"]
