"""The one door to the terminal. What comes from data never commands it.

A title may hold ESC sequences that rename the window or rewrite lines, a carriage return that hides
what came before, or marks that turn the order of letters round: they are shown as `\\u001b`, which
is also right inside the JSON that commands print.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO

# C0, DEL, C1, soft line ends, marks of direction, invisible tags, halves of surrogate pairs.
_UNSHOWN = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text on one line, with what a terminal would obey written as JSON escapes."""
    return re.sub(_UNSHOWN, _escaped, text)


def say(line: str, *, is_error: bool = False) -> None:
    """Write one line to stdout or stderr."""
    stream = sys.stderr if is_error else sys.stdout
    stream.write(_encodable(printable(line), stream) + "\n")
    stream.flush()


def guard_logging() -> None:
    """Warnings that no log takes end on stderr: these go through the same door."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_OneLine())


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _encodable(text: str, stream: TextIO) -> str:
    """The text as the stream's encoding can hold it."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
