"""Near copies among invented articles: how many of them the job finds, how many of those that it
finds are none, its time and its memory.

A twentieth are copies of earlier articles, of whose words a twentieth to a fifth are taken out, put
in or made other ones. Words are as frequent as they are in a language (Zipf), so that articles
which have nothing to do with each other share many.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from annotator.storage import NewArticle, Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from tests.bench import figures, making
from tests.bench.transfer import Watch

BUDGET = {"recall": 0.95, "precision": 0.95}
COPIES = 0.05
EDITED = (0.05, 0.2)
_WORDS = (250, 550)  # of an article
_KEPT = 2_000  # articles of which copies are made: what is edited must be in memory
_SYLLABLES = "ba den kor lin mar no pel ras sto tu ven zi ha gre mol qui".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="try 100000")
    options = parser.parse_args()
    making.fresh_home()
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    try:
        found = measured(folder / "copies.annotator.db", options.articles)
    finally:
        shutil.rmtree(folder)
    over = [name for name, least in BUDGET.items() if found.get(name, 0) < least]
    figures.show("near copies", found, BUDGET, over)


def measured(project: Path, count: int) -> dict[str, Any]:
    """Make a project of so many articles, run the job on it, and say what it found."""
    family_of: dict[int, int] = {}
    with making.empty(project) as store, store.batch() as batch:
        for text, copied in articles(count):
            number, _ = store.articles.add(NewArticle(text))
            family_of[number] = family_of[copied] if copied else number
            batch.tick()
    watch, ends = Watch(None), list[tuple[Any, Any]]()
    began, cpu = time.perf_counter(), _cpu_of_children()
    request = messages.NearCopies(str(project))
    job = JobProcess(request, watch.on_progress, lambda *end: ends.append(end)).start()
    while not job.wait(0.2):
        process = job._process
        if process is not None:
            watch.sample(figures.rss_mb(process.pid))
    if ends[0][1] is not None:
        return {"error": str(ends[0][1])}
    took, cpu = time.perf_counter() - began, _cpu_of_children() - cpu
    with Store.open(project) as store:
        pairs = [(each.article, each.other) for each in store.near_copies.pairs()]
        families = store.near_copies.families()
    return {
        "articles": count,
        **scores(family_of, pairs, families),
        "minutes": round(took / 60, 2),
        "cpu_minutes": round(cpu / 60, 2),
        "rss_mb": watch.peak,
    }


def scores(
    family_of: dict[int, int], pairs: list[tuple[int, int]], found: dict[int, int]
) -> dict[str, Any]:
    """Recall: of the copies, how many are in one family with what they were made of. Precision: of
    the pairs that were found, how many are of one family.
    """
    copies = [(each, first) for each, first in family_of.items() if each != first]
    kept = sum(found.get(each, each) == found.get(first, first) for each, first in copies)
    right = sum(family_of[one] == family_of[other] for one, other in pairs)
    return {
        "copies": len(copies),
        "pairs": len(pairs),
        "recall": round(kept / len(copies), 4) if copies else 1.0,
        "precision": round(right / len(pairs), 4) if pairs else 1.0,
    }


def articles(count: int, seed: int = 1) -> Iterator[tuple[str, int]]:
    """Texts, each with the number of the one that it is a copy of, from 1 on, or 0."""
    made = _Texts(random.Random(seed))
    for number in range(1, count + 1):
        yield made.copy() if number > 1 and made.is_copy() else (made.new(number), 0)


@dataclass(slots=True)
class _Texts:
    chance: random.Random
    words: list[str] = field(init=False)
    weights: list[float] = field(init=False)
    kept: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        syllables = [a + b for a in _SYLLABLES for b in _SYLLABLES]
        self.words = [a + b for a in ["", *syllables] for b in syllables][:30_000]
        self.weights = [*accumulate(1 / (rank + 2.7) for rank in range(len(self.words)))]

    def is_copy(self) -> bool:
        return self.chance.random() < COPIES

    def new(self, number: int) -> str:
        words = self._drawn(self.chance.randint(*_WORDS))
        if len(self.kept) < _KEPT:
            self.kept[number] = words
        else:
            at = self.chance.choice([*self.kept][:50])
            del self.kept[at]
            self.kept[number] = words
        return " ".join(words)

    def copy(self) -> tuple[str, int]:
        """A copy of one of those kept: an edited word is another one, or none, or gets one."""
        of = self.chance.choice([*self.kept])
        share = self.chance.uniform(*EDITED)
        words: list[str] = []
        for word in self.kept[of]:
            if self.chance.random() >= share:
                words.append(word)
                continue
            kind = self.chance.randrange(3)
            words += [[], self._drawn(1), [word, *self._drawn(1)]][kind]
        return " ".join(words), of

    def _drawn(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
