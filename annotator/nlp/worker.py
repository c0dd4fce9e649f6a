"""The resident child that suggests, `annotator --child worker`; see annotator.protocol.

Requests, each with "id" and "do"; the answers repeat the id:
  hello         {"version"}, at once, before spaCy is imported
  load          "pipeline": name, folder or null → {"pipeline","version","fingerprint","note"}
  scheme        "scheme": as core.wire writes it → {"version"}
  memory        "surfaces": [[surface, [[label, count]…]]…], "usage": [[label, count]…] of late,
                "is_first": forget all before and take "unmarked": [[surface, count]…] and
                "speaks", how memory was weighed → {}
  model         "kind": "corrector" or "topics", "version", "path": a file with the weights, which
                is deleted, or null: none → {"version"}
  explain       "topic", "text" → {"words": [[start, end]…]}: what speaks for the topic
  suggest       "article", "text" → one answer (see `_told`)
  suggest_many  "articles": [{"id","text"}] → one answer an article, then {"done","cancelled"}
  cancel        "of": a request's id → {"cancelled": whether it was still waiting or running}
A request that fails is answered by {"id","error"[,"article"]}, and the worker goes on. Between two
articles of a suggest_many everything else that has come in is answered first. The end of stdin
ends the process. It never opens a project.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import annotator
from annotator.core.feeding import digest
from annotator.core.records import Scheme
from annotator.core.wire import scheme_from_wire
from annotator.errors import AnnotatorError, UserError
from annotator.faults import Fault
from annotator.nlp.child import claim_stdout, lower_priority
from annotator.nlp.learned_models import LoadedModels
from annotator.protocol import Message, ProtocolError, read_message, write_message

if TYPE_CHECKING:
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.sources.parsed_article import ParsedArticle

_READINGS_KEPT = 64
_BATCH = 4  # texts that go through the pipeline together; an urgent request waits for one batch

_log = logging.getLogger(__name__)


def main() -> NoReturn:
    """Serve until stdin ends."""
    out = claim_stdout()
    lower_priority()
    worker = Worker(out)
    reader = threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True)
    reader.start()
    with contextlib.suppress(_IsOver, OSError):  # OSError: nobody reads the answers any more
        worker.serve()
    # Not sys.exit: the reader may hold stdin's lock, on which the interpreter's end would stumble.
    os._exit(0)


class Worker:
    """One pipeline, one scheme, and the requests that wait for them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._write_lock = threading.Lock()
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._bulk: deque[_Bulk] = deque()
        self._waiting: deque[Message] = deque()
        self._source: SuggestionSource | None = None
        self._run: dict[str, str] = {}
        self._scheme: Scheme | None = None
        self._learned = LoadedModels()
        self._kept: OrderedDict[str, ParsedArticle] = OrderedDict()

    def listen(self, stream: BinaryIO) -> None:
        """Put what comes in into the inbox; greet at once. Runs in a thread of its own."""
        try:
            while self._hear(stream):
                pass
        except (OSError, ProtocolError) as fault:
            _log.error("the requests cannot be read any more: %s", fault)
        self._inbox.put(None)

    def _hear(self, stream: BinaryIO) -> bool:
        try:
            message = read_message(stream)
        except ValueError as fault:  # not JSON; the next message may be
            self._fail({}, fault)
            return True
        if message is None:
            return False
        if message.get("do") == "hello":
            self._answer(message, {"version": annotator.__version__})
        else:
            self._inbox.put(message)
        return True

    def serve(self) -> None:
        """Answer what came first, bulk work when nothing else waits; ends by _IsOver."""
        while True:
            self._take_in(wait=not (self._waiting or self._bulk))
            if self._waiting:
                self._handle(self._waiting.popleft())
            elif self._bulk:
                self._go_on_with(self._bulk[0])

    def _take_in(self, *, wait: bool) -> None:
        """Everything in the inbox; a cancel takes effect before what it cancels."""
        while wait or not self._inbox.empty():
            message = self._inbox.get()
            wait = False
            if message is None:
                raise _IsOver
            if message.get("do") == "cancel":
                self._cancel(message)
            else:
                self._waiting.append(message)

    def _give_way(self) -> None:
        """Between two pieces of a long text: what came in meanwhile goes first."""
        self._take_in(wait=False)
        while self._waiting:
            self._handle(self._waiting.popleft())

    def _handle(self, message: Message) -> None:
        try:
            do = message.get("do")
            if do == "load":
                self._answer(message, self._load(message.get("pipeline")))
            elif do == "scheme":
                self._scheme = _scheme_of(message)
                self._answer(message, {"version": self._scheme.version})
            elif do == "memory":
                self._learned.remember(
                    message["surfaces"],
                    message["usage"],
                    is_first=bool(message["is_first"]),
                    unmarked=message.get("unmarked", ()),
                    speaks=bool(message.get("speaks", True)),
                )
                self._answer(message, {})
            elif do == "model":
                self._learned.take(
                    message["kind"],
                    message["version"],
                    message["path"],
                    message.get("taught_by", ""),
                )
                self._answer(message, {"version": message["version"]})
            elif do == "explain":
                self._answer(message, self._explained(message["topic"], message["text"]))
            elif do == "suggest":
                self._answer(message, self._suggest(message["article"], message["text"]))
            elif do == "suggest_many":
                self._bulk.append(_Bulk(message))
            else:
                raise UserError(Fault.NO_SUCH_REQUEST, request=str(do))
        except BrokenPipeError:
            raise
        except Exception as fault:  # whatever a pipeline raises, the next request may work
            self._fail(message, fault)

    def _load(self, name: str | None) -> dict[str, str]:
        from annotator.nlp.sources.base import open_source

        source = open_source(name)
        self._kept.clear()
        self._run = {
            "pipeline": source.name, "version": source.version, "fingerprint": source.fingerprint
        }  # fmt: skip
        self._learned.pipeline = source.fingerprint
        self._source = source
        return {**self._run, "note": source.note}

    def _suggest(self, article: Any, text: str) -> dict[str, Any]:
        source, _ = self._ready()
        reading = self._kept.pop(text, None)
        if reading is None:
            reading = source.read(text)
        self._kept[text] = reading  # an article is asked for again when more was learned
        if len(self._kept) > _READINGS_KEPT:
            self._kept.popitem(last=False)
        return self._told(article, text, reading)

    def _explained(self, topic: int, text: str) -> dict[str, Any]:
        _, scheme = self._ready()
        found = self._learned.topics_of(text, scheme)
        words = next((words for number, _, words in found if number == topic), ())
        return {"words": [list(place) for place in words]}

    def _ready(self) -> tuple[SuggestionSource, Scheme]:
        if self._source is None:
            raise UserError(Fault.NO_PIPELINE_LOADED)
        if self._scheme is None:
            raise UserError(Fault.NO_SCHEME_SENT)
        return self._source, self._scheme

    def _told(self, article: Any, text: str, reading: ParsedArticle) -> dict[str, Any]:
        """The answer about one article, as JSON."""
        from annotator.nlp.suggesting import suggest

        _, scheme = self._ready()
        learned = self._learned
        answer = suggest(reading, text, scheme, learned.memory, learned.corrector)
        topics = learned.topics_of(text, scheme)
        return {
            "article": article,
            "tokens": {"starts": list(answer.tokens.starts), "ends": list(answer.tokens.ends)},
            "sentences": list(answer.sentences),
            "suggestions": [
                {
                    "start": each.start,
                    "end": each.end,
                    "label": each.label,
                    "source": str(each.source),
                    "score": each.score,
                    "maybe": each.is_maybe,
                    "others": [list(other) for other in each.alternatives],
                }
                for each in answer.proposals
            ],
            "topics": [
                {
                    "topic": topic,
                    "score": score,
                    "source": learned.topic_source,
                    "words": [list(place) for place in words],
                }
                for topic, score, words in topics
            ],
            "run": {
                **self._run,
                "scheme_version": scheme.version,
                "scheme": digest(scheme),
                "corrector": learned.versions.get("corrector", ""),
            },
        }

    def _go_on_with(self, bulk: _Bulk) -> None:
        """One batch of a suggest_many, or its end."""
        batch = bulk.next_batch()
        if not batch:
            self._bulk.remove(bulk)
            self._answer(bulk.message, {"done": bulk.done, "cancelled": False})
            return
        for article, text, reading in self._readings(bulk.message, batch):
            if bulk not in self._bulk:  # cancelled while a long text was read
                return
            try:
                told = self._told(article, text, reading)
            except Exception as fault:
                self._fail(bulk.message, fault, article)
            else:
                bulk.done += 1
                self._answer(bulk.message, told)

    def _readings(
        self, message: Message, batch: list[tuple[Any, str]]
    ) -> Iterator[tuple[Any, str, ParsedArticle]]:
        """The batch together, giving way in long texts; one by one from where it fails."""
        done = 0
        try:
            together = self._ready()[0].read_many([text for _, text in batch], self._give_way)
            for reading in together:
                yield *batch[done], reading
                done += 1
        except BrokenPipeError:
            raise
        except Exception as fault:
            _log.debug("a batch is read one by one: %s", fault)
        for article, text in batch[done:]:
            try:
                reading = self._ready()[0].read(text, self._give_way)
            except BrokenPipeError:
                raise
            except Exception as fault:
                self._fail(message, fault, article)
            else:
                yield article, text, reading

    def _cancel(self, message: Message) -> None:
        of = message.get("of")
        bulk = next((each for each in self._bulk if each.message.get("id") == of), None)
        waiting = next((each for each in self._waiting if each.get("id") == of), None)
        if bulk is not None:
            self._bulk.remove(bulk)
            self._answer(bulk.message, {"done": bulk.done, "cancelled": True})
        elif waiting is not None:
            self._waiting.remove(waiting)
            self._send({"id": of, "error": "cancelled"})
        self._answer(message, {"cancelled": bulk is not None or waiting is not None})

    def _answer(self, message: Message, ok: dict[str, Any]) -> None:
        self._send({"id": message.get("id"), "ok": ok})

    def _fail(self, message: Message, fault: Exception, article: Any = None) -> None:
        if not isinstance(fault, AnnotatorError):
            _log.exception("request %r failed", message.get("do"))
        answer = {"id": message.get("id"), "error": _one_line(fault)}
        if isinstance(fault, AnnotatorError):
            answer["said"] = fault.in_full.as_dict()
        self._send(answer if article is None else {**answer, "article": article})

    def _send(self, message: Message) -> None:
        with self._write_lock:
            write_message(self._out, message)


class _IsOver(BaseException):  # not an Exception: no request's own failure
    """The requests have ended."""


class _Bulk:
    """A suggest_many and how far it has come."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.done = 0
        self._left = deque((each["id"], each["text"]) for each in message["articles"])

    def next_batch(self) -> list[tuple[Any, str]]:
        return [self._left.popleft() for _ in range(min(_BATCH, len(self._left)))]


def _scheme_of(message: Message) -> Scheme:
    try:
        return scheme_from_wire(message["scheme"])
    except (KeyError, TypeError, ValueError) as fault:
        raise UserError(Fault.NO_SCHEME, reason=_one_line(fault)) from fault


def _one_line(fault: Exception) -> str:
    lines = str(fault).strip().splitlines()
    if isinstance(fault, AnnotatorError) and lines:
        return lines[0]
    return f"{type(fault).__name__}: {lines[0][:200]}" if lines else type(fault).__name__
