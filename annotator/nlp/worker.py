"""The resident child that suggests, `annotator --child worker`.

It answers one request after the other (`annotator/worker_messages.py` has them all) until stdin
ends, and never opens a project. A request that fails, or can't be read, is refused with a line
about it, and the worker goes on.
"""

from __future__ import annotations

import logging
import sys
from collections import OrderedDict
from typing import TYPE_CHECKING, BinaryIO

from annotator.core.codes import ModelKind
from annotator.core.feeding import digest
from annotator.core.records import Scheme, Source
from annotator.core.wire import check_map
from annotator.errors import AnnotatorError, UserError
from annotator.faults import Fault
from annotator.nlp.child import claim_stdout, lower_priority
from annotator.nlp.learned_models import LoadedModels
from annotator.protocol import ProtocolError, read_body, write_body
from annotator.worker_messages import (
    Answer,
    Done,
    Explain,
    Explained,
    Load,
    Loaded,
    Refused,
    Remember,
    Request,
    Run,
    SetScheme,
    Suggest,
    Suggested,
    SuggestedSpan,
    SuggestedTopic,
    UseModel,
    number_of,
    request_from,
    to_bytes,
)

if TYPE_CHECKING:
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.sources.parsed_article import ParsedArticle

_PARSED_KEPT = 64

_log = logging.getLogger(__name__)


def main() -> None:
    """Serve until stdin ends."""
    out = claim_stdout()
    lower_priority()
    serve(sys.stdin.buffer, out)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer what is asked, in its order, as long as there is one who asks and reads."""
    worker = Worker()
    try:
        while (body := read_body(requests)) is not None:
            write_body(answers, worker.answer(body))
    except ProtocolError as fault:
        _log.error("the requests cannot be read any more: %s", fault)
    except OSError:
        _log.info("nobody reads the answers any more")


class Worker:
    """One pipeline, one scheme, and what was learned from a project's reviews."""

    def __init__(self) -> None:
        self._source: SuggestionSource | None = None
        self._scheme: Scheme | None = None
        self._learned = LoadedModels()
        self._parsed: OrderedDict[str, ParsedArticle] = OrderedDict()

    def answer(self, body: bytes) -> bytes:
        """The answer to a request, both as JSON; whatever goes wrong, there is one."""
        try:
            request = request_from(body)
        except ProtocolError as fault:
            unread = UserError(Fault.REQUEST_NOT_READ, reason=str(fault))
            return to_bytes(_refusal(number_of(body), unread))
        try:
            return to_bytes(self._answer(request))
        except Exception as fault:  # whatever a pipeline raises, the next request may work
            return to_bytes(_refusal(request.id, fault))

    def _answer(self, request: Request) -> Answer:
        match request:
            case Load():
                return self._load(request)
            case SetScheme():
                self._scheme = _sound(request.scheme)
            case Remember():
                self._learned.remember(request)
            case UseModel(kind=kind, version=version, path=path, taught_by=taught_by):
                self._learned.take(kind, version, path, taught_by)
            case Explain():
                return self._explain(request)
            case Suggest():
                return self._suggest(request)
        return Done(id=request.id)

    def _load(self, request: Load) -> Loaded:
        from annotator.nlp.sources.base import open_source

        source = open_source(request.pipeline)
        self._parsed.clear()
        self._learned.pipeline = source.fingerprint
        self._source = source
        return Loaded(
            id=request.id,
            pipeline=source.name,
            version=source.version,
            fingerprint=source.fingerprint,
            note=None if source.note is None else source.note.as_dict(),
        )

    def _explain(self, request: Explain) -> Explained:
        _, scheme = self._ready()
        topics = self._learned.topics_of(request.text, scheme)
        words = next((places for topic, _, places in topics if topic == request.topic), ())
        return Explained(id=request.id, words=words)

    def _suggest(self, request: Suggest) -> Suggested:
        from annotator.nlp.suggesting import suggest

        source, scheme = self._ready()
        text, learned = request.text, self._learned
        parsed = self._parsed_text(source, text)
        answer = suggest(parsed, text, scheme, learned.memory, learned.corrector)
        return Suggested(
            id=request.id,
            run=Run(
                source.name,
                source.version,
                source.fingerprint,
                digest(scheme),
                learned.versions.get(ModelKind.CORRECTOR, ""),
            ),
            tokens=answer.tokens,
            sentences=answer.sentences,
            suggestions=[
                SuggestedSpan(
                    each.start,
                    each.end,
                    each.label,
                    Source(each.source),
                    each.score,
                    each.is_maybe,
                    each.alternatives,
                )
                for each in answer.proposals
            ],
            topics=[
                SuggestedTopic(topic, learned.topic_source, score)
                for topic, score, _ in learned.topics_of(text, scheme)
            ],
        )

    def _parsed_text(self, source: SuggestionSource, text: str) -> ParsedArticle:
        """The text as the pipeline reads it: it is asked for again when more was learned."""
        parsed = self._parsed.pop(text, None)
        if parsed is None:
            parsed = source.read(text)
        self._parsed[text] = parsed
        if len(self._parsed) > _PARSED_KEPT:
            self._parsed.popitem(last=False)
        return parsed

    def _ready(self) -> tuple[SuggestionSource, Scheme]:
        if self._source is None:
            raise UserError(Fault.NO_PIPELINE_LOADED)
        if self._scheme is None:
            raise UserError(Fault.NO_SCHEME_SENT)
        return self._source, self._scheme


def _sound(scheme: Scheme) -> Scheme:
    try:
        check_map(scheme)
    except ValueError as fault:
        raise UserError(Fault.NO_SCHEME, reason=str(fault)) from fault
    return scheme


def _refusal(number: int, fault: Exception) -> Refused:
    if isinstance(fault, AnnotatorError):
        return Refused(id=number, error=_one_line(fault), notice=fault.in_full.as_dict())
    _log.exception("request %d failed", number)
    return Refused(id=number, error=_one_line(fault))


def _one_line(fault: Exception) -> str:
    lines = str(fault).strip().splitlines()
    if isinstance(fault, AnnotatorError) and lines:
        return lines[0]
    return f"{type(fault).__name__}: {lines[0][:200]}" if lines else type(fault).__name__
