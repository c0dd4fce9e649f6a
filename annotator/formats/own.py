"""Our own line of JSON: one fixed shape, so that readers which infer types from the first lines
(datasets, pandas, pyarrow) are right about the last one too.

Each line has all fields of `SHAPE`, in this order. What is not there is an empty string or list,
or null where `SHAPE` has a pair of a type and None. Metadata, which have any shape, are one JSON
object as text. Every number that can have a fraction is written with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.json import Encoder

from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenSuggestion,
    changed,
)
from annotator.formats.fields import strict_meta

_RUN = {"pipeline": str, "version": str, "fingerprint": str, "corrector": str}
_ENTITY = {"start": int, "end": int, "label": str}
SHAPE: dict[str, Any] = {
    "id": str,
    "text": str,
    "title": str,
    "date": str,
    "source": str,
    "url": str,
    "language": str,
    "source_offset": int,
    "entities": [_ENTITY],
    "topics": [str],
    "topics_no": [str],
    "suggestions": [
        {
            "start": (int, None),
            "end": (int, None),
            "label": (str, None),
            "source": str,
            "score": (float, None),
            "is_maybe": bool,
            "run": (_RUN, None),
            "others": [{"label": (str, None), "probability": float}],
        }
    ],
    "reviews": [
        {
            "annotator": str,
            "status": str,
            "reason": str,
            "flagged": bool,
            "note": str,
            "seconds": float,
            "seconds_to_first_act": (float, None),
            "share_seen": float,
            "shown": str,
            "run": (_RUN, None),
            "chosen": str,
            "scheme_version": int,
            "review_pass": int,
            "is_forced": bool,
            "edited_at": str,
            "spans": [
                {
                    **_ENTITY,
                    "surface": str,
                    "origin": str,
                    "suggestion": (int, None),
                    "question": str,
                }
            ],
            "topics": [{"topic": str, "is_yes": bool, "way": str}],
            "decisions": [
                {
                    "suggestion": int,
                    "outcome": str,
                    "way": str,
                    "at": str,
                    "start": (int, None),
                    "end": (int, None),
                    "label": (str, None),
                    "followed_from": (int, None),
                    "focused": bool,
                    "seconds": (float, None),
                    "label_shown": (str, None),
                    "probability": (float, None),
                    "threshold": (float, None),
                }
            ],
            "blind": ({"at": str, "topics": [str], "spans": [_ENTITY]}, None),
            "implied": [str],
        }
    ],
    "tokens": [[int]],
    "meta": str,
}
"""Field → type; [type] is a list, {…} an object, (type, None) may be null."""

_ENCODER = Encoder()


class Entity(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One of the spans that stand for an article, in a line."""

    start: int
    end: int
    label: str


_TEXTS = tuple(name for name, kind in SHAPE.items() if kind is str)
_LISTS = tuple(name for name, kind in SHAPE.items() if isinstance(kind, list))


def is_own(value: dict[str, Any]) -> bool:
    """Whether an object of JSON has this shape, as far as its own fields tell."""
    return (
        value.keys() >= SHAPE.keys()
        and all(isinstance(value[name], str) for name in _TEXTS)
        and all(isinstance(value[name], list) for name in _LISTS)
        and value["meta"].startswith("{")
    )


def line_of(article: GivenArticle) -> bytes:
    """An article as one line of JSON."""
    return encoded(value_of(article))


def encoded(value: dict[str, Any]) -> bytes:
    """The object as one line of strict JSON; NaN and Infinity, which are none, as null."""
    return _ENCODER.encode(value) + b"\n"


def value_of(article: GivenArticle) -> dict[str, Any]:
    """An article in the shape of `SHAPE`; what already has the fields of an object is left as it
    is, since `encoded` makes one of it.
    """
    return {
        "id": article.key,
        "text": article.text,
        "title": article.title,
        "date": article.published,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "source_offset": article.source_offset,
        "entities": [Entity(x.start, x.end, x.label) for x in article.spans],
        "topics": [each.topic for each in article.topics if each.is_yes and each.topic],
        "topics_no": [each.topic for each in article.topics if not each.is_yes and each.topic],
        "suggestions": [_suggestion(each) for each in article.suggestions],
        "reviews": [_review(each) for each in article.reviews],
        "tokens": article.tokens,
        "meta": strict_meta(article.meta),
    }


