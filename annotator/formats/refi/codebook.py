"""Codebooks of REFI-QDA (.qdc): the labels and topics of a scheme as codes, and back.

Codes inside of others are named by their paths. Codes in the set "Topics" are topics, in the group
that the code around them names; codes that can't be used are such groups, and nothing else. Any
other code is a label. A project (.qdpx, .qde) has a codebook too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from annotator.core.records import Scheme
from annotator.formats.reading import nothing_beside
from annotator.formats.refi.codes import ORIGIN, TOPICS, Code, name_of, written_codes, written_sets
from annotator.formats.refi.model import read_project
from annotator.formats.refi.parts import parts_of

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{ORIGIN}">\n'
)
_SHORT_COLOUR = re.compile("#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])")
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_LONGEST_NAME = 200


def codebook_of(scheme: Scheme) -> bytes:
    """The codebook of a scheme; retired labels and topics are in it too."""
    codes = "".join(written_codes(scheme, (), ()))
    sets = "".join(written_sets(topic.name for topic in scheme.topics))
    return f"{_HEAD}{codes or '<Codes/>'}{sets}</CodeBook>\n".encode()


def scheme_table(stream: BinaryIO) -> dict[str, Any]:
    """The scheme that a codebook is, as a table of the same form as our own scheme files have.

    BadRecord for what is no codebook.
    """
    with parts_of(stream, nothing_beside).project() as file:
        project = read_project(file)
    is_own = project.origin.startswith(ORIGIN)
    labels: dict[str, Mapping[str, Any]] = {}
    groups: dict[str, dict[str, Mapping[str, Any]]] = {}
    for guid, code in project.codes.items():
        if not code.is_codable or not any(code.path):
            continue
        is_topic = guid in project.topics
        name = _shortened(code.path[-1] if is_topic else name_of(code, is_own=is_own))
        if is_topic:
            group = _shortened("/".join(code.path[:-1]) or TOPICS)
            groups.setdefault(group, {}).setdefault(name, _told(name, code))
        else:
            labels.setdefault(name, _told(name, code))
    of_groups = [{"name": name, "topics": [*x.values()]} for name, x in groups.items()]
    return {"labels": [*labels.values()], "topic_groups": of_groups}


def _shortened(name: str) -> str:
    plain = "".join(x if x.isprintable() else " " for x in name)
    return plain.strip()[:_LONGEST_NAME].strip()


def _told(name: str, code: Code) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    colour = (
        _SHORT_COLOUR.sub(r"#\1\1\2\2\3\3", code.colour) if len(code.colour) == 4 else code.colour
    )
    if _COLOUR.fullmatch(colour):
        found["colour"] = colour.lower()
    if code.description.strip():
        found["guideline"] = code.description.strip()
    return found
