"""Kills of the window under keys, copies of its file at rest, and stale logs; prints JSON.

    python -m tests.bench.kills [--kills 200] [--logs 50] [--lanes 2] [--seconds N]

Each round a person works in the real window, off-screen, and rests. A second process (this one)
copies the file alone, at a random moment from a second after the last key on; the window is killed
at a random moment of the keys that follow. Then the copy must hold all that was painted before the
rest, and the project all that was painted at all. Logs that kills have left are put beside other
states of the file: none may be replayed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.storage import Store
from tests.gui.seat import Proposed, make_project

REST_S = 1.0
ARTICLES = 300
WORDS = "Anna met Ben in Sarn, and Ida saw Tom near Orm while Una and Max left Karsheim for Port. "
Told = list[dict[str, Any]]
# Labels, topics and finished articles are only ever added, and each is told after it was painted.
SCRIPT = """
import json, random, sys, time
from pathlib import Path
from annotator import app
from annotator.ui.kit.pressing import press, settle, wait_for

app.make_application()
window, opener = app.build("Mira")
window.desk.articles.enter_guard_ms = 0
painted = []
window.view.painted.connect(lambda: painted.append(1))
opener.open_path(Path(sys.argv[1]))
window.show()
wait_for(lambda: painted, "the first paint")
chance = random.Random(int(sys.argv[2]))

def do(*keys):
    for key in keys:
        settle()
        painted.clear()
        press(window, key)
        wait_for(lambda: painted, "the paint")

def tell(**what):
    print(json.dumps(what), flush=True)

def work():
    for _ in range(chance.randint(1, 4)):
        do(*["Right"] * chance.randint(2, 4))
        do("Shift+" + "plo"[window.desk.review.focus[0] % 3])
        sheet = window.desk.review.sheet
        start, end = window.desk.review.focus
        tell(article=sheet.article.id, start=start, end=end, label=sheet.span_at(start, end).label)
    if chance.random() < 0.3 and 11 not in sheet.topics:
        do("1")
        tell(article=sheet.article.id, topic=11)
    if chance.random() < 0.3:
        while window.desk.review.sheet.article.id == sheet.article.id:
            do("Enter")
        tell(article=sheet.article.id, done=True)

work()
tell(rest=True)
until = time.monotonic() + float(sys.argv[3])
wait_for(lambda: time.monotonic() > until, "the rest")
while True:
    work()
"""


@dataclass(slots=True)
class Tally:
    """What was done, and what was wrong."""

    kills: int = 0
    acts: int = 0
    copies: int = 0
    acts_in_copies: int = 0
    stale_logs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Lane:
    """One project, on which one works and is killed, again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        folder.mkdir()
        marks = [Proposed("Sarn", "PLACE"), Proposed("Karsheim", "PLACE", 0.1)]
        articles = [(f"{number}. " + WORDS * 3, marks) for number in range(ARTICLES)]
        self.path = make_project(folder / "news.db", articles)
        self.other = make_project(folder / "other.db", articles[:20])
        self.seed = seed
        self.told: Told = []
        self.copies: list[Path] = []
        self.tally = Tally()

    def round(self, number: int) -> None:
        """Work, rest, a copy, more work, a kill, and the checks."""
        chance = random.Random(f"{self.seed} {number}")
        wait = REST_S + chance.uniform(0, 0.5)
        child = _child(self.path, f"{self.seed}{number:04}", wait + 0.15)
        assert child.stdout is not None
        new: Told = []
        while (line := child.stdout.readline()) and "rest" not in (one := json.loads(line)):
            new.append(one)
        time.sleep(wait)
        copy = self.folder / f"copy {number}.db"
        shutil.copyfile(self.path, copy)
        self.check_copy(copy, self.told + new)
        for _ in range(chance.randint(0, 6)):
            if line := child.stdout.readline():  # else there is no article left
                new.append(json.loads(line))
        time.sleep(chance.choice((0.0, chance.uniform(0, 0.3))))
        child.kill()
        rest, _ = child.communicate()
        new += [json.loads(x) for x in rest.splitlines(keepends=True) if x.endswith(b"\n")]
        self.told += new
        self.tally.kills += 1
        self.tally.acts += len(new)
        self.keep_log(number)
        with Store.open(self.path, window=True) as store:
            if store.told:
                self.tally.wrong.append(f"round {number}: {store.told}")
        self.tally.wrong += [f"round {number}: {x}" for x in missing(self.path, self.told)]

    def check_copy(self, copy: Path, told: Told) -> None:
        self.tally.copies += 1
        self.tally.acts_in_copies += len(told)
        self.tally.wrong += [f"{copy.name}: {x}" for x in missing(copy, told)]
        self.copies.append(copy)
        if len(self.copies) > 6:
            self.copies.pop(0).unlink()

    def keep_log(self, number: int) -> None:
        """Keep what a kill has left beside the file, if it left something."""
        log = self.path.with_name("news.db-wal")
        if log.exists() and log.stat().st_size and len(self.copies) > 1:
            place = self.folder / f"log {number}"
            place.mkdir()
            for ending in ("", "-wal", "-shm"):
                shutil.copyfile(self.path.with_name("news.db" + ending), place / ("q.db" + ending))

    def stale(self, wanted: int) -> None:
        """Put other states of the file beside the logs, and open them."""
        places = sorted(self.folder.glob("log *"))
        for number in range(wanted):
            kind, make = KINDS[number % len(KINDS)]
            place = self.folder / f"stale {number}"
            shutil.copytree(places[number % len(places)], place)
            made = place / "made.db"
            make(self, place, made)
            expected = content(made)
            made.replace(place / "q.db")
            with Store.open(place / "q.db") as store:
                lines = [str(each) for each in store.told]
            if len(lines) != 1 or content(place / "q.db") != expected:
                self.tally.wrong.append(f"{place.name} ({kind}): {lines}")
            self.tally.stale_logs[kind] += 1


