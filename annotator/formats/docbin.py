"""spaCy's DocBin (`.spacy`), read without spaCy: entities, span groups, topics, user data.

What spaCy keeps apart stays apart: tokens of which nothing is known make an article that was begun
and not finished, and topics with values between 0 and 1 are a model's suggestions. The file is one
compressed message, so all of it is in memory; its articles are made one after the other.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from operator import add, attrgetter, lt
from typing import Any, BinaryIO

import msgspec

from annotator.core.article_keys import is_key_of
from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenReview,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    Items,
    ReadOptions,
    Refusal,
    check_range,
    check_strings,
    refused,
    tried,
    with_fields,
)
from annotator.formats.base import Likeness, ReadBack, none_refused
from annotator.formats.fields import as_json, split_fields, usual_columns
from annotator.formats.spacy_symbols import NUMBERS
from annotator.places import Where, Whereabouts
from annotator.values import dataclass

_ORTH, _ENT_IOB, _ENT_TYPE = 65, 77, 78  # spacy.attrs
_MISSING, _INSIDE, _OUTSIDE, _BEGIN = 0, 1, 2, 3
_NOTHING = (_OUTSIDE, _MISSING)
_ENTITY = re.compile(rb"\x03\x01*")
_SPAN = struct.Struct(">QQQllll")  # id, kb id, label, tokens from, to, characters from, to
_LEAST_LIMIT, _MOST_TIMES = 1 << 28, 256
"""So much may come of a file, or so many times its size; what is more is a bomb. Of 14 attributes a
token, most of them nothing, about 40 times the size comes.
"""
_KEY = "article"
_SPACED = ("", *(" " for _ in range(255)))  # by a byte that says whether there is one


_LABEL = attrgetter("label")
_Places = tuple[Sequence[int], Sequence[int]]
"""Where each token begins and ends."""


class _Message(msgspec.Struct):
    attrs: list[int]
    tokens: memoryview
    spaces: memoryview
    lengths: memoryview
    strings: list[str]
    cats: list[Any]
    flags: list[Any] = []
    span_groups: list[Any] = []
    user_data: list[Any] = []


@dataclass(frozen=True, slots=True)
class _Doc:
    """One document of a file, as numbers; `words` maps hashes to strings."""

    columns: Mapping[int, Sequence[int]]
    spaces: memoryview
    cats: Any
    groups: bytes
    user_data: bytes
    words: Mapping[int, str]


def read(stream: BinaryIO, name: str, _options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the documents that were not taken."""
    for item in _read(stream, name):
        yield item[1] if isinstance(item, tuple) else item


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written, with each key as it stands there."""
    for key, article in none_refused(_read(stream, name)):
        yield ReadBack.of(article, article.reviews[0] if article.reviews else article, key)


def sniff(head: bytes) -> Likeness:
    """Surely, where a compressed message begins that has a DocBin's fields."""
    if head[:1] != b"\x78":
        return Likeness.NONE
    try:
        start = zlib.decompressobj().decompress(head, 64)
    except zlib.error:
        return Likeness.NONE
    is_map = start[:1] > b"\x80" and start[:1] < b"\x90"
    has_fields = any(name in start for name in (b"version", b"attrs", b"tokens"))
    return Likeness.SURE if is_map and has_fields else Likeness.NONE


def _read(stream: BinaryIO, name: str) -> Iterator[tuple[str, GivenArticle] | Refusal]:
    try:
        message = _message(stream.read())
    except Exception as error:
        yield refused(name, error)
        return
    for number, doc in enumerate(_docs(message), 1):
        where = Where.ITEM(file=name, number=number)
        yield tried(where, _article, doc, where)


def _message(data: bytes) -> _Message:
    """The message of a file; BadRecord where it is none or its parts don't fit together."""
    limit = max(_LEAST_LIMIT, _MOST_TIMES * len(data))
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, limit)
    except zlib.error as error:
        raise BadRecord(Unfit.DOCBIN_NOT_PACKED) from error
    if not inflater.eof:
        if len(plain) >= limit:
            raise BadRecord(Unfit.TOO_LARGE)
        raise BadRecord(Unfit.DOCBIN_CUT_OFF)
    try:
        message = msgspec.msgpack.decode(plain, type=_Message)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadRecord(Unfit.NOT_A_DOCBIN, reason=str(error)) from error
    width = len(message.attrs)
    if len(message.lengths) % 4 or _ORTH not in message.attrs:
        raise BadRecord(Unfit.DOCBIN_WITHOUT_WORDS)
    lengths = message.lengths.cast("i")
    tokens = sum(lengths)
    is_whole = len(message.tokens) == tokens * width * 8 and len(message.spaces) == tokens
    if not is_whole or len(message.cats) != len(lengths) or any(each < 0 for each in lengths):
        raise BadRecord(Unfit.DOCBIN_PARTS_DIFFER)
    return message


