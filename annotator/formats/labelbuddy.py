"""labelbuddy's documents with annotations, as JSON Lines or a JSON list, and labels beside them.

An annotation is a label at `start_char`–`end_char`, or, in versions before 1.0, [start, end, label]
in `labels`; extra data of annotations are counted. Nobody says whose they are, so they stand for
themselves. Positions are code points; where there are bytes only, of UTF-8.

labelbuddy keeps of a document its text, titles and metadata: what it has no field for is in these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats import json_objects
from annotator.formats.article_fields import EXACT, REVIEW, fields_to_write, read_fields
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    Items,
    ReadOptions,
)
from annotator.formats.base import (
    Counts,
    Likeness,
    OpenPart,
    Options,
    ReadBack,
    scheme_of,
)
from annotator.formats.colours import hex_of
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
from annotator.formats.positions import bytes_of
from annotator.formats.tool_marks import likeness
from annotator.places import Whereabouts

_TITLES = ("list_title", "display_title", "long_title", "short_title")
_LABEL = ("color", "shortcut_key")
LABELS = "labels"
_CHECKSUM = "utf8_text_md5_checksum"


def sniff(head: bytes) -> Likeness:
    """Surely, where objects have names that only labelbuddy uses."""
    return likeness(head, "labelbuddy")


def companions(name: str) -> tuple[str, ...]:
    """The labels that are written beside documents."""
    stem, _, ending = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    beside = (f"{LABELS}.{ending}",) if stem == "documents" else ()
    return (f"{stem}.{LABELS}.{ending}", *beside)


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the documents that were not taken."""
    return without_made_keys(_read(stream, name, options))


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written."""
    return back(_read(stream, name, DEFAULTS))


def _read(stream: BinaryIO, name: str, options: ReadOptions) -> Items:
    return json_objects.articles(json_objects.objects(stream, name, options.encoding), _article)


def _article(value: dict[str, Any], where: Whereabouts) -> GivenArticle:
    if "annotations" not in value and any(name in value for name in _LABEL):
        raise BadRecord(Unfit.LIST_OF_LABELS)
    if _CHECKSUM in value and "text" not in value:
        raise BadRecord(Unfit.WITHOUT_ITS_TEXT)
    if "text" not in value:
        raise BadRecord(Unfit.NO_TEXT_FIELD, known=", ".join(map(str, value)) or "–")
    text = value.pop("text")
    if not isinstance(text, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field="text")
    gathering = Gathering(text)
    for field in ("annotations", "labels"):
        _take(value.pop(field, None), field, gathering)
    value.pop(_CHECKSUM, None)
    titles: list[object] = [value.pop(name, None) for name in _TITLES]
    given = value.pop("metadata", value.pop("meta", None))
    metadata = dict(given) if isinstance(given, dict) else {}
    _put(metadata, gathering)
    others = {**value, **metadata}
    title = next(filter(None, map(str, filter(None, titles))), "")
    if title and "title" not in others and EXACT not in others:
        others["title"] = title
    return gathering.article(read_fields(others, text), where)


def _put(metadata: dict[str, Any], gathering: Gathering) -> None:
    """Take the annotations as a review, where a mark of our own says whose."""
    mark = metadata.get(REVIEW)
    if not isinstance(mark, dict) or not isinstance(mark.get("annotator"), str):
        return
    work = Work(mark["annotator"], Status.STARTED)
    take_mark(metadata, work)
    work.add(gathering.spans)
    gathering.spans.clear()
    gathering.works.append(work)


def _take(given: object, field: str, gathering: Gathering) -> None:
    """Add the annotations of one field."""
    if given is None:
        return
    if not isinstance(given, list):
        raise BadRecord(Unfit.NOT_A_LIST, field=field)
    for item in given:
        if isinstance(item, list) and len(item) in (3, 4):
            start, end, label, *extra = item
        elif isinstance(item, dict):
            start, end = _place(item, gathering.text)
            label, extra = item.get("label_name"), [item.get("extra_data")]
        else:
            raise BadRecord(Unfit.NOT_A_SPAN, field=field)
        gathering.leave(Unfit.NO_PLACE_FOR, "extra_data", sum(x not in (None, "") for x in extra))
        span = gathering.span(start, end, label, kind=field)
        if span is not None:
            gathering.spans.append(span)


def _place(item: dict[str, Any], text: str) -> tuple[object, object]:
    if "start_char" in item or "end_char" in item:
        return item.get("start_char"), item.get("end_char")
    start, end = item.get("start_byte"), item.get("end_byte")
    if type(start) is not int or type(end) is not int or start < 0:
        return None, None
    there = bytes_of(text)
    return there.strictly(start), there.strictly(end)


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """Write one line a document, and one a label."""
    scheme = scheme_of(articles)
    colours = {label.name: hex_of(label.colour) for label in scheme.labels}
    keys = {label.name: label.key for label in scheme.labels if label.key}
    used: set[str] = set()
    with open_part("documents") as stream:
        for article in articles:
            used |= {span.label for span in article.spans}
            stream.write(encoded(_document(article)))
    with open_part(LABELS) as stream:
        for name in dict.fromkeys([*colours, *sorted(used)]):
            label = {"name": name, "color": colours.get(name, hex_of("slate"))}
            stream.write(encoded(label | ({"shortcut_key": keys[name]} if name in keys else {})))
    return {}


def _document(article: GivenArticle) -> dict[str, Any]:
    metadata = fields_to_write(article)
    review = review_that_stands(article)
    if review is not None:
        mark = mark_of(review, "", "").get(REVIEW, {})
        metadata[REVIEW] = {"annotator": review.annotator, **mark}
    text = article.text.encode()
    return {
        _CHECKSUM: hashlib.md5(text, usedforsecurity=False).hexdigest(),
        "list_title": article.title,
        "display_title": article.title,
        "text": article.text,
        "metadata": metadata,
        "annotations": [
            {"start_char": x.start, "end_char": x.end, "label_name": x.label, "extra_data": ""}
            for x in article.spans
        ],
    }
