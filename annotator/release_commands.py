"""The commands of releases: made, checked, made again from the texts, and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator import exits, format_options, terminal
from annotator.job_bar import run
from annotator.notices import notice_from
from annotator.tables import many

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import RebuildReport, ReleaseReport
    from annotator.workspace.release.comparing import ArticleChange, Differences, SpanChange

_MOST_SHOWN = 20
_To = Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to make.")]


def add_to(app: typer.Typer) -> None:
    """Give the program these commands."""
    for command in (release, verify, rebuild, diff):
        app.command()(command)


@format_options.choosing
def release(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    to: _To,
    formats: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="What is in data/, with commas between: jsonl, parquet, csv, spacy; else all.",
        ),
    ] = "",
    *,
    chosen: dict[str, Any],
    by: Annotated[
        str,
        typer.Option(
            "--split-by",
            metavar="share|labels|date|source",
            help="Hold articles out by chance, with each label's share, the newest, or by source.",
        ),
    ] = "share",
    dev: Annotated[float, typer.Option(help="The share of articles in dev.")] = 0.1,
    test: Annotated[float, typer.Option(help="The share of articles in test.")] = 0.1,
    seed: Annotated[int, typer.Option(help="Another seed, another split.")] = 0,
    title: Annotated[str, typer.Option(help="What the dataset is called.")] = "Annotated articles",
    description: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "",
    license_: Annotated[str, typer.Option("--license", help="Its licence: cc-by-4.0.")] = "",
    creator: Annotated[str, typer.Option(help="Who made it.")] = "",
    text_free: Annotated[
        bool, typer.Option("--text-free", help="Leave out all that has texts: data/, and examples.")
    ] = False,
) -> None:
    """Make a release: data, codebook, card and manifest in one folder, the same bytes each time."""
    from annotator.workspace.jobs import messages

    choices = messages.ReleaseChoices(
        formats=tuple(x.strip() for x in formats.split(",") if x.strip()),
        by=by,
        seed=seed,
        dev=dev,
        test=test,
        title=title,
        description=description,
        license=license_,
        creator=creator,
        text_free=text_free,
        **chosen,
    )
    report = run(messages.Release(str(project), str(to), choices))
    _tell_release(report)
    if report.damaged:
        raise typer.Exit(exits.MACHINE)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a release.")],
) -> None:
    """Recompute the hashes and counts of a release; exit status 1 if anything differs."""
    from annotator.workspace.release.verifying import unlike

    count = 0
    for each in unlike(folder):
        terminal.say(str(each))
        count += 1
    if count:
        raise typer.Exit(exits.MACHINE)
    terminal.say("every file and every count is as the manifest says")


def rebuild(
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST", help="MANIFEST.json, beside text-free/.")
    ],
    texts: Annotated[
        list[Path],
        typer.Option("--texts", metavar="FOLDER", help="Where the texts are; may be repeated."),
    ],
    to: _To,
) -> None:
    """Make the bytes of a release again from its lines without texts, and the texts."""
    from annotator.workspace.jobs import messages

    paths = tuple(map(str, texts))
    report = run(messages.Rebuild(str(manifest), paths, str(to)))
    _tell_rebuild(report)
    if report.missing or report.differs:
        raise typer.Exit(exits.MACHINE)


def diff(
    one: Annotated[
        Path, typer.Argument(metavar="ONE", help="The folder of a release, or a project.")
    ],
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
) -> None:
    """Tell what changed from one release to another, or to a project."""
    from annotator.workspace.release.comparing import differences

    found = differences(one, other)
    if as_json:
        terminal.say(json.dumps(asdict(found), ensure_ascii=False))
        return
    _tell_differences(found)


def _tell_release(report: ReleaseReport) -> None:
    counts = report.counts
    parts = ", ".join(f"{n} in {part}" for part, n in report.parts.items())
    terminal.say(
        f"{many(counts['articles'], 'article')} with {many(counts['spans'], 'span')} released to"
        f" {report.to}: {parts}"
    )
    if report.families:
        terminal.say(
            f"near copies stay together: {many(report.copies, 'article')} in {report.families}"
            f" families; parted, {report.leaks} held out would have a copy in train"
        )
    from annotator.formats import registry
    from annotator.tables import whose_lines

    for line in whose_lines(report):
        terminal.say(line)
    for name in report.left_out:
        packages = " ".join(registry.named(name).missing)
        _warn(f"without {name}: pip install {packages}")
    for damage in report.damaged[:_MOST_SHOWN]:
        _warn(str(notice_from(damage)))
    if report.damaged:
        _warn("what is damaged was left out; annotator check tells all of it")


def _tell_rebuild(report: RebuildReport) -> None:
    _tell_refused(report.refused)
    for each in report.missing[:_MOST_SHOWN]:
        _warn(f"missing: {notice_from(each)}")
    if len(report.missing) > _MOST_SHOWN:
        _warn(f"{len(report.missing)} missing in all")
    if report.missing:
        _warn("nothing was written")
        return
    terminal.say(f"{many(report.articles, 'article')} made again in {report.to}")
    for name in report.differs:
        _warn(f"{name} is not the same")
    if not report.differs:
        terminal.say("every byte is the same")
        return
    for name, (then, now) in report.versions.items():
        _warn(f"made with {name} {then or 'none'}, and now with {now or 'none'}")


def _tell_refused(refused: tuple[Mapping[str, Any], ...]) -> None:
    from annotator.formats.articles import Refusal

    for each in refused[:_MOST_SHOWN]:
        _warn(f"refused: {Refusal.from_dict(each)}")


def _tell_differences(found: Differences) -> None:
    terminal.say(
        f"{many(len(found.added), 'article')} added, {len(found.removed)} removed,"
        f" {len(found.changed)} changed, {found.same} the same"
    )
    for label in sorted(found.labels):
        counted = ", ".join(f"{n} {kind}" for kind, n in sorted(found.labels[label].items()))
        terminal.say(f"{label}: {counted}")
    for kind, names in (("added", found.added), ("removed", found.removed)):
        for name in names[:_MOST_SHOWN]:
            terminal.say(f"{name}: {kind}")
    for article in found.changed[:_MOST_SHOWN]:
        _tell_article(article)
    if any(len(x) > _MOST_SHOWN for x in (found.added, found.removed, found.changed)):
        terminal.say("and more: --json has all of it")


def _tell_article(article: ArticleChange) -> None:
    if article.is_text_other:
        terminal.say(f"{article.article}: another text")
    for span in article.spans:
        terminal.say(f"{article.article}: {_span_words(span)}")
    for each in article.topics:
        before, after = (_ANSWERS[x] for x in (each.before, each.after))
        terminal.say(f"{article.article}: {each.topic}: {after}, was {before}")


_ANSWERS = {True: "yes", False: "no", None: "undecided"}


def _span_words(span: SpanChange) -> str:
    from annotator.workspace.release.comparing import ChangeKind

    words = f"{span.label} {span.start} to {span.end} {span.kind}"
    if span.was is None or span.kind == ChangeKind.REMOVED:
        return words
    start, end, label = span.was
    was = label if span.kind == ChangeKind.RELABELLED else f"{start} to {end}"
    return f"{words}, was {was}"


def _warn(line: str) -> None:
    terminal.say(line, is_error=True)
