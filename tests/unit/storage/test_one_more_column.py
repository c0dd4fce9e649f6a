"""One more column on a review is a field and a migration: all else follows from these two."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from annotator.core.records import Act, Binned, Change, Review, Status
from annotator.storage import NewArticle
from tests.unit.storage.making import AT, TEXT, new_store

PACKAGE = Path(__file__).parents[3] / "annotator"
FIELD = ('    edited_at: str = ""\n', '    edited_at: str = ""\n    has_hunch: bool = False\n')
STEP = (
    "STEPS: tuple[Step, ...] = (\n",
    (
        "def hunches(db: Database) -> None:\n"
        '    add_column(db, "reviews", "has_hunch", "INTEGER NOT NULL DEFAULT 0")\n\n\n'
        "STEPS: tuple[Step, ...] = (\n"
    ),
)
LISTED = (")\nVERSION =", "    hunches,\n)\nVERSION =")
USE = """
import sys
from dataclasses import replace
from annotator.core.records import *
from annotator.storage import Store

path, at = sys.argv[1:]
with Store.open(path) as store:
    me = store.annotators.id_of("ann")
    old = store.sheets.read(1, me).review
    assert old.has_hunch is False
    new = replace(old, has_hunch=True)
    store.reviews.save_measures(replace(new, seconds=3.0))
    assert store.sheets.read(1, me).review == replace(new, seconds=3.0)
    store.acts.commit(Act("article.remove", 1, (Change(None, Binned(1)),)), me, at)
    store.history.undo(me, at)
    assert store.sheets.read(1, me).review.has_hunch is True
    store.history.undo(me, at)
    assert [x.id for x, _ in store.export.articles()] == [1, 2], "the one in the bin is back"
    by_article = {x.id: work for x, work in store.export.articles()}
    assert by_article[1][0].review.has_hunch is True
    assert by_article[2][0].review.has_hunch is False
    assert list(store.damage.all()) == []
    store._db.connection.execute("UPDATE reviews SET has_hunch = 7 WHERE article = 2")
    assert [(x.table, x.article) for x in store.damage.of(1, 2)] == [("reviews", 2)]
"""


def test_a_field_and_a_migration_are_all(tmp_path: Path) -> None:
    store, me, _ = new_store(tmp_path / "p.db")
    other, _ = store.articles.add(NewArticle(TEXT + " More.", imported_at=AT))
    for article in (1, other):
        review = Review(article, me, Status.DONE, edited_at=AT)
        store.acts.commit(Act("article.done", article, (Change(None, review),)), me, AT)
    store.acts.commit(Act("article.remove", other, (Change(None, Binned(other)),)), me, AT)
    store.close()
    shutil.copytree(PACKAGE, tmp_path / "annotator", ignore=shutil.ignore_patterns("__pycache__"))
    _edit(tmp_path / "annotator" / "core" / "records.py", FIELD)
    _edit(tmp_path / "annotator" / "storage" / "migrations.py", STEP, LISTED)
    done = subprocess.run(
        [sys.executable, "-P", "-c", USE, str(tmp_path / "p.db"), AT],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, f"{path.name}: {old!r}"
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
