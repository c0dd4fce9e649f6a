"""Topics learned from reviewed articles, on the rest: beside the scheme's keywords alone, and
beside a plain linear model (scikit-learn's TF-IDF and logistic regression, from .5 on).

Of each: macro and micro F1, the calibration error, and the share of keys that a person saves when
what is suggested counts as pressed and is taken back by a key (in a group of one the right answer
takes the place of a wrong one). Medians over seeds that shuffle.

The gold has no keywords, so each topic gets the words of its name, or what `--keywords` gives it.
`--topics entities` makes a harder task of gold without topics: which entity labels occur in a text,
several answers each. `--pipeline` trains a spaCy pipeline too, as `annotator train` does, and tells
spaCy's own macro F1 on a third held out, beside saying yes always.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from annotator.core.keywords import one_a_group, suggested_topics
from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.core.topic_answers import NONE_APPLIES, completed
from annotator.nlp.topics.training import TopicExample, TopicModel, calibration_error, train_topics
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.open import projects
from tests.bench import figures

BUDGET = {"macro_f1_at_100": 0.52, "model_bytes": 2_000_000}
_LEAST_REST, _MOST_REST = 10, 200
_OTHERS = 200  # texts without answers, as in the app


@dataclass(frozen=True)
class Gold:
    """Texts with the ids of their topics, and the scheme."""

    texts: list[str]
    topics: list[frozenset[int]]
    scheme: Scheme


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="JSON lines with text and topics")
    parser.add_argument("--topics", choices=("gold", "entities"), default="gold")
    parser.add_argument(
        "--answers", choices=("all", "yes"), default="all", help="yes: no follows from them"
    )
    parser.add_argument("--keywords", type=Path, help="JSON: keywords by the topic's name")
    parser.add_argument(
        "--sizes", default="1,2,5,10,25,50,100,200,all", help="reviewed articles; all: all but ten"
    )
    parser.add_argument("--pipeline", action="store_true", help="train a spaCy pipeline too")
    parser.add_argument("--seed", type=int, help="one seed alone; otherwise 0 to 4")
    parser.add_argument("--cap-seconds", type=float, default=60)
    options = parser.parse_args()
    if not options.gold.is_file():
        parser.exit(0, f"{options.gold} is not there: nothing was measured\n")
    keywords = json.loads(options.keywords.read_text("utf-8")) if options.keywords else {}
    gold = read_gold(options.gold, options.topics, keywords)
    seeds = [options.seed] if options.seed is not None else list(range(5))
    found: dict[str, Any] = {
        "gold": options.gold.name,
        "articles": len(gold.texts),
        "topics": len(gold.scheme.topics),
        "group": "several" if gold.scheme.groups[0].several else "one",
        "keywords": "as given" if keywords else "the words of each topic's name",
        "seeds": seeds,
    }
    most = len(gold.texts) - _LEAST_REST
    for size in sorted({most if x == "all" else int(x) for x in options.sizes.split(",")}):
        if len(gold.texts) - size >= _LEAST_REST:
            runs = [measure(gold, size, seed, options) for seed in seeds]
            found[f"after {size}"] = _medians(runs)
    if options.pipeline:
        found["spacy pipeline, a third held out"] = trained_pipeline(options.gold)
    over = []
    last = found.get("after 100", {})
    if last and last["model"]["macro_f1"] < BUDGET["macro_f1_at_100"]:
        over.append("macro_f1_at_100")
    if any(v["bytes"] > BUDGET["model_bytes"] for k, v in found.items() if k.startswith("after")):
        over.append("model_bytes")
    figures.show("topics", found, BUDGET, over)


def read_gold(path: Path, kind: str, keywords: Mapping[str, Sequence[str]]) -> Gold:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    told = [
        row["topics"] if kind == "gold" else [entity["label"] for entity in row["entities"]]
        for row in rows
    ]
    names = sorted({name for each in told for name in each})
    ids = {name: i for i, name in enumerate(names, 1)}
    several = kind == "entities" or any(len(set(each)) > 1 for each in told)
    topics = [
        Topic(i, name, 1, keywords=tuple(keywords.get(name) or re.findall(r"\w+", name.lower())))
        for name, i in ids.items()
    ]
    scheme = Scheme(groups=(TopicGroup(1, "Topic", several),), topics=tuple(topics))
    return Gold([row["text"] for row in rows], [frozenset(map(ids.get, t)) for t in told], scheme)


def measure(gold: Gold, size: int, seed: int, options: argparse.Namespace) -> dict[str, Any]:
    """Train on `size` articles drawn by the seed; the figures are of the rest."""
    order = list(range(len(gold.texts)))
    random.Random(seed).shuffle(order)
    examples = [_example(gold, i, options.answers) for i in order[:size]]
    rest = order[size : size + _MOST_REST]
    others = [gold.texts[i] for i in order[size : size + _OTHERS]]
    began = time.process_time()
    model = train_topics(examples, gold.scheme, cap_seconds=options.cap_seconds, others=others)
    seconds = time.process_time() - began
    stored = model.to_bytes()
    model = TopicModel.from_bytes(stored)
    began = time.process_time()
    said = [{row[0] for row in model.suggest(gold.texts[i], gold.scheme)} for i in rest]
    a_text = (time.process_time() - began) / len(rest)
    half = replace(model, parts=tuple(replace(x, threshold=0.5) for x in model.parts))
    at_half = [{row[0] for row in half.suggest(gold.texts[i], gold.scheme)} for i in rest]
    always = [{t.id for t in gold.scheme.topics}] * len(rest)
    words = [
        one_a_group(suggested_topics(gold.texts[i], gold.scheme.topics), gold.scheme) for i in rest
    ]
    by_words = [{row[0] for row in rows} for rows in words]
    truth = [gold.topics[i] for i in rest]
    plain = _plain(gold, order[:size], rest)
    ids = [topic.id for topic in gold.scheme.topics]
    yes = _table(truth, ids)
    told = [{t for t, p in zip(ids, row, strict=True) if p >= 0.5} for row in plain]
    scores = [{row[0]: row[1] for row in rows} for rows in words]
    as_scores = np.array([[each.get(t, 0.0) for t in ids] for each in scores])
    return {
        "model": _judged(said, truth, gold, _calibration(model, gold, rest)),
        "model_at_half": _judged(at_half, truth, gold, None),
        "keywords": _judged(by_words, truth, gold, calibration_error(as_scores, yes, yes**0)),
        "linear": _judged(told, truth, gold, calibration_error(plain, yes, yes**0)),
        "always_yes": _judged(always, truth, gold, None),
        "is_better": float(model.is_better),
        "judged_f1": model.judged.f1,
        "train_s": seconds,
        "suggest_ms": 1000 * a_text,
        "bytes": len(stored),
    }


def _plain(gold: Gold, train: Sequence[int], rest: Sequence[int]) -> NDArray[np.float64]:
    """Probabilities of the linear model (articles × topics); the answer where there is but one."""
    table = TfidfVectorizer()
    rows = table.fit_transform([gold.texts[i] for i in train])
    asked = table.transform([gold.texts[i] for i in rest])
    found = np.zeros((len(rest), len(gold.scheme.topics)))
    for c, topic in enumerate(gold.scheme.topics):
        yes = [topic.id in gold.topics[i] for i in train]
        if len(set(yes)) == 1:
            found[:, c] = yes[0]
        else:
            found[:, c] = LogisticRegression().fit(rows, yes).predict_proba(asked)[:, 1]
    return found


def _table(topics: Sequence[frozenset[int]], ids: Sequence[int]) -> NDArray[np.float64]:
    return np.array([[float(t in each) for t in ids] for each in topics])


def _judged(
    said: Sequence[set[int]], truth: Sequence[frozenset[int]], gold: Gold, calibration: float | None
) -> dict[str, Any]:
    found: dict[str, Any] = dict(_f1(said, truth))
    wrong = [len(a ^ b) for a, b in zip(said, truth, strict=True)]
    if not gold.scheme.groups[0].several:
        wrong = [min(each, 1) for each in wrong]
    wanted = sum(map(len, truth))
    found["keys_saved"] = (wanted - sum(wrong)) / max(1, wanted)
    return found if calibration is None else {**found, "calibration_error": calibration}


def trained_pipeline(path: Path) -> dict[str, Any]:
    """What `annotator train` makes of the topics as they are, taken for finished reviews."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        bare = [json.dumps({"text": row["text"], "topics": row["topics"]}) for row in rows]
        gold = Path(folder) / "topics.jsonl"
        gold.write_text("\n".join(bare), "utf-8")
        project = projects.create(Path(folder) / "p.db", "empty")
        run_job(messages.Import(str(project), (str(gold),), become="review"))
        to = str(Path(folder) / "m")
        asked = messages.TrainPipeline(str(project), "blank:en", to=to, dev_share=1 / 3)
        report = run_job(asked)
    counts = ("wanted", "unwanted", "found", "f1")
    topics = {name: {x: each[x] for x in counts} for name, each in report.topics.items()}
    told = {x: getattr(report, x) for x in ("train", "dev", "topic_classifier", "seconds")}
    return {**told, "macro": report.topics_macro, "topics": topics}


