"""The command that tells about the machine and the last faults, without texts (`doctor.py`)."""

from __future__ import annotations

from typer.testing import CliRunner

from annotator import __version__, bugs, doctor, stalls
from annotator.cli import app
from annotator.stalls import Stall
from annotator.ui.shell import tour


def told(*given: str) -> tuple[str, int]:
    result = CliRunner().invoke(app, ["doctor", *given], catch_exceptions=False)
    return result.output, result.exit_code


def test_versions_places_display_and_room_are_told() -> None:
    output, status = told()
    assert status == 0
    for words in (f"annotator {__version__}", "SQLite 3.", "PySide6-Essentials 6.", "pipelines: ",
                  "settings: ~/", "display: none, QT_QPA_PLATFORM=offscreen", "free for projects: ",
                  "stalls: none", "faults: none"):  # fmt: skip
        assert words in output, words


def test_stalls_and_faults_are_told_by_their_places_and_never_by_a_text() -> None:
    stalls.write(Stall("2026-01-01T10:00:00+00:00", 120, ("annotator/a.py:1 one", "b.py:2 two")))

    def fail() -> None:
        secret = "Putin met Xi"
        raise ValueError(f"cannot read {secret}\nover two lines: {secret}")

    try:
        fail()
    except ValueError as error:
        bugs.log_bug(error)
    output, _ = told()
    assert "stall of 120 ms, 2026-01-01T10:00:00+00:00: b.py:2 two < annotator/a.py:1 one" in output
    assert "fault ValueError: test_doctor.py:" in output and " fail < " in output
    assert "Putin" not in output


def test_the_self_test_goes_through_the_tour_and_ends_with_its_status(monkeypatch) -> None:
    for status, words in ((0, "it works"), (1, "it failed")):
        monkeypatch.setattr(tour, "run", lambda folder, status=status: status)
        output, ended = told("--selftest")
        assert (ended, f"self-test: {words}" in output) == (status, True)


def test_what_is_missing_is_said(monkeypatch) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", ("no-such-package-of-ours",))
    assert "no-such-package-of-ours is not installed" in told()[0]
