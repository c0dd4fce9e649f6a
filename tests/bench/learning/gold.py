"""Gold for the benchmark of learning: read by the pipeline, in the ids of a scheme."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.records import Label, Scheme
from annotator.core.repairs import Marked
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.sources.language_model import in_context
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.sources.spacy_doc import read
from annotator.workspace.scheme.files import USUAL_EXCEPTIONS, USUAL_LEAVE_OUT
from tests.bench.effort.project import _DOUBTFUL as DOUBTFUL
from tests.bench.effort.project import label_map, read_gold


@dataclass(frozen=True)
class Item:
    """An article, what the pipeline sees in it, and what is right."""

    text: str
    evidence: CachedParse
    gold: list[Marked]


def scheme_of(path: Path, mapping: Mapping[str, str]) -> Scheme:
    """A scheme with the gold's labels, with the edge conventions that each new label of the app
    gets, and the pipeline's labels mapped to them by their names.
    """
    names = sorted({label for gold in read_gold(path) for label in gold.entities.values()})
    mapped = {**label_map(names), **mapping}
    ids = {name: number for number, name in enumerate(names, 1)}
    doubtful = {mapped.get(each) for each in DOUBTFUL}
    return Scheme(
        labels=tuple(
            Label(
                ids[name],
                name,
                leave_out=USUAL_LEAVE_OUT,
                exceptions=USUAL_EXCEPTIONS,
                doubtful=name in doubtful,
            )
            for name in names
        ),
        label_map={pipeline: ids.get(name) for pipeline, name in mapped.items()},
    )


def read_items(
    path: Path, scheme: Scheme, pipeline: str | None, cache: Path | None = None
) -> list[Item]:
    """All articles of the file; with a folder as `cache` they are read only once."""
    ids = {label.name: label.id for label in scheme.labels}
    golds = list(read_gold(path))
    seen = _evidence(path, [gold.text for gold in golds], pipeline, cache)
    return [
        Item(
            gold.text,
            evidence,
            _outer((s, e, ids[name]) for (s, e), name in gold.entities.items()),
        )
        for gold, evidence in zip(golds, seen, strict=True)
    ]


def readings(path: Path, pipeline: str | None, cache: Path) -> dict[str, ParsedArticle]:
    """What the pipeline sees in each text of the file; kept in the folder `cache`."""
    texts = [gold.text for gold in read_gold(path)]
    found = _evidence(path, texts, pipeline, cache)
    return {text: each.reading for text, each in zip(texts, found, strict=True)}


def _evidence(
    path: Path, texts: list[str], pipeline: str | None, cache: Path | None
) -> list[CachedParse]:
    digest = hashlib.sha256(
        path.read_bytes() + f"{pipeline or ''}{LANGUAGE_MODEL}".encode()
    ).hexdigest()[:12]
    kept = None if cache is None else cache / f"{path.stem}-{digest}.zip"
    if kept is not None and kept.is_file():
        with zipfile.ZipFile(kept) as archive:
            return [CachedParse.from_bytes(archive.read(str(n))) for n in range(len(texts))]
    nlp = pipelines.load(pipeline)
    found = [CachedParse(in_context(read(nlp, text), text)) for text in texts]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(kept, "w") as archive:
            for number, each in enumerate(found):
                archive.writestr(str(number), each.to_bytes())
    return found


def _outer(spans: Iterable[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for each in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept
