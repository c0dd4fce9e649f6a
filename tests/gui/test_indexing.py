"""The full-text index after an import that was broken off: completed, and told while it is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from annotator.storage import Store
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell import indexing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job


@pytest.fixture
def jobs(monkeypatch):
    """The jobs that the window would have started."""
    started = []

    class Job:
        def __init__(self, request, on_end):
            self.request, self.end = request, on_end

        def start(self):
            started.append(self)

        def cancel(self):
            pass

    monkeypatch.setattr(indexing, "JobProcess", Job)
    return started


def unindex(seat):
    """As an import leaves it that was killed before it indexed anything."""
    with closing(sqlite3.connect(seat.path)) as connection, connection:
        connection.execute("UPDATE project SET indexed_article = 0")
        connection.execute("INSERT INTO article_words(article_words) VALUES ('delete-all')")


def search(seat, text):
    seat.press("Ctrl+F")
    for letter in text:
        press(seat.window, letter)
    seat.press("Enter")


def listed(seat):
    return list(seat.window.list.model.ids)


def test_a_search_says_what_it_does_not_see_and_is_completed(jobs, seat):
    unindex(seat)
    with Store.open(seat.path) as store:
        store.search.index_some(1)
    seat.open()
    wait_for(lambda: bool(jobs), "the job")
    assert jobs[0].request == messages.Index(project=str(seat.path))
    search(seat, "okoro")
    assert listed(seat) == [1]
    assert "searching 1 of 3 articles" in seat.message
    with Store.open(seat.path) as store:
        store.search.index_some(1)
    seat.window.watching.look()
    assert listed(seat) == [1, 2]
    assert "searching 2 of 3 articles" in seat.message
    with Store.open(seat.path) as store:
        store.search.index_some(1)
    jobs[0].end(None, None)
    settle()
    assert listed(seat) == [1, 2]
    assert "searching" not in seat.message


def test_nothing_is_started_where_the_index_is_complete(jobs, seat):
    seat.window.indexing.start()
    assert not jobs


def test_the_job_completes_the_index(seat):
    unindex(seat)
    report = run_job(messages.Index(project=str(seat.path)))
    assert report == messages.IndexReport(is_indexed=True)
    with Store.open(seat.path) as store:
        assert store.search.unindexed() == 0
        assert list(store.search.articles("okoro")) == [1, 2]


def test_a_broken_index_is_told_and_made_anew(jobs, seat):
    with Store.open(seat.path) as store:
        while store.search.index_some():
            pass
    with closing(sqlite3.connect(seat.path)) as connection, connection:
        connection.execute("DELETE FROM article_words_data")
    seat.open()
    search(seat, "okoro")
    assert "search index was damaged and is made anew: 0 of 3 articles" in seat.message
    assert [job.request for job in jobs] == [messages.Index(str(seat.path))]
    run_job(jobs[0].request)
    jobs[0].end(None, None)
    settle()
    assert listed(seat) == [1, 2]
    assert "damaged" not in seat.message
