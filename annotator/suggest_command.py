"""The command that lets a pipeline suggest in all articles, here or on a cluster."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator import terminal
from annotator.errors import UserError
from annotator.faults import Unsuggested
from annotator.job_bar import run
from annotator.notices import notice_from
from annotator.tables import many

_YES = frozenset({"y", "yes"})


def suggest(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    pipeline: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="Which pipeline; else the project's.")
    ] = "",
    trust_pipeline: Annotated[
        bool,
        typer.Option("--trust-pipeline", help="Load the project's pipeline though not installed."),
    ] = False,
    processes: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="So many processes; else as cores and memory have room for."
        ),
    ] = 0,
    dask: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Let the workers of this Dask cluster do it: the texts leave this machine.",
        ),
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="The texts may leave this machine: do not ask.")
    ] = False,
) -> None:
    """Let a pipeline suggest entities and topics in all articles that lack them."""
    from annotator.workspace.jobs import messages

    if dask:
        _require_leave(dask, processes, is_given=yes)
    report = run(messages.Suggest(str(project), pipeline, trust_pipeline, processes, dask))
    by = "worker" if dask else "process"
    terminal.say(
        f"{report.suggestions} suggestions and {report.maybes} maybes in"
        f" {report.articles} articles, by {report.pipeline} {report.version}"
        + (f" with corrector {report.corrector}" if report.corrector else "")
        + f", {_counted(report.processes, by)}"
    )
    if report.left_out:
        left = many(report.left_out, "article")
        terminal.say(f"{left} left as they are: somebody is at work there")
    for note in report.notes:
        terminal.say(str(notice_from(note)), is_error=True)
    if report.skipped:
        skipped = many(report.skipped, "article")
        terminal.say(f"{skipped} skipped; the same command tries them again", is_error=True)


def _counted(count: int, word: str) -> str:
    plural = {"process": "processes", "worker": "workers"}[word]
    return f"{count:,} {word if count == 1 else plural}"


def _require_leave(address: str, processes: int, *, is_given: bool) -> None:
    """Ask whether the texts may leave this machine; UserError where the answer is no."""
    if processes:
        raise UserError(Unsuggested.PROCESSES_OF_CLUSTER)
    leaving = "the texts of this project, and what it has learned, leave this machine for "
    leaving += address
    if is_given:
        terminal.say(leaving, is_error=True)
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError(Unsuggested.TEXTS_WOULD_LEAVE, address=address)
    terminal.say(f"{leaving}. May they? [y/N]", is_error=True)
    if sys.stdin.readline().strip().lower() not in _YES:
        raise UserError(Unsuggested.TEXTS_STAY)


def add_to(app: typer.Typer) -> None:
    """Let a command line have this command."""
    app.command()(suggest)
