"""A model out of a stranger's file is as large as a model is, or it is refused."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from annotator.errors import UserError
from annotator.nlp.checked_arrays import BROKEN, unpacked
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.model import MAGIC, Corrector
from annotator.nlp.topics.model import TopicModel

_LITTLE = 32 << 20


def _npz(**arrays: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in arrays.items():
            parts.writestr(f"{name}.npy", data)
    return stream.getvalue()


def _npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _claiming(shape: str, kind: str = "<f4") -> bytes:
    """An array whose header claims this shape; nothing follows."""
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head


def _corrector(features: int, head: dict[str, object] | None = None, **more: bytes) -> bytes:
    head = head or {"labels": [1], "features": [], "surfaces": [], "words": {}, "ranker": None}
    arrays = {
        "told": _npy(np.frombuffer(json.dumps(head).encode(), np.uint8)),
        "shape": _npy(np.array([features, 3])),
        "rows": _npy(np.zeros(0, np.int32)),
        "columns": _npy(np.zeros(0, np.int16)),
        "values": _npy(np.zeros(0, np.float32)),
        "transition": _npy(np.zeros((3, 3), np.float32)),
    }
    return _npz(**{**arrays, **more})


_BODIES: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: _npz(told=bytes(300 << 20)),
    "a claim": lambda: _npz(told=_claiming("(99999999999,)")),
    "an overflow": lambda: _npz(told=_claiming("(9999999999999999999999,)")),
    "less than nothing": lambda: _npz(told=_claiming("(-1,)")),
    "objects": lambda: _npz(told=_claiming("(1,)", "|O")),
    "many features": lambda: _corrector(10**10),
    "no number": lambda: _corrector(0, values=_npy(np.array([np.nan], np.float32))),
    "deep": lambda: _corrector(0, told=_npy(np.frombuffer(b"[" * 100_000, np.uint8))),
    "labels": lambda: _corrector(0, {"labels": [10**400], "features": []}),
    "a list": lambda: _corrector(0, told=_npy(np.frombuffer(b"[]", np.uint8))),
}


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
def test_what_is_no_model_is_refused_in_little_memory(body: Callable[[], bytes]) -> None:
    data = body()
    corrector = MAGIC + zlib.crc32(data).to_bytes(4, "big") + data
    topics = TopicModel().to_bytes()[:17] + hashlib.sha256(data).digest() + data
    tracemalloc.start()
    try:
        with pytest.raises(UserError, match="damaged"):
            Corrector.from_bytes(corrector)
        with pytest.raises(UserError, match="damaged"):
            TopicModel.from_bytes(topics)
        assert tracemalloc.get_traced_memory()[1] < _LITTLE
    finally:
        tracemalloc.stop()


def test_evidence_that_unpacks_to_too_much_is_refused() -> None:
    bomb = zlib.compress(bytes(300 << 20))
    with pytest.raises(UserError):
        CachedParse.from_bytes(bomb)


def test_what_numpy_wrote_is_read() -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, one=np.arange(6).reshape(2, 3), two=np.float32([0.5]))
    found = unpacked(stream.getvalue())
    assert found["one"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["two"].dtype == np.float32


def test_a_size_that_lies_is_noticed() -> None:
    data = bytearray(_npz(one=_npy(np.arange(100))))
    at = data.rindex(b"PK\x01\x02") + 24  # the uncompressed size in the directory
    data[at : at + 4] = struct.pack("<I", 50)
    with pytest.raises(BROKEN):
        unpacked(bytes(data))
