"""The window when things go otherwise: late suggestions, dead workers, full disks."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from annotator.core.records import Source
from annotator.core.tokens import cut
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.storage import Store
from annotator.ui.kit.asking import SkipQuestion
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.worker_messages import Run, Suggested, SuggestedSpan, SuggestedTopic
from annotator.workspace.jobs import child
from annotator.workspace.learning import worker as suggesting
from tests.gui.seat import SHORT, TEXT, USUAL, Proposed, make_project, suggestion_of

PAUSES_S = (0.01, 0.02, 0.03)
FAKE_WORKER = """
import sys
from annotator.core.tokens import Tokens
from annotator.protocol import read_body, write_body
from annotator.worker_messages import *
source, out = sys.stdin.buffer, sys.stdout.buffer
while (body := read_body(source)) is not None:
    match request_from(body):
        case Load(id=number):
            answer = Loaded(id=number, pipeline="fake", version="1", fingerprint="f")
        case Suggest(text=text) if "poison" in text:
            sys.exit(3)
        case Suggest(id=number, text=text):
            end = len(text.split(" ")[0])
            first = SuggestedSpan(0, end, 1, "pipeline")
            answer = Suggested(id=number, run=Run("fake", "1", "f"), tokens=Tokens([0], [end]),
                               sentences=[0], suggestions=[first])
        case request:
            answer = Done(id=request.id)
    write_body(out, to_bytes(answer))
