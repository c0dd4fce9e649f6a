"""Two coders who err at known rates, and what it costs to settle where they differ.

`python -m tests.bench.adjudicate --gold FILE.jsonl [--articles N] [--errors .08] [--habits .6]
[--coders errors|pipeline] [--cases N]`

Goals: at most 1.2 keys a disagreement, at least .6 of them in kinds of two and more, and gold is
the truth wherever either coder was right. With `--coders pipeline` the second coder is spaCy's
pipeline, whose mistakes nobody made up.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import making
from tests.bench.adjudicate.coders import Coder, Rates
from tests.bench.effort import project as effort_project
from tests.bench.effort.oracle import Entities, Gold

AT = "2024-05-01T10:00:00.000+00:00"
NAMES = ("Ann", "Bea")
_COLOURS = "orange blue green red purple teal yellow pink slate brown".split()
_LETTERS = "pogldefhimnabcrstuvwxyzjkq"


def main() -> None:
    options = _options()
    making.fresh_home()
    json.dump(measure(options), sys.stdout, ensure_ascii=False, indent=1)
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--errors", type=float, default=0.08, help="a mention and coder")
    parser.add_argument(
        "--habits", type=float, default=0.6, help="the share that is the same again"
    )
    parser.add_argument("--coders", choices=("errors", "pipeline"), default="errors")
    parser.add_argument("--cases", type=int, help="stop after so many")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Code, settle by keys, and compare gold with the truth."""
    from annotator.ui.kit.pressing import settle, wait_for
    from tests.bench.adjudicate.hand import Hand
    from tests.bench.driving import Driver

    golds = [x for x in effort_project.read_gold(options.gold, options.articles) if x.entities]
    path, truth = make(golds, said_by(golds, options))
    driver = Driver(path)
    driver.send("Ctrl+Shift+J")
    page = driver.application.activeModalWidget()
    wait_for(lambda: page.is_ready, "what was coded")
    settle()
    summary = page.work.summary
    hand = Hand(page, truth, driver.window.project.scheme)
    hand.run(options.cases)
    settled = page.work.summary.settled
    found = told(page, truth)
    keys = sum(hand.keys.values())
    driver.close()
    return {
        "gold": options.gold.name,
        "coders": options.coders,
        "errors": options.errors,
        "habits": options.habits,
        "articles": len(golds),
        "mentions": sum(len(gold.entities) for gold in golds),
        "disagreements": summary.cases,
        "settled": settled,
        "keys": keys,
        "keys_each": round(keys / max(1, settled), 3),
        "in_kinds": round(summary.in_kinds / max(1, summary.cases), 3),
        "in_kinds_or_sorts": round(
            (summary.in_kinds + summary.in_sorts) / max(1, summary.cases), 3
        ),
        "largest_kinds": sorted(hand.kinds, reverse=True)[:8],
        "presses": dict(hand.keys.most_common(12)),
        **found,
        "key_ms_median": round(1000 * median(hand.seconds), 1),
        "key_ms_p95": round(1000 * sorted(hand.seconds)[int(0.95 * len(hand.seconds))], 1),
        "key_ms_max": round(1000 * max(hand.seconds), 1),
    }


def said_by(golds: Sequence[Gold], options: argparse.Namespace) -> list[list[Entities]]:
    """What each coder marked, article by article."""
    rates = Rates(options.errors, options.habits)
    first = Coder(options.seed, golds, rates)
    if options.coders == "errors":
        second = Coder(options.seed + 1, golds, rates)
        return [[x.code(gold) for gold in golds] for x in (first, second)]
    from annotator.storage import Store

    path = effort_project.make(golds)
    with Store.open(path) as store:
        seen = [effort_project.static_of(store, number) for number in range(1, len(golds) + 1)]
    return [[first.code(gold) for gold in golds], seen]


def make(
    golds: Sequence[Gold], said: Sequence[Sequence[Entities]]
) -> tuple[Path, dict[int, set[tuple[int, int, int]]]]:
    """A project in which two people finished every article; and the truth, by article."""
    from annotator.core.codes import ActKind
    from annotator.core.records import Act, Change, Label, Review, Scheme, Span
    from annotator.storage import NewArticle, Store

    labels = sorted({x for gold in golds for x in gold.entities.values()})
    ids = {label: number for number, label in enumerate(labels, 1)}
    rows = zip(ids.items(), _LETTERS, strict=False)
    scheme = Scheme(
        "gold",
        labels=tuple(
            Label(n, name, name, _COLOURS[n % len(_COLOURS)], key) for (name, n), key in rows
        ),
    )
    path = Path(tempfile.mkdtemp(prefix="annotator-adjudicate-")) / "team.annotator.db"
    truth = {}
    with Store.create(path, scheme, at=AT) as store:
        store.settings.set("suggestions", False)
        people = [store.annotators.id_of(name) for name in NAMES]
        for number, gold in enumerate(golds):
            article, _ = store.articles.add(NewArticle(gold.text, key=f"a{number}"))
            truth[article] = {(*place, ids[label]) for place, label in gold.entities.items()}
            for who, all_said in zip(people, said, strict=True):
                spans = [
                    Span(article, who, *place, ids[label], gold.text[slice(*place)])
                    for place, label in all_said[number].items()
                    if label in ids
                ]
                review = Review(article, who, "done", edited_at=AT)
                changes = tuple(Change(None, x) for x in (*spans, review))
                store.acts.commit(Act(ActKind.ARTICLE_FINISH, article, changes), who, AT)
    return path, truth


def told(page: Any, truth: dict[int, set[tuple[int, int, int]]]) -> dict[str, Any]:
    """Of the settled cases: how often either coder was right and gold is the truth; and of all
    mentions, how many are gold.
    """
    either = equal = 0
    wrong = []
    golds = {}
    for kind in page.work.kinds:
        for case in kind.places:
            gold, _ = page.work.gold_of(case)
            golds[case.article] = gold
            if gold.is_open(case):
                continue
            there = {x for x in truth[case.article] if x[0] < case.end and case.start < x[1]}
            if any(set(side.spans) == there for side in case.sides):
                either += 1
                stored = {(x.start, x.end, x.label) for x in gold.spans}
                here = {x for x in stored if x[0] < case.end and case.start < x[1]}
                equal += here == there
                if here != there:
                    wrong.append(case.key)
    return {"either_right": either, "gold_equals_truth": equal, "not_equal": wrong[:5]}


if __name__ == "__main__":
    main()
