"""`train` makes a folder that plain spaCy loads, or says in one line why not and leaves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.core.records import Scheme
from annotator.errors import EnvironmentFault, UserError
from annotator.storage import Store
from annotator.workspace.children import train_pipeline_job
from annotator.workspace.jobs import messages
from annotator.workspace.jobs import process as jobs
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Work, run_job
from annotator.workspace.learning import pipeline_trust as trust
from annotator.workspace.open import projects
from tests.unit.workspace.test_learning import AT, PEOPLE, SCHEME, SHIPS, review

PLAIN = """
import json, sys
sys.path = [entry for entry in sys.path if entry != {root!r}]
class Barred:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "annotator":
            raise ImportError(name)
sys.meta_path.insert(0, Barred())
import spacy
nlp = spacy.load(sys.argv[1])
doc = nlp("Captain Ada Brook sailed the Aurora home. The cargo of tea was not small.")
print(json.dumps([nlp.pipe_names, [[e.text, e.label_] for e in doc.ents], doc.cats, nlp.meta]))
"""
ROOT = Path(__file__).resolve().parents[3]


def fill(path: Path, scheme: Scheme = SCHEME, articles: int = 14) -> Path:
    with Store.create(path, scheme, at=AT) as store:
        for n in range(articles):
            person, ship = PEOPLE[n % 7], SHIPS[(n // 2) % 7]
            about = "cargo of tea" if n % 2 else "storm"
            text = f"Captain {person} sailed the {ship} home. The {about} was not small. {n}"
            review(store, text, {person: 1, ship: 2})
    return path


def request(project: Path, to: Path, **more: Any) -> messages.TrainPipeline:
    wanted = {"pipeline": "blank:en", "dev_share": 0.25, **more}
    return messages.TrainPipeline(str(project), to=str(to), **wanted)


def train(project: Path, to: Path, **more: Any) -> messages.TrainPipelineReport:
    return run_job(request(project, to, **more))


def refused(project: Path, to: Path, **more: Any) -> str:
    """The line about what is refused before spaCy is even loaded; asked without a process."""
    with pytest.raises(UserError) as caught:
        train_pipeline_job.run(request(project, to, **more), Work())
    return str(caught.value)


def plain(folder: Path) -> list:
    """What a process without this package makes of a pipeline."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", PLAIN.format(root=str(ROOT)), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder.parent,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, jobs.Report]:
    folder = tmp_path_factory.mktemp("trained")
    project = fill(folder / "ships.db")
    report = train(project, folder / "models" / "ships", epochs=30)
    return project, folder / "models" / "ships", report


def test_plain_spacy_loads_what_was_trained(trained) -> None:
    _, folder, report = trained
    names, entities, cats, meta = plain(folder)
    assert names == ["ner", "textcat_multilabel"]
    assert entities == [["Ada Brook", "SAILOR"], ["Aurora", "SHIP"]]
    assert set(cats) == {"trade", "weather"}
    assert (meta["lang"], meta["name"], meta["version"]) == ("en", "ships", "1.0.0")
    assert meta["performance"]["ents_f"] == report.entities["new"]["all"]["f1"]
    assert [path.name for path in folder.parent.iterdir()] == ["ships"]


def test_nothing_of_this_machine_or_program_is_in_the_folder(trained) -> None:
    _, folder, _ = trained
    told = (folder / "config.cfg").read_text("utf-8") + (folder / "meta.json").read_text("utf-8")
    assert "annotator" not in told
    assert str(folder.parent) not in told


def test_scores_stand_beside_those_of_the_pipeline_before(trained) -> None:
    _, _, report = trained
    assert (report.train, report.dev, report.start) == (10, 4, "scratch")
    new, before = report.entities["new"], report.entities["before"]
    assert new["labels"]["SHIP"]["wanted"] == 4
    assert new["all"]["f1"] > 0.5
    assert before["all"]["found"] == 0
    assert report.unknown == ("SAILOR", "SHIP")
    assert set(report.topics) <= {"trade", "weather"}


