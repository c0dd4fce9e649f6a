"""A small project for the tests of the store, closed again whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.storage import Store
from tests.unit.storage.making import new_store


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Store, int, int]]:
    """The store, its annotator and its article."""
    store, me, article = new_store(tmp_path / "p.annotator")
    yield store, me, article
    store.close()
