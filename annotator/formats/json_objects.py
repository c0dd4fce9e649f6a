"""Values of a file of JSON, one after the other: lines, a list, or values written over lines.

Memory is that of the largest object: a list is read piece by piece, and each of its items decoded
where it stands. A broken item is skipped by its brackets; what follows is read.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenArticle, Items, refused, tried
from annotator.formats.encoding import encoding_of, errors_of, head_text, let_go, marked, wide
from annotator.formats.fields import quick_loads, strict_loads, strict_raw_decode
from annotator.formats.long_lines import lines_of, require_short
from annotator.places import Where, Whereabouts

_HEAD_BYTES = 1 << 16
_PIECE_BYTES = 1 << 16
_CUT_AT_END = 16  # what a literal or an escape that the end of a piece cuts may have of it, at most
_SPACE = re.compile(r"[ \t\r\n]*")
_MARK = "\ufeff"
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# A string that is cut ends with the piece; group 1 tells.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+("|\\?\Z)|[{}\[\],]', re.DOTALL)

Found = tuple[Whereabouts, "dict[str, Any] | BadRecord"]
"""An object with its place, or why there is none."""


def objects(stream: BinaryIO, name: str, encoding: str = "") -> Iterator[Found]:
    """The objects of a file; of a list without `encoding`, which is UTF-8 or what its mark says."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    begins = head_text(head, encoding)
    if begins.startswith("[") or not _is_whole(begins.split("\n", 1)[0]):
        for where, value in values(stream, name, encoding or marked(head)):
            is_one = isinstance(value, dict | BadRecord)
            yield where, value if is_one else BadRecord(Unfit.NOT_A_JSON_OBJECT)
        return
    for where, line in Lines(stream, encoding).of(name):
        try:
            yield where, object_of(line)
        except BadRecord as error:
            yield where, error


def articles(
    found: Iterable[Found], article_of: Callable[[dict[str, Any], Whereabouts], GivenArticle]
) -> Items:
    """The article of each object by itself, or its refusal."""
    for where, value in found:
        if isinstance(value, BadRecord):
            yield refused(where, value)
        else:
            yield tried(where, article_of, value, where)


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


class Lines:
    """The lines of a file: as bytes where they are UTF-8, else as text of `encoding`, which is
    found out at the first line that is no UTF-8.
    """

    def __init__(self, stream: BinaryIO, chosen: str = "") -> None:
        self._stream = stream
        head = stream.read(_HEAD_BYTES)
        stream.seek(0)
        self.encoding = chosen or marked(head) or wide(head)
        if self.encoding.startswith("utf-8"):
            self.encoding = ""

    def of(self, name: str) -> Iterator[tuple[str, bytes | str]]:
        """The lines that are not blank, each with its place."""
        for number, line in enumerate(self._raw(), 1):
            if number == 1 and isinstance(line, bytes):
                line = line.removeprefix(codecs.BOM_UTF8)
            if line and not line.isspace():
                yield f"{name}:{number}", line

    def _raw(self) -> Iterator[bytes | str]:
        if not self.encoding:
            yield from self._utf8()
            return
        errors = errors_of(self.encoding)
        lines = io.TextIOWrapper(self._stream, self.encoding, errors=errors, newline="\n")
        try:
            yield from lines
        finally:
            let_go(lines)

    def _utf8(self) -> Iterator[bytes | str]:
        found = ""
        for line in lines_of(self._stream):
            try:
                if not line.isascii():
                    line.decode()
                yield line
            except UnicodeDecodeError:
                if not found:
                    place = self._stream.tell()
                    self._stream.seek(0)
                    found = encoding_of(self._stream)
                    self._stream.seek(place)
                    self.encoding = "" if found == "utf-8" else found
                yield line.decode(found, "surrogateescape") if self.encoding else line


def _not_json(error: json.JSONDecodeError, place: int) -> BadRecord:
    reason = error.msg.removesuffix(" at")  # as in "Unterminated string starting at"
    return BadRecord(Unfit.NOT_JSON_AT, reason=reason, place=place)


