"""Another program holds the project, or its file is gone: the window says so and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from annotator.core.records import Scheme
from annotator.core.tokens import cut
from annotator.errors import AnnotatorError, EnvironmentFault
from annotator.faults import Fault
from annotator.storage import Store
from annotator.storage.acts import Acts
from annotator.ui.desk import saving
from annotator.ui.kit import asking
from annotator.ui.kit.pressing import settle, wait_for
from annotator.worker_messages import Run, Suggested
from tests.gui.seat import Seat

KEYS = ("p", "Space", "Right", "Shift+o", "1", "-", "Backspace")
ELSEWHERE, WITHOUT, BACK, LATER = (
    "Save to another file…",
    "Close without it",
    "Go back",
    "Later",
)


@contextmanager
def held(seat: Seat) -> Iterator[None]:
    """Another program holds the project, as `BEGIN EXCLUSIVE` in a sqlite3 shell does."""
    with closing(sqlite3.connect(seat.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """What the window asks, and the answers that it gets: [(words, options)], [answers]."""
    questions, answers = [], []

    def ask(_parent, text, options):
        questions.append((text, list(options)))
        otherwise = WITHOUT if WITHOUT in options else options[-1]
        return answers.pop(0) if answers else otherwise

    monkeypatch.setattr(asking.ButtonQuestion, "ask", ask)
    return questions, answers


@pytest.fixture
def chosen(monkeypatch, tmp_path):
    """The file that the person chooses to save to."""
    to = tmp_path / "elsewhere.db"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(to), ""))
    return to


def acts(path) -> list[tuple[str, str]]:
    """Kind and rows of all acts."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT kind, after FROM acts ORDER BY id").fetchall()


def spans(path) -> set[tuple[int, int, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute('SELECT article, start, "end" FROM spans'))


def shown(seat: Seat) -> set[tuple[int, int, int]]:
    sheet = seat.window.desk.review.sheet
    return {(sheet.article.id, each.start, each.end) for each in sheet.spans}


def is_saved(seat: Seat) -> bool:
    return seat.window.status._is_saved and not seat.window.project.unsaved


def test_acts_wait_in_their_order_until_the_other_program_lets_go(seat, asked):
    seat.press("Right", "p")
    before = acts(seat.path)
    with held(seat):
        for key in KEYS:
            seat.press(key)
        wait_for(lambda: "Another program holds news.db" in seat.window.strip.message, "the line")
        assert not seat.window.status._is_saved
        assert "Not saved yet" in seat.window.status._saved_text()
        assert acts(seat.path) == before
        waiting = [kept.act.kind for kept in seat.window.project.unsaved.kept]
        assert len(waiting) >= 4
        seen = shown(seat)
    wait_for(lambda: is_saved(seat), "the acts stored")
    assert [kind for kind, _ in acts(seat.path)[len(before) :]] == waiting
    assert spans(seat.path) == seen == shown(seat)
    assert "can be written again" in seat.window.strip.message
    seat.press(*["Ctrl+Z"] * len(waiting))
    assert len(spans(seat.path)) <= 1
    assert asked[0] == []


def test_no_key_waits_longer_than_a_frame_for_another_program(seat):
    connection = seat.window.project.store._db.connection
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] < 16
    seat.press("p")
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] < 16


def test_what_goes_beyond_the_article_waits_until_the_acts_are_stored(seat):
    with held(seat):
        seat.press("p")
        for keys in (("Ctrl+PageDown",), ("Ctrl+Z",)):
            seat.press(*keys)
            assert "nother program" in seat.window.strip.message
            assert seat.window.desk.review.sheet.article.id == 1
        assert len(seat.window.project.unsaved) == 1
    wait_for(lambda: is_saved(seat), "the act stored")
    seat.press("Ctrl+Z")
    assert spans(seat.path) == set()


def test_no_job_starts_while_acts_wait(seat, tmp_path):
    jobs = seat.window.jobs
    with held(seat):
        seat.press("p")
        jobs.export("jsonl", tmp_path / "o.jsonl", status="all")
        assert jobs._job is None
        assert "nother program" in seat.window.strip.message
    assert not (tmp_path / "o.jsonl").exists()
    jobs.export("jsonl", tmp_path / "o.jsonl", status="all")
    wait_for(lambda: jobs._job is None, "the export")
    assert len(spans(seat.path)) == 1
    assert '"entities":[{' in (tmp_path / "o.jsonl").read_text()


def test_an_act_that_waited_and_cannot_be_stored_is_told_and_the_next_one_is_stored(seat):
    with held(seat):
        seat.press("p")
        seat.window.saving._retry.stop()
        (kept,) = seat.window.project.unsaved.kept
    with Store.open(seat.path) as other:
        other.acts.commit(kept.act, seat.window.project.annotator, kept.at)
        other.history.undo(seat.window.project.annotator, kept.at)
    seat.press("p")
    wait_for(lambda: "changed by another process" in seat.window.strip.message, "the line")
    assert not seat.window.project.unsaved
    assert shown(seat) == spans(seat.path)
    seat.press("p")
    assert shown(seat) == spans(seat.path)


