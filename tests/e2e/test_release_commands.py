"""Releases as a person makes, checks, makes again and compares them: the commands in processes."""

import json
import shutil

import pytest

from tests.e2e.test_commands import annotator, refused
from tests.unit.workspace.released import article, hashes, made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    made(folder / "p.db", 6)
    return folder


def test_made_verified_rebuilt_and_compared(folder):
    out, err = annotator(
        "release", "p.db", "--to", "r", "--dev", "0", "--test", "0.2", "--formats", "jsonl,spacy",
        "--split-by", "date", "--title", "Press", cwd=folder,
    )  # fmt: skip
    assert out == "6 articles with 12 spans released to r: 5 in train, 1 in test\n"
    assert err == ""
    out, _ = annotator("verify", "r", cwd=folder)
    assert out == "every file and every count is as the manifest says\n"

    (folder / "texts").mkdir()
    for number in range(6):
        value = {"text": article(number).text, "title": article(number).title}
        value |= {"source": article(number).source, "meta": article(number).meta}
        (folder / f"texts/{number}.json").write_text(json.dumps([value]))
    asked = "rebuild", "r/MANIFEST.json", "--texts", "texts", "--to", "again"
    (folder / "texts/3.json").rename(folder / "3.json")
    out, err = annotator(*asked, cwd=folder, status=1)
    assert out == ""
    assert "missing: the text of article 4 (a3)\n" in err
    assert err.endswith("nothing was written\n")
    assert not (folder / "again").exists()

    out, _ = annotator("diff", "r", "p.db", "--json", cwd=folder)
    assert json.loads(out) == {
        "added": [], "removed": [], "changed": [], "same": 6, "labels": {},
    }  # fmt: skip
    out, _ = annotator("diff", "r", "p.db", cwd=folder)
    assert out == "0 articles added, 0 removed, 0 changed, 6 the same\n"

    shutil.copytree(folder / "r", folder / "changed")
    with (folder / "changed/codebook.md").open("a") as stream:
        stream.write("more")
    (folder / "changed/methods.md").unlink()
    out, _ = annotator("verify", "changed", cwd=folder, status=1)
    assert out == "methods.md is missing\ncodebook.md is not as it was written\n"


def test_from_the_texts_as_somebody_else_has_them(folder):
    annotator("release", "p.db", "--to", "own", "--formats", "jsonl", "--test", "0.2", cwd=folder)
    out, err = annotator("rebuild", "own", "--texts", "own/data", "--to", "own again", cwd=folder)
    assert (out.splitlines()[-1], err) == ("every byte is the same", "")
    assert hashes(folder / "own again") == hashes(folder / "own")


def test_what_cannot_be_is_said_in_a_line(folder, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/MANIFEST.json").write_text('{"name": "a manifest of the web"}')
    asked = [
        (("release", "nowhere.db", "--to", "x"), "nowhere.db"),
        (("release", "p.db", "--to", "x", "--formats", "odt"), "odt"),
        (("release", "p.db", "--to", "x", "--split-by", "moon"), "moon"),
        (("release", "p.db", "--to", "p.db"), "p.db"),
        (("verify", "nowhere"), "there is no release here"),
        (("verify", tmp_path / "other"), "not the manifest of a release"),
        (("rebuild", "nowhere", "--texts", ".", "--to", "x"), "there is no release here"),
        (("rebuild", tmp_path / "other", "--texts", ".", "--to", "x"), "not the manifest"),
        (("diff", "nowhere", "p.db"), "there is no release here"),
        (("diff", tmp_path / "other/MANIFEST.json", "p.db"), "not the manifest of a release"),
        (("diff", tmp_path / "other", "p.db"), "not the manifest of a release"),
    ]
    for words, said in asked:
        assert said in refused(*words, cwd=folder)
    assert not (folder / "x").exists()
