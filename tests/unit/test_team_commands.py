"""`annotator team`: a round is planned, handed out, and told of.

What is tested: `team_commands.py`, `workspace/agreement/lacking.py`.
"""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from annotator import team_commands
from annotator.cli import app
from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.storage import Store
from annotator.workspace.agreement.kept import keep
from annotator.workspace.agreement.report import VERSION
from annotator.workspace.children import hand_out_job
from annotator.workspace.jobs.process import Work
from tests.unit.workspace.team_making import lead_project


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "lead.annotator.db"
    lead_project(path).close()
    return path


def said(*words):
    result = CliRunner().invoke(app, ["team", *map(str, words)])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def test_a_round_is_planned_handed_out_and_told_of(project, tmp_path, monkeypatch):
    monkeypatch.setattr(team_commands, "run", lambda asked: hand_out_job.run(asked, Work()))
    lines = said("plan", project, "--coders", "A, B", "--overlap", 6, "--seed", 3).splitlines()
    assert lines[0] == "A, B: 4 for training, 2 pilot, 6 overlap, 6 repeated, 12 own"
    assert lines[1] == "24 articles a coder, about 1 hour"
    war = next(line for line in lines if line.startswith("War (topic)"))
    assert war.split()[2:] == ["50%", "±", "0.48", "103", "139"]
    assert "Art (topic), not ticked" in "\n".join(lines)

    out = tmp_path / "out"
    made = json.loads(said("handout", project, "--to", out, "--json"))
    assert made["articles"] == {"A": 24, "B": 24}
    told = json.loads(said("status", project, "--json"))
    assert told["lacking"] == {}
    assert [(x["coder"], x["articles"], x["handed_in"]) for x in told["handouts"]] == [
        ("A", 20, ""),
        ("B", 20, ""),
    ]
    assert "not handed in" in said("status", project)
    with Store.open(project) as store:
        figures = {
            "version": VERSION,
            "articles": 100,
            "topics": {"War": {"low": 0.68, "high": 0.92}, "Art": {"low": None, "high": None}},
            "labels": {"ORG": {"low": 0.75, "high": 0.9}},
        }
        keep(store, figures, "now")
    assert said("status", project).splitlines()[-2:] == [
        "War: 44 more for ± .1",
        "ORG: within ± .1",
    ]


def test_a_plan_says_as_json_what_it_lets_expect(project):
    asked = "plan", project, "--coders", "A", "--for", "war, PERSON", "--own", "3", "--json"
    found = json.loads(said(*asked))
    assert (found["lead"], found["available"], found["seconds"]) == ("R", 20, 120.0)
    assert found["sizes"] | {} == {"training": 4, "pilot": 0, "overlap": 0, "repeats": 0, "own": 3}
    assert {x["name"] for x in found["expected"] if x["ticked"]} == {"War", "PERSON"}
    assert said("status", project) == "nothing was handed out\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--coders", ""), Unplanned.NO_CODERS),
        (("--coders", "A,B,a"), Unplanned.CODER_TWICE),
        (("--coders", "A", "--for", "peace"), Unplanned.NO_SUCH_PART),
    ],
)
def test_what_can_not_be_planned_is_told_in_a_line(project, words, code):
    with pytest.raises(UserError) as caught:
        said("plan", project, *words)
    assert caught.value.notice.code is code
