"""A model that can't be used is left out with one line: the job goes on, the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.notices import notice_from
from annotator.storage import NewArticle, Store
from annotator.ui.words.learning import topic_words
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning.report import overview
from annotator.workspace.learning.versions_in_use import choose_version, leave_out, model_in_use
from tests.unit.storage.making import AT, SCHEME


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.db"
    with Store.create(path, SCHEME, at=AT) as store:
        store.articles.add(NewArticle("Xi met Putin.", imported_at=AT))
        for kind in ("corrector", "topics"):
            store.models.add(
                kind, b"no model", {}, at=AT, fingerprint="f", trained_on=[1], is_better=True
            )
    return path


def _set(path: Path, sql: str, *values: object) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql, values)
        connection.commit()


@pytest.mark.parametrize("weights", [b"no model", "words", 10**12, b""])
def test_suggesting_goes_on_without_a_broken_model(path: Path, weights: object) -> None:
    _set(path, "UPDATE models SET weights = ?", weights)
    report = run_job(messages.Suggest(project=str(path), pipeline="blank:en"))
    assert report.articles == 1
    assert [str(notice_from(x)).split(":")[0] for x in report.notes] == [
        "corrector 1 is left out",
        "topics 1 is left out",
    ]
    with Store.open(path) as store:
        found = overview(store)
        assert found.used is None
        assert [version.is_left_out for version in found.versions] == [True]
        assert "left out" in topic_words(found.topics)
    again = run_job(messages.Suggest(project=str(path), pipeline="blank:en"))
    assert again.notes == ()


def test_a_model_larger_than_any_is_not_read(path: Path) -> None:
    _set(path, "UPDATE models SET weights = zeroblob(?)", 130 << 20)
    with Store.open(path) as store, pytest.raises(UserError, match="too large"):
        store.models.weights("corrector", 1)


def test_what_was_left_out_can_be_chosen_again(path: Path) -> None:
    with Store.open(path) as store:
        leave_out(store, "corrector", 1)
        assert model_in_use(store, "corrector") is None
        choose_version(store, "corrector", 1)
        assert model_in_use(store, "corrector") is not None
