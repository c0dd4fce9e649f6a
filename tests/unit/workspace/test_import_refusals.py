"""Import of what can't be taken in: refused with its place, and the rest comes."""

import json
import os
import socket
from dataclasses import replace

import pytest

from annotator.core.records import Act, Change
from annotator.errors import UserError
from annotator.formats import jsonl, registry
from annotator.formats.base import Format
from annotator.notices import from_json
from annotator.storage import Store
from annotator.storage.acts import Acts
from annotator.workspace.exchange import importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.open import projects
from annotator.workspace.scheme import files as schemes
from tests.unit.workspace.imports import lines, reasons, rows, run, span


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def broken(*_args):
    raise OverflowError("Python int too large to convert to SQLite INTEGER")


def test_bad_lines_are_refused_and_the_rest_goes_in(project, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text"\n{"text": ""}\n{"text": "b"}\n')
    report = run(project, path)
    assert (report.articles, report.refused) == (2, 2)
    assert [x["where"] for x in report.refusals] == ["a.jsonl:2", "a.jsonl:3"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("empty", "a folder without articles"), ("x.png", "not a file that can be imported"),
     ("nowhere", "there is no such file")],
)  # fmt: skip
def test_paths_without_articles_are_errors(project, tmp_path, name, reason):
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.png").write_bytes(b"\x89PNG")
    with pytest.raises(UserError, match=reason):
        run(project, tmp_path / name)


def test_a_table_without_texts_is_an_error_alone_and_a_refusal_among_others(project, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("id,lead\n1,x\n")
    with pytest.raises(UserError, match="the columns are: id, lead"):
        run(project, folder / "a.csv")
    (folder / "b.txt").write_text("text")
    report = run(project, folder)
    assert (report.articles, report.refusals[0]["where"]) == (1, "a.csv")
    assert run(project, folder / "a.csv", text_field="lead").articles == 1


def test_one_record_that_cannot_be_stored_leaves_nothing_and_stops_nothing(
    project, tmp_path, monkeypatch
):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "bad", "entities": [span(0, 3, "P")]},
        {"text": "good", "entities": [span(0, 4, "P")]},
    )
    real = Acts.commit_imported

    def sometimes(self, article, *more):
        return broken() if self._writer._texts.of(article) == "bad" else real(self, article, *more)

    monkeypatch.setattr(Acts, "commit_imported", sometimes)
    report = run(project, path)
    assert (report.articles, report.refused, report.suggestions) == (1, 1, 1)
    assert "Overflow" not in reasons(report)[0]
    assert report.refusals[0]["where"] == "a.jsonl:1"
    (row,) = rows(project)
    assert row.article.text == "good"
    assert len(row.suggestions) == 1


def test_huge_numbers_and_odd_values_are_refused_by_the_record(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "a", "source_offset": 10**30},
        {"text": "b", "entities": [span(0, 10**30, "P")]},
        {"text": "c", "id": {"x": 1}, "title": [1], "topics": {"T": 3}},
        {"text": "d", "suggestions": 5, "reviews": {"a": 1}},
        {"text": "e"},
    )
    report = run(project, path)
    assert report.articles + report.refused == 5
    assert rows(project)[-1].article.text == "e"
    assert all("Error" not in each for each in reasons(report))


@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.json", "t.txt"])
def test_a_file_cut_in_mid_character_does_not_stop_a_folder(project, tmp_path, name, cut):
    folder = tmp_path / "in"
    folder.mkdir()
    text = {"t.csv": "text\nXi met Joe\nand 😀"}.get(name, '{"text": "Xi"}\n{"text": "😀"}')
    (folder / name).write_bytes(text.encode("utf-16")[:-cut])
    (folder / "z.txt").write_text("the last")
    report = run(project, folder)
    assert rows(project)[-1].article.text == "the last"
    assert all("Error" not in each for each in reasons(report))


