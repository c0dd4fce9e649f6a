"""What a killed process has left is cleared at the next start; nothing else ever is.

What is tested: `leftovers.py`, `storage/temp_files.py`, `workspace/clearing.py`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from annotator import leftovers, paths
from annotator.storage import Store
from annotator.workspace.clearing import clear_leftovers
from tests.unit.storage.making import AT, SCHEME

MADE = ("folder", "file", "project")
SCRIPT = """
import os, signal, sys, tempfile
from pathlib import Path
from annotator import leftovers
from annotator.storage import Store

place = Path(sys.argv[1])
folder = leftovers.WorkFolder(parent=place)
(Path(folder.name) / "inside").mkdir()
(Path(folder.name) / "inside" / "half.txt").write_text("half")
handle, name = tempfile.mkstemp(prefix="annotator-", suffix=".corrector", dir=place)
leftovers.note(Path(name))
ended = leftovers.WorkFolder(parent=place)
ended.cleanup()
store = Store.open(sys.argv[2], window=True)
if sys.argv[3] == "replaced":
    folder.cleanup = None
    os.rename(folder.name, str(place / "kept"))
    os.mkdir(folder.name)
    Path(folder.name, "mine.txt").write_text("mine")
print(folder.name, name, flush=True)
if sys.argv[3] == "ended":
    sys.exit(0)
sys.stdin.readline()
"""


KILLED = """
import os, signal, sys
from pathlib import Path
from annotator import leftovers
from annotator.storage import Store

leftovers.note = lambda path: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "copy":
    with Store.open(sys.argv[2]) as store:
        store.copy_to(Path(sys.argv[1]) / "copy.db")
leftovers.WorkFolder(parent=Path(sys.argv[1]))
"""


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A home, a folder for what passes, and a project."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "place").mkdir()
    Store.create(tmp_path / "p.db", SCHEME, at=AT).close()
    return tmp_path / "place"


def start(place: Path, how: str) -> tuple[subprocess.Popen[str], list[Path]]:
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(place), str(place.parent / "p.db"), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    return child, [Path(name) for name in child.stdout.readline().split()]


def end(child: subprocess.Popen[str], *, kill: bool) -> None:
    if kill:
        os.kill(child.pid, signal.SIGKILL)
    child.communicate()


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def notes_of_others(place: Path) -> list[str]:
    folder = place.parent / "state" / "annotator" / "leftovers"
    return [each for each in names(folder) if not each.startswith(f"{os.getpid()}-")]


def test_what_a_kill_leaves_is_cleared_at_the_next_start(place):
    child, made = start(place, "killed")
    flags = names(place.parent / "tmp")
    assert [x.rsplit(".", 1)[1] for x in flags].count("flag") == 1
    clear_leftovers()
    assert all(each.exists() for each in made), "it lives"
    assert names(place.parent / "tmp") == flags
    end(child, kill=True)
    assert names(place) == sorted(each.name for each in made)
    clear_leftovers()
    assert names(place) == []
    assert names(place.parent / "tmp") == []
    assert notes_of_others(place) == []
    with Store.open(place.parent / "p.db", window=True):
        pass
    assert [x for x in names(place.parent) if x.startswith("p.db")] == ["p.db"]


def test_what_lies_in_the_folder_for_what_passes_is_cleared_from_another_home_too(
    place, tmp_path, monkeypatch
):
    child, _ = start(place, "killed")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    clear_leftovers()
    left = names(tmp_path / "tmp")
    assert sorted(each.rsplit(".", 1)[1] for each in left) == ["flag", "name", "name"], "it lives"
    end(child, kill=True)
    assert names(tmp_path / "tmp") == left
    clear_leftovers()
    assert names(tmp_path / "tmp") == []


def test_what_others_have_put_there_stays(place, tmp_path):
    user = os.getuid()
    kept = [f"annotator-{user}-ab.txt", f"annotator-{user}1-ab.flag", "mine.flag"]
    for name in [*kept, f"annotator-{user}-ab.flag"]:
        (tmp_path / "tmp" / name).touch()
    (tmp_path / "tmp" / f"annotator-{user}-cd.name").symlink_to(tmp_path / "p.db")
    clear_leftovers()
    assert names(tmp_path / "tmp") == sorted([*kept, f"annotator-{user}-cd.name"])
    assert (tmp_path / "p.db").is_file()


def test_a_process_that_ends_leaves_nothing(place):
    child, _ = start(place, "ended")
    end(child, kill=False)
    assert names(place) == []
    assert notes_of_others(place) == []


def test_what_somebody_else_has_put_there_stays(place):
    child, (folder, file) = start(place, "replaced")
    end(child, kill=True)
    mine = place / ".annotator-mine"
    mine.mkdir()
    clear_leftovers()
    assert (folder / "mine.txt").read_text() == "mine"
    assert (place / "kept").is_dir()
    assert mine.is_dir()
    assert not file.exists()


def test_settings_half_written_are_cleared_when_their_process_is_dead(place):
    state = paths.state_file()
    state.parent.mkdir(parents=True, exist_ok=True)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    halves = {who: state.with_name(f"state.json.{who}.new") for who in (dead.pid, os.getpid())}
    for half in (*halves.values(), state.with_name("state.json.of me.new")):
        half.write_text("{")
    clear_leftovers()
    assert not halves[dead.pid].exists()
    assert halves[os.getpid()].exists()
    assert state.with_name("state.json.of me.new").exists()


def test_notes_that_are_damaged_harm_nothing(place):
    notes = paths.state_file().parent / "leftovers" / "7-abc.notes"
    notes.parent.mkdir(parents=True)
    own = place / "annotator-own"
    own.mkdir()
    for content in ("", "[1]", '{"x": 3}', f'{{"{own}": [1, 2]}}', "\x00"):
        notes.write_text(content)
        clear_leftovers()
        assert own.is_dir()


def test_only_names_of_ours_can_be_noted(place):
    (place / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError, match="no name of ours"):
        leftovers.note(place / "thesis.txt")


@pytest.mark.parametrize("what", ["copy", "folder"])
def test_nothing_stays_of_what_was_made_and_not_yet_noted(place: Path, what: str) -> None:
    command = [sys.executable, "-c", KILLED, str(place), str(place.parent / "p.db"), what]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = place.iterdir()
    mine = place / f"{left.name[:12]}-of-mine"
    mine.write_text("mine")
    clear_leftovers()
    assert list(place.iterdir()) == [mine]
