"""Arrays out of a file that may be a stranger's: nothing larger than a model is unpacked.

numpy makes room for what an array's header claims before it reads it, and a few kilobytes of zip
unpack to gigabytes.
"""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 256 << 20
"""Of all arrays together; a model is a few MB."""

BROKEN = (
    ArithmeticError, AttributeError, EOFError, IndexError, KeyError, MemoryError,
    NotImplementedError, OSError, RecursionError, TypeError, ValueError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
"""What reading something else than a model may raise."""


def unpacked(body: bytes, most_bytes: int = MOST_BYTES) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name. Raises one of BROKEN for anything else or larger."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        if sum(part.file_size for part in parts.infolist()) > most_bytes:
            raise ValueError("too large")
        for part in parts.infolist():
            with parts.open(part) as stream:
                data = stream.read(part.file_size + 1)
            if len(data) != part.file_size:
                raise ValueError("not what it says")
            found[part.filename.removesuffix(".npy")] = _array(data)
    return found


def _array(data: bytes) -> NDArray[Any]:
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError("of another version")
    shape, _, kind = np.lib.format.read_array_header_1_0(stream)
    if kind.hasobject or math.prod(shape) * kind.itemsize > len(data):
        raise ValueError("not what it says")
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)


def decompressed(data: bytes, most_bytes: int = MOST_BYTES) -> bytes:
    """What zlib compressed; ValueError for more than is believed."""
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(data, most_bytes)
    if not unpacking.eof:
        raise ValueError("too large, or cut off")
    return found