def _docs(message: _Message) -> Iterator[_Doc]:
    words = {number: name for name, number in NUMBERS.items()} | {0: ""}
    words |= {hash_of(string): string for string in message.strings}
    attrs, lengths = message.attrs, message.lengths.cast("i")
    wanted = [(attr, attrs.index(attr)) for attr in (_ORTH, _ENT_IOB, _ENT_TYPE) if attr in attrs]
    tokens = message.tokens.cast("Q")
    width, at = len(attrs), 0
    for number, length in enumerate(lengths):
        numbers = tokens[at * width : (at + length) * width].tolist()
        yield _Doc(
            {attr: numbers[place::width] for attr, place in wanted},
            message.spaces[at : at + length],
            message.cats[number],
            _part(message.span_groups, number),
            _part(message.user_data, number),
            words,
        )
        at += length


def _part(parts: Sequence[Any], number: int) -> bytes:
    part = parts[number] if number < len(parts) else None
    return part if isinstance(part, bytes) else b""


def _article(doc: _Doc, where: Whereabouts) -> tuple[str, GivenArticle]:
    forms = _strings(doc, doc.columns[_ORTH])
    spaces = [*map(_SPACED.__getitem__, doc.spaces)]
    lengths = [*map(len, forms)]
    starts = [*accumulate(map(add, lengths, map(len, spaces)), initial=0)][:-1]
    places = starts, [*map(add, starts, lengths)]
    text = "".join(chain.from_iterable(zip(forms, spaces, strict=True)))
    fitting = Fitting(text)
    found = [*_entities(doc, places), *_grouped(doc, places, text)]
    kept = found if fitting.are_fit(found) else [*filter(None, map(fitting.span, found))]
    spans = _in_order(kept)
    topics, suggestions = _topics(doc.cats)
    key, fields, meta = _told(doc.user_data)
    fields["key"] = "" if is_key_of(key, text) else key
    names = {*map(_LABEL, spans), *[x.topic for x in topics]}
    check_strings(text, meta, *fields.values(), *names)
    tags = doc.columns.get(_ENT_IOB, ())
    is_begun = _MISSING in tags and any(tags) and bool(spans or topics)
    review = GivenReview("", Status.STARTED, spans=spans, topics=topics)
    article = GivenArticle(
        text,
        meta=meta,
        spans=() if is_begun else spans,
        topics=() if is_begun else topics,
        suggestions=suggestions,
        reviews=(review,) if is_begun else (),
        where=where,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )
    return key, with_fields(article, fields) if any(fields.values()) else article


def _in_order(spans: Sequence[GivenSpan]) -> tuple[GivenSpan, ...]:
    """Spans by place, each once."""
    starts = [span.start for span in spans]
    if all(map(lt, starts, starts[1:])):
        return tuple(spans)  # as mostly
    fitted = {(span.start, -span.end, span.label): span for span in spans}
    return tuple(span for _, span in sorted(fitted.items()))


def _strings(doc: _Doc, numbers: Sequence[int]) -> list[str]:
    try:
        return [*map(doc.words.__getitem__, numbers)]
    except KeyError:
        return [_string(doc, number) for number in numbers]


def _string(doc: _Doc, number: int) -> str:
    try:
        return doc.words[number]
    except KeyError as error:
        raise BadRecord(Unfit.DOCBIN_STRING_MISSING, number=number) from error


def _entities(doc: _Doc, places: _Places) -> Iterable[GivenSpan]:
    """The entities; one without a label is spaCy's way to say that none is there."""
    starts, ends = places
    kinds = doc.columns.get(_ENT_TYPE, [0] * len(starts))
    tags = doc.columns.get(_ENT_IOB, ())
    found = _plain_entities(tags, kinds)
    if found is None:
        found = [*_any_entities(tags, kinds)]
    labels = {kind: _string(doc, kind).strip() for kind in {kinds[first] for first, _ in found}}
    return [
        GivenSpan(starts[first], ends[end - 1], label)
        for first, end in found
        if (label := labels[kinds[first]])
    ]


