"""Argilla's records in one shape, whichever version wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from annotator.faults import Unfit
from annotator.formats.reading import BadRecord
from annotator.values import dataclass

_OLD = ("annotation_agent", "prediction_agent", "annotation", "prediction")
_OF_A_RECORD = (
    "id", "external_id", "fields", "metadata", "suggestions", "responses", "vectors", "status",
    "_server_id", "inserted_at", "updated_at", "text", "inputs", "tokens", "metrics",
    "explanation", "multi_label", "event_timestamp", "search_keywords", "spans", *_OLD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question, or a suggestion for one."""

    question: str
    value: object
    user: str = ""
    status: object = None
    score: object = None
    agent: str = ""


@dataclass(slots=True)
class Record:
    """A record: its fields of text, metadata, key and state, and what is said about it."""

    fields: dict[str, Any]
    metadata: dict[str, Any]
    key: str = ""
    status: str = ""
    responses: list[Said] = field(default_factory=list)
    suggestions: list[Said] = field(default_factory=list)

    def answers_by_user(self) -> dict[str, list[Said]]:
        """The answers of each user, in order."""
        found: dict[str, list[Said]] = {}
        for said in self.responses:
            found.setdefault(said.user, []).append(said)
        return found


def record_of(value: dict[str, Any]) -> Record:
    """A record of any version; BadRecord where its parts are of other types."""
    metadata = _object(value, "metadata")
    key = value.get("external_id") or value.get("id")
    status = value.get("status")
    found = Record(
        _object(value, "fields"),
        dict(metadata),
        str(key) if isinstance(key, str | int) else "",
        status.lower() if isinstance(status, str) else "",
    )
    if any(name in value for name in _OLD) and "fields" not in value:
        return _old(value, found)
    if "fields" not in value:
        return _flat(value, found)
    found.responses += _responses(value.get("responses"))
    found.suggestions += _suggestions(value.get("suggestions"))
    return found


def _responses(given: object) -> Iterator[Said]:
    """{question: [{value, user_id}]} of version 2, [{user_id, status, values}] of version 1."""
    if given is None:
        return
    if isinstance(given, dict):
        for question, answers in given.items():
            for each in _objects(answers, "responses"):
                user = str(each.get("user_id") or "")
                yield Said(str(question), each.get("value"), user, each.get("status"))
        return
    for each in _objects(given, "responses"):
        user, values = str(each.get("user_id") or ""), each.get("values") or {}
        if not isinstance(values, dict):
            raise BadRecord(Unfit.NOT_AN_OBJECT, kind="values")
        if not values:
            yield Said("", None, user, each.get("status"))
        for question, answer in values.items():
            said = answer.get("value") if isinstance(answer, dict) else answer
            yield Said(str(question), said, user, each.get("status"))


def _suggestions(given: object) -> Iterator[Said]:
    """{question: {value, score, agent}} of version 2, a list of such of version 1."""
    if given is None:
        return
    items = given
    if isinstance(given, dict):
        items = [
            {**each, "question_name": question}
            for question, each in given.items()
            if isinstance(each, dict)
        ]
    for each in _objects(items, "suggestions"):
        question, agent = str(each.get("question_name") or ""), each.get("agent")
        agent = agent if isinstance(agent, str) else ""
        yield Said(question, each.get("value"), score=each.get("score"), agent=agent)


def _flat(value: dict[str, Any], found: Record) -> Record:
    """`label.responses`, `label.responses.users`, `label.suggestion` … beside the fields."""
    for name, content in value.items():
        question, _, kind = name.rpartition(".")
        if kind == "responses" and isinstance(content, list):
            users, states = value.get(f"{name}.users"), value.get(f"{name}.status")
            for number, answer in enumerate(content):
                user, state = _at(users, number), _at(states, number)
                found.responses.append(Said(question, answer, str(user or ""), state))
        elif kind == "suggestion" and content is not None:
            agent = value.get(f"{name}.agent")
            score = value.get(f"{name}.score")
            agent = agent if isinstance(agent, str) else ""
            found.suggestions.append(Said(question, content, score=score, agent=agent))
    found.fields = {
        name: content
        for name, content in value.items()
        if "." not in name and (name == "text" or name not in _OF_A_RECORD)
    }
    return found


def _old(value: dict[str, Any], found: Record) -> Record:
    """The records of version 0: [[label, start, end, score]] of tokens, labels of texts."""
    found.fields = {"text": value.get("text")}
    if not isinstance(value.get("text"), str):
        found.fields = _object(value, "inputs")
    predicted, annotated = value.get("prediction"), value.get("annotation")
    agent = value.get("prediction_agent")
    for said in _pairs(predicted, "prediction"):
        made = agent if isinstance(agent, str) else ""
        found.suggestions.append(Said("prediction", said[0], score=said[1], agent=made))
    if annotated is not None or found.status in ("validated", "discarded"):
        who = value.get("annotation_agent")
        who = who if isinstance(who, str) else ""
        items: list[object] = []
        for answer, _ in _pairs(annotated, "annotation"):
            items += answer if isinstance(answer, list) else [answer]
        found.responses.append(Said("annotation", items, who, found.status))
    return found


def _pairs(given: object, field_name: str) -> Iterator[tuple[object, object]]:
    """Labels or spans, each with its score."""
    if given is None:
        return
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, str):
            yield item, None
        elif isinstance(item, list) and len(item) == 2:
            yield item[0], item[1]
        elif isinstance(item, list) and len(item) in (3, 4):
            span = dict(zip(("label", "start", "end"), item, strict=False))
            yield [span], [item[3]] if len(item) == 4 else None
        elif isinstance(item, dict) and "class" in item:
            yield item["class"], item.get("score")
        elif isinstance(item, dict):
            yield [item], None
        else:
            raise BadRecord(Unfit.NOT_A_SPAN, field=field_name)


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadRecord(Unfit.NOT_AN_OBJECT, kind=name)
    return found


def _objects(given: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise BadRecord(Unfit.NOT_A_LIST, field=name)
    if not all(isinstance(each, dict) for each in given):
        raise BadRecord(Unfit.NOT_AN_OBJECT, kind=name)
    return given


def _at(given: object, number: int) -> Any:
    return given[number] if isinstance(given, list) and number < len(given) else None
