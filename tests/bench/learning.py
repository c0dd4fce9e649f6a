"""What learning saves: repairs an article with it and without, as a person works through gold.

`python -m tests.bench.learning --gold FILE.jsonl [--order-seed N] [--map MAP.json]
[--pipeline NAME] [--articles N] [--quiet]`

Articles come in the file's order, or shuffled. After each the person has put everything right.
What that person did explicitly (repairs, and confirmations of what was doubtful) goes to memory at
once; the rest of the article was merely accepted and trains at low weight. The corrector is
trained when the app would and shown only while it is judged better than what is in use. `--map`
is JSON, a pipeline's label to the gold's label ("" ignores it). Of nested entities the outer one
counts.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.core.judging import Judged, binned, calibration_error, is_better, repairs_of
from annotator.core.memory import LATELY, Memory
from annotator.core.records import Scheme
from annotator.nlp.corrector import Corrector
from annotator.nlp.suggesting import Proposal, suggest
from annotator.nlp.training import ACCEPTED, EXPLICIT, Example, train, usage_of, usages
from annotator.workspace.doubts import thresholds
from annotator.workspace.learning import Example as Review
from annotator.workspace.learning import next_due, unproven
from tests.bench.learning_gold import Item, read_items, scheme_of

FOLDED_UNDER = 25
DOUBTFUL, _SEEN = thresholds("some")  # suggestions under it get the focus, and maybes from it on
FIRST_DAYS = 10  # articles in which every surface gets it once
KINDS = ("static", "remembered", "learned", "shown")


@dataclass
class Row:
    """What one article took."""

    gold: int
    pipeline: int
    repairs: dict[str, int]
    folded: dict[str, int]
    scored: list[tuple[float, bool]]
    seconds: float = 0.0


@dataclass
class Person:
    """One who puts each article right, and what the app learns of it."""

    scheme: Scheme
    memory: Memory = field(default_factory=Memory)
    examples: list[Example] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    corrector: Corrector | None = None
    is_used: bool = False
    judged: list[Judged] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def review(self, item: Item) -> None:
        """One article: what each way of suggesting costs, and what was decided."""
        found = self._suggested(item, self.memory, self.corrector)
        shown = found["learned"] if self.is_used else found["remembered"]
        found["shown"] = shown
        repairs, folded = {}, {}
        for kind in KINDS:
            repairs[kind], folded[kind] = repairs_of(item.text, item.gold, _marked(found[kind]))
        known = set(item.gold)
        scored = [
            (p.score, (p.start, p.end, p.label) in known)
            for p in shown
            if p.score is not None and not p.is_maybe
        ]
        bare = [p for p in found["static"] if p.source == "pipeline"]
        pipeline, _ = repairs_of(item.text, item.gold, _marked(bare))
        if self.corrector is not None:
            self.judged.append(_judged(repairs))
        self.rows.append(Row(len(item.gold), pipeline, repairs, folded, scored))
        self._decide(item, shown)

    def _suggested(
        self, item: Item, memory: Memory, corrector: Corrector | None
    ) -> dict[str, list[Proposal]]:
        reading = item.evidence.reading
        found = {
            "static": suggest(reading, item.text, self.scheme),
            "remembered": suggest(reading, item.text, self.scheme, memory),
        }
        found["learned"] = found["remembered"]
        if corrector is not None:
            found["learned"] = suggest(reading, item.text, self.scheme, memory, corrector)
        return {name: list(answer.proposals) for name, answer in found.items()}

    def _decide(self, item: Item, proposed: list[Proposal]) -> None:
        """Take in what was explicit. A repair is followed by the surface's other mentions."""
        shown = [each for each in proposed if not each.is_maybe]
        right = set(_marked(shown)) & set(item.gold)
        wanted: dict[str, Counter[int | None]] = {}
        for start, end, label in item.gold:
            if (start, end, label) not in right:
                wanted.setdefault(item.text[start:end], Counter())[label] += 1
        for each in shown:
            place = (each.start, each.end)
            surface = item.text[slice(*place)]
            if (*place, each.label) in right:
                if self._is_doubtful(each, surface):
                    wanted.setdefault(surface, Counter())[each.label] += 1
            elif all(place != gold[:2] for gold in item.gold):
                wanted.setdefault(surface, Counter())[None] += 1
        for surface, counts in wanted.items():
            for label, count in counts.items():
                self.memory.add(surface, label, count)
        spans = [
            (start, end, label, EXPLICIT if item.text[start:end] in wanted else ACCEPTED)
            for start, end, label in item.gold
        ]
        number = len(self.examples)
        self.examples.append(Example(number, item.text, item.evidence, spans, wanted))
        self.memory.usage = usage_of(self.examples[-LATELY:])
        maybes = [p for p in proposed if p.is_maybe and (p.score or 0.0) < _SEEN]
        self.reviews.append(
            Review(
                number,
                item.text,
                tuple(spans),
                {},
                none_applies=False,
                is_blind=False,
                edited_at=f"{number:06}",
                passed_over=tuple(
                    (p.start, p.end)
                    for p in maybes
                    if all(p.end <= gold[0] or gold[1] <= p.start for gold in item.gold)
                ),
                is_prompted=all(_is_touched(gold, proposed) for gold in item.gold),
            )
        )

    def _is_doubtful(self, proposal: Proposal, surface: str) -> bool:
        if proposal.score is not None:
            return proposal.score < DOUBTFUL
        if len(self.memory.about(surface)) == 1:
            return False
        is_early = len(self.examples) < FIRST_DAYS
        return is_early or (proposal.label is not None and self._label_is_doubtful(proposal.label))

    def _label_is_doubtful(self, label: int) -> bool:
        return self.scheme.label(label).doubtful

    def learn(self) -> None:
        """Train a version, and see whether the versions before it were better than the rest."""
        began = time.monotonic()
        not_proved = unproven(self.reviews)
        self.examples = [
            replace(each, unproven=not_proved.get(each.article_id)) for each in self.examples
        ]
        self.corrector = train(self.examples, self.memory)
        self.rows[-1].seconds = time.monotonic() - began
        folded = self._in_folds() if len(self.judged) < FOLDED_UNDER else []
        self.is_used = is_better(folded + self.judged, was_better=self.is_used)

    def _in_folds(self) -> list[Judged]:
        judged = []
        before = usages(self.examples)
        for fold in range(3):
            rest = [each for i, each in enumerate(self.examples) if i % 3 != fold]
            corrector = train(rest, self.memory)
            for example, usage in zip(self.examples[fold::3], before[fold::3], strict=True):
                gold = [(s, e, label) for s, e, label, _ in example.spans]
                item = Item(example.text, example.evidence, gold)
                memory = self.memory.without(example.contribution().items(), usage)
                found = self._suggested(item, memory, corrector)
                repairs = {k: repairs_of(item.text, gold, _marked(p))[0] for k, p in found.items()}
                judged.append(_judged(repairs))
        return judged


