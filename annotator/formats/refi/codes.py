"""Codes of REFI-QDA, and the labels and topics that they are.

A code inside of others is named by its path, "Parent/Child"; in files of our own by itself, for
there the codes outside are the topics' groups. Codes in the set "Topics" are topics; what is coded
by one as a whole has that topic, whichever code it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from uuid import UUID, uuid5

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.formats.colours import hex_of
from annotator.formats.xml_text import escaped, quoted
from annotator.values import dataclass

ORIGIN = "Annotator"
TOPICS = "Topics"
_NAMES = UUID("6f0b3c3e-6f43-5b0c-9c8e-2f9f2f4a7d11")


@dataclass(slots=True)
class Code:
    """A code: its name with those of the codes around it, and what is said of it."""

    guid: str
    path: tuple[str, ...]
    is_codable: bool = True
    colour: str = ""
    description: str = ""


@lru_cache(maxsize=1 << 12)
def guid_of(*names: object) -> str:
    """An identifier that is the same for the same names."""
    return str(uuid5(_NAMES, "\0".join(map(str, names)))).upper()


def plain_guid(guid: str) -> str:
    """An identifier as it is compared: some are in braces, some in small letters."""
    return guid.strip("{} \t\r\n").upper()


def name_of(code: Code, *, is_own: bool) -> str:
    """What a code is called as a label or topic."""
    return code.path[-1] if is_own else "/".join(code.path)


def written_codes(scheme: Scheme, labels: Iterable[str], topics: Iterable[str]) -> Iterator[str]:
    """The elements of a codebook: the labels and topics of a scheme, and others that are used."""
    known = {each.name for each in scheme.labels}
    more = [Label(0, name) for name in labels if name not in known]
    parts = [_code("label", each.name, each) for each in (*scheme.labels, *more)]
    known = {each.name for each in scheme.topics}
    groups = {each.id: each for each in scheme.groups}
    missing = [Topic(0, name, 0) for name in topics if name not in known]
    by_group: dict[int, list[Topic]] = {}
    for topic in (*scheme.topics, *missing):
        by_group.setdefault(topic.group if topic.group in groups else 0, []).append(topic)
    for number, inside in by_group.items():
        name = groups.get(number, TopicGroup(0, TOPICS)).name
        words = "".join(_code("topic", each.name, each) for each in inside)
        guid = guid_of("group", name)
        parts.append(
            f'<Code guid="{guid}" name={quoted(name)} isCodable="false">\n{words}</Code>\n'
        )
    if parts:
        yield "<Codes>\n"
        yield from parts
        yield "</Codes>\n"


def written_sets(topics: Iterable[str]) -> Iterator[str]:
    """The set of the codes that are topics."""
    members = [f'<MemberCode targetGUID="{guid_of("topic", name)}"/>\n' for name in topics]
    if members:
        yield f'<Sets>\n<Set guid="{guid_of("set", TOPICS)}" name="{TOPICS}">\n'
        yield from members
        yield "</Set>\n</Sets>\n"


def _code(kind: str, name: str, of: Label | Topic) -> str:
    front = f'<Code guid="{guid_of(kind, name)}" name={quoted(name)} isCodable="true"'
    front += f' color="{hex_of(of.colour)}"'
    if not of.guideline:
        return f"{front}/>\n"
    return f"{front}>\n<Description>{escaped(of.guideline)}</Description>\n</Code>\n"
