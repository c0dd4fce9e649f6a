"""doccano in its spellings: JSONL, JSON and CSV of its projects for sequences, relations, intents
and classes.

Spans are [start, end, label] or objects with `start_offset`, in `label`, `labels`, `entities` or,
of the oldest exports, `annotations`; classes are names in `label`, `labels` or `cats`, in CSV with
"#" between. Nobody says whose they are: they stand for themselves. Where `annotation_approver` is
told, they are a finished review of who confirmed them, or one that is only begun. Labels of a
project of texts (seq2seq) look as classes do; an option tells that they are none.

Positions are code points. Written are the spans as `label`, the topics as `cats`: in doccano's
import the column of labels can be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats import json_objects, row_records
from annotator.formats.article_fields import REVIEW, fields_to_write, read_fields
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    Items,
    ReadOptions,
)
from annotator.formats.base import Counts, Likeness, OpenPart, Options, ReadBack
from annotator.formats.encoding import head_text
from annotator.formats.gathering import (
    Gathering,
    Work,
    back,
    mark_of,
    review_that_stands,
    take_mark,
    without_made_keys,
)
from annotator.formats.own import encoded
from annotator.formats.tool_marks import likeness, table_tool
from annotator.places import Whereabouts

_LABELS = ("label", "labels", "entities", "annotations", "cats")
_APPROVER = "annotation_approver"
_OF_A_LABEL = ("suffix_key", "prefix_key", "background_color")


def sniff(head: bytes) -> Likeness:
    """Surely, where objects or columns have names that only doccano uses."""
    return Likeness.SURE if _is_table(head) else likeness(head, "doccano")


def _is_table(head: bytes, encoding: str = "") -> bool:
    first = head_text(head, encoding).split("\n", 1)[0]
    return table_tool(x.strip('"\r') for x in first.split(",")) == "doccano"


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the records that were not taken."""
    return without_made_keys(_read(stream, name, options))


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written."""
    return back(_read(stream, name, DEFAULTS))


def _read(stream: BinaryIO, name: str, options: ReadOptions) -> Items:
    first = stream.read(1 << 12)
    stream.seek(0)
    is_table = name.lower().endswith(".csv") or _is_table(first, options.encoding)
    if is_table:
        found = row_records.records(stream, name, options.encoding)
    else:
        found = json_objects.objects(stream, name, options.encoding)
    yield from json_objects.articles(found, lambda x, y: _article(x, y, options, is_table=is_table))


def _article(
    value: dict[str, Any], where: Whereabouts, options: ReadOptions, *, is_table: bool
) -> GivenArticle:
    if "label" not in value and any(name in value for name in _OF_A_LABEL):
        raise BadRecord(Unfit.LIST_OF_LABELS)
    field = options.text_field or ("text" if "text" in value else "data")
    if field not in value:
        code = Unfit.NO_SUCH_FIELD if options.text_field else Unfit.NO_TEXT_FIELD
        named = {"name": field} if options.text_field else {}
        raise BadRecord(code, known=", ".join(map(str, value)) or "–", **named)
    text = value.pop(field)
    if not isinstance(text, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=field)
    gathering = Gathering(text)
    work = Work("", Status.STARTED)
    if not options.more.get("seq2seq"):
        for name in _LABELS:
            if name in value:
                _take(value.pop(name), name, work, gathering, is_table=is_table)
    relations = value.pop("relations", None)
    if isinstance(relations, list):
        gathering.leave(Unfit.NO_PLACE_FOR, "relations", len(relations))
    _put(value, work, gathering)
    return gathering.article(read_fields(value, text), where)


def _put(value: dict[str, Any], work: Work, gathering: Gathering) -> None:
    """Take the labels as a review, where it is told who confirmed them; else as they are."""
    mark = value.get(REVIEW)
    has_approver = _APPROVER in value
    approver = value.pop(_APPROVER, None)
    if isinstance(approver, str | int) and approver not in ("", False):
        work.annotator, work.status = str(approver), Status.DONE
    is_told = take_mark(value, work)
    if isinstance(mark, dict) and isinstance(mark.get("annotator"), str):
        work.annotator = mark["annotator"]
    if is_told or work.status == Status.DONE or (has_approver and (work.spans or work.topics)):
        gathering.works.append(work)
        return
    gathering.spans += work.spans.values()
    gathering.topics |= work.topics


def _take(given: object, field: str, work: Work, gathering: Gathering, *, is_table: bool) -> None:
    """Add the labels of one field."""
    if given is None or given == "":
        return
    if isinstance(given, str):
        given = given.split("#") if is_table else [given]
    if isinstance(given, dict) and field == "cats":
        given = [name for name, answer in given.items() if answer]
    if not isinstance(given, list):
        raise BadRecord(Unfit.NOT_A_LIST, field=field)
    for item in given:
        if isinstance(item, str):
            if item.strip():
                work.topics[item.strip()] = True
            continue
        start, end, label = _span(item, field)
        if start is None and end is None and isinstance(label, str) and label.strip():
            work.topics[label.strip()] = True
            continue
        span = gathering.span(start, end, label, kind=field)
        if span is not None:
            work.add([span])


def _span(item: object, field: str) -> tuple[object, object, object]:
    if isinstance(item, list) and len(item) == 3:
        return item[0], item[1], item[2]
    if not isinstance(item, dict):
        raise BadRecord(Unfit.NOT_A_SPAN, field=field)
    label = item.get("label")
    label = f"label {label}" if type(label) is int else label  # the oldest exports have numbers
    return (
        item.get("start_offset", item.get("start")),
        item.get("end_offset", item.get("end")),
        label,
    )


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """Write one line an article, with the review that stands for it."""
    with open_part("articles") as stream:
        for article in articles:
            stream.write(encoded(_value(article)))
    return {}


def _value(article: GivenArticle) -> dict[str, Any]:
    fields = fields_to_write(article)
    review = review_that_stands(article)
    approver = review.annotator if review and review.status == Status.DONE else None
    value = {"id": fields.pop("id", ""), _APPROVER: approver, "text": article.text}
    value["label"] = [[x.start, x.end, x.label] for x in article.spans]
    value["cats"] = [x.topic for x in article.topics if x.is_yes and x.topic]
    if review is not None:
        known = Status.DONE if approver else ""
        mark = mark_of(review, known, "").get(REVIEW, {})
        named = {} if approver else {"annotator": review.annotator}
        fields |= {REVIEW: {**named, **mark}} if named or mark else {}
    return {**value, **fields}
