"""The commands for the worst day (`backup_commands.py`)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotator.cli import app
from annotator.errors import UserError
from annotator.storage import Store
from tests.unit.storage.making import AT, adding, new_store, span


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()
    return tmp_path / "p.db"


def run(*given: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in given], catch_exceptions=True)


def test_backups_are_made_listed_compared_and_put_back(path: Path) -> None:
    assert "there are no backups" in run("backups", path).stdout
    made = run("backups", path, "--make").stdout.split()
    assert made[0] == "1" and "when asked for" in " ".join(made)
    assert "nothing has changed since" in run("backups", path, "--make").stdout
    with Store.open(path) as store:
        store.acts.commit(adding(span(store, 1, 1, 6, 11)), 1, AT)
    told = run("backups", path, "--changes", 1).stdout
    assert (
        told
        == "acts: 1 would be gone, 0 would come back\nspans: 1 would be gone, 0 would come back\n"
    )
    assert "is as it was" in run("backups", path, "--restore", 1).stdout
    with Store.open(path) as store:
        assert len(store.sheets.read(1, 1).spans) == 1
    assert len(run("backups", path).stdout.splitlines()) == 2
    assert run("backups", path, "--changes", 2).stdout.startswith("nothing that people have done")


def test_a_backup_that_is_not_there_is_said(path: Path) -> None:
    failed = run("backups", path, "--restore", 3)
    assert isinstance(failed.exception, UserError)
    assert "no backup 3" in str(failed.exception)


def test_what_is_lost_in_a_rescue_is_told(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE articles SET text = 'another' WHERE id = 1")
        connection.commit()
    told = run("rescue", path, tmp_path / "new.db")
    assert "0 articles, 0 reviews, 0 spans" in told.output
    assert "lost: 1 article\n" in told.output and "lost: 1 span\n" in told.output
    assert "the articles that are lost: #1" in told.output
    with Store.open(tmp_path / "new.db") as store:
        assert list(store.damage.all()) == []