def test_the_project_suggests_by_it_at_once(trained, tmp_path: Path) -> None:
    _, folder, _ = trained
    project = fill(tmp_path / "new.db", articles=1)
    report = run_job(messages.Suggest(project=str(project), pipeline=str(folder)))
    assert (report.pipeline, report.version) == ("en_ships", "1.0.0")
    assert report.articles == 1


def test_it_begins_with_the_weights_of_a_pipeline_that_was_trained(trained, tmp_path: Path) -> None:
    """Here its labels fit: the recogniser goes on, and what else it has stays as it is."""
    project, folder, _ = trained
    with Store.open(project) as store:
        store.settings.set("pipeline", str(folder))
    trust.trust(str(folder))  # each test has a home of its own
    try:
        report = train(project, tmp_path / "next", pipeline="", max_steps=2)
    finally:
        with Store.open(project) as store:
            store.settings.set("pipeline", None)
    assert (report.start, report.before, report.steps) == ("recogniser", "en_ships", 2)
    assert report.entities["before"]["all"]["f1"] > 0.5


def test_new_labels_begin_with_how_a_pipeline_reads_words(tmp_path: Path) -> None:
    project = fill(tmp_path / "p.db", articles=6)
    report = train(project, tmp_path / "m", pipeline="", max_steps=2)
    assert report.start == "words"
    assert trust.is_trusted(str(tmp_path / "m")), "it was made here"
    names, *_ = plain(tmp_path / "m")
    assert {"tagger", "ner", "textcat_multilabel"} <= set(names)


def test_of_spans_that_overlap_the_outer_are_trained(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.db", replace(SCHEME, nested=True), at=AT) as store:
        for n in range(6):  # texts that are no near copies of each other
            own = " ".join(f"word{n}{i}" for i in range(9))
            review(store, f"The Ada Brook Ship. {own}", {"Ada Brook": 1, "Ada Brook Ship": 2})
    report = train(tmp_path / "p.db", tmp_path / "m", max_steps=1)
    assert report.is_nested


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"dev_share": 0}, "the share of dev must be above 0"),
        ({"dev_share": 1}, "the share of dev must be above 0"),
        ({"epochs": -1}, "the number of epochs can't be below 0"),
        ({"max_steps": -1}, "the number of steps can't be below 0"),
    ],
)
def test_bad_requests_are_told_in_one_line_and_leave_nothing(trained, tmp_path, more, says) -> None:
    assert says in refused(trained[0], tmp_path / "m", **more)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_pipeline_is_told(trained, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such pipeline"):
        train(trained[0], tmp_path / "m", pipeline="xx_none")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused(trained, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert "the folder is not empty" in refused(trained[0], tmp_path)
    assert "there is a file of this name already" in refused(trained[0], tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_that_can_not_be_written_is_the_machines_fault(trained, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(EnvironmentFault, match="cannot be written to"):
        train_pipeline_job.run(request(trained[0], tmp_path / "mine" / "m"), Work())


def test_too_few_reviews_are_told(tmp_path: Path) -> None:
    project = fill(tmp_path / "p.db", articles=4)
    said = refused(project, tmp_path / "m")
    assert "too few finished articles to train a pipeline: 4; finish 5 at least" in said
    empty = projects.create(tmp_path / "e.db", "empty")
    assert "train a pipeline: 0" in refused(empty, tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_cancelled_half_way_nothing_is_left(trained, tmp_path: Path) -> None:
    cancel = threading.Event()

    def told(at: jobs.Progress) -> None:
        if at.what == "training":
            cancel.set()

    with pytest.raises(JobCancelled):
        run_job(request(trained[0], tmp_path / "m", epochs=10_000), told, cancel)
    assert list(tmp_path.iterdir()) == []


def test_killed_half_way_there_is_no_half_folder(trained, tmp_path: Path) -> None:
    ends: list[tuple] = []

    def told(at: jobs.Progress) -> None:
        if at.what == "training" and job._process is not None:
            job._process.kill()

    wanted = request(trained[0], tmp_path / "m", epochs=10_000)
    job = JobProcess(wanted, told, lambda *end: ends.append(end))
    job.start()
    assert job.wait(600)
    assert isinstance(ends[0][1], EnvironmentFault)
    assert not (tmp_path / "m").exists()
