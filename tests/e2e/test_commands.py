"""The commands as a person types them: processes of the real program."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def annotator(*arguments, cwd, status=0):
    """stdout and stderr of a command that ends with this status; never a traceback."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "annotator", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def refused(*arguments, cwd, status=2):
    """The one line that a refused command says."""
    out, err = annotator(*arguments, cwd=cwd, status=status)
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("annotator: ")
    return line


@pytest.fixture(scope="module")
def empty_project(tmp_path_factory):
    """A project without articles, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    annotator("new", "p.db", cwd=folder)
    return folder / "p.db"


def test_from_articles_to_suggestions(tmp_path, shared):
    annotator("new", "p.db", "--scheme", "news", cwd=tmp_path)
    annotator("import", "p.db", shared / "articles", cwd=tmp_path)
    annotator("suggest", "p.db", cwd=tmp_path)
    out, _ = annotator("info", "p.db", "--json", cwd=tmp_path)
    info = json.loads(out)
    assert info["articles"] == 2
    assert info["suggestions"] > 80
    with sqlite3.connect(tmp_path / "p.db") as db:
        dates = {date for (date,) in db.execute("SELECT published FROM articles")}
        names = {
            (text[start:end], label)
            for text, start, end, label in db.execute(
                'SELECT a.text, s.start, s."end", s.label FROM suggestions_readable s'
                " JOIN articles a ON a.id = s.article"
            )
        }
    db.close()
    assert dates == {"2023-11-10", "2022-11-25"}
    assert ("Xi Jinping", "PERSON") in names


def test_gold_goes_in_and_out_and_spacy_trains_on_it(tmp_path, shared):
    gold = shared / "gold" / "users_style_news.jsonl"
    if not gold.is_file():
        pytest.skip("no gold data")
    annotator("new", "g.db", "--scheme", "empty", cwd=tmp_path)
    annotator("import", "g.db", gold, "--as", "review", "--annotator", "gold", cwd=tmp_path)
    annotator("export", "g.db", "--format", "jsonl", "--to", "out.jsonl", cwd=tmp_path)
    annotator("export", "g.db", "--format", "spacy", "--to", "out", cwd=tmp_path)
    assert _texts_and_spans(tmp_path / "out.jsonl") == _texts_and_spans(gold)
    trained = subprocess.run(
        [
            *(sys.executable, "-m", "spacy", "train", "config.cfg"),
            *("--training.max_steps", "3", "--training.eval_frequency", "3"),
        ],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert trained.returncode == 0, trained.stdout + trained.stderr


def _texts_and_spans(path):
    with path.open(encoding="utf-8", newline="\n") as stream:
        found = [json.loads(line) for line in stream]
    return [
        (x["text"], sorted((s["start"], s["end"], s["label"]) for s in x["entities"]))
        for x in found
    ]


def test_a_project_keeps_its_pipeline(tmp_path):
    (tmp_path / "a.txt").write_text("Angela Merkel besuchte Paris.")
    annotator("new", "p.db", "--pipeline", "blank:de", cwd=tmp_path)
    annotator("import", "p.db", "a.txt", cwd=tmp_path)
    out, _ = annotator("suggest", "p.db", cwd=tmp_path)
    assert "by de_pipeline" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["info", "none.db"], "none.db: there is no such file"),
        (["info", "text.txt"], "not a project"),
        (["sugest", "p.db"], "sugest is neither a command nor a file"),
        (["info"], "Missing argument"),
        (["info", "p.db", "--nonsense"], "No such option"),
        (["new", "p.db"], "p.db: there is a file of this name already"),
        (["new", "q.db", "--scheme", "nonsense"], "no scheme called “nonsense”"),
        (["new", "q.db", "--pipeline", "xx_none"], "xx_none: there is no such pipeline"),
        (["open", "p.db", "--pipeline", "xx_none"], "xx_none: there is no such pipeline"),
        (["open", "--pipeline", "blank:en"], "--pipeline is for a project"),
        (["import", "p.db", "none"], "none: there is no such file"),
        (["import", "p.db", "text.txt", "--as", "truth"], "--as is truth"),
        (["suggest", "p.db", "--pipeline", "xx_none"], "no such pipeline"),
        (["export", "p.db", "--format", "nonsense", "--to", "x"], "no format “nonsense”"),
        (["export", "p.db", "--to", "x.jsonl"], "there is no article to export"),
        (["train", "p.db", "--to", "m"], "too few finished articles to train a pipeline: 0"),
        (["train", "p.db", "--to", "."], "the folder is not empty"),
        (["evaluate", "p.db"], "no article is finished yet"),
        (["export", "p.db", "--to", "p.db"], "this is a file of the project itself"),
    ],
)
def test_a_users_mistake_is_one_line_and_status_2(empty_project, tmp_path, arguments, says):
    shutil.copy(empty_project, tmp_path)
    (tmp_path / "text.txt").write_text("text")
    assert says in refused(*arguments, cwd=tmp_path)
    assert not (tmp_path / "q.db").exists()


def test_refusals_and_ignored_files_are_told_on_stderr(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"text": "a"}\nnonsense\n')
    (folder / "b.png").touch()
    annotator("new", "p.db", cwd=tmp_path)
    out, err = annotator("import", "p.db", "in", cwd=tmp_path)
    assert out == "1 article imported\n"
    assert "1 other files ignored: b.png" in err
    assert "refused: a.jsonl:2: not JSON" in err


def test_an_import_that_takes_nothing_ends_as_a_mistake(tmp_path):
    (tmp_path / "broken.jsonl").write_text('{"text": "on')
    annotator("new", "p.db", cwd=tmp_path)
    out, err = annotator("import", "p.db", "broken.jsonl", cwd=tmp_path, status=2)
    assert (out, err) == (
        "0 articles imported\n",
        "refused: broken.jsonl:1: not JSON: Unterminated string starting at character 9\n",
    )


def test_help_names_every_command(tmp_path):
    out, _ = annotator("--help", cwd=tmp_path)
    for name in "open new import suggest export train evaluate info tour".split():
        assert f"  {name} " in out


def test_every_command_and_option_is_documented():
    from tests.architecture.readme_tables import commands

    for line in commands().splitlines()[2:]:
        assert not line.endswith("|  |")
        assert "None" not in line


def test_copy(tmp_path, shared):
    annotator("new", "p.db", cwd=tmp_path)
    annotator("import", "p.db", shared / "articles", cwd=tmp_path)
    out, err = annotator("copy", "p.db", "q.db", cwd=tmp_path)
    assert "q.db and read back" in out
    assert err == ""
    assert "already a file" in refused("copy", "p.db", "q.db", cwd=tmp_path)
    annotator("copy", "p.db", "q.db", "--replace", cwd=tmp_path)
    one, two = (annotator("info", name, "--json", cwd=tmp_path)[0] for name in ("p.db", "q.db"))
    assert one == two
    assert sorted(x.name for x in tmp_path.iterdir()) == ["p.db", "q.db"]


def test_a_log_that_is_set_aside_is_told_in_one_line(tmp_path):
    annotator("new", "p.db", cwd=tmp_path)
    for _ in range(2):
        (tmp_path / "p.db-wal").write_bytes(b"no log " * 9999)
        out, err = annotator("info", "p.db", cwd=tmp_path)
        (line,) = err.splitlines()
        assert "not replayed but set aside as p.db-wal.aside-" in line
        assert "articles" in out
