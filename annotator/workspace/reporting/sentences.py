"""The methods in plain sentences. No number stands in them: each is a key of `numbers.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.agreement.intervals import BOUNDS
from annotator.core.codes import Part
from annotator.core.sampling import DrawnBy
from annotator.workspace.reporting import facts as of
from annotator.workspace.reporting.facts import Facts
from annotator.workspace.reporting.numbers import Numbers

Section = tuple[str, list[str]]
_LED = ("shown", "without")
_OF_SPANS = {
    "f1_exact": "F1 of exact spans with their labels was {}",
    "f1_overlap": "F1 with some text in common and the same label was {}",
    "f1_unlabelled": "F1 of exact spans whatever their labels was {}",
    "found": "coders found the same places with α = {}",
    "edges": "of the places that both found, a share of {} had the same edges",
    "label": "of the places that both found, labels agreed with α = {}",
}

_DRAWN_BY = {
    DrawnBy.CHANCE: "at random",
    DrawnBy.SOURCE: "at random with each source in its share",
    DrawnBy.MONTH: "at random with each month in its share",
    DrawnBy.EACH_SOURCE: "at random with as many articles from each source",
    DrawnBy.EACH_MONTH: "at random with as many articles from each month",
}


def sections(facts: Facts, put: Numbers) -> list[Section]:
    """The sections of the methods, each a heading and its sentences."""
    found = [
        ("Coders and design", list(_design(facts, put))),
        ("Topics", list(_topics(facts.figures, put))),
        ("Spans", list(_spans(facts.figures, put))),
        ("Stability of coders", list(_people(facts.figures, put))),
        ("Adjudication", list(_adjudication(facts, put))),
        ("How the figures were computed", list(_computed(facts, put))),
    ]
    return [(heading, said) for heading, said in found if said]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _design(facts: Facts, put: Numbers) -> Iterator[str]:
    figures = facts.figures
    articles = put.count("articles", figures["articles"])
    if not figures["articles"]:
        yield f"{articles} articles were coded by more than one person."
        return
    coders = [put.name(f"coder.{n}", x) for n, x in enumerate(figures["coders"], 1)]
    number = put.count("coders", len(coders))
    several = "" if len(coders) == 2 else "several of "
    yield f"{articles} articles were coded by {several}{number} coders, {_listed(coders)}."
    if count := facts.drawn.get(Part.TRAINING):
        yield (
            f"Coders were trained on {put.count('training', count)} articles, with gold shown after"
            " each answer; these are in no figure."
        )
    if count := facts.drawn.get(Part.PILOT):
        yield f"A pilot of {put.count('pilot', count)} articles came before; it is told apart."
        pilot = figures["pilot"]
        if pilot["f1_exact"] is not None:
            measure, value = _f1(put), put.rate("pilot.f1_exact", pilot["f1_exact"])
            yield f"Exact {measure} in the pilot was {value}."
    if count := facts.drawn.get(Part.OVERLAP):
        seeds = [put.seed(f"seed.{n}", x) for n, x in enumerate(facts.seeds, 1)]
        word = "seed" if len(seeds) == 1 else "seeds"
        how = _listed([_DRAWN_BY[each] for each in facts.drawn_by])
        yield (
            f"The overlap of {put.count('overlap', count)} articles was drawn {how} ({word}"
            f" {_listed(seeds)}), and looked like all other articles to the coders."
        )
    if of.was_absent(facts):
        yield "No suggestions were shown in the overlap."
    elif facts.shown and not of.with_suggestions(facts):
        yield "No suggestions were shown in these reviews."
    elif facts.shown:
        total = sum(facts.shown.values())
        shown = put.percent("shown", of.with_suggestions(facts) / total)
        yield f"Suggestions were shown in {shown} of {put.count('hundred', 100)} of these reviews."
    yield from _led(facts.figures["shown"], put)
    if facts.minutes is not None:
        yield (
            f"An article took {put.decimal('minutes', facts.minutes)} minutes (the median over"
            " people of their medians, without pauses)."
        )
    if len(facts.versions) > 1:
        versions = put.count("versions", len(facts.versions))
        yield f"These reviews were made with {versions} versions of the codebook."


def _led(shown: Mapping[str, Any], put: Numbers) -> Iterator[str]:
    """Agreement with and without suggestions, where there is both."""
    if all(shown[x]["f1_exact"] is not None for x in _LED):
        led, unled = (put.rate(f"{x}.f1_exact", shown[x]["f1_exact"]) for x in _LED)
        seen, alone = (put.count(f"{x}.articles", shown[x]["articles"]) for x in _LED)
        yield (
            f"Where all saw suggestions ({seen} articles) exact {_f1(put)} was {led}, where nobody"
            f" did ({alone} articles) it was {unled}."
        )


def _topics(figures: Mapping[str, Any], put: Numbers) -> Iterator[str]:
    kinds = (("topic", figures["topics"]), ("question", figures["groups"]))
    for kind, found in kinds:
        for number, (name, x) in enumerate(found.items(), 1):
            key = f"{kind}.{number}"
            shown = put.name(f"{key}.name", name)
            if x["alpha"] is None:
                n, support = put.count(f"{key}.n", x["n"]), x.get("support")
                why = "" if support is None else put.count(f"{key}.support", support)
                few = f" ({why} articles of {n} with a yes)" if why else ""
                yield f"“{shown}”: no figure is given{few}."
                continue
            said = f"“{shown}”: α = {put.rate(f'{key}.alpha', x['alpha'])}{_interval(put, key, x)}"
            if x.get("agreement") is not None:
                said += f", agreement {put.rate(f'{key}.agreement', x['agreement'])}"
            yield f"{said}, in {put.count(f'{key}.n', x['n'])} articles."


def _f1(put: Numbers) -> str:
    """The measure's name, which has a number in it."""
    return put.name("f_one", "F1")


