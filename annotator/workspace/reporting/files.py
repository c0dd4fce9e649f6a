"""The files of a report: made as a whole, written as a whole, or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.workspace.agreement.table import heads, rows
from annotator.workspace.reporting import reviewers
from annotator.workspace.reporting.drawing import Bar, bars
from annotator.workspace.reporting.facts import Answers, Facts
from annotator.workspace.reporting.numbers import Numbers
from annotator.workspace.reporting.sentences import Section, sections

NUMBERS = "numbers.json"
_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "α": r"$\alpha$", "κ": r"$\kappa$",
}  # fmt: skip
_ABOUT = """Numbers of the methods are in numbers.json, by key; all figures are in agreement.csv.

The tables in irr/ have a row an article and a column a coder (1 yes, 0 no, NA not answered), for R:

    answers <- as.matrix(read.csv("irr/FILE.csv", row.names = 1, check.names = FALSE))
    irr::kripp.alpha(t(answers), "nominal")
    irr::kappa2(answers)
"""


def made(facts: Facts) -> dict[str, str]:
    """The text of each file, by its name in the folder."""
    numbers = Numbers()
    said = sections(facts, numbers)
    found = {
        "methods.md": numbers.filled(markdown(said), _in_markdown),
        "methods.tex": numbers.filled(tex(said), _in_tex),
        "agreement.csv": _csv([heads(), *rows(facts.figures)]),
        "reviewers.md": reviewers.page(facts),
        "README.txt": _ABOUT,
    }
    found |= {f"irr/{name}.csv": _csv(_irr(x)) for name, x in _named(facts.answers)}
    for name, drawn in _drawn(facts.figures):
        found[f"figures/{name}.svg"] = drawn
    told = {"numbers": numbers.told(), "figures": facts.figures, "files": sorted(found)}
    found[NUMBERS] = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return found


def markdown(said: Sequence[Section]) -> str:
    """The methods as Markdown, with keys for numbers."""
    parts = [f"## {heading}\n\n{' '.join(each)}\n" for heading, each in said]
    return "# Reliability\n\n" + "\n".join(parts)


def tex(said: Sequence[Section]) -> str:
    """The methods as LaTeX, with keys for numbers."""
    parts = [f"\\subsection*{{{_escaped(h)}}}\n{_escaped(' '.join(each))}\n" for h, each in said]
    return "\n".join(parts)


def _escaped(text: str) -> str:
    """Special signs of LaTeX, but not the braces of keys."""
    kept = {sign: written for sign, written in _TEX.items() if sign not in "{}_"}
    return "".join(kept.get(sign, sign) for sign in text)


def _in_tex(shown: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in shown)


def _in_markdown(shown: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", shown)


def _csv(table: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(["" if x is None else x for x in row] for row in table)
    return text.getvalue()


def _irr(answers: Answers) -> list[list[Any]]:
    said = {True: 1, False: 0, None: "NA"}
    return [
        ["article", *answers.coders],
        *([article, *(said[x] for x in each)] for article, each in answers.rows),
    ]


def _named(answers: Sequence[Answers]) -> Iterator[tuple[str, Answers]]:
    """Those that anybody answered, with names of files, each another."""
    taken: set[str] = set()
    for each in answers:
        if not any(x is not None for _, row in each.rows for x in row):
            continue
        name = re.sub(r"[^\w-]+", "_", each.name).strip("_")[:60] or "topic"
        number = 2
        unique = name
        while unique.casefold() in taken:
            unique, number = f"{name}_{number}", number + 1
        taken.add(unique.casefold())
        yield unique, each


def _drawn(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, title in (("topics", "α of topics"), ("labels", "α of labels")):
        told: list[Bar] = [
            (name, x["alpha"], x["low"], x["high"])
            for name, x in figures[kind].items()
            if x["alpha"] is not None
        ]
        if told:
            yield kind, bars(title, sorted(told, key=lambda x: (x[1], x[0])))
    found = figures["spans"]
    names = {"found": "finding (α)", "edges": "edges", "label": "label (α)", "f1_exact": "exact F1"}
    told = [
        (words, found[name], *found["intervals"].get(name, (None, None)))
        for name, words in names.items()
        if found[name] is not None
    ]
    if told:
        yield "spans", bars("Spans", told)


# -- onto the disk -----------------------------------------------------------------------------


def check_target(to: Path) -> None:
    """UserError where something is that no report put there."""
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise UserError(Fault.FILE_NAME_TAKEN, where=str(to))
    if to.is_dir() and not _is_report(to):
        raise UserError(Fault.FOLDER_NOT_EMPTY, where=str(to))


def _is_report(to: Path) -> bool:
    """Whether a folder has nothing but what an earlier report put there."""
    there = {x.relative_to(to).as_posix() for x in to.rglob("*") if not x.is_dir()}
    if not there:
        return True
    try:
        told = json.loads((to / NUMBERS).read_text("utf-8"))
        return there <= {NUMBERS, *told["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write(to: Path, found: Mapping[str, str]) -> None:
    """Write the files beside the folder, and put them in its place when they are whole."""
    check_target(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".annotator-", dir=to.parent))
        try:
            for name, text in found.items():
                path = beside / "report" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", newline="\n")
            if to.is_dir():
                to.rename(beside / "before")
            (beside / "report").rename(to)
        except BaseException:
            with suppress(OSError):
                if (beside / "before").is_dir() and not to.exists():
                    (beside / "before").rename(to)
            raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise EnvironmentFault(
            Fault.OF_THE_MACHINE, where=str(to), reason=reason_of(error)
        ) from error
