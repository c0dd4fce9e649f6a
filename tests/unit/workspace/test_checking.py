"""Each rule of a project is broken by hand, and `annotator check` names the place.

What is tested: `workspace/checking.py`, `storage/row_rules.py`, `storage/derived.py`,
`storage/replay.py`, `storage/ledger.py`, `storage/bin_names.py`, `check_commands.py`, `harms.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotator.cli import app
from annotator.faults import Harm
from annotator.storage import Store
from annotator.workspace import checking
from tests.unit.workspace.mutated import OF_PEOPLE, UNNOTICED, broken, unnoticed
from tests.unit.workspace.worked_on import worked_on

# rule → (how it is broken, the table and the article that are named, what is told)
BROKEN = {
    "a text is the one that was imported": (
        "UPDATE articles SET text = 'Other' WHERE id = 2", "articles", 2, Harm.TEXT_CHANGED),
    "its length is": (
        "UPDATE articles SET length = 1 WHERE id = 2", "articles", 2, Harm.LENGTH_CHANGED),
    "its words are": (
        "UPDATE articles SET words = 1 WHERE id = 2", "articles", 2, Harm.LENGTH_CHANGED),
    "its heading is": (
        "UPDATE articles SET title = 'T' WHERE id = 2", "articles", 2, Harm.TITLE_CHANGED),
    "a span is its words": (
        "UPDATE spans SET surface = 'Ix' WHERE article = 2", "spans", 2, Harm.SPAN_OFF_ITS_WORDS),
    "tokens lie in the text": (
        "UPDATE token_bounds SET ends = x'ffffff00' WHERE article = 1", "token_bounds", 1,
        Harm.TOKENS_OFF_THE_TEXT),
    "values are of their kind": (
        "UPDATE reviews SET status = 'dune' WHERE article = 1", "reviews", 1,
        Harm.VALUE_NOT_STORED),
    "foreign keys hold": (
        "UPDATE spans SET label = 99 WHERE article = 2", "spans", 2, Harm.VALUE_NOT_STORED),
    "articles are there": (
        "DELETE FROM articles WHERE id = 7", "articles", None, Harm.ARTICLES_MISSING),
    "rows have their article": (
        "UPDATE article_topics SET article = 77", "article_topics", None, Harm.ROWS_OF_NO_ARTICLE),
    "spans do not lie over each other": (
        "UPDATE spans SET \"end\" = \"end\" + 4, surface = 'Xi left' WHERE article = 2",
        "spans", 2, Harm.SPAN_OFF_ITS_WORDS),
    "a span is what was decided": (
        "UPDATE decisions SET label = 2 WHERE article = 1", "spans", 1, Harm.SPAN_NOT_AS_DECIDED),
    "topics exclude each other": (
        "UPDATE article_topics SET topic = 0, is_yes = 1 WHERE topic = 13", "article_topics", 1,
        Harm.ANSWERS_EXCLUDE),
    "a name is there once": (
        "UPDATE topics SET name = 'War' WHERE name = 'Calm'", "topics", None, Harm.NAME_TWICE),
    "an article is in the bin or not": (
        "INSERT INTO bin VALUES (2, 9)", "bin", 2, Harm.BIN_AND_NOT),
    "what is in the bin is there": ("DELETE FROM bin_articles", "bin", 8, Harm.GONE_FROM_BIN),
    "rows of the bin have their article": (
        "UPDATE bin_suggestions SET article = 4 WHERE article = 8", "bin_suggestions", 4,
        Harm.OF_NO_BIN),
    "a text in the bin is the one that was imported": (
        "UPDATE bin_articles SET text = text || '.'", "bin_articles", 8, Harm.TEXT_CHANGED),
    "JSON in the bin is JSON": (
        "UPDATE bin_suggestions SET others = '['", "bin_suggestions", 8, Harm.VALUE_NOT_STORED),
    "no act is missing": ("DELETE FROM acts WHERE id = 4", "acts", None, Harm.ACTS_MISSING),
    "a group of acts has its first": (
        "UPDATE acts SET grp = grp + 1 WHERE article = 7", "acts", 7, Harm.ACT_OF_NO_GROUP),
    "an undo takes back a group": (
        "UPDATE acts SET of = 90 WHERE id = 12", "acts", 2, Harm.ACT_TAKES_BACK_NOTHING),
    "an act is by the one whose rows it changes": (
        'UPDATE acts SET after = replace(after, \'"annotator":1\', \'"annotator":2\') WHERE id = 8',
        "acts", 1, Harm.ACT_OF_ANOTHER),
    "an act is about the article of its rows": (
        "UPDATE acts SET article = 3 WHERE id = 3", "acts", 3, Harm.ACT_ELSEWHERE),
    "an act follows from those before": (
        "UPDATE acts SET before = '[null]' WHERE id = 4", "acts", 1, Harm.ACT_DOES_NOT_FOLLOW),
    "the acts give the spans": (
        "UPDATE spans SET question = 'why?' WHERE article = 1 AND question <> ''", "spans", 1,
        Harm.ROW_NOT_AS_LEFT),
    "no row is gone": ("DELETE FROM rulings", "rulings", 1, Harm.ROW_OF_ACT_GONE),
    "each row is by an act": (
        "INSERT INTO article_topics VALUES (3, 1, 12, 1, 'key')", "article_topics", 3,
        Harm.ROW_OF_NO_ACT),
    "the acts give the scheme": (
        "UPDATE labels SET guideline = 'x' WHERE retired", "labels", None, Harm.ROW_NOT_AS_LEFT),
    "the acts give what is in the bin": (
        "UPDATE bin_reviews SET note = 'n'", "reviews", 5,
        Harm.ROW_NOT_AS_LEFT),
    "sums are those of the rows": (
        "UPDATE annotators SET spans = 0", "annotators", None, Harm.SUMS_DIFFER),
    "so are those of suggestions": (
        "UPDATE project SET current_maybes = 9", "project", None, Harm.SUGGESTIONS_MISCOUNTED),
    "a twin is that of the first": (
        "UPDATE articles SET duplicate_of = 1 WHERE id = 4", "articles", 4, Harm.TWIN_OF_ANOTHER),
    "an article gets suggestions": (
        "DELETE FROM article_runs WHERE article = 7", "article_runs", 7, Harm.NOT_IN_QUEUE),
    "memory has the words of the text": (
        "UPDATE decisions SET surface = 'Sorn' WHERE surface = 'Sarn'", "decisions", None,
        Harm.SURFACE_NOT_OF_TEXT),
    "the search has all articles": (
        "UPDATE project SET indexed_article = 2", "article_words", None, Harm.INDEX_BROKEN),
    "near copies come one after another": (
        "UPDATE near_copies SET share = 2", "near_copies", None, Harm.NOT_DERIVED),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("checked") / "p.db"
    path.write_bytes(worked_on())
    with Store.open(path, checks=False) as opened:
        yield opened


def test_nothing_is_wrong_in_a_project_that_was_worked_on(store: Store) -> None:
    assert [str(each) for each in checking.damages(store)] == []


@pytest.mark.parametrize(("sql", "table", "article", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_told_with_its_place(
    store: Store, sql: str, table: str, article: int | None, code: Harm | None
) -> None:
    with broken(store, sql):
        found = list(checking.damages(store))
    told = {(each.table, each.what.code) for each in found if article in (None, each.article)}
    assert (table, code) in told or (code is None and table in {name for name, _ in told}), found


def test_whatever_is_changed_of_what_people_do_is_noticed_or_said_not_to_be(store: Store) -> None:
    """All tables: `python -m tests.bench.mutated_rows`."""
    for table, columns in unnoticed(store, OF_PEOPLE).items():
        assert columns <= UNNOTICED.get(table, {}).keys(), table


# -- the command -----------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    path.write_bytes(worked_on())
    return path


def _run(*given: object) -> tuple[str, int]:
    result = CliRunner().invoke(app, ["check", *(str(each) for each in given)])
    return result.output, result.exit_code


def _spoil(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for sql in statements:
            connection.execute(sql)
        connection.commit()


def test_a_kind_of_fault_is_one_line_with_its_places_and_what_to_do(path: Path) -> None:
    _spoil(path, "UPDATE articles SET length = 1", "DELETE FROM rulings")
    said, status = _run(path)
    lines = said.splitlines()
    assert status == 1
    (length,) = [line for line in lines if "length" in line]
    assert "table articles, articles #1, #2, #3" in length and "5 times" in length
    assert length.endswith("annotator check --repair makes it anew")
    (gone,) = [line for line in lines if "table rulings" in line]
    assert "act 5" in gone and "annotator backups" in gone


def test_as_json_it_is_the_same(path: Path) -> None:
    _spoil(path, "UPDATE articles SET words = 1 WHERE id < 3")
    said, status = _run(path, "--json")
    told = json.loads(said)
    assert status == 1
    assert told["kinds"] == [
        {
            "table": "articles",
            "code": "Harm.LENGTH_CHANGED",
            "first": str(Harm.LENGTH_CHANGED()),
            "count": 2,
            "articles": [1, 2],
            "do": "repair",
        }
    ]
    assert [each["article"] for each in told["damages"]] == [1, 2]


def test_what_follows_from_the_rest_is_made_anew_after_a_backup(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _spoil(
        path,
        "UPDATE articles SET length = 1, words = 2, duplicate_of = NULL",
        "DELETE FROM article_runs WHERE article = 7",
        "UPDATE decisions SET surface = 'x'",
        "UPDATE near_copies SET share = 2",
        "UPDATE project SET indexed_article = 2, current_suggestions = 0",
        "UPDATE annotators SET spans = 0",
        "UPDATE token_bounds SET ends = x'ffffff00' WHERE article = 1",
        "UPDATE readings SET article = 99 WHERE article = 1",
    )
    spoilt = _rows(path)
    said, status = _run(path, "--repair", "--json")
    told = json.loads(said)
    assert told["left"] == [] and status == 0, told["left"]
    assert _rows(Path(told["copy"])) == spoilt
    assert _run(path) == ("5 articles: nothing is damaged\n", 0)


def test_what_does_not_follow_is_left_as_it_is(path: Path) -> None:
    _spoil(path, "DELETE FROM spans WHERE article = 2")
    said, status = _run(path, "--repair")
    assert "repaired; 0" not in said and status == 1
    with closing(sqlite3.connect(path)) as connection:
        assert not connection.execute("SELECT 1 FROM spans WHERE article = 2").fetchall()


def _rows(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("articles", "decisions", "annotators", "article_runs", "near_copies")
        ]
