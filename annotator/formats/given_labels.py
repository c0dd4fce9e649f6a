"""The labels that a record brings, as its fields say: spans, and topics of the whole text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

from msgspec import ValidationError, convert

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenSpan, GivenTopic
from annotator.formats.history import HISTORY_FIELDS

_NO = "topics_no"
_PLAIN = frozenset({"start", "end", "label", "surface"})
_SPAN_FIELDS = ("entities", "spans", "label", "labels")
assert not set(HISTORY_FIELDS) & {*_SPAN_FIELDS, "topics", _NO}


def labels_of(
    value: dict[str, Any], chosen: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[GivenSpan, ...], tuple[GivenTopic, ...]]:
    """The spans and topics of an object, taken out of it: from the fields that were `chosen` for
    "labels" and "topics" ("" for none), else from those of the usual names.
    """
    if not value:
        return (), ()
    if "labels" in chosen or "topics" in chosen:
        return labels_of(_by_usual_names(value, chosen))
    spans: list[GivenSpan] = []
    topics = list(_topics(value.pop("topics", None)))
    if _is_names(value.get(_NO)) or value.get(_NO) == []:
        topics += [GivenTopic(name.strip(), False) for name in value.pop(_NO)]
    if _is_answered(value.get("cats")):
        topics += _topics({name: bool(answer) for name, answer in value.pop("cats").items()})
    for field in _SPAN_FIELDS:
        given = value.get(field)
        if field in ("label", "labels") and _is_names(given):
            topics += _topics([given] if isinstance(given, str) else given)
        elif isinstance(given, list):
            spans += _plain_spans(given) or [_span(item, field) for item in given]
        elif given is not None and field in ("entities", "spans"):
            raise BadRecord(Unfit.NOT_A_LIST, field=field)
        else:
            continue
        del value[field]
    answers = {topic.topic: topic.is_yes for topic in topics}
    for topic in topics:
        if answers[topic.topic] != topic.is_yes:
            raise BadRecord(Unfit.TOPIC_YES_AND_NO, topic=topic.topic)
    return in_order(spans), tuple(dict.fromkeys(topics))


def by_place(span: GivenSpan) -> tuple[int, int, str]:
    """By which spans are put in order: by place, the longer first."""
    return span.start, -span.end, span.label


def in_order(spans: list[GivenSpan]) -> tuple[GivenSpan, ...]:
    """Each once, by place: as they mostly come."""
    starts = [span.start for span in spans]
    if starts == sorted(set(starts)):
        return tuple(spans)
    unique = {(span.start, span.end, span.label): span for span in spans}
    return tuple(sorted(unique.values(), key=by_place))


def _is_answered(cats: object) -> bool:
    """Whether topics are told as spaCy tells them: each with 0 or 1."""
    return isinstance(cats, dict) and bool(cats) and all(x in (0, 1) for x in cats.values())


def _is_names(given: object) -> bool:
    """Whether `label` or `labels` holds labels of the whole text: one name, or several."""
    if isinstance(given, list):
        return bool(given) and all(isinstance(name, str) for name in given)
    return isinstance(given, str) and bool(given)


def _topics(given: object) -> Iterator[GivenTopic]:
    answers: dict[object, object]
    if given is None:
        return
    if isinstance(given, dict):
        answers = given
    elif isinstance(given, list):
        answers = {name if isinstance(name, str) else None: True for name in given}
    else:
        raise BadRecord(Unfit.TOPICS_NOT_NAMES)
    for name, is_yes in answers.items():
        if not isinstance(name, str) or not name.strip() or not isinstance(is_yes, bool):
            raise BadRecord(Unfit.TOPICS_NOT_NAMES)
        yield GivenTopic(name.strip(), is_yes)


def _plain_spans(given: list[Any]) -> tuple[GivenSpan, ...]:
    """The spans of objects with nothing else in them, at once; none where something is odd."""
    try:
        if not _PLAIN.issuperset(chain.from_iterable(given)):
            return ()
        found = convert(given, tuple[GivenSpan, ...])
    except (TypeError, ValidationError):
        return ()
    labels = {span.label for span in found}
    return found if all(x and x.strip() == x for x in labels) else ()


def _span(item: object, field: str) -> GivenSpan:
    if isinstance(item, list) and len(item) == 3:
        item = dict(zip(("start", "end", "label"), item, strict=True))
    if not isinstance(item, dict):
        raise BadRecord(Unfit.NOT_A_SPAN, field=field)
    start, end, label = item.get("start"), item.get("end"), item.get("label")
    if type(start) is not int or type(end) is not int:
        raise BadRecord(Unfit.SPAN_WITHOUT_PLACE, field=field)
    if not isinstance(label, str) or not label.strip():
        raise BadRecord(Unfit.SPAN_WITHOUT_LABEL, field=field, start=start, end=end)
    surface = item.get("surface", item.get("text"))
    return GivenSpan(start, end, label.strip(), surface if isinstance(surface, str) else "")


def _by_usual_names(value: dict[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """The fields that were chosen, taken out of the object, by the names that are usual."""
    found: dict[str, Any] = {}
    for field, usual in (("labels", _SPAN_FIELDS), ("topics", ("topics", _NO))):
        if field not in chosen:
            found |= {name: value.pop(name) for name in usual if name in value}
        elif chosen[field] in value:
            given = value.pop(chosen[field])
            is_one = field == "topics" and isinstance(given, str)
            found[field] = ([given] if given else None) if is_one else given
    return found
