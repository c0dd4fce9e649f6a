"""A broken full-text index is made anew: it holds nothing that the articles do not.

What is tested: `storage/word_index.py`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.query import Query
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import new_store

_BROKEN = {
    "nothing left": "DELETE FROM article_words_data",
    "another structure": "DELETE FROM article_words_data;"
    " INSERT INTO article_words_data VALUES (1, x'ff')",
    "a page that is none": "UPDATE article_words_data SET block = x'00ff00' WHERE id > 10",
    "no page of words": "DELETE FROM article_words_data WHERE id > 10",
    "no version": "DELETE FROM article_words_config",
    "of another program": "UPDATE article_words_config SET v = 99",
}
_ASKED = {
    "words": lambda store: list(store.search.articles("Moscow")),
    "title": lambda store: store.search.titled("moscow", 9),
    "filter": lambda store: list(store.filters.articles(Query(words="Moscow"), (), 1)),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    store, _, _ = new_store(path)
    store.articles.add(NewArticle("Nothing of that.", title="Elsewhere"))
    _index(store)
    store.close()
    return path


def _index(store: Store) -> None:
    while store.search.index_some(1):
        pass


def _spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


@pytest.mark.parametrize("ask", _ASKED.values(), ids=_ASKED)
@pytest.mark.parametrize("sql", _BROKEN.values(), ids=_BROKEN)
def test_a_search_in_a_broken_index_begins_it_anew(path: Path, sql: str, ask) -> None:
    _spoil(path, sql)
    with Store.open(path) as store:
        assert ask(store) == []
        assert store.search.is_made_anew
        assert store.search.unindexed() == 2
        _index(store)
        assert not store.search.is_made_anew
        assert not store.search.is_broken()
        assert ask(store) == [1]
        assert list(store.damage.all()) == []


@pytest.mark.parametrize("sql", _BROKEN.values(), ids=_BROKEN)
def test_mentions_are_found_all_the_same_and_check_tells(path: Path, sql: str) -> None:
    _spoil(path, sql)
    with Store.open(path) as store:
        assert [x.table for x in store.damage.all()] == ["article_words"]
        assert 1 in store.occurrences.candidates("Moscow")
        store.articles.add(NewArticle("Moscow again."))
        _index(store)
        assert list(store.search.articles("Moscow")) == [1, 3]


def test_adding_to_a_broken_index_begins_it_anew(path: Path) -> None:
    with Store.open(path) as store:
        store.articles.add(NewArticle("Moscow again."))
    _spoil(path, _BROKEN["no version"])
    with Store.open(path) as store:
        _index(store)
        assert list(store.search.articles("Moscow")) == [1, 3]


def test_an_article_that_cannot_be_read_keeps_none_from_being_found(path: Path) -> None:
    with Store.open(path) as store:
        store.search.begin_anew()
        store.articles.add(NewArticle("Moscow again."))
    _spoil(path, "UPDATE articles SET text = CAST(x'ff41' AS TEXT) WHERE id = 2")
    with Store.open(path) as store:
        while store.search.index_some():
            pass
        assert store.search.unindexed() == 0
        assert list(store.search.articles("Moscow")) == [1, 3]
