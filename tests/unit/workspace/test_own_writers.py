"""Formats that write with a module of their own: each row is held against the project.

What is tested: `workspace/exchange/csv_writing.py`, `workspace/children/spacy_export.py`,
and that the job of `workspace/children/export_job.py` is the export.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.core.records import Status
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.formats import spans_csv
from annotator.formats.articles import GivenArticle
from annotator.workspace.children import export_job
from annotator.workspace.exchange import exporting
from annotator.workspace.jobs.process import Work
from tests.unit.storage.making import AT, adding, answering, finishing, new_store, span
from tests.unit.workspace.asking import export_request


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    store.acts.commit(
        adding(span(store, article, me, 0, 2), span(store, article, me, 7, 12)), me, AT
    )
    store.acts.commit(answering(article, me, 1), me, AT)
    done = store.sheets.read(article, me).review
    store.acts.commit(finishing(done, article, me, Status.DONE), me, AT)
    store.close()
    return tmp_path / "p.db"


def exported(path: Path, name: str, **options: object) -> Path:
    to = path.with_name("out")
    export_job.run(export_request(path, to, name, **options), Work())
    return to


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_job_is_the_export() -> None:
    assert export_job.run is exporting.run


def test_both_tables_are_written_and_say_what_the_project_says(path: Path) -> None:
    out = exported(path, "csv")
    spans, topics = (table(next(out.parent.rglob(f"*{kind}*.csv"))) for kind in ("span", "topic"))
    assert [(row["start"], row["end"], row["label"]) for row in spans] == [
        ("0", "2", "Person"), ("7", "12", "Person"),
    ]  # fmt: skip
    assert "War" in {row["topic"] for row in topics}


@pytest.mark.parametrize("spoilt", ["a row more", "a row less", "another word", "another article"])
def test_a_table_that_says_something_else_is_no_export(path: Path, monkeypatch, spoilt) -> None:
    """Whatever a fault in writing does to a row, it is found by reading, and nothing is left."""
    rows_of = spans_csv.rows_of

    def wrong(given: GivenArticle, cells: spans_csv.Cells) -> list[spans_csv.Rows]:
        ((front, rows),) = rows_of(given, cells)
        if spoilt == "a row more":
            rows = rows + rows[-1:]
        elif spoilt == "a row less":
            rows = rows[:-1]
        elif spoilt == "another article":
            front = f"x{front}"
        else:
            rows = [row.replace(",\r\n", ",else\r\n") for row in rows]
        return [spans_csv.Rows(front, rows)]

    monkeypatch.setattr(spans_csv, "rows_of", wrong)
    there = sorted(path.parent.iterdir())
    with pytest.raises(Bug):
        exported(path, "csv")
    assert sorted(path.parent.iterdir()) == there


@pytest.mark.parametrize("share", [-0.1, 1, 7])
def test_a_share_that_is_none_is_refused_before_anything_is_written(path, share) -> None:
    there = sorted(path.parent.iterdir())
    with pytest.raises(UserError) as refused:
        exported(path, "spacy", dev_share=share)
    assert refused.value.code == Fault.SHARE_OUT_OF_RANGE
    assert sorted(path.parent.iterdir()) == there


def test_nothing_to_train_on_is_told(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    store.close()
    with pytest.raises(UserError) as refused:
        exported(tmp_path / "p.db", "spacy")
    assert refused.value.code == Fault.NOTHING_MARKED_TO_EXPORT
