"""Damaged articles are passed over, and told once (`workspace/open/damaged_articles.py`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.faults import Line
from annotator.storage import Damaged, NewArticle, Store
from annotator.workspace.open.damaged_articles import DamagedArticles, first_damage
from tests.unit.storage.making import new_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, _, _ = new_store(tmp_path / "p.db")
    for key in ("b", "c", "d"):
        store.articles.add(NewArticle(f"Of {key}.", key=key))
    store.close()
    return tmp_path / "p.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        yield store


def spoil(path: Path, *articles: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in articles:
            connection.execute("UPDATE articles SET text = text || '.' WHERE id = ?", (number,))


def test_the_first_that_is_sound_is_given_and_damage_is_told_once(path: Path, store: Store) -> None:
    spoil(path, 1, 3)
    damaged = DamagedArticles(store)
    assert damaged.news() is None
    assert damaged.first_sound([1, 2, 3]) == 2
    told = damaged.news()
    assert told is not None and told.code == Line.ARTICLE_LEFT_OUT
    assert damaged.first_sound([1]) is None
    assert damaged.news() is None  # it is known already
    assert damaged.first_sound([3, 4]) == 4
    assert damaged.news() is not None


def test_several_are_told_in_one_line_that_counts_them(path: Path, store: Store) -> None:
    spoil(path, 1, 2, 3)
    damaged = DamagedArticles(store)
    assert damaged.first_sound([1, 2, 3]) is None
    told = damaged.news()
    assert told is not None and told.code == Line.ARTICLES_LEFT_OUT
    assert told.values["count"] == 3


def test_a_damaged_article_is_refused_each_time(path: Path, store: Store) -> None:
    spoil(path, 1)
    damaged = DamagedArticles(store)
    damaged.check(2)
    for _ in range(2):
        with pytest.raises(Damaged):
            damaged.check(1)
    damaged.check(2)


def test_what_is_wrong_is_told_of_projects_alone(path: Path, tmp_path: Path) -> None:
    assert first_damage(path) is None
    assert first_damage(tmp_path / "nothing.db") is None
    other = tmp_path / "other.db"
    other.write_bytes(b"no project at all")
    assert first_damage(other) is None
    spoil(path, 2)
    told = first_damage(path)
    assert told is not None and told.code == Line.DAMAGE_OF_ARTICLE
    assert told.values["article"] == 2
