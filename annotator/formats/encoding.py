"""How bytes become text: byte order mark, UTF-8, else the likeliest old encoding.

Line ends stay as they are: bytes are decoded, never read in text mode.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO, NamedTuple

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord

# UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "gb18030", "shift_jis")
_SAMPLE_BYTES = 128 * 1024
_MOST_CONTROLS = 0.01
_FEW_HIGH_BYTES = 24
_FEW_HIGH_SHARE = 0.3


def decode(data: bytes, chosen: str = "") -> tuple[str, str]:
    """The text of a file and the name of its encoding; BadRecord for what is no text, and for what
    is not in the encoding that was chosen.
    """
    encoding = chosen or marked(data)
    if encoding:
        return _strictly(data, encoding), encoding
    if b"\0" in data:
        raise BadRecord(Unfit.BINARY)
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        first_bad = error.start
    encoding = _likeliest(data, first_bad)
    text = data.decode(encoding)
    _refuse_binary(text)
    return text, encoding


def decode_text(data: bytes, chosen: str = "") -> tuple[str, str]:
    """The same of what is surely a text: in UTF-8 it may have NUL characters."""
    if not chosen and b"\0" in data and not marked(data):
        try:
            return data.decode(), "utf-8"
        except UnicodeDecodeError:
            pass
    return decode(data, chosen)


def encoding_of(stream: BinaryIO, chosen: str = "") -> str:
    """The encoding of a seekable file, read in pieces, or the one that was chosen; the file stands
    at its start afterwards.
    """
    if chosen:
        return chosen
    piece = stream.read(_SAMPLE_BYTES)
    encoding = marked(piece)
    decoder = codecs.getincrementaldecoder("utf-8")()
    while not encoding:
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            encoding = _likeliest(bytes(error.object), error.start)
        if not piece:
            encoding = encoding or "utf-8"
        piece = piece and stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    return encoding


class Guess(NamedTuple):
    """The encoding that a file is read in, and others that it may have: none where there is no
    doubt.
    """

    name: str
    others: tuple[str, ...] = ()


def guessed(stream: BinaryIO) -> Guess:
    """The encoding of a seekable file, and how sure that is; see `encoding_of`."""
    name = encoding_of(stream)
    others = () if name.startswith("utf") else tuple(x for x in _OLD if x != name)
    return Guess(name, others)


def head_text(head: bytes, chosen: str = "") -> str:
    """How a file begins, as far as that tells its format: what is doubtful is replaced."""
    return head.decode(chosen or marked(head) or "utf-8", "replace").removeprefix("\ufeff").lstrip()


def marked(data: bytes) -> str:
    """The encoding that the mark at the beginning says, "" where there is none."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadRecord(Unfit.NOT_IN_ENCODING_AT, encoding=encoding, start=error.start) from error


def _likeliest(data: bytes, first_bad: int) -> str:
    """An encoding that decodes all of `data`; latin-1 takes every byte."""
    begin = max(0, first_bad - _SAMPLE_BYTES // 2)
    guessed = _guess(data[begin : begin + _SAMPLE_BYTES])
    for encoding in (guessed, "cp1252"):
        try:
            data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return "latin-1"


def _guess(sample: bytes) -> str:
    """Western where few characters speak for anything; else what charset-normalizer finds.

    On a handful of accents it takes cp1250 for French, and UTF-16 for one word.
    """
    high = sum(byte >= 0x80 for byte in sample)
    if high < _FEW_HIGH_BYTES and high < _FEW_HIGH_SHARE * len(sample):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or "cp1252" in best.could_be_from_charset or best.encoding.startswith("utf"):
        return "cp1252"
    return best.encoding


def _refuse_binary(text: str) -> None:
    sample = text[:_SAMPLE_BYTES]
    controls = sum(
        (char < " " and char not in "\t\n\r\f\v\x1a") or "\x7f" <= char < "\xa0" for char in sample
    )
    if controls > _MOST_CONTROLS * len(sample):
        raise BadRecord(Unfit.BINARY)
