"""Words of the page of agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from annotator.core.agreement.codes import AgreedOn, NoFigure
from annotator.core.agreement.intervals import LEAST
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    dotted,
    listed,
    number,
    translate,
)
from annotator.workspace.open.agreement import MOST

if TYPE_CHECKING:
    from annotator.workspace.open.agreement import FigureRow

AGREEMENT = QT_TRANSLATE_NOOP("Agreement", "Agreement")
COMPUTING = QT_TRANSLATE_NOOP("Agreement", "Computing the figures…")
FIGURES = QT_TRANSLATE_NOOP("Agreement", "Figures, the worst first")
PLACES = QT_TRANSLATE_NOOP("Agreement", "Where people disagree")
NOBODY = QT_TRANSLATE_NOOP("Agreement", "No article was finished by two people yet.")
NOTHING = QT_TRANSLATE_NOOP("Agreement", "nothing")
REPORT = QT_TRANSLATE_NOOP("Agreement", "Report…")
WHERE = QT_TRANSLATE_NOOP("Agreement", "The folder in which the report gets one of its own")
WRITING = QT_TRANSLATE_NOOP("Agreement", "Writing the report…")
REPORT_KEY = QT_TRANSLATE_NOOP("Agreement", "report", "what a key does")
FIGURE_KEY = QT_TRANSLATE_NOOP("Agreement", "figure", "what a key does")
PLACES_KEY = QT_TRANSLATE_NOOP("Agreement", "to the places, and to one", "what a key does")
BACK_KEY = QT_TRANSLATE_NOOP("Agreement", "back", "what a key does")
ANEW_KEY = QT_TRANSLATE_NOOP("Agreement", "compute anew", "what a key does")

_BEYOND_CHANCE = 0.05
_SECTIONS = {
    "topics": QT_TRANSLATE_NOOP("Agreement", "Topics and questions"),
    "spans": QT_TRANSLATE_NOOP("Agreement", "Spans"),
    "labels": QT_TRANSLATE_NOOP("Agreement", "Labels"),
    "cells": QT_TRANSLATE_NOOP("Agreement", "What is confused with what"),
    "people": QT_TRANSLATE_NOOP("Agreement", "Coders, asked again and over time"),
}
ALPHA = QT_TRANSLATE_NOOP("Agreement", "α")
ARTICLES = QT_TRANSLATE_NOOP("Agreement", "articles")
SPANS = QT_TRANSLATE_NOOP("Agreement", "spans")
_COUNTED = {
    "topics": ARTICLES,
    "spans": SPANS,
    "labels": SPANS,
    "cells": QT_TRANSLATE_NOOP("Agreement", "places"),
    "people": ARTICLES,
}
_NAMES = {
    AgreedOn.FINDING: QT_TRANSLATE_NOOP("Agreement", "Finding: the same places (α)"),
    AgreedOn.EDGES: QT_TRANSLATE_NOOP("Agreement", "Edges: the same where both found"),
    AgreedOn.LABELLING: QT_TRANSLATE_NOOP("Agreement", "Label: the same where both found (α)"),
    AgreedOn.F1: QT_TRANSLATE_NOOP("Agreement", "All together: exact F1"),
}
_DETAILS = {
    "f1_exact": QT_TRANSLATE_NOOP("Agreement", "F1 of the same edges and label: {rate}"),
    "f1_overlap": QT_TRANSLATE_NOOP(
        "Agreement", "F1 of the same label and some text in common: {rate}"
    ),
    "f1_unlabelled": QT_TRANSLATE_NOOP("Agreement", "F1 of the same edges: {rate}"),
    "found_share": QT_TRANSLATE_NOOP("Agreement", "of the marked places found by others: {rate}"),
    "label_share": QT_TRANSLATE_NOOP("Agreement", "the same label where both found: {rate}"),
    "edges": QT_TRANSLATE_NOOP("Agreement", "the same edges where both found: {rate}"),
    "off": QT_TRANSLATE_NOOP("Agreement", "edges differ by {rate} characters in the mean"),
    "agreement": QT_TRANSLATE_NOOP("Agreement", "the same answer: {rate}"),
    "ac1": QT_TRANSLATE_NOOP("Agreement", "Gwet’s AC1: {rate}"),
    "ku": QT_TRANSLATE_NOOP("Agreement", "unitizing α of the label: {rate}"),
}
_OF_ROW = {
    AgreedOn.TOPIC: ("agreement", "ac1"),
    AgreedOn.QUESTION: ("agreement", "ac1"),
    AgreedOn.FINDING: ("found_share", "f1_unlabelled"),
    AgreedOn.EDGES: ("off",),
    AgreedOn.LABELLING: ("label_share",),
    AgreedOn.F1: ("f1_overlap", "f1_unlabelled"),
    AgreedOn.LABEL: ("f1_exact", "f1_overlap", "edges", "ku"),
}


def section(name: str) -> str:
    return _SECTIONS[name]()


def counted(name: str) -> str:
    return _COUNTED[name]()


def rate(value: float | None) -> str:
    return "–" if value is None else number(value, 2)


def headline(figures: Mapping[str, Any]) -> str:
    if not figures["articles"]:
        return NOBODY()
    count = figures["articles"]
    words = translate("Agreement", "%Ln articles coded by several people", None, PLURAL, count)
    return dotted(words, listed(figures["coders"]))


def about(figures: Mapping[str, Any]) -> str:
    if not figures["articles"]:
        return ""
    count = figures["draws"]
    told = translate("Agreement", "95 % intervals, %Ln draws of articles", None, PLURAL, count)
    weighted = translate("Agreement", "weighted by the chance of the draw")
    ticks = translate("Agreement", "ticks at .667 and .8")
    return dotted(told, weighted if figures["weighted"] else "", ticks)


def written(files: int, missing: int) -> str:
    """What came of a report."""
    told = translate("Agreement", "%Ln files written", None, PLURAL, files)
    lacks = translate("Agreement", "%Ln questions of reviewers unanswered", None, PLURAL, missing)
    return dotted(told, lacks if missing else "")


def name_of(row: FigureRow) -> str:
    """What a row is about."""
    if row.about == AgreedOn.CONFUSED:
        first, second = row.name or NOTHING(), row.second or NOTHING()
        if not row.is_same_edges:
            return translate("Agreement", "{label}: other edges").format(label=first)
        return translate("Agreement", "{first} or {second}").format(first=first, second=second)
    if row.about == AgreedOn.QUESTION:
        return translate("Agreement", "{name}, as one question").format(name=row.name)
    fixed = _NAMES.get(row.about)
    return (row.name or "") if fixed is None else fixed()


def why_not(row: FigureRow) -> str:
    """Why there is no figure."""
    if row.why.startswith(NoFigure.TOO_FEW):
        words = translate("Agreement", "too few ({support} of {least})")
        return words.format(support=row.support, least=LEAST)
    if row.why == NoFigure.ALL_THE_SAME:
        return translate("Agreement", "all answers are the same")
    return translate("Agreement", "nobody else coded it") if row.why else ""


def interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return translate("Agreement", "{low} to {high}").format(low=rate(low), high=rate(high))


def row_words(row: FigureRow) -> str:
    """A row as it is read aloud."""
    value = rate(row.value) if row.value is not None else why_not(row)
    count = f"{row.count:,}" if row.count else ""
    return dotted(name_of(row), value, interval(row.low, row.high), count)


def details(row: FigureRow) -> Iterator[str]:
    """What is told about a figure beside itself, a line each."""
    if row.value is not None and row.low is not None:
        words = translate("Agreement", "{value}, 95 % interval {interval}")
        yield words.format(value=rate(row.value), interval=interval(row.low, row.high))
    elif row.value is None and row.why:
        yield why_not(row)
    found = row.details or {}
    if "below_667" in found:
        words = translate("Agreement", "below .667 in {first} of the draws, below .8 in {second}")
        first, second = (f"{number(100 * found[x], 1)} %" for x in ("below_667", "below_800"))
        yield words.format(first=first, second=second)
    if "jackknife" in found and row.about in (AgreedOn.TOPIC, AgreedOn.LABEL):
        words = translate("Agreement", "by the jackknife, as there are few articles: {interval}")
        yield words.format(interval=interval(*found["jackknife"]))
    for name in _OF_ROW.get(row.about, ()):
        if found.get(name) is not None:
            value = number(found[name], 1) if name == "off" else rate(found[name])
            yield _DETAILS[name]().format(rate=value)
    for pair in found.get("pairs", ()) if row.about == AgreedOn.TOPIC else ():
        words = translate("Agreement", "κ of {coders}: {rate}")
        yield words.format(coders=listed(pair["coders"]), rate=rate(pair["kappa"]))
    if row.is_grey and row.value is not None:
        count = row.support
        yield translate("Agreement", "from %Ln articles with a yes: few", None, PLURAL, count)
    if row.about == AgreedOn.PERSON:
        yield from _of_person(found)
    if len(row.places) > MOST:
        words = translate("Agreement", "the first {most} of {all} places:")
        yield words.format(most=number(MOST), all=number(len(row.places)))


def _of_person(found: Mapping[str, Any]) -> Iterator[str]:
    again, drift = found["repeated"], found["drift"]
    if again.get("agreement") is not None:
        words = translate("Agreement", "asked again, the same answer: {rate}; exact F1 {f1}")
        yield words.format(rate=rate(again["agreement"]), f1=rate(again["f1_exact"]))
    if drift.get("windows"):
        words = translate("Agreement", "agreement with the others by twenty articles: {rates}")
        yield words.format(rates=" ".join(map(rate, drift["windows"])))
        words = translate("Agreement", "as uneven in {p} of random orders of the articles")
        yield words.format(p=f"{number(100 * drift['chance'], 1)} %")
        for each in drift["topics"][:3]:
            if each["chance"] * len(drift["topics"]) < _BEYOND_CHANCE:  # Bonferroni
                words = translate("Agreement", "{topic}: answered otherwise after {count} articles")
                yield words.format(topic=each["topic"], count=each["after"])


def no_places(row: FigureRow) -> str:
    """What stands where a figure has no places."""
    if row.about == AgreedOn.QUESTION:
        return translate("Agreement", "Where they disagree stands with its topics.")
    is_told = row.about != AgreedOn.PERSON
    return translate("Agreement", "Nowhere do they disagree.") if is_told else ""
