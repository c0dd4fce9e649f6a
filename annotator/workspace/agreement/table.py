"""All figures of agreement as one table: a figure a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_OF_SPANS = ("f1_exact", "f1_overlap", "f1_unlabelled", "found", "edges", "label", "off")


def heads() -> tuple[str, ...]:
    """The names of the columns."""
    return ("about", "name", "coders", "figure", "value", "low", "high", "n", "why")


def rows(figures: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The figures in their order."""
    for kind in ("topics", "groups"):
        for name, x in figures[kind].items():
            yield from _rows_of_answers(kind[:-1], name, x)
    of_spans = figures["spans"]
    for figure in _OF_SPANS:
        interval = of_spans["intervals"].get(figure, (None, None))
        why = of_spans["why"].get(figure)
        yield "spans", "", "", figure, of_spans[figure], *interval, of_spans["n"], why
    for figure, value in of_spans["unitizing"].items():
        interval = of_spans["unitizing_intervals"].get(figure, (None, None))
        yield "spans", "", "", f"{figure}_alpha", value, *interval, of_spans["n"], None
    for name, x in figures["labels"].items():
        yield "label", name, "", "alpha", x["alpha"], x["low"], x["high"], x["n"], x.get("why")
        for figure in ("f1_exact", "f1_overlap", "edges"):
            yield "label", name, "", figure, x[figure], None, None, x["n"], None
        yield "label", name, "", "ku", x["ku"], x["ku_low"], x["ku_high"], x["n"], None
    yield from _rows_of_people(figures)


def _rows_of_answers(kind: str, name: str, x: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    why = x.get("why")
    yield kind, name, "", "alpha", x["alpha"], x["low"], x["high"], x["n"], why
    for figure in ("agreement", "ac1"):
        if figure in x:
            yield kind, name, "", figure, x[figure], None, None, x["n"], why
    for pair in x.get("pairs", ()):
        both = " and ".join(pair["coders"])
        yield kind, name, both, "kappa", pair["kappa"], None, None, pair["n"], None


def _rows_of_people(figures: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for x in figures["pairs"]:
        both = " and ".join(x["coders"])
        for figure in ("f1_exact", "f1_overlap", "f1_unlabelled", "edges"):
            yield "pair", "", both, figure, x[figure], None, None, x["articles"], None
    for x in figures["repeats"]:
        why = x.get("why")
        for figure in ("alpha", "agreement", "f1_exact"):
            yield "repeats", "", x["coder"], figure, x[figure], None, None, x["articles"], why
