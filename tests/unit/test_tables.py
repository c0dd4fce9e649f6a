"""What commands print: each number with what it counts; columns under their heads."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from annotator import tables
from annotator.core.records import Scheme
from annotator.storage import Store


def test_each_number_is_said_with_what_it_counts(tmp_path):
    with Store.create(tmp_path / "p.db", Scheme(name="News"), at="2024-05-01T10:00:00+00:00") as x:
        found = x.counts.info()
    said = list(tables.info_lines({**found, "articles": 12_345}))
    assert said[0] == "12,345  articles, without those in the bin"
    assert "     0  entities labelled, by all annotators" in said
    assert "Annotators: nobody yet" in said
    numbers = {name for name, value in found.items() if isinstance(value, int)}
    told = {*tables._INFO, "scheme_version", "version"}
    assert numbers <= told, "a number that is not told"


def test_one_is_one(tmp_path):
    work = {"annotator": "ann", "done": 1, "skipped": 0, "minutes": 1.2, "spans": 3}
    labels = {"ORG": {"spans": 3, "articles": 1}}
    _, head, row = tables.work_lines([{**work, "labels": labels}])
    assert head == "ann: 1 article finished, 3 entities, 1 minute of reading"
    assert row.split() == ["ORG", "3", "in", "1", "article"]
    assert row.startswith("  ORG  ")


def test_what_stays_where_one_looks_only_where_asked_is_a_line_for_each_step() -> None:
    step = {"looks": 31.4, "left": 8.6, "interval": [6.1, 12.7]}
    left = {"step": "some", "articles": 1, "steps": {"few": step, "some": step}}
    assert list(tables.left_lines(None)) == []
    _, head, few, some = tables.left_lines(left)
    assert head == "Of 100 entities, if one looks only where asked (measured on 1 article):"
    assert few == "  few    31 looks, about 9 stay wrong or missed (6–13)"
    assert some.startswith("* some   31 looks")


_HEADS = ["label", "spans", "F1"]


@pytest.mark.parametrize(
    "name", ["LOC", "日本語", "e\u0301te\u0301", "[red]", ":smile:", "a" * 300]
)
def test_columns_stand_under_their_heads_whatever_letters_names_have(name: str) -> None:
    lines = list(tables._figures(_HEADS, [(name, "12", "0.50"), ("all", "1,203", "–")]))
    assert [line.split()[0] for line in lines] == ["label", name, "all"]
    assert len({cell_len(line) for line in lines}) == 1
    assert all(line.startswith("  ") for line in lines)


@pytest.mark.parametrize("setting", [{"FORCE_COLOR": "1"}, {"COLUMNS": "9"}, {"TERM": "dumb"}])
def test_tables_are_the_same_plain_text_on_any_terminal(monkeypatch, setting) -> None:
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    lines = list(tables._figures(_HEADS, [("PERSON AND MORE", "12", "0.50")]))
    assert lines == ["  label            spans    F1", "  PERSON AND MORE     12  0.50"]


def test_what_a_terminal_obeys_takes_the_room_of_what_is_shown() -> None:
    lines = list(tables._figures(_HEADS, [("a\nb\x1b[31m", "1", "2"), ("c", "3", "4")]))
    assert lines[1].split() == ["a\\u000ab\\u001b[31m", "1", "2"]
    assert len(set(map(len, lines))) == 1
