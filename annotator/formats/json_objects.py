"""Objects of a file of JSON, one after the other: lines, a list, or objects written over lines.

Memory is that of the largest object: a list is read piece by piece, and each of its items decoded
where it stands. A broken item is skipped by its brackets; what follows is read.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenArticle, Items, Refusal, refused
from annotator.formats.encoding import marked
from annotator.formats.fields import strict_loads, strict_raw_decode

_HEAD_BYTES = 1 << 16
_PIECE_BYTES = 1 << 16
_CUT_AT_END = 16  # what a literal or an escape that the end of a piece cuts may have of it, at most
_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# A string that is cut ends with the piece; group 1 tells.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+("|\Z)|[{}\[\],]', re.DOTALL)

Found = tuple[str, "dict[str, Any] | BadRecord"]
"""An object with its place, or why there is none."""


def objects(stream: BinaryIO, name: str, encoding: str = "") -> Iterator[Found]:
    """The objects of a file; `encoding` "" is UTF-8, or what its byte order mark says."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    encoding = encoding or marked(head) or "utf-8"
    begins = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if begins.startswith("[") or not _is_whole(begins.split("\n", 1)[0]):
        return _items(_Source(stream, encoding), name)
    return _lines(stream, name, encoding)


def articles(
    found: Iterable[Found], article_of: Callable[[dict[str, Any], str], GivenArticle]
) -> Items:
    """The article of each object by itself, or its refusal."""
    for where, value in found:
        try:
            if isinstance(value, BadRecord):
                raise value
            item: GivenArticle | Refusal = article_of(value, where)
        except Exception as error:
            item = refused(where, error)
        yield item


def _is_whole(line: str) -> bool:
    """Whether a first line is no object that goes on in the next one."""
    if not line.startswith("{"):
        return True
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        return len(line) >= _HEAD_BYTES // 4 or error.pos < len(line.rstrip())
    except (ValueError, RecursionError):
        return True
    return True


def _lines(stream: BinaryIO, name: str, encoding: str) -> Iterator[Found]:
    lines: Iterable[bytes | str] = stream
    if encoding not in ("utf-8", "utf-8-sig"):
        # Halves of pairs pass, and are refused by the line.
        errors = "surrogatepass" if encoding.startswith("utf") else "replace"
        lines = codecs.getreader(encoding)(stream, errors)
    for number, line in enumerate(lines, 1):
        if number == 1 and isinstance(line, bytes):
            line = line.removeprefix(codecs.BOM_UTF8)
        if line and not line.isspace():
            where = f"{name}:{number}"
            try:
                yield where, object_of(line)
            except BadRecord as error:
                yield where, error


def object_of(line: bytes | str) -> dict[str, Any]:
    """The object of a line of JSON; BadRecord says why there is none."""
    try:
        text = line.decode() if isinstance(line, bytes) else line
        return checked(strict_loads(text), text)
    except UnicodeDecodeError as error:
        raise BadRecord(Unfit.NOT_UTF8, start=error.start) from error
    except json.JSONDecodeError as error:
        raise BadRecord(Unfit.NOT_JSON_AT, reason=error.msg, place=error.pos) from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error


def checked(value: object, text: str) -> dict[str, Any]:
    """`value` if it is an object without lone surrogates, which `text` may have escaped."""
    if not isinstance(value, dict):
        raise BadRecord(Unfit.NOT_A_JSON_OBJECT)
    if _ESCAPED_SURROGATE.search(text):
        for field, content in value.items():
            try:
                json.dumps([field, content], ensure_ascii=False).encode()
            except UnicodeEncodeError as error:
                name = ascii(field)[1:-1]
                raise BadRecord(Unfit.SURROGATE_IN_FIELD, field=name) from error
    return value


def _items(source: _Source, name: str) -> Iterator[Found]:
    """The items of a list, or objects that follow each other."""
    is_list = source.peek() == "["
    number = 0
    source.at += is_list
    while (first := source.peek(past="," if is_list else "")) and not (is_list and first == "]"):
        number += 1
        where = f"{name}, item {number}"
        try:
            yield where, source.value()
        except BadRecord as error:
            yield where, error
    if is_list and not first:
        yield f"{name}, item {number + 1}", BadRecord(Unfit.LIST_CUT_OFF)
        return
    source.at += is_list
    if is_list and source.peek():
        yield f"{name}, item {number + 1}", BadRecord(Unfit.AFTER_THE_LIST)


class _Source:
    """The text of a file as far as it is needed: `at` is where the next value begins."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        # Bytes that fit no encoding become lone surrogates, which are refused by the item.
        errors = "surrogatepass" if encoding in ("utf-16", "utf-32") else "surrogateescape"
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._is_first = True
        self.text = ""
        self.at = 0
        self.is_end = False
        self._more()

    def _more(self) -> None:
        """Read on: as much again as waits to be understood, so that a long value costs its length
        a few times, not its square.
        """
        waiting = self.text[self.at :]
        piece = self._stream.read(max(_PIECE_BYTES, len(waiting)))
        self.is_end = not piece
        self.text = waiting + self._decoder.decode(piece, final=self.is_end)
        if self._is_first and self.text:
            self.text = self.text.removeprefix("\ufeff")
            self._is_first = False
        self.at = 0

    def peek(self, past: str = "") -> str:
        """The next character that is not white space, nor `past`; "" at the end."""
        while True:
            while True:
                found = _SPACE.match(self.text, self.at)
                assert found is not None
                self.at = found.end()
                if not past or self.text[self.at : self.at + 1] != past:
                    break
                self.at += 1
            if self.at < len(self.text) or self.is_end:
                return self.text[self.at : self.at + 1]
            self._more()

    def value(self) -> dict[str, Any]:
        """The object that begins here; BadRecord for another value or none, which is passed by."""
        while True:
            try:
                value, end = strict_raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error):
                    self._more()
                    continue
                place = error.pos - self.at
                self._pass_by()
                raise BadRecord(Unfit.NOT_JSON_AT, reason=error.msg, place=place) from error
            except (ValueError, RecursionError) as error:
                self._pass_by()
                raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error
            if isinstance(value, dict) or end < len(self.text) or self.is_end:
                break
            self._more()
        part, self.at = self.text[self.at : end], end
        try:
            part.encode()
        except UnicodeEncodeError as error:
            raise BadRecord(Unfit.NOT_IN_THE_ENCODING) from error
        return checked(value, part)

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        is_near_end = error.pos >= len(self.text) - _CUT_AT_END
        return not self.is_end and (is_near_end or error.msg.startswith("Unterminated"))

    def _pass_by(self) -> None:
        """Go past a broken value, by its brackets."""
        depth, at = 0, self.at
        while True:
            found = _BRACKETS.search(self.text, at)
            if found is None or found[1] == "":
                if self.is_end:
                    self.at = len(self.text)
                    return
                # What was looked through stays so; the text then begins where the value does.
                at = (len(self.text) if found is None else found.start()) - self.at
                self._more()
                continue
            at = found.end()
            mark = found[0][0]
            depth += (mark in "{[") - (mark in "}]")
            if depth < 0 or (depth == 0 and mark == ","):
                self.at = max(found.start(), self.at + 1)
                return
            if depth == 0 and mark in "}]":
                self.at = at
                return
