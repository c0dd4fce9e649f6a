"""The part of our own JSON Lines that other tools do not have: the record of the work.

    "suggestions": [{"start","end","label","source","score","is_maybe","run",
                     "others": [[label or null, probability]]}]
    "reviews": [{"annotator","status","reason","flagged","note","seconds","seconds_to_first_act",
                 "share_seen","shown","run","chosen","scheme_version","review_pass","is_forced",
                 "edited_at", "spans": [{"start","end","label","surface","origin","suggestion",
                 "question"}], "topics": [{"topic","is_yes","way"}], "decisions": [{"suggestion",
                 "outcome","way","at","start","end","label","followed_from","focused","seconds",
                 "label_shown","probability","threshold"}], "blind": {"at", "topics": [name],
                 "spans": [{"start","end","label"}]}}]
    "tokens": [[start, end]]

Each field is one of the class of the same name in `annotator.formats.articles`; what has its
default is left out. A suggestion is referred to by its index in "suggestions"; one without start
and end is of a topic. A run is {"pipeline","version","fingerprint","corrector"}. "blind" is there
once a review that was made without suggestions has been put down to be compared with them; its
topics are those with a yes, "" for "none applies". Where there are reviews, "entities", "topics"
and "topics_no" of the line only repeat one of them, for other tools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from annotator.formats.articles import (
    BadRecord,
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    check_range,
    check_surface,
)

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


def history_to(article: GivenArticle) -> dict[str, Any]:
    """The fields of the history, those that are empty left out."""
    value: dict[str, Any] = {}
    if article.suggestions:
        value["suggestions"] = [_plain(each) for each in article.suggestions]
    if article.reviews:
        value["reviews"] = [_plain(each) for each in article.reviews]
    if article.tokens:
        value["tokens"] = [list(token) for token in article.tokens]
    return value


def history_of(value: dict[str, Any], text: str) -> History:
    """The history that an object holds, taken out of it; BadRecord where it is not sound.

    Objects of other tools that use these words otherwise keep their fields: only lists in our
    own shape are taken.
    """
    if not _is_ours(value):
        return History()
    suggestions = tuple(_suggestion(each, text) for each in value.pop("suggestions", None) or ())
    reviews = tuple(
        _review(each, text, len(suggestions)) for each in value.pop("reviews", None) or ()
    )
    if len({review.annotator for review in reviews}) < len(reviews):
        raise BadRecord("two reviews of the same annotator")
    return History(suggestions, reviews, _tokens(value.pop("tokens", None) or (), text))


def _is_ours(value: dict[str, Any]) -> bool:
    reviews, suggestions = value.get("reviews"), value.get("suggestions")
    if isinstance(reviews, list) and reviews:
        return all(isinstance(each, dict) and "annotator" in each for each in reviews)
    if isinstance(suggestions, list) and suggestions:
        return all(isinstance(each, dict) and "source" in each for each in suggestions)
    return False


def _suggestion(value: Any, text: str) -> GivenSuggestion:
    made = _made(GivenSuggestion, value, run=_run(value), others=_others(value))
    if (made.start is None) != (made.end is None):
        raise BadRecord("a suggestion with only one of start and end")
    if made.start is not None and made.end is not None:
        check_range(text, made.start, made.end, "suggestion")
    elif made.label is None:
        raise BadRecord("a suggestion of a topic without its name")
    return made


def _others(value: Any) -> tuple[tuple[str | None, float], ...]:
    found = value.get("others", []) if isinstance(value, dict) else []
    try:
        pairs = tuple((name, float(probability)) for name, probability in found)
    except (TypeError, ValueError) as error:
        raise BadRecord("“others” of a suggestion are not pairs") from error
    if not all(name is None or isinstance(name, str) for name, _ in pairs):
        raise BadRecord("“others” of a suggestion do not begin with a label")
    return pairs


def _review(value: Any, text: str, suggestions: int) -> GivenReview:
    made = _made(
        GivenReview,
        value,
        run=_run(value),
        spans=tuple(_made(GivenSpan, each) for each in _list(value, "spans")),
        topics=tuple(_made(GivenTopic, each) for each in _list(value, "topics")),
        decisions=tuple(_made(GivenDecision, each) for each in _list(value, "decisions")),
        blind=_blind(value, text),
    )
    if not made.annotator:
        raise BadRecord("a review without an annotator")
    _check_unique([(each.start, each.end, each.label) for each in made.spans], "span")
    _check_unique([each.topic for each in made.topics], "topic")
    _check_unique([each.suggestion for each in made.decisions], "decision")
    for span in made.spans:
        check_surface(text, span)
        _check_index(span.suggestion, suggestions)
    for decision in made.decisions:
        _check_index(decision.suggestion, suggestions)
        _check_index(decision.followed_from, suggestions)
        if decision.start is not None and decision.end is not None:
            check_range(text, decision.start, decision.end, "decision")
    return made


def _blind(review: Any, text: str) -> GivenBlind | None:
    value = review.get("blind") if isinstance(review, dict) else None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadRecord("“blind” of a review is not an object")
    topics = tuple(_list(value, "topics"))
    if not all(isinstance(name, str) for name in topics):
        raise BadRecord("“topics” of a blind review are not names")
    spans = tuple(_made(GivenSpan, each) for each in _list(value, "spans"))
    _check_unique(topics, "topic")
    _check_unique([(each.start, each.end, each.label) for each in spans], "span")
    for span in spans:
        check_surface(text, span)
    return _made(GivenBlind, value, topics=topics, spans=spans)


def _check_unique(keys: Sequence[object], what: str) -> None:
    if len(set(keys)) < len(keys):
        raise BadRecord(f"a {what} that is there twice in one review")


def _check_index(index: int | None, count: int) -> None:
    if index is not None and not 0 <= index < count:
        raise BadRecord(f"suggestion {index} is meant, of {count}")


def _tokens(value: Any, text: str) -> tuple[tuple[int, int], ...]:
    try:
        tokens = tuple((int(start), int(end)) for start, end in value)
    except (TypeError, ValueError) as error:
        raise BadRecord("tokens that are not pairs of positions") from error
    reached = 0
    for start, end in tokens:
        if not reached <= start < end <= len(text):
            raise BadRecord(f"tokens out of order at {start}")
        reached = end
    return tokens


def _run(value: Any) -> GivenRun | None:
    run = value.get("run") if isinstance(value, dict) else None
    return None if run is None else _made(GivenRun, run)


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name, []) if isinstance(value, dict) else []
    if not isinstance(found, list):
        raise BadRecord(f"“{name}” of a review is not a list")
    return found


def _made(kind: type[_T], value: Any, **given: Any) -> _T:
    """An object of `kind` with the fields of a JSON object, each checked for its type."""
    if not isinstance(value, dict):
        raise BadRecord(f"{kind.__name__} is not an object")
    known = {}
    for name, default, kinds in _specs(kind):
        content = given[name] if name in given else value.get(name, default)
        if content is MISSING and kinds is not None and _NONE in kinds:
            content = None
        # The exact type comes first: true is an int to isinstance.
        if kinds is not None and type(content) not in kinds:
            raise BadRecord(f"“{name}” of a {kind.__name__.removeprefix('Given').lower()}")
        known[name] = content
    return kind(**known)


_Spec = tuple[str, Any, tuple[type, ...] | None]
_KNOWN_SPECS: dict[type[Any], tuple[_Spec, ...]] = {}


def _specs(kind: type[Any]) -> tuple[_Spec, ...]:
    """Name, default and allowed types of each field; None where parts are made beforehand."""
    found = _KNOWN_SPECS.get(kind)
    if found is None:
        found = tuple((x.name, x.default, _KINDS.get(str(x.type))) for x in fields(kind))
        _KNOWN_SPECS[kind] = found
    return found


def _plain(value: Any) -> dict[str, Any]:
    """A dataclass as JSON, fields that have their default left out."""
    plain = {}
    for name, default, kinds in _specs(type(value)):
        content = getattr(value, name)
        if default is not MISSING and content == default:
            continue
        if kinds is None:
            content = [_plain_item(x) for x in content]
        elif isinstance(content, GivenRun | GivenBlind):
            content = _plain(content)
        plain[name] = content
    return plain


def _plain_item(item: Any) -> Any:
    if isinstance(item, tuple):
        return list(item)
    return item if isinstance(item, str) else _plain(item)