def _example(gold: Gold, i: int, answers: str) -> TopicExample:
    said = {t.id: t.id in gold.topics[i] for t in gold.scheme.topics}
    if answers == "yes":
        given = dict.fromkeys(gold.topics[i] or [NONE_APPLIES], True)
        said = completed(gold.scheme, given, is_finished=True).for_training(gold.scheme)
    return TopicExample(i, gold.texts[i], said)


def _f1(said: Sequence[set[int]], truth: Sequence[frozenset[int]]) -> dict[str, float]:
    """Macro over the topics that are there, and micro."""
    table = MultiLabelBinarizer().fit([*said, *truth])
    told, there = table.transform(said), table.transform(truth)
    by_topic = f1_score(there, told, average=None, zero_division=0)
    return {
        "macro_f1": float(by_topic[there.any(axis=0)].mean()),
        "micro_f1": float(f1_score(there, told, average="micro", zero_division=0)),
    }


def _calibration(model: TopicModel, gold: Gold, rest: Sequence[int]) -> float | None:
    """Over the topics that were learned; None where none is."""
    if not model.is_better:
        return None
    told = [model.probabilities(gold.texts[i], gold.scheme) for i in rest]
    scores = np.array([list(each.values()) for each in told])
    yes = np.array(
        [[t in gold.topics[i] for t in each] for i, each in zip(rest, told, strict=True)], float
    )
    return calibration_error(scores, yes, np.ones_like(yes))


def _medians(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in runs[0]:
        values = [run[key] for run in runs if run.get(key) is not None]
        if values and isinstance(values[0], dict):
            found[key] = _medians(values)
        else:
            found[key] = round(statistics.median(values), 3) if values else None
    if "macro_f1" in found and len(runs) > 1:
        found["macro_f1_sd"] = round(statistics.stdev(run["macro_f1"] for run in runs), 3)
    return found


if __name__ == "__main__":
    main()
