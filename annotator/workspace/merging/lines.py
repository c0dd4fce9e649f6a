"""The reviews of a work file by what they are about, without keeping them: their lines lie in a
file that is gone at the end, and are read when they are wanted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import IO, BinaryIO, Final, NamedTuple

from annotator.core.records import Status
from annotator.formats.work_file import WorkFile, WorkHead, WorkReview, review_from

_IN_MEMORY: Final = 4_000_000

Key = tuple[str, str, bool]
"""Which review: the hash of its text, that of its id, whether it is a repeat."""


class Line(NamedTuple):
    """Where a review's line is, and what tells which of two is later."""

    at: int
    length: int
    edited_at: str
    digest: bytes

    @property
    def rank(self) -> tuple[str, bytes]:
        return self.edited_at, self.digest


class Lines:
    """One file, read to its end and held against its hash; UserError where it is not whole."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self.index: dict[Key, Line] = {}
        self.labels: set[int] = set()
        self.topics: set[int] = set()
        self.is_nested = False
        self.finished = 0
        try:
            self._read(WorkFile(stream, name))
        except BaseException:
            self.close()
            raise

    def _read(self, work: WorkFile) -> None:
        self.head: WorkHead = work.head
        at = 0
        for line, review in work.reviews():
            self._file.write(line)
            found = Line(at, len(line), review.edited_at, self._digest_of(line, review))
            known = self.index.get(review.key_of)
            if known is None or found.rank > known.rank:
                self.index[review.key_of] = found
            at += len(line)
            self._note(review)
        self.digest = work.digest

    def _digest_of(self, line: bytes, review: WorkReview) -> bytes:
        """The same for the same work: the labels and topics at its places belong to it."""
        head, digest = self.head, sha256(line)
        blind = review.blind
        labels = {*review.spans.labels, *(blind.spans.labels if blind else ())}
        topics = {x for x, _, _ in review.topics} | {*(blind.topics if blind else ())}
        topics |= {*(review.implied or ())}
        for items, places in ((head.labels, labels), (head.topics, topics - {-1})):
            for place in sorted(places):
                digest.update(f"{items[place].uid} {items[place].name}\n".encode())
        return digest.digest()[:8]

    def _note(self, review: WorkReview) -> None:
        blind = review.blind
        self.finished += review.status == Status.DONE
        self.labels.update(review.spans.labels, blind.spans.labels if blind else ())
        self.topics.update(x for x, _, _ in review.topics)
        self.topics.update(blind.topics if blind else ())
        self.is_nested = self.is_nested or review.spans.is_nested

    @property
    def source(self) -> str:
        """What a later file takes the place of an earlier one of."""
        return self.head.source if self.head.project else self.digest

    def review(self, line: Line) -> WorkReview:
        """What a line says."""
        self._file.seek(line.at)
        return review_from(self._file.read(line.length))

    def close(self) -> None:
        self._file.close()


def lines_of(content: bytes, name: str) -> Lines:
    """The lines of a file that was merged before."""
    return Lines(BytesIO(content), name)


def chunks(keys: list[Key], size: int) -> Iterator[list[Key]]:
    """So many at a time."""
    for first in range(0, len(keys), size):
        yield keys[first : first + size]
