"""The boundaries of an article's tokens and sentences, as the columns that hold them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from operator import lt
from typing import Any

from annotator.core.tokens import Tokens
from annotator.storage.codec import Row


def bounds(row: Row) -> tuple[Tokens, array[int]]:
    """Token boundaries and sentence starts from their three columns."""
    starts, ends, sentence_starts = (_unblob(blob) for blob in row)
    return Tokens(starts, ends), sentence_starts


def are_bounds(blobs: Sequence[Any], length: Any) -> bool:
    """Whether the three columns hold tokens in order and within a text of this length."""
    if not isinstance(length, int) or any(not isinstance(x, bytes) or len(x) % 4 for x in blobs):
        return False
    # Lists, whose numbers are made once: those that are in order are told by their identity.
    starts, ends, sentences = (_unblob(blob).tolist() for blob in blobs)
    if len(starts) != len(ends) or any(x != sorted(x) for x in (starts, ends, sentences)):
        return False
    if not starts:
        return True
    return ends[-1] <= length and sentences[-1:] <= starts[-1:] and all(map(lt, starts, ends))


def blob(numbers: Sequence[int]) -> bytes:
    """Numbers as little-endian uint32."""
    return _little_endian(array("I", numbers)).tobytes()


def _unblob(blob: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(blob)
    return _little_endian(numbers)


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers
