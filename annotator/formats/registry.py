"""The one list of formats: what each reads and writes, and by which ends of names it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from annotator.formats import jsonl, table, text
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal

Reader = Callable[[BinaryIO, str, ReadOptions], Iterator[GivenArticle | Refusal]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `read` is None for those that are only written; `endings` are lower-case."""

    name: str
    endings: tuple[str, ...]
    description: str
    read: Reader | None = None
    is_written: bool = False


FORMATS = (
    Format("text", (".txt",), "Text files, one article each; the `date` line is read", text.read),
    Format("table", (".csv", ".tsv"), "Tables with a column of texts", table.read),
    Format(
        "jsonl",
        (".jsonl", ".ndjson"),
        "JSON Lines, with spans and topics; lossless when written by this program",
        jsonl.read,
        is_written=True,
    ),
    Format("json", (".json-list", ".json"), "One JSON list of articles", jsonl.read_list),
    Format(
        "spacy",
        (".spacy",),
        "spaCy's DocBin, split, with a config that `spacy train` runs as it is",
        is_written=True,
    ),
    Format("csv", (".csv",), "Tables of spans and of topics", is_written=True),
)


def reader_for(name: str) -> Format | None:
    """The format that reads a file of this name, or None."""
    lowered = name.lower()
    return next((each for each in FORMATS if each.read and lowered.endswith(each.endings)), None)


def written() -> tuple[str, ...]:
    """The names of the formats that can be written."""
    return tuple(each.name for each in FORMATS if each.is_written)


def format_table() -> str:
    """The table of formats in Markdown, for the README."""
    head = "| format | files | read | written | what |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {each.name} | {' '.join(each.endings)} | {'yes' if each.read else ''} "
        f"| {'yes' if each.is_written else ''} | {each.description} |\n"
        for each in FORMATS
    )
