"""Nothing is lost: the process is killed at any moment, and all that was painted is in the file.

`python -m tests.bench.kills` does the same a few hundred times.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench import kills


def test_what_was_painted_survives_kills_and_a_copy_at_rest_holds_it(tmp_path: Path) -> None:
    found = kills.run(kills=6, logs=len(kills.KINDS), lanes=1, folder=tmp_path)
    assert found["wrong"] == []
    assert found["acts_painted"] >= 6
    assert len(found["stale_logs"]) == len(kills.KINDS)


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    """The check itself can fail."""
    lane = kills.Lane(tmp_path / "lane", 0)
    told = [{"article": 1, "start": 0, "end": 4, "label": 1}, {"article": 1, "done": True}]
    assert list(kills.missing(lane.path, told)) == [f"lost {each}" for each in told]
