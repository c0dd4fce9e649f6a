"""JSON Lines, one object an article, and files that hold a list of such objects.

Read are a text field; `entities`, `spans`, `label` or `labels` as [{"start","end","label"}] or
[[start, end, label]]; `topics` as [name] or {name: yes}, `topics_no` as [name]; `id`, `date`,
`title`, `source`, `url`, `meta`; what is left becomes metadata. The text is stored as it is: a
header line `date YYYY-MM-DD` is read, but not cut off, so that given offsets stay right.

Written is the same, and beside it all that the project knows, in the fixed shape of
`annotator.formats.own`; what earlier versions wrote is read too (`annotator.formats.history`). A
topic that is in neither `topics` nor `topics_no` is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, takewhile
from typing import Any, BinaryIO

from annotator.core.article_keys import is_key_of
from annotator.core.header import read_header
from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats import json_objects, own_lines, plain_lines, prodigy
from annotator.formats.article_fields import OWN_NAMES
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenSpan,
    Items,
    ReadOptions,
    Refusal,
    check_strings,
    tried,
    with_fields,
)
from annotator.formats.base import (
    Columns,
    Likeness,
    ReadBack,
)
from annotator.formats.encoding import encoding_of, head_text
from annotator.formats.fields import (
    as_json,
    chosen_columns,
    columns_of,
    split_fields,
    strict_loads,
    text_column,
)
from annotator.formats.given_labels import by_place, labels_of
from annotator.formats.history import history_of
from annotator.formats.json_objects import Lines, object_of
from annotator.formats.own import is_own
from annotator.formats.tool_marks import tool_of
from annotator.notices import Code
from annotator.places import Whereabouts

_OBJECT = re.compile(r"\{\s*\"")
_LIST = re.compile(r"\{\s*\"|\[\s*\{")
_HEAD_BYTES = 1 << 16
_FIRST_RECORDS = 20


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the lines that were not taken."""
    lines = Lines(stream, options.encoding)
    for where, line in lines.of(name):
        found = _at_once(line, where, options) or _item(line, where, options)
        if isinstance(line, str) and isinstance(found, GivenArticle):
            found = replace(found, encoding=lines.encoding)
        yield found


def _at_once(line: bytes | str, where: Whereabouts, options: ReadOptions) -> GivenArticle | None:
    """The article of a line in which nothing is to be mended, looked for or refused."""
    if not isinstance(line, bytes) or options.text_field not in ("", "text"):
        return None
    if (own_line := _own_line(line)) is not None:
        return own_lines.article_of(own_line, where)
    return None if options.columns else plain_lines.article_of(line, where)


def _item(line: bytes | str, where: Whereabouts, options: ReadOptions) -> GivenArticle | Refusal:
    return tried(where, lambda: article_of(object_of(line), where, options))


def _own_line(line: bytes | str) -> own_lines.OwnLine | None:
    """A line as this program writes it, None for another."""
    is_own = isinstance(line, bytes) and line.startswith(own_lines.FIRST)
    return own_lines.line_of(line) if is_own and isinstance(line, bytes) else None


