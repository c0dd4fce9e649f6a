"""Files that are read together (`workspace/exchange/beside.py`, `formats/base.py`)."""

from __future__ import annotations

from annotator.formats import registry
from annotator.formats.base import Format, late
from annotator.workspace.exchange import sources
from annotator.workspace.exchange.beside import beside

TWO_FILES = Format(
    "pair",
    "Pairs",
    "A text and its labels",
    (".lab",),
    late("text", "read"),
    companions=lambda name: (name.removesuffix(".lab") + ".txt",),
)


def test_a_file_that_is_read_with_another_is_no_article(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", (TWO_FILES, *registry.FORMATS))
    for name in ("a.lab", "a.txt", "b.txt"):
        (tmp_path / name).write_text("Xi met Joe.")
    found = sources.find([tmp_path])
    assert [(x.name, x.format.name) for x in found.files] == [("a.lab", "pair"), ("b.txt", "text")]


def test_beside_opens_nothing_elsewhere(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.lab", "in/a.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    opened = beside(tmp_path / "in" / "x.lab")
    with opened("a.txt") as stream:
        assert stream.read() == b"in/a.txt"
    assert opened("../a.txt") is None and opened(str(tmp_path / "a.txt")) is None
    assert opened("b.txt") is None
