"""A release without texts: nothing of them is in it, and whoever has them makes the rest of it."""

import json
import shutil

import pytest

from annotator.formats import own
from annotator.workspace.release.verifying import unlike
from tests.unit.workspace.released import SOURCE, article, hashes, made, rebuild, release, text_of

FORMATS = ("jsonl", "csv")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return made(tmp_path_factory.mktemp("project") / "press.db")


@pytest.fixture(scope="module")
def bare(project, tmp_path_factory):
    to = tmp_path_factory.mktemp("bare") / "r"
    release(project, to, dev=0.2, test=0.2, formats=FORMATS, text_free=True)
    return to


def again(bare, to):
    lines = to.with_name("texts.jsonl")
    lines.write_bytes(b"".join(own.line_of(article(n)) for n in range(12)))
    return rebuild(bare / "MANIFEST.json", to, lines)


def test_no_part_of_a_text_is_in_any_file(bare):
    assert sorted(hashes(bare)) == [
        "MANIFEST.json", "README.md", "codebook.html", "codebook.md", "codebook.qdc",
        "croissant.json", "methods.md", *(f"text-free/{x}.jsonl" for x in ("dev", "test", "train")),
    ]  # fmt: skip
    whole = b"".join(path.read_bytes() for path in bare.rglob("*") if path.is_file()).decode()
    for number in range(12):
        text = text_of(number).replace(f"Read {SOURCE}. ", "")  # a guideline names it too
        assert not [x for x in range(0, len(text) - 20, 7) if text[x : x + 20] in whole]
    assert SOURCE not in (bare / "methods.md").read_text()  # the text of an article has it
    named = json.loads((bare / "croissant.json").read_bytes())["distribution"]
    assert {x["name"] for x in named} <= set(hashes(bare))
    assert "text-free/train.jsonl" in (bare / "README.md").read_text()


def test_it_is_verified_and_made_whole_and_is_verified_then(project, bare, tmp_path):
    assert list(unlike(bare)) == []
    report = again(bare, tmp_path / "whole")
    assert (report.missing, report.differs) == ((), ())
    release(project, tmp_path / "texts", dev=0.2, test=0.2, formats=FORMATS)
    there, data = hashes(tmp_path / "whole"), hashes(tmp_path / "texts")
    assert {x for x in there if x.startswith("data/")} == {x for x in data if "data/" in x}
    assert all(there[x] == data[x] for x in there if x.startswith(("data/", "text-free/")))
    assert list(unlike(tmp_path / "whole")) == []
    changed = tmp_path / "whole/data/csv/train-spans.csv"
    changed.write_text(changed.read_text() + "x")
    assert [str(x) for x in unlike(tmp_path / "whole")] == [
        "data/csv/train-spans.csv is not as it was written"
    ]


def test_what_differs_in_what_was_withheld_is_told(bare, tmp_path):
    from annotator.workspace.release import manifest

    shutil.copytree(bare, tmp_path / "r")
    value = manifest.read(tmp_path / "r")
    name = "data/jsonl/train.jsonl"
    value["withheld"][name] = "0" * 64
    (tmp_path / "r/MANIFEST.json").write_bytes(manifest.written(value))
    report = again(tmp_path / "r", tmp_path / "whole")
    assert report.differs == (name, "MANIFEST.json")


def test_the_same_place_takes_another_release_over_what_was_made_whole(bare, tmp_path):
    again(bare, tmp_path / "whole")
    again(bare, tmp_path / "whole")
    assert list(unlike(tmp_path / "whole")) == []


@pytest.mark.parametrize("withheld", [{"../x": "0"}, {"x": 1}, []])
def test_a_manifest_that_withholds_what_it_can_not_is_refused(bare, tmp_path, withheld):
    from annotator.errors import UserError
    from annotator.workspace.release import manifest

    shutil.copytree(bare, tmp_path / "r")
    value = manifest.read(tmp_path / "r") | {"withheld": withheld}
    (tmp_path / "r/MANIFEST.json").write_bytes(manifest.written(value))
    with pytest.raises(UserError, match=r"leads out|not the manifest"):
        list(unlike(tmp_path / "r"))