def _plain_entities(tags: Sequence[int], kinds: Sequence[int]) -> list[tuple[int, int]] | None:
    """The tokens of entities that each begin with a tag of their own and have one kind, as spaCy
    writes them; None where one has not.
    """
    try:
        packed = bytes(tags)
    except ValueError:
        return None
    found = [each.span() for each in _ENTITY.finditer(packed)]
    inside = sum(end - first - 1 for first, end in found)
    if inside != packed.count(_INSIDE):
        return None
    many = [kinds[first:end] for first, end in found if end - first > 1]
    if any(each.count(each[0]) < len(each) for each in many):
        return None
    return found


def _any_entities(tags: Sequence[int], kinds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The same, where another kind begins another entity too."""
    first = None
    for number, tag in enumerate([*tags, _MISSING]):
        if first is None and tag in _NOTHING:
            continue  # as most
        if first is not None and (tag != _INSIDE or kinds[number] != kinds[first]):
            yield first, number
            first = None
        if first is None and tag in (_BEGIN, _INSIDE):
            first = number


def _grouped(doc: _Doc, places: _Places, text: str) -> Iterator[GivenSpan]:
    """The spans of all groups; one without a label has its group's name."""
    starts, ends = places
    for name, packed in _groups(doc.groups):
        for each in packed:
            if len(each) != _SPAN.size:
                raise BadRecord(Unfit.DOCBIN_NO_SPAN, name=name)
            _, _, label, first, end, start, stop = _SPAN.unpack(each)
            if not 0 <= first < end <= len(starts):
                check_range(text, start, stop, name)
                raise BadRecord(Unfit.DOCBIN_SPAN_WITHOUT_TOKENS, name=name)
            yield GivenSpan(starts[first], ends[end - 1], _string(doc, label).strip() or name)


def _groups(data: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Each group of spans with its name; earlier versions of spaCy have a list of them."""
    if not data:
        return
    try:
        found = msgspec.msgpack.decode(data)
        groups = (
            [(group, keys) for group, keys in found.items()]
            if isinstance(found, dict)
            else [(group, None) for group in found]
        )
        for packed, keys in groups:
            group = msgspec.msgpack.decode(packed)
            yield str(keys[0] if keys else group["name"]), list(group["spans"])
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
        raise BadRecord(Unfit.DOCBIN_GROUPS_BROKEN, reason=str(error)) from error


def _topics(cats: Any) -> tuple[tuple[GivenTopic, ...], tuple[GivenSuggestion, ...]]:
    """Topics that are yes or no; where one has a value in between, those over .5 are suggested."""
    if not isinstance(cats, dict):
        return (), ()
    values = {str(name).strip(): value for name, value in cats.items()}
    if not all(name and isinstance(x, int | float) for name, x in values.items()):
        raise BadRecord(Unfit.TOPICS_NOT_NAMES)
    if all(value in (0, 1) for value in values.values()):
        return tuple(GivenTopic(name, value == 1) for name, value in values.items()), ()
    return (), tuple(
        GivenSuggestion(None, None, name, score=float(value))
        for name, value in values.items()
        if 0.5 <= value <= 1
    )


def _told(user_data: bytes) -> tuple[str, dict[str, str], str]:
    """The key, the article's fields and its metadata, of what a document's user data say."""
    if not user_data:
        return "", {}, "{}"
    try:
        found = msgspec.msgpack.decode(user_data)
    except (msgspec.MsgspecError, RecursionError):
        return "", {}, "{}"  # of another's own types; the document is whole without
    told = {
        name: value
        for name, value in (found.items() if isinstance(found, dict) else ())
        if isinstance(name, str) and _is_plain(value)
    }
    key = told.pop(_KEY, None)
    fields, meta = split_fields(told, usual_columns(tuple(told)))
    given = fields.pop("key", "")
    return (key if isinstance(key, str) else given), fields, meta


def _is_plain(value: Any) -> bool:
    try:
        as_json({"": value})
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def hash_of(string: str) -> int:
    """The number by which spaCy knows a string: its symbol's, or MurmurHash64A of its bytes."""
    if string in NUMBERS or not string:
        return NUMBERS.get(string, 0)
    data = string.encode("utf-8", "surrogatepass")
    mask, by = 0xFFFFFFFFFFFFFFFF, 0xC6A4A7935BD1E995
    found = 1 ^ (len(data) * by & mask)
    whole = len(data) & ~7
    for (part,) in struct.iter_unpack("<Q", data[:whole]):
        part = part * by & mask
        part = (part ^ part >> 47) * by & mask
        found = (found ^ part) * by & mask
    if rest := data[whole:]:
        found = (found ^ int.from_bytes(rest, "little")) * by & mask
    found = (found ^ found >> 47) * by & mask
    return found ^ found >> 47
