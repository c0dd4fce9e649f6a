"""Which files an import takes: folders, archives, patterns (`workspace/exchange/sources.py`)."""

import json
import zipfile
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.formats import registry
from annotator.storage import Store
from annotator.workspace.exchange import exporting, importing, preview
from annotator.workspace.exchange.sources import find
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.import_messages import FileChoices
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import export_request, import_request
from tests.unit.workspace.test_beside import TWO_FILES


def packed(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def told(found):
    """What was not opened, and why."""
    return [str(each) for each in found.refusals]


LINE = b'{"text": "One."}\n'


def test_an_archive_is_a_folder_of_its_files(tmp_path):
    path = packed(
        tmp_path / "in.zip",
        {
            "a/one.jsonl": LINE,
            "b.txt": b"Two.",
            "c.png": b"",
            "__MACOSX/b.txt": b"x",
            ".d.txt": b"x",
        },
    )
    found = find([path])
    assert [(x.name, x.format.name) for x in found.files] == [
        ("in.zip/a/one.jsonl", "jsonl"),
        ("in.zip/b.txt", "text"),
    ]
    assert (found.ignored, found.refusals) == (("in.zip/c.png",), ())
    with found.files[0].open() as stream:
        assert stream.read() == LINE
    in_folder = find([tmp_path])
    assert [x.name for x in in_folder.files] == [x.name for x in found.files]


def test_a_format_that_was_chosen_is_that_of_the_files_in_an_archive(tmp_path):
    path = packed(tmp_path / "in.zip", {"a.dat": LINE})
    found = find([path], lambda _name: FileChoices(format="jsonl"))
    assert [(x.name, x.format.name) for x in found.files] == [("in.zip/a.dat", "jsonl")]


def test_files_are_read_together_inside_an_archive_too(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "FORMATS", (TWO_FILES, *registry.FORMATS))
    path = packed(tmp_path / "in.zip", {"x/a.lab": b"l", "x/a.txt": b"text", "a.txt": b"other"})
    found = find([path])
    assert [x.name for x in found.files] == ["in.zip/a.txt", "in.zip/x/a.lab"]
    beside = found.files[1].beside()
    with beside("a.txt") as stream:
        assert stream.read() == b"text"
    assert beside("../a.txt") is None and beside("/a.txt") is None and beside("b.txt") is None


def test_what_an_archive_must_not_do_is_refused_by_a_line_and_the_rest_is_read(tmp_path):
    inner = packed(tmp_path / "inner", {"x.txt": b"x"}).read_bytes()
    path = packed(
        tmp_path / "in.zip",
        {
            "../up.txt": b"x",
            "/root.txt": b"x",
            "C:/win.txt": b"x",
            "bomb.txt": bytes(70 << 20),
            "nested.zip": inner,
            "ok.txt": b"Fine.",
        },
    )
    found = find([path])
    assert [x.name for x in found.files] == ["in.zip/ok.txt"]
    reasons = dict(each.split(": ", 1) for each in told(found))
    assert set(reasons) == {
        "in.zip/../up.txt", "in.zip//root.txt", "in.zip/C:/win.txt", "in.zip/bomb.txt",
        "in.zip/nested.zip",
    }  # fmt: skip
    assert "so much packed" in reasons["in.zip/bomb.txt"]
    assert "an archive in an archive" in reasons["in.zip/nested.zip"]


def test_parts_that_lie_over_each_other_are_not_opened(tmp_path):
    data = bytearray(packed(tmp_path / "in.zip", {"a.txt": b"A" * 5000}, 0).read_bytes())
    at = data.index(b"PK\x01\x02")
    entry = data[at : data.index(b"PK\x05\x06")]
    end = data[data.index(b"PK\x05\x06") :]
    end[8:12] = (9).to_bytes(2, "little") * 2
    end[12:16] = (9 * len(entry)).to_bytes(4, "little")
    many = b"".join(bytes(entry).replace(b"a.txt", b"%d.txt" % n) for n in range(9))
    (tmp_path / "in.zip").write_bytes(bytes(data[:at]) + many + bytes(end))
    found = find([tmp_path / "in.zip"])
    assert not found.files and "so much packed" in told(found)[0]


def test_a_broken_archive_is_one_line(tmp_path):
    whole = packed(tmp_path / "in.zip", {"a.txt": b"Text. " * 1000}).read_bytes()
    (tmp_path / "in.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="not a zip archive that can be read"):
        find([tmp_path / "in.zip"])
    (tmp_path / "b.txt").write_text("Two.")
    found = find([tmp_path])
    assert [x.name for x in found.files] == ["b.txt"]
    assert "not a zip archive" in told(found)[0]


def test_a_part_that_is_damaged_is_refused_and_the_others_are_stored(tmp_path):
    files = {"a.txt": b"One. " * 50, "b.txt": b"Two. " * 50}
    data = bytearray(packed(tmp_path / "in.zip", files, 0).read_bytes())
    data[data.index(b"One.") + 30] ^= 1
    (tmp_path / "in.zip").write_bytes(data)
    project = projects.create(tmp_path / "p.db", "empty")
    report = importing.run(import_request(project, tmp_path / "in.zip"), Work())
    assert (report.articles, report.refused) == (1, 1)
    request = messages.Preview(str(project), (str(tmp_path / "in.zip"),))
    told = preview.run(request, Work())
    assert ([x.name for x in told.files], len(told.refusals)) == (["in.zip/b.txt"], 1)


def test_patterns_and_names_that_several_have(tmp_path):
    for name in ("x/a.txt", "y/a.txt", "y/b.jsonl", "y/z/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    found = find([tmp_path / "*" / "a.txt"])
    assert [x.name for x in found.files] == [
        (tmp_path / "x/a.txt").as_posix(),
        (tmp_path / "y/a.txt").as_posix(),
    ]
    assert [x.name for x in find([tmp_path / "**" / "*.txt"]).files][-1] == "c.txt"
    with pytest.raises(UserError, match="no file fits this pattern"):
        find([tmp_path / "*.csv"])
    (tmp_path / "[1].txt").write_text("x")
    assert [x.name for x in find([tmp_path / "[1].txt"]).files] == ["[1].txt"]


def test_our_own_export_in_an_archive_brings_its_scheme(tmp_path):
    project = projects.create(tmp_path / "p.db", "news")
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"text": "Xi met Joe.", "entities": [[0, 2, "PERSON"]]})
    )
    importing.run(import_request(project, tmp_path / "in.jsonl", become="review"), Work())
    exporting.run(export_request(project, tmp_path / "out" / "o.jsonl", "jsonl"), Work())
    files = {x.name: x.read_bytes() for x in (tmp_path / "out").iterdir()}
    again = projects.create(tmp_path / "q.db", "empty")
    report = importing.run(import_request(again, packed(tmp_path / "o.zip", files)), Work())
    assert (report.articles, report.refused) == (1, 0)
    with Store.open(project) as one, Store.open(again) as two:
        names = [[x.name for x in store.scheme.read().labels] for store in (one, two)]
    assert names[0] == names[1]
