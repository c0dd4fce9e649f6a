"""No statement of the window reads a whole table that grows with the project."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest

from annotator.storage import connection, store
from annotator.ui.kit.pressing import settle, type_text, wait_for
from annotator.ui.shell.pages import PageId
from annotator.workspace.open import queue
from tests.gui import plans
from tests.gui.seat import Seat

SEARCHES = (
    "sarn", '"port amal"', "source:x", "date:2024", "label:ORG", "is:mixed", "is:unseen",
    "is:forced", "flag:yes", "status:done", "copy:yes", "surface:Sarn",
)  # fmt: skip
PAGES = (
    PageId.HISTORY, PageId.BIN, PageId.NAMES, PageId.PALETTE, PageId.ARTICLES, PageId.SCHEME,
    PageId.LEARNING, PageId.BACKUPS,
)  # fmt: skip
DROPPED = (
    "articles_duplicate", "suggestions_of_article", "decisions_of_article", "decisions_memory",
    "spans_memory", "reviews_by_status", "acts_back", "acts_of_group", "bin_spans_of",
)  # fmt: skip


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> dict[str, None]:
    """All that the window's connection is asked on the window's thread, from its opening on."""
    said: dict[str, None] = {}

    def note(sql: str) -> None:
        if threading.current_thread() is threading.main_thread():
            said[sql] = None

    def traced(path, **options):
        made = connection.connect(path, **options)
        made.set_trace_callback(note)
        return made

    monkeypatch.setattr(store, "connect", traced)
    return said


def work(seat: Seat) -> None:
    """A bit of everything."""
    seat.press("Space", "p", "Backspace", "1", "0", "Ctrl+D", "Ctrl+Z", "Ctrl+Shift+Z")
    seat.press("Enter", "Enter", "Enter", "Enter", "Ctrl+PageDown", "Ctrl+PageUp")
    for order in ("queue.date", "queue.doubt", "queue.random", "queue.imported"):
        seat.window.commands.run(order)
        wait_for(lambda: seat.window.listing.is_whole, "the list")
    for status in ("done", "flagged", "all", "todo"):
        seat.window.list.status_picked.emit(status)
        wait_for(lambda: seat.window.listing.is_whole, "the list")
    for typed in SEARCHES:
        seat.window.list.search.ask(typed)
        wait_for(lambda: seat.window.listing.is_whole, "the list")
    seat.window.list.search.ask("")
    for page in PAGES:
        seat.window.open_page(page)
        settle()
        if page == PageId.ARTICLES:
            type_text(seat.window, "sarn")
        seat.window.pages.hide_all()
    for typed in (*SEARCHES, "is:missed", "is:contradicted"):
        seat.window.open_page(PageId.MENTIONS)
        page = seat.window.pages.page(PageId.MENTIONS)
        page.ask(typed)
        wait_for(lambda page=page: page._search is None or page._search.is_complete, "mentions")
        page.reject()
    seat.press("+")
    seat.window.pages.hide_all()
    seat.window.project.notice()
    seat.window.project.store.memory.usage()  # after each decision, where suggestions come


def test_no_statement_reads_a_whole_table_that_grows(seat, statements, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 0)
    seat.open()
    work(seat)
    seat.window.close_project()
    with closing(sqlite3.connect(seat.path)) as project:
        known = plans.tables(project)
        assert (
            plans.SMALL.keys() - {"sqlite_master", "sqlite_schema", "sqlite_temp_master"} <= known
        )
        asked = [
            sql
            for sql in statements
            if sql.split(maxsplit=1)[0] in ("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")
        ]
        assert len(asked) > 100
        found = plans.faults(project, asked)
        assert not found, chr(10).join(found)
        for index in DROPPED:
            project.execute("BEGIN")
            project.execute(f"DROP INDEX {index}")
            assert plans.faults(project, asked), index
            project.execute("ROLLBACK")
