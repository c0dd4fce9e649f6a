"""Reads WebAnno TSV 3.0 to 3.3: a table of tokens, one file an article.

The text is put together from the sentences as INCEpTION does it: what stands between two of them is
a line end or spaces. Offsets are UTF-16 units; where the tokens fit only when code points are
counted, as some other programs do, these are. Labels are the values of span layers: `value`, else
the first feature that may be one, else the name of the layer; the option `layers` says which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import BinaryIO, NamedTuple

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
    check_strings,
    refused,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import decode_text, head_text
from annotator.formats.file_names import KEY_ENDING, key_of, stem_of
from annotator.formats.positions import Positions, utf16
from annotator.formats.uima.layers import LabelLayers, as_reviews, short, whose
from annotator.formats.webanno.cells import text_of, values_of
from annotator.values import dataclass

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.(\d{1,3})\s*")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)")
_UNIT = re.compile(r"(\d+-\d+)(\.\d+)?\t(\d{1,12})-(\d{1,12})\t([^\t]*)(?:\t(.*))?", re.DOTALL)
_MOST_SHOWN = 60


class _Column(NamedTuple):
    layer: str
    kind: str  # "label", "value", "relation", "chain", "other"


@dataclass(slots=True)
class _Mark:
    """An annotation: from where to where as the file counts, and what it is called."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class _Table:
    """What a file says, counted by `width`."""

    width: Callable[[str], int]
    text: list[str] = field(default_factory=list)
    length: int = 0
    tokens: list[tuple[int, int, int, str]] = field(default_factory=list)
    marks: dict[tuple[object, ...], _Mark] = field(default_factory=dict)
    others: dict[str, set[tuple[object, ...]]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += self.width(text)


def companions(name: str) -> tuple[str, ...]:
    """The key, where the name can't say it."""
    return (stem_of(name) + KEY_ENDING,)


def sniff(head: bytes) -> Likeness:
    """Sure of the first line."""
    return Likeness.SURE if _FORMAT.match(head_text(head)) else Likeness.NONE


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The one article of a table, or why it was not taken."""
    try:
        content, encoding = decode_text(stream.read(), options.encoding)
        lines = [line.removesuffix("\r") for line in content.split("\n")]
        try:
            yield _article(lines, name, encoding, options, _units)
        except BadRecord:
            if content.isascii():
                raise
            try:
                article = _article(lines, name, encoding, options, len)
            except BadRecord:
                article = None
            if article is None:
                raise
            yield article
    except Exception as error:
        yield refused(name, error)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _article(
    lines: list[str],
    name: str,
    encoding: str,
    options: ReadOptions,
    width: Callable[[str], int],
) -> GivenArticle:
    minor, columns, at = _header(lines, LabelLayers.of(options))
    table = _Table(width)
    _read_body(table, lines, at, minor, columns)
    text = "".join(table.text).removesuffix("\n")
    check_strings(text)
    positions = Positions() if width is len else utf16(text)
    _check_tokens(table, text, positions, minor)
    fitting = Fitting(text)
    spans = tuple(dict.fromkeys(_spans(table, positions, fitting)))
    _tell_left_out(table, fitting)
    key, annotator = whose(name)
    return GivenArticle(
        text=text,
        title=title_of(text),
        key=key or key_of(name, options.beside),
        spans=() if annotator else spans,
        reviews=as_reviews(annotator, spans),
        where=name,
        encoding=encoding,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )


# -- the header ----------------------------------------------------------------------------


def _header(lines: list[str], wanted: LabelLayers) -> tuple[int, list[_Column], int]:
    """The version, the columns, and where the body begins."""
    found = _FORMAT.fullmatch(lines[0].removeprefix("\ufeff"))
    if found is None:
        raise BadRecord(Unfit.NO_HEADER_OF, format="WebAnno TSV 3")
    columns: list[_Column] = []
    known: list[str] = []
    at = 1
    while at < len(lines) and (layer := _LAYER.fullmatch(lines[at])):
        kind, (name, *features) = layer[1], [x for x in layer[2].split("|") if x] or [""]
        columns += _columns(kind, name, features, wanted)
        if kind == "SP":
            plain = _plain(features)
            known += [f"{short(name)}.{each}" for each in plain] or [short(name)]
        at += 1
    wanted.check(any(each.kind == "label" for each in columns), known)
    return int(found[1]), columns, at


def _columns(kind: str, name: str, features: list[str], wanted: LabelLayers) -> Iterator[_Column]:
    if kind != "SP":
        # One column tells of each: the base of a relation, the kind of a link of a chain.
        told = "relation" if kind == "RL" else "chain"
        for each in features or [""]:
            tells = each.startswith("BT_") if kind == "RL" else each == "referenceType"
            yield _Column(name, told if tells else "other")
        return
    plain = _plain(features)
    label = wanted.feature(name, plain)
    for at, each in enumerate(features):
        is_label = each in plain and each == label
        is_first = at == 0 and label in (None, "")
        if is_label or (is_first and label == ""):
            yield _Column(name, "label")
        else:
            is_further = is_first or (label is not None and not each.startswith("uima."))
            yield _Column(name, "value" if is_further else "other")


def _plain(features: list[str]) -> list[str]:
    """The features that have values: no roles, and no targets, which follow them."""
    roles = {at for at, each in enumerate(features) if each.startswith("ROLE_")}
    targets = {at + 1 for at in roles}
    return [each for at, each in enumerate(features) if at not in roles | targets]


# -- the body ------------------------------------------------------------------------------


def _read_body(
    table: _Table, lines: list[str], at: int, minor: int, columns: list[_Column]
) -> None:
    waiting: list[str] = []
    for number, line in enumerate(lines[at:], at + 1):
        if line.startswith("#Text="):
            waiting.append(text_of(line[6:], minor))
        elif line and not line.startswith("#"):
            found = _UNIT.fullmatch(line)
            if found is None:
                shown = repr(line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + "…")
                raise BadRecord(Unfit.LINE_NOT_READ, line=number, content=shown)
            start, end = int(found[3]), int(found[4])
            if found[2] is None:
                if waiting:
                    _begin_sentence(table, start, number, found[5])
                    _add_sentence(table, waiting)
                table.tokens.append((start, end, number, found[5]))
            _read_cells(table, (found[1], found[2]), (start, end), found[6], columns)
    _add_sentence(table, waiting)


def _begin_sentence(table: _Table, start: int, number: int, token: str) -> None:
    """Let the text end where the sentence begins: without its last line end, or with spaces."""
    if table.length == start + 1 and table.text and table.text[-1].endswith("\n"):
        table.text[-1] = table.text[-1][:-1]
        table.length = start
    if not table.length <= start <= table.length + 1_000_000:
        raise BadRecord(Unfit.TOKEN_OFF_THE_TEXT, line=number, token=repr(token[:_MOST_SHOWN]))
    table.add(" " * (start - table.length))


def _add_sentence(table: _Table, waiting: list[str]) -> None:
    for line in waiting:
        table.add(line + "\n")
    waiting.clear()


def _read_cells(
    table: _Table,
    unit: tuple[str, str | None],
    place: tuple[int, int],
    cells: str | None,
    columns: list[_Column],
) -> None:
    for column, cell in zip(columns, (cells or "").split("\t"), strict=False):
        if column.kind == "other" or cell in ("", "_"):
            continue
        if column.kind in ("relation", "chain"):
            table.counted[column.kind] += len(values_of(cell))
            continue
        for index, each in enumerate(values_of(cell)):
            name = (column.layer, each.number) if each.number else (column.layer, unit, index)
            if column.kind == "value":
                if each.value is not None or (column.layer, "label") not in columns:
                    table.others.setdefault(column.layer, set()).add((*name, column))
                continue
            mark = table.marks.setdefault(name, _Mark(*place, each.value or short(column.layer)))
            mark.end = max(mark.end, place[1])


# -- what came of it -----------------------------------------------------------------------


def _check_tokens(table: _Table, text: str, positions: Positions, minor: int) -> None:
    for start, end, number, token in table.tokens:
        found = text[positions.of(start) : positions.of(end)]
        if found != token and found not in (text_of(token, minor), token.strip()):
            raise BadRecord(Unfit.TOKEN_OFF_THE_TEXT, line=number, token=repr(token[:_MOST_SHOWN]))


def _spans(table: _Table, positions: Positions, fitting: Fitting) -> Iterator[GivenSpan]:
    for mark in table.marks.values():
        if mark.start >= mark.end:
            fitting.left_out.append(Unfit.SPAN_ON_SPACE(start=mark.start, end=mark.end))
            continue
        try:
            place = positions.strictly(mark.start), positions.strictly(mark.end)
            span = fitting.span(GivenSpan(*place, mark.label))
        except BadRecord as error:
            fitting.left_out.append(error.reason)
            continue
        if span is not None:
            yield span


def _tell_left_out(table: _Table, fitting: Fitting) -> None:
    layers = {str(name[0]) for name in table.marks}
    for layer, found in table.others.items():
        code = Unfit.VALUES_LEFT_OUT if layer in layers else Unfit.LAYER_LEFT_OUT
        fitting.left_out.append(code(layer=short(layer), count=len(found)))
    if count := table.counted["relation"]:
        fitting.left_out.append(Unfit.RELATIONS_LEFT_OUT(count=count))
    if count := table.counted["chain"]:
        fitting.left_out.append(Unfit.EQUIVALENCES_LEFT_OUT(count=count))
