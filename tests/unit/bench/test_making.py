"""Projects that benchmarks are made with are kept whole or not at all (`tests/bench/making.py`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import making


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "cache_dir", lambda: tmp_path)


def test_what_broke_off_is_made_again_and_leaves_nothing(tmp_path: Path) -> None:
    def break_off(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        making.kept("a.db", break_off)
    assert list(tmp_path.iterdir()) == []
    assert (
        making.kept("a.db", lambda path: path.write_text("whole") and None).read_text() == "whole"
    )
    assert making.kept("a.db", break_off).read_text() == "whole"
    assert [x.name for x in tmp_path.iterdir()] == ["a.db"]


def test_a_project_whose_log_was_not_folded_is_not_kept(tmp_path: Path) -> None:
    def leave_log(path: Path) -> None:
        path.touch()
        path.with_name(f"{path.name}-wal").touch()

    with pytest.raises(RuntimeError, match="wal"):
        making.kept("a.db", leave_log)
    assert list(tmp_path.iterdir()) == []
