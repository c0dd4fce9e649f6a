"""The figures of agreement as a page shows them: rows, the worst first, and what is behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.core.agreement.codes import AgreedOn
from annotator.values import dataclass
from annotator.workspace.agreement import kept
from annotator.workspace.jobs.messages import Agreement, ReliabilityReport
from annotator.workspace.open.project import Project

MOST = 120
"""So many places of a figure are listed: more are read by nobody, and take longer than a frame."""
_AROUND = 60  # characters on each side of a place

Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: its value with its interval, or `why` there is none, over so many (`count`)
    articles, spans or places; `details` are other figures of the same, by name.

    `second` is the other label of a confusion; None on either side: one marked nothing there.
    """

    about: AgreedOn
    name: str | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0
    support: int = 0
    is_grey: bool = False
    why: str = ""
    second: str | None = None
    is_same_edges: bool = True
    details: Mapping[str, Any] | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """A place where people disagree, in its words; of a whole article the words are empty."""

    place: Place
    heading: str
    before: str = ""
    words: str = ""
    after: str = ""


class AgreementFigures:
    """What an open project knows about agreement."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def kept(self) -> tuple[dict[str, Any] | None, bool]:
        """The figures that were computed last, if any, and whether they are of now."""
        return kept.kept(self._project.store)

    def request(self) -> Agreement:
        """What is asked of a job that computes them."""
        return Agreement(str(self._project.path))

    def report_request(self, folder: Path) -> ReliabilityReport:
        """What is asked of a job that writes the report into a folder of its own in this one."""
        path = self._project.path
        name = path.name.removesuffix(".annotator.db").removesuffix(path.suffix)
        return ReliabilityReport(str(path), str(folder / f"{name}-reliability"))

    def instances(self, row: FigureRow) -> list[Instance]:
        """The first `MOST` places behind a row, as their texts have them; those of removed articles
        not.
        """
        store, places = self._project.store, row.places[:MOST]
        ids = dict.fromkeys(article for article, _, _ in places)
        found = {x.id: x for x in store.occurrences.texts(ids, self._project.annotator)}
        told = []
        for article, start, end in places:
            text = found.get(article)
            if text is not None:
                words = text.text
                before = words[max(0, start - _AROUND) : start] if end else ""
                after = words[end : end + _AROUND] if end else ""
                told.append(
                    Instance((article, start, end), text.heading, before, words[start:end], after)
                )
        return told


def rows_of(figures: Mapping[str, Any]) -> dict[str, list[FigureRow]]:
    """The rows by section, in the order of the page: the worst figures first in each."""
    return {
        "topics": _worst_first(_of_topics(figures)),
        "spans": list(_of_spans(figures)) if figures["articles"] else [],
        "labels": _worst_first(_of_labels(figures)),
        "cells": list(_confused(figures["confusion"])),
        "people": list(_people(figures)),
    }


def _worst_first(rows: Iterator[FigureRow]) -> list[FigureRow]:
    return sorted(rows, key=lambda x: (x.value is None, x.value or 0, x.name or ""))


def _of_topics(figures: Mapping[str, Any]) -> Iterator[FigureRow]:
    for name, x in figures["topics"].items():
        places = tuple((article, 0, 0) for article in x["differ"])
        yield _row(AgreedOn.TOPIC, name, x, x["alpha"], places)
    for name, x in figures["groups"].items():
        yield _row(AgreedOn.QUESTION, name, x, x["alpha"], ())


def _of_labels(figures: Mapping[str, Any]) -> Iterator[FigureRow]:
    for name, x in figures["labels"].items():
        places = _places(figures, lambda cell: name in (cell["first"], cell["second"]))  # noqa: B023
        yield _row(AgreedOn.LABEL, name, x, x["alpha"], places)


def _places(
    figures: Mapping[str, Any], which: Callable[[Mapping[str, Any]], bool]
) -> tuple[Place, ...]:
    """The places of some cells, in the order of the articles."""
    places = {
        (article, start, end)
        for cell in figures["confusion"]
        if which(cell)
        for article, start, end, *_ in cell["places"]
    }
    return tuple(sorted(places))


def _is_one_sided(cell: Mapping[str, Any]) -> bool:
    return cell["first"] is None or cell["second"] is None


def _is_of_edges(cell: Mapping[str, Any]) -> bool:
    return not _is_one_sided(cell) and not cell["same_edges"]


def _is_of_labels(cell: Mapping[str, Any]) -> bool:
    return not _is_one_sided(cell) and cell["first"] != cell["second"]


def _row(
    about: AgreedOn, name: str, x: Mapping[str, Any], value: float | None, places: Sequence[Place]
) -> FigureRow:
    return FigureRow(
        about,
        name,
        value,
        x["low"],
        x["high"],
        x["n"],
        x.get("support", 0),
        x.get("grey", False),
        x.get("why", ""),
        details=x,
        places=tuple(places),
    )


def _of_spans(figures: Mapping[str, Any]) -> Iterator[FigureRow]:
    found = figures["spans"]
    kinds = {
        "found": (AgreedOn.FINDING, _is_one_sided),
        "edges": (AgreedOn.EDGES, _is_of_edges),
        "label": (AgreedOn.LABELLING, _is_of_labels),
        "f1_exact": (AgreedOn.F1, lambda _cell: True),
    }
    for name, (about, which) in kinds.items():
        low, high = found["intervals"].get(name, (None, None))
        yield FigureRow(
            about,
            None,
            found[name],
            low,
            high,
            found["n"],
            found["support"],
            found["grey"],
            found["why"].get(name, ""),
            details=found,
            places=_places(figures, which),
        )


def _confused(cells: Sequence[Mapping[str, Any]]) -> Iterator[FigureRow]:
    """What is confused with what, whoever said which: the most frequent first."""
    found: dict[tuple[str, str, bool], FigureRow] = {}
    for cell in cells:
        first, second = sorted((cell["first"] or "", cell["second"] or ""), reverse=True)
        is_same = cell["same_edges"] or first != second
        if first == second and cell["same_edges"]:
            continue
        places = tuple((article, start, end) for article, start, end, *_ in cell["places"])
        before = found.get((first, second, is_same))
        found[first, second, is_same] = FigureRow(
            AgreedOn.CONFUSED,
            first or None,
            count=cell["count"] + (before.count if before else 0),
            second=second or None,
            is_same_edges=is_same,
            places=tuple(sorted((*(before.places if before else ()), *places))),
        )
    yield from sorted(found.values(), key=lambda x: (-x.count, x.name or "", x.second or ""))


def _people(figures: Mapping[str, Any]) -> Iterator[FigureRow]:
    """Each coder: what was said when an article came again, and whether work changes over time."""
    again = {x["coder"]: x for x in figures["repeats"]}
    drifts = {x["coder"]: x for x in figures["drift"]}
    for coder in sorted({*again, *drifts}):
        repeated, drift = again.get(coder, {}), drifts.get(coder, {})
        yield FigureRow(
            AgreedOn.PERSON,
            coder,
            repeated.get("alpha"),
            count=repeated.get("articles", 0),
            support=repeated.get("articles", 0),
            why=repeated.get("why", ""),
            details={"repeated": repeated, "drift": drift},
        )
