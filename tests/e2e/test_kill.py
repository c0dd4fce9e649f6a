"""Nothing is lost: the process is killed at any moment, and all that was painted is in the file."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.storage import Store
from tests.gui.seat import Proposed, make_project

ROUNDS = 6
WORDS = "Anna met Ben in Sarn, and Ida saw Tom near Orm while Una and Max left Karsheim for Port. "
# Labels, topics and finished articles are only ever added, and each is told after it was painted.
SCRIPT = """
import json, sys
from pathlib import Path
from annotator import app
from annotator.ui.pressing import press, settle, wait_for

app.make_application()
window, opener = app.build("Mira")
window.desk.enter_guard_ms = 0
painted = []
window.view.painted.connect(lambda: painted.append(1))
opener.open_path(Path(sys.argv[1]))
window.show()
wait_for(lambda: painted, "the first paint")

def do(*keys):
    for key in keys:
        settle()
        painted.clear()
        press(window, key)
        wait_for(lambda: painted, "the paint")

def tell(**what):
    print(json.dumps(what), flush=True)

seed = int(sys.argv[2])
while True:
    for number in range(6):
        do(*["Right"] * (2 + (seed + number) % 3))
        do("Shift+" + "plo"[window.desk.review.focus[0] % 3])
        sheet = window.desk.review.sheet
        start, end = window.desk.review.focus
        tell(article=sheet.article.id, start=start, end=end, label=sheet.span_at(start, end).label)
    if 11 not in sheet.topics:
        do("1")
        tell(article=sheet.article.id, topic=11)
    while window.desk.review.sheet.article.id == sheet.article.id:
        do("Enter")
    tell(article=sheet.article.id, done=True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    marks = [Proposed("Sarn", "PLACE"), Proposed("Karsheim", "PLACE", 0.1)]
    return make_project(
        tmp_path / "news.db", [(f"{number}. " + WORDS * 3, marks) for number in range(60)]
    )


def test_what_was_painted_survives_kill(project):
    told: list[dict[str, Any]] = []
    for seed in range(ROUNDS):
        new = killed_at_work(project, seed)
        assert new
        told += new
        check(project, told)
    with Store.open(project, window=True) as store:
        counts = store.counts(store.annotator_id("Mira"))
    done = {each["article"] for each in told if "done" in each}
    assert len(done) <= counts["done"] <= len(done) + ROUNDS, "at most one act a round is not told"


def killed_at_work(project: Path, seed: int) -> list[dict[str, Any]]:
    """Let the person work, kill the process at a random moment, and give what was told."""
    chance = random.Random(seed)
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(project), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(chance.randint(1, 12))]  # then at once, or soon
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(chance.choice((0.0, 0.0, chance.uniform(0, 0.05))))
    child.kill()
    rest, _ = child.communicate()
    lines += rest.splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def check(project: Path, told: list[dict[str, Any]]) -> None:
    """Everything told is in the file, and the file is sound."""
    with closing(sqlite3.connect(project)) as connection:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        assert rows("PRAGMA integrity_check") == [("ok",)]
        assert rows("PRAGMA foreign_key_check") == []
        spans = set(rows('SELECT article, start, "end", label FROM spans'))
        topics = set(rows("SELECT article, topic FROM article_topics WHERE is_yes"))
        done = {article for (article,) in rows("SELECT article FROM reviews WHERE status = 'done'")}
        acts = rows("SELECT before, after FROM acts")
    for each in told:
        if "done" in each:
            assert each["article"] in done
        elif "topic" in each:
            assert (each["article"], each["topic"]) in topics
        else:
            assert (each["article"], each["start"], each["end"], each["label"]) in spans
    for before, after in acts:
        assert len(json.loads(before)) == len(json.loads(after))
