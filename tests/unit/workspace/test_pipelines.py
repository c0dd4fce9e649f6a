"""Which pipeline reads a project's articles: what can be chosen, and who goes by it."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning.pipelines import choose_pipeline, installed, pipeline_of
from annotator.workspace.open import projects

NO_PIPELINES = """no_such_pipeline json numpy annotator __main__
    blank: blank:../x blank:qq .. / ~nobody/x""".split()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.create(tmp_path / "a.db", "conll")


def test_without_a_choice_it_is_the_one_that_comes_along(project: Path) -> None:
    with Store.open(project) as store:
        assert pipeline_of(store) is None
        assert pipeline_of(store, "blank:de") == "blank:de"


@pytest.mark.parametrize("name", ["blank:ar", *installed()])
def test_a_choice_stays_until_it_is_taken_back(project: Path, name: str) -> None:
    with Store.open(project) as store:
        choose_pipeline(store, f" {name} ")
    with Store.open(project) as store:
        assert pipeline_of(store) == name
        assert pipeline_of(store, "blank:de") == "blank:de"
        choose_pipeline(store, "")
        assert pipeline_of(store) is None


def test_a_folder_is_kept_as_a_whole_path(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "config.cfg").touch()
    monkeypatch.chdir(tmp_path)
    with Store.open(project) as store:
        assert choose_pipeline(store, "ours") == str(tmp_path / "ours")


@pytest.mark.parametrize("name", [*NO_PIPELINES, "a b", "x" * 5000])
def test_what_is_no_pipeline_is_refused_and_changes_nothing(project: Path, name: str) -> None:
    with Store.open(project) as store:
        choose_pipeline(store, "blank:en")
        with pytest.raises(UserError, match="no such pipeline"):
            choose_pipeline(store, name)
        assert pipeline_of(store) == "blank:en"


def test_the_command_suggest_goes_by_it(project: Path) -> None:
    with Store.open(project) as store:
        store.articles.add(NewArticle("Angela Merkel besuchte Paris."))
        choose_pipeline(store, "blank:de")
    request = messages.Suggest(project=str(project))
    assert run_job(request).pipeline == "de_pipeline"
    assert run_job(replace(request, pipeline="blank:fr")).pipeline == "fr_pipeline"
