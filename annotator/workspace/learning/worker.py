"""The resident suggestion worker, as the window and the command line see it.

A child process reads requests in the order that it gets them, so few are sent ahead: the article
on screen first, then the next ones of the queue. If it dies it is started again, with back-off.
One thread reads what it says and starts it; another one writes, since a full pipe blocks.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from annotator import leftovers
from annotator.core.codes import WorkerState
from annotator.core.memory import Usage
from annotator.core.records import Scheme
from annotator.core.wire import scheme_to_wire
from annotator.errors import AnnotatorError, UserError
from annotator.notices import Value, notice_from
from annotator.protocol import Message, ProtocolError, read_message, write_message
from annotator.storage import ModelKind, Store
from annotator.workspace.jobs.child import open_log, start_child
from annotator.workspace.learning.reviewed_articles import weight
from annotator.workspace.learning.versions_in_use import leave_out, model_in_use

BACK_OFF_S = (0.5, 2.0, 8.0, 30.0)
_KINDS: tuple[ModelKind, ...] = ("corrector", "topics")
_SURFACES_A_MESSAGE = 2000

Remembered = Mapping[str, Mapping[int | None, int]]
Places = list[tuple[int, int]]
_Outbox = queue.SimpleQueue[Callable[[], Iterable[Message]] | None]
_OnTold = Callable[[Places | None], None]


class SuggestionWorker:
    """Talks to one child. `on_answer(article, answer)` and `on_state(code, detail)` come from its
    reader thread: the window passes them on as queued signals. States: "loading", "ready", "failed"
    (detail says why), "restarting", "gave up", "article failed", "model failed", "learned".

    With a `project` the child gets what is remembered and the models in use from that file, which
    the writing thread reads by a connection of its own.
    """

    def __init__(
        self,
        pipeline: str | None,
        scheme: Scheme,
        on_answer: Callable[[int, Message], None],
        on_state: Callable[[WorkerState, Value], None],
        project: Path | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._scheme = scheme
        self._on_answer = on_answer
        self._on_state = on_state
        self._project = project
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._asked: dict[int, tuple[int, str]] = {}
        self._explained: dict[int, tuple[Message, _OnTold]] = {}
        self._taught: dict[int, tuple[ModelKind, str]] = {}
        self._suspect: tuple[ModelKind, str] | None = None
        self._deaths = 0
        self._is_closed = self._has_given_up = False
        self._outbox: _Outbox | None = None
        self._wake = threading.Event()
        self.run: Message = {}
        self._thread = threading.Thread(target=self._live, name="suggestions", daemon=True)

    def start(self) -> None:
        """Begin; returns at once. Starting the child happens in the reader's thread."""
        self._thread.start()

    @property
    def process_id(self) -> int | None:
        """The child's process id, for those who watch it."""
        return None if self._child is None else self._child.pid

    @property
    def is_idle(self) -> bool:
        """Whether every article that was asked for has been answered, and all news was taken."""
        with self._lock:
            return not self._asked and not self._taught

    def is_asked(self, article: int) -> bool:
        """Whether an answer for this article is under way."""
        with self._lock:
            return any(asked == article for asked, _ in self._asked.values())

    def ask(self, article: int, text: str) -> None:
        """Ask for the suggestions of one article; the answer comes by `on_answer`."""
        number = next(self._ids)
        with self._lock:
            self._asked[number] = (article, text)
            self._put(_suggest(number, article, text))

    def set_scheme(self, scheme: Scheme) -> None:
        with self._lock:
            self._scheme = scheme
            self._put(self._scheme_message())

    def remember(self, surfaces: Remembered, usage: Usage) -> None:
        """Let the child know what these surfaces are decided as, and what is usual, from now on."""
        with self._lock:
            for message in self._memory_messages(surfaces, usage):
                self._put(message)

    def learn_anew(self) -> None:
        """Let the child have all that is remembered, and the models in use, as they are now."""
        with self._lock:
            if self._outbox is not None:
                self._outbox.put(self._learned)

    def explain(self, topic: int, text: str, on_told: _OnTold) -> None:
        """Ask which words speak for a topic; `on_told` gets their places in code points.

        It gets None where that can't be told: the child has no answer, dies, or comes no more.
        """
        number = next(self._ids)
        message = {"id": number, "do": "explain", "topic": topic, "text": text}
        with self._lock:
            if not self._has_given_up:
                self._explained[number] = (message, on_told)
                self._put(message)
                return
        on_told(None)

    def close(self) -> None:
        """End the child. Nothing is reported any more."""
        self._is_closed = True
        self._wake.set()
        child = self._child
        if child is not None:
            with contextlib.suppress(OSError):
                child.kill()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    # -- the reader's thread ---------------------------------------------------------------

    def _live(self) -> None:
        while not self._is_closed:
            try:
                self._start_child()
                self._read()
            except (OSError, ProtocolError, ValueError) as error:
                self._tell(WorkerState.FAILED, str(error))
            self._end_child()
            if self._wake.is_set():
                return
            self._suspect_model()
            if self._deaths >= len(BACK_OFF_S):
                self._give_up()
                return
            self._tell(WorkerState.RESTARTING, "")
            self._wake.wait(BACK_OFF_S[self._deaths])
            self._deaths += 1

    def _start_child(self) -> None:
        with open_log("worker") as log:
            child = self._child = start_child("worker", log)
        if self._is_closed:
            child.kill()
        self._tell(WorkerState.LOADING, "")
        with self._lock:
            outbox = self._outbox = queue.SimpleQueue()
            self._taught.clear()
            self._put(self._scheme_message())
            self._put({"id": 0, "do": "load", "pipeline": self._pipeline})
            outbox.put(self._learned)
            for number, (article, text) in self._asked.items():
                self._put(_suggest(number, article, text))
            for message, _ in self._explained.values():
                self._put(message)
        threading.Thread(target=_write_all, args=(child, outbox), daemon=True).start()

    def _read(self) -> None:
        assert self._child is not None and self._child.stdout is not None
        stream = cast(BinaryIO, self._child.stdout)
        while (message := read_message(stream)) is not None:
            number = message.get("id")
            if number == 0:
                self._loaded(message)
            elif isinstance(number, int):
                self._take(number, message)

    def _take(self, number: int, message: Message) -> None:
        with self._lock:
            asked = self._asked.pop(number, None)
            explained = self._explained.pop(number, None)
            taught = self._taught.pop(number, None)
        if self._is_closed:
            return
        if asked is not None and "ok" in message:
            self._deaths = 0
            self._on_answer(asked[0], message["ok"])
        elif asked is not None and self.run:  # else it was told that there is no pipeline
            self._tell(WorkerState.ARTICLE_FAILED, _why(message))
        elif explained is not None:
            answer = message.get("ok")
            explained[1](answer and [(start, end) for start, end in answer["words"]])
        elif taught is not None and "error" in message:
            self._leave_out(taught)
            self._tell(WorkerState.MODEL_FAILED, _why(message))
        elif taught is not None and taught[0] == _KINDS[-1]:
            self._tell(WorkerState.LEARNED, "")

    def _loaded(self, message: Message) -> None:
        if "ok" in message:
            self.run = message["ok"]
            told = f"{self.run.get('pipeline', '')} {self.run.get('version', '')}".strip()
            self._tell(WorkerState.READY, ": ".join(filter(None, (told, self.run.get("note", "")))))
        else:
            self.run = {}
            self._tell(WorkerState.FAILED, _why(message))

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        with self._lock:
            if self._outbox is not None:
                self._outbox.put(None)
            self._outbox = None
        self._leave_unexplained()
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._child = None

    def _give_up(self) -> None:
        with self._lock:
            self._has_given_up = True
        self._leave_unexplained()
        self._tell(WorkerState.GAVE_UP, "")

    def _leave_unexplained(self) -> None:
        """A question about a topic is not worth asking twice: the text may be what kills."""
        with self._lock:
            left = [on_told for _, on_told in self._explained.values()]
            self._explained.clear()
        if not self._is_closed:
            for on_told in left:
                on_told(None)

    def _tell(self, code: WorkerState, detail: Value) -> None:
        if not self._is_closed:
            self._on_state(code, detail)

    # -- what is written -------------------------------------------------------------------

    def _put(self, message: Message) -> None:
        """Send it when its turn comes; a child that is to come gets what stands then."""
        if self._outbox is not None:
            self._outbox.put(lambda: (message,))

    def _scheme_message(self) -> Message:
        return {"id": next(self._ids), "do": "scheme", "scheme": scheme_to_wire(self._scheme)}

    def _learned(self) -> Iterator[Message]:
        """All that the child needs to know of the project. Runs in the writing thread."""
        if self._project is None:
            return
        try:
            with Store.open(self._project) as store:
                memory, usage, weighed = store.memory.all(), store.memory.usage(), weight(store)
                models = {kind: self._weights_file(store, kind) for kind in _KINDS}
        except (AnnotatorError, OSError, TypeError, ValueError) as error:  # of a damaged row too
            why = error.in_full if isinstance(error, AnnotatorError) else str(error)
            self._tell(WorkerState.MODEL_FAILED, why)
            return
        yield from self._memory_messages(memory, usage, weighed)
        for kind, model in models.items():
            number = next(self._ids)
            with self._lock:
                self._taught[number] = (kind, model["version"])
            yield {"id": number, "do": "model", "kind": kind, **model}

    def _weights_file(self, store: Store, kind: ModelKind) -> Message:
        """A message about the model in use; one that can't be read is left out, with a line."""
        try:
            return _weights_file(store, kind)
        except UserError as error:
            model = model_in_use(store, kind)
            if model is not None:
                leave_out(store, kind, model.version)
            self._tell(WorkerState.MODEL_FAILED, error.in_full)
            return {"version": "", "path": None}

    def _leave_out(self, taught: tuple[ModelKind, str]) -> None:
        """Do not use a version again that the child could not use."""
        kind, version = taught
        if self._project is None or not version:
            return
        try:
            with Store.open(self._project) as store:
                leave_out(store, kind, int(version))
        except (AnnotatorError, OSError):
            return  # the next child will fail at it too

    def _suspect_model(self) -> None:
        """A child that died before it answered for a model, twice, died of that."""
        with self._lock:
            waiting = [self._taught[number] for number in sorted(self._taught)]
            self._taught.clear()
        first = waiting[0] if waiting else None
        if first is not None and first[1] and first == self._suspect:
            self._leave_out(first)
        self._suspect = first

    def _memory_messages(
        self, surfaces: Remembered, usage: Usage, weighed: tuple[Counter[str], bool] | None = None
    ) -> Iterator[Message]:
        """With what memory was `weighed` as, all that was told before is to be forgotten."""
        rows = [
            [surface, [[label, count] for label, count in counts.items()]]
            for surface, counts in surfaces.items()
        ]
        for first in range(0, max(len(rows), 1), _SURFACES_A_MESSAGE):
            message: Message = {
                "id": next(self._ids),
                "do": "memory",
                "surfaces": rows[first : first + _SURFACES_A_MESSAGE],
                "usage": list(usage.items()),
                "is_first": weighed is not None and first == 0,
            }
            if weighed is not None and first == 0:
                unmarked, message["speaks"] = weighed
                message["unmarked"] = list(unmarked.items())
            yield message


def _suggest(number: int, article: int, text: str) -> Message:
    return {"id": number, "do": "suggest", "article": article, "text": text}


def _weights_file(store: Store, kind: ModelKind) -> Message:
    """The version in use ("": none), the fingerprint of the pipeline that it learnt with, and a
    file with its weights, which the child deletes.
    """
    model = model_in_use(store, kind)
    weights = None if model is None else store.models.weights(kind, model.version)
    if model is None or weights is None:
        return {"version": "", "path": None}
    handle, path = tempfile.mkstemp(prefix="annotator-", suffix=f".{kind}")
    with os.fdopen(handle, "wb") as file:
        file.write(weights)
    leftovers.note(Path(path))
    return {"version": str(model.version), "path": path, "taught_by": model.fingerprint}


def _write_all(child: subprocess.Popen[bytes], outbox: _Outbox) -> None:
    """Write what is put into the outbox until it is closed or the child is gone."""
    while (make := outbox.get()) is not None:
        for message in make():
            try:
                write_message(cast(BinaryIO, child.stdin), message)
            except (OSError, ValueError):
                return


def _why(message: Message) -> Value:
    """Why the child could not do it: by a code where the error is one of ours."""
    return notice_from(message["said"]) if "said" in message else str(message.get("error", ""))