def _child(path: Path, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def missing(path: Path, told: Told) -> Iterable[str]:
    """What was told and is not in the file alone; and what is wrong with the file."""
    with closing(sqlite3.connect(path)) as connection:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        if rows("PRAGMA integrity_check") != [("ok",)] or rows("PRAGMA foreign_key_check"):
            yield "damaged"
        spans = set(rows('SELECT article, start, "end", label FROM spans'))
        topics = set(rows("SELECT article, topic FROM article_topics WHERE is_yes"))
        done = {article for (article,) in rows("SELECT article FROM reviews WHERE status = 'done'")}
    for each in told:
        if "done" in each:
            is_there = each["article"] in done
        elif "topic" in each:
            is_there = (each["article"], each["topic"]) in topics
        else:
            is_there = (each["article"], each["start"], each["end"], each["label"]) in spans
        if not is_there:
            yield f"lost {each}"


def content(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
        tables = ("acts", "spans", "articles", "suggestions", "decisions", "reviews")
        return [connection.execute(f"SELECT * FROM {x}").fetchall() for x in tables]


def _older(lane: Lane, _place: Path, made: Path) -> None:
    """A copy from before, made by `cp` while the window was open."""
    shutil.copyfile(lane.copies[0], made)


def _newer(lane: Lane, _place: Path, made: Path) -> None:
    """A colleague's, who went on with a copy."""
    shutil.copyfile(lane.copies[-1], made)
    with Store.open(made) as store:
        store.settings.set("place", {"article": 1, "focus": [0, 1], "scroll": 3})


def _newest(_lane: Lane, place: Path, made: Path) -> None:
    """The very file, opened elsewhere with its log, in which somebody went on."""
    shutil.copyfile(place / "q.db", made)
    shutil.copyfile(place / "q.db-wal", made.with_name("made.db-wal"))
    with Store.open(made) as store:
        store.settings.set("place", {"article": 1, "focus": [0, 1], "scroll": 3})


def _another(lane: Lane, _place: Path, made: Path) -> None:
    shutil.copyfile(lane.other, made)


def _vacuumed(_lane: Lane, place: Path, made: Path) -> None:
    """The state that the log goes on from, its pages put together anew."""
    shutil.copyfile(place / "q.db", made)
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("VACUUM")


def _saved(lane: Lane, _place: Path, made: Path) -> None:
    """A copy that the program itself made."""
    with Store.open(lane.path) as store:
        store.copy_to(made)


def _garbage(_lane: Lane, place: Path, made: Path) -> None:
    """No log at all."""
    shutil.copyfile(place / "q.db", made)
    (place / "q.db-wal").write_bytes(random.Random(place.name).randbytes(60_000))


Make = Callable[[Lane, Path, Path], None]
KINDS: list[tuple[str, Make]] = [
    (make.__name__.strip("_"), make)
    for make in (_older, _newer, _newest, _another, _vacuumed, _saved, _garbage)
]


def run(
    kills: int, logs: int, lanes: int, folder: Path, seconds: float = float("inf")
) -> dict[str, Any]:
    """So many of each, on so many projects at a time; what came of it.

    After so many seconds no other kill is begun.
    """
    began = time.monotonic()
    all_lanes = [Lane(folder / f"lane {number}", number) for number in range(lanes)]

    def go(lane: Lane) -> Tally:
        for number in range(lane.seed, kills, lanes):
            if time.monotonic() - began > seconds:
                break
            lane.round(number)
        lane.stale(len(range(lane.seed, logs, lanes)))
        return lane.tally

    with ThreadPoolExecutor(lanes) as pool:
        tallies = list(pool.map(go, all_lanes))
    return {
        "kills": sum(x.kills for x in tallies),
        "acts_painted": sum(x.acts for x in tallies),
        "copies_at_rest": sum(x.copies for x in tallies),
        "acts_looked_for_in_copies": sum(x.acts_in_copies for x in tallies),
        "stale_logs": dict(sum((x.stale_logs for x in tallies), Counter())),
        "wrong": [line for x in tallies for line in x.wrong],
        "seconds": round(time.monotonic() - began),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--logs", type=int, default=50)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        found = run(given.kills, given.logs, given.lanes, Path(folder), given.seconds)
    print(json.dumps(found, indent=1))
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
