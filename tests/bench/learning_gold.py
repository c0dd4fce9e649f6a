"""Gold for the benchmark of learning: read by the pipeline, in the ids of a scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.core.records import Label, Scheme
from annotator.core.repairs import Marked
from annotator.nlp import pipelines
from annotator.nlp.features import Evidence
from annotator.nlp.reading import read
from tests.bench.effort_project import _DOUBTFUL as DOUBTFUL
from tests.bench.effort_project import label_map, read_gold


@dataclass(frozen=True)
class Item:
    """An article, what the pipeline sees in it, and what is right."""

    text: str
    evidence: Evidence
    gold: list[Marked]


def scheme_of(path: Path, mapping: Mapping[str, str]) -> Scheme:
    """A scheme with the gold's labels, and the pipeline's labels mapped to them by their names."""
    names = sorted({label for gold in read_gold(path) for label in gold.entities.values()})
    mapped = {**label_map(names), **mapping}
    ids = {name: number for number, name in enumerate(names, 1)}
    doubtful = {mapped.get(each) for each in DOUBTFUL}
    return Scheme(
        labels=tuple(Label(ids[name], name, doubtful=name in doubtful) for name in names),
        label_map={pipeline: ids.get(name) for pipeline, name in mapped.items()},
    )


def read_items(path: Path, scheme: Scheme, pipeline: str | None) -> list[Item]:
    """All articles of the file."""
    nlp = pipelines.load(pipeline)
    ids = {label.name: label.id for label in scheme.labels}
    return [
        Item(
            gold.text,
            Evidence(read(nlp, gold.text)),
            _outer((s, e, ids[name]) for (s, e), name in gold.entities.items()),
        )
        for gold in read_gold(path)
    ]


def _outer(spans: Iterable[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for each in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept
