"""Values get into statements by their order or by their names, never by numbers: `?1` with values
in a sequence is deprecated since Python 3.12, and refused by 3.14.
"""

import re
from pathlib import Path

import pytest

import annotator
from annotator.core.records import Review, Span
from annotator.storage.rows import TABLES

FILES = sorted(Path(annotator.__file__).parent.joinpath("storage").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_placeholder_has_a_number(path: Path) -> None:
    assert not re.findall(r"\?[0-9{]", path.read_text("utf-8"))


@pytest.mark.parametrize("kind", TABLES)
def test_what_changes_a_row_has_its_key_last(kind) -> None:
    """Numbers let one value stand in two places; now it is given twice."""
    table = TABLES[kind]
    row = tuple(range(table.insert.count("?")))
    assert table.update.count("?") == len(table.for_update(row))
    assert table.for_update(row)[-len(table.keys) :] == tuple(
        table.into.partition("(")[2].rstrip(")").replace('"', "").split(", ").index(key)
        for key in table.keys
    )


def test_the_values_of_a_row_come_before_its_key() -> None:
    review, span = TABLES[Review], TABLES[Span]
    assert review.for_update(("a", "b", *range(review.insert.count("?") - 2)))[-2:] == ("a", "b")
    assert span.update.endswith('start = ? AND "end" = ? AND label = ?')
