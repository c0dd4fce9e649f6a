"""Label Studio's exports and tasks: JSON, JSON-MIN, CSV and TSV.

An annotation is a finished review of who completed it; one that was cancelled is skipped, one that
a reviewer rejected and a draft are only begun. Predictions are suggestions of their model with
their scores. The ground truth of a task is of a later pass than its other annotations, so that it
stands for the article. The labelling interface beside the file says which field is the text, and
which choices were not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats import json_objects
from annotator.formats.article_fields import REVIEW, read_fields
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    GivenRun,
    Items,
    ReadOptions,
    refused,
)
from annotator.formats.base import Likeness, ReadBack
from annotator.formats.gathering import Gathering, Work, back, take_mark, without_made_keys
from annotator.formats.label_studio import config as interfaces
from annotator.formats.label_studio import minimal
from annotator.formats.label_studio.config import LabelConfig
from annotator.formats.label_studio.people import person, seconds, time_of
from annotator.formats.label_studio.results import Results, results_of
from annotator.formats.label_studio.texts import TaskText, text_of
from annotator.formats.tool_marks import likeness
from annotator.places import Whereabouts

_USUAL_KEYS = ("id", "key", "article_id", "doc_id", "document_id", "uuid")


def sniff(head: bytes) -> Likeness:
    """Surely, where tasks have data and annotations, or rows the columns of an export."""
    return max(likeness(head, "label-studio"), minimal.sniff_table(head))


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the tasks that were not taken."""
    return without_made_keys(_read(stream, name, options))


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written."""
    return back(_read(stream, name, DEFAULTS))


def _read(stream: BinaryIO, name: str, options: ReadOptions) -> Items:
    config = LabelConfig()
    try:
        config, _ = interfaces.beside(name, options)
    except (BadRecord, UserError) as error:
        yield refused(interfaces.FILE, error)
    head = stream.read(1 << 16)
    stream.seek(0)
    if minimal.sniff_table(head) == Likeness.SURE:
        yield from minimal.articles(minimal.rows(stream, name, options), config, options)
        return
    found = json_objects.objects(stream, name, options.encoding)
    group: list[json_objects.Found] = []
    for each in found:
        if group and not minimal.same_task(group[-1], each):
            yield from minimal.articles(iter(group), config, options)
            group = []
        if isinstance(each[1], dict) and minimal.is_minimal(each[1]):
            group.append(each)
            continue
        yield from json_objects.articles([each], lambda x, y: _task(x, y, config, options))
    yield from minimal.articles(iter(group), config, options)


def _task(
    task: dict[str, Any], where: Whereabouts, config: LabelConfig, options: ReadOptions
) -> GivenArticle:
    data = task.get("data", task)
    if not isinstance(data, dict):
        raise BadRecord(Unfit.NOT_AN_OBJECT, kind="data")
    annotations = _objects(task, "annotations" if "annotations" in task else "completions")
    predictions = _objects(task, "predictions")
    drafts = _objects(task, "drafts")
    names = [
        str(item.get("to_name"))
        for each in (*annotations, *predictions, *drafts)
        for item in (each["result"] if isinstance(each.get("result"), list) else ())
        if isinstance(item, dict)
    ]
    text = text_of(data, config, dict.fromkeys(names), options.text_field)
    gathering = Gathering(text.text)
    for prediction in predictions:
        _predict(prediction, text, gathering)
    for annotation in annotations:
        _review(annotation, text, gathering, config)
    for draft in drafts:
        _draft(draft, text, gathering, config)
    others = {name: value for name, value in data.items() if name != text.field}
    if data is not task:
        if isinstance(task.get("id"), int | str) and not any(name in data for name in _USUAL_KEYS):
            others["id"] = str(task["id"])
        if isinstance(task.get("meta"), dict) and task["meta"] and "meta" not in others:
            others["meta"] = task["meta"]
    return gathering.article(read_fields(others, text.text), where)


def _objects(task: dict[str, Any], field: str) -> list[dict[str, Any]]:
    found = task.get(field)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadRecord(Unfit.NOT_A_LIST, field=field)
    if not all(isinstance(each, dict) for each in found):
        raise BadRecord(Unfit.NOT_AN_OBJECT, kind=field)
    return found


def _predict(prediction: dict[str, Any], text: TaskText, gathering: Gathering) -> None:
    model = prediction.get("model_version")
    run = GivenRun(str(model)) if model not in (None, "") else None
    said = results_of(prediction.get("result"), text, gathering, LabelConfig())
    whole = prediction.get("score")
    for span, score in said.spans:
        gathering.suggest(span, whole if score is None else score, run)
    for topic in said.topics:
        score = said.scores.get(topic)
        gathering.suggest_topic(topic, whole if score is None else score, run)


def _review(
    annotation: dict[str, Any], text: TaskText, gathering: Gathering, config: LabelConfig
) -> None:
    said = results_of(annotation.get("result"), text, gathering, config)
    work = work_of(annotation, Status.DONE)
    if annotation.get("was_cancelled") is True or annotation.get("skipped") is True:
        work.status = Status.SKIPPED
    elif _was_rejected(annotation):
        work.status = Status.STARTED
    if annotation.get("ground_truth") is True:
        work.review_pass = 2
    take_mark(annotation, work)
    fill(work, said)
    minimal.put(work, gathering, is_named="completed_by" in annotation or REVIEW in annotation)


def _draft(
    draft: dict[str, Any], text: TaskText, gathering: Gathering, config: LabelConfig
) -> None:
    """Work that was not submitted, where there is none of the same person that was."""
    said = results_of(draft.get("result"), text, gathering, config)
    work = work_of(draft, Status.STARTED)
    if gathering.work(work.annotator) is None:
        take_mark(draft, work)
        fill(work, said)
        gathering.works.append(work)


def work_of(annotation: dict[str, Any], status: Status) -> Work:
    """The work of an annotation, without what it says."""
    mark = annotation.get(REVIEW)
    own = mark.get("annotator") if isinstance(mark, dict) else None
    whose = annotation.get("completed_by", annotation.get("user", annotation.get("created_by")))
    return Work(
        own if isinstance(own, str) else person(whose),
        status,
        edited_at=time_of(annotation.get("updated_at") or annotation.get("created_at")),
        seconds=seconds(annotation.get("lead_time")),
    )


def fill(work: Work, said: Results) -> None:
    """Add what results say."""
    work.add(span for span, _ in said.spans)
    work.topics |= said.topics
    work.note = "\n".join(filter(None, [work.note, *said.notes]))


def _was_rejected(annotation: dict[str, Any]) -> bool:
    """Whether the last reviewer of an annotation did not accept it."""
    reviews = annotation.get("reviews")
    if isinstance(reviews, list) and reviews and isinstance(reviews[-1], dict):
        return reviews[-1].get("accepted") is False and not reviews[-1].get(
            "fixed_annotation_history"
        )
    return annotation.get("last_action") == "rejected"
