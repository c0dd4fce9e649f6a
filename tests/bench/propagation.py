"""The preview of an act over 10,000 articles: first hits, all hits, applying, undo; JSON."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from annotator import app
from annotator.storage import Store
from annotator.ui.find.preview import Preview
from annotator.ui.shell.window import Window
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Hit, Plan
from tests.bench import figures, making

BUDGET_MS, STEP_MS = 100.0, 16.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    making.fresh_home()
    path = making.copy_of(making.many(options.articles))
    with Store.open(path) as store:
        while store.search.index_some(500):
            pass
    application = app.make_application()
    project = Project(path, making.ANNOTATOR, window=False)
    found = {}
    for kind, surface in surfaces(project).items():
        found[kind] = measure(project, surface, options.runs)
        found[kind]["window"] = shown(application, project, surface, options.runs)
        found[kind] |= applied(project, surface)
    over = [kind for kind, x in found.items() if x["window"]["p50"] > BUDGET_MS]
    over += [f"{kind} a step" for kind, x in found.items() if x["a_step"]["p95"] > STEP_MS]
    project.close()
    budget = {"window_p50_ms": BUDGET_MS, "a_step_p95_ms": STEP_MS}
    figures.show("propagation", found, budget, over)


def surfaces(project: Project) -> dict[str, str]:
    """A surface of some 50, of some 200 and of the most articles."""
    kinds = project.store.occurrences.texts(range(1, 201), project.annotator)
    counts: Counter[str] = Counter()
    for article in kinds:
        spans = project.store.suggestions.of(article.id)
        counts.update({article.text[x.start : x.end] for x in spans})
    wanted = {"rare": 1, "usual": 4, "common": 200}
    return {
        kind: min(counts, key=lambda name: (abs(counts[name] - number), name))
        for kind, number in wanted.items()
    }


def measure(project: Project, surface: str, runs: int) -> dict[str, object]:
    label = project.scheme.labels[0].id
    first, whole, steps = [], [], []
    hits: list[Hit] = []
    for _ in range(runs):
        began = last = time.perf_counter()
        plan = Plan(project, surface, label)
        hits = plan.more()
        first.append(_ms_since(began))
        while not plan.is_complete:
            last = time.perf_counter()
            hits += plan.more()
            steps.append(_ms_since(last))
        whole.append(_ms_since(began))
    whole_word = re.compile(rf"\b{re.escape(surface)}\b")
    every = sum(len(whole_word.findall(x.text)) for x in _texts(project))
    return {
        "articles": plan.total,
        "hits": len(hits),
        "found_by_brute_force": every,
        "first_hits": figures.spread(first),
        "all_hits": figures.spread(whole),
        "a_step": figures.spread(steps),
    }


def shown(application, project: Project, surface: str, runs: int) -> dict[str, float]:
    """From the call to the window's first paint with hits."""
    parent = Window()
    parent.resize(1440, 900)
    parent.show()
    application.processEvents()
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        preview = Preview(parent, Plan(project, surface, 1), project.scheme)
        preview.open()
        preview.list.viewport().repaint()
        times.append(_ms_since(began))
        preview.reject()
        application.processEvents()
    parent.close()
    return figures.spread(times[1:])


def applied(project: Project, surface: str) -> dict[str, float]:
    """One act of all that is on, and its undo."""
    plan = Plan(project, surface, 1)
    hits: list[Hit] = []
    while not plan.is_complete:
        hits += [hit for hit in plan.more() if not hit.snag]
    return {
        "applied_hits": len(hits),
        "apply_ms": _timed(lambda: plan.apply(hits)),
        "undo_ms": _timed(project.undoing.undo),
    }


def _texts(project: Project):
    count = project.counts()["all"]
    for at in range(1, count + 1, 500):
        yield from project.store.occurrences.texts(
            range(at, min(at + 500, count + 1)), project.annotator
        )


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return _ms_since(began)


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


if __name__ == "__main__":
    main()
