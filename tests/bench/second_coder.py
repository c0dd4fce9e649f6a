"""What the lead's weights save a second coder: motor seconds over the same articles, in hand-outs
with them and without, as the oracle of `tests.bench.effort` works through both.

`python -m tests.bench.second_coder --gold FILE.jsonl [--own N] [--depth N --beam N]`: the lead has
finished all articles behind the first N, the coders get those N as their own. Learning is on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.core.codes import ModelKind, Shown
from annotator.core.planning import Sizes
from annotator.core.records import Act, Change, Review, Span, Status
from annotator.storage import Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning.versions_in_use import model_in_use
from annotator.workspace.team import plans
from annotator.workspace.team.handing_out import hand_out
from tests.bench import making
from tests.bench.effort import project as effort_project
from tests.bench.effort.__main__ import summed
from tests.bench.effort.hand import Hand, Tally, row_of
from tests.bench.effort.oracle import Gold
from tests.bench.effort.oracle_plan import Effort

LEAD = "lead"
_AT = "2026-01-01T00:{:02}:{:02}.000+00:00"
_KEPT = "articles equal gold_entities keys motor_seconds motor_seconds_per_article".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--own", type=int, default=50, help="articles that the coders get")
    parser.add_argument("--most", type=int, help="so many of them are worked through")
    parser.add_argument("--coder", choices=["first", "second"], help="only that one")
    parser.add_argument("--depth", type=int, default=2, help="repairs that are planned ahead")
    parser.add_argument("--beam", type=int, default=2, help="plans that are kept")
    parser.add_argument("--quiet", action="store_true", help="no line for each article")
    options = parser.parse_args()
    making.fresh_home()
    began = time.process_time()
    effort = Effort(depth=options.depth, beam=options.beam)
    coders = (options.coder,) if options.coder else ("first", "second")
    found = measure(options.gold, options.own, effort, coders, options.most, options.quiet)
    found["processor_seconds_of_the_window"] = round(time.process_time() - began)
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()


def measure(
    gold: Path, own: int, effort: Effort, coders: Sequence[str], most: int | None, is_quiet: bool
) -> dict[str, Any]:
    """Motor seconds without ("first") and with ("second") the lead's weights."""
    golds = effort_project.read_gold(gold)
    path = effort_project.make(golds, learn=True)
    taught = _lead(path, golds, own)
    told: dict[str, Any] = {"gold": gold.name, "own": own, "lead": len(golds) - own, **taught}
    for name in coders:
        handed = _handed_out(path, name, own, has_weights=name == "second")
        rows = _driven(handed, golds, effort, most, is_quiet=is_quiet)
        told[name] = {k: v for k, v in summed(rows).items() if k in _KEPT}
    if len(coders) < 2:
        return told
    first, second = (told[name]["motor_seconds"] for name in coders)
    return told | {"ratio": round(second / first, 3)}


def _lead(path: Path, golds: Sequence[Gold], own: int) -> dict[str, Any]:
    """The lead's reviews are the gold of the later articles; a training learns from them."""
    with Store.open(path) as store:
        lead = store.annotators.id_of(LEAD)
        labels = {label.name: label.id for label in store.scheme.read().labels}
        for number in range(own + 1, len(golds) + 1):
            at = _AT.format(*divmod(number, 60))
            text = store.articles.get(number).text
            spans = [
                Span(number, lead, start, end, labels[name], text[start:end])
                for (start, end), name in golds[number - 1].entities.items()
            ]
            review = Review(number, lead, Status.DONE, shown=Shown.SHOWN, edited_at=at)
            changes = tuple(Change(None, each) for each in (*spans, review))
            store.acts.commit(Act("article.finish", number, changes), lead, at)
    report = run_job(messages.Train(str(path)))
    with Store.open(path) as store:
        model = model_in_use(store, ModelKind.CORRECTOR)
        assert model is not None, "the lead's corrector is not in use"
    return {"corrector": {"articles": report.articles, "seconds": report.seconds}}


def _handed_out(path: Path, name: str, own: int, *, has_weights: bool) -> Path:
    """A hand-out with all articles that are left, in the same order each time."""
    copy = path.with_name(f"{name}.annotator.db")
    with Store.open(path) as store:
        store.copy_to(copy)
    with Store.open(copy) as store:
        plan = plans.proposed(plans.ground(store, LEAD), [making.ANNOTATOR], LEAD, seed=1)
        plan = replace(plan, sizes=Sizes(own=own), has_weights=has_weights)
        made = hand_out(store, plan, path.parent / name, at="2026-02-01T00:00:00.000+00:00")
    return Path(made.files[making.ANNOTATOR])


def _driven(
    path: Path, golds: Sequence[Gold], effort: Effort, most: int | None, *, is_quiet: bool
) -> list[dict[str, Any]]:
    """Each article until it is the gold."""
    by_text = {gold.text: gold for gold in golds}
    with Store.open(path) as store:
        count = store.articles.highest_id()
        here = [by_text[store.articles.get(number).text] for number in range(1, count + 1)]
    hand, rows = Hand(path, here, effort, may_force=True), []
    for _ in here[:most]:
        hand.wait()
        gold = here[hand.article - 1]
        hand.tally = Tally(hand.article)
        hand.do_all(gold)
        hand.finish()
        rows.append(row_of(hand, gold))
        if not is_quiet:
            shown = {k: rows[-1][k] for k in ("article", "keys", "is_equal")}
            print(path.parent.name, json.dumps(shown), file=sys.stderr, flush=True)
    hand.driver.close()
    return rows


if __name__ == "__main__":
    main()
