"""Import on the command line: its choices, what it says before, and the command that does the same.

What is tested: `import_options.py`, `previews.py`, `workspace/exchange/commands.py`.
"""

import io
import json
import shlex
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import cli
from annotator.core.codes import IfThere, LabelsBecome
from annotator.errors import UserError
from annotator.formats import registry
from annotator.storage import Store
from annotator.workspace.exchange.commands import as_typed, import_command
from annotator.workspace.jobs import messages
from annotator.workspace.open import projects

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda x: not x.endswith("\\")
)
PAIRS = st.dictionaries(NAMES, NAMES | st.just(""), max_size=3)
PATHS = st.sampled_from(["a.csv", "-x.csv", "my file.jsonl", "-"])
OF_FILE = st.builds(
    messages.FileChoices,
    format=st.sampled_from(["", "table"]),
    encoding=st.sampled_from(["", "cp1250"]),
    options=st.dictionaries(st.just("text_field"), NAMES, max_size=1),
    columns=st.dictionaries(st.sampled_from(["title", "language"]), NAMES | st.just("")),
    language=st.sampled_from(["", "de"]),
).filter(lambda x: x != messages.FileChoices())
CHOICES = st.builds(
    messages.ImportChoices,
    project=st.just("p.db"),
    paths=st.lists(PATHS, min_size=1, max_size=3).map(tuple),
    become=st.sampled_from(LabelsBecome),
    annotator=st.sampled_from(["", "Ann", "-a"]),
    if_there=st.sampled_from(IfThere),
    is_strict=st.booleans(),
    format=st.sampled_from(["", "table"]),
    encoding=st.sampled_from(["", "cp1250"]),
    options=st.sampled_from([{}, {"text_field": "Body"}]),
    columns=st.dictionaries(st.sampled_from(["title", "key"]), NAMES | st.just("")),
    labels=PAIRS,
    topics=PAIRS,
    people=PAIRS,
    language=st.sampled_from(["", "de"]),
    files=st.dictionaries(
        NAMES | st.sampled_from(["-a:b=c.csv", "z.zip/a.csv"]), OF_FILE, max_size=2
    ),
)


class Stop(Exception):
    pass


@given(CHOICES)
def test_the_command_asks_for_the_same(choices):
    asked = []

    def ask(request):
        asked.append(request)
        raise Stop

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "run", ask)
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO()))
        words = shlex.split(as_typed(import_command(choices)))
        with pytest.raises(Stop):
            cli.app(words[1:], standalone_mode=False)
    (request,) = asked
    for field in ("become", "annotator", "if_there", "is_strict", "format", "encoding", "columns",
                  "labels", "topics", "people", "language", "files"):  # fmt: skip
        assert getattr(request, field) == getattr(choices, field), field
    assert choices.options.items() <= request.options.items()
    given = [x for x in choices.paths if x != "-"]
    assert [x for x in request.paths if not x.endswith("standard input")] == given


def run(*words, stdin=b""):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        return cli.app(list(map(str, words)), standalone_mode=False)


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "news")


@pytest.mark.parametrize("given", ["a.csv", "a.csv:text_field", "=b", ":format=csv", "a:sorcery=1"])
def test_a_choice_that_is_none_for_a_file_is_refused(project, tmp_path, given):
    (tmp_path / "a.csv").write_text("text\nOne")
    with pytest.raises(UserError, match="write NAME:KEY=VALUE, where KEY is one of format, enc"):
        run("import", project, "--file", given, tmp_path / "a.csv")


def test_a_choice_for_a_file_that_is_not_there_is_refused_before_anything_is_stored(
    project, tmp_path
):
    (tmp_path / "a.csv").write_text("text\nOne")
    for more in ((), ("--dry-run",)):
        with pytest.raises(UserError, match=r"no file of the import is called b\.csv; .*a\.csv"):
            run("import", project, "--file", "b.csv:encoding=utf-8", *more, tmp_path / "a.csv")
    with Store.open(project) as store:
        assert store.articles.highest_id() == 0


def test_files_are_read_each_in_its_way(project, tmp_path):
    (tmp_path / "a.csv").write_bytes("Überschrift;Inhalt\nEins;Śnieg\n".encode("cp1250"))
    (tmp_path / "b.csv").write_text("text,headline,lang\nA,B,fr\nC,D,\n")
    own = ("encoding=cp1250", "text_field=Inhalt", "column.title=Überschrift", "language=pl")
    words = [word for x in own for word in ("--file", f"a.csv:{x}")]
    more = ("--file", "b.csv:column.language=lang", "--language", "de")
    run("import", project, *words, *more, tmp_path)
    with Store.open(project) as store:
        found = [store.articles.get(number) for number in (1, 2, 3)]
    assert [(x.title, x.text, x.language) for x in found] == [
        ("Eins", "Śnieg", "pl"), ("B", "A", "fr"), ("D", "C", "de"),
    ]  # fmt: skip


LINE = {"id": "a", "text": "Xi met Joe.", "entities": [[0, 2, "PERSON"]], "topics": ["War"]}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--as", "gold"], "--as is gold"),
        (["--existing", "replace"], "--existing is replace"),
        (["--map", "PER"], "--map is PER; write OLD=NEW"),
        (["--map", "=PER"], "--map is =PER"),
        (["--column", "name=x"], "an article has no name"),
    ],
)
def test_a_choice_that_means_nothing_is_one_line(project, tmp_path, words, reason):
    with pytest.raises(UserError, match=reason):
        run("import", project, tmp_path, *words)


def test_a_dry_run_tells_and_stores_nothing(project, tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(LINE) + "\n{}\n")
    before = project.read_bytes()
    run("import", project, path, "--dry-run")
    said = capsys.readouterr()
    assert "1 article in 1 file; nothing was stored" in said.out
    assert "refused: in.jsonl:2: no field of texts" in said.err
    assert [x.split() for x in said.out.splitlines() if x.startswith("War")] == [
        ["War", "topic", "1", "0", "0", "new"]
    ]
    run("import", project, path, "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["articles"] == 1 and told["articles"][0]["text"] == LINE["text"]
    assert project.read_bytes() == before


def test_what_comes_from_standard_input_is_read_by_its_content(project, capsys):
    run("import", project, "-", "--map", "PERSON=Politician", "--as", "review", "--for", "Ann",
        stdin=json.dumps(LINE).encode())  # fmt: skip
    assert "1 article imported, 1 span" in capsys.readouterr().out
    with Store.open(project) as store:
        assert [x for _, x in store.annotators.all()] == ["Ann"]
        assert store.scheme.read().label_named("Politician") is not None


def test_the_formats_are_told_as_the_registry_has_them(capsys):
    run("formats", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [x["name"] for x in told] == [x.name for x in registry.FORMATS]
    run("formats")
    said = capsys.readouterr().out
    for each in registry.written():
        assert f"\n{each.name} has " in said
        assert all(lost in said for lost in registry.lost_by(each))


def test_an_export_tells_before_it_runs_what_has_no_place(project, tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(LINE) + "\n")
    run("import", project, path, "--as", "review")
    capsys.readouterr()
    run("export", project, "--format", "csv", "--dry-run")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "1 article to export" and said[1].startswith("csv has no place for ")
    assert not (tmp_path / "o.csv").exists()
    run("export", project, "--format", "csv", "--to", tmp_path / "o.csv")
    assert capsys.readouterr().err.splitlines()[0] == said[1]
    run("export", project, "--format", "jsonl", "--to", tmp_path / "o.jsonl")
    assert capsys.readouterr().err == ""
