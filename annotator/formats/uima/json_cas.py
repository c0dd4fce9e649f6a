"""Reads UIMA's JSON CAS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import msgspec

from annotator.faults import Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Items,
    ReadOptions,
)
from annotator.formats.base import Likeness
from annotator.formats.tool_marks import likeness
from annotator.formats.uima.cas import Cas, Structure, articles_of, sofa_of

_KEPT = ("sofaID", "sofaString", "sofaURI", "mimeType")


def sniff(head: bytes) -> Likeness:
    """Sure of the names that only these files have."""
    return likeness(head, "uima")


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a CAS, mostly one, or why there is none."""
    return articles_of(lambda: cas_of(stream.read()), name, options)


def cas_of(content: bytes) -> Cas:
    """What a file says; BadRecord for what is no JSON CAS."""
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error
    if not isinstance(found, dict) or not any(str(x).startswith("%") for x in found):
        raise BadRecord(Unfit.NO_HEADER_OF, format="UIMA CAS JSON")
    cas = Cas()
    views = found.get("%VIEWS")
    if isinstance(views, dict) and views:
        cas.members = {
            str(number)
            for view in views.values()
            if isinstance(view, dict)
            for number in _listed(view.get("%MEMBERS"))
        }
    for number, each in _structures(found.get("%FEATURE_STRUCTURES")):
        _take(cas, number, each)
    return cas


def _structures(found: object) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(found, dict):
        return [(str(x), each) for x, each in found.items() if isinstance(each, dict)]
    return [(str(each.get("%ID", "")), each) for each in _listed(found) if isinstance(each, dict)]


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _take(cas: Cas, number: str, each: Mapping[str, Any]) -> None:
    type_ = str(each.get("%TYPE", ""))
    if type_ == "uima.cas.Sofa":
        said = {name: each[name] for name in _KEPT if isinstance(each.get(name), str)}
        cas.sofas[number] = sofa_of(said, each.get("@sofaArray"))
    elif not type_.startswith("uima.cas."):
        sofa, begin, end = (str(each.get(x, "")) for x in ("@sofa", "begin", "end"))
        features = {
            name: value
            for name, value in each.items()
            if isinstance(value, str) and name[:1] not in "%@#^"
        }
        links = {name[1:]: str(value) for name, value in each.items() if name[:1] == "@"}
        links.pop("sofa", None)
        cas.add(type_, Structure(number, sofa, begin, end, {**links, **features}))
