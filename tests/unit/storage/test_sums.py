"""The sums that a project keeps, held against its rows (`storage/sums.py`)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotator.cli import app
from annotator.core.records import Act, Binned, Change, InputMethod
from annotator.storage import Store
from tests.unit.storage.making import AT, adding, answering, confirming, new_store, span, suggest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    found = suggest(store, article, {"Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, found[0], InputMethod.KEY), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    while store.search.index_some(100):
        pass
    store.close()
    return tmp_path / "p.db"


def run(*given: object) -> tuple[str, int]:
    result = CliRunner().invoke(app, [str(each) for each in given])
    return result.output, result.exit_code


def test_what_is_counted_is_what_is_kept(path: Path) -> None:
    with Store.open(path) as store:
        assert list(store.sums.damages()) == []
    assert run("check", path) == ("1 article: nothing is damaged\n", 0)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE annotators SET spans = spans + 1", "sums of spans and topics of ann"),
        ("UPDATE annotators SET topics = 0", "sums of spans and topics of ann"),
        ("DELETE FROM marked_surfaces WHERE label = 1", "sums of spans and topics of ann"),
        ("UPDATE marked_surfaces SET spans = spans + 1", "sums of spans and topics of ann"),
        ("INSERT INTO marked_surfaces VALUES (1, 'Xi', 2, 1)", "sums of spans and topics of ann"),
        ("UPDATE project SET current_suggestions = 7", "number of suggestions shown"),
        ("UPDATE project SET current_maybes = -1", "number of suggestions shown"),
    ],
)
def test_a_wrong_sum_is_told_and_repaired(path: Path, sql: str, words: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        right = connection.execute("SELECT * FROM annotators").fetchall()
        project = connection.execute("SELECT * FROM project").fetchall()
        surfaces = connection.execute("SELECT * FROM marked_surfaces").fetchall()
        connection.execute(sql)
        connection.commit()
    said, status = run("check", path)
    assert words in said and status != 0
    said, status = run("check", path, "--repair")
    assert "repaired; 0 damages left" in said and status == 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM annotators").fetchall() == right
        assert connection.execute("SELECT * FROM project").fetchall() == project
        assert connection.execute("SELECT * FROM marked_surfaces").fetchall() == surfaces


def test_surfaces_are_counted_whatever_is_done(path: Path) -> None:
    """Marked in two ways, taken back, removed with the article and brought back."""
    with Store.open(path) as store:
        me = store.annotators.id_of("ann")
        text = store.articles.get(1).text
        again = text.index("Putin", 20)
        other = adding(span(store, 1, me, again, again + 5, 2))
        store.acts.commit(other, me, AT)
        assert store.filters.mixed_surfaces(me) == ["Putin"]
        assert store.filters.marked_surfaces(me) == ["Putin", "Xi"]
        assert store.label_use.counts()[0] == {1: 2, 2: 1}
        bin_it = Act("article.remove", 1, (Change(None, Binned(1)),), "")
        store.acts.commit(bin_it, me, AT)
        assert store.filters.marked_surfaces(me) == []
        assert list(store.sums.damages()) == []
        for _ in ("from the bin", "the other label"):
            store.history.undo(me, AT)
            assert list(store.sums.damages()) == []
        assert store.filters.mixed_surfaces(me) == []
        assert store.filters.marked_surfaces(me) == ["Putin", "Xi"]


def test_an_index_of_the_search_is_made_anew(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM article_words_data WHERE id > 10")
        connection.commit()
    said, status = run("check", path, "--repair")
    assert "search index is broken" in said and "0 damages left" in said and status == 0
    with Store.open(path) as store:
        assert list(store.search.articles("putin", 10)) == [1]


def test_what_cannot_be_repaired_is_said_to_be_left(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE articles SET text = 'another' WHERE id = 1")
        connection.commit()
    said, status = run("check", path, "--repair")
    assert "0 damages left" not in said and status != 0
