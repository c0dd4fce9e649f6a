"""Words searched for beside the window: the same is found, and only the last is told."""

from __future__ import annotations

import queue
import sqlite3
from contextlib import closing

import pytest

from annotator.storage import NewArticle, Store
from annotator.storage.search import SearchBeside
from annotator.workspace.open.search_beside import WordsBeside
from tests.unit.storage.making import new_store

QUERIES = ("m", "moscow", "the", '"in moscow"', "qqq", "", "moscow 7")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "p.db"
    store, _, _ = new_store(path)
    for number in range(30):
        store.articles.add(NewArticle(f"The {number} of Moscow.", title=f"No. {number}"))
    while store.search.index_some():
        pass
    store.close()
    return path


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_is_found(path, query):
    with Store.open(path) as store:
        assert SearchBeside(path).articles(query, 20) == store.search.articles(query, 20)


def test_a_broken_index_is_left_to_the_window(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM article_words_data")
    assert SearchBeside(path).articles("moscow", 20) is None


def test_only_what_was_asked_for_last_is_told(path, monkeypatch):
    told, begun, may_go_on = queue.Queue(), queue.Queue(), queue.Queue()

    def slow(self, words, limit, really=SearchBeside.articles):
        begun.put(words)
        may_go_on.get()
        return really(self, words, limit)

    monkeypatch.setattr(SearchBeside, "articles", slow)
    beside = WordsBeside(path, lambda *found: told.put(found))
    beside.ask("m")
    assert begun.get() == "m"
    for query in ("mo", "mos", "no 7"):
        beside.ask(query)
    may_go_on.put(None)
    assert begun.get() == "no 7"
    may_go_on.put(None)
    query, found = told.get()
    assert (query, list(found)) == ("no 7", [9])
    beside.stop()
    assert told.empty()
    assert not beside._thread.is_alive()
    path.unlink()


def test_a_stopped_one_tells_nothing(path, monkeypatch):
    told, begun, may_go_on = queue.Queue(), queue.Queue(), queue.Queue()

    def slow(_self, words, _limit):
        begun.put(words)
        return may_go_on.get()

    monkeypatch.setattr(SearchBeside, "articles", slow)
    beside = WordsBeside(path, lambda *found: told.put(found))
    beside.ask("m")
    begun.get()
    monkeypatch.setattr(SearchBeside, "break_off", lambda _self: may_go_on.put(None))
    beside.stop()
    assert told.empty()
