"""A small run of the torture: spoilt inputs and damaged projects give lines, nothing else."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator import cli
from tests.bench.torture import bad_days
from tests.bench.torture import runs as torture_runs
from tests.bench.torture.__main__ import summed
from tests.bench.torture.mutations import mutated, spoil
from tests.bench.torture.project import ARTICLES, make
from tests.bench.torture.units import BATCH, SAMPLES, Units


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "run", cli.run)  # put back after the test
    torture_runs.jobs_in_process()


def test_spoilt_inputs_are_refused_in_words(tmp_path: Path) -> None:
    samples = torture_runs.seeds([path for path in SAMPLES if path.is_dir()])
    found = [
        fault
        for first in range(0, 200, 50)
        for fault in torture_runs.torture_inputs(samples, "test", first, 50, tmp_path)
    ]
    assert found == []


def test_damaged_projects_are_told_and_nothing_else_goes_out(tmp_path: Path) -> None:
    base = make(tmp_path / "base.db")
    given = torture_runs.original(base, tmp_path)
    assert len(given) == ARTICLES
    found = [
        fault
        for number in range(10)
        for fault in torture_runs.torture_project(base, given, "test", number, tmp_path)
    ]
    assert found == []


@pytest.mark.usefixtures("own_temp")
@pytest.mark.parametrize("kind", bad_days.DAYS)
def test_a_bad_day_costs_nothing(kind: str, tmp_path: Path) -> None:
    if kind in bad_days.MOUNTED and not bad_days.can_mount():
        pytest.skip("no small disk can be mounted here: unshare -rm is refused")
    assert bad_days.day(kind, "short", tmp_path) == []


def test_what_fails_is_counted_with_what_repeats_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_given: object) -> None:
        raise OSError("torn")

    monkeypatch.setattr(torture_runs, "torture_inputs", torn)
    monkeypatch.setattr("sys.unraisablehook", None)
    units = Units("7", tmp_path)
    assert units.count("inputs", 2 * BATCH + 1) == 3
    lines = [units.do("inputs", number, 2 * BATCH + 1) for number in range(3)]
    told = summed(lines, "7")
    assert told["tried"]["inputs"]["all"] == 2 * BATCH + 1
    assert (told["failures"], told["by_kind"]) == (3, {"python": 3})
    assert told["faults"][2]["again"] == "--seed 7 --only inputs:2"


def test_what_is_different_in_silence_is_found(tmp_path: Path) -> None:
    """A value that could have been stored is no damage to be seen; the comparison must see it."""
    base = make(tmp_path / "base.db")
    given = torture_runs.original(base, tmp_path)
    with closing(sqlite3.connect(base)) as connection:
        connection.execute("UPDATE labels SET name = 'Human' WHERE id = 1")
        connection.commit()
    said, got = torture_runs._export(base, tmp_path)
    assert torture_runs._silent("x", given, got, said[1])


def test_names_of_python_and_hangs_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("x")

    def hang() -> None:
        raise torture_runs.Hang

    assert [each["kind"] for each in torture_runs.faults_of(fail, "x")] == ["python"]
    assert [each["kind"] for each in torture_runs.faults_of(hang, "x")] == ["hang"]


def test_the_same_seed_spoils_the_same(tmp_path: Path) -> None:
    for number in range(30):
        one, other = (mutated(b'{"text": "a"}', random.Random(number), [b"x"]) for _ in range(2))
        assert one == other
    base = make(tmp_path / "base.db")
    content = base.read_bytes()
    told = []
    for _ in range(2):
        base.write_bytes(content)
        told.append(spoil(base, random.Random("one")))
    assert told[0] == told[1]
