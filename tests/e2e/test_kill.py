"""Nothing is lost: the process is killed at any moment, and all that was painted is in the file.

`python -m tests.bench.torture --kills 200` does the same a few hundred times, with every job.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.torture import job_kills
from tests.bench.torture.person import missing
from tests.bench.torture.window_kills import KINDS, Lane


@pytest.mark.usefixtures("own_temp")
def test_what_was_painted_survives_kills_and_a_copy_at_rest_holds_it(tmp_path: Path) -> None:
    lane = Lane(tmp_path / "lane", "short")
    assert [line for number in range(6) for line in lane.round(number)] == []
    assert len(lane.told) >= 6
    assert [line for number in range(len(KINDS)) for line in lane.stale(number)] == []


@pytest.mark.usefixtures("own_temp")
def test_a_job_that_is_killed_leaves_nothing_and_is_done_again(tmp_path: Path) -> None:
    assert job_kills.kill("copy", "short", tmp_path, moment=0.5) == []


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    """The check itself can fail."""
    lane = Lane(tmp_path / "lane", "found")
    told = [{"article": 1, "start": 0, "end": 4, "label": 1}, {"article": 1, "done": True}]
    assert list(missing(lane.path, told)) == [f"lost {each}" for each in told]
