"""Bulk suggestion as a job: articles a second, beside what the pipeline alone does."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from tests.bench import figures, making
from tests.bench.transfer import Watch

_LEAST_RATIO = 0.9  # of bulk suggestion to nlp.pipe alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="of 400 words")
    options = parser.parse_args()
    making.fresh_home()
    found = _suggest(options.articles, Path(tempfile.mkdtemp(prefix="annotator-bench-")))
    over = ["suggest"] if found["ratio"] < _LEAST_RATIO else []
    figures.show("jobs", found, {"suggest_ratio": _LEAST_RATIO}, over)


def _suggest(count: int, folder: Path) -> dict[str, Any]:
    """The job's articles a second against those of nlp.pipe alone, in turns of one process each."""
    project = folder / "suggest.annotator.db"
    texts = [making.text_of(2_400, 30, seed=seed).text for seed in range(count)]
    from annotator.storage.articles import NewArticle

    with making.empty(project) as store:
        for text in texts:
            store.articles.add(NewArticle(text))
    watch = Watch("suggesting")
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
