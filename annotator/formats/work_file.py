"""The file in which a coder's work comes back: lines of JSON, packed with gzip, and no text.

A head, a line a review, and an end that counts the lines and has the hash of all before it: a file
that was cut off or changed by hand is told from a whole one. Articles go by the hash of their text,
labels and topics by their place in the head's scheme, which has their lasting ids.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import accumulate
from operator import add, lt
from typing import IO, BinaryIO, Final

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, Encoder

from annotator.core.records import InputMethod, Status
from annotator.core.scheme_acts import LONGEST_NAME
from annotator.core.team import WORK_ENDING
from annotator.errors import UserError
from annotator.faults import Unmerged

ENDING: Final = WORK_ENDING
VERSION: Final = 1
"""The version of the format that is written; an earlier one is read."""

_MAGIC: Final = b"\x1f\x8b"
_MOST_BYTES: Final = 64_000_000
_MOST_IN_ALL: Final = 2_000_000_000
"""So long a line, and so much in all, has no honest file: a small one may unpack to a full disk."""
_LONGEST_CODE: Final = 64
_HIGHEST: Final = 1 << 31


class WorkItem(Struct, frozen=True, omit_defaults=True):
    """A label, topic group or topic as the coder has it. `group` is the place of a topic's group;
    `gone_into` the lasting id of what this one was merged into, which has its place.
    """

    uid: str
    name: str
    short: str = ""
    colour: str = "slate"
    guideline: str = ""
    keywords: tuple[str, ...] = ()
    group: int = 0
    several: bool = True
    required: bool = False
    retired: bool = False


class GoneItem(Struct, frozen=True):
    """A label or topic that the coder merged into another one."""

    uid: str
    name: str
    into: str
    is_topic: bool = False


class WorkHead(Struct, frozen=True, tag_field="kind", tag="annotator work"):
    """Whose work it is, and of which project, round and hand-out ("" for a plain copy).

    `made_at` is when it was handed in: of two of one hand-out the later one counts. `has_times`
    tells whether the coder gave the times of single articles along.
    """

    project: str
    coder: str
    made_at: str
    version: int = VERSION
    round: str = ""
    handout: str = ""
    program: str = ""
    has_times: bool = False
    labels: tuple[WorkItem, ...] = ()
    groups: tuple[WorkItem, ...] = ()
    topics: tuple[WorkItem, ...] = ()
    gone: tuple[GoneItem, ...] = ()

    @property
    def source(self) -> str:
        """What a later file replaces an earlier one of."""
        return self.handout or f"{self.project}/{self.coder}"


class WorkSpans(Struct, array_like=True, frozen=True):
    """Spans by place, a list a field: the way from the start of the one before, the length, the
    place of the label, and of the origin in `origins`; `questions` by the span's number.
    """

    steps: list[int] = []
    lengths: list[int] = []
    labels: list[int] = []
    kinds: list[int] = []
    origins: list[str] = []
    questions: dict[int, str] = {}

    def edges(self) -> tuple[list[int], list[int]]:
        """The starts, and the ends."""
        starts = list(accumulate(self.steps))
        return starts, list(map(add, starts, self.lengths))

    def places(self) -> Iterator[tuple[int, int, int]]:
        """(start, end, place of the label) of each."""
        return zip(*self.edges(), self.labels, strict=True)

    @property
    def is_nested(self) -> bool:
        """Whether some lie over each other."""
        starts, ends = self.edges()
        return any(map(lt, starts[1:], ends))


class WorkBlind(Struct, array_like=True, frozen=True):
    """A review as it was put down without suggestions; a topic -1 is "none applies"."""

    at: str
    topics: list[int] = []
    spans: WorkSpans = WorkSpans()


class WorkReview(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A coder's work on one article. `text` is the SHA-256 of the article's text in hex, `key` the
    beginning of that of its id outside; `is_again` tells a repeat. Topics are (place, yes or no, by
    which way), -1 for "none applies"; `implied` are the topics that are no because their group was
    answered (None: not said).
    """

    text: str
    edited_at: str
    key: str = ""
    is_again: bool = False
    status: str = Status.DONE.value
    reason: str = ""
    flagged: bool = False
    note: str = ""
    seconds: float = 0.0
    seconds_to_first_act: float | None = None
    share_seen: float = 0.0
    shown: str = ""
    chosen: str = ""
    scheme_version: int = 1
    review_pass: int = 1
    is_forced: bool = False
    spans: WorkSpans = WorkSpans()
    topics: list[tuple[int, bool, str]] = []
    blind: WorkBlind | None = None
    implied: list[int] | None = None

    @property
    def key_of(self) -> tuple[str, str, bool]:
        """Which review it is."""
        return self.text, self.key, self.is_again