def read_list(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file that is one JSON list; a file of JSON lines is read as such."""
    if not _is_list(stream, options.encoding):
        yield from read(stream, name, options)
        return
    found = json_objects.objects(stream, name, encoding_of(stream, options.encoding))
    yield from json_objects.articles(found, lambda x, where: article_of(x, where, options))


def _is_list(stream: BinaryIO, encoding: str) -> bool:
    """Whether a file is a list, or one object in several lines; else it has a line an object."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    text = head_text(head, encoding)
    line, is_several, _ = text.partition("\n")
    return text.startswith("[") or bool(is_several and line.rstrip().endswith(("{", "[", ",")))


def columns(stream: BinaryIO, name: str, options: ReadOptions) -> Columns:
    """The fields of the first records, and what they are read as."""
    lines = Lines(stream, options.encoding).of(name)
    return _columns((tried(where, object_of, line) for where, line in lines), options)


def columns_of_list(stream: BinaryIO, name: str, options: ReadOptions) -> Columns:
    """The same of the records of a list."""
    if not _is_list(stream, options.encoding):
        return columns(stream, name, options)
    found = json_objects.objects(stream, name, encoding_of(stream, options.encoding))
    return _columns((value for _, value in found), options)


def _columns(values: Iterable[object], options: ReadOptions) -> Columns:
    """Of the first values, up to one that is no object."""
    sound = takewhile(lambda value: isinstance(value, dict), islice(values, _FIRST_RECORDS))
    names = dict.fromkeys(name for value in sound if isinstance(value, dict) for name in value)
    return columns_of(tuple(map(str, names)), options.text_field, options.columns)


def article_of(value: dict[str, Any], where: Whereabouts, options: ReadOptions) -> GivenArticle:
    """The article that an object describes; BadRecord tells what is wrong with it."""
    if is_own(value) and options.text_field in ("", "text"):
        return _own_article(value, where)
    if prodigy.is_task(value):  # its answer may stand behind a text longer than what is sniffed
        return prodigy.single(value, where)
    text_at = _text_field(value, options.text_field)
    text = value.pop(text_at)
    if not isinstance(text, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=text_at)
    fitting = Fitting(text)
    history = history_of(value, fitting)
    offset = value.pop("source_offset", 0)
    spans, topics = labels_of(value, options.columns)
    fields, meta = split_fields(value, chosen_columns(tuple(value), options.columns))
    check_strings(text, meta, *fields.values())
    fitted = () if history.reviews else _fitted(spans, fitting)
    return GivenArticle(
        text,
        fields.get("title", ""),
        fields.get("key", ""),
        fields.get("published") or read_header(text).published,
        fields.get("source", ""),
        fields.get("url", ""),
        fields.get("language", ""),
        offset if isinstance(offset, int) and offset > 0 else 0,
        meta,
        fitted,
        topics,
        history.suggestions,
        history.reviews,
        history.tokens,
        where,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
        is_own=bool(history.reviews),
    )


def _own_article(value: dict[str, Any], where: Whereabouts) -> GivenArticle:
    """The article of one of our own lines; fields that somebody added become metadata."""
    text, offset = value.pop("text"), value.pop("source_offset")
    given = {name: value.pop(field) for name, field in OWN_NAMES.items()}
    if is_key_of(given["key"], text):
        given["key"] = ""  # it was made of the text, as the article has none
    try:
        meta = strict_loads(value.pop("meta"))
    except (ValueError, RecursionError) as error:
        raise BadRecord(Unfit.META_NOT_JSON, reason=str(error)) from error
    fitting = Fitting(text)
    history = history_of(value, fitting, is_own=True)
    spans, topics = labels_of(value)
    added = {name: content for name, content in value.items() if content not in (None, "", [], {})}
    given["meta"] = as_json({**added, **meta}) if added or meta else "{}"
    check_strings(text, *given.values())
    fitted = () if history.reviews else _fitted(spans, fitting)
    return with_fields(
        GivenArticle(
            text,
            source_offset=offset if type(offset) is int and offset > 0 else 0,
            spans=fitted,
            topics=topics,
            suggestions=history.suggestions,
            reviews=history.reviews,
            tokens=history.tokens,
            where=where,
            trimmed=fitting.trimmed,
            left_out=tuple(fitting.left_out),
            is_own=True,
        ),
        given,
    )


def _fitted(spans: tuple[GivenSpan, ...], fitting: Fitting) -> tuple[GivenSpan, ...]:
    """The spans, each once and in order, as they fit their text: so again."""
    if fitting.are_fit(spans):
        return spans  # they are in order
    found = [span for each in spans if (span := fitting.span(each)) is not None]
    unique = {(span.start, span.end, span.label): span for span in found}
    return tuple(sorted(unique.values(), key=by_place))


def sniff(head: bytes) -> Likeness:
    """Surely, where an object begins that no other tool wrote."""
    return _likeness(_OBJECT, head)


def sniff_list(head: bytes) -> Likeness:
    """Surely, where a list of objects begins, or an object: `read_list` reads that too."""
    return _likeness(_LIST, head)


def _likeness(begins: re.Pattern[str], head: bytes) -> Likeness:
    if not begins.match(head_text(head)):
        return Likeness.NONE
    return Likeness.POSSIBLE if tool_of(head) else Likeness.SURE


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written, with what a line repeats: its entities, and its id as it stands there."""
    for where, line in Lines(stream).of(name):
        yield back_of(line, where)


def back_of(line: bytes | str, where: str) -> ReadBack:
    """The same of one line."""
    own_line = _own_line(line)
    back = own_lines.back_of(own_line, where) if own_line else None
    if back is not None:
        return back
    value = object_of(line)
    key, yes = value["id"], value["topics"]
    spans = frozenset((x["start"], x["end"], x["label"]) for x in value["entities"])
    article = article_of(value, where, DEFAULTS)
    if article.key != key and not is_key_of(str(key), article.text):
        key = article.key
    return ReadBack(key, article, spans, frozenset(yes))


_OF_FIELDS: dict[Code, Unfit] = {
    Fault.NO_TEXT_COLUMN: Unfit.NO_TEXT_FIELD,
    Fault.NO_SUCH_COLUMN: Unfit.NO_SUCH_FIELD,
}
"""What is a column of a table is a field of a record."""


def _text_field(value: dict[str, Any], wanted: str) -> str:
    if not wanted and "text" in value:
        return "text"
    try:
        return text_column(value, wanted, "")
    except UserError as error:
        raise BadRecord(_OF_FIELDS[error.code], **error.notice.values) from error
