"""The items of a JSON list, one after the other, however long the list is."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord
from annotator.formats.encoding import encoding_of
from annotator.formats.fields import strict_raw_decode

_PIECE_BYTES = 1 << 16
_MARGIN = 64  # what is wrong so near to the end of a piece may be right with the next
_UNFINISHED = "Unterminated string"
_SPACE = re.compile(r"[ \t\r\n]*")


def items_of(stream: BinaryIO, encoding: str = "") -> Iterator[Any]:
    """Each value of a list, or the one value of a file that is none; memory is that of a value.

    BadRecord where it is not JSON, with the place in characters, and for a list that breaks off.
    """
    text = _Text(stream, encoding_of(stream, encoding))
    if text.next() != "[":
        if text.next():
            yield text.value()
            _end(text)
        return
    text.skip()
    if text.next() == "]":
        text.skip()
        _end(text)
        return
    while True:
        yield text.value()
        mark = text.next()
        if mark not in (",", "]"):
            expected = "expecting ',' or ']'" if mark else "the list is not closed"
            raise BadRecord(Unfit.NOT_JSON_AT, reason=expected, place=text.place)
        text.skip()
        if mark == "]":
            _end(text)
            return


def _end(text: _Text) -> None:
    if text.next():
        raise BadRecord(Unfit.NOT_JSON_AT, reason="more after the end", place=text.place)


class _Text:
    """A file as text: a part of it, from `_at` on not looked at yet, and more when needed."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._text = ""
        self._at = 0
        self._before = 0
        self._bytes = 0
        self._is_over = False
        if self._more() and self._text.startswith("\ufeff"):
            self._at = 1

    @property
    def place(self) -> int:
        """How many characters of the file stand before the next one."""
        return self._before + self._at

    def next(self) -> str:
        """The next character that is not white space, "" at the end; it stays the next."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Go on by a character."""
        self._at += 1

    def value(self) -> Any:
        """The value that begins here."""
        self.next()
        while True:
            try:
                value, end = strict_raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                place = self._before + error.pos
                may_go_on = error.pos > len(self._text) - _MARGIN
                if (may_go_on or error.msg.startswith(_UNFINISHED)) and self._more():
                    continue
                raise BadRecord(Unfit.NOT_JSON_AT, reason=error.msg, place=place) from error
            except (ValueError, RecursionError) as error:
                raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error
            if end + 3 > len(self._text) and self._more():
                continue  # of a number the rest may come: 1, 1., 1e+
            self._at = end
            return value

    def _more(self) -> bool:
        """Read as much again as there is, so that a long value is not looked at too often; False,
        and all as it was, at the end.
        """
        text = ""
        while not text and not self._is_over:
            data = self._stream.read(max(_PIECE_BYTES, len(self._text) - self._at))
            self._is_over = not data
            text = self._decoded(data)
        if text:
            self._before += self._at
            self._text = self._text[self._at :] + text
            self._at = 0
        return bool(text)

    def _decoded(self, data: bytes) -> str:
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            start = self._bytes + error.start - (len(error.object) - len(data))
            raise BadRecord(
                Unfit.NOT_IN_ENCODING_AT, encoding=self._encoding, start=start
            ) from error
        self._bytes += len(data)
        return text