class _End(Struct, frozen=True, tag_field="kind", tag="end"):
    """The last line."""

    reviews: int
    sha256: str


_ENCODE: Final = Encoder().encode
_HEAD: Final = Decoder(WorkHead)
_REVIEW: Final = Decoder(WorkReview)
_END: Final = Decoder(_End)
_STATUSES: Final = frozenset(map(str, Status)) - {Status.NEW.value}
_WAYS: Final = frozenset(map(str, InputMethod))
_UNREAD: Final = (MsgspecError, UnicodeDecodeError, RecursionError, OverflowError)
_UID: Final = re.compile(r"([0-9a-f]{16})?")


def key_hash(key: str) -> str:
    """What stands for an article's id outside, which may be an address with words in it."""
    return sha256(key.encode()).hexdigest()[:16] if key else ""


def spans_of(spans: Iterable[tuple[int, int, int, str, str]]) -> WorkSpans:
    """(start, end, place of the label, origin, question), by place, as a file has them."""
    found = WorkSpans([], [], [], [], [], {})
    known: dict[str, int] = {}
    last = 0
    for number, (start, end, label, origin, question) in enumerate(sorted(spans)):
        found.steps.append(start - last)
        found.lengths.append(end - start)
        found.labels.append(label)
        found.kinds.append(known.setdefault(origin, len(known)))
        if question:
            found.questions[number] = question
        last = start
    found.origins.extend(known)
    return found


def write(stream: IO[bytes], head: WorkHead, reviews: Iterable[WorkReview]) -> tuple[int, str]:
    """Write a file; how many reviews it has, and the hash of what it says."""
    count, digest = 0, sha256()
    # Without a time and a name, so that the same work is the same file.
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:

        def put(line: bytes) -> None:
            digest.update(line)
            packed.write(line)

        put(_ENCODE(head) + b"\n")
        for review in reviews:
            put(_ENCODE(review) + b"\n")
            count += 1
        packed.write(_ENCODE(_End(count, digest.hexdigest())) + b"\n")
    return count, digest.hexdigest()


def is_work_file(start: bytes) -> bool:
    """Whether a file that begins so may be one."""
    if not start.startswith(_MAGIC):
        return False
    try:
        head = zlib.decompressobj(wbits=31).decompress(start, 200)
    except zlib.error:
        return False
    return head.startswith(b'{"kind":"annotator work"')


