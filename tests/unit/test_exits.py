"""How the program starts and ends (`__main__.py`, `exits.py`)."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator import app, exits
from annotator.__main__ import main
from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.ui.shell import tour
from annotator.workspace import clearing

START = """
import sys
from annotator.__main__ import main
try:
    main()
finally:
    print("typer" in sys.modules)
"""


def started(*given: str) -> tuple[int, bool, str]:
    """Status, whether the library of the commands was imported, and what was said."""
    run = subprocess.run(
        [sys.executable, "-c", START, *given], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout.strip().endswith("True"), run.stderr


def test_a_project_opens_without_the_commands(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / "a.db").touch()
    status, has_commands, said = started(str(tmp_path / "a.db"))
    assert (status, has_commands) == (exits.MACHINE, False)
    assert said.startswith("annotator: ") and said.count("\n") == 1 and "display" in said


@pytest.mark.parametrize("given", [["--help"], ["info", "a.db"], ["./none.db"], ["-x.db"]])
def test_all_else_is_a_command(given: list[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(exits.__file__).parents[1]))
    status, has_commands, said = started(*given)
    assert has_commands and status == (exits.OK if given == ["--help"] else exits.USER)
    assert said.count("\n") <= 1


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (UserError(Fault.NO_COMMAND, name="x"), exits.USER, "x"),
        (EnvironmentFault(Fault.OF_THE_MACHINE, reason="cold"), exits.MACHINE, "cold"),
        (OSError(28, "No space left", "/full"), exits.MACHINE, "/full: No space left"),
        (KeyboardInterrupt(), exits.USER, "cancelled"),
        (RuntimeError("x"), exits.OURS, "written down"),
    ],
)
def test_an_error_is_one_line_and_a_status(error, status, line, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["annotator"])

    def call() -> int:
        raise error

    with pytest.raises(SystemExit) as ended:
        exits.run(call)
    assert ended.value.code == status
    said = capsys.readouterr().err
    assert said.startswith("annotator: ") and line in said and said.count("\n") == 1


@pytest.mark.parametrize("has_display", [True, False])
def test_what_is_no_longer_used_is_collected_once_it_runs(has_display, monkeypatch) -> None:
    seen = []

    def run(*_given: object) -> int:
        seen.append(gc.isenabled())
        return exits.OK

    window = SimpleNamespace(show=lambda: None, watch_stalls=lambda: None)
    opener = SimpleNamespace(open_last=lambda: None)
    monkeypatch.setattr(app, "has_display", lambda: has_display)
    monkeypatch.setattr(app, "make_application", lambda: SimpleNamespace(exec=run))
    monkeypatch.setattr(app, "build", lambda: (window, opener))
    monkeypatch.setattr(tour, "run", run)
    monkeypatch.setattr(clearing, "clear_leftovers", lambda: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(sys, "argv", ["annotator"])
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        gc.enable()
        gc.unfreeze()
    assert (seen, ended.value.code) == ([True], exits.OK)
