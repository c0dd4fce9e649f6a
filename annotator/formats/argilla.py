"""Argilla's records, as JSON or JSON Lines of its versions 0 to 2: nested, flat, and of old tasks.

What a user submitted is a finished review, a draft one that is only begun, what was discarded is
skipped; suggestions are those of their agent, with their scores. Version 2 leaves the states of
responses out: then those of a record that is still pending are taken as begun. Spans are answers of
a question of spans, topics those of questions of labels; answers in words are the review's note,
ratings and rankings are counted. Positions are code points.

Users are numbers (UUIDs). What is written says in its metadata whose they are, and what else
Argilla has no field for.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats import json_objects
from annotator.formats.argilla_records import Record, Said, record_of
from annotator.formats.article_fields import EXACT, REVIEW, fields_to_write, read_fields
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    GivenReview,
    GivenRun,
    GivenSuggestion,
    Items,
    ReadOptions,
)
from annotator.formats.base import Counts, Likeness, OpenPart, Options, ReadBack
from annotator.formats.fields import as_json, strict_loads, text_column
from annotator.formats.gathering import (
    Gathering,
    Work,
    back,
    mark_of,
    reviews_to_write,
    take_mark,
    without_made_keys,
)
from annotator.formats.own import encoded
from annotator.formats.tool_marks import likeness
from annotator.places import Whereabouts

OWN = "annotator"
"""Where metadata have, as JSON, what Argilla has no field for."""
_LONGEST_LABEL = 80
_USERS = uuid.UUID("7b1c8a52-27a3-4e0e-9d0a-5a1f0e6a4c11")
_STATES = {
    "submitted": Status.DONE,
    "validated": Status.DONE,
    "discarded": Status.SKIPPED,
    "draft": Status.STARTED,
    "edited": Status.STARTED,
    "default": Status.STARTED,
}


def sniff(head: bytes) -> Likeness:
    """Surely, where records have fields, responses and suggestions as Argilla names them."""
    return likeness(head, "argilla")


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the records that were not taken."""
    return without_made_keys(_read(stream, name, options))


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written."""
    return back(_read(stream, name, DEFAULTS))


def _read(stream: BinaryIO, name: str, options: ReadOptions) -> Items:
    found = json_objects.objects(stream, name, options.encoding)
    yield from json_objects.articles(found, lambda x, y: _article(x, y, options))


def _article(value: dict[str, Any], where: Whereabouts, options: ReadOptions) -> GivenArticle:
    record = record_of(value)
    field, text = _text_of(record.fields, options.text_field)
    gathering = Gathering(text)
    own = _own(record.metadata.pop(OWN, None))
    marks = own.get("reviews")
    for said in record.suggestions:
        _suggest(said, gathering)
    for user, answers in record.answers_by_user().items():
        work = _work(user, answers, record, gathering)
        mark = marks.get(user) if isinstance(marks, dict) else None
        if isinstance(mark, dict):
            work.annotator = str(mark.get("annotator", work.annotator))
            take_mark({REVIEW: mark}, work)
        gathering.works.append(work)
    others = {name: x for name, x in record.fields.items() if name != field}
    others |= {name: x for name, x in record.metadata.items() if name not in others}
    if record.key:
        others["id"] = record.key
    if isinstance(own.get("fields"), dict):
        others = dict(own["fields"])
    return gathering.article(read_fields(others, text), where)


def _own(given: object) -> dict[str, Any]:
    try:
        found = strict_loads(given) if isinstance(given, str) else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text_of(fields: dict[str, Any], wanted: str) -> tuple[str, str]:
    """The field of the text: the one that is wanted, one of a usual name, or the only one."""
    texts = [name for name, content in fields.items() if isinstance(content, str)]
    try:
        field = text_column(fields, wanted, "")
    except UserError as error:
        if wanted or len(texts) != 1:
            code = Unfit.NO_SUCH_FIELD if wanted else Unfit.NO_TEXT_FIELD
            raise BadRecord(code, **error.notice.values) from error
        field = texts[0]
    if not isinstance(fields[field], str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=field)
    return field, fields[field]


def _work(user: str, answers: list[Said], record: Record, gathering: Gathering) -> Work:
    states = {str(each.status or "").lower() for each in answers} - {""}
    whole = Status.STARTED if record.status == "pending" else Status.DONE
    status = min((_STATES.get(x, whole) for x in states), key=_CAREFUL.index, default=whole)
    work = Work(user, status)
    for said in answers:
        for item in _items(said.value):
            _answer(item, said, work, gathering)
    return work


_CAREFUL = (Status.SKIPPED, Status.STARTED, Status.DONE)
"""Of several states of one user's answers, the one that claims least counts."""


