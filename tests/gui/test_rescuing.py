"""A project that can't be opened: one question, answered by keys, gives back what there is.

What is tested: `ui/shell/rescuing.py`, `workspace/backups/ways_out.py`, `app.py`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from annotator.core.codes import BackupReason
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import rescuing
from annotator.workspace.backups import keeping
from tests.gui.answering import answer_next, by_keys
from tests.gui.seat import SHORT, TEXT, USUAL, make_project


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    """What was told in a box at the end."""
    found: list[str] = []
    monkeypatch.setattr(rescuing, "tell", lambda _parent, text: found.append(text))
    return found


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What was told to be wrong."""
    found: list[str] = []
    monkeypatch.setattr("annotator.ui.kit.telling.tell", lambda _parent, text: found.append(text))
    return found


@pytest.fixture
def path(tmp_path):
    path = make_project(tmp_path / "news.db", [(TEXT, USUAL), (SHORT, None)])
    assert keeping.keep(path, BackupReason.ASKED, datetime.now(UTC)) is not None
    return path


def asked(*keys: str) -> list[str]:
    """Answer the question by keys; what it says."""
    said: list[str] = []

    def act(box) -> None:
        said.append(box.text())
        by_keys(*keys)(box)

    answer_next(act)
    return said


def articles(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM articles").fetchone()[0]


@pytest.mark.parametrize(
    "spoil", [lambda x: x.write_bytes(b""), lambda x: x.unlink()], ids=["empty", "gone"]
)
def test_a_backup_is_put_back_by_one_key(opener, path, shown, told, spoil) -> None:
    spoil(path)
    asked("Enter")
    opener.open_or_offer(path)
    wait_for(lambda: opener._window.project is not None, "the project")
    assert opener._window.project.path == path.resolve() and articles(path) == 2
    assert shown[0].startswith("The project is as it was") and told == []
    assert opener._window.isEnabled()


def test_what_is_whole_goes_into_a_new_file_and_the_report_is_shown(
    opener, path, shown, told
) -> None:
    """Of a file with a broken page, where there is no backup to use."""
    for each in keeping.backups_of(path):
        each.path.unlink()
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'labels'"
        (page,) = connection.execute(sql).fetchone()
    path.write_bytes(whole[: (page - 1) * 4096] + bytes(4096) + whole[page * 4096 :])
    before = path.read_bytes()
    said = asked("Enter")
    opener.open_or_offer(path)
    wait_for(lambda: bool(shown), "the report")
    assert "damaged" in said[0]
    rescued = path.with_name("news rescued.db")
    assert opener._window.project.path == rescued.resolve()
    assert "news rescued.db" in shown[0] and "2 articles" in shown[0]
    assert path.read_bytes() == before and articles(rescued) == 2 and told == []


def test_turned_away_nothing_is_done_and_told_once(opener, path, shown, told) -> None:
    path.write_bytes(b"no project")
    said = asked("Esc")
    opener.open_or_offer(path)
    assert len(said) == 1 and told == shown == []
    assert path.read_bytes() == b"no project" and opener._window.project is None


def test_a_file_of_which_nothing_is_known_is_refused_as_ever(opener, tmp_path, told) -> None:
    (tmp_path / "x.db").write_bytes(b"something else")
    opener.guarded(opener.open_or_offer)(tmp_path / "x.db")
    assert "not a project file" in told[0]
