"""The commands of rounds with several coders: planned, handed out, and how far they are."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator import terminal
from annotator.core.sampling import DrawnBy
from annotator.core.team import InOverlap
from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.job_bar import run
from annotator.tables import columns, many

if TYPE_CHECKING:
    from annotator.core.planning import Expected, Sizes
    from annotator.workspace.team.plans import Figures, Ground, Plan

_Project = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")]
_Json = Annotated[bool, typer.Option("--json", help="As one JSON object.")]
_team = typer.Typer(help="Several coders: plan a round, hand it out, see how far it is.")


def add_to(app: typer.Typer) -> None:
    """Give the program these commands."""
    app.add_typer(_team, name="team")


@_team.command()
def plan(
    project: _Project,
    coders: Annotated[
        str, typer.Option(metavar="NAMES", help="Who codes, with commas between: A,B.")
    ] = "",
    lead: Annotated[
        str, typer.Option(metavar="NAME", help="Who plans and merges; else who finished most.")
    ] = "",
    about: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="NAMES",
            help="The topics and labels that matter, with commas; else all that are not too rare.",
        ),
    ] = "",
    training: Annotated[
        int | None, typer.Option(min=0, help="Articles with gold, shown after each answer.")
    ] = None,
    pilot: Annotated[int | None, typer.Option(min=0, help="Articles that all code first.")] = None,
    overlap: Annotated[int | None, typer.Option(min=0, help="Articles that all code.")] = None,
    repeats: Annotated[
        int | None, typer.Option(min=0, help="Articles that each coder gets again, unannounced.")
    ] = None,
    own: Annotated[
        int | None, typer.Option(min=0, help="Articles that one of them codes; else the rest.")
    ] = None,
    suggestions: Annotated[
        InOverlap | None,
        typer.Option(help="In what several code: none, or those of the pipeline as it is now."),
    ] = None,
    overlap_by: Annotated[
        DrawnBy | None,
        typer.Option(
            help="How the overlap is drawn: by chance alone, each source or month with its share,"
            " or as many articles from each."
        ),
    ] = None,
    start_where_the_lead_is: Annotated[
        bool,
        typer.Option(
            "--start-where-the-lead-is",
            help="Own articles begin with what the lead's corrector has learned.",
        ),
    ] = False,
    seed: Annotated[int | None, typer.Option(help="Another seed, another draw.")] = None,
    as_json: _Json = False,
) -> None:
    """Propose a round and keep it until it is handed out: sizes, precision and hours."""
    from annotator.storage import Store
    from annotator.workspace.open.annotators import who_leads
    from annotator.workspace.team import plans

    asked = {
        "training": training,
        "pilot": pilot,
        "overlap": overlap,
        "repeats": repeats,
        "own": own,
    }
    with Store.open(project) as store:
        plans.require_no_handout(store)
        who = lead or who_leads(store)
        found = plans.ground(store, who)
        names = [x for x in coders.split(",") if x.strip()]
        seed = plans.usual_seed(store) if seed is None else seed
        made = plans.proposed(found, names, who, seed)
        if about:
            made = plans.with_ticked(found, made, _uids(found, about))
        made = replace(
            made,
            sizes=plans.resized(found, made.sizes, asked),
            suggestions=suggestions or made.suggestions,
            has_weights=start_where_the_lead_is,
            drawn_by=overlap_by or made.drawn_by,
        )
        plans.keep(store, made)
        figures = plans.figures(found, made)
    if as_json:
        terminal.say(json.dumps(_as_json(found, made, figures), ensure_ascii=False))
        return
    for line in _plan_lines(found, made, figures):
        terminal.say(line)


@_team.command()
def handout(
    project: _Project,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder for the files.")],
    pipeline: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="What is frozen; else the project's.")
    ] = "",
    trust_pipeline: Annotated[
        bool,
        typer.Option("--trust-pipeline", help="Load the project's pipeline though not installed."),
    ] = False,
    as_json: _Json = False,
) -> None:
    """Make a project file for each coder of the round that was planned."""
    from annotator.workspace.jobs.team_messages import HandOut

    report = run(HandOut(str(project), str(to), pipeline, trust_pipeline))
    if as_json:
        terminal.say(json.dumps(asdict(report), ensure_ascii=False))
        return
    for name, file in report.files.items():
        terminal.say(f"{name}: {many(report.articles[name], 'article')}, {file}")


@_team.command()
def status(project: _Project, as_json: _Json = False) -> None:
    """Tell what was handed out, and what came back."""
    from annotator.storage import Store
    from annotator.workspace.agreement.lacking import lacking
    from annotator.workspace.team.progress import progress

    with Store.open(project) as store:
        rows, more = progress(store), lacking(store)
    if as_json:
        found = {"handouts": [asdict(each) for each in rows], "lacking": dict(more)}
        terminal.say(json.dumps(found, ensure_ascii=False))
        return
    if not rows:
        terminal.say("nothing was handed out")
    told: list[tuple[str, ...]] = [
        (x.round, x.coder, f"{x.done} of {x.articles}", x.handed_in[:10] or "not handed in", x.file)
        for x in rows
    ]
    for line in columns("llrll", told):
        terminal.say(line)
    for name, count in more:
        terminal.say(f"{name}: {count:,} more for ± .1" if count else f"{name}: within ± .1")


def _uids(found: Ground, names: str) -> tuple[str, ...]:
    """The lasting ids of topics and labels by their names."""
    by_name = {each.name.casefold(): each.uid for each in found.judged}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name.casefold() not in by_name:
            known = ", ".join(each.name for each in found.judged)
            raise UserError(Unplanned.NO_SUCH_PART, name=name, known=known)
    return tuple(by_name[name.casefold()] for name in wanted)


def _plan_lines(found: Ground, made: Plan, figures: Figures) -> list[str]:
    sizes, coders = made.sizes, len(made.coders)
    lines = [
        f"{', '.join(made.coders)}: {_sizes(sizes)}",
        f"{many(sizes.of_coder(coders), 'article')} a coder,"
        f" about {many(max(1, round(figures.hours)), 'hour')}"
        + (" if an article takes three minutes" if figures.is_guessed else ""),
        f"in what several code, suggestions are {made.suggestions}; seed {made.seed}",
        *_drawn_lines(found, made),
        "",
    ]
    table: list[tuple[str, ...]] = [("", "share", "α within", "needed", "for ± .10")]
    table += [_row(each) for each in figures.expected]
    lines += columns("lrrrr", table)
    if found.gold < 1:
        lines += ["", "no article is finished that could be training"]
    return [*lines, "", "annotator team handout PROJECT --to DIR makes the files"]


def _drawn_lines(found: Ground, made: Plan) -> list[str]:
    """How the overlap is drawn, and from what, where that is not plain."""
    lines = []
    if made.drawn_by.group is not None:
        groups = many(len(found.groups.get(made.drawn_by.group, {})), made.drawn_by.group.value)
        how = "as many from each" if made.drawn_by.is_even else "each with its share"
        lines.append(f"the overlap is drawn from {groups}, {how}")
    if found.spare:
        own = many(found.spare, "own article")
        lines.append(f"{own} that nobody began may come into it")
    return lines


def _sizes(sizes: Sizes) -> str:
    return (
        f"{sizes.training:,} for training, {sizes.pilot:,} pilot, {sizes.overlap:,} overlap,"
        f" {sizes.repeats:,} repeated, {sizes.own:,} own"
    )


def _row(each: Expected) -> tuple[str, ...]:
    of = each.of
    name = f"{of.name} ({of.kind})" + ("" if of.is_ticked else ", not ticked")
    share = "unknown" if of.share is None else f"{of.share:.0%}"
    if each.needed is None:
        return name, share, "–", "–", "–"
    half = "–" if each.half_width is None else f"± {each.half_width:.2f}"
    return name, share, half, f"{each.needed:,}", f"{each.for_wanted:,}"


def _as_json(found: Ground, made: Plan, figures: Figures) -> dict[str, Any]:
    from annotator.workspace.team.plans import as_values

    return {
        **as_values(made),
        "available": found.available,
        "spare": found.spare,
        "hours": round(figures.hours, 2),
        "seconds": found.seconds,
        "expected": [
            {
                "kind": each.of.kind,
                "name": each.of.name,
                "ticked": each.of.is_ticked,
                "share": each.of.share,
                "half_width": each.half_width,
                "needed": each.needed,
                "for_wanted": each.for_wanted,
            }
            for each in figures.expected
        ],
    }
