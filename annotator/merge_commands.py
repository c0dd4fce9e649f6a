"""The commands by which work comes back: hand in, and merge."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import terminal
from annotator.core.team import MergedAs
from annotator.errors import UserError
from annotator.faults import Unmerged
from annotator.formats.articles import Refusal
from annotator.job_bar import run
from annotator.tables import many

if TYPE_CHECKING:
    from annotator.workspace.jobs.merge_messages import MergedFile
    from annotator.workspace.jobs.messages import MergeReport

_MOST_TOLD = 20
_BECAME = {
    MergedAs.NEW: "",
    MergedAs.LATER: "; it takes the place of an earlier file",
    MergedAs.SAME: "; this file was merged before: nothing changes",
    MergedAs.OLDER: "; a later file was merged before: nothing changes",
}


def hand_in(
    project: Annotated[
        Path, typer.Argument(metavar="PROJECT", help="The hand-out, or a copy of the project.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file to write; else a new one beside the project."),
    ] = None,
    annotator: Annotated[
        str, typer.Option(metavar="NAME", help="Whose work; else the coder's of the hand-out.")
    ] = "",
    times: Annotated[
        bool, typer.Option("--times", help="Give the times of single articles along.")
    ] = False,
) -> None:
    """Write what was done to a file without texts, for who merges it."""
    from annotator.workspace.jobs import messages

    report = run(messages.HandIn(str(project), str(to) if to else "", annotator, times))
    finished = f"{many(report.finished, 'finished article')} by {report.coder}"
    terminal.say(f"handed in: {finished}, no text, {report.bytes:,} bytes: {report.to}")
    if report.cleaned:
        quoted = f"what they quote of texts was left out of {many(report.cleaned, 'remark')}"
        terminal.say(quoted, is_error=True)


def merge(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Work files, other projects, .jsonl files with reviews."
        ),
    ],
    preview: Annotated[
        bool, typer.Option("--preview", help="Tell what would change, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Merge without asking.")] = False,
    annotator: Annotated[
        str, typer.Option(metavar="NAME", help="Whose undo takes it back; else as last time.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Merge what others did, as one act that one undo takes back; the same again changes nothing.

    On a terminal it is shown and asked first.
    """
    from annotator.workspace.jobs import messages

    paths = tuple(str(each) for each in files)
    asks = sys.stdin.isatty() and not yes
    if preview or asks:
        found = run(messages.Merge(str(project), paths, annotator, is_preview=True))
        _tell(found, as_json=as_json)
        if preview or not found.is_any:
            return
        if not typer.confirm("Merge?"):
            raise UserError(Unmerged.NOT_SURE)
    report = run(messages.Merge(str(project), paths, annotator))
    if asks:
        terminal.say("merged")
    else:
        _tell(report, as_json=as_json)


def _tell(report: MergeReport, *, as_json: bool) -> None:
    if as_json:
        terminal.say(json.dumps(asdict(report), ensure_ascii=False))
        return
    for each in report.files:
        for line in _lines(each, is_preview=report.is_preview):
            terminal.say(line)
        for told in each.told[:_MOST_TOLD]:
            terminal.say(f"left aside: {Refusal.from_dict(told)}", is_error=True)
        if each.left_aside > _MOST_TOLD:
            more = each.left_aside - _MOST_TOLD
            terminal.say(f"left aside: {more:,} more", is_error=True)
    if report.is_nesting:
        terminal.say("spans may lie over each other from now on")
    terminal.say(f"{many(report.by_several, 'article')} finished by several people")


def _lines(file: MergedFile, *, is_preview: bool) -> Iterator[str]:
    reviews = many(file.reviews, "review")
    yield f"{file.name}: {reviews} by {file.coder}{_BECAME[file.became]}"
    would = "would be " if is_preview else ""
    counted = (
        (file.added, "added"),
        (file.replaced, "replaced"),
        (file.withdrawn, "withdrawn"),
        (file.same, "the same already"),
        (file.unknown, "of texts that are not here"),
        (file.differing, "of texts that differ from those here"),
        (file.removed, "of articles in the bin"),
        (file.kept, "left aside for those of here"),
        (file.unfit, "left aside that answer twice"),
    )
    done = ("added", "replaced", "withdrawn")
    parts = [f"{n:,} {would if what in done else ''}{what}" for n, what in counted if n]
    if parts:
        yield f"  {', '.join(parts)}"
    if file.proposed:
        yield f"  new, proposed (retired until you restore them): {', '.join(file.proposed)}"
    for here, there in file.renamed:
        yield f"  {file.coder} calls {here} “{there}”"
    for there, here in file.merged:
        yield f"  {there} was merged into {here} here"
    for there, here in file.merged_there:
        yield f"  {file.coder} merged {there} into {here}"
    if file.by_name:
        yield f"  joined by name: {', '.join(file.by_name)}"


def add_to(app: typer.Typer) -> None:
    """Let a command line have these commands."""
    app.command(name="hand-in")(hand_in)
    app.command()(merge)
