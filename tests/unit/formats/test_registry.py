"""The list of formats (`formats/registry.py`): who reads a file of which name."""

from __future__ import annotations

import pytest

from annotator.formats import registry


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "text"),
        ("A.TXT", "text"),
        ("b.csv", "table"),
        ("b.tsv", "table"),
        ("c.jsonl", "jsonl"),
        ("c.ndjson", "jsonl"),
        ("d.json", "json"),
        ("e.spacy", None),
        ("f.pdf", None),
        ("txt", None),
    ],
)
def test_a_file_is_read_by_the_end_of_its_name(name: str, expected: str | None) -> None:
    found = registry.reader_for(name)
    assert (found.name if found else None) == expected


def test_every_format_is_in_the_table_and_does_something() -> None:
    names = [each.name for each in registry.FORMATS]
    assert len(set(names)) == len(names)
    for each in registry.FORMATS:
        assert each.read or each.is_written
        assert all(x == x.lower() and x.startswith(".") for x in each.endings)
        assert f"| {each.name} |" in registry.format_table()
    assert set(registry.written()) == {x.name for x in registry.FORMATS if x.is_written}
