"""How bytes become text: byte order mark, UTF-8, else the likeliest old encoding.

A byte that is no UTF-8 in a file that otherwise is doesn't make another encoding of it: that byte
is refused with its place. Line ends stay as they are: bytes are decoded, never read in text mode.
"""

from __future__ import annotations

import codecs
import io
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
BLANK = b" \t\n\v\f\r\0" + b"".join(mark for mark, _ in _MARKS)
_SAMPLE_BYTES = 128 * 1024
_MOST_CONTROLS = 0.01
_MANY, _FEW = 0.4, 0.05


def is_blank(stream: BinaryIO) -> bool:
    """Whether nothing stands in a file but white space and byte order marks."""
    while chunk := stream.read(_SAMPLE_BYTES):
        if chunk.strip(BLANK):
            return False
    return True


class Guess(NamedTuple):
    """The encoding that a file is read in, and others that it may be in: none where there is no
    doubt.
    """

    name: str
    others: tuple[str, ...] = ()


def decode(data: bytes, chosen: str = "") -> tuple[str, str]:
    """The text of a file and the name of its encoding; BadRecord for what is no text, and for what
    is not in the encoding that was chosen.
    """
    encoding = chosen or marked(data) or wide(data)
    if encoding:
        return _strictly(data, encoding), encoding
    if b"\0" in data:
        raise BadRecord(Unfit.BINARY)
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        first_bad = error.start
    encoding = _old(data, first_bad, has_utf8=not data[:first_bad].isascii()).name
    _refuse_binary(data[:_SAMPLE_BYTES].decode(encoding, "replace"))
    return _strictly(data, encoding), encoding


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
    return chosen or guessed(stream).name


def guessed(stream: BinaryIO) -> Guess:
    """The encoding of a seekable file, and how sure that is; see `encoding_of`."""
    piece = stream.read(_SAMPLE_BYTES)
    name = marked(piece) or wide(piece)
    found = Guess(name) if name else None
    decoder = codecs.getincrementaldecoder("utf-8")()
    has_utf8 = False
    while found is None:
        try:
            has_utf8 |= not decoder.decode(piece, final=not piece).isascii()
        except UnicodeDecodeError as error:
            found = _old(bytes(error.object), error.start, has_utf8=has_utf8)
        if not piece:
            found = found or Guess("utf-8")
        piece = piece and stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    return found


def head_text(head: bytes, chosen: str = "") -> str:
    """How a file begins, as far as that tells its format: what is doubtful is replaced."""
    encoding = chosen or marked(head) or wide(head) or "utf-8"
    return head.decode(encoding, "replace").removeprefix("\ufeff").lstrip()


def marked(data: bytes) -> str:
    """The encoding that the mark at the beginning says, "" where there is none."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def wide(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of what is mostly Latin is zero."""
    head = data[: _SAMPLE_BYTES // 32]
    pairs = len(head) // 2
    if pairs < 2 or b"\0" not in head:
        return ""
    first, second = (head[n::2].count(0) / pairs for n in (0, 1))
    if second > _MANY and first < _FEW:
        return "utf-16-le"
    return "utf-16-be" if first > _MANY and second < _FEW else ""


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadRecord(Unfit.NOT_IN_ENCODING_AT, encoding=encoding, start=error.start) from error


def _old(data: bytes, first_bad: int, *, has_utf8: bool) -> Guess:
    """The likeliest encoding of what is no UTF-8: still UTF-8 where more of it is than is not."""
    begin = max(0, first_bad - _SAMPLE_BYTES // 2)
    sample = data[begin : begin + _SAMPLE_BYTES]
    if _is_mostly_utf8(sample, has_utf8=has_utf8):
        return Guess("utf-8")
    from annotator.formats.guessing import DOUBTFUL, likeliest

    (name, _), *others = likeliest(sample)
    return Guess(name, tuple(other for other, less in others if less < DOUBTFUL))


def _is_mostly_utf8(sample: bytes, *, has_utf8: bool) -> bool:
    """Whether at least as many characters are UTF-8 as bytes are none, those of ASCII aside."""
    text = sample.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= char <= "\udcff" for char in text)
    good = sum(char > "\x7f" for char in text) - bad
    return good + has_utf8 >= bad


def _refuse_binary(text: str) -> None:
    controls = sum(
        (char < " " and char not in "\t\n\r\f\v\x1a") or "\x7f" <= char < "\xa0" for char in text
    )
    if controls > _MOST_CONTROLS * len(text):
        raise BadRecord(Unfit.BINARY)


def check_bytes(text: str, encoding: str) -> None:
    """Raise BadRecord for a byte that is none of the encoding."""
    if text.isascii() or encoding.startswith(("utf-16", "utf-32")):
        return
    for place, char in enumerate(text):
        if "\udc80" <= char <= "\udcff":
            byte = f"0x{ord(char) - 0xDC00:02x}"
            raise BadRecord(Unfit.BYTE_NOT_IN_ENCODING, byte=byte, start=place, encoding=encoding)


def errors_of(encoding: str) -> str:
    """How bytes that fit an encoding not at all are read: as lone surrogates, which are refused by
    the line, row or item in which they stand; also the half character where a file is cut off.
    """
    return _WIDE if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _lone(error: UnicodeError) -> tuple[str | bytes, int]:
    """Halves of pairs as they are, and a lone surrogate for what is no code point at all."""
    try:
        return codecs.lookup_error("surrogatepass")(error)
    except UnicodeDecodeError as other:
        return "\udcff", other.end


_WIDE = "annotator.wide"
codecs.register_error(_WIDE, _lone)


def let_go(lines: io.TextIOWrapper) -> None:
    """Give a stream that was read as text back, still open. One that was closed meanwhile stays so:
    whoever reads has stopped halfway, and nobody is there any more to whom that could be told.
    """
    if not lines.buffer.closed:
        lines.detach()
