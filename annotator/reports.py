"""What the commands say about an import and an export: lines of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import tables, terminal
from annotator.formats.articles import Refusal
from annotator.tables import many

if TYPE_CHECKING:
    from annotator.workspace.jobs.process import Report

_MOST_SHOWN = 20


def tell_import(report: Report) -> None:
    """Say what came in, what was left out and why."""
    names = ("spans", "suggestions")
    with_labels = [many(report[name], name[:-1]) for name in names if report[name]]
    terminal.say(", ".join([f"{many(report['articles'], 'article')} imported", *with_labels]))
    if not any(report[name] for name in ("articles", "there", "restored", "refused")):
        _warn("there is no article in what was given")
    for name, words in (
        ("restored", "{} came back from the bin"),
        ("there", "{} there already, and what is marked in them stays as it is"),
        ("completed", "{} of these had no mark and got those of the file"),
        ("duplicates", "{} are duplicates, marked and left out of the queue"),
    ):
        if report[name]:
            terminal.say(words.format(report[name]))
    old = {name: n for name, n in report["encodings"].items() if not name.startswith("utf")}
    for encoding, count in old.items():
        terminal.say(f"{count} files read as {encoding}")
    for kind in ("labels", "topics"):
        if report[f"{kind}_added"]:
            terminal.say(f"{kind} added to the scheme: {', '.join(report[f'{kind}_added'])}")
    if report["became_nested"]:
        terminal.say("there are spans that overlap: the scheme allows that now")
    if report["ignored"]:
        _warn(f"{len(report['ignored'])} other files ignored: {_some(report['ignored'])}")
    _tell_trimmed(report)
    for told, count, words in (
        ("left_out", "spans_left_out", "span left out"),
        ("refusals", "refused", "refused"),
    ):
        for each in report[told][:_MOST_SHOWN]:
            _warn(f"{words}: {Refusal.from_dict(each)}")
        if report[count] > _MOST_SHOWN:
            _warn(f"{report[count]} {words} in all")


def tell_whose(report: Report) -> None:
    """Say whose work stands for articles that several reviewed."""
    for line in tables.whose_lines(report):
        terminal.say(line)


def tell_export(report: Report) -> None:
    """Say what went out, and what of it is not as it is in the project."""
    parts = [many(report["articles"], "article"), many(report["spans"], "span")]
    if "train" in report:
        parts += [f"{report['train']} to train", f"{report['dev']} to test"]
    terminal.say(f"{', '.join(parts)} exported to {report['to']} and read back")
    if not report.get("dev", 1):
        _warn("there is nothing to test on: dev.spacy is empty")
    _tell_trimmed(report)
    tell_whose(report)
    if report["unseen_left_out"]:
        terminal.say(f"{report['unseen_left_out']} spans accepted unseen left out")
    for remark in report["remarks"][:_MOST_SHOWN]:
        place = f"{remark['article']}, {remark['start']} to {remark['end']}"
        _warn(f"{place} ({remark['label']} {remark['surface']!r}): {remark['what']}")
    if report["remarked"] > _MOST_SHOWN:
        _warn(f"{report['remarked']} such spans in all; the manifest has them")
    for line in tables.topic_lines(report):
        _warn(line)
    for line in report["damaged"][:_MOST_SHOWN]:
        _warn(line)
    if report["damaged"]:
        _warn("what is damaged was left out; annotator check tells all of it")


def _tell_trimmed(report: Report) -> None:
    if report["trimmed"]:
        terminal.say(f"white space taken off the edges of {many(report['trimmed'], 'span')}")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _warn(line: str) -> None:
    terminal.say(line, is_error=True)