def test_a_finished_article_is_left_when_it_is_stored(seat):
    with held(seat):
        seat.press(*["Shift+Enter"] * 1)
        assert seat.window.desk.articles.is_closed
        assert seat.window.desk.review.sheet.article.id == 1
        seat.press("Enter", "Enter")
        assert seat.window.desk.review.sheet.article.id == 1
    wait_for(lambda: seat.window.desk.review.sheet.article.id == 2, "the next article")
    with Store.open(seat.path) as store:
        assert store.counts.of(store.annotators.id_of("Mira"))["done"] == 1


def test_suggestions_that_come_meanwhile_are_stored_later(seat):
    project = seat.window.project
    suggestions = seat.window.suggestions
    suggestions._project = project
    answer = Suggested(
        id=1, run=Run("en", "9", "f"), tokens=cut("Nobody"), sentences=[0], suggestions=[]
    )
    stored = []
    suggestions.stored.connect(stored.append)
    with held(seat):
        suggestions._on_answer(suggestions._number, 3, answer)
        assert stored == []
    wait_for(lambda: stored == [3], "the answer stored")
    suggestions._project = None


@pytest.mark.parametrize("answer", [BACK, WITHOUT, ELSEWHERE])
def test_closing_asks_while_acts_wait(seat, asked, chosen, answer):
    questions, answers = asked
    with held(seat):
        seat.press("p")
        seen = shown(seat)
        answers.append(answer)
        seat.window.close()
        assert [options for _, options in questions] == [[ELSEWHERE, WITHOUT, BACK]]
        assert "1 act is kept here" in questions[0][0]
        assert seat.window.isVisible() == (answer == BACK)
    if answer == BACK:
        wait_for(lambda: is_saved(seat), "the act stored")
        assert spans(seat.path) == seen
    elif answer == ELSEWHERE:
        assert spans(chosen) == seen
        assert spans(seat.path) == set()


def displace(seat: Seat, how: str, tmp_path) -> bytes | None:
    """Take the file away under the window; what is in its place then."""
    if how == "removed":
        seat.path.unlink()
    elif how == "renamed":
        seat.path.rename(tmp_path / "away.db")
    else:
        with Store.open(seat.path) as store:
            store.copy_to(tmp_path / "other.db")
        content = (tmp_path / "other.db").read_bytes()
        (tmp_path / "other.db").replace(seat.path)
        return content
    return None


HOW = ("replaced", "removed", "renamed")


@pytest.mark.parametrize("how", HOW)
def test_the_work_since_is_written_elsewhere(seat, asked, chosen, tmp_path, how):
    questions, answers = asked
    seat.press("p")
    content = displace(seat, how, tmp_path)
    answers.append(ELSEWHERE)
    saved = []
    seat.window.desk.presenter.saved.connect(lambda is_saved, _words: saved.append(is_saved))
    seat.press("Right", "Shift+o")
    seen = shown(seat)
    assert len(seen) == 2
    assert saved[0] is False
    wait_for(lambda: seat.window.project.path == chosen, "the other file open")
    settle()
    assert [options for _, options in questions] == [[ELSEWHERE, LATER]]
    assert ("another file now" if how == "replaced" else "is gone") in questions[0][0]
    assert shown(seat) == seen == spans(chosen)
    assert seat.window.status._is_saved
    seat.press("Ctrl+Z")
    assert len(spans(chosen)) == 1
    if content is not None:
        assert seat.path.read_bytes() == content
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("how", HOW)
def test_the_same_name_can_be_taken_again(seat, asked, monkeypatch, tmp_path, how):
    name = str(seat.path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, ""))
    displace(seat, how, tmp_path)
    asked[1].append(ELSEWHERE)
    seat.press("p")
    seen = shown(seat)
    wait_for(lambda: is_saved(seat) and seat.window.project.store.is_in_place, "the file")
    settle()
    assert spans(seat.path) == seen == shown(seat)


def test_later_keeps_the_acts_and_a_file_that_comes_back_gets_them(seat, asked, tmp_path):
    displace(seat, "renamed", tmp_path)
    seat.press("p")
    wait_for(lambda: asked[0], "the question")
    seat.press("Right", "Shift+o")
    seen = shown(seat)
    assert "The work is kept here" in seat.window.strip.message
    (tmp_path / "away.db").rename(seat.path)
    wait_for(lambda: is_saved(seat), "the acts stored")
    assert spans(seat.path) == seen
    assert len(asked[0]) == 1


def test_a_file_that_is_gone_is_noticed_without_an_act(seat, asked, tmp_path):
    seat.press("p")
    displace(seat, "removed", tmp_path)
    seat.window.watching.look()
    assert not seat.window.status._is_saved
    wait_for(lambda: asked[0], "the question")
    seat.window.watching.look()
    settle()
    assert len(asked[0]) == 1


