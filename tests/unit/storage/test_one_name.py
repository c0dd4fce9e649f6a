"""One file is open by one name at a time, and one name stands for one file.

What is tested: `storage/one_name.py`, `storage/open_files.py`, `storage/temp_files.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.storage import ProjectDisplaced, Store, one_name
from annotator.storage.one_name import Shared, require_closed
from tests.unit.storage.making import AT, adding, new_store, span


def test_two_hard_links_are_not_open_together(tmp_path: Path) -> None:
    path, link = tmp_path / "p.db", tmp_path / "q.db"
    store, _, _ = new_store(path)
    link.hardlink_to(path)
    for window in (False, True):
        with pytest.raises(UserError, match=r"open by another name: .*p\.db"):
            Store.open(link, window=window)
    assert not (tmp_path / "q.db-wal").exists()
    with Store.open(path):
        store.close()
        with pytest.raises(UserError, match="by another name"):
            Store.open(link)
    with Store.open(link), pytest.raises(UserError, match=r"by another name: .*q.db"):
        Store.open(path, window=True)


def test_a_symbolic_link_is_the_same_name(tmp_path: Path) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    (tmp_path / "q.db").symlink_to(tmp_path / "p.db")
    with Store.open(tmp_path / "q.db") as other:
        assert other.counts.info()["articles"] == 1
    store.close()


def test_a_backup_by_hard_links_can_be_worked_with(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    store.close()
    (tmp_path / "kept.db").hardlink_to(tmp_path / "p.db")
    with Store.open(tmp_path / "p.db", window=True) as window, Store.open(tmp_path / "p.db"):
        window.acts.commit(adding(span(window, article, me, 0, 2)), me, AT)


@pytest.mark.parametrize("how", ["replaced", "removed", "renamed"])
def test_nothing_is_said_to_be_stored_when_the_file_is_gone(tmp_path: Path, how: str) -> None:
    path = tmp_path / "p.db"
    store, me, article = new_store(path)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    other, _, _ = new_store(tmp_path / "other.db")
    other.close()
    content = (tmp_path / "other.db").read_bytes()
    if how == "replaced":
        (tmp_path / "other.db").replace(path)
    elif how == "removed":
        path.unlink()
    else:
        path.rename(tmp_path / "elsewhere.db")
    assert not store.is_in_place
    with pytest.raises(ProjectDisplaced, match=r"put in the place|moved or removed"):
        store.acts.commit(adding(span(store, article, me, 3, 6)), me, AT)
    with pytest.raises(ProjectDisplaced), store.batch():
        pass
    store.begin_folding()
    store.copy_to(tmp_path / "rescued.db")
    store.close()
    with Store.open(tmp_path / "rescued.db") as rescued:
        assert [(each.start, each.end) for each in rescued.sheets.read(article, me).spans] == [
            (0, 2)
        ]
    if how == "replaced":
        assert path.read_bytes() == content


def test_a_file_that_comes_back_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    store, me, article = new_store(path)
    path.rename(tmp_path / "away.db")
    with pytest.raises(ProjectDisplaced):
        store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    (tmp_path / "away.db").rename(path)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()


def test_where_there_is_no_room_for_names_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    store.close()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with Store.open(tmp_path / "p.db", window=True) as window, Store.open(tmp_path / "p.db") as job:
        window.acts.commit(adding(span(window, article, me, 0, 2)), me, AT)
        assert not job.give_way.wants()
        assert job.acts.last() == window.acts.last() > 0
    require_closed(tmp_path / "p.db")


def test_who_comes_as_another_lets_go_holds_it_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other removes the file between its being opened and locked: it is nobody's any more."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    locked: list[int] = []

    def lock(handle: int, is_alone: bool) -> bool:
        if not locked:
            (place,) = tmp_path.iterdir()
            place.unlink()
        locked.append(handle)
        return real(handle, is_alone)

    real = one_name.lock
    monkeypatch.setattr(one_name, "lock", lock)
    mine, other, same, asks = (Shared("p.db") for _ in range(4))
    assert mine.take("one") is None
    assert other.take("two") == "one"
    assert same.take("one") is None
    assert asks.is_held()
    for each in (mine, other, same, asks):
        each.close()
    assert not Shared("p.db").is_held()
    assert list(tmp_path.iterdir()) == []
