"""Tags of tokens and the spans they mean, by all usual schemes; how a label is spelled there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord

Place = tuple[int, int, str]
"""First token, end token, label."""

NEUTRAL = frozenset({"O", "o", "_", "-", "*", "", "0"})
"""Tags that are of no span; "-" and "_" are said where nothing is known."""
PREFIXED = re.compile(r"([BILUESMWbiluesmw])[-_](.+)", re.DOTALL)
BARE = frozenset("BILUES")
BARE_LABEL = "ENTITY"
"""The label of spans in a file whose tags have none: B, I, O."""

_BEGINS = frozenset("BUSW")
_ENDS = frozenset("LEUSW")
_UNSPELLABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f%]")
_UNSPELLABLE_VALUE = re.compile(r"[\s\x00-\x1f\x7f-\x9f%|=]")


def spans_of_tags(tags: Iterable[str], label_of: Callable[[str], str] = str) -> Iterator[Place]:
    """The spans of one sentence, by any of IOB, IOB2, IOBES and BILOU: what continues nothing
    begins a span, and a tag without a prefix goes on with its own label.

    BadRecord for a tag in which there is no label.
    """
    start, label = 0, ""
    end = -1
    for end, tag in enumerate(tags):
        prefix, name = _parts(tag)
        if label and (name != label or prefix in _BEGINS):
            yield start, end, label_of(label)
            label = ""
        if name and not label:
            start, label = end, name
        if label and prefix in _ENDS:
            yield start, end + 1, label_of(label)
            label = ""
    if label:
        yield start, end + 1, label_of(label)


def _parts(tag: str) -> tuple[str, str]:
    if tag in NEUTRAL:
        return "", ""
    if found := PREFIXED.fullmatch(tag):
        return found[1].upper(), found[2]
    if tag in BARE:
        return tag, BARE_LABEL
    if tag[1:] in ("-", "_"):
        raise BadRecord(Unfit.NOT_A_TAG, tag=tag[:40])
    return "I", tag


def spans_of_brackets(tags: Iterable[str]) -> Iterator[Place]:
    """The spans of one sentence as CoNLL-2012 has them: "(PERSON*", "*", "*)"; they may nest."""
    begun: list[tuple[int, str]] = []
    for number, tag in enumerate(tags):
        begun += [(number, label) for label in re.findall(r"\(([^()*]+)", tag)]
        for _ in range(tag.count(")")):
            if not begun:
                raise BadRecord(Unfit.NOT_A_TAG, tag=tag[:40])
            start, label = begun.pop()
            yield start, number + 1, label
    if begun:
        raise BadRecord(Unfit.NOT_A_TAG, tag=f"({begun[-1][1][:40]}")


def _tagged(begin: str, inside: str, end: str, single: str) -> Callable[[int], list[str]]:
    def prefixes(length: int) -> list[str]:
        if length == 1:
            return [single]
        return [begin, *[inside] * (length - 2), end]

    return prefixes


SCHEMES: dict[str, Callable[[int], list[str]]] = {
    "iob2": _tagged("B", "I", "I", "B"),
    "iob": _tagged("I", "I", "I", "I"),
    "bilou": _tagged("B", "I", "L", "U"),
    "iobes": _tagged("B", "I", "E", "S"),
}
"""Name of a scheme → the prefixes of a span of so many tokens. In the old IOB a span begins with B
only where it follows one of the same label at once.
"""


def tags_of_spans(
    length: int, spans: Sequence[Place], scheme: str, spelled: Callable[[str], str] | None = None
) -> list[str]:
    """The tags of so many tokens; `spans` are in order and don't overlap. Labels go by `spell`,
    or as they are `spelled`.
    """
    tags = ["O"] * length
    for first, end, label in spans:
        name = (spelled or spell)(label)
        tags[first:end] = [f"{prefix}-{name}" for prefix in SCHEMES[scheme](end - first)]
    if scheme == "iob":
        for (_, end, label), (first, _, next_label) in pairwise(spans):
            if (end, label) == (first, next_label):
                tags[first] = "B" + tags[first][1:]
    return tags


def spell(label: str) -> str:
    """A label without what breaks lines and columns: that is in percent, as in addresses."""
    return _UNSPELLABLE.sub(_in_percent, label)


def spell_value(value: str) -> str:
    """The same for a value among several, which "|" and "=" divide."""
    return _UNSPELLABLE_VALUE.sub(_in_percent, value)


def read_spelled(spelled: str) -> str:
    """What `spell` or `spell_value` was given."""
    return unquote(spelled, errors="strict") if "%" in spelled else spelled


def _in_percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
