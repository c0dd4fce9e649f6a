"""Verifying a release: whatever is other than it was is told; hostile manifests lead nowhere.

What is tested: `workspace/release/figures.py`, `workspace/release/verifying.py`,
`workspace/release/manifest.py`.
"""

import json
import shutil
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.workspace.release import manifest
from annotator.workspace.release.verifying import unlike
from tests.unit.workspace.released import hashes, made, rebuild, release


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    project = made(folder / "press.db", 4)
    release(project, folder / "r", test=0.25, dev=0, formats=("jsonl", "csv"))
    return folder / "r"


@pytest.fixture
def released(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "r")


def told(folder):
    return [str(each) for each in unlike(folder)]


def test_what_was_just_made_is_as_its_manifest_says(released):
    assert told(released) == []
    assert told(released / "MANIFEST.json") == []


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_change_of_any_byte_of_any_file_is_told(kept, data):
    name = data.draw(st.sampled_from(sorted(hashes(kept))))
    path = kept / name
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ other]) + whole[at + 1 :])
    try:
        found = told(kept)
    except UserError as error:
        found = [str(error)] if name == "MANIFEST.json" else []
    finally:
        path.write_bytes(whole)
    assert found
    assert not any("\n" in line for line in found)


def test_missing_too_many_and_cut_off(released):
    (released / "codebook.md").unlink()
    (released / "data/mine.csv").write_text("mine")
    data = (released / "data/jsonl/train.jsonl").read_bytes()
    (released / "data/jsonl/train.jsonl").write_bytes(data[:-1])
    assert told(released) == [
        "codebook.md is missing",
        "data/mine.csv is not of the release",
        "data/jsonl/train.jsonl is not as it was written",
    ]


def test_a_file_that_became_a_link_is_told(released, tmp_path):
    (released / "codebook.md").rename(tmp_path / "away.md")
    (released / "codebook.md").symlink_to(tmp_path / "away.md")
    assert told(released) == ["codebook.md is not as it was written"]


def signed(folder, change):
    """Let the manifest be changed by one who knows how it is signed."""
    value = manifest.read(folder)
    change(value)
    (folder / "MANIFEST.json").write_bytes(manifest.written(value))


@pytest.mark.parametrize(
    ("was", "now"), [('"seed": 0', '"seed": 1'), ('"Annotated', '"annotated'), ("\n", "\n\n")]
)
def test_a_manifest_that_reads_otherwise_is_told(released, was, now):
    path = released / "MANIFEST.json"
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now, 1))
    assert told(released) == ["MANIFEST.json is not as it was written"]


def test_counts_are_counted_again(released):
    def change(value):
        value["counts"]["by_label"]["PER"]["train"] += 2
        value["counts"]["spans"] = 1

    signed(released, change)
    assert told(released) == [
        "by_label, PER, train: 3 counted, 5 in the manifest",
        "spans: 8 counted, 1 in the manifest",
    ]


def test_lines_that_are_none_can_t_be_counted(released):
    path = released / "text-free/train.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"length":', b'"width":', 1))

    def change(value):
        value["files"]["text-free/train.jsonl"] = sha256(path.read_bytes()).hexdigest()

    signed(released, change)
    (line,) = told(released)
    assert line.startswith("can't be counted: ")
    assert "train.jsonl:1" in line


def test_where_no_release_is(tmp_path):
    with pytest.raises(UserError, match="there is no release here"):
        told(tmp_path)
    with pytest.raises(UserError, match="there is no release here"):
        told(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"program":"other","format":"release","files":{}}',
        b'{"program":"annotator","format":"jsonl","files":{}}',
        b'{"program":"annotator","format":"release","layout":1,"files":{"a":1}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_manifest_of_ours(tmp_path, data):
    (tmp_path / "MANIFEST.json").write_bytes(data)
    for call in (told, lambda path: rebuild(path, tmp_path / "to", path)):
        with pytest.raises(UserError, match="not the manifest of a release"):
            call(tmp_path)
    assert [x.name for x in tmp_path.iterdir()] == ["MANIFEST.json"]


def test_an_empty_manifest_is_called_empty(tmp_path):
    (tmp_path / "MANIFEST.json").touch()
    with pytest.raises(UserError, match="the file is empty"):
        told(tmp_path)


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/passwd", "a/../../b", "a\\..\\b", "C:/x", "", ".", "a//b", "\0"]
)
def test_a_manifest_that_leads_out_is_refused(released, tmp_path, name):
    signed(released, lambda value: value["files"].update({name: "0" * 64}))
    for call in (told, lambda path: rebuild(path, tmp_path / "to", path)):
        with pytest.raises(UserError, match="leads out of its folder"):
            call(released)


def test_a_newer_release_is_told_apart(released):
    signed(released, lambda value: value.update(layout=99, version="9.1"))
    with pytest.raises(UserError, match=r"newer version of this program \(9\.1\)"):
        told(released)


def test_the_manifest_has_neither_clock_nor_path_nor_python(kept):
    text = (kept / "MANIFEST.json").read_text()
    assert str(kept.parent) not in text
    assert "press.db" not in text
    assert set(json.loads(text)["versions"]) == {"annotator"}