def _answer(item: object, said: Said, work: Work, gathering: Gathering) -> None:
    if isinstance(item, str):
        if len(item) > _LONGEST_LABEL or "\n" in item:
            work.note = "\n".join(filter(None, (work.note, item)))
        elif item.strip():
            work.topics[item.strip()] = True
    elif isinstance(item, dict) and "start" in item:
        span = gathering.span(
            item.get("start"), item.get("end"), item.get("label"), item.get("text"), said.question
        )
        if span is not None:
            work.add([span])
    else:
        gathering.leave(Unfit.NO_PLACE_FOR, said.question or "response")


def _items(value: object) -> list[object]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _suggest(said: Said, gathering: Gathering) -> None:
    run = GivenRun(said.agent) if said.agent else None
    items = _items(said.value)
    scores = said.score if isinstance(said.score, list) else [said.score] * len(items)
    for number, item in enumerate(items):
        score = scores[number] if number < len(scores) else None
        if isinstance(item, str) and item.strip() and len(item) <= _LONGEST_LABEL:
            gathering.suggest_topic(item.strip(), score, run)
        elif isinstance(item, dict) and "start" in item:
            place = item.get("start"), item.get("end"), item.get("label"), item.get("text")
            span = gathering.span(*place, said.question)
            if span is not None:
                gathering.suggest(span, item.get("score") if score is None else score, run)
        else:
            gathering.leave(Unfit.NO_PLACE_FOR, said.question or "suggestion")


# -- out -----------------------------------------------------------------------------------


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """Write a list of records as version 2 has them; questions are `spans` and `topics`."""
    before = b"[\n"
    with open_part("records") as stream:
        for article in articles:
            stream.write(before + encoded(_record(article)).rstrip(b"\n"))
            before = b",\n"
        stream.write(b"[]\n" if before == b"[\n" else b"\n]\n")
    return {}


def _record(article: GivenArticle) -> dict[str, Any]:
    fields = fields_to_write(article)
    reviews = reviews_to_write(article)
    marks = {_user(x): {"annotator": x.annotator, **_mark(x)} for x in reviews}
    told = {name: x for name, x in fields.items() if isinstance(x, str) and name != EXACT}
    told.pop("id", None)
    responses: dict[str, list[dict[str, Any]]] = {"spans": [], "topics": []}
    for review in reviews:
        for question, value in _values(review).items():
            responses[question].append(
                {"value": value, "user_id": _user(review), "status": _state(review)}
            )
    is_done = any(review.status == Status.DONE for review in reviews)
    return {
        "id": article.key,
        "status": "completed" if is_done else "pending",
        "_server_id": None,
        "fields": {"text": article.text},
        "metadata": {**told, OWN: as_json({"fields": fields, "reviews": marks})},
        "suggestions": _suggestions(article),
        "responses": {name: each for name, each in responses.items() if each},
        "vectors": {},
    }


def _user(review: GivenReview) -> str:
    """The number of an annotator, always the same for a name."""
    return str(uuid.uuid5(_USERS, review.annotator))


def _mark(review: GivenReview) -> dict[str, Any]:
    known = Status.STARTED if review.status == Status.NEW else review.status
    found: dict[str, Any] = mark_of(review, known, "").get(REVIEW, {})
    return found


def _state(review: GivenReview) -> str:
    is_open = review.status not in (Status.DONE, Status.SKIPPED)
    return "draft" if is_open else "submitted" if review.status == Status.DONE else "discarded"


def _values(review: GivenReview) -> dict[str, Any]:
    if review.status == Status.SKIPPED:
        return {"spans": []}
    spans = [{"start": x.start, "end": x.end, "label": x.label} for x in review.spans]
    topics = [x.topic for x in review.topics if x.is_yes and x.topic]
    return {"spans": spans} | ({"topics": topics} if review.topics else {})


def _suggestions(article: GivenArticle) -> dict[str, Any]:
    """The suggestions with a label, one of each question: Argilla has no place for more."""
    found: dict[str, Any] = {}
    proposed = [each for each in article.suggestions if each.label is not None]
    for question, some in (
        ("spans", [x for x in proposed if x.start is not None]),
        ("topics", [x for x in proposed if x.start is None]),
    ):
        if not some:
            continue
        value = [_proposed(each) for each in some]
        found[question] = {"value": value, "agent": _agent(some[0]), "type": "model"}
        if all(each.score is not None for each in some):
            found[question]["score"] = [each.score for each in some]
    return found


def _proposed(given: GivenSuggestion) -> Any:
    if given.start is None:
        return given.label
    return {"start": given.start, "end": given.end, "label": given.label}


def _agent(given: GivenSuggestion) -> str:
    named = given.run and " ".join(filter(None, (given.run.pipeline, given.run.version)))
    return named or str(given.source)