def holes(shape: dict[str, Any] = SHAPE) -> list[tuple[str, ...]]:
    """The fields, as paths, in which a line may have nothing that tells the type."""
    return list(_holes(shape, ()))


class Hole(NamedTuple):
    """A field that has shown no type, or has such fields in it: its path if it is one itself."""

    path: tuple[str, ...] | None
    within: dict[str, Hole]


def tree_of(paths: Iterable[tuple[str, ...]]) -> dict[str, Hole]:
    """The fields at these paths, each in those that it is part of: `filled` goes into each once."""
    tree: dict[str, Hole] = {}
    for path in sorted(paths):
        within = tree
        for name in path[:-1]:
            within = within.setdefault(name, Hole(None, {})).within
        there = within.get(path[-1])
        within[path[-1]] = Hole(path, there.within if there else {})
    return tree


def filled(value: Any, tree: Mapping[str, Hole]) -> set[tuple[str, ...]]:
    """Those of the fields of `tree_of` for which something in an object tells the type."""
    found: set[tuple[str, ...]] = set()
    _fill([value], tree, found)
    return found


def _fill(values: Sequence[Any], tree: Mapping[str, Hole], found: set[tuple[str, ...]]) -> None:
    """Note what is filled in objects of one kind; where nothing is, nothing in it is either."""
    for name, (path, within) in tree.items():
        if len(values) == 1:
            value = _field(values[0], name)
            if value is None or value == [] or value == ():
                continue  # as most of what is looked for
            inner = value if type(value) in (list, tuple) else [value]
            if type(inner[0]) in (list, tuple):
                inner = _flat(inner)
        else:
            try:
                inner = [*map(attrgetter(name), values)]
            except AttributeError:  # there are dicts among them
                inner = [_field(each, name) for each in values]
            if inner.count(None) == len(inner):
                continue
            inner = _flat(inner)
        if inner:
            if path is not None:
                found.add(path)
            if within:
                _fill(inner, within, found)


def _field(value: Any, name: str) -> Any:
    return value[name] if type(value) is dict else getattr(value, name)


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    """What is there, that of lists in their place."""
    kinds = set(map(type, values))
    if list in kinds or tuple in kinds:
        if len(values) == 1:
            return _flat(values[0])
        found: list[Any] = []
        for value in values:
            found += _flat(value if type(value) in (list, tuple) else [value])
        return found
    if type(None) in kinds:
        return [x for x in values if x is not None] if len(kinds) > 1 else []
    return values


def _holes(shape: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(shape, list | tuple):
        yield path
        yield from (hole for hole in _holes(shape[0], path) if hole != path)
    elif isinstance(shape, dict):
        for name, kind in shape.items():
            yield from _holes(kind, (*path, name))


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _suggestion(given: GivenSuggestion) -> GivenSuggestion | dict[str, Any]:
    if not given.others and type(given.score) is not int:
        return given
    return {
        "start": given.start,
        "end": given.end,
        "label": given.label,
        "source": given.source,
        "score": _float(given.score),
        "is_maybe": given.is_maybe,
        "run": given.run,
        "others": [
            {"label": label, "probability": float(probability)}
            for label, probability in given.others
        ],
    }


def _review(given: GivenReview) -> dict[str, Any]:
    return {
        "annotator": given.annotator,
        "status": given.status,
        "reason": given.reason,
        "flagged": given.flagged,
        "note": given.note,
        "seconds": float(given.seconds),
        "seconds_to_first_act": _float(given.seconds_to_first_act),
        "share_seen": float(given.share_seen),
        "shown": given.shown,
        "run": given.run,
        "chosen": given.chosen,
        "scheme_version": given.scheme_version,
        "review_pass": given.review_pass,
        "is_forced": given.is_forced,
        "edited_at": given.edited_at,
        "spans": given.spans,
        "topics": given.topics,
        "decisions": [_decision(each) for each in given.decisions],
        "blind": _blind(given.blind),
        "implied": list(given.implied or ()),
    }


def _decision(given: GivenDecision) -> GivenDecision:
    numbers = given.seconds, given.probability, given.threshold
    if int not in map(type, numbers):
        return given
    seconds, probability, threshold = map(_float, numbers)
    return changed(given, seconds=seconds, probability=probability, threshold=threshold)


def _blind(given: GivenBlind | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "at": given.at,
        "topics": list(given.topics),
        "spans": [Entity(x.start, x.end, x.label) for x in given.spans],
    }