def test_a_reader_that_breaks_is_told_with_its_place_and_logged(project, tmp_path, monkeypatch):
    def read(stream, name, options):
        yield from jsonl.read(stream, name, options)
        broken()

    monkeypatch.setattr(registry, "FORMATS", (Format("x", "", "", (".jsonl",), read),))
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        lines(folder / name, {"text": name})
    logged = []
    monkeypatch.setattr(importing, "log_bug", logged.append)
    report = run(project, folder)
    assert (report.articles, report.refused, len(logged)) == (2, 2, 2)
    assert str(from_json(report.refusals[0]["where"])) == "a.jsonl, after 1 articles"


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "loop"])
def test_what_is_no_file_is_refused_at_once(project, tmp_path, kind):
    path = tmp_path / "x.jsonl"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path)
    with pytest.raises(UserError, match=r"pipe or a device|no such file"):
        run(project, path)
    with pytest.raises(UserError, match=r"pipe or a device|no such file"):
        Store.open(path)
    (tmp_path / "folder").mkdir()
    path.rename(tmp_path / "folder" / "x.jsonl")
    (tmp_path / "folder" / "again").symlink_to(tmp_path / "folder")
    (tmp_path / "folder" / "a.txt").write_text("a")
    report = run(project, tmp_path / "folder")
    assert (report.articles, report.ignored) == (1, ("x.jsonl",))


def test_all_small_inputs_go_through_every_reader(project, shared, tmp_path):
    folder = shared / "fixtures" / "found"
    if not folder.is_dir():
        pytest.skip("no found inputs")
    for each in registry.FORMATS:
        for ending in each.endings if each.read else ():
            for path in sorted(folder.iterdir()):
                data = path.read_bytes()
                for at, part in enumerate((data, data[: len(data) // 2], b"\xff\xfe" + data)):
                    target = tmp_path / ending[1:] / f"{path.stem}-{at}{ending}"
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(part)
            report = run(project, tmp_path / ending[1:])
            assert report.articles + report.there + report.refused > 0
            said = reasons(report)
            assert not [x for x in said if "Error" in x or "fault of this program" in x]


def test_a_long_article(project, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 1_000_000)
    assert run(project, path).articles == 1


def test_a_label_as_long_as_an_article_is_refused_and_the_rest_comes(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "A b.", "entities": [[0, 1, "L" * 1001]]},
        {"text": "C d.", "entities": [[0, 1, "L" * 1000]]},
        {"text": "E f.", "entities": [[0, 1, "Place"]], "topics": ["T" * 9000]},
    )
    report = run(project, path)
    assert report.articles == 1
    assert [("1001" in x, "9000" in x) for x in reasons(report)] == [(True, False), (False, True)]
    assert report.labels_added == ("L" * 1000,)


@pytest.mark.parametrize("field", ["label_map", "also_fed"])
def test_a_scheme_with_a_label_that_is_not_there_is_told_and_the_rest_comes(tmp_path, field):
    source = projects.create(tmp_path / "source.db", "empty")
    with Store.open(source) as store:
        label = schemes.new_label(store.scheme.read(), "Place")
        who = store.annotators.id_of("ann")
        store.acts.commit(Act("label.add", None, (Change(None, label),)), who, "2024")
    run(source, lines(tmp_path / "a.jsonl", {"text": "A b.", "entities": [[0, 1, "Place"]]}))
    request = messages.Export(project=str(source), to=str(tmp_path / "o.jsonl"), format="jsonl")
    run_job(replace(request, status="all"))
    (manifest,) = tmp_path.glob("o*manifest.json")
    value = json.loads(manifest.read_text())
    wrong = {"label_map": {"ORG": 99}, "also_fed": {"ORG": [99]}}[field]
    value["scheme"][field] = wrong
    manifest.write_text(json.dumps(value))
    project = projects.create(tmp_path / "again.db", "empty")
    report = run(project, tmp_path / "o.jsonl")
    assert report.articles == 1
    (reason,) = reasons(report)
    assert "label 99, which is not in the scheme" in reason
