"""The effort measure: an oracle that knows the gold drives the real window with keys alone.

`python -m tests.bench.effort --gold FILE.jsonl [--articles N] [--scheme FILE.toml]
[--labels MAP.json] [--learn on|off] [--look all|doubtful] [--step few|some|most]
[--pipeline NAME] [--cache FOLDER] [--in-real-time]`

Trainings and suggestions are made at once, in this process (`at_once.py`), and come at the article
at which they would come to a person; `--in-real-time` waits for the program's own children.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from annotator.core.looks import PROMISES
from tests.bench import making
from tests.bench.effort import project as effort_project
from tests.bench.effort.at_once import at_once
from tests.bench.effort.hand import Hand, Tally, row_of
from tests.bench.effort.oracle import PEERS
from tests.bench.effort.oracle_plan import Effort

# With learning the later articles tell what it is worth.
_FIRSTS = (19, 51, 76, 301)
_LATER = (
    "articles equal gold_entities keys keys_by_kind motor_seconds_per_article ratio_to_prodigy"
    " repairs_static repairs_shown repairs_shown_by_kind residual_wrong residual_missed"
    " residual_wrong_per_article residual_missed_per_article residual_by_kind left_of_100"
).split()


def main() -> None:
    options = _options()
    making.fresh_home()
    found = measure(options)
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()
    if options.look == "all" and found["equal"] != found["articles"]:
        sys.exit("some articles are not equal to the gold")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--scheme", type=Path, help="a TOML file instead of the gold's labels")
    parser.add_argument("--labels", type=Path, help="JSON: pipeline label to gold label")
    parser.add_argument("--learn", choices=["on", "off"], default="off")
    parser.add_argument("--look", choices=["all", "doubtful"], default="all")
    parser.add_argument("--step", choices=list(PROMISES), default="some", help="what is doubtful")
    parser.add_argument("--pipeline", help="a package, a folder, or blank:xx")
    parser.add_argument("--forced", choices=["yes", "no"], default="yes", help="Enter may force")
    parser.add_argument("--depth", type=int, default=2, help="repairs that are planned ahead")
    parser.add_argument("--beam", type=int, default=2, help="plans that are kept")
    parser.add_argument("--cache", type=Path, help="a folder to keep the pipeline's readings in")
    parser.add_argument("--in-real-time", action="store_true", help="wait for the children")
    parser.add_argument("--quiet", action="store_true", help="no line for each article")
    parser.add_argument("--trace", action="store_true", help="the keys of each article")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Drive the window over the gold file."""
    golds = effort_project.read_gold(options.gold, options.articles)
    labels = json.loads(options.labels.read_text(encoding="utf-8")) if options.labels else None
    here = None
    if not options.in_real_time:
        here = at_once(options.gold, options.pipeline, options.cache)
        here.replace_children()
    path = effort_project.make(
        golds,
        scheme=options.scheme,
        labels=labels,
        pipeline=options.pipeline,
        learn=options.learn == "on",
        step=options.step,
        suggest=None if here is None else here.suggest,
    )
    effort = Effort(depth=options.depth, beam=options.beam)
    hand = Hand(path, golds, effort, may_force=options.forced == "yes", at_once=here)
    began = time.monotonic()
    rows = []
    for _ in golds:
        hand.wait()
        gold = golds[hand.article - 1]
        hand.tally = Tally(hand.article)
        (hand.do_all if options.look == "all" else hand.do_doubtful)(gold)
        hand.finish()
        rows.append(row_of(hand, gold))
        if options.trace:
            print(rows[-1]["article"], *hand.tally.presses, file=sys.stderr)
        if not options.quiet:
            shown = {k: v for k, v in rows[-1].items() if k != "peers"}
            print(
                json.dumps(shown), f"{time.monotonic() - began:.0f}s", file=sys.stderr, flush=True
            )
    hand.driver.close()
    told = {"gold": options.gold.name, "look": options.look, "learn": options.learn}
    told["step"] = options.step
    spent = {"all": time.process_time()}
    if here is not None:
        told["late_trainings"] = here.late_articles
        spent |= here.processor_seconds
    told["processor_seconds"] = {name: round(seconds) for name, seconds in spent.items()}
    later = {
        f"from_{first}": {k: v for k, v in summed(rows[first - 1 :]).items() if k in _LATER}
        for first in _FIRSTS
        if len(rows) >= first
    }
    return {**told, **summed(rows), **later}


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures over all articles."""
    count = max(1, len(rows))

    def total(name: str) -> Any:
        return sum(row[name] for row in rows)

    seconds = round(total("motor_seconds"), 1)
    kinds: Counter[str] = sum((Counter(row["kinds"]) for row in rows), Counter())
    static: Counter[str] = sum((Counter(row["static"]) for row in rows), Counter())
    shown: Counter[str] = sum((Counter(row["shown"]) for row in rows), Counter())
    left: Counter[str] = sum((Counter(row["residual_by_kind"]) for row in rows), Counter())
    peers = {}
    for peer in PEERS:
        theirs = sum(row["peers"][peer.name] for row in rows)
        peers[peer.name] = {
            "motor_seconds": round(theirs, 1),
            "motor_seconds_per_article": round(theirs / count, 2),
            "ratio": round(seconds / theirs, 3) if theirs else None,
        }
    return {
        "articles": len(rows),
        "equal": sum(row["is_equal"] for row in rows),
        "gold_entities": total("gold_entities"),
        "keys": total("keys"),
        "decisions": total("decisions"),
        "motor_seconds": seconds,
        "motor_seconds_per_article": round(seconds / count, 2),
        "ratio_to_prodigy": peers["prodigy"]["ratio"],
        "repairs_static": total("repairs_static"),
        "repairs_by_kind": dict(static),
        "repairs_shown": total("repairs_shown"),
        "repairs_shown_by_kind": dict(shown),
        "keys_by_kind": dict(kinds),
        "peers": peers,
        "residual_by_kind": dict(left),
        "left_of_100": round(100 * left.total() / max(1, total("gold_entities")), 1),
        "residual_wrong": total("residual_wrong"),
        "residual_missed": total("residual_missed"),
        "residual_wrong_per_article": round(total("residual_wrong") / count, 2),
        "residual_missed_per_article": round(total("residual_missed") / count, 2),
        "forced_articles": sum(row["is_forced"] for row in rows),
        "surprises": total("surprises"),
        "stuck": [row["article"] for row in rows if "stuck" in row],
        "per_article": [
            {k: v for k, v in row.items() if k not in ("static", "shown")} for row in rows
        ],
    }


if __name__ == "__main__":
    main()
