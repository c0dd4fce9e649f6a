"""Lists and searches read beside the window: the same is found, the first at once, and only the
last is told.

What is tested: `workspace/open/list_beside.py`, `workspace/open/asked_beside.py`,
`workspace/open/use_beside.py`.
"""

from __future__ import annotations

import queue
import sqlite3
from array import array
from contextlib import closing

import pytest

from annotator.core.codes import Order, StatusFilter
from annotator.storage import NewArticle
from annotator.workspace.open import list_beside
from annotator.workspace.open.list_beside import ListBeside
from annotator.workspace.open.mention_search import find_articles
from annotator.workspace.open.project import Project
from annotator.workspace.open.use_beside import UseBeside
from tests.unit.storage.making import new_store

QUERIES = (
    "m", "moscow", "the", '"in moscow"', "qqq", "moscow 7", "source:b", "date:2024-02 mos",
    "surface:Moscow status:todo", "is:mixed",
)  # fmt: skip


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "p.db"
    store, _, _ = new_store(path)
    for number in range(30):
        text = f"The {number} of Moscow."
        date, source = f"2024-{number % 4 + 1:02d}-01", "ab"[number % 2]
        store.articles.add(NewArticle(text, f"No. {number}", published=date, source=source))
    while store.search.index_some():
        pass
    store.close()
    project = Project(path, "ann", window=False)
    yield project
    project.close()


@pytest.fixture
def beside(project):
    told = queue.Queue()
    beside = ListBeside(project.path, lambda *told_now: told.put(told_now))
    yield beside, told
    beside.stop()


def whole(told) -> list[int]:
    """All parts of what was asked for last."""
    found, is_first = array("q"), True
    while True:
        _, part = told.get(timeout=60)
        assert part.is_first == is_first
        found, is_first = found + part.ids, False
        if part.is_last:
            return list(found)


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_is_found(project, beside, query):
    reader, told = beside
    reader.ask(project.lists.search_wanted(query))
    assert whole(told) == list(find_articles(project, query))


@pytest.mark.parametrize("order", list(Order))
def test_lists_are_the_same(project, beside, order):
    reader, told = beside
    project.queue.set_order(order)
    for status in StatusFilter:
        reader.ask(project.lists.wanted(status))
        assert whole(told) == list(project.lists.listed(status))


def test_the_first_are_told_before_all_are_found(project, beside, monkeypatch):
    reader, told = beside
    begun, may_go_on = queue.Queue(), queue.Queue()
    monkeypatch.setattr(list_beside, "_ENOUGH", 2)

    def slow(_wanted, _store):
        yield array("q", [3, 4])
        begun.put(1)
        may_go_on.get()
        yield array("q", [5])

    monkeypatch.setattr(list_beside, "_steps", slow)
    reader.ask(project.lists.search_wanted("m"))
    begun.get()
    _, first = told.get()
    assert (list(first.ids), first.is_first, first.is_last) == ([3, 4], True, False)
    may_go_on.put(None)
    _, last = told.get()
    assert (list(last.ids), last.is_first, last.is_last) == ([5], False, True)
    assert project.lists.take(first) == 2
    assert project.lists.take(last) == 3
    assert project.lists.neighbour(4, +1) == 5


def test_a_broken_index_is_left_to_the_window(project, beside):
    reader, told = beside
    with closing(sqlite3.connect(project.path)) as connection, connection:
        connection.execute("DELETE FROM article_words_data")
    reader.ask(project.lists.search_wanted('"moscow"'))
    wanted, part = told.get(timeout=60)
    assert (wanted.typed, part) == ('"moscow"', None)


def test_only_what_was_asked_for_last_is_told(project, beside, monkeypatch):
    reader, told = beside
    begun, may_go_on = queue.Queue(), queue.Queue()

    def slow(wanted, store, really=list_beside._steps):
        begun.put(wanted.typed)
        may_go_on.get()
        return really(wanted, store)

    monkeypatch.setattr(list_beside, "_steps", slow)
    reader.ask(project.lists.search_wanted("m"))
    assert begun.get() == "m"
    for query in ("mo", "mos", "no 7"):
        reader.ask(project.lists.search_wanted(query))
    may_go_on.put(None)
    assert begun.get() == "no 7"
    may_go_on.put(None)
    wanted, part = told.get(timeout=60)
    assert (wanted.typed, list(part.ids)) == ("no 7", [9])
    reader.stop()
    assert told.empty()
    assert not reader._thread.is_alive()


def test_a_stopped_one_tells_nothing(project, beside, monkeypatch):
    reader, told = beside
    begun, may_go_on = queue.Queue(), queue.Queue()

    def slow(wanted, _store):
        begun.put(wanted.typed)
        may_go_on.get()
        yield array("q", [1])

    monkeypatch.setattr(list_beside, "_steps", slow)
    reader.ask(project.lists.search_wanted("m"))
    begun.get()
    monkeypatch.setattr(reader._project, "break_off", lambda: may_go_on.put(None))
    reader.stop()
    assert told.empty()


def test_what_refers_to_a_label_is_counted_beside_too(project):
    told = queue.Queue()
    beside = UseBeside(project.path, lambda *told_now: told.put(told_now))
    label = project.scheme.labels[0]
    beside.ask(label)
    assert told.get(timeout=60) == (label, project.store.label_use.of(label))
    beside.stop()