def _interval(put: Numbers, key: str, x: Mapping[str, Any]) -> str:
    if x["low"] is None:
        return ""
    low, high = put.rate(f"{key}.low", x["low"]), put.rate(f"{key}.high", x["high"])
    return f" [{low}, {high}]"


def _spans(figures: Mapping[str, Any], put: Numbers) -> Iterator[str]:
    found = figures["spans"]
    if not found["n"]:
        return
    yield f"Coders marked {put.count('spans', found['n'])} spans in these articles."
    for name, words in _OF_SPANS.items():
        if found[name] is not None:
            low, high = found["intervals"].get(name, (None, None))
            value = put.rate(f"spans.{name}", found[name])
            said = words.format(value + _interval(put, f"spans.{name}", {"low": low, "high": high}))
            yield f"{said[0].upper()}{said[1:]}.".replace("F1", _f1(put))
    if found["off"] is not None:
        yield f"Edges differed by {put.decimal('spans.off', found['off'])} characters in the mean."
    for number, (name, x) in enumerate(figures["labels"].items(), 1):
        key = f"label.{number}"
        if x["alpha"] is not None:
            shown, value = put.name(f"{key}.name", name), put.rate(f"{key}.alpha", x["alpha"])
            yield f"“{shown}”: α = {value}{_interval(put, key, x)}."


def _people(figures: Mapping[str, Any], put: Numbers) -> Iterator[str]:
    for number, x in enumerate(figures["repeats"], 1):
        if x["agreement"] is not None:
            who = put.name(f"repeat.{number}.coder", x["coder"])
            count = put.count(f"repeat.{number}.articles", x["articles"])
            same = put.rate(f"repeat.{number}.agreement", x["agreement"])
            yield (
                f"{who} got {count} articles again without being told, and gave the same answer in"
                f" a share of {same}."
            )
    for number, x in enumerate(figures["drift"], 1):
        if x["windows"]:
            who = put.name(f"drift.{number}.coder", x["coder"])
            p = put.rate(f"drift.{number}.chance", x["chance"])
            yield (
                f"In a share of {p} of random orders of the same articles the agreement of {who}"
                " with the others would stray at least as far over time as it did."
            )


def _adjudication(facts: Facts, put: Numbers) -> Iterator[str]:
    if not facts.gold:
        return
    yield f"Gold stands for {put.count('gold', facts.gold)} articles."
    if count := of.disagreements(facts):
        people = [
            put.name(f"adjudicator.{n}", x) for n, x in enumerate(sorted(facts.settled_by), 1)
        ]
        yield (
            f"{put.count('settled', count)} disagreements were settled by {_listed(people)}, with"
            " the names of the coders hidden and their sides in changing order."
        )
    for number, (reason, count) in enumerate(sorted(facts.reasons.items()), 1):
        yield f"The reason given was “{reason}” for {put.count(f'reason.{number}', count)} of them."


def _computed(facts: Facts, put: Numbers) -> Iterator[str]:
    figures = facts.figures
    if not figures["articles"]:
        return
    level, draws = put.count("level", 95), put.count("draws", figures["draws"])
    seed = put.seed("seed.draws", figures["seed"])
    yield (
        f"Figures in brackets are {level} % intervals by the Bayesian bootstrap of articles"
        f" ({draws} draws, with three made-up articles; seed {seed})."
    )
    if figures["weighted"]:
        yield "Articles are weighted by the inverse of the chance with which they were drawn."
    yield "α is Krippendorff's, for nominal data; topics that were not answered are missing."
    least, bound = put.count("least", 10), put.bound("bound.first", BOUNDS[0])
    yield (
        f"With fewer than {least} articles in which anyone said yes no figure is given. α below"
        f" {bound} is usually taken as no ground for conclusions, below"
        f" {put.rate('bound.second', BOUNDS[1])} for tentative ones."
    )
