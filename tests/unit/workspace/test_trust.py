"""Loading a pipeline runs its code: a folder that a project names is asked about first."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator import cli
from annotator.core.records import Status
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning.pipeline_trust import (
    is_refused,
    is_trusted,
    refuse,
    require_trust,
    trust,
)
from annotator.workspace.learning.pipelines import choose_pipeline, installed
from tests.unit.storage.making import AT, SCHEME, finishing

_CONFIG = '[nlp]\nlang = "en"\npipeline = []\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stranger's pipeline."""
    import spacy

    spacy.blank("en").to_disk(tmp_path / "gift")
    return tmp_path / "gift"


@pytest.fixture
def project(tmp_path: Path, folder: Path) -> Path:
    """A stranger's project, which names it."""
    path = tmp_path / "p.db"
    with Store.create(path, SCHEME, at=AT) as store:
        me = store.annotators.id_of("ann")
        for number in range(12):
            made = NewArticle(f"{number} Xi met Putin.", imported_at=AT)
            article, _ = store.articles.add(made)
            store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
        store.settings.set("pipeline", str(folder))
    return path


@pytest.mark.parametrize("name", [None, "", "blank:en", "no such pipeline", "\0", *installed()])
def test_what_is_installed_or_cannot_be_loaded_is_not_asked_about(name: str | None) -> None:
    assert is_trusted(name)
    assert require_trust(name) == name


def test_a_folder_is_trusted_once_it_was_said_and_as_long_as_it_is_the_same(folder: Path) -> None:
    assert not is_trusted(str(folder))
    trust(str(folder))
    assert is_trusted(str(folder))
    assert is_trusted(str(folder.parent / "." / "gift"))
    (folder / "config.cfg").write_text(_CONFIG)
    assert not is_trusted(str(folder))
    refuse(str(folder))
    assert is_refused(str(folder))
    assert not is_trusted(str(folder))


@pytest.mark.parametrize("job", [messages.Suggest, messages.Train, messages.Evaluate])
def test_no_job_loads_what_a_project_names(project: Path, job: type[messages.OfPipeline]) -> None:
    with pytest.raises(UserError, match=r"loading it runs its code; give --trust-pipeline"):
        run_job(job(str(project)))


def test_training_a_pipeline_does_not_begin_with_it(project: Path, tmp_path: Path) -> None:
    request = messages.TrainPipeline(str(project), to=str(tmp_path / "new"), dev_share=0.2)
    with pytest.raises(UserError, match="loading it runs its code"):
        run_job(request)


def test_who_chooses_a_folder_trusts_it(project: Path, folder: Path) -> None:
    with Store.open(project) as store:
        choose_pipeline(store, str(folder))
    assert run_job(messages.Suggest(project=str(project))).articles == 12


@pytest.mark.parametrize("given", [["--trust-pipeline"], ["--pipeline", "gift"]])
def test_commands_take_the_word_of_the_person(
    project: Path, given: list[str], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(project.parent)
    for more, status in (([], 2), (given, 0)):
        monkeypatch.setattr(sys, "argv", ["annotator", "suggest", str(project), *more])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == status
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1


def test_a_folder_that_lies_here_is_not_taken_for_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.nlp.sources import spacy_pipeline as pipelines

    monkeypatch.chdir(tmp_path)
    name = installed()[0]
    (tmp_path / name).mkdir()
    (tmp_path / name / "config.cfg").write_text("nonsense")
    assert pipelines.load(name).lang
