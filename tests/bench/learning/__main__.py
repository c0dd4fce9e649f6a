"""What learning saves: repairs an article with it and without, as a person works through gold.

`python -m tests.bench.learning --gold FILE.jsonl [--order-seed N] [--map MAP.json]
[--pipeline NAME] [--articles N] [--cap-seconds S] [--without PARTS] [--cache FOLDER] [--quiet]`

Articles come in the file's order, or shuffled. After each the person has put everything right.
What that person did explicitly (repairs, and confirmations of what was doubtful) goes to memory at
once; the rest of the article was merely accepted and trains at low weight. The corrector is
trained when the app would, with the app's cap, and shown only while it is judged better than what
is in use; between trainings one that proves worse is left at once, as in the app. A version comes
some articles after it was due: as many as a person finishes meanwhile.
What a training takes is reckoned with one machine's pace, so the same call tells the same. `--map`
is JSON, a pipeline's label to the gold's label ("" ignores it). Of nested entities the outer one
counts. The labels have the edge conventions of the app's new labels. `--without clusters,views`
switches parts of the corrector off (`parts.py`); `python -m tests.bench.learning.gains` makes the
table of what each brings.

It also tells what would have stayed wrong or missed, had the person looked only where each step of
the setting asks, beside what was promised at the time (`promises`);
`python -m tests.bench.learning.curve REPORT.json… --to FILE.png` draws it.
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

from annotator.core.judging import (
    JudgedArticle,
    before_holds,
    beside_folds,
    is_better,
    is_sound,
    is_worse,
    of_peers,
    repairs_of,
)
from annotator.core.looks import Cuts, Looked, Offered, curve, read_told, told_of
from annotator.core.memory import LATELY, Memory, Usage
from annotator.core.records import Scheme
from annotator.core.repairs import repairs as corrections
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.time_budget import Pace, Plan, TooLittleTime
from annotator.nlp.corrector.training import train, usage_of, usages
from annotator.nlp.corrector.training_example import ACCEPTED, EXPLICIT, TrainingExample
from annotator.nlp.memory_weights import WeightedMemory, weigh
from annotator.nlp.suggesting import Proposal, offered, suggest
from annotator.workspace.children.train_job import (
    CAP_SECONDS,
    CHECKED,
    FOLD_SECONDS,
    FOLDED_UNDER,
    FOLDS,
    MOST_FOLDED,
)
from annotator.workspace.learning.doubt_levels import Levels, cuts_of, levels_of
from annotator.workspace.learning.reviewed_articles import (
    LOOKS,
    ReviewedArticle,
    next_due,
    unobserved_spans,
)
from tests.bench.learning import parts
from tests.bench.learning.figures import Row, report, summed
from tests.bench.learning.gold import Item, read_items, scheme_of

LOADING_SECONDS = 4.0  # the job's start, its pipeline, and its judgements
ARTICLE_SECONDS = 30.0  # a person's for an article: what the delay of a version is counted in
STEP = "some"  # what the person is asked to look at
FIRST_DAYS = 10  # articles in which every surface gets it once
KINDS = ("static", "remembered", "learned", "before", "shown")


def pace_of(labels: int) -> Pace:
    """Processor seconds a token, as measured on one machine for several numbers of labels."""
    states = 2 * labels + 1
    return Pace(25e-6, 6e-6, (0.4 + 0.05 * states) * 1e-6)


@dataclass
class Training:
    """What a training brings when it is over: a version (None: the time was too short), whether it
    is to be used, and how memory was weighed; `arrives` after so many articles.
    """

    at: int
    arrives: int
    corrector: Corrector | None
    is_used: bool
    weighed: WeightedMemory
    plan: Plan | None
    seconds: float

    def told(self) -> dict[str, Any]:
        """What happened."""
        return {
            "due": self.at,
            "arrives": self.arrives,
            "articles": self.plan.articles if self.plan else 0,
            "iterations": self.plan.iterations if self.plan else 0,
            "seconds": round(self.seconds, 1),
            "is_used": self.is_used,
            "memory_speaks": self.weighed.memory.speaks,
        }


@dataclass
class Person:
    """One who puts each article right, and what the app learns of it."""

    scheme: Scheme
    cap_seconds: float = CAP_SECONDS
    memory: Memory = field(default_factory=Memory)
    examples: list[TrainingExample] = field(default_factory=list)
    reviews: list[ReviewedArticle] = field(default_factory=list)
    corrector: Corrector | None = None
    before: Corrector | None = None  # the version before it
    version: int = 0
    pending: Training | None = None
    trainings: list[Training] = field(default_factory=list)
    is_used: bool = False
    stands_in: Corrector | None = None  # the version before, where it is used instead
    left: list[int] = field(default_factory=list)  # after how many articles one was left
    judged: list[JudgedArticle] = field(default_factory=list)
    learned_from: dict[int, int] = field(default_factory=dict)  # articles, by version
    looked: list[Looked] = field(default_factory=list)  # as the newest version would have shown it
    levels: Levels | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def cuts(self) -> Cuts:
        """What is asked, as last measured."""
        return cuts_of(self.levels, STEP)

    def review(self, item: Item) -> None:
        """One article: what each way of suggesting costs, and what was decided."""
        found = self._suggested(item, self.memory, self.corrector)
        others = found["remembered"] if self.memory.speaks else found["static"]
        shown = found["learned"] if self.is_used else others
        found["shown"], found["before"] = shown, others
        if self.before is not None:
            found["before"] = self._suggested(item, self.memory, self.before)["learned"]
        if not self.is_used and self.stands_in is not None:
            found["shown"] = self._suggested(item, self.memory, self.stands_in)["learned"]
        shown = found["shown"]
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
        self._judge(item, repairs, found["learned"])
        self.judged = of_peers(self.judged, self.learned_from)
        is_learned = self.is_used or self.stands_in is not None
        levels = self.levels if is_learned else None
        looked = looked_of(item, shown)
        of_labels = Counter(label for _, _, label in item.gold)
        by_label = {kind: _by_label(item, found[kind]) for kind in ("static", "shown")}
        by_label["gold"] = of_labels
        self.rows.append(
            Row(len(item.gold), pipeline, repairs, folded, by_label, scored, looked, levels)
        )
        self._decide(item, shown)
        self._leave_if_worse()

    def _leave_if_worse(self) -> None:
        """Between trainings, what proves worse is used no more, as in the app; memory neither."""
        if self.pending is not None or not self.trainings:
            return
        trained_at, at = self.trainings[-1].at, len(self.examples)
        if (at - trained_at) % max(1, (next_due(trained_at) - trained_at) // LOOKS):
            return
        weighed = weigh(self.memory, self.examples, self.scheme)
        self.memory.unmarked = Counter(weighed.memory.unmarked)
        self.memory.speaks = weighed.memory.speaks
        self.levels = levels_of(curve(self.looked))
        own = bool(self.judged) and self.judged[-1].version == self.version
        if own and self.is_used and is_worse(self.judged):
            self.stands_in = self.before if before_holds(self.judged) else None
            self.is_used = False
            self.left.append(at)
        elif own and self.stands_in is not None and not before_holds(self.judged):
            self.stands_in = None

    def _judge(self, item: Item, repairs: dict[str, int], learned: list[Proposal]) -> None:
        """By the newest version: one that is under way does not know this article either."""
        coming = None if self.pending is None else self.pending.corrector
        if coming is not None:
            found = self._suggested(item, self.memory, coming)["learned"]
            self.looked.append(looked_of(item, found))
            in_use = repairs["learned"] if self.is_used else None
            repairs = {**repairs, "learned": repairs_of(item.text, item.gold, _marked(found))[0]}
            self.judged.append(replace(_judged(repairs, self.version + 1), before=in_use))
        elif self.corrector is not None:
            self.looked.append(looked_of(item, learned))
            before = None if self.before is None else repairs["before"]
            self.judged.append(replace(_judged(repairs, self.version), before=before))

    def _suggested(
        self, item: Item, memory: Memory, corrector: Corrector | None
    ) -> dict[str, list[Proposal]]:
        reading = item.evidence.reading
        raw = memory.without((), memory.usage)
        raw.speaks = True
        found = {
            "static": suggest(reading, item.text, self.scheme),
            "remembered": suggest(reading, item.text, self.scheme, raw),
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
        known = offered(item.evidence.reading, item.text, self.scheme)
        self.examples.append(
            TrainingExample(number, item.text, item.evidence, spans, wanted, offered=known)
        )
        self.memory.usage = usage_of(self.examples[-LATELY:])
        maybes = [p for p in proposed if p.is_maybe and not is_asked(p, self.cuts)]
        self.reviews.append(
            ReviewedArticle(
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
                is_prompted=all(_is_touched(gold, proposed, self.cuts) for gold in item.gold),
            )
        )

    def _is_doubtful(self, proposal: Proposal, surface: str) -> bool:
        if proposal.score is not None:
            return proposal.score < self.cuts.mark
        if len(self.memory.about(surface)) == 1:
            return False
        is_early = len(self.examples) < FIRST_DAYS
        return is_early or (proposal.label is not None and self._label_is_doubtful(proposal.label))

    def _label_is_doubtful(self, label: int) -> bool:
        return self.scheme.label(label).doubtful

    def learn(self) -> Training:
        """Begin to train a version, and see whether the ones before it were better than the rest.
        What comes of it comes later.
        """
        began, at = time.monotonic(), len(self.examples)
        self.levels = levels_of(curve(self.looked))
        not_proved = unobserved_spans(self.reviews)
        self.examples = [
            replace(each, unobserved_spans=not_proved.get(each.article_id))
            for each in self.examples
        ]
        weighed = weigh(self.memory, self.examples, self.scheme)
        corrector, plans = self._trained(self.examples, self.cap_seconds, weighed.memory)
        seconds = LOADING_SECONDS + sum(each.seconds for each in plans)
        judged = self.judged
        self.learned_from[self.version + 1] = at
        if len(self.judged) < FOLDED_UNDER and corrector is not None:
            folded, taken = self._in_folds(weighed)
            judged, seconds = beside_folds(folded, judged), seconds + taken
        is_used = is_better(judged, was_better=self.is_used)
        if corrector is not None:
            is_used = is_used and self._is_sound(corrector, weighed)
        arrives = at + 1 + int(seconds / ARTICLE_SECONDS)
        plan = plans[-1] if plans else None
        coming = Training(at, arrives, corrector, is_used, weighed, plan, seconds)
        self.pending = coming
        self.rows[-1].seconds = time.monotonic() - began
        return coming

    def arrive(self) -> None:
        """The training is over."""
        coming, self.pending = self.pending, None
        assert coming is not None
        self.trainings.append(coming)
        self.is_used = coming.is_used
        self.stands_in = None if coming.is_used else self.stands_in
        self.memory.unmarked = Counter(coming.weighed.memory.unmarked)
        self.memory.speaks = coming.weighed.memory.speaks
        if coming.corrector is not None:
            self.before, self.corrector = self.corrector, coming.corrector
            self.version += 1

    def _trained(
        self, examples: list[TrainingExample], cap_seconds: float, memory: Memory
    ) -> tuple[Corrector | None, list[Plan]]:
        plans: list[Plan] = []
        pace = pace_of(len({span[2] for each in examples for span in each.spans}))
        try:
            corrector = train(
                examples, memory, cap_seconds=cap_seconds, pace=pace, on_plan=plans.append
            )
        except TooLittleTime:
            return None, []
        return corrector, plans

    def _is_sound(self, corrector: Corrector, weighed: WeightedMemory) -> bool:
        usual = usages(self.examples)
        last = zip(self.examples[-CHECKED:], usual[-CHECKED:], strict=True)
        return is_sound([self._held_out(*each, weighed, corrector) for each in last])

    def _in_folds(self, weighed: WeightedMemory) -> tuple[list[JudgedArticle], float]:
        judged, seconds = [], 0.0
        last, before = self.examples[-MOST_FOLDED:], usages(self.examples)[-MOST_FOLDED:]
        cap = min(FOLD_SECONDS, self.cap_seconds)
        for fold in range(FOLDS):
            rest = [each for i, each in enumerate(last) if i % FOLDS != fold]
            corrector, plans = self._trained(rest, cap, weighed.memory)
            seconds += sum(each.seconds for each in plans)
            if corrector is not None:
                held = zip(last[fold::FOLDS], before[fold::FOLDS], strict=True)
                judged += [self._held_out(*each, weighed, corrector) for each in held]
        return judged, seconds

    def _held_out(
        self, example: TrainingExample, usage: Usage, weighed: WeightedMemory, corrector: Corrector
    ) -> JudgedArticle:
        """An article by a corrector, with a memory that does not know it."""
        gold = [(s, e, label) for s, e, label, _ in example.spans]
        item = Item(example.text, example.evidence, gold)
        here = weighed.by_article[example.article_id]
        memory = weighed.memory.without(example.contribution().items(), usage, here)
        found = self._suggested(item, memory, corrector)
        return _judged({k: repairs_of(item.text, gold, _marked(p))[0] for k, p in found.items()})


def _judged(repairs: dict[str, int], version: int = 0) -> JudgedArticle:
    return JudgedArticle(repairs["static"], repairs["remembered"], repairs["learned"], version)


def _marked(proposals: list[Proposal]) -> list[tuple[int, int, int]]:
    return [(p.start, p.end, p.label) for p in proposals if p.label is not None and not p.is_maybe]


def _by_label(item: Item, proposed: list[Proposal]) -> Counter[int]:
    """Repairs by the label that is right, or by the one that was suggested where nothing is."""
    found = corrections(item.gold, _marked(proposed))
    sides = (each.wanted or each.suggested for each in found)
    return Counter(side[2] for side in sides if side is not None)


def looked_of(item: Item, proposed: list[Proposal]) -> Looked:
    """What looking only where asked would leave of an article."""
    offered = [Offered(p.start, p.end, p.label, p.score, p.is_maybe) for p in proposed]
    found = read_told(told_of(item.gold, offered))
    assert found is not None
    return found


def is_asked(maybe: Proposal, cuts: Cuts) -> bool:
    """Whether going on stops at a maybe."""
    if maybe.score is None:
        return cuts.maybe <= 0
    return maybe.label is not None and maybe.score >= cuts.maybe


def _is_touched(gold: tuple[int, int, int], proposed: list[Proposal], cuts: Cuts) -> bool:
    """Whether something that Enter goes to was proposed there: it is not of the person's own
    finding.
    """
    return any(
        p.start < gold[1] and gold[0] < p.end and not (p.is_maybe and not is_asked(p, cuts))
        for p in proposed
    )


def main() -> None:
    options = _options()
    parts.switch_off(options.without)
    mapping = json.loads(options.map.read_text(encoding="utf-8")) if options.map else {}
    scheme = scheme_of(options.gold, mapping)
    items = read_items(options.gold, scheme, options.pipeline, options.cache)
    if options.order_seed is not None:
        random.Random(options.order_seed).shuffle(items)
    person = Person(scheme, options.cap_seconds)
    due = next_due(0)
    for number, item in enumerate(items[: options.articles], 1):
        person.review(item)
        if person.pending is not None and number >= person.pending.arrives:
            person.arrive()
            due = next_due(number)
        if person.pending is None and number >= due:
            begun = person.learn()
            if not options.quiet:
                told = {**begun.told(), **summed(person.rows)}
                print(json.dumps(told), file=sys.stderr, flush=True)
    names = {label.id: label.name for label in scheme.labels}
    told = report(options.gold.name, person.rows, names)
    told["without"] = list(options.without)
    told["cap_seconds"] = options.cap_seconds
    told["left_at"] = person.left
    told["trainings"] = [each.told() for each in person.trainings]
    json.dump(told, sys.stdout, indent=1)
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--order-seed", type=int, help="shuffle the articles")
    parser.add_argument("--map", type=Path, help="JSON: pipeline label to gold label")
    parser.add_argument("--pipeline", help="a package, a folder, or blank:xx")
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--cap-seconds", type=float, default=CAP_SECONDS, help="of a training")
    parser.add_argument("--without", type=parts.named, default=(), help="clusters,views …")
    parser.add_argument("--cache", type=Path, help="a folder to keep the pipeline's readings in")
    parser.add_argument("--quiet", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