class WorkFile:
    """A file that is read: the head at once, and then every line, held against the end's hash.

    Raises UserError where the file is none, is cut off, was changed or is of a later version.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._name = name
        self._lines = self._packed_lines(stream)
        self._digest = sha256()
        first = next(self._lines, b"")
        try:
            self.head = _HEAD.decode(first)
        except _UNREAD as error:
            raise UserError(Unmerged.NO_WORK_FILE, where=name) from error
        if self.head.version > VERSION:
            raise UserError(Unmerged.LATER_VERSION, where=name)
        self._check_head()
        self._digest.update(first)
        self.digest = ""
        """The hash of what the file says; known when all lines were read."""

    def reviews(self) -> Iterator[tuple[bytes, WorkReview]]:
        """Each line with the review that it is."""
        count, last = 0, b""
        for line in self._lines:
            if last:
                yield last, self._review(last)
                self._digest.update(last)
                count += 1
            last = line
        try:
            end = _END.decode(last)
        except _UNREAD as error:
            raise UserError(Unmerged.CUT_OFF, where=self._name) from error
        if end.reviews != count or end.sha256 != self._digest.hexdigest():
            raise UserError(Unmerged.CHANGED_BY_HAND, where=self._name)
        self.digest = end.sha256

    def _review(self, line: bytes) -> WorkReview:
        try:
            review = _REVIEW.decode(line)
        except _UNREAD as error:
            raise self._changed() from error
        if not self._is_sound(review):
            raise self._changed()
        return review

    def _is_sound(self, review: WorkReview) -> bool:
        topics = range(-1, len(self.head.topics))
        named = [place for place, _, _ in review.topics] + (review.implied or [])
        blind = review.blind or WorkBlind("")
        yes = [place for place, is_yes, _ in review.topics if is_yes]
        return (
            len(review.text) == 64
            and set(review.text) <= set("0123456789abcdef")
            and review.status in _STATUSES
            and len(review.edited_at) <= _LONGEST_CODE
            and 0 <= review.scheme_version < _HIGHEST
            and 0 <= review.review_pass < _HIGHEST
            and 0 <= review.seconds < _HIGHEST
            and 0 <= (review.seconds_to_first_act or 0) < _HIGHEST
            and 0 <= review.share_seen <= 1
            and all(place in topics for place in (*named, *blind.topics))
            and len({place for place, _, _ in review.topics}) == len(review.topics)
            and not (-1 in yes and len(yes) > 1)
            and all(way in _WAYS for _, _, way in review.topics)
            and all(map(self._are_sound, (review.spans, blind.spans)))
        )

    def _are_sound(self, spans: WorkSpans) -> bool:
        count = len(spans.steps)
        if not count == len(spans.lengths) == len(spans.labels) == len(spans.kinds):
            return False
        return not count or (
            min(spans.steps) >= 0
            and min(spans.lengths) > 0
            and 0 <= min(spans.labels) <= max(spans.labels) < len(self.head.labels)
            and 0 <= min(spans.kinds) <= max(spans.kinds) < len(spans.origins)
            and all(0 <= number < count for number in spans.questions)
            and all(len(origin) <= _LONGEST_CODE for origin in spans.origins)
            and max(spans.lengths) < _HIGHEST
            and max(spans.steps) < _HIGHEST
            and len({*zip(*spans.edges(), strict=True)}) == count
        )

    def _check_head(self) -> None:
        head = self.head
        uids = [x.uid for x in (*head.labels, *head.groups, *head.topics) if x.uid]
        groups = range(len(head.groups))
        names = [x.name for x in (*head.labels, *head.groups, *head.topics)]
        names += [x.short for x in head.labels if x.short]
        colours = [x.colour for x in (*head.labels, *head.topics)]
        is_whole = (
            len({*uids}) == len(uids)
            and all(topic.group in groups for topic in head.topics)
            and all(map(_UID.fullmatch, uids))
            and all(map(_is_name, (*names, head.coder)))
            and all(len(x) <= _LONGEST_CODE and x.isprintable() for x in colours)
            and len(head.made_at) <= _LONGEST_CODE
        )
        if not is_whole:
            raise self._changed()

    def _changed(self) -> UserError:
        return UserError(Unmerged.CHANGED_BY_HAND, where=self._name)

    def _packed_lines(self, stream: BinaryIO) -> Iterator[bytes]:
        try:
            with gzip.GzipFile(fileobj=stream, mode="rb") as packed:
                left = _MOST_IN_ALL
                while line := packed.readline(_MOST_BYTES):
                    left -= len(line)
                    if left < 0:
                        raise self._changed()
                    if not line.endswith(b"\n"):
                        raise UserError(Unmerged.CUT_OFF, where=self._name)
                    yield line
        except EOFError as error:
            raise UserError(Unmerged.CUT_OFF, where=self._name) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            wrong = Unmerged.CHANGED_BY_HAND if hasattr(self, "head") else Unmerged.NO_WORK_FILE
            raise UserError(wrong, where=self._name) from error


def _is_name(name: str) -> bool:
    """Whether something may be called so."""
    return bool(name.strip()) and name.isprintable() and len(name) <= LONGEST_NAME


def review_from(line: bytes) -> WorkReview:
    """A line that was read and checked before."""
    return _REVIEW.decode(line)
