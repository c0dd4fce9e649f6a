"""Every file that another tool wrote is read, or refused with its reason and its place.

What is tested: `tests/bench/fixtures.py`, and with it all formats.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.faults import Fault, Unfit
from annotator.formats.articles import Refusal
from tests.bench import fixtures
from tests.bench.fixtures import FOLDER, Row


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    if not FOLDER.is_dir():
        pytest.skip("the files of other tools are not beside this checkout (../shared/fixtures)")
    return list(fixtures.rows(FOLDER))  # what is no refusal of ours is raised here


def test_every_file_is_read_or_refused_with_its_reason_and_place(rows) -> None:
    assert {row.path for row in rows} == {path for path in FOLDER.rglob("*") if path.is_file()}
    for row in rows:
        assert row.is_accounted_for, row.path
        places = [refusal.where for refusal in row.refused]
        if row.error is not None:
            places.append(row.error.where)
        assert all(row.path.name in str(place) for place in places), places
        codes = {refusal.reason.code for refusal in row.refused}
        assert Unfit.BY_A_BUG not in codes, row.path
        assert all("\n" not in str(refusal) for refusal in row.refused)


def test_what_is_no_article_is_refused_for_what_it_is(rows) -> None:
    ours = {row.path for row in rows if row.error and row.error.code == Fault.NOT_IMPORTABLE}
    assert {path.suffix for path in ours} <= {"", ".md", ".xml", ".xsd"}


def test_a_file_that_breaks_off_or_is_none_has_a_row_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Ada left.", "label": [[0, 3, "PER"]]}\n{"te')
    (tmp_path / "b.csv").touch()
    (tmp_path / "c.ann").write_text("T1\tPER 0 3\tAda\n")
    (tmp_path / "c.txt").write_text("Ada left.")
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    a, b, c, with_c, d = fixtures.rows(tmp_path)
    assert (a.articles, a.spans, [str(x.where) for x in a.refused]) == (1, 1, ["a.jsonl:2"])
    assert isinstance(a.refused[0], Refusal) and b.error.code == Fault.FILE_EMPTY
    assert (c.articles, c.spans, with_c.read_with) == (1, 1, "c.ann")
    assert d.error.code == Fault.NOT_IMPORTABLE
    lines = list(fixtures.table(tmp_path))
    assert len(lines) == 2 + 5 + 2 and all(x.count(" | ") == 9 for x in lines[:7])
    assert lines[-1].startswith("5 files: 2 articles, 2 spans, 0 topics")
