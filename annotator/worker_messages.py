"""What the suggestion worker is asked, and what it answers: one class each, with fields of a type.

A request has a number, which its answer repeats. As JSON a request names itself under "do" and an
answer under "is" (`WorkerRequest`, `WorkerAnswer`); a message with a field too few, too many or of
another type is refused where it is read: `ProtocolError` says which. Needs msgspec: the window's
process imports this in the threads that talk with the worker, never for its first paint.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, cast

import msgspec

from annotator.core.codes import ModelKind, WorkerAnswer, WorkerRequest
from annotator.core.records import Scheme, Source
from annotator.core.tokens import Tokens
from annotator.protocol import ProtocolError

Places: TypeAlias = Sequence[tuple[int, int]]
"""Ranges of code points, half-open."""

LabelCounts: TypeAlias = Sequence[tuple[int | None, int]]
"""How often a surface was decided as which label; None: rejected."""


class _Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a message."""


class Run(_Value, frozen=True):
    """By what suggestions were made: the pipeline, the digest of the scheme, and the version of the
    corrector ("": none).
    """

    pipeline: str
    version: str
    fingerprint: str
    scheme: str = ""
    corrector: str = ""


class SuggestedSpan(_Value, frozen=True):
    """A range that is suggested: see `core.records.Suggestion`."""

    start: int
    end: int
    label: int | None
    source: Source
    score: float | None = None
    is_maybe: bool = False
    others: Sequence[tuple[int | None, float]] = ()


class SuggestedTopic(_Value, frozen=True):
    """A topic that is suggested."""

    topic: int
    source: Source
    score: float | None = None


class Weighed(_Value, frozen=True):
    """How memory was weighed: how often each surface stood `unmarked`, and whether memory `speaks`
    for itself.
    """

    unmarked: Mapping[str, int]
    speaks: bool


# -- what is asked ---------------------------------------------------------------------------


class _Request(_Value, frozen=True, tag_field="do", kw_only=True):
    id: int


class Load(_Request, frozen=True, tag=WorkerRequest.LOAD.value):
    """Load this pipeline, None: the one that comes along; answered by `Loaded`."""

    pipeline: str | None


class SetScheme(_Request, frozen=True, tag=WorkerRequest.SCHEME.value):
    """Suggest in the labels of this scheme from now on; answered by `Done`."""

    scheme: Scheme


class Remember(_Request, frozen=True, tag=WorkerRequest.MEMORY.value):
    """What these surfaces are decided as, and how often each label was `usual` of late; answered by
    `Done`. With how memory was `weighed` all that was told before is forgotten.
    """

    surfaces: Mapping[str, LabelCounts]
    usual: Sequence[tuple[int, int]]
    weighed: Weighed | None = None


class UseModel(_Request, frozen=True, tag=WorkerRequest.MODEL.value):
    """Use the version of a model whose `weights` come along, or are in the file `path`, which is
    deleted, or none; `taught_by` is the fingerprint of the pipeline that it learned with. Answered
    by `Done`.
    """

    kind: ModelKind
    version: str
    path: str | None = None
    taught_by: str = ""
    weights: bytes | None = None


class Explain(_Request, frozen=True, tag=WorkerRequest.EXPLAIN.value):
    """Which words of a text are the evidence for a topic? Answered by `Explained`."""

    topic: int
    text: str


class Suggest(_Request, frozen=True, tag=WorkerRequest.SUGGEST.value):
    """What is to be suggested for this text? Answered by `Suggested`."""

    text: str


class SuggestMany(_Request, frozen=True, tag=WorkerRequest.SUGGEST_MANY.value):
    """What is to be suggested for each of these texts? Answered by `SuggestedMany`."""

    texts: Sequence[str]


# -- what is answered ------------------------------------------------------------------------


class _Answer(_Value, frozen=True, tag_field="is", kw_only=True):
    id: int


class Done(_Answer, frozen=True, tag=WorkerAnswer.DONE.value):
    """What was sent has been taken in."""


class Refused(_Answer, frozen=True, tag=WorkerAnswer.REFUSED.value):
    """It could not be done. `error` is one line, `notice` the same by its code where it has one.
    The number is -1 where the request's own could not be read.
    """

    error: str
    notice: Mapping[str, Any] | None = None


class Loaded(_Answer, frozen=True, tag=WorkerAnswer.LOADED.value):
    """The pipeline that reads the articles now; `note` says by a code what it lacks."""

    pipeline: str
    version: str
    fingerprint: str
    note: Mapping[str, Any] | None = None


class Explained(_Answer, frozen=True, tag=WorkerAnswer.EXPLAINED.value):
    """The places of the evidence, in code points."""

    words: Places


class Suggested(_Answer, frozen=True, tag=WorkerAnswer.SUGGESTED.value):
    """All that is known of a text: `sentences` are the places where one starts."""

    run: Run
    tokens: Tokens
    sentences: Sequence[int]
    suggestions: Sequence[SuggestedSpan]
    topics: Sequence[SuggestedTopic] = ()


class SuggestedMany(_Answer, frozen=True, tag=WorkerAnswer.SUGGESTED_MANY.value):
    """An answer for each of the texts, in their order, or why there is none. `failed`: the models,
    each with its version, that failed at a text and are not used from then on.
    """

    answers: Sequence[Suggested | Refused]
    failed: Sequence[tuple[ModelKind, str]] = ()


Request: TypeAlias = Load | SetScheme | Remember | UseModel | Explain | Suggest | SuggestMany
Answer: TypeAlias = Done | Refused | Loaded | Explained | Suggested | SuggestedMany


class _Numbered(msgspec.Struct):
    id: int = -1


def to_bytes(message: Request | Answer) -> bytes:
    """The message as JSON."""
    try:
        return msgspec.json.encode(message)
    except UnicodeEncodeError:  # a lone surrogate, which JSON has as an escape
        return json.dumps(msgspec.to_builtins(message)).encode("ascii")


def request_from(body: bytes) -> Request:
    """The request that `to_bytes` wrote; ProtocolError says what is wrong with anything else."""
    return cast(Request, _read(body, Request))


def answer_from(body: bytes) -> Answer:
    """The answer that `to_bytes` wrote; ProtocolError says what is wrong with anything else."""
    return cast(Answer, _read(body, Answer))


def number_of(body: bytes) -> int:
    """The number of a message that can't be read as one; -1 where it has none."""
    try:
        return cast(_Numbered, _read(body, _Numbered)).id
    except ProtocolError:
        return -1


def _read(body: bytes, kind: Any) -> Any:
    try:
        return _decoder(kind).decode(body)
    except msgspec.ValidationError as fault:
        raise ProtocolError(str(fault)) from fault
    except ValueError:
        return _read_otherwise(body, kind)


def _read_otherwise(body: bytes, kind: Any) -> Any:
    """Lone surrogates are no Unicode to msgspec; the JSON of Python's own library takes them."""
    try:
        return msgspec.convert(json.loads(body), kind)
    except ValueError as fault:  # ValidationError is one
        raise ProtocolError(str(fault)) from fault


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
