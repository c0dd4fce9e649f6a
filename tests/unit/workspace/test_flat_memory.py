"""Reading needs the memory of an article, not of a file: six times as much costs no more."""

import csv
import json
import tracemalloc
import zipfile

import pytest

from annotator.workspace.exchange import preview
from annotator.workspace.exchange.sources import find
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects

FEW, MANY = 400, 2400
TEXT = "The minister said on Tuesday that the talks would go on. " * 20
_MOST_GROWTH = 1.2
_SMALL_BYTES = 200_000  # what caches and counters may add


def records(count):
    return ({"id": f"n{n}", "text": f"{n} {TEXT}", "entities": [[0, 1, "X"]]} for n in range(count))


def jsonl(path, count):
    path.write_text("".join(json.dumps(x) + "\n" for x in records(count)))


def json_list(path, count):
    path.write_text(json.dumps(list(records(count))))


def table(path, count):
    with path.open("w", newline="") as file:
        rows = ([x["id"], x["text"]] for x in records(count))
        csv.writer(file).writerows([["id", "text"], *rows])


def zipped(path, count):
    inner = path.with_suffix(".jsonl")
    jsonl(inner, count)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "a.jsonl")
    inner.unlink()


def peak_of(what):
    """The most memory that something took, in bytes."""
    tracemalloc.start()
    try:
        what()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_all(path):
    for file in find([path]).files:
        with file.open() as stream:
            for _ in file.format.read(stream, file.name, file.options()):
                pass


FILES = {"a.jsonl": jsonl, "a.json": json_list, "a.csv": table, "a.zip": zipped}


@pytest.mark.parametrize("name", FILES)
def test_a_long_file_is_read_in_the_memory_of_a_short_one(tmp_path, name):
    peaks = []
    for count in (FEW, FEW, MANY):  # the first time modules are loaded
        FILES[name](tmp_path / name, count)
        peaks.append(peak_of(lambda: read_all(tmp_path / name)))
    _, few, many = peaks
    assert many <= _MOST_GROWTH * few + _SMALL_BYTES
    assert (tmp_path / name).stat().st_size > 0


def test_looking_at_what_would_come_is_too(tmp_path):
    project = projects.create(tmp_path / "p.db", "empty")
    peaks = []
    for count in (FEW, FEW, MANY):
        jsonl(tmp_path / "a.jsonl", count)
        request = messages.Preview(str(project), (str(tmp_path / "a.jsonl"),))
        peaks.append(peak_of(lambda: preview.run(request, Work())))  # noqa: B023 - called at once
    _, few, many = peaks
    assert many <= _MOST_GROWTH * few + _SMALL_BYTES
