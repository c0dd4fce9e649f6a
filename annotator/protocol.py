"""How this program talks to its children: length-prefixed JSON over stdin and stdout.

A message is four bytes, big-endian, with the length of what follows, then UTF-8 JSON of one
object. Lone surrogates pass (as \\ud800 escapes). Children are `annotator --child` processes;
nothing is pickled. Requests carry "id"; answers repeat it. Kinds of answers: {"id","ok":…},
{"id","error":"one line"}, {"id","progress":{"done":n,"total":n|null,"what":"…"}}.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

Message = dict[str, Any]

_MAX_BYTES = 512 * 1024 * 1024


class ProtocolError(Exception):
    """The stream holds something that is not a message."""


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write one message and flush. Raises OSError when the other side is gone."""
    write_body(stream, json.dumps(message, separators=(",", ":")).encode("ascii"))


def write_body(stream: BinaryIO, body: bytes) -> None:
    """Write a message that is JSON already, and flush. Raises OSError as `write_message`."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def read_message(stream: BinaryIO) -> Message | None:
    """The next message, or None at the end of the stream; ProtocolError on anything else."""
    body = read_body(stream)
    if body is None:
        return None
    message = json.loads(body)
    if not isinstance(message, dict):
        raise ProtocolError("a message that is not an object")
    return message


def read_body(stream: BinaryIO) -> bytes | None:
    """The JSON of the next message, or None at the end; ProtocolError where it is too long."""
    head = _read_exactly(stream, 4)
    if head is None:
        return None
    size = int.from_bytes(head, "big")
    if size > _MAX_BYTES:
        raise ProtocolError(f"a message of {size} bytes")
    return _read_exactly(stream, size)


def _read_exactly(stream: BinaryIO, size: int) -> bytes | None:
    parts = b""
    while len(parts) < size:
        piece = stream.read(size - len(parts))
        if not piece:
            return None
        parts += piece
    return parts
