"""After a loss the backup gives everything back; all losses: `python -m tests.bench.losses`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.losses import LOSSES, restored

_SHORT = (
    "folder deleted", "replaced by a folder", "replaced by a dangling link", "a link to a wreck",
    "pages zeroed", "labels removed by a bulk act", "folder moved, then broken", "clock wrong",
    "newest backup damaged too",
)  # fmt: skip


@pytest.mark.parametrize("name", _SHORT)
def test_a_loss_is_made_good_by_the_backup(tmp_path: Path, name: str) -> None:
    assert restored(tmp_path, LOSSES[name]) == ""


def test_what_can_not_be_put_back_leaves_the_wreck_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.storage import backup

    def full(*_given: object) -> None:
        raise OSError("No space left on device")

    def broken(case) -> None:
        case.path.write_bytes(b"wreck")
        monkeypatch.setattr(backup, "put_back", full)

    assert restored(tmp_path, broken).startswith("not restored")
    (found,) = (tmp_path / "work").iterdir()
    assert (found.name, found.read_bytes()) == ("p.annotator.db", b"wreck")
