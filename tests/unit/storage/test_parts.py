"""All parts of the store work on one connection (`storage/parts.py`)."""

from __future__ import annotations

from pathlib import Path

from annotator.storage.parts import Part
from tests.unit.storage.making import new_store


def test_the_parts_share_the_connection_and_so_the_transaction(tmp_path: Path) -> None:
    """Else one part would wait for ever for what another has not yet stored."""
    store, _, _ = new_store(tmp_path / "p.db")
    parts = {name: part for name, part in vars(store).items() if isinstance(part, Part)}
    assert {"acts", "scheme", "settings", "search"} <= parts.keys()
    assert len({id(part._db.connection) for part in parts.values()}) == 1
    store.close()