"""


# -- late suggestions ------------------------------------------------------------------------


def answer(text: str, proposed: tuple[Proposed, ...]) -> Suggested:
    """What the worker would say."""
    found = [suggestion_of(1, text, each) for each in proposed]
    return Suggested(
        id=1,
        run=Run("late", "1", "f"),
        tokens=cut(text),
        sentences=[0],
        topics=[SuggestedTopic(11, Source.KEYWORD, 0.5)],
        suggestions=[
            SuggestedSpan(s.start, s.end, s.label, Source(s.source), s.score, s.is_maybe)
            for s in found
        ],
    )


@pytest.fixture
def late(sit):
    """A seat at an article without suggestions, and what lets them arrive."""
    seat = sit([(TEXT, None), (SHORT, None)])
    seat.window.suggestions._project = seat.window.project

    def arrive(article: int = 1) -> None:
        text, proposed = (TEXT, USUAL) if article == 1 else (SHORT, (Proposed("Sarn", "PLACE"),))
        suggestions = seat.window.suggestions
        suggestions._answered.emit(suggestions._number, article, answer(text, proposed))
        settle()

    seat.arrive = arrive
    return seat


def test_suggestions_that_arrive_give_the_focus_to_the_first_doubtful(late):
    assert late.focused == "In"
    late.arrive()
    assert late.focused == "Port Amal"
    assert len(late.marks) == 6
    assert late.window.topics.pills[11].score == ".50"
    late.press("Space")
    assert late.spans() == [("Port Amal", "ORG")]


def test_they_never_move_the_focus_of_one_who_moved_it(late):
    late.press("Right", "Right")
    here = late.focus_range
    late.arrive()
    assert late.focus_range == here
    assert len(late.marks) == 6


@pytest.mark.parametrize("keys", [("p",), ("1",), ("0",)])
def test_they_never_change_an_article_in_which_anything_was_decided(late, keys):
    late.press(*keys)
    before = (late.marks, late.focus_range, late.spans(), late.topics())
    late.arrive()
    assert (late.marks, late.focus_range, late.spans(), late.topics()) == before
    late.open()
    assert late.marks == before[0]
    late.press("Enter", "Enter")
    assert late.spans(1) == before[2]


def test_they_never_lie_over_a_span(late):
    late.focus("Port Amal").press("Shift+Right", "l")
    late.arrive()
    marks = list(late.window.desk.review.sheet.marks)
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))


def test_they_come_while_waiting_for_enter(late):
    late.press("Enter")
    assert "not there yet" in late.message
    late.arrive()
    late.press("Enter")
    assert late.article == 1, "now there is something doubtful to look at"
    assert late.review().get("status", "new") == "new"


def test_a_second_answer_changes_nothing_on_screen(late):
    late.arrive()
    late.press("Right")
    before = (late.marks, late.focus_range)
    late.arrive()
    assert (late.marks, late.focus_range) == before


def test_those_of_another_article_are_only_stored(late):
    late.arrive(2)
    assert (late.article, late.marks) == (1, [])
    late.press("Ctrl+PageDown")
    assert late.marks == [("Sarn", "SUGGESTED")]


def test_those_after_undo_are_shown_when_the_article_comes_again(late):
    late.press("p", "Ctrl+Z")
    late.arrive()
    assert len(late.marks) == 6


# -- the worker ------------------------------------------------------------------------------


@pytest.fixture
def fake_worker(monkeypatch) -> Iterator[list[str]]:
    """A worker without spaCy that marks the first word, and short pauses between its lives."""
    real = child.command

    def command(name):
        return [sys.executable, "-c", FAKE_WORKER] if name == "worker" else real(name)

    monkeypatch.setattr(child, "command", command)
    monkeypatch.setattr(suggesting, "BACK_OFF_S", PAUSES_S)
    told: list[str] = []
    return told


def with_worker(opener, path, articles, told):
    make_project(path, articles)
    with Store.open(path) as store:
        store.settings.set("suggestions", True)
    window = opener._window
    window.desk.articles.enter_guard_ms = 0
    window.suggestions.told.connect(told.append)
    window.show()
    opener.open_path(path)
    return window


def answered(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT count(*) FROM article_runs WHERE latest_run IS NOT NULL"
        return connection.execute(sql).fetchone()[0]


def test_a_killed_worker_starts_again_and_the_window_works_on(opener, tmp_path, fake_worker):
    path = tmp_path / "news.db"
    articles = [(f"Word{n} and more of it, to be read.", None) for n in range(12)]
    window = with_worker(opener, path, articles, fake_worker)
    wait_for(lambda: answered(path) > 0, "a first answer")
    first = window.suggestions.worker.process_id
    os.kill(first, signal.SIGKILL)
    press(window, "l")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM spans").fetchone() == (1,)
    wait_for(lambda: answered(path) == 12, "the answers after that")
    assert window.suggestions.worker.process_id != first or answered(path) == 12
    window.close_project()
    assert window.suggestions.worker is None


def test_a_worker_that_always_dies_is_given_up_with_one_message(opener, tmp_path, fake_worker):
    path = tmp_path / "news.db"
    window = with_worker(opener, path, [("the poison", None), (SHORT, None)], fake_worker)
    wait_for(lambda: "everything else works" in fake_worker[-1] if fake_worker else 0, "giving up")
    assert sum("starting again" in line for line in fake_worker) == len(PAUSES_S)
    press(window, "p")
    assert window.desk.review.sheet.span_at(0, 3) is not None
    window.close()


def test_the_worker_ends_with_the_window(opener, tmp_path, fake_worker):
    path = tmp_path / "news.db"
    window = with_worker(opener, path, [(SHORT, None)], fake_worker)
    wait_for(lambda: answered(path) == 1, "the answer")
    process = window.suggestions.worker.process_id
    window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


# -- a full disk -----------------------------------------------------------------------------


def no_room(*_args, **_more):
    raise EnvironmentFault(Fault.UNSAVED_DISK_FULL, where="news.db")


def test_what_could_not_be_saved_is_told_and_not_shown_as_done(seat, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(seat.window.project.store.acts, "commit", no_room)
        marks, picture = seat.marks, seat.picture(*seat.focus_range)
        seat.press("l")
        assert seat.marks == marks
        assert seat.picture(*seat.focus_range) == picture
        assert seat.window.strip.is_warning
        assert "not saved: the disk is full" in seat.message
        assert "not saved: the disk is full" in seat.window.status.text()
        seat.press("Enter", "Enter")
        assert (seat.article, seat.review()) == (1, {})
        seat.press("1", "Ctrl+D")
        assert seat.topics() == {}
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    seat.press("1")
    assert seat.window.status.text().startswith("Saved")
    seat.focus("Port Amal").press("l")
    assert seat.spans() == [("Port Amal", "PLACE")]


def test_a_skip_that_could_not_be_saved_stays_at_the_article(seat, monkeypatch):
    monkeypatch.setattr(SkipQuestion, "ask", lambda _parent: "Duplicate")
    monkeypatch.setattr(seat.window.project.store.acts, "commit", no_room)
    seat.press("Ctrl+Backspace")
    assert (seat.article, seat.review()) == (1, {})
    assert "not saved" in seat.message


def test_an_undo_that_could_not_be_saved_changes_nothing(seat, monkeypatch):
    seat.press("l")
    with monkeypatch.context() as patch:
        patch.setattr(seat.window.project.store.history, "undo", no_room)
        marks = seat.marks
        seat.press("Ctrl+Z")
        assert seat.marks == marks
        assert "not saved" in seat.message
    seat.press("Ctrl+Z")
    assert seat.spans() == []


def test_a_row_changed_by_another_program_is_told(seat):
    seat.press("l")
    with closing(sqlite3.connect(seat.path)) as connection:
        connection.execute("UPDATE spans SET label = 1")
        connection.commit()
    seat.focus("Port Amal").press("o")
    assert "has just been changed by another process" in seat.message
    assert seat.spans() == [("Port Amal", "PERSON")]
