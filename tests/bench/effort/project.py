"""A fresh project with the texts of a gold file, its scheme, and what the pipeline suggests."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from annotator.core.chance import SEED
from annotator.storage import Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning.doubt_levels import DOUBT
from annotator.workspace.open import projects
from tests.bench.effort.oracle import Entities, Gold, gold_of, is_nested

# Names that gold sets give to what a pipeline calls so, the best first. Compared in lower case.
NAMES: dict[str, tuple[str, ...]] = {
    "PERSON": ("person", "per", "people", "pers"),
    "ORG": ("org", "organization", "organisation", "corporation", "company", "group"),
    "GPE": ("gpe", "place", "loc", "location", "country"),
    "LOC": ("loc", "location", "place", "gpe"),
    "FAC": ("fac", "facility", "place", "loc", "location", "misc", "mis", "other"),
    "NORP": ("norp", "nationality", "misc", "mis", "other"),
    "DATE": ("date", "time", "temporal"),
    "TIME": ("time", "date", "temporal"),
    "MONEY": ("money", "amount"),
    "PERCENT": ("percent", "percentage", "quantity", "number"),
    "QUANTITY": ("quantity", "number"),
    "CARDINAL": ("cardinal", "number"),
    "ORDINAL": ("ordinal", "number"),
    "EVENT": ("event", "misc", "mis", "other"),
    "LAW": ("law", "documentreference", "misc", "mis", "other"),
    "LANGUAGE": ("language", "misc", "mis", "other"),
    "PRODUCT": ("product", "object", "misc", "mis", "other"),
    "WORK_OF_ART": ("work_of_art", "creative-work", "work", "misc", "mis", "other"),
    "PER": ("per", "person"),
    "MISC": ("misc", "mis", "other"),
}
_SEED = 1  # the same articles are to be read whole in each run
_DOUBTFUL = frozenset(("ORG", "FAC", "LAW", "EVENT", "PRODUCT", "WORK_OF_ART"))


def label_map(labels: Sequence[str]) -> dict[str, str]:
    """Which gold label a pipeline's label becomes; "" where there is none."""
    by_name = {label.lower(): label for label in labels}
    found = {}
    for pipeline, names in NAMES.items():
        known = (by_name[name] for name in (pipeline.lower(), *names) if name in by_name)
        found[pipeline] = next(known, "")
    return found


def read_gold(path: Path, most: int | None = None) -> list[Gold]:
    """The articles of a gold file, all or the first so many."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [gold_of(record) for record in records[:most]]


def scheme_toml(golds: Sequence[Gold], mapping: Mapping[str, str]) -> str:
    """A scheme with the gold's labels and topics, as a person would write it for this work."""
    labels = sorted({label for gold in golds for label in gold.entities.values()})
    topics = sorted({topic for gold in golds for topic in gold.topics})
    doubtful = {mapping.get(pipeline, "") for pipeline in _DOUBTFUL}
    lines = ['name = "gold"', f"nested = {str(is_nested(golds)).lower()}"]
    for label in labels:
        lines += ["[[labels]]", f"name = {json.dumps(label, ensure_ascii=False)}"]
        lines.append(f"doubtful = {str(label in doubtful).lower()}")
    if topics:
        lines += ["[[topic_groups]]", 'name = "Topic"']
    for topic in topics:
        lines += ["[[topic_groups.topics]]", f"name = {json.dumps(topic, ensure_ascii=False)}"]
    lines.append("[label_map]")
    used = {pipeline: label for pipeline, label in mapping.items() if label in ("", *labels)}
    lines += [f"{json.dumps(name)} = {json.dumps(label)}" for name, label in used.items()]
    return "\n".join(lines) + "\n"


def make(
    golds: Sequence[Gold],
    *,
    scheme: Path | None = None,
    labels: Mapping[str, str] | None = None,
    pipeline: str | None = None,
    learn: bool = False,
    step: str = "some",
    suggest: Callable[[Path], None] | None = None,
) -> Path:
    """A project in a new temporary folder, imported and suggested for by the app's own jobs, or by
    the call `suggest`. `step` is the setting of what is asked to be looked at.
    """
    folder = Path(tempfile.mkdtemp(prefix="annotator-effort-"))
    names = sorted({label for gold in golds for label in gold.entities.values()})
    mapping = {**label_map(names), **(labels or {})}
    if scheme is None:
        scheme = folder / "scheme.toml"
        scheme.write_text(scheme_toml(golds, mapping), encoding="utf-8")
    texts = folder / "texts.jsonl"
    with texts.open("w", encoding="utf-8") as out:
        for number, gold in enumerate(golds, 1):
            json.dump({"id": f"gold-{number}", "text": gold.text}, out, ensure_ascii=False)
            out.write("\n")
    path = projects.create(folder / "effort.annotator.db", str(scheme))
    run_job(messages.Import(project=str(path), paths=(str(texts),)))
    with Store.open(path) as store:
        _check(store, golds)
        if labels and scheme.parent != folder:
            _set_map(store, labels)
        if pipeline:
            store.settings.set("pipeline", pipeline)
        store.settings.set("suggestions", learn)
        store.settings.set("learn", learn)
        store.settings.set("blind_share", 0)
        store.settings.set(SEED, _SEED)
        store.settings.set(DOUBT, step)
    if suggest is None:
        run_job(messages.Suggest(str(path), pipeline or ""))
    else:
        suggest(path)
    return path


def static_suggestions(path: Path, article: int) -> Entities:
    """What the pipeline alone suggested: no repeats, no maybes."""
    with Store.open(path) as store:
        return static_of(store, article)


def static_of(store: Store, article: int) -> Entities:
    names = {label.id: label.name for label in store.scheme.read().labels}
    return {
        (each.start, each.end): names[each.label]
        for each in store.suggestions.of(article)
        if each.source == "pipeline"
        and not each.is_maybe
        and each.label in names
        and each.start is not None
        and each.end is not None
    }


def _check(store: Store, golds: Sequence[Gold]) -> None:
    """The texts are stored as they are in the file, in its order; the labels are all there."""
    names = {label.name for label in store.scheme.read().labels}
    for number, gold in enumerate(golds, 1):
        if store.articles.get(number).text != gold.text:
            raise SystemExit(f"article {number}: the text was not stored as it is")
        unknown = set(gold.entities.values()) - names
        if unknown:
            raise SystemExit(f"the scheme lacks {', '.join(sorted(unknown))}")


def _set_map(store: Store, labels: Mapping[str, str]) -> None:
    scheme = store.scheme.read()
    ids = {label.name: label.id for label in scheme.labels}
    fed = {name: ids.get(label) for name, label in labels.items()}
    store.scheme.change(label_map={**scheme.label_map, **fed})
