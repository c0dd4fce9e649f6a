"""The record of the work in our own JSON Lines: suggestions, reviews, tokens. How it is read.

Its fields are those of `annotator.formats.own.SHAPE`, which are those of the classes of the same
names in `annotator.formats.articles`. Earlier versions left out what had its default, and wrote
"others" as [[label or null, probability]]: that is read as well.

A suggestion is referred to by its index in "suggestions"; one without start and end is of a topic.
"blind" is there once a review that was made without suggestions has been put down to be compared
with them; its topics are those with a yes, "" for "none applies". Where there are reviews,
"entities", "topics" and "topics_no" of the line only repeat one of them, for other tools. "implied"
of a review are the topics that are no because their group was answered: the scheme with which it is
read may be another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, replace
from enum import Enum
from typing import Any, TypeVar

from msgspec import Struct

from annotator.faults import Unfit
from annotator.formats.articles import (
    BadRecord,
    Fitting,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    changed,
    check_range,
)
from annotator.values import dataclass

HISTORY_FIELDS = ("suggestions", "reviews", "tokens")

_T = TypeVar("_T")
_NONE = type(None)
_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "str | None": (str, _NONE),
    "int | None": (int, _NONE),
    "float | None": (float, int, _NONE),
    "GivenRun | None": (GivenRun, _NONE),
    "GivenBlind | None": (GivenBlind, _NONE),
}


@dataclass(frozen=True, slots=True)
class History:
    """What a line says about the work done."""

    suggestions: tuple[GivenSuggestion, ...] = ()
    reviews: tuple[GivenReview, ...] = ()
    tokens: tuple[tuple[int, int], ...] = ()


def history_of(value: dict[str, Any], fitting: Fitting, *, is_own: bool = False) -> History:
    """The history that an object holds, taken out of it; BadRecord where it is not sound.

    Objects of other tools that use these words otherwise keep their fields: only lists of our
    own records are taken. With `is_own` the object is known to be ours.
    """
    if not is_own and not _is_ours(value):
        return History()
    suggestions = _suggestions(value.pop("suggestions", None) or (), fitting)
    reviews = tuple(
        _review(each, fitting, suggestions) for each in value.pop("reviews", None) or ()
    )
    if len({review.annotator for review in reviews}) < len(reviews):
        raise BadRecord(Unfit.REVIEW_TWICE)
    tokens = _tokens(value.pop("tokens", None) or (), fitting.text)
    return History(tuple(filter(None, suggestions)), reviews, tokens)


def _is_ours(value: dict[str, Any]) -> bool:
    reviews, suggestions = value.get("reviews"), value.get("suggestions")
    if isinstance(reviews, list) and reviews:
        return all(isinstance(each, dict) and "annotator" in each for each in reviews)
    if isinstance(suggestions, list) and suggestions:
        return all(isinstance(each, dict) and "source" in each for each in suggestions)
    return False


def _suggestions(values: Any, fitting: Fitting) -> list[GivenSuggestion | None]:
    """The suggestions by the number that they have in the file; None is one on white space."""
    found: list[GivenSuggestion | None] = []
    for value in values:
        made = _suggestion(value, fitting.text)
        if made.start is None or made.end is None:
            found.append(made)
            continue
        place = fitting.place(made.start, made.end)
        if place is None:
            on_space = Unfit.SUGGESTION_ON_SPACE(start=made.start, end=made.end)
            fitting.left_out.append(on_space)
            found.append(None)
        elif place == (made.start, made.end):
            found.append(made)
        else:
            fitting.trimmed += 1
            found.append(changed(made, start=place[0], end=place[1]))
    return found


def _suggestion(value: Any, text: str) -> GivenSuggestion:
    made = _made(GivenSuggestion, value, run=_run(value), others=_others(value))
    if (made.start is None) != (made.end is None):
        raise BadRecord(Unfit.ONE_END)
    if made.start is not None and made.end is not None:
        check_range(text, made.start, made.end, "suggestions")
    elif made.label is None:
        raise BadRecord(Unfit.TOPIC_WITHOUT_NAME)
    return made


def _others(value: Any) -> tuple[tuple[str | None, float], ...]:
    found = value.get("others", []) if isinstance(value, dict) else []
    try:
        pairs = tuple(
            (each["label"], float(each["probability"]))
            if isinstance(each, dict)
            else (each[0], float(each[1]))
            for each in found
        )
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise BadRecord(Unfit.ALTERNATIVES_NOT_PAIRS) from error
    if not all(name is None or isinstance(name, str) for name, _ in pairs):
        raise BadRecord(Unfit.ALTERNATIVES_WITHOUT_LABEL)
    return pairs


def _review(value: Any, fitting: Fitting, suggestions: list[GivenSuggestion | None]) -> GivenReview:
    made = _made(
        GivenReview,
        value,
        run=_run(value),
        spans=tuple(_made(GivenSpan, each) for each in _list(value, "spans")),
        topics=tuple(_made(GivenTopic, each) for each in _list(value, "topics")),
        decisions=tuple(_made(GivenDecision, each) for each in _list(value, "decisions")),
        blind=_blind(value, fitting),
        implied=_implied(value),
    )
    if not made.annotator:
        raise BadRecord(Unfit.REVIEW_WITHOUT_ANNOTATOR)
    _check_unique([each.topic for each in made.topics], "topics")
    _check_unique([each.suggestion for each in made.decisions], "decisions")
    number_of = _Numbers(suggestions)
    spans = [_numbered(each, number_of) for each in _fitted(made.spans, fitting)]
    decisions = [_decision(each, fitting, number_of) for each in made.decisions]
    return replace(
        made, spans=tuple(spans), decisions=tuple(each for each in decisions if each is not None)
    )


def _numbered(span: GivenSpan, number_of: _Numbers) -> GivenSpan:
    number = number_of(span.suggestion)
    return span if number == span.suggestion else changed(span, suggestion=number)


class _Numbers:
    """The number that a suggestion has once those on white space are left out."""

    def __init__(self, suggestions: list[GivenSuggestion | None]) -> None:
        self._numbers: list[int | None] = []
        count = 0
        for each in suggestions:
            self._numbers.append(None if each is None else count)
            count += each is not None

    def __call__(self, number: int | None) -> int | None:
        if number is None:
            return None
        if not 0 <= number < len(self._numbers):
            raise BadRecord(Unfit.NO_SUCH_SUGGESTION, number=number, count=len(self._numbers))
        return self._numbers[number]


def _decision(given: GivenDecision, fitting: Fitting, number_of: _Numbers) -> GivenDecision | None:
    """The decision, None if its suggestion was left out."""
    number, origin = number_of(given.suggestion), number_of(given.followed_from)
    place = None
    if given.start is not None and given.end is not None:
        check_range(fitting.text, given.start, given.end, "decisions")
        place = fitting.place(given.start, given.end)
    if number is None:
        return None
    start, end = place or (None, None)
    if (number, origin, start, end) == (
        given.suggestion, given.followed_from, given.start, given.end
    ):  # fmt: skip
        return given
    return changed(given, suggestion=number, followed_from=origin, start=start, end=end)


def _fitted(spans: tuple[GivenSpan, ...], fitting: Fitting) -> list[GivenSpan]:
    """The spans of a review as they fit the text, each once."""
    found: dict[tuple[int, int, str], GivenSpan] = {}
    for each in spans:
        span = fitting.span(each)
        if span is not None:
            found.setdefault((span.start, span.end, span.label), span)
    return list(found.values())


def _blind(review: Any, fitting: Fitting) -> GivenBlind | None:
    value = review.get("blind") if isinstance(review, dict) else None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadRecord(Unfit.BLIND_NOT_AN_OBJECT)
    topics = tuple(_list(value, "topics"))
    if not all(isinstance(name, str) for name in topics):
        raise BadRecord(Unfit.BLIND_TOPICS_NOT_NAMES)
    spans = tuple(_made(GivenSpan, each) for each in _list(value, "spans"))
    _check_unique(topics, "topics")
    return _made(GivenBlind, value, topics=topics, spans=tuple(_fitted(spans, fitting)))


def _implied(review: Any) -> tuple[str, ...] | None:
    if not isinstance(review, dict) or review.get("implied") is None:
        return None
    topics = tuple(_list(review, "implied"))
    if not all(isinstance(name, str) and name for name in topics):
        raise BadRecord(Unfit.IMPLIED_NOT_NAMES)
    _check_unique(topics, "topics")
    return topics


def _check_unique(keys: Sequence[object], field: str) -> None:
    if len(set(keys)) < len(keys):
        raise BadRecord(Unfit.TWICE_IN_REVIEW, field=field)


def _tokens(value: Any, text: str) -> tuple[tuple[int, int], ...]:
    try:
        tokens = tuple((int(start), int(end)) for start, end in value)
    except (TypeError, ValueError) as error:
        raise BadRecord(Unfit.TOKENS_NOT_PAIRS) from error
    reached = 0
    for start, end in tokens:
        if not reached <= start < end <= len(text):
            raise BadRecord(Unfit.TOKENS_OUT_OF_ORDER, start=start)
        reached = end
    return tokens


def _run(value: Any) -> GivenRun | None:
    run = value.get("run") if isinstance(value, dict) else None
    return None if run is None else _made(GivenRun, run)


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name, []) if isinstance(value, dict) else []
    if not isinstance(found, list):
        raise BadRecord(Unfit.NOT_A_LIST_OF_REVIEW, name=name)
    return found


def _made(kind: type[_T], value: Any, **given: Any) -> _T:
    """An object of `kind` with the fields of a JSON object, each checked for its type."""
    if not isinstance(value, dict):
        raise BadRecord(Unfit.NOT_AN_OBJECT, kind=_name_of(kind))
    known = []
    get = value.get
    for name, default, kinds in _specs(kind):
        content = given[name] if name in given else get(name, default)
        # The exact type comes first: true is an int to isinstance.
        if kinds is not None and type(content) not in kinds:
            if content is not MISSING or _NONE not in kinds:
                raise BadRecord(Unfit.WRONG_TYPE, name=name, kind=_name_of(kind))
            content = None
        known.append(content)
    return kind(*known)


def _name_of(kind: type[Any]) -> str:
    """What a part of the history is called in the file."""
    return kind.__name__.removeprefix("Given").lower()


_Spec = tuple[str, Any, tuple[type, ...] | None]
_KNOWN_SPECS: dict[type[Any], tuple[_Spec, ...]] = {}


def _specs(kind: type[Any]) -> tuple[_Spec, ...]:
    """Name, default and allowed types of each field; None where parts are made beforehand."""
    found = _KNOWN_SPECS.get(kind)
    if found is None:
        found = tuple(
            (name, default, _kinds_of(type_, default)) for name, type_, default in _fields_of(kind)
        )
        _KNOWN_SPECS[kind] = found
    return found


def _fields_of(kind: type[Any]) -> Iterator[tuple[str, str, Any]]:
    """Name, type and default (MISSING for none) of each field of a dataclass or Struct."""
    if not issubclass(kind, Struct):
        yield from ((x.name, str(x.type), x.default) for x in fields(kind))
        return
    names, given = kind.__struct_fields__, kind.__struct_defaults__
    defaults = [MISSING] * (len(names) - len(given)) + list(given)
    for name, default in zip(names, defaults, strict=True):
        yield name, str(kind.__annotations__[name]), default


def _kinds_of(type_: str, default: Any) -> tuple[type, ...] | None:
    """The types that a field may have; its default may be a code, which no file can hold."""
    kinds = _KINDS.get(type_)
    return (*kinds, type(default)) if kinds and isinstance(default, Enum) else kinds
