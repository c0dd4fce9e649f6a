"""The commands that tell how far people agree, and report it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator import terminal
from annotator.job_bar import run
from annotator.tables import columns, many

_OF_SPANS = {
    "f1_exact": "F1, same edges and label",
    "f1_overlap": "F1, same label and some text in common",
    "f1_unlabelled": "F1, same edges",
    "found": "α of finding a place",
    "edges": "same edges where both found",
    "label": "α of the label where both found",
}
_MOST_CELLS = 12


def add_to(app: typer.Typer) -> None:
    """Give the program these commands."""
    for command in (agreement, report):
        app.command()(command)


def report(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to make.")],
) -> None:
    """Write what a paper tells of its labels: methods, numbers, tables, and what reviewers ask."""
    from annotator.workspace.jobs import messages

    made = run(messages.ReliabilityReport(str(project), str(to)))
    terminal.say(f"{many(made.files, 'file')} in {to}")
    for question in made.missing:
        terminal.say(f"missing: {question}")


def agreement(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table: a figure a line.")] = False,
) -> None:
    """Tell how far people agree, per topic, label and pair, with intervals."""
    from annotator.workspace.jobs import messages

    figures = run(messages.Agreement(str(project))).figures
    if as_json:
        terminal.say(json.dumps(figures, ensure_ascii=False))
    elif as_csv:
        for line in csv_lines(figures):
            terminal.say(line)
    else:
        for line in _lines(figures):
            terminal.say(line)


def csv_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """One figure a line, after a line of heads."""
    from annotator.workspace.agreement.table import heads, rows

    for row in (heads(), *rows(figures)):
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(["" if x is None else x for x in row])
        yield text.getvalue()


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    if not figures["articles"]:
        yield "no article was finished by two people yet"
        return
    coders = ", ".join(figures["coders"])
    yield f"{many(figures['articles'], 'article')} coded by several of {coders}"
    if figures["left_out"]:
        count = many(figures["left_out"], "article")
        yield f"{count} left out: damaged; annotator check tells more"
    if figures["weighted"]:
        yield "each weighted by the chance with which it was drawn"
    if figures["topics"]:
        yield ""
        heads = ("topic", "articles", "α", "95 %", "agreement", "AC1", "")
        cells = [
            (name, str(x["n"]), _rate(x["alpha"]), _interval(x["low"], x["high"]),
             _rate(x["agreement"]), _rate(x["ac1"]), x.get("why", ""))
            for name, x in _worst_first(figures["topics"])
        ]  # fmt: skip
        yield from columns("lrrlrrl", [heads, *cells])
    for name, x in figures["groups"].items():
        said = f"{_rate(x['alpha'])} {_interval(x['low'], x['high'])} {x.get('why', '')}".strip()
        yield f"{name}, as one question ({x['measure']}): α {said}"
    yield ""
    yield from _of_spans(figures["spans"])
    if figures["labels"]:
        yield ""
        heads_of_labels = ("label", "spans", "α", "95 %", "F1 exact", "overlap", "same edges", "")
        rows = [
            (name, str(x["n"]), _rate(x["alpha"]), _interval(x["low"], x["high"]),
             _rate(x["f1_exact"]), _rate(x["f1_overlap"]), _rate(x["edges"]), x.get("why", ""))
            for name, x in _worst_first(figures["labels"])
        ]  # fmt: skip
        yield from columns("lrrlrrrl", [heads_of_labels, *rows])
    yield from _confusion(figures)
    yield from _people(figures)


def _of_spans(found: Mapping[str, Any]) -> Iterator[str]:
    cells = []
    for name, words in _OF_SPANS.items():
        low, high = found["intervals"].get(name, (None, None))
        why = found["why"].get(name, "")
        cells.append((words, _rate(found[name]), _interval(low, high), why))
    off = "" if found["off"] is None else f"edges differ by {found['off']:.1f} characters"
    yield from columns("lrll", [("spans", "", "95 %", off), *cells])


def _confusion(figures: Mapping[str, Any]) -> Iterator[str]:
    unlike = [
        x for x in figures["confusion"] if x["first"] != x["second"] or not x["same_edges"]
    ]  # the most frequent come first
    if unlike:
        yield ""
        yield "what they disagree about, in places:"
        for x in unlike[:_MOST_CELLS]:
            first, second = (x[side] or "nothing" for side in ("first", "second"))
            what = f"{first}, other edges" if first == second else f"{first} or {second}"
            yield f"{x['count']:>6,}  {what}"


def _people(figures: Mapping[str, Any]) -> Iterator[str]:
    if figures["repeats"]:
        yield ""
        yield "asked again:"
        for x in figures["repeats"]:
            said = x.get("why") or f"the same in {_rate(x['agreement'])}, α {_rate(x['alpha'])}"
            yield f"  {x['coder']}: {many(x['articles'], 'article')}, {said}"
    told = [x for x in figures["drift"] if x["windows"]]
    if told:
        yield ""
        yield "agreement with the others over time, by twenty articles each:"
        for x in told:
            rates = " ".join(_rate(each) for each in x["windows"])
            yield f"  {x['coder']}: {rates}; by chance as uneven in {x['chance']:.3f} of orders"


def _worst_first(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(found.items(), key=lambda x: (x[1]["alpha"] is None, x[1]["alpha"] or 0, x[0]))


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
