"""Import, export and bulk suggestion as jobs: articles a second, and how much memory they take."""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from annotator.workspace.jobs.wire import Request
from tests.bench import figures, making

BUDGET = {
    "import as suggestions": 2_000,
    "import as reviews": 1_500,
    "jsonl": 3_500,
    "csv": 3_000,
    "spacy": 700,
}
_LEAST_RATIO = 0.9  # of bulk suggestion to nlp.pipe alone
_GROWTH_MB = 100  # more than this between a quarter and the end is not flat


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, help="of 400 words")
    parser.add_argument("--suggest", type=int, default=300, help="articles for nlp.pipe; 0: none")
    options = parser.parse_args()
    making.fresh_home()
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    project, count = folder / "jobs.annotator.db", options.articles
    making.empty(project).close()
    found: dict[str, Any] = {}
    asked = messages.Import(str(project), (str(making.jsonl(count)),))
    found["import"] = _rate(count, "importing", asked)
    paths = (str(making.jsonl(count, has_spans=True)),)
    for kind in ("suggestion", "review"):  # the reviews are exported below
        project = folder / f"{kind}s.annotator.db"
        making.empty(project).close()
        request = messages.Import(project=str(project), paths=paths, as_review=kind == "review")
        found[f"import as {kind}s"] = _rate(count, "importing", request)
    for name in ("jsonl", "csv", "spacy"):
        to = folder / (name if name == "spacy" else f"out.{name}")
        request = messages.Export(str(project), str(to), name, status="all")
        found[name] = _rate(count, None, request)
    if options.suggest:
        found["suggest"] = _suggest(options.suggest, folder)
    over = [name for name, budget in BUDGET.items() if _is_slow(found[name], budget)]
    over += [
        f"{name} memory" for name, each in found.items() if each.get("growth_mb", 0) > _GROWTH_MB
    ]
    if options.suggest and found["suggest"]["ratio"] < _LEAST_RATIO:
        over.append("suggest")
    budget = {"articles_per_s": BUDGET, "growth_mb": _GROWTH_MB, "suggest_ratio": _LEAST_RATIO}
    figures.show("jobs", found, budget, over)


def _is_slow(figure: dict[str, Any], budget: float) -> bool:
    return "error" in figure or figure["articles_per_s"] < budget


def _rate(count: int, phase: str | None, request: Request[Any]) -> dict[str, Any]:
    """Run a job; articles a second over its first phase (None: all of it), start-up left out."""
    watch = _Watch(phase)
    began, cpu_before = time.perf_counter(), _cpu_of_children()
    ends: list[tuple[Any, Any]] = []
    job = JobProcess(request, watch.on_progress, lambda *end: ends.append(end)).start()
    while not job.wait(0.05):
        process = job._process
        if process is not None:
            watch.sample(figures.rss_mb(process.pid))
    ended = time.perf_counter()
    report, error = ends[0]
    if error is not None:
        return {"error": str(error)}
    first, last = watch.first or began, (watch.last if phase else None) or ended
    return {
        "articles_per_s": round(count / (last - first)),
        "s_in_all": round(ended - began, 2),
        "cpu_s_in_all": round(_cpu_of_children() - cpu_before, 2),
        "rss_mb": watch.peak,
        "growth_mb": watch.growth,
        "report": {k: v for k, v in report.items() if isinstance(v, int)},
    }


def _cpu_of_children() -> float:
    """Seconds of the processor that ended children took: says more where others work too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch:
    """When a phase of a job began and ended, and the memory over its time."""

    def __init__(self, phase: str | None) -> None:
        self._phase = phase
        self.first: float | None = None
        self.last: float | None = None
        self._samples: list[float] = []
        self._lock = threading.Lock()

    def on_progress(self, progress: Any) -> None:
        now = time.perf_counter()
        if self._phase is None or progress.what == self._phase:
            self.first = self.first or now
            self.last = now

    def sample(self, megabytes: float) -> None:
        if megabytes:
            self._samples.append(megabytes)

    @property
    def peak(self) -> float:
        return max(self._samples, default=0.0)

    @property
    def growth(self) -> float:
        """The peak of the last half over the peak of the second quarter."""
        size = len(self._samples)
        if size < 8:
            return 0.0
        return round(max(self._samples[size // 2 :]) - max(self._samples[size // 4 : size // 2]), 1)


def _suggest(count: int, folder: Path) -> dict[str, Any]:
    """The job's articles a second against those of nlp.pipe alone, in turns of one process each."""
    project = folder / "suggest.annotator.db"
    texts = [making.text_of(2_400, 30, seed=seed).text for seed in range(count)]
    from annotator.storage.articles import NewArticle

    with making.empty(project) as store:
        for text in texts:
            store.articles.add(NewArticle(text))
    watch = _Watch("suggesting")
    ends: list[tuple[Any, Any]] = []
    job = JobProcess(
        messages.Suggest(project=str(project)), watch.on_progress, lambda *x: ends.append(x)
    )
    job.start().wait()
    if ends[0][1] is not None:
        return {"error": str(ends[0][1]), "ratio": 0.0}
    assert watch.first is not None and watch.last is not None
    alone = _alone(texts)
    rate = count / (watch.last - watch.first)
    return {
        "articles_per_s": round(rate, 1),
        "pipe_alone_per_s": round(alone, 1),
        "ratio": round(rate / alone, 2),
    }


def _alone(texts: list[str]) -> float:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from annotator.nlp.sources import spacy_pipeline as pipelines

    nlp = pipelines.load(None)
    list(nlp.pipe(texts[:20]))
    began = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=32):
        pass
    return len(texts) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
