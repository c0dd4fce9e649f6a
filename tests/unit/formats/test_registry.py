"""The list of formats (`formats/registry.py`): who reads what, by ending, content and name."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats import registry
from annotator.formats.base import Format, Likeness


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
        ("e.spacy", "spacy"),
        ("f.pdf", None),
        ("txt", None),
    ],
)
@pytest.mark.parametrize("head", [b"", b"Xi met Joe.", b'{"text": "a"}', b"id,text\n1,Xi"])
def test_a_file_is_read_by_the_end_of_its_name(
    name: str, expected: str | None, head: bytes
) -> None:
    found = registry.reader_for(name, head)
    is_sure = head not in (b"", b"Xi met Joe.")
    assert (found.name if found else None) == expected or (expected is None and is_sure)


TEXT = '{ "text": "ä"}'
SURELY = [
    (TEXT.encode(), "jsonl"),
    (b"\xef\xbb\xbf" + TEXT.encode(), "jsonl"),
    (TEXT.encode("utf-16"), "jsonl"),
    (b"\n\n [ {", "json"),
    (b"id,Text\n1,Xi", "table"),
    (b"lead;body\r\na;b\r\n", "table"),
    (b'text|id\n"a', "table"),
    (b"Xi met text, body\nand then Joe", None),
    (b"id,text", None),
    (b"Xi met Joe. [{ text, body", None),
    (b"text\nXi met Joe", None),
    (b"a,b\n1,2", None),
    (b"\0\0{", None),
    (b"{}", None),
    (b"[1, 2]", None),
    (b"", None),
]


@pytest.mark.parametrize(("head", "expected"), SURELY)
def test_a_name_that_says_nothing_leaves_it_to_the_content(
    head: bytes, expected: str | None
) -> None:
    found = registry.reader_for("export", head)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(("head", "expected"), SURELY)
def test_what_looks_like_another_format_is_noticed_in_texts(
    head: bytes, expected: str | None
) -> None:
    other = registry.looks_like(registry.to_read("text"), head)
    assert (other.name if other else None) == expected


def test_json_lines_in_a_json_file_are_at_home_there() -> None:
    assert registry.looks_like(registry.to_read("json"), TEXT.encode()) is None
    found = registry.looks_like(registry.to_read("jsonl"), b'[{"text": "a"}]')
    assert found is registry.to_read("json")


def test_content_decides_between_the_formats_of_one_ending(monkeypatch) -> None:
    def sure(of: bytes):
        return lambda head: Likeness.SURE if head.startswith(of) else Likeness.POSSIBLE

    first, second = (
        Format(of.decode(), "", "", (".xml",), lambda *_: iter(()), sure(of))
        for of in (b"<a>", b"<b>")
    )
    monkeypatch.setattr(registry, "FORMATS", (first, second))
    assert registry.reader_for("x.xml", b"<a>") is first
    assert registry.reader_for("x.xml", b"<b>") is second
    assert registry.reader_for("x.xml", b"<c>") is first
    assert registry.reader_for("x.xml") is first


@pytest.mark.parametrize("format_", registry.read(), ids=lambda each: each.name)
@given(st.binary(max_size=60) | st.text(',;\t|"\r\n\0 {[]}ta', max_size=20).map(str.encode))
def test_any_beginning_is_looked_at(format_: Format, head: bytes) -> None:
    assert format_.sniff(head) in Likeness


@pytest.mark.parametrize(
    ("find", "name", "fault", "known"),
    [
        (registry.to_read, "csv", Fault.NO_FORMAT_TO_READ, registry.read()),
        (registry.to_write, "text", Fault.NO_SUCH_FORMAT, registry.written()),
    ],
)
def test_a_format_that_is_asked_for_has_to_be_there(find, name, fault, known) -> None:
    with pytest.raises(UserError) as raised:
        find(name)
    assert raised.value.notice == fault(name=name, known=", ".join(x.name for x in known))
    found = find("jsonl")
    assert found.name == "jsonl"


def test_every_format_is_in_the_table_and_does_something() -> None:
    names = [each.name for each in registry.FORMATS]
    assert len(set(names)) == len(names)
    for each in registry.FORMATS:
        assert each.read or each.write
        assert each.title
        assert all(x == x.lower() and x.startswith(".") for x in each.endings)
        assert f"| {each.name} |" in registry.format_table()
    assert registry.written() == tuple(x for x in registry.FORMATS if x.write)
    assert "| csv | .csv |  | yes | Tables of spans and of topics | texts; " in (
        registry.format_table()
    )


def test_what_a_row_names_is_there() -> None:
    for format_ in registry.FORMATS:
        calls = (format_.read, format_.sniff, format_.read_back, format_.write)
        for call in filter(callable, calls):
            if call.__name__ != "<lambda>":
                assert callable(getattr(import_module(call.__module__), call.__name__))


def test_rows_import_no_format() -> None:
    code = "import sys; from annotator.formats import registry; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {x for x in run.stdout.split() if x.startswith("annotator.formats.")}
    assert loaded == {f"annotator.formats.{x}" for x in ("base", "extras", "reading", "registry")}
    assert "msgspec" not in run.stdout.split()  # a window starts without
