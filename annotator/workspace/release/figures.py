"""What a release holds in numbers, counted from its lines without texts: so anybody can recount."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from annotator.core.records import InputMethod, Outcome, Status
from annotator.values import dataclass

_DAY = re.compile(r"[12]\d{3}-(0[1-9]|1[012])-(0[1-9]|1\d|2[0-8])")
_UNSEEN = frozenset({InputMethod.ENTER, InputMethod.FORCED})
OUTCOMES = (
    "confirmed", "relabelled", "moved", "rejected", "accepted", "accepted unseen", "added",
)  # fmt: skip


@dataclass(slots=True)
class Figures:
    """Counts over articles; entities and topics are those that stand for an article, spans those of
    all its reviews.
    """

    splits: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    topics: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    annotators: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    months: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sources: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    languages: Counter[str] = field(default_factory=Counter)
    suggestions: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    are_days: bool = True
    """Whether every article has the day of its publication, and not less or something else."""

    def add(self, line: Mapping[str, Any], source: str = "", date: str = "") -> None:
        """Count an article by its line without text; source and date as they are, not withheld."""
        split = line["split"]
        entities, yes = line["entities"], line["topics"]
        counted = {
            "articles": 1,
            "entities": len(entities),
            "topics": len(yes),
            "reviews": len(line["reviews"]),
            "characters": line["length"],
        }
        self.splits[split].update(counted)
        self.all.update(counted)
        for each in entities:
            self.labels[each["label"]][split] += 1
        for name in yes:
            self.topics[name]["yes"] += 1
        for name in line["topics_no"]:
            self.topics[name]["no"] += 1
        self.are_days = self.are_days and bool(_DAY.fullmatch(date))
        self.months[date[:7]].update(articles=1, entities=len(entities))
        self.sources[source].update(articles=1, entities=len(entities))
        self.languages[line["language"]] += 1
        for review in line["reviews"]:
            self._review(review)

    def counts(self) -> dict[str, Any]:
        """What the manifest tells, and what can be counted again without the texts."""
        return {
            "articles": self.all["articles"],
            "characters": self.all["characters"],
            "reviews": self.all["reviews"],
            "entities": self.all["entities"],
            "topics": self.all["topics"],
            "spans": self.all["spans"],
            "by_split": _sorted(self.splits),
            "by_label": _sorted(self.labels),
            "by_topic": _sorted(self.topics),
            "by_annotator": _sorted(self.annotators),
            "suggestions": {name: self.suggestions[name] for name in OUTCOMES},
        }

    def _review(self, review: Mapping[str, Any]) -> None:
        spans, topics = review["spans"], review["topics"]
        who = self.annotators[review["annotator"]]
        who.update(
            {
                "reviews": 1,
                "finished": int(review["status"] == Status.DONE),
                "spans": len(spans),
                "topics": sum(bool(x["is_yes"] and x["topic"]) for x in topics),
            }
        )
        self.all["spans"] += len(spans)
        self.suggestions["added"] += sum(x["suggestion"] is None for x in spans)
        for each in review["decisions"]:
            is_unseen = each["way"] in _UNSEEN and each["outcome"] == Outcome.ACCEPTED
            unseen = is_unseen and not each["focused"]
            self.suggestions["accepted unseen" if unseen else each["outcome"]] += 1


def figures_of(lines: Iterable[Mapping[str, Any]]) -> Figures:
    """The figures of lines without texts."""
    figures = Figures()
    for line in lines:
        figures.add(line)
    return figures


def _sorted(counted: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(counted[name].items())) for name in sorted(counted)}