def object_of(line: bytes | str) -> dict[str, Any]:
    """The object of a line of JSON; BadRecord says why there is none."""
    require_short(line)
    try:
        value = quick_loads(line)
        if value is not None:
            return _checked(value, is_suspect=False)
        line = line.decode() if isinstance(line, bytes) else line
        return _checked(strict_loads(line), is_suspect=_ESCAPED_SURROGATE.search(line) is not None)
    except UnicodeDecodeError as error:
        raise BadRecord(Unfit.NOT_UTF8, start=error.start) from error
    except json.JSONDecodeError as error:
        if isinstance(line, str) and line.startswith(_MARK):
            return object_of(line[1:])  # files that were put together, each with its mark
        raise _not_json(error, error.pos) from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error


def _checked(value: object, *, is_suspect: bool) -> dict[str, Any]:
    """`value` if it is an object; where surrogates were escaped, each string in it is looked at."""
    if not isinstance(value, dict):
        raise BadRecord(Unfit.NOT_A_JSON_OBJECT)
    for field, content in value.items() if is_suspect else ():
        whole = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        try:
            (field + whole).encode()
        except UnicodeEncodeError as error:
            name = ascii(field)[1:-1]
            if content is not whole:
                raise BadRecord(Unfit.SURROGATE_IN_FIELD, field=name) from error
            place = error.start - len(field)
            raise BadRecord(Unfit.SURROGATE_IN_FIELD_AT, field=name, place=place) from error
    return value


def values(stream: BinaryIO, name: str, encoding: str = "") -> Iterator[tuple[Whereabouts, Any]]:
    """The values of a list, or those that follow each other; BadRecord stands for a broken one."""
    source = _Source(stream, encoding or "utf-8")
    is_list = source.peek() == "["
    number = 0
    source.at += is_list
    while (first := source.peek(past="," if is_list else "")) and not (is_list and first == "]"):
        number += 1
        where = Where.ITEM(file=name, number=number)
        try:
            yield where, source.value()
        except BadRecord as error:
            yield where, error
    if is_list and not first:
        yield Where.ITEM(file=name, number=number + 1), BadRecord(Unfit.LIST_CUT_OFF)
        return
    source.at += is_list
    if is_list and source.peek():
        yield Where.ITEM(file=name, number=number + 1), BadRecord(Unfit.AFTER_THE_LIST)


class _Source:
    """The text of a file as far as it is needed: `at` is where the next value begins."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        errors = errors_of(encoding)
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
        try:
            self.text = waiting + self._decoder.decode(piece, final=self.is_end)
        except UnicodeDecodeError:  # half a character at the end of a file
            self.text, self.is_end = waiting + "\ufffd", True
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

    def value(self) -> Any:
        """The value that begins here; BadRecord for one that is broken, which is passed by."""
        while True:
            try:
                value, end = strict_raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error):
                    self._require_short()
                    self._more()
                    continue
                place = error.pos - self.at
                self._pass_by()
                raise _not_json(error, place) from error
            except (ValueError, RecursionError) as error:
                self._pass_by()
                raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error
            if isinstance(value, dict | list | str) or end + 3 <= len(self.text) or self.is_end:
                break
            self._more()  # of a number the rest may come: 1, 1., 1e+
        part, self.at = self.text[self.at : end], end
        require_short(part)
        try:
            part.encode()
        except UnicodeEncodeError as error:
            raise BadRecord(Unfit.NOT_IN_THE_ENCODING) from error
        is_suspect = _ESCAPED_SURROGATE.search(part) is not None
        return _checked(value, is_suspect=is_suspect) if isinstance(value, dict) else value

    def _require_short(self) -> None:
        """Pass by a value that is too long; BadRecord says so."""
        try:
            require_short(self.text[self.at :])
        except BadRecord:
            self._pass_by()
            raise

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        is_near_end = error.pos >= len(self.text) - _CUT_AT_END
        return not self.is_end and (is_near_end or error.msg.startswith("Unterminated"))

    def _pass_by(self) -> None:
        """Go past a broken value, by its brackets."""
        depth, at, least = 0, self.at, self.at + 1
        while True:
            found = _BRACKETS.search(self.text, at)
            if found is None or found[1] in ("", "\\"):
                if self.is_end:
                    self.at = len(self.text)
                    return
                # What was looked through goes, but for the beginning of a string that goes on.
                self.text = "" if found is None else f'"{found[1]}'
                self.at = at = least = 0
                self._more()
                continue
            at = found.end()
            mark = found[0][0]
            depth += (mark in "{[") - (mark in "}]")
            if depth < 0 or (depth == 0 and mark == ","):
                self.at = max(found.start(), least)
                return
            if depth == 0 and mark in "}]":
                self.at = at
                return
