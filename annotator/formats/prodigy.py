"""Prodigy's JSONL: one task a line, with its answer.

What was accepted in a manual view is a finished review, and so is an answer about a label of the
whole text or about options; "reject" there is a no. A span that was accepted or rejected by itself
(ner.teach) is a suggestion with that decision, in a review that is only begun: nothing is said
about the rest of the text. "ignore" is a skipped review without labels; a line without an answer
says nothing of a person: its spans stand for themselves, or are suggestions where they say of
which model they are. Tasks about one text (the same `_input_hash`, wherever they stand, or the
same text in lines that follow each other) are one article.

Positions are code points. Written by `annotator.formats.prodigy_writing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats.article_fields import read_fields
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    GivenRun,
    GivenSpan,
    Items,
    ReadOptions,
    refused,
    tried,
)
from annotator.formats.base import Likeness, ReadBack
from annotator.formats.gathering import (
    Gathering,
    Work,
    back,
    is_new,
    iso_time,
    take_mark,
    without_made_key,
    without_made_keys,
)
from annotator.formats.prodigy_tasks import Task, same_text
from annotator.formats.tool_marks import likeness
from annotator.places import Whereabouts
from annotator.values import dataclass

_ANSWERS = ("accept", "reject", "ignore")
_WHOLE_VIEWS = ("ner_manual", "spans_manual", "relations", "dep", "blocks", "text_input", "choice")
_SPAN_VIEWS = ("ner_manual", "spans_manual", "relations", "blocks")
_OF_A_TASK = (
    "spans", "tokens", "label", "answer", "options", "accept", "relations", "arcs", "priority",
    "score", "config",
)  # fmt: skip
_NO_NAME = re.compile(r"(?:.*-)?(?:\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d|default)")


def sniff(head: bytes) -> Likeness:
    """Surely, where objects of JSON have an answer or what only Prodigy calls so."""
    return likeness(head, "prodigy")


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file with all tasks about each, and the lines that were not taken."""
    return without_made_keys(_read(stream, name, options.encoding))


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written."""
    return back(_read(stream, name, ""))


def _read(stream: BinaryIO, name: str, encoding: str) -> Items:
    for tasks in same_text(stream, name, encoding):
        sound: list[Task] = []
        for where, value in tasks:
            if isinstance(value, BadRecord):
                yield refused(where, value)
            else:
                sound.append((where, value))
        if sound:
            yield from _article(sound)


def _article(tasks: list[Task]) -> Items:
    """The article of tasks that have one text; a task that is unfit is refused by itself."""
    gathering: Gathering | None = None
    taken: list[Task] = []
    for where, value in tasks:
        try:
            gathering = gathering or Gathering(text_of(value))
            take(value, gathering)
            taken.append((where, value))
        except Exception as error:
            yield refused(where, error)
    if gathering is None or not taken:
        return
    where, value = taken[0]
    yield tried(where, article_of, value, where, gathering)


def single(value: dict[str, Any], where: Whereabouts) -> GivenArticle:
    """The article of one task that stands among other objects."""
    gathering = Gathering(text_of(value))
    take(value, gathering)
    return without_made_key(article_of(value, where, gathering))


def is_task(value: dict[str, Any]) -> bool:
    """Whether an object of JSON is a task that was answered."""
    return value.get("answer") in _ANSWERS and isinstance(value.get("text"), str)


def text_of(value: dict[str, Any]) -> str:
    """The text of a task."""
    if "text" not in value:
        known = ", ".join(map(str, value)) or "–"
        raise BadRecord(Unfit.NO_TEXT_FIELD, known=known)
    if not isinstance(value["text"], str):
        raise BadRecord(Unfit.NOT_A_TEXT, field="text")
    return value["text"]


def article_of(value: dict[str, Any], where: Whereabouts, gathering: Gathering) -> GivenArticle:
    """All that was gathered of the tasks, with the fields of one of them."""
    others = {
        name: content
        for name, content in value.items()
        if name not in _OF_A_TASK and name != "text" and not name.startswith("_")
    }
    return gathering.article(read_fields(others, gathering.text), where)


@dataclass(frozen=True, slots=True)
class _Said:
    """One span of a task: how it was answered, whether by itself, and which model proposed it."""

    span: GivenSpan
    answer: object
    is_alone: bool
    score: object
    run: GivenRun | None


def take(value: dict[str, Any], gathering: Gathering) -> None:
    """Add what a task says; BadRecord, before anything was added, where it is not sound."""
    answer = value.get("answer")
    if answer is not None and answer not in _ANSWERS:
        raise BadRecord(Unfit.UNKNOWN_ANSWER, answer=str(answer)[:40])
    spans = list(_spans(value, gathering, answer))
    topics = _topics(value)
    relations = value.get("relations") or value.get("arcs")
    gathering.leave(
        Unfit.NO_PLACE_FOR, "relations", len(relations) if isinstance(relations, list) else 0
    )
    if answer is None:
        _unanswered(spans, topics, gathering)
        return
    if is_new(value):
        return
    who = _annotator(value)
    work = gathering.work(who)
    if work is None:
        work = Work(who, Status.SKIPPED)
        gathering.works.append(work)
    at = iso_time(value.get("_timestamp"))
    work.edited_at = max(work.edited_at, at)
    is_told = take_mark(value, work)
    if answer == "ignore" and work.status == Status.SKIPPED:
        gathering.leave(Unfit.LABELS_IGNORED, n=len(spans) + len(topics or ()))
        work.reason = work.reason or "ignore" * (not is_told)
        return
    if is_told:
        work.kinds.add(work.status)
    else:
        work.kinds.add(_kind(value, spans, topics))
    work.topics |= topics or {}
    for each in spans:
        if each.is_alone or each.answer == "reject":
            number = gathering.suggest(each.span, each.score, each.run)
            gathering.decide(work, number, is_taken=each.answer != "reject", at=at)
        else:
            work.add([each.span])
    work.status = _status(work.kinds)
    if not is_told:
        work.reason = "reject" if work.status == Status.SKIPPED else ""


def _kind(value: dict[str, Any], spans: list[_Said], topics: dict[str, bool] | None) -> str:
    """What was answered: the whole text, a question about it, some of its spans, or nothing."""
    if topics is not None and not spans and value.get("_view_id") not in _SPAN_VIEWS:
        return "question"
    if any(each.is_alone for each in spans) or (value["answer"] == "reject" and spans):
        return "spans"
    return "text" if value["answer"] != "reject" else "nothing"


def _status(kinds: set[str]) -> Status:
    """The state of a review in which this was answered."""
    if kinds & {"text", Status.DONE}:
        return Status.DONE
    if kinds & {"spans", Status.STARTED}:
        return Status.STARTED
    return Status.DONE if "question" in kinds else Status.SKIPPED


def _unanswered(spans: list[_Said], topics: dict[str, bool] | None, gathering: Gathering) -> None:
    for each in spans:
        if each.run is not None or each.score is not None:
            gathering.suggest(each.span, each.score, each.run)
        else:
            gathering.spans.append(each.span)
    gathering.topics |= {name: True for name, is_yes in (topics or {}).items() if is_yes}


def _annotator(value: dict[str, Any]) -> str:
    """Who answered, "" for a session without a name."""
    for field in ("_annotator_id", "_session_id"):
        who = value.get(field)
        if isinstance(who, str) and who.strip():
            return "" if _NO_NAME.fullmatch(who) else who.strip()
    return ""


def _spans(value: dict[str, Any], gathering: Gathering, answer: object) -> Iterator[_Said]:
    items = value.get("spans")
    if items is None:
        return
    if not isinstance(items, list):
        raise BadRecord(Unfit.NOT_A_LIST, field="spans")
    is_alone = _is_about_one_span(value, items)
    for item in items:
        if not isinstance(item, dict):
            raise BadRecord(Unfit.NOT_A_SPAN, field="spans")
        if _is_highlight(value, item):
            gathering.leave(Unfit.NO_PLACE_FOR, "highlights")
            continue
        start, end = _place(item, value)
        span = gathering.span(start, end, item.get("label"), item.get("text"))
        if span is None:
            continue
        source, own = item.get("source"), item.get("answer")
        run = GivenRun(source) if isinstance(source, str) and source else None
        said = own if own in _ANSWERS and answer != "ignore" else answer
        yield _Said(span, said, is_alone, item.get("score"), run)


def _place(item: dict[str, Any], value: dict[str, Any]) -> tuple[object, object]:
    """Where a span is; one with tokens only is where they are."""
    if "start" in item or "end" in item:
        return item.get("start"), item.get("end")
    try:
        tokens = value["tokens"]
        first, last = tokens[item["token_start"]], tokens[item["token_end"]]
        return first["start"], last["end"]
    except (LookupError, TypeError):
        return None, None


def _is_about_one_span(value: dict[str, Any], items: list[Any]) -> bool:
    """Whether the answer is about the spans alone, and says nothing of the rest of the text."""
    view = value.get("_view_id")
    if view in ("ner", "spans"):
        return True
    if view in _WHOLE_VIEWS:
        return False
    return any(
        isinstance(item, dict) and not {"answer", "score", "rank"}.isdisjoint(item)
        for item in items
    )


def _is_highlight(value: dict[str, Any], item: dict[str, Any]) -> bool:
    """Whether a span only shows why the text was asked about: a match of a pattern."""
    if not isinstance(value.get("label"), str):
        return False
    return value.get("_view_id") == "classification" or not item.get("label")


def _topics(value: dict[str, Any]) -> dict[str, bool] | None:
    """The answers about the whole text, None where nothing was asked about it."""
    answer = value.get("answer")
    label = value.get("label")
    options = value.get("options")
    if isinstance(options, list) and (answer != "reject" or "accept" in value):
        if answer == "reject":
            return None  # the question, or all answers to it, were refused
        return _chosen(options, value.get("accept"))
    if isinstance(label, str) and label.strip() and not _is_label_of_spans(value):
        return {label.strip(): answer != "reject"}
    return None


def _is_label_of_spans(value: dict[str, Any]) -> bool:
    """Whether a task's label only repeats that of its one span."""
    items = value.get("spans")
    if value.get("_view_id") == "classification" or not isinstance(items, list) or not items:
        return False
    return all(isinstance(x, dict) and x.get("label") == value.get("label") for x in items)


def _chosen(options: list[Any], accepted: object) -> dict[str, bool]:
    taken = accepted if isinstance(accepted, list) else [accepted]
    found = {}
    for option in options:
        if not isinstance(option, dict) or "id" not in option:
            raise BadRecord(Unfit.OPTION_WITHOUT_ID)
        number, text = option["id"], option.get("text")
        name = number if isinstance(number, str) else text
        if not isinstance(name, str) or not name.strip():
            raise BadRecord(Unfit.OPTION_WITHOUT_ID)
        found[name.strip()] = number in taken
    return found
