"""How fast work comes back, in how much memory, and what holds whatever comes in which order.

    python -m tests.bench.merge [--reviews 10000] [--spans 30]
    python -m tests.bench.merge --cases 10000

Times are processor seconds; memory is the highest of the process while it merges, beyond what it
had before, for a tenth of the reviews and for all.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme
from annotator.formats import work_file
from annotator.formats.work_file import WorkHead, WorkItem, WorkReview
from annotator.storage import NewArticle, Store
from annotator.workspace.merging import merge as merging
from annotator.workspace.merging.lines import Lines
from annotator.workspace.merging.merge import Brought
from tests.unit.workspace.merge_cases import Cases

_AT = "2024-05-01T10:00:00.000+00:00"
_WORDS = ("Sarn", "Vell", "river", "troops", "stood", "by", "the", "old", "bridge", "Moscow")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--reviews", type=int, default=10_000)
    asked.add_argument("--spans", type=int, default=30)
    asked.add_argument("--cases", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--project", default="")
    given_ = asked.parse_args()
    if given_.cases:
        _cases(given_.cases)
    elif given_.project:
        _merge(Path(given_.project))
    else:
        for count in (given_.reviews // 10, given_.reviews):
            with tempfile.TemporaryDirectory() as folder:
                project = Path(folder) / "lead.annotator.db"
                _make(project, count, given_.spans, given_.seed)
                subprocess.run(
                    [sys.executable, "-m", "tests.bench.merge", "--project", str(project)],
                    check=True,
                )


def _make(path: Path, count: int, spans: int, seed: int) -> None:
    """A project with so many articles, and beside it the work file of one who did them all."""
    chance = random.Random(seed)
    labels = tuple(Label(n + 1, f"Label {n}", position=n) for n in range(8))
    reviews = []
    with Store.create(path, Scheme(labels=labels), at=_AT) as store:
        store._db.connection.execute("PRAGMA synchronous = OFF")
        with store.batch() as batch:
            for number in range(count):
                words = [chance.choice(_WORDS) for _ in range(10 * spans)]
                text = f"{number} {' '.join(words)}"
                store.articles.add(NewArticle(text, key=f"k{number}", imported_at=_AT))
                batch.tick()
                places, at = [], len(str(number)) + 1
                for place, word in enumerate(words):
                    if place % 10 == 0:
                        label = chance.randrange(8)
                        places.append((at, at + len(word), label, "added", ""))
                    at += len(word) + 1
                reviews.append(
                    WorkReview(
                        text=sha256(text.encode()).hexdigest(),
                        edited_at=_AT,
                        key=work_file.key_hash(f"k{number}"),
                        spans=work_file.spans_of(places),
                    )
                )
        head = WorkHead(
            project=store.team.project_uid,
            coder="ada",
            made_at=_AT,
            labels=tuple(WorkItem(x.uid, x.name) for x in store.scheme.read().labels),
        )
    with path.with_suffix(".work").open("wb") as stream:
        work_file.write(stream, head, reviews)


def _merge(path: Path) -> None:
    gc.freeze()  # as the job does
    gc.set_threshold(50_000, *gc.get_threshold()[1:])
    content = path.with_suffix(".work").read_bytes()
    with Store.open(path) as store:
        lead = store.annotators.id_of("lead")
        before = _memory()
        took = {}
        started = time.process_time()
        lines = Lines(BytesIO(content), "work")
        took["read"] = time.process_time() - started
        brought = [Brought(lines, "work", content)]
        for what, is_preview in (("preview", True), ("merge", False), ("again", False)):
            started = time.process_time()
            report = merging.merge(store, brought, lead, _AT, is_preview=is_preview)
            took[what] = time.process_time() - started
            if what == "merge":
                found, memory = report.files[0], _memory() - before
        started = time.process_time()
        undone = store.history.undo(lead, _AT)
        took["undo"] = time.process_time() - started
        assert undone is not None and undone.left == 0
        lines.close()
    told = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items())
    size = len(content) / max(found.reviews, 1)
    print(
        f"{found.added:,} reviews, {found.spans:,} spans, {size:.0f} bytes a review: {told};"
        f" memory +{memory / 1e6:.1f} MB"
    )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _cases(count: int) -> None:
    """So many generated cases; raises at the first that does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        cases = Cases(Path(folder))
        done = 0
        started = time.process_time()

        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def check(data: st.DataObject) -> None:
            nonlocal done
            files = data.draw(cases.files())
            cases.check(files, data.draw(st.permutations(range(len(files)))))
            done += 1
            if done % 500 == 0:
                print(f"{done:,} cases, {time.process_time() - started:.0f} s", flush=True)

        check()
        print(f"{done:,} cases hold")


if __name__ == "__main__":
    main()
