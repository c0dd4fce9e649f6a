"""The tour runs without a display, and what it exports is the sample in exports/, byte by byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import app, paths
from annotator.errors import EnvironmentFault
from annotator.formats import registry
from annotator.ui.shell import tour

SAMPLE = Path(__file__).resolve().parents[2] / "exports" / "sample"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(scope="module")
def toured(tmp_path_factory) -> tuple[Path, str]:
    """Where a tour left its pictures and exports, and what it printed."""
    to = tmp_path_factory.mktemp("tour") / "here"
    environment = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "tour", "--to", str(to)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""  # nothing of Qt's, or of a library's
    return to, done.stdout


def test_each_step_is_printed_in_one_line_and_kept_as_a_picture(toured):
    to, printed = toured
    steps = [line for line in printed.splitlines() if line[:2].strip().isdigit()]
    pictures = sorted(to.glob("*.png"))
    assert len(steps) == len(pictures) > 20
    assert all(picture.stat().st_size > 10_000 for picture in pictures)
    assert printed.splitlines()[-1].endswith(str(to / "export"))
    assert "Traceback" not in printed


def test_the_sample_is_what_the_tour_exports(toured):
    to, _ = toured
    sample, made = contents(SAMPLE), contents(to / "export")
    assert sample
    assert made.keys() >= sample.keys()
    if runs(sample["tour.jsonl"]) != runs(made["tour.jsonl"]):
        pytest.skip("another pipeline than the sample's is installed")
    differing = [name for name, data in sample.items() if made.get(name) != data]
    assert differing == [], "run `annotator tour --to DIR` and copy these from DIR/export"


def test_each_format_goes_to_a_place_of_its_own():
    found = dict(tour.places(registry.written(), Path("to")))
    assert len(set(found.values())) == len(found) == len(registry.written())
    assert found[registry.named("jsonl")] == Path("to/tour.jsonl")


def test_formats_that_cannot_be_written_here_are_passed_over(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "parquet" not in {each.name for each, _ in tour.places(registry.written(), Path())}


def test_the_sample_is_small():
    assert sum(map(len, contents(SAMPLE).values())) < 300_000


def test_the_surfaces_of_the_sample_are_those_of_its_texts():
    for line in contents(SAMPLE)["tour.jsonl"].splitlines():
        article = json.loads(line)
        for review in article["reviews"]:
            for span in review["spans"]:
                assert article["text"][span["start"] : span["end"]] == span["surface"]


def test_without_a_display_the_tour_is_run_instead(monkeypatch, capsys):
    toured = []
    monkeypatch.setattr(tour, "run", lambda to: toured.append(to) or 0)
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert app.main() == 0
    assert toured == [paths.exports_dir() / "tour"]
    assert "no display" in capsys.readouterr().out


def test_without_a_display_a_project_is_not_shown(monkeypatch, tmp_path):
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(EnvironmentFault, match=r"no display to show .*p\.db.*annotator tour"):
        app.main(tmp_path / "p.db")


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, by their paths in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def runs(lines: bytes) -> set[str]:
    """The pipelines that made the suggestions."""
    found = set()
    for line in lines.splitlines():
        for suggestion in json.loads(line)["suggestions"]:
            found.add(json.dumps(suggestion.get("run")))
    return found
