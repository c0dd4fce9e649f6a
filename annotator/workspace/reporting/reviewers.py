"""What reviewers of a paper ask about its labels: each answered from the project, or missing."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.codes import Part
from annotator.workspace.reporting import facts as of
from annotator.workspace.reporting.facts import Facts

Item = tuple[str, bool, str]
"""The question, whether it is answered, and where, or what is missing."""


def items(facts: Facts) -> Iterator[Item]:
    """The questions in their order."""
    figures, drawn = facts.figures, facts.drawn
    has = bool(figures["articles"])
    yield "How were coders trained?", bool(drawn.get(Part.TRAINING)), (
        "methods: Coders and design" if drawn.get(Part.TRAINING)
        else "no training articles are in a plan; Team, Plan makes them"
    )  # fmt: skip
    yield "Was there a pilot?", bool(drawn.get(Part.PILOT)), (
        "methods: Coders and design" if drawn.get(Part.PILOT) else "no plan has a pilot"
    )  # fmt: skip
    is_drawn = bool(drawn.get(Part.OVERLAP))
    yield "How much was coded twice, and how was it drawn?", has and is_drawn, (
        "methods: Coders and design" if has and is_drawn
        else "articles were coded twice, but by no plan: say how they were chosen" if has
        else "no article was coded by two people"
    )  # fmt: skip
    yield "What suggestions did coders see?", has, (
        "methods: Coders and design" if has else "no article was coded by two people"
    )  # fmt: skip
    told = [x for x in figures["topics"].values() if x["alpha"] is not None]
    spans = [x for x in ("found", "label", "f1_exact") if figures["spans"][x] is not None]
    is_reliable = bool(told or spans)
    yield (
        "How reliable is each topic and label, before adjudication, with which interval?",
        (is_reliable),
        ("methods: Topics, Spans; agreement.csv" if is_reliable else "too little was coded twice"),
    )
    missing = [name for name, x in figures["topics"].items() if x["alpha"] is None]
    if missing:
        yield "Is any topic without a figure?", False, ", ".join(missing)
    is_settled = bool(facts.gold)
    yield "Who settled disagreements, and blind to whose they were?", is_settled, (
        "methods: Adjudication" if is_settled else "nothing is adjudicated yet: Adjudicate"
    )  # fmt: skip
    shown = facts.figures["shown"]
    is_anchoring = all(shown[x]["articles"] for x in ("shown", "without"))
    yield "Do suggestions lead coders (anchoring)?", is_anchoring or of.was_absent(facts), (
        "no suggestions were shown in the overlap" if of.was_absent(facts)
        else "numbers.json: shown" if is_anchoring
        else "all articles of the overlap were coded one way: with suggestions, or without"
    )  # fmt: skip
    is_again = any(x["agreement"] is not None for x in figures["repeats"])
    yield "Does a coder agree with what the same coder said before?", is_again, (
        "methods: Stability of coders" if is_again else "too few articles came again"
    )  # fmt: skip
    is_drift = any(x["windows"] for x in figures["drift"])
    yield "Did coders change over time?", is_drift, (
        "methods: Stability of coders" if is_drift else "too few articles of the overlap"
    )  # fmt: skip
    yield "Which versions of the codebook were used?", bool(facts.versions), (
        f"{len(facts.versions)} in the overlap" if facts.versions else "no overlap"
    )  # fmt: skip
    yield "How long did an article take?", facts.minutes is not None, (
        "methods: Coders and design" if facts.minutes is not None else "no times were handed in"
    )  # fmt: skip


def page(facts: Facts) -> str:
    """The list as Markdown."""
    lines = ["# What reviewers ask\n"]
    for question, is_answered, where in items(facts):
        mark = "x" if is_answered else " "
        lines.append(f"- [{mark}] {question} {'' if is_answered else '**Missing:** '}{where}.")
    return "\n".join(lines) + "\n"
