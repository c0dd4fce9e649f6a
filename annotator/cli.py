"""The commands. Each is a thin call into the workspace; `annotator PROJECT` opens the window."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator import (
    agreement_commands,
    backup_commands,
    check_commands,
    codebooks,
    doctor,
    exits,
    format_options,
    import_options,
    merge_commands,
    paths,
    release_commands,
    suggest_command,
    tables,
    team_commands,
    terminal,
)
from annotator.core.codes import IfThere, LabelsBecome
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.job_bar import run
from annotator.notices import notice_from
from annotator.reports import (
    tell_export,
    tell_formats,
    tell_import,
    tell_losses,
    tell_near_copies,
    tell_preview,
    tell_whose,
)
from annotator.tables import many

# Later versions of Typer carry a click of their own: its base of usage errors, whichever it is.
_BadUse: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="annotator",
    help="Tag entities and topics in articles by hand. Without a command: open the window.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Pipeline = Annotated[
    str, typer.Option(metavar="NAME|FOLDER", help="Which pipeline; else the project's.")
]
Trust = Annotated[
    bool,
    typer.Option("--trust-pipeline", help="Load the project's pipeline though not installed."),
]
Project = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")]


@app.command(name="open")
def open_window(
    project: Annotated[
        Path | None,
        typer.Argument(metavar="[PROJECT]", help="The project file; else the last one."),
    ] = None,
    pipeline: Annotated[
        str,
        typer.Option(metavar="NAME|FOLDER", help="The spaCy pipeline that suggests from now on."),
    ] = "",
    annotator: Annotated[
        str, typer.Option(metavar="NAME", help="Whose work to go on with; else as last time.")
    ] = "",
) -> None:
    """Open the window; `annotator PROJECT` does the same."""
    from annotator.app import main as open_app

    if pipeline:
        _choose_pipeline(project, pipeline)
    if annotator and project is None:
        raise UserError(Fault.ANNOTATOR_WITHOUT_PROJECT)
    raise typer.Exit(open_app(project, annotator))


@app.command()
def new(
    project: Project,
    scheme: Annotated[
        str,
        typer.Option(help="The labels: a preset (news, ontonotes, conll, empty) or a TOML file."),
    ] = "news",
    blind_share: Annotated[
        int,
        typer.Option(
            metavar="N", help="One article in N is reviewed without suggestions; 0: none."
        ),
    ] = 20,
    pipeline: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="The spaCy pipeline that suggests.")
    ] = "",
) -> None:
    """Make an empty project."""
    from annotator.workspace.learning import pipelines
    from annotator.workspace.open import projects

    if pipeline:
        pipelines.checked(pipeline)
    made = projects.create(project, scheme, blind_share=blind_share, pipeline=pipeline)
    if pipeline:
        _choose_pipeline(made, pipeline)
    _say(f"made {made}")


@app.command(name="import")
@format_options.reading
def import_(
    project: Project,
    paths: import_options.Paths,
    as_: import_options.As = LabelsBecome.GIVEN,
    annotator: import_options.For = "",
    existing: import_options.Existing = IfThere.SKIP,
    labels: import_options.Map = None,
    topics: import_options.MapTopic = None,
    people: import_options.MapAnnotator = None,
    columns: import_options.Column = None,
    encoding: import_options.Encoding = "",
    language: import_options.Language = "",
    files_: import_options.OfFile = None,
    strict: import_options.Strict = False,
    format_: format_options.ReadFormat = "",
    dry_run: import_options.DryRun = False,
    as_json: import_options.AsJson = False,
    **options: Any,
) -> None:
    """Import articles, with spans and topics where the files have them."""
    from annotator.workspace.jobs import messages

    with import_options.files_of(paths) as files:
        if as_ == import_options.NAMES:
            import_options.import_names(project, files, labels, encoding, strict)
            return
        choices = import_options.choices(
            project,
            files,
            as_=as_,
            existing=existing,
            maps={"labels": labels, "topics": topics, "people": people},
            columns=columns,
            encoding=encoding,
            files=files_,
            annotator=annotator,
            is_strict=strict,
            language=language,
            format=format_,
            options=options,
        )
        if dry_run:
            preview = run(choices.asked(messages.Preview))
            tell_preview(preview, as_json=as_json)
            return
        report = run(choices.asked(messages.Import))
    tell_import(report)
    if report.refused and not report.articles + report.there + report.restored:
        raise typer.Exit(exits.USER)  # nothing of it was taken


@app.command()
def formats(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON list.")] = False,
) -> None:
    """Tell which formats can be read and written, and what each has no place for."""
    tell_formats(as_json=as_json)


@app.command(name="near-copies")
def near_copies(
    project: Project,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Find articles that repeat most of another one's words; splits never part them."""
    from annotator.workspace.jobs import messages

    report = run(messages.NearCopies(str(project)))
    tell_near_copies(project, report, as_json=as_json)