@pytest.mark.parametrize("how", HOW)
def test_closing_asks_when_the_file_is_gone(seat, asked, chosen, tmp_path, how):
    seat.press("p")
    seen = shown(seat)
    displace(seat, how, tmp_path)
    asked[1].append(ELSEWHERE)
    seat.window.close()
    assert not seat.window.isVisible()
    assert spans(chosen) == seen


def test_save_a_copy_writes_the_work_that_waits(seat, asked, chosen, tmp_path):
    displace(seat, "removed", tmp_path)
    seat.press("p")
    wait_for(lambda: asked[0], "the question")
    seen = shown(seat)
    seat.press("Ctrl+Shift+S")
    assert seat.window.project.path == chosen
    assert spans(chosen) == seen


def test_a_place_that_cannot_be_written_loses_nothing(seat, asked, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(saving, "tell", lambda _window, text: told.append(text))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.db"), "")
    )
    shutil.move(seat.path, tmp_path / "away.db")
    seat.press("p")
    wait_for(lambda: asked[0], "the question")
    seat.press("Ctrl+Shift+S")
    assert "no such folder" in told[0]
    assert len(seat.window.project.unsaved) == 1


def test_a_file_that_cannot_be_replaced_has_the_work_beside_it(
    seat, asked, chosen, monkeypatch, tmp_path
):
    told = []
    monkeypatch.setattr(saving, "tell", lambda _window, text: told.append(text))

    def refuse(_path, _to):
        raise PermissionError("it is open in another program")

    monkeypatch.setattr(Path, "replace", refuse)
    chosen.write_bytes(b"another's")
    displace(seat, "removed", tmp_path)
    seat.press("p")
    wait_for(lambda: asked[0], "the question")
    seen = shown(seat)
    seat.press("Ctrl+Shift+S")
    beside = tmp_path / "elsewhere 1.db"
    assert "elsewhere 1.db" in told[0]
    assert chosen.read_bytes() == b"another's"
    assert seat.window.project.path == beside
    assert spans(beside) == seen != set()


def test_the_work_is_not_written_over_a_project_that_is_open(
    seat, asked, chosen, monkeypatch, tmp_path
):
    told = []
    monkeypatch.setattr(saving, "tell", lambda _window, text: told.append(text))
    with Store.create(chosen, Scheme(name="x"), at="2024-05-01T10:00:00") as other:
        displace(seat, "removed", tmp_path)
        seat.press("p")
        wait_for(lambda: asked[0], "the question")
        seat.press("Ctrl+Shift+S")
        assert "is open" in told[0]
        assert other.is_in_place
    assert len(seat.window.project.unsaved) == 1
    assert not list(tmp_path.glob(".annotator-*"))


def test_an_act_that_fits_no_more_is_not_shown_as_done(seat, asked):
    """Another process changed the article before the act that waited could be stored."""
    with held(seat):
        seat.press("p")
        (kept,) = seat.window.project.unsaved.kept
        seat.window.saving._retry.stop()  # the next key comes before it is tried again
    with Store.open(seat.path) as other:
        other.acts.commit(kept.act, seat.window.project.annotator, kept.at)
        other.history.undo(seat.window.project.annotator, kept.at)
    assert shown(seat) != set()
    seat.press("Ctrl+PageDown")
    assert "changed by another process" in seat.window.strip.message
    assert not seat.window.project.unsaved
    assert shown(seat) == spans(seat.path) == set()


def test_another_annotator_goes_on_in_the_file_where_the_work_was_saved(
    seat, asked, chosen, tmp_path
):
    displace(seat, "removed", tmp_path)
    seat.press("p")
    wait_for(lambda: asked[0], "the question")
    seen = shown(seat)
    asked[1].append(ELSEWHERE)
    seat.opener._reopen("Joss")
    assert seat.window.project.path == chosen
    assert seat.window.project.annotator_name == "Joss"
    assert spans(chosen) == seen


def test_a_project_that_cannot_be_opened_again_leaves_the_first_page(seat, asked, tmp_path):
    displace(seat, "removed", tmp_path)
    asked[1].append(WITHOUT)
    with pytest.raises(AnnotatorError, match="no such file"):
        seat.opener._reopen("Joss")
    assert seat.window.project is None
    assert seat.window._stack.currentIndex() == 0


def test_a_disk_that_fills_up_meanwhile_is_named(seat, monkeypatch):
    def refuse(*_, **__):
        raise EnvironmentFault(Fault.UNSAVED_DISK_FULL, where="news.db")

    with held(seat):
        seat.press("p")
        assert len(seat.window.project.unsaved) == 1
        with monkeypatch.context() as patch:
            patch.setattr(Acts, "commit", refuse)
            seat.window.saving._on_retry()
            assert "the disk is full" in seat.window.strip.message
            assert "Another program" not in seat.window.strip.message
    wait_for(lambda: is_saved(seat), "the act stored")
