"""The report of reliability.

What is tested: `workspace/reporting/numbers.py`, `workspace/reporting/facts.py`,
`workspace/reporting/sentences.py`, `workspace/reporting/reviewers.py`,
`workspace/reporting/drawing.py`, `workspace/reporting/files.py`, `workspace/agreement/table.py`,
`workspace/children/reliability_job.py`.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from annotator import agreement_commands
from annotator.cli import app
from annotator.core.codes import Part
from annotator.core.team import Draw, Round
from annotator.errors import AnnotatorError, UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.workspace.children import reliability_job
from annotator.workspace.jobs.messages import ReliabilityReport, WrittenReliability
from annotator.workspace.reporting import facts, files
from annotator.workspace.reporting.numbers import Numbers, unkeyed_digits
from annotator.workspace.reporting.sentences import sections
from tests.unit.workspace.coded_twice import AT, Silent, coded, make


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A project with a plan, repeats and gold, and its report."""
    folder = tmp_path_factory.mktemp("reporting")
    path = make(folder / "p.annotator")
    with Store.open(path) as store:
        ada, bo = 1, 2
        again = store.team.make_repeat(ada)
        for article in range(1, 13):
            coded(store, article, again, [], {1: article % 3 == 0})
        coded(store, 1, store.team.make_gold(), [(0, 3, 1)], {1: True})
        parts = {Part.TRAINING: [41], Part.OVERLAP: range(3, 41), Part.PILOT: [1, 2]}
        draws = [
            Draw(1, article, who, part, 0.5 if article % 2 else 0.25)
            for part, articles in parts.items()
            for article in articles
            for who in (ada, bo)
        ]
        store.team.add_round(Round(0, "", "first", AT, 4711), draws)
    to = folder / "report"
    reliability_job.run(ReliabilityReport(str(path), str(to)), Silent())
    return path, to


def told(to: Path) -> dict[str, Any]:
    return dict(json.loads((to / "numbers.json").read_text("utf-8")))


def test_no_digit_of_the_text_is_not_a_key(made: tuple[Path, Path]) -> None:
    path, to = made
    with Store.open(path) as store:
        found = facts.gather(store, told(to)["figures"])
    numbers = Numbers()
    said = sections(found, numbers)
    for text in (files.markdown(said), files.tex(said)):
        assert unkeyed_digits(text) == []
        assert set(re.findall(r"\{([a-z_.0-9]+)\}", text)) <= set(numbers.told())
    assert numbers.filled(files.markdown(said)) == (to / "methods.md").read_text("utf-8")
    assert unkeyed_digits("4 of {articles}, seed {seed.1}") == ["4"]


def test_the_methods_say_how_it_was_done(made: tuple[Path, Path]) -> None:
    text = (made[1] / "methods.md").read_text("utf-8")
    for words in (
        "38 articles were coded by 2 coders, Ada and Bo.",
        "trained on 1 articles",
        "A pilot of 2 articles came before",
        "drawn at random (seed 4711)",
        "No suggestions were shown in the overlap.",
        "Ada got 12 articles again without being told",
        "Gold stands for 1 articles.",
        "Articles are weighted by the inverse of the chance",
        "“Trade”: no figure is given (5 articles of 38 with a yes).",
    ):
        assert words in text
    assert "{" not in text
    assert r"$\alpha$ = " in (made[1] / "methods.tex").read_text("utf-8")


def test_the_tables_are_what_r_reads(made: tuple[Path, Path]) -> None:
    _, to = made
    with (to / "irr" / "War.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["article", "Ada", "Bo"]
    assert rows[1:3] == [["3", "1", "1"], ["4", "0", "0"]]
    assert len(rows) == 39
    with (to / "agreement.csv").open(newline="") as stream:
        assert len({len(row) for row in csv.reader(stream)}) == 1
    for drawn in (to / "figures").iterdir():
        assert ElementTree.parse(drawn).getroot().tag.endswith("svg")


def test_what_is_missing_is_named(made: tuple[Path, Path]) -> None:
    page = (made[1] / "reviewers.md").read_text("utf-8")
    assert "- [x] How were coders trained?" in page
    assert "- [x] Does a coder agree with what the same coder said before?" in page
    assert "- [ ] Did coders change over time? **Missing:**" in page
    assert "- [ ] How long did an article take? **Missing:** no times were handed in." in page


def test_a_report_takes_the_place_of_a_report_and_of_nothing_else(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    _, to = made
    whole = {
        x.relative_to(to).as_posix(): x.read_text("utf-8") for x in to.rglob("*") if x.is_file()
    }
    here = tmp_path / "out" / "report"
    files.write(here, whole)
    files.write(here, whole | {"methods.md": "another\n"})
    assert (here / "methods.md").read_text("utf-8") == "another\n"
    assert [x.name for x in here.parent.iterdir()] == ["report"]
    (here / "mine.txt").write_text("keep me")
    with pytest.raises(UserError) as refused:
        files.write(here, whole)
    assert refused.value.code == Fault.FOLDER_NOT_EMPTY
    assert (here / "mine.txt").read_text() == "keep me"


def test_where_writing_fails_the_report_before_stays(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "report"
    files.write(here, {"numbers.json": '{"files": ["a"]}', "a": "before"})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(AnnotatorError):
        files.write(here, {"numbers.json": "{}", "a": "after"})
    assert (here / "a").read_text() == "before"
    assert [x.name for x in tmp_path.iterdir()] == ["report"]


def test_the_command_tells_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[ReliabilityReport] = []

    def run(request: ReliabilityReport) -> WrittenReliability:
        asked.append(request)
        return WrittenReliability(9, ("Was there a pilot?",))

    monkeypatch.setattr(agreement_commands, "run", run)
    said = CliRunner().invoke(app, ["report", "p", "--to", "out"])
    assert said.stdout == "9 files in out\nmissing: Was there a pilot?\n"
    assert asked == [ReliabilityReport("p", "out")]


def test_reviews_that_were_to_be_read_whole_had_suggestions() -> None:
    seen = SimpleNamespace(shown={"shown": 2, "read whole": 3, "blind": 4, "none yet": 5})
    assert facts.with_suggestions(seen) == 5  # type: ignore[arg-type]
