"""The window killed under keys, copies of its file at rest, and the logs that kills leave.

Each round somebody works in the real window, off-screen, and rests. A second process (this one)
copies the file alone, at a random moment from a second after the last key on; the window is killed
at a random moment of the keys that follow. Then the copy must hold all that was painted before the
rest, and the project all that was painted at all. Logs that kills have left are put beside other
states of the file: none may be replayed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.storage import Store
from tests.bench.torture.person import Told, left_over, make, missing, wrong

REST_S = 1.0
ARTICLES = 300
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
chance = random.Random(sys.argv[2])

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


class Lane:
    """One project, on which one works and is killed, again and again."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.path = make(folder / "news.db", ARTICLES)
        self.other = make(folder / "other.db", 20)
        self.seed = seed
        self.told: Told = []
        self.copies: list[Path] = []
        self.kept = 0

    def round(self, number: int) -> list[str]:
        """Work, rest, a copy, more work, a kill; what is wrong."""
        chance = random.Random(f"{self.seed} {number}")
        wait = REST_S + chance.uniform(0, 0.5)
        child = _child(self.path, f"{self.seed} {number}", wait + 0.15)
        assert child.stdout is not None
        new: Told = []
        while (line := child.stdout.readline()) and "rest" not in (one := json.loads(line)):
            new.append(one)
        time.sleep(wait)
        copy = self.folder / f"copy {number}.db"
        shutil.copyfile(self.path, copy)
        found = [f"{copy.name}: {x}" for x in missing(copy, self.told + new)]
        self._keep(copy)
        for _ in range(chance.randint(0, 6)):
            if line := child.stdout.readline():  # else there is no article left
                new.append(json.loads(line))
        time.sleep(chance.choice((0.0, chance.uniform(0, 0.3))))
        child.kill()
        rest, _ = child.communicate()
        new += [json.loads(x) for x in rest.splitlines(keepends=True) if x.endswith(b"\n")]
        self.told += new
        self._keep_log(number)
        found += wrong(self.path, self.told)
        found += left_over(self.folder, (x.name for x in self.folder.iterdir()))
        return [f"window, round {number}: {x}" for x in found]

    def stale(self, number: int) -> list[str]:
        """Put another state of the file beside a log that a kill has left; what is wrong."""
        places = sorted(self.folder.glob("log *"))
        if not places:
            return []
        kind, make_other = KINDS[number % len(KINDS)]
        place = self.folder / f"stale {number}"
        shutil.copytree(places[number % len(places)], place)
        made = place / "made.db"
        make_other(self, place, made)
        expected = content(made)
        made.replace(place / "q.db")
        with Store.open(place / "q.db") as store:
            lines = [str(each) for each in store.told]
        is_sound = len(lines) == 1 and content(place / "q.db") == expected
        shutil.rmtree(place)
        return [] if is_sound else [f"stale log, {kind}: {lines}"]

    def _keep(self, copy: Path) -> None:
        self.copies.append(copy)
        if len(self.copies) > 6:
            self.copies.pop(0).unlink()

    def _keep_log(self, number: int) -> None:
        """Keep what a kill has left beside the file, if it left something."""
        log = self.path.with_name("news.db-wal")
        if log.exists() and log.stat().st_size and len(self.copies) > 1:
            place = self.folder / f"log {number}"
            place.mkdir()
            for ending in ("", "-wal", "-shm"):
                shutil.copyfile(self.path.with_name("news.db" + ending), place / ("q.db" + ending))
            self.kept += 1


def _child(path: Path, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


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