@app.command()
def remove(
    project: Project,
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="Their ids, or numbers as #12.")
    ],
) -> None:
    """Move articles to the bin: they are nowhere else until they come back."""
    _say(f"{_moved(project, articles, is_back=False)} moved to the bin")


@app.command()
def restore(
    project: Project,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE...]", help="Their ids or numbers; none: list the bin."),
    ] = None,
) -> None:
    """Bring articles back from the bin, or list what is in it."""
    from annotator.storage import Store

    if articles:
        _say(f"{_moved(project, articles, is_back=True)} back from the bin")
        return
    with Store.open(project) as store:
        found = store.bin.rows(store.bin.ids())
    for row in found:
        _say(f"#{row.id} {row.title} ({many(row.spans, 'span')})")
    if not found:
        _say("the bin is empty")


suggest_command.add_to(app)


@app.command()
@format_options.choosing
@format_options.writing
def export(
    project: Project,
    to: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The file or folder to write.")
    ] = None,
    format_: format_options.WrittenFormat = format_options.FIRST_WRITTEN,
    *,
    chosen: dict[str, Any],
    count: format_options.Count = False,
    dry_run: format_options.DryRun = False,
    **options: Any,
) -> None:
    """Export labels. What is written is read back and compared."""
    from annotator.formats import registry
    from annotator.workspace.jobs import messages

    if count:
        tell_losses(run(messages.CountLosses(str(project), **chosen)))
        return
    if dry_run or registry.to_write(format_).cannot_hold:
        lost = run(messages.CountLosses(str(project), format=format_, **chosen))
        tell_losses(lost, is_asked=dry_run)
    if dry_run:
        return
    if to is None:
        raise UserError(Fault.NO_PLACE_TO_EXPORT)
    report = run(messages.Export(str(project), str(to), format_, options=options, **chosen))
    tell_export(report)
    if report.damaged:
        raise typer.Exit(exits.MACHINE)


@app.command()
def copy(
    project: Project,
    to: Annotated[Path, typer.Argument(metavar="TO", help="The file to make.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what is there already.")
    ] = False,
) -> None:
    """Copy a project, also while it is open; the copy is whole and read back."""
    from annotator.workspace.jobs import messages

    report = run(messages.Copy(str(project), str(to), replace))
    for line in report.told:
        _warn(str(notice_from(line)))
    _say(f"copied to {report.to} and read back, {report.bytes:,} bytes")


app.command()(codebooks.codebook)
backup_commands.add_to(app)
check_commands.add_to(app)
merge_commands.add_to(app)
app.command()(doctor.doctor)