def _judged(repairs: dict[str, int]) -> Judged:
    return Judged(repairs["static"], repairs["remembered"], repairs["learned"])


def _marked(proposals: list[Proposal]) -> list[tuple[int, int, int]]:
    return [(p.start, p.end, p.label) for p in proposals if p.label is not None and not p.is_maybe]


def _is_touched(gold: tuple[int, int, int], proposed: list[Proposal]) -> bool:
    """Whether something that Enter goes to was proposed there: it is not of the person's own
    finding.
    """
    return any(
        p.start < gold[1] and gold[0] < p.end and not (p.is_maybe and (p.score or 0.0) < _SEEN)
        for p in proposed
    )


def main() -> None:
    options = _options()
    mapping = json.loads(options.map.read_text(encoding="utf-8")) if options.map else {}
    scheme = scheme_of(options.gold, mapping)
    items = read_items(options.gold, scheme, options.pipeline)
    if options.order_seed is not None:
        random.Random(options.order_seed).shuffle(items)
    person = Person(scheme)
    due = next_due(0)
    for number, item in enumerate(items[: options.articles], 1):
        person.review(item)
        if number == due:
            person.learn()
            due = next_due(number)
            if not options.quiet:
                told = {"articles": number, "is_used": person.is_used, **summed(person.rows)}
                print(json.dumps(told), file=sys.stderr, flush=True)
    json.dump(report(options.gold.name, person.rows), sys.stdout, indent=1)
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--order-seed", type=int, help="shuffle the articles")
    parser.add_argument("--map", type=Path, help="JSON: pipeline label to gold label")
    parser.add_argument("--pipeline", help="a package, a folder, or blank:xx")
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--quiet", action="store_true")
    return parser.parse_args()


def report(name: str, rows: list[Row]) -> dict[str, Any]:
    """The figures in all, from fixed places on, and for each 25 articles."""
    ranges = {"all": rows, "from_76": rows[75:], "from_101": rows[100:], "from_301": rows[300:]}
    ranges["last_9"] = rows[-9:]
    return {
        "gold": name,
        "articles": len(rows),
        **{place: summed(part) for place, part in ranges.items() if part},
        "per_25": [summed(rows[i : i + 25]) for i in range(0, len(rows), 25)],
    }


def summed(rows: list[Row]) -> dict[str, Any]:
    """The figures of some articles. `ratio` is repairs shown to those of the static suggestions."""
    static = sum(row.repairs["static"] for row in rows)
    shown = sum(row.repairs["shown"] for row in rows)
    error = calibration_error(binned(pair for row in rows for pair in row.scored))
    return {
        "gold_entities": sum(row.gold for row in rows),
        "repairs_pipeline": sum(row.pipeline for row in rows),
        "repairs_static": static,
        "repairs_memory": sum(row.repairs["remembered"] for row in rows),
        "repairs_corrector": sum(row.repairs["learned"] for row in rows),
        "repairs_shown": shown,
        "ratio": round(shown / static, 3) if static else None,
        "folded_static": sum(row.folded["static"] for row in rows),
        "folded_shown": sum(row.folded["shown"] for row in rows),
        "calibration_error": None if error is None else round(error, 4),
        "training_seconds": round(max((row.seconds for row in rows), default=0.0), 1),
    }


if __name__ == "__main__":
    main()
