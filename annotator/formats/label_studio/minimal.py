"""Label Studio's JSON-MIN, and its CSV and TSV: a record an annotation, the data beside the labels.

Spans and choices are known by their shape. A choice of one is only a word: it is one of a control
that the interface beside the file names, or that stands, in JSON-MIN, between the task's id and
the annotator. Records of one task follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats import row_records
from annotator.formats.article_fields import read_fields
from annotator.formats.articles import (
    BadRecord,
    Items,
    ReadOptions,
    refused,
    tried,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import head_text
from annotator.formats.fields import strict_loads
from annotator.formats.gathering import Gathering, Work
from annotator.formats.json_objects import Found
from annotator.formats.label_studio.config import LabelConfig
from annotator.formats.label_studio.people import person, seconds, time_of
from annotator.formats.label_studio.results import Results, results_of
from annotator.formats.label_studio.texts import TaskText, text_of
from annotator.formats.tool_marks import table_tool
from annotator.places import Whereabouts

_TAIL = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
_KINDS = ("labels", "hypertextlabels", "paragraphlabels", "choices", "taxonomy")
_LONGEST_CHOICE = 60


def is_minimal(value: dict[str, Any]) -> bool:
    """Whether a record has an annotation's fields beside its data."""
    return "annotation_id" in value and "lead_time" in value and "annotations" not in value


def same_task(one: Found, other: Found) -> bool:
    """Whether two records that follow each other are of one task."""
    a, b = one[1], other[1]
    if not isinstance(a, dict) or not isinstance(b, dict) or not is_minimal(b):
        return False
    return a.get("id") is not None and a.get("id") == b.get("id")


def sniff_table(head: bytes) -> Likeness:
    """Surely, where the first line names the columns of an annotation."""
    first = head_text(head).split("\n", 1)[0]
    names = (name.strip('"\r') for name in first.replace("\t", ",").split(","))
    return Likeness.SURE if table_tool(names) == "label-studio" else Likeness.NONE


def rows(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Found]:
    """The rows of a table as records of JSON-MIN."""
    for where, row in row_records.records(stream, name, options.encoding):
        yield where, row if isinstance(row, BadRecord) else _record(row)


def _record(row: dict[str, Any]) -> dict[str, Any]:
    value = {"lead_time": None} | {name: _cell(cell) for name, cell in row.items()}
    for name in ("lead_time", "agreement"):
        try:
            value[name] = float(row[name])
        except (KeyError, ValueError):
            value.pop(name, None)
    return value


def _cell(cell: str) -> Any:
    """The value of a cell: lists and objects are JSON."""
    if cell[:1] not in ("[", "{"):
        return cell
    try:
        return strict_loads(cell)
    except (ValueError, RecursionError):
        return cell


def articles(records: Iterator[Found], config: LabelConfig, options: ReadOptions) -> Items:
    """The article of each run of records of one task."""
    group: list[tuple[Whereabouts, dict[str, Any]]] = []
    for where, value in records:
        if isinstance(value, BadRecord):
            yield refused(where, value)
            continue
        if group and not same_task(group[-1], (where, value)):
            yield from _article(group, config, options)
            group = []
        group.append((where, value))
    if group:
        yield from _article(group, config, options)


def _article(
    group: list[tuple[Whereabouts, dict[str, Any]]], config: LabelConfig, options: ReadOptions
) -> Items:
    first, value = group[0]
    try:
        said = _outputs(value, config)
        data = {name: x for name, x in value.items() if name not in (*said, *_TAIL)}
        text = text_of(data, config, (), options.text_field)
        gathering = Gathering(text.text)
        others = {name: x for name, x in data.items() if name != text.field}
        bare = read_fields(others, text.text)
    except Exception as error:
        yield refused(first, error)
        return
    for where, each in group:
        try:
            _take(each, text, gathering, config)
        except Exception as error:
            yield refused(where, error)
            if where == first:
                return
    yield tried(first, gathering.article, bare, first)


def _take(value: dict[str, Any], text: TaskText, gathering: Gathering, config: LabelConfig) -> None:
    if value.get("annotation_id") in (None, ""):
        return  # a task that nobody has annotated
    said = Results()
    for name, content in _outputs(value, config).items():
        _answer(name, content, text, gathering, config, said)
    work = Work(
        person(value.get("annotator")),
        Status.DONE,
        edited_at=time_of(value.get("updated_at") or value.get("created_at")),
        seconds=seconds(value.get("lead_time")),
        note="\n".join(said.notes),
        topics=said.topics,
    )
    work.add(span for span, _ in said.spans)
    put(work, gathering, is_named=bool(work.annotator))


def _answer(
    name: str,
    content: object,
    text: TaskText,
    gathering: Gathering,
    config: LabelConfig,
    said: Results,
) -> None:
    """Add what one control says."""
    items = content if isinstance(content, list) else [content]
    words = [x for x in items if isinstance(x, str)]
    control = config.controls.get(name)
    is_note = any(len(x) > _LONGEST_CHOICE or "\n" in x for x in words)
    if words and ((control and control.tag == "textarea") or (not control and is_note)):
        said.notes += words
    elif words:
        said.add_answer(name, [x for x in words if x.strip()], config)
    results = []
    for item in items:
        if isinstance(item, dict):
            kind = next((x for x in _KINDS if x in item), "")
            results.append({"type": kind, "from_name": name, "value": item})
    found = results_of(results, text, gathering, config)
    said.spans += found.spans
    said.topics |= found.topics


def _outputs(value: dict[str, Any], config: LabelConfig) -> dict[str, Any]:
    """The fields of a record that are labels and not data."""
    names = [name for name in value if name in config.controls or _is_output(value[name])]
    keys = list(value)
    if "id" in keys and "annotator" in keys and keys.index("id") < keys.index("annotator"):
        names += keys[keys.index("id") + 1 : keys.index("annotator")]
        if names and "text" in names:
            names = [name for name in names if name in config.controls or _is_output(value[name])]
    return {name: value[name] for name in dict.fromkeys(names)}


def _is_output(content: object) -> bool:
    items = content if isinstance(content, list) else [content]
    return bool(items) and all(
        isinstance(x, dict) and any(isinstance(x.get(kind), list) for kind in _KINDS) for x in items
    )


def put(work: Work, gathering: Gathering, *, is_named: bool) -> None:
    """Add a review: of one annotator's several the last counts, and of several without a name each
    is somebody else's.
    """
    earlier = gathering.work(work.annotator)
    if earlier is not None and not is_named:
        taken = {each.annotator for each in gathering.works}
        number = next(n for n in range(2, len(taken) + 3) if f"annotator {n}" not in taken)
        work.annotator = f"annotator {number}"
    elif earlier is not None:
        last = max((work, earlier), key=lambda x: (x.review_pass, x.edited_at))
        gathering.works[gathering.works.index(earlier)] = last
        gathering.leave(Unfit.REPLACED_WORK)
        return
    gathering.works.append(work)
