"""brat's standoff format: NAME.ann with the annotations of NAME.txt, two files an article.

Offsets are code points of the text as it stands, both characters of a line end counted, and a byte
order mark too. Text-bound annotations are the spans; a note on one is the question about it. What a
span has between its pieces is part of it here, as where brat itself parts it: at the end of a line.
Relations, events, attributes, references and equivalences are counted and left out. Where a file's
surfaces fit its text only when it is counted otherwise (in bytes, in UTF-16, line ends as one), it
is counted so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import pairwise
from typing import BinaryIO

from annotator.core.header import title_of
from annotator.faults import Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenSpan,
    Items,
    ReadOptions,
    changed,
    check_strings,
    tried,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import decode_text, head_text
from annotator.formats.file_names import KEY_ENDING, key_of, stem_of, unspell
from annotator.formats.positions import Positions, bytes_of, line_ends_as_one, utf16
from annotator.notices import Notice
from annotator.values import dataclass

_HEAD = re.compile(r"(T\d+\t\S+ \d+ \d+|[REAMN]\d+\t\S+|#\d+\t\w+ \S+|\*\t\S+)")
_TEXT_BOUND = re.compile(r"(\S+)[ \t]+(\d{1,12} \d{1,12}(?:;\d{1,12} \d{1,12})*) *(?:\t(.*))?")
_MOST_SHOWN = 60
_SETTINGS = ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf")
_COUNTED = {
    "R": Unfit.RELATIONS_LEFT_OUT,
    "*": Unfit.EQUIVALENCES_LEFT_OUT,
    "E": Unfit.EVENTS_LEFT_OUT,
    "A": Unfit.ATTRIBUTES_LEFT_OUT,
    "M": Unfit.ATTRIBUTES_LEFT_OUT,
    "N": Unfit.REFERENCES_LEFT_OUT,
    "#": Unfit.NOTES_LEFT_OUT,
}


@dataclass(slots=True)
class _Bound:
    """A text-bound annotation as its line has it: places as the file counts them."""

    label: str
    places: tuple[tuple[int, int], ...]
    surface: str | None


@dataclass(slots=True)
class _Lines:
    """What the lines of a file say."""

    bound: dict[str, _Bound] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    counted: Counter[Unfit] = field(default_factory=Counter)
    left_out: list[Notice] = field(default_factory=list)


def companions(name: str) -> tuple[str, ...]:
    """The text that goes with the annotations, their key, and what settings lie beside them."""
    stem = stem_of(name)
    return f"{stem}.txt", stem + KEY_ENDING, *_SETTINGS


def sniff(head: bytes) -> Likeness:
    """Sure of a line as only these files have them."""
    return Likeness.SURE if _HEAD.match(head_text(head)) else Likeness.NONE


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The one article of a file of annotations, or why it was not taken."""
    yield tried(name, _article, stream, name, options)


def _article(stream: BinaryIO, name: str, options: ReadOptions) -> GivenArticle:
    beside = f"{stem_of(name)}.txt"
    text_file = options.beside(beside)
    if text_file is None:
        raise BadRecord(Unfit.TEXT_NOT_BESIDE, name=beside)
    with text_file:
        text, encoding = decode_text(text_file.read(), options.encoding)
    check_strings(text)
    lines = _lines(decode_text(stream.read(), "" if encoding.startswith("utf") else encoding)[0])
    fitting = Fitting(text, left_out=lines.left_out)
    found = _counting(lines, text, has_mark=encoding == "utf-8-sig")
    spans: dict[str, GivenSpan] = {}
    for name_of, each in lines.bound.items():
        span = _span(each, found, fitting)
        if span is not None:
            spans[name_of] = span
    _add_notes(spans, lines)
    fitting.left_out += [code(count=n) for code, n in lines.counted.items()]
    return GivenArticle(
        text=text,
        title=title_of(text),
        key=key_of(name, options.beside),
        spans=tuple(dict.fromkeys(spans.values())),
        where=name,
        encoding=encoding,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )


# -- the lines -----------------------------------------------------------------------------


