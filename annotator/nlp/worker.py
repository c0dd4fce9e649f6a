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

from annotator.core.records import Scheme
from annotator.core.wire import check_map
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.child import claim_stdout, lower_priority
from annotator.nlp.learned_models import LoadedModels
from annotator.nlp.refusals import refusal
from annotator.protocol import ProtocolError, read_body, write_body
from annotator.worker_messages import (
    Answer,
    Done,
    Explain,
    Explained,
    Load,
    Loaded,
    Remember,
    Request,
    SetScheme,
    Suggest,
    Suggested,
    SuggestMany,
    UseModel,
    number_of,
    request_from,
    to_bytes,
)

if TYPE_CHECKING:
    from annotator.nlp.answering import Answering
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
            return to_bytes(refusal(number_of(body), unread))
        try:
            return to_bytes(self._answer(request))
        except Exception as fault:  # whatever a pipeline raises, the next request may work
            return to_bytes(refusal(request.id, fault))

    def _answer(self, request: Request) -> Answer:
        match request:
            case Load():
                return self._load(request)
            case SetScheme():
                self._scheme = _sound(request.scheme)
            case Remember():
                self._learned.remember(request)
            case UseModel():
                self._learned.take(request)
            case Explain():
                return self._explain(request)
            case Suggest():
                return self._suggest(request)
            case SuggestMany():
                return self._ready()[0].many(request.id, request.texts)
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
        answering, _ = self._ready()
        return Explained(id=request.id, words=answering.evidence(request.topic, request.text))

    def _suggest(self, request: Suggest) -> Suggested:
        answering, source = self._ready()
        return answering.one(request.id, request.text, self._parsed_text(source, request.text))

    def _parsed_text(self, source: SuggestionSource, text: str) -> ParsedArticle:
        """The text as the pipeline reads it: it is asked for again when more was learned."""
        parsed = self._parsed.pop(text, None)
        if parsed is None:
            parsed = source.read(text)
        self._parsed[text] = parsed
        if len(self._parsed) > _PARSED_KEPT:
            self._parsed.popitem(last=False)
        return parsed

    def _ready(self) -> tuple[Answering, SuggestionSource]:
        from annotator.nlp.answering import Answering

        if self._source is None:
            raise UserError(Fault.NO_PIPELINE_LOADED)
        if self._scheme is None:
            raise UserError(Fault.NO_SCHEME_SENT)
        return Answering(self._source, self._scheme, self._learned), self._source


def _sound(scheme: Scheme) -> Scheme:
    try:
        check_map(scheme)
    except ValueError as fault:
        raise UserError(Fault.NO_SCHEME, reason=str(fault)) from fault
    return scheme
