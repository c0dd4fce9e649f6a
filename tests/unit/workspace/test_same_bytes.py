"""The bytes of every export and of a release are the same on every Python and machine.

Each file's hash is in `same_bytes.json` beside this, so whoever runs the tests, on whichever
version of Python, holds what it writes against what others wrote. What the bytes depend on by
right is fixed (this program's version) or named there: Parquet and spaCy's files are only held
against hashes that were made with the same version of their library. Where the bytes are to be
others from now on: `python -m tests.unit.workspace.test_same_bytes`.

What is tested: all writers of `formats/`, `workspace/exchange/exporting.py`, `workspace/release/`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from unittest.mock import patch

import pytest

import annotator
from annotator.formats import registry
from annotator.workspace.exchange import exporting
from annotator.workspace.jobs.process import Work
from tests.unit.workspace import released
from tests.unit.workspace.asking import WRITTEN, export_request

KNOWN = Path(__file__).with_name("same_bytes.json")
RELEASE = "release"
_LIBRARIES = {
    "parquet": ("pyarrow",),
    "spacy": ("spacy",),
    RELEASE: ("pyarrow", "spacy"),
}


def hashes_of(project: Path, name: str, folder: Path) -> dict[str, str]:
    """The hash of each file that an export, or a release, writes, by its name."""
    with patch.object(annotator, "__version__", "0"):
        if name == RELEASE:
            formats = ("jsonl", "csv", "parquet", "spacy")
            released.release(project, folder / name, formats=formats, title="Xi met Joe")
        else:
            exporting.run(export_request(project, folder / name / "out", name), Work())
    return {
        path.relative_to(folder / name).as_posix(): sha256(_bytes_of(path)).hexdigest()
        for path in sorted((folder / name).rglob("*"))
        if path.is_file()
    }


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file; of spaCy's files, which an export packs as this machine's zlib does,
    unpacked, and their manifest without their hashes.
    """
    data = path.read_bytes()
    if path.suffix == ".spacy":
        return zlib.decompress(data)
    if path.name == "manifest.json" and (path.parent / "train.spacy").exists():
        return json.dumps({**json.loads(data), "files": {}}).encode()
    return data


def _versions(name: str) -> dict[str, str]:
    found = {}
    for library in _LIBRARIES.get(name, ()):
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = ""
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return released.made(tmp_path_factory.mktemp("same") / "p.db")


@pytest.mark.parametrize("name", [*WRITTEN, RELEASE])
def test_every_file_is_the_same_as_elsewhere(project, tmp_path, name) -> None:
    known = json.loads(KNOWN.read_text())
    if (here := _versions(name)) != (there := known["made with"].get(name, {})):
        pytest.skip(f"the hashes were made with {there}; here is {here}")
    assert hashes_of(project, name, tmp_path) == known["files"][name], sys.version


def test_no_format_is_left_out() -> None:
    assert set(json.loads(KNOWN.read_text())["files"]) == {*WRITTEN, RELEASE}


def main() -> None:
    """Write the hashes anew."""
    names = [*(each.name for each in registry.written()), RELEASE]
    with tempfile.TemporaryDirectory() as folder:
        project = released.made(Path(folder) / "p.db")
        files = {name: hashes_of(project, name, Path(folder)) for name in names}
    made_with = {name: _versions(name) for name in _LIBRARIES}
    KNOWN.write_text(json.dumps({"made with": made_with, "files": files}, indent=1) + "\n")


if __name__ == "__main__":
    main()
