"""methods.md: how the labels of a release came about, in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.core.codes import StatusFilter
from annotator.workspace.release.figures import OUTCOMES, Figures
from annotator.workspace.release.markdown import plain, table

_BY = {
    "share": "by chance, from the seed {seed}",
    "labels": "by chance, from the seed {seed}, so that each part has its share of every label and"
    " topic",
    "date": "by date: the newest are held out",
    "source": "by source: whole sources are held out, drawn from the seed {seed}",
}
_MEANING = {
    "confirmed": "the annotator looked at it and confirmed it",
    "relabelled": "it got another label",
    "moved": "its edges were moved",
    "rejected": "it is no entity or topic",
    "accepted": "it was accepted with its article, having had the focus",
    "accepted unseen": "it was accepted with its article and never had the focus",
    "added": "an annotator marked what nothing had suggested",
}


def methods(value: Mapping[str, Any], figures: Figures) -> str:
    """The page, from the manifest's value and the figures."""
    return "\n".join(_lines(value, figures))


def splits_line(value: Mapping[str, Any]) -> str:
    """How the articles are divided, and what a naive split would have leaked."""
    splits = value["splits"]
    copies = splits["near_copies"]
    return (
        f"Articles are divided {_BY[splits['by']].format(seed=splits['seed'])}."
        f" Near copies stay together: {copies['articles']:,} articles are copies of each other, in"
        f" {copies['families']:,} families. A split that knew nothing of them would have put a copy"
        f" of {splits['would_have_leaked']:,} held-out articles into the articles to train on."
    )


def _lines(value: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    choices, counts = value["choices"], value["counts"]
    yield f"# {plain(choices['title'])}: methods\n"
    yield f"Made by Annotator {value['version']}. {_chosen(choices)}\n"
    yield "## Splits\n"
    yield splits_line(value) + "\n"
    named = ("articles", "entities", "topics", "reviews", "characters")
    rows = [(part, *(figures.splits[part][x] for x in named)) for part in value["splits"]["parts"]]
    yield table(("part", *named), rows)
    yield "## Labels\n"
    parts = list(value["splits"]["parts"])
    yield table(("label", "all", *parts), _labels(counts["by_label"], parts))
    if counts["by_topic"]:
        yield "## Topics\n"
        yield "Where neither yes nor no is counted, the group of the topic was left undecided.\n"
        topics = counts["by_topic"].items()
        yield table(
            ("topic", "yes", "no"), [(x, n.get("yes", 0), n.get("no", 0)) for x, n in topics]
        )
    yield "## Annotators\n"
    yield (
        "The review that was finished last stands for an article. Spans are those of all reviews.\n"
    )
    of = ("reviews", "finished", "spans", "topics")
    who = counts["by_annotator"].items()
    yield table(("annotator", *of), [(x, *(n.get(y, 0) for y in of)) for x, n in who])
    yield "## How suggestions were used\n"
    yield (
        "Suggestions of a model are never labels by themselves. This is what annotators did with"
        " each that they decided on.\n"
    )
    used = counts["suggestions"]
    yield table(("outcome", "count", "meaning"), [(x, used[x], _MEANING[x]) for x in OUTCOMES])
    for title, counted in (("source", figures.sources), ("month", figures.months)):
        yield f"## By {title}\n"
        yield table((title, "articles", "entities"), _by(counted))


def _labels(counted: Mapping[str, Mapping[str, int]], parts: list[str]) -> list[tuple[Any, ...]]:
    return [(x, sum(n.values()), *(n.get(y, 0) for y in parts)) for x, n in counted.items()]


def _by(counted: Mapping[str, Counter[str]]) -> list[tuple[str, int, int]]:
    return [
        (name or "not known", counted[name]["articles"], counted[name]["entities"])
        for name in sorted(counted)
    ]


def _chosen(choices: Mapping[str, Any]) -> str:
    """Which articles and labels went out."""
    done = choices["status"] == StatusFilter.DONE
    said = ["Only finished articles are in it." if done else "Unfinished articles are in it too."]
    if choices["annotator"]:
        said.append(f"Only the reviews of {plain(choices['annotator'])} are.")
    if choices["seen_only"]:
        said.append("Spans that were accepted unseen are left out.")
    if choices["in_use_only"]:
        said.append("Retired labels and topics are left out.")
    if choices["first_date"]:
        said.append(f"No article is from before {plain(choices['first_date'])}.")
    if choices["last_date"]:
        said.append(f"No article is from after {plain(choices['last_date'])}.")
    return " ".join(said)
