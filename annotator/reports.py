"""What the commands say about an import and an export: lines of plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from annotator import previews, tables, terminal
from annotator.faults import Loss
from annotator.notices import notice_from
from annotator.tables import many

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.workspace.exchange.names_list import NamesReport
    from annotator.workspace.jobs.messages import (
        ExportReport,
        ImportReport,
        LossesReport,
        NearCopiesReport,
        PreviewReport,
    )

_MOST_SHOWN = 20


def tell_import(report: ImportReport) -> None:
    """Say what came in, what was left out and why."""
    counted = ((report.spans, "span"), (report.suggestions, "suggestion"))
    with_labels = [many(count, what) for count, what in counted if count]
    terminal.say(", ".join([f"{many(report.articles, 'article')} imported", *with_labels]))
    if not (report.articles or report.there or report.restored or report.refused):
        _warn("there is no article in what was given")
    for count, words in (
        (report.restored, "{} came back from the bin"),
        (report.there, "{} there already, and what is marked in them stays as it is"),
        (report.completed, "{} of these had no mark and got those of the file"),
        (report.updated, "{} of these have the title, date and metadata of the file"),
        (report.reviewed, "{} of these got another annotator's review"),
        (report.joined, "{} more are other files' labels of the same articles, added to these"),
        (report.duplicates, "{} are duplicates, marked and left out of the queue"),
    ):
        if count:
            terminal.say(words.format(count))
    old = {name: n for name, n in report.encodings.items() if not name.startswith("utf")}
    for encoding, files in old.items():
        terminal.say(f"{files} files read as {encoding}")
    for kind, added in (("labels", report.labels_added), ("topics", report.topics_added)):
        if added:
            terminal.say(f"{kind} added to the scheme: {', '.join(added)}")
    for line in tables.language_lines(report.languages, report.pipeline_language):
        _warn(line)
    if report.clashes:
        _warn(
            f"{many(report.clashes, 'article')} with an id that another has"
            f" ({_some(report.clashing)}): each goes out under one of its own"
        )
    if report.became_nested:
        terminal.say("there are spans that overlap: the scheme allows that now")
    if report.ignored:
        _warn(f"{len(report.ignored)} other files ignored: {_some(report.ignored)}")
    _tell_trimmed(report.trimmed)
    _tell_places(report.doubtful, len(report.doubtful), "doubtful")
    _tell_places(report.left_out, report.spans_left_out, "span left out")
    _tell_places(report.refusals, report.refused, "refused")


def tell_preview(report: PreviewReport, *, as_json: bool = False) -> None:
    """Say what an import would bring."""
    if as_json:
        terminal.say(json.dumps(asdict(report), ensure_ascii=False))
        return
    for line in previews.lines(report):
        terminal.say(line)
    _tell_places(report.refusals, len(report.refusals), "refused")
    for file in report.files:
        _tell_places(file.refusals, file.refused, "refused")
        _tell_places(file.left_out_first, file.left_out, "left out")
    if report.ignored:
        _warn(f"{len(report.ignored)} other files ignored: {_some(report.ignored)}")


def tell_formats(*, as_json: bool = False) -> None:
    """Say which formats there are."""
    if as_json:
        terminal.say(json.dumps(previews.formats(), ensure_ascii=False))
        return
    for line in previews.format_lines():
        terminal.say(line)


def _tell_places(told: Sequence[Mapping[str, Any]], count: int, words: str) -> None:
    from annotator.formats.articles import Refusal

    for each in told[:_MOST_SHOWN]:
        _warn(f"{words}: {Refusal.from_dict(each)}")
    if count > _MOST_SHOWN:
        _warn(f"{count} {words} in all")


def tell_near_copies(project: Path, report: NearCopiesReport, *, as_json: bool) -> None:
    """Say which articles are near copies of which, each family from its first article on."""
    from annotator.storage import Store

    with Store.open(project) as store:
        pairs = store.near_copies.pairs()
        titles = {x: store.articles.heading(x) for y in pairs for x in (y.article, y.other)}
    if as_json:
        rows = [{"article": x.article, "other": x.other, "share": x.share} for x in pairs]
        terminal.say(json.dumps({**asdict(report), "pairs": rows}))
        return
    for each in pairs:
        terminal.say(
            f"#{each.article} {titles[each.article]}: {each.share:.0%} of the words of"
            f" #{each.other} {titles[each.other]}"
        )
    terminal.say(
        f"{many(report.articles, 'article')} in {report.families}"
        f" {'family' if report.families == 1 else 'families'} of near copies"
    )


def tell_names(report: NamesReport) -> None:
    """Say what lists of names a project got."""
    for source, count in report.lists.items():
        terminal.say(f"{many(count, 'name')} in the list {source}")
    if report.labels_added:
        terminal.say(f"labels added: {', '.join(report.labels_added)}")
    for refusal in report.refusals[:_MOST_SHOWN]:
        _warn(f"refused: {refusal}")
    if len(report.refusals) > _MOST_SHOWN:
        _warn(f"{len(report.refusals)} refused in all")


def tell_whose(report: tables.Whose) -> None:
    """Say whose work stands for articles that several reviewed."""
    for line in tables.whose_lines(report):
        terminal.say(line)


def tell_losses(report: LossesReport, *, is_asked: bool = True) -> None:
    """Say what each format would not hold of a project; beside the results if nobody `is_asked`."""
    if not is_asked:
        for name, lost in report.formats.items():
            _tell_lost(name, lost, is_error=True)
        return
    terminal.say(f"{many(report.articles, 'article')} to export")
    for name, lost in report.formats.items():
        if not lost:
            terminal.say(f"{name} has a place for all that is in them")
        _tell_lost(name, lost)


def tell_export(report: ExportReport) -> None:
    """Say what went out, and what of it is not as it is in the project."""
    counts = report.counts
    parts = [many(counts["articles"], "article"), many(counts["spans"], "span")]
    if "train" in counts:
        parts += [f"{counts['train']} to train", f"{counts['dev']} to test"]
    terminal.say(f"{', '.join(parts)} exported to {report.to} and read back")
    leaks = report.more.get("split", {}).get("leaks", 0)
    if leaks:
        terminal.say(
            f"near copies stay together: of a split that parts them, {many(leaks, 'article')}"
            " to test on would have had a copy among those to train on"
        )
    if not counts.get("dev", 1):
        why = report.more.get("split", {}).get("undivided")
        _warn(f"no dev.spacy: {notice_from(why)}" if why else "no dev.spacy, as its share is 0")
    _tell_trimmed(counts["trimmed"])
    tell_whose(report)
    if counts["unseen_left_out"]:
        terminal.say(f"{counts['unseen_left_out']} spans accepted unseen left out")
    for remark in report.remarks[:_MOST_SHOWN]:
        place = f"{remark.article}, {remark.start} to {remark.end}"
        _warn(f"{place} ({remark.label} {remark.surface!r}): {remark.what}")
    if report.remarked > _MOST_SHOWN:
        _warn(f"{report.remarked} such spans in all; the manifest has them")
    _tell_lost(report.format, report.cannot_hold)
    of_topics = {name: each for name, each in report.more.items() if name.startswith("topic_")}
    for line in tables.topic_lines(report.topic_groups, **of_topics):
        _warn(line)
    for damage in report.damaged[:_MOST_SHOWN]:
        _warn(str(notice_from(damage)))
    if report.damaged:
        _warn("what is damaged was left out; annotator check tells all of it")


def _tell_lost(name: str, counted: Mapping[str, int], *, is_error: bool = False) -> None:
    lost = [str(Loss[kind.upper()](n=n)) for kind, n in counted.items()]
    if lost:
        terminal.say(f"{name} has no place for {'; '.join(lost)}", is_error=is_error)


def _tell_trimmed(count: int) -> None:
    if count:
        terminal.say(f"white space taken off the edges of {many(count, 'span')}")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _warn(line: str) -> None:
    terminal.say(line, is_error=True)
