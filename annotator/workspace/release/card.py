"""The dataset card, in the form in which Hugging Face takes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.core.codes import StatusFilter
from annotator.workspace.release.figures import Figures
from annotator.workspace.release.markdown import plain, table
from annotator.workspace.release.methods import splits_line

HF_SPLITS = {"train": "train", "dev": "validation", "test": "test"}
_WHAT = {
    "jsonl": "everything, one article a line, which Annotator takes back without loss",
    "parquet": "the same as Parquet, labels and topics as classes with names",
    "csv": "tables of spans and of topics, without the texts",
    "spacy": "training data of spaCy, with a config that `spacy train` runs as it is",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (10**6, "100K<n<1M"))


def card(value: Mapping[str, Any], figures: Figures) -> str:
    """README.md, from the manifest's value and the figures."""
    head = "\n".join(_head(value, figures))
    return f"---\n{head}\n---\n\n" + "\n".join(_body(value, figures))


def _head(value: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    choices, counts = value["choices"], value["counts"]
    yield f"pretty_name: {_quoted(choices['title'])}"
    if choices["license"]:
        yield f"license: {_quoted(choices['license'])}"
    if languages := [x for x in sorted(figures.languages) if x]:
        yield from ("language:", *(f"- {_quoted(x)}" for x in languages))
    tasks = []
    if counts["by_label"]:
        tasks.append("token-classification")
    if counts["by_topic"]:
        tasks.append("text-classification")
    if tasks:
        yield from ("task_categories:", *(f"- {x}" for x in tasks))
    if counts["by_label"]:
        yield from ("task_ids:", "- named-entity-recognition")
    yield from ("annotations_creators:", "- expert-generated")
    size = next((name for most, name in _SIZES if counts["articles"] < most), "1M<n<10M")
    yield from ("size_categories:", f"- {size}")
    yield "configs:"
    for name, folder, ending in _configs(() if choices["text_free"] else choices["formats"]):
        yield from _config(name, folder, ending, value["splits"]["parts"])


def _configs(formats: Sequence[str]) -> list[tuple[str, str, str]]:
    """Name, folder and ending of what `datasets` can load, the default first: it reads all that a
    card names by one reader. Parquet has the names of classes, so it is taken where it is there.
    """
    if "parquet" in formats:
        return [("default", "data/parquet", ".parquet")]
    with_texts = [("default", "data/jsonl", ".jsonl")] if "jsonl" in formats else []
    return [*with_texts, ("text-free", "text-free", ".jsonl")]


def _config(name: str, folder: str, ending: str, parts: Mapping[str, int]) -> Iterator[str]:
    yield f"- config_name: {name}"
    yield "  data_files:"
    for part, articles in parts.items():
        if articles:
            yield f"  - split: {HF_SPLITS[part]}"
            yield f"    path: {folder}/{part}{ending}"


def _body(value: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    choices, counts = value["choices"], value["counts"]
    yield f"# {plain(choices['title'])}\n"
    if choices["description"]:
        yield f"{plain(choices['description'])}\n"
    yield (
        f"{counts['articles']:,} articles with {counts['entities']:,} entities and"
        f" {counts['topics']:,} topics, labelled by hand with Annotator. `methods.md` has the"
        " tables, `codebook.md` what each label means.\n"
    )
    yield "## What is where\n"
    rows = []
    if not choices["text_free"]:
        rows = [(f"data/{name}", _WHAT[name]) for name in choices["formats"]]
    rows.append(("text-free", "everything but the texts: hashes, lengths and offsets"))
    rows.append(("MANIFEST.json", "counts, scheme, choices and the sha256 of every file"))
    yield table(("folder or file", "what it is"), rows)
    yield (
        "Positions are Unicode code points, half-open. In a finished article the topics beside a"
        " yes are no; a group that was left undecided is neither.\n"
    )
    yield "`annotator verify .` recomputes the hashes and counts. `annotator rebuild MANIFEST.json"
    yield "--texts FOLDER --to DIR` makes the same bytes from `text-free/` and the texts.\n"
    if choices["text_free"]:
        made = ", ".join(f"data/{name}" for name in choices["formats"])
        yield f"The texts are not in it. Whoever has them makes {made} so; the manifest has the"
        yield "hashes of that, too.\n"
    yield "## Splits\n"
    yield splits_line(value) + "\n"
    parts = value["splits"]["parts"]
    named = ("articles", "entities", "topics")
    yield table(("part", *named), [(x, *(figures.splits[x][y] for y in named)) for x in parts])
    yield "## Who annotated\n"
    of = ("reviews", "finished", "spans")
    who = counts["by_annotator"].items()
    yield table(("annotator", *of), [(x, *(n.get(y, 0) for y in of)) for x, n in who])
    yield "## How suggestions were used\n"
    yield _used(counts["suggestions"]) + "\n"
    yield "## What is not in it\n"
    yield from _left_out(choices)


def _used(used: Mapping[str, int]) -> str:
    if not sum(used.values()):
        return "Nothing was decided about suggestions, and nothing was added to them."
    return (
        f"Annotators saw suggestions of a model. They confirmed {used['confirmed']:,}, relabelled"
        f" {used['relabelled']:,}, moved {used['moved']:,} and rejected {used['rejected']:,};"
        f" {used['accepted']:,} were accepted with their article after a look and"
        f" {used['accepted unseen']:,} without one. {used['added']:,} spans were added that nothing"
        " had suggested. Each span and each decision in the JSON says how it came about."
    )


def _left_out(choices: Mapping[str, Any]) -> Iterator[str]:
    if choices["status"] == StatusFilter.DONE:
        yield "- Articles that nobody finished, and unfinished or skipped reviews."
    if choices["annotator"]:
        yield f"- Reviews of anybody but {plain(choices['annotator'])}."
    if choices["seen_only"]:
        yield "- Spans that were accepted unseen."
    if choices["in_use_only"]:
        yield "- Retired labels and topics."
    if choices["first_date"] or choices["last_date"]:
        first, last = choices["first_date"] or "any day", choices["last_date"] or "any day"
        yield f"- Articles of other days than {plain(first)} to {plain(last)}."
    yield "- Notes, questions about spans and reasons for skipping, which annotators wrote for each"
    yield "  other; undone acts; what is in the bin."
    if choices["text_free"]:
        yield "- The texts, and examples from them in the codebook."
    yield "- In `text-free/`: texts, titles, metadata, and each string that a text has too."


def _quoted(string: str) -> str:
    """A string in YAML: JSON's strings are."""
    return json.dumps(string, ensure_ascii=True)
