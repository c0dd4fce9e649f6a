"""An export replaces what its own manifest lists, unchanged, and nothing else; all or none."""

import json
import multiprocessing
import os
import shutil
from pathlib import Path

import pytest

from annotator.errors import EnvironmentFault, UserError
from annotator.storage import Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.exchange.export_files import recover
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import WRITTEN


@pytest.fixture
def project(tmp_path):
    path = projects.create(tmp_path / "project" / "p.db", "empty")
    fill(path, "Xi met Joe.", "Joe met Xi.")
    return path


def fill(project, *texts):
    lines = [{"text": text, "entities": [[0, 2, "P"]], "topics": ["T"]} for text in texts]
    path = project.with_name(f"{len(texts[0])}.jsonl")
    path.write_text("\n".join(map(json.dumps, lines)))
    request = messages.Import(
        project=str(project), paths=(str(path),), become="review", annotator="a"
    )
    importing.run(request, Work())


def run(project, to, name="jsonl"):
    request = messages.Export(project=str(project), to=str(to), format=name)
    return exporting.run(request, Work())


def tree(folder: Path) -> dict[str, bytes | str]:
    """All that is below a folder, but for what an export under way has there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def refused(project, to, name, match, kind=UserError):
    root = project.parent.parent
    before = tree(root)
    with pytest.raises(kind, match=match):
        run(project, to, name)
    assert tree(root) == before
    assert not [path for path in root.rglob(".*") if path.is_dir()]


def place(tmp_path, name):
    return tmp_path / "o" / ("data.jsonl" if name == "jsonl" else "data")


def test_a_file_beside_an_export_of_another_format_is_not_its_own(project, tmp_path):
    run(project, tmp_path / "o" / "data.csv", "csv")
    mine = tmp_path / "o" / "data.jsonl"
    mine.write_text("mine")
    refused(project, mine, "jsonl", r"data\.jsonl: there is a file of this name already")
    mine.unlink()
    run(project, mine)
    assert {"data.csv", "data.topics.csv", "data.jsonl"} <= set(tree(tmp_path / "o"))


def test_a_folder_is_never_removed(project, tmp_path):
    mine = tmp_path / "o" / "data"
    mine.mkdir(parents=True)
    (mine / "notes.txt").write_text("mine")
    run(project, tmp_path / "o" / "data.csv", "csv")
    refused(project, mine, "jsonl", "there is a folder of this name already")
    shutil.rmtree(mine)
    mine.mkdir()
    refused(project, mine, "jsonl", "there is a folder of this name already")


def test_formats_do_not_take_away_each_others_files_in_one_folder(project, tmp_path):
    run(project, tmp_path / "o", "csv")
    refused(project, tmp_path / "o", "spacy", "not empty|already")
    run(project, tmp_path / "p", "spacy")
    refused(project, tmp_path / "p", "csv", "manifest.json: there is a file")


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_changed_since_is_refused_by_name(project, tmp_path, name):
    to = place(tmp_path, name)
    report = run(project, to, name)
    folder = to if to.is_dir() else to.parent
    for file in report.files:
        if not file.endswith("manifest.json"):
            before = (folder / file).read_bytes()
            (folder / file).write_bytes(before + b"mine")
            refused(project, to, name, f"{file}: changed since it was exported")
            (folder / file).write_bytes(before)
    run(project, to, name)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_in_the_way_is_refused_by_name(project, tmp_path, name):
    to = place(tmp_path, name)
    report = run(project, to, name)
    folder = to if to.is_dir() else to.parent
    manifest = next(each for each in report.files if each.endswith("manifest.json"))
    for file in report.files:
        kept = (folder / file).read_bytes()
        (folder / file).unlink()
        (folder / file).symlink_to(tmp_path / "elsewhere")
        refused(project, to, name, "symbolic link|not empty|already")
        (folder / file).unlink()
        (folder / file).mkdir()
        refused(project, to, name, "folder of this name|not empty|already")
        (folder / file).rmdir()
        (folder / file).write_bytes(kept)
    (folder / manifest).write_text("{}")
    refused(project, to, name, "not empty|already")


def test_a_manifest_cannot_point_out_of_its_folder(project, tmp_path):
    run(project, tmp_path / "o", "spacy")
    mine = tmp_path / "mine"
    mine.write_text("mine")
    path = tmp_path / "o" / "manifest.json"
    manifest = json.loads(path.read_text())
    digest = exporting.sha256_of(mine)
    manifest["files"] |= {"../mine": digest, str(mine): digest, "..\\mine": digest}
    path.write_text(json.dumps(manifest))
    run(project, tmp_path / "o", "spacy")
    assert mine.read_text() == "mine"


def test_files_of_an_earlier_versions_manifest_are_replaced(project, tmp_path):
    to = tmp_path / "out.jsonl"
    run(project, to)
    (tmp_path / "out.jsonl.manifest.json").rename(tmp_path / "out.manifest.json")
    fill(project, "Another one.")
    assert run(project, to).counts["articles"] == 3
    assert not (tmp_path / "out.manifest.json").exists()


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", ".lock"])
def test_the_project_and_its_log_are_never_written(project, ending):
    own = project.with_name(project.name + ending)
    for name in WRITTEN:
        refused(project, own, name, "file of the project itself|already")


def test_a_hard_link_to_the_project_is_the_project(project, tmp_path):
    os.link(project, tmp_path / "link.jsonl")
    refused(project, tmp_path / "link.jsonl", "jsonl", "file of the project itself")


@pytest.mark.parametrize("name", WRITTEN)
def test_no_folder_is_made_inside_a_file(project, tmp_path, name):
    mine = tmp_path / "mine"
    mine.write_text("mine")
    refused(project, mine / "a" / "b", name, "mine: there is a file where a folder is needed")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_read_only_folder_is_told(project, tmp_path, name, monkeypatch):
    (tmp_path / "o").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path / "o")
    refused(project, tmp_path / "o" / "a", name, "the folder is read-only", EnvironmentFault)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no fifos")
def test_a_fifo_is_not_written_to(project, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    refused(project, tmp_path / "pipe", "jsonl", "there is a file of this name")


def test_a_folder_by_a_link_is_followed(project, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    run(project, tmp_path / "link", "spacy")
    run(project, tmp_path / "link", "spacy")
    assert (tmp_path / "real" / "train.spacy").is_file()
    assert (tmp_path / "link").is_symlink()


def test_a_folder_of_parts_gives_way_to_a_file_and_back(project, tmp_path, monkeypatch):
    from annotator.nlp.spacy_training import docbin

    monkeypatch.setattr(docbin, "_DOCS_A_FILE", 1)
    fill(project, "A third one.", "A fourth one!", "A fifth one.")
    run(project, tmp_path / "o", "spacy")
    assert (tmp_path / "o" / "train.spacy" / "part-0001.spacy").is_file()
    mine = tmp_path / "o" / "train.spacy" / "mine.txt"
    mine.write_text("mine")
    monkeypatch.setattr(docbin, "_DOCS_A_FILE", 100)
    refused(project, tmp_path / "o", "spacy", "mine.txt")
    mine.unlink()
    run(project, tmp_path / "o", "spacy")
    assert (tmp_path / "o" / "train.spacy").is_file()
    monkeypatch.setattr(docbin, "_DOCS_A_FILE", 1)
    run(project, tmp_path / "o", "spacy")
    assert (tmp_path / "o" / "train.spacy" / "part-0001.spacy").is_file()


def stopping_at(folder, number, stop):
    """Moves and removals below the folder of an export that stop at the call of that number."""
    calls = iter(range(1_000))

    def wrapped(real):
        def call(path, *args, **named):
            if path.is_relative_to(folder) and next(calls) == number:
                stop()
            return real(path, *args, **named)

        return call

    return wrapped


def broken_off(monkeypatch, folder, number, stop):
    wrapped = stopping_at(folder, number, stop)
    monkeypatch.setattr(Path, "replace", wrapped(Path.replace))
    monkeypatch.setattr(Path, "unlink", wrapped(Path.unlink))


def _raise():
    raise OSError(28, "No space left on device")


def _killed(project, to, name, number):
    with pytest.MonkeyPatch.context() as patch:
        broken_off(patch, to.parent, number, lambda: os._exit(9))
        run(project, to, name)


def states(project, tmp_path, name):
    """Where it goes, how it looks with the export before, and how with the next one."""
    to = place(tmp_path, name)
    run(project, to, name)
    before = tree(to.parent)
    fill(project, "Another one.", "And Xi.", "And Joe.")
    other = tmp_path / "other" / to.relative_to(tmp_path)
    run(project, other, name)
    after = tree(other.parent)
    assert before != after
    return to, before, after


@pytest.mark.parametrize("name", WRITTEN)
def test_an_error_on_the_way_leaves_the_export_before(project, tmp_path, name):
    to, before, after = states(project, tmp_path, name)
    failed = 0
    for number in range(40):
        with pytest.MonkeyPatch.context() as patch:
            broken_off(patch, to.parent, number, _raise)
            try:
                run(project, to, name)
            except EnvironmentFault:
                failed += 1
        if (found := tree(to.parent)) != before:
            break
    assert failed >= 3
    assert found == after
    assert not list(to.parent.glob(".*"))


@pytest.mark.parametrize("name", WRITTEN)
def test_after_a_kill_the_next_look_finds_the_old_or_the_new(project, tmp_path, name):
    to, before, after = states(project, tmp_path, name)
    fork = multiprocessing.get_context("fork")
    killed = 0
    for number in range(40):
        process = fork.Process(target=_killed, args=(project, to, name, number))
        process.start()
        process.join()
        killed += process.exitcode == 9
        recover(to if name != "jsonl" else to.parent)
        if (found := tree(to.parent)) != before:
            break
        assert not list(to.parent.rglob(".unfinished*"))
    assert killed >= 3
    assert found == after


def test_an_export_under_way_is_not_taken_back(project, tmp_path):
    from filelock import FileLock

    swap = tmp_path / ".unfinished-export-x"
    swap.mkdir()
    with FileLock(swap / "lock"):
        recover(tmp_path)
        assert swap.is_dir()
    recover(tmp_path)
    assert not swap.exists()
    with Store.open(project) as store:
        assert store.counts.info()["articles"] == 2
