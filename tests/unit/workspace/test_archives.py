"""Zip archives as folders: what is opened, and what is not (`workspace/exchange/archives.py`)."""

import zipfile

import pytest

from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats.articles import Refusal
from annotator.workspace.exchange import archives
from annotator.workspace.exchange.archives import Archive, is_zip_name


def packed(tmp_path, files, **options):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def told(archive):
    return {
        name.where.removeprefix("a.zip/"): name.reason.code if isinstance(name, Refusal) else None
        for name in archive.names()
        if isinstance(name, Refusal)
    }


def test_files_come_sorted_without_what_is_hidden(tmp_path):
    names = ["b.txt", "a/c.txt", ".git/x", "a/.hidden", "__MACOSX/b.txt", "folder/"]
    archive = Archive(packed(tmp_path, dict.fromkeys(names, b"text")))
    assert list(archive.names()) == ["a/c.txt", "b.txt"]
    assert archive.size("b.txt") == 4
    with archive.open("a/c.txt") as stream:
        assert stream.read() == b"text"


@pytest.mark.parametrize(
    "name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:/x.txt", "C:\\x.txt"]
)
def test_names_that_climb_out_are_refused(tmp_path, name):
    archive = Archive(packed(tmp_path, {name: b"", "ok.txt": b""}))
    assert list(told(archive).values()) == [Unfit.ZIP_CLIMBS]
    assert archive.beside("ok.txt")(name) is None


def test_archives_in_archives_and_bombs_are_refused_and_the_rest_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_SMALL_BYTES", 1000)
    files = {"in.ZIP": b"", "bomb.txt": b"0" * 1_000_000, "ok.txt": b"0" * 900}
    archive = Archive(packed(tmp_path, files, compression=zipfile.ZIP_DEFLATED))
    assert told(archive) == {"bomb.txt": Unfit.ZIP_BOMB, "in.ZIP": Unfit.ZIP_IN_ZIP}
    assert [x for x in archive.names() if isinstance(x, str)] == ["ok.txt"]


def test_an_archive_of_too_many_files_is_refused_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MOST_FILES", 1)
    (refusal,) = Archive(packed(tmp_path, {"a.txt": b"", "b.txt": b""})).names()
    assert refusal == Refusal("a.zip", Unfit.ZIP_BOMB())


def test_encrypted_files_are_refused(tmp_path):
    path = packed(tmp_path, {"a.txt": b"text"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag, where the list of files has it
    path.write_bytes(bytes(data))
    assert told(Archive(path)) == {"a.txt": Unfit.ZIP_ENCRYPTED}


def test_files_beside_one_are_opened(tmp_path):
    archive = Archive(packed(tmp_path, {"d/a.ann": b"", "d/a.txt": b"text", "b.txt": b"other"}))
    beside = archive.beside("d/a.ann")
    with beside("a.txt") as stream:
        assert stream.read() == b"text"
    assert [beside(x) for x in ("b.txt", "../b.txt", "/b.txt", "no.txt")] == [None] * 4


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_archive_is_told(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(UserError, match=r"a\.zip"):
        Archive(tmp_path / "a.zip")
    with pytest.raises(UserError, match=r"no\.zip"):
        Archive(tmp_path / "no.zip")
    assert is_zip_name("A.Zip")
    assert not is_zip_name("a.zip.txt")
