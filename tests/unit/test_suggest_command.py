"""The command that suggests in all articles (`suggest_command.py`): nothing leaves unasked."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotator import suggest_command
from annotator.cli import app
from annotator.errors import UserError
from annotator.faults import Line
from annotator.places import Where
from annotator.workspace.jobs.messages import Suggest, SuggestReport

ADDRESS = "tcp://far:8786"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Suggest]:
    """What would have been asked of the job."""
    found: list[Suggest] = []
    skipped = Line.AT(
        where=Where.ARTICLE(number=7), what=Line.SKIPPED(why=Line.PROCESS_DIED())
    ).as_dict()

    def run(request: Suggest) -> SuggestReport:
        found.append(request)
        return SuggestReport(3, 20, 4, 0, "en", "1", "", (skipped,), skipped=1, processes=2)

    monkeypatch.setattr(suggest_command, "run", run)
    return found


def command(*given: object) -> Result:
    return CliRunner().invoke(app, ["suggest", "p.db", *map(str, given)])


def test_what_came_of_it_is_told(asked: list[Suggest]) -> None:
    told = command("--processes", 2)
    assert told.exit_code == 0
    assert told.stdout == "20 suggestions and 4 maybes in 3 articles, by en 1, 2 processes\n"
    assert told.stderr.splitlines() == [
        "article 7: skipped: the process that reads it ends at it, twice",
        "1 article skipped; the same command tries them again",
    ]
    assert asked == [Suggest("p.db", processes=2)]


def test_no_text_leaves_this_machine_unasked(asked: list[Suggest]) -> None:
    refused = command("--dask", ADDRESS)
    assert isinstance(refused.exception, UserError)
    assert ADDRESS in str(refused.exception) and "--yes" in str(refused.exception)
    assert asked == []
    told = command("--dask", ADDRESS, "--yes")
    assert f"leave this machine for {ADDRESS}" in told.stderr.splitlines()[0]
    assert "2 workers" in told.stdout
    assert asked == [Suggest("p.db", cluster=ADDRESS)]


class Terminal(io.StringIO):
    """Where somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "may"), [("y", True), ("Yes", True), ("", False), ("n", False)])
def test_who_sits_there_is_asked(
    asked: list[Suggest], monkeypatch: pytest.MonkeyPatch, typed: str, may: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed + "\n"))
    said = Terminal()
    monkeypatch.setattr(sys, "stderr", said)
    given: dict[str, Any] = {"project": Path("p.db"), "dask": ADDRESS}
    if may:
        suggest_command.suggest(**given)
    else:
        with pytest.raises(UserError, match="nothing has left this machine"):
            suggest_command.suggest(**given)
    assert said.getvalue().startswith(
        f"the texts of this project, and what it has learned, leave this machine for {ADDRESS}. May"
    )
    assert len(asked) == may


def test_a_cluster_has_its_own_processes(asked: list[Suggest]) -> None:
    refused = command("--dask", ADDRESS, "--yes", "--processes", 2)
    assert isinstance(refused.exception, UserError)
    assert "leave one of --processes and --dask out" in str(refused.exception)