@app.command()
def train(
    project: Project,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder to make.")],
    pipeline: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="What to begin with; else the project's.")
    ] = "",
    trust_pipeline: Trust = False,
    dev_share: Annotated[float, typer.Option(help="The share of articles held out.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Another seed, another split.")] = 0,
    epochs: Annotated[
        int, typer.Option(help="Rounds over all articles; else 10, or 30 from scratch.")
    ] = 0,
    max_steps: Annotated[int, typer.Option(help="Stop after so many steps, if sooner.")] = 0,
    annotator: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Only this one's reviews; else gold, or those finished last."
        ),
    ] = "",
    gold: format_options.Gold = False,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Do not begin with the pipeline's weights.")
    ] = False,
    seen_only: Annotated[
        bool, typer.Option("--seen-only", help="Leave out spans that were accepted unseen.")
    ] = False,
) -> None:
    """Train a spaCy pipeline on the reviews, and compare it with the present one."""
    from annotator.workspace.jobs import messages

    report = run(
        messages.TrainPipeline(
            str(project),
            pipeline,
            trust_pipeline,
            to=str(to),
            dev_share=dev_share,
            seed=seed,
            epochs=epochs,
            max_steps=max_steps,
            annotator=annotator,
            gold=gold,
            from_scratch=from_scratch,
            seen_only=seen_only,
        )
    )
    for line in tables.training_lines(report):
        _say(line)
    tell_whose(report)
    for line in tables.training_warnings(report):
        _warn(line)


@app.command()
def evaluate(
    project: Project,
    pipeline: Pipeline = "",
    trust_pipeline: Trust = False,
    annotator: format_options.Whose = "",
    gold: format_options.Gold = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Compare suggestions with reviews, and find reviews that the corrector contradicts."""
    from annotator.workspace.jobs import messages

    report = run(
        messages.Evaluate(str(project), pipeline, trust_pipeline, annotator=annotator, gold=gold)
    )
    if as_json:
        _say(json.dumps(asdict(report), ensure_ascii=False))
        return
    for line in tables.evaluation_lines(report):
        _say(line)


@app.command()
def info(
    project: Project,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Tell what is in a project."""
    from annotator.storage import Store
    from annotator.workspace.learning.doubt_levels import told_in

    with Store.open(project) as store:
        for each in store.told:
            _warn(str(each))
        found = store.counts.info()
        work, left = store.counts.work_by_label(), told_in(store)
    if as_json:
        _say(json.dumps({**found, "work": work, "left": left}, ensure_ascii=False))
        return
    for line in (*tables.info_lines(found), *tables.left_lines(left), *tables.work_lines(work)):
        _say(line)


@app.command()
def tour(
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the pictures go.")
    ] = None,
) -> None:
    """Show the real window at work, off-screen: a picture of every step."""
    import os

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from annotator.app import check_qt

    check_qt()
    from annotator.ui.shell import tour as scripted

    raise typer.Exit(scripted.run(to or paths.exports_dir() / "tour"))


agreement_commands.add_to(app)
release_commands.add_to(app)
team_commands.add_to(app)


def main() -> None:
    """The program `annotator`: one line on stderr and an exit status for whatever goes wrong."""
    exits.run(_command)


def _command() -> int:
    try:
        status = app(_arguments(sys.argv[1:]), standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _BadUse as error:
        return exits.fail(_of_usage(error), exits.USER)
    return status if isinstance(status, int) else exits.OK


def _arguments(given: list[str]) -> list[str]:
    """The arguments with "open" in front where they name no command."""
    commands: Any = typer.main.get_command(app)
    is_command = bool(given) and (given[0] in commands.commands or given[0] == "--help")
    if is_command:
        return given
    if given and not given[0].startswith("-") and not Path(given[0]).exists():
        raise UserError(Fault.NO_COMMAND, name=given[0])
    return ["open", *given]


def _moved(project: Path, names: list[str], *, is_back: bool) -> str:
    from annotator.workspace.open import removal

    return many(removal.move_named(project, names, is_back=is_back), "article")


def _choose_pipeline(project: Path | None, name: str) -> None:
    from annotator.storage import Store
    from annotator.workspace.learning.pipelines import choose_pipeline

    if project is None:
        raise UserError(Fault.PIPELINE_WITHOUT_PROJECT)
    with Store.open(project) as store:
        choose_pipeline(store, name)


def _say(line: str) -> None:
    terminal.say(line)


def _warn(line: str) -> None:
    terminal.say(line, is_error=True)


def _of_usage(error: Any) -> str:
    line = " ".join(str(error.format_message()).split()).rstrip(".")
    return f"{line}; see annotator --help"


if __name__ == "__main__":
    main()