def _lines(content: str) -> _Lines:
    found = _Lines()
    seen: set[str] = set()
    for number, line in enumerate(content.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        name, _, rest = line.partition("\t")
        if name in seen and name != "*":
            found.left_out.append(Unfit.ID_TWICE(line=number, id=name))
        elif not _take(found, name, rest):
            shown = repr(line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + "…")
            found.left_out.append(Unfit.LINE_NOT_READ(line=number, content=shown))
        seen.add(name)
    return found


def _take(found: _Lines, name: str, rest: str) -> bool:
    """Note what a line says; False for one that says nothing known."""
    kind = name[:1]
    if kind == "T":
        match = _TEXT_BOUND.fullmatch(rest)
        if match is None:
            return False
        pairs = (pair.split(" ") for pair in match[2].split(";"))
        places = tuple((int(start), int(end)) for start, end in pairs)
        found.bound[name] = _Bound(unspell(match[1]), places, match[3])
        return True
    if kind not in _COUNTED or not rest:
        return False
    what, _, words = rest.partition("\t")
    if kind == "#":
        found.notes.append((what.partition(" ")[2].strip(), words))
        return True
    if kind == "E":
        found.triggers[name] = what.split(" ", 1)[0].partition(":")[2]
    found.counted[_COUNTED[kind]] += 1
    return True


def _add_notes(spans: dict[str, GivenSpan], lines: _Lines) -> None:
    """Make questions about spans of the notes on them; those on an event go to its trigger."""
    for target, words in lines.notes:
        target = lines.triggers.get(target, target)
        span = spans.get(target)
        if span is None:
            lines.counted[Unfit.NOTES_LEFT_OUT] += 1
        else:
            question = f"{span.question}\n{words}" if span.question else words
            spans[target] = changed(span, question=question)


# -- the places ----------------------------------------------------------------------------


def _counting(lines: _Lines, text: str, *, has_mark: bool) -> Positions:
    """How the file counts: the first way in which every surface that it gives fits."""
    as_it_stands = Positions.shifted(1) if has_mark else Positions.shifted(0)
    ways: tuple[Callable[[], Positions], ...] = (
        lambda: as_it_stands,
        lambda: Positions.shifted(0),
        lambda: line_ends_as_one(text),
        lambda: utf16(text),
        lambda: bytes_of(text),
    )
    for way in ways:
        positions = way()
        if all(_fits(each, positions, text) for each in lines.bound.values()):
            return positions
    return as_it_stands


def _fits(bound: _Bound, positions: Positions, text: str) -> bool:
    if bound.surface is None:
        return True
    pieces = [text[positions.of(start) : positions.of(end)] for start, end in bound.places]
    return _is_surface(bound.surface, pieces)


def _is_surface(given: str, pieces: Sequence[str]) -> bool:
    """Whether a surface is that of the pieces: joined by spaces, or by nothing in old files."""
    given = _spaced(given)
    return given in (_spaced(" ".join(pieces)), _spaced("".join(pieces)))


def _spaced(surface: str) -> str:
    return re.sub(r"\s", " ", surface).rstrip()


def _span(bound: _Bound, positions: Positions, fitting: Fitting) -> GivenSpan | None:
    text = fitting.text
    places = sorted((positions.of(start), positions.of(end)) for start, end in bound.places)
    start, end = places[0][0], max(end for _, end in places)
    if start == end:
        fitting.left_out.append(Unfit.SPAN_ON_SPACE(start=start, end=end))
        return None
    pieces = [text[slice(*place)] for place in places]
    is_whole = len(places) == 1
    span = GivenSpan(start, end, bound.label)
    if bound.surface is not None and not _is_surface(bound.surface, pieces):
        span = changed(span, surface=bound.surface)
        if is_whole or text[start:end] == bound.surface:
            return fitting.span(span)
        raise BadRecord(
            Unfit.OTHER_TEXT, start=start, end=end, found=repr(" ".join(pieces)[:40]),
            given=repr(bound.surface[:40]),
        )  # fmt: skip
    fitted = fitting.span(span)
    between = pairwise(places)
    if not is_whole and any(text[left[1] : right[0]].strip() for left, right in between):
        fitting.left_out.append(Unfit.IN_PIECES(start=start, end=end))
    return fitted
