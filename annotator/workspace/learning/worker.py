"""The resident suggestion worker, as the window and the command line see it.

A child process reads requests in the order that it gets them, so few are sent ahead: the article
on screen first, then the next ones of the queue. If it dies it is started again, with back-off.
One thread reads what it says and starts it; another one writes, since a full pipe blocks.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

from annotator.core.codes import WorkerState
from annotator.core.memory import Usage
from annotator.core.records import Scheme
from annotator.core.wire import scheme_to_wire
from annotator.notices import Value, notice_from
from annotator.protocol import Message, ProtocolError
from annotator.workspace.learning.teaching import Remembered, Teaching, memory_messages
from annotator.workspace.learning.worker_child import WorkerChild

BACK_OFF_S = (0.5, 2.0, 8.0, 30.0)

Places = list[tuple[int, int]]
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
        self._child: WorkerChild | None = None
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._asked: dict[int, tuple[int, str]] = {}
        self._explained: dict[int, tuple[Message, _OnTold]] = {}
        self._teaching = Teaching(
            project, self._ids, lambda why: self._tell(WorkerState.MODEL_FAILED, why)
        )
        self._deaths = 0
        self._is_closed = self._has_given_up = False
        self._wake = threading.Event()
        self.run: Message = {}
        self._thread = threading.Thread(target=self._live, name="suggestions", daemon=True)

    def start(self) -> None:
        """Begin; returns at once. Starting the child happens in the reader's thread."""
        self._thread.start()

    @property
    def process_id(self) -> int | None:
        """The child's process id, for those who watch it."""
        child = self._child
        return None if child is None else child.process_id

    @property
    def is_idle(self) -> bool:
        """Whether every article that was asked for has been answered, and all news was taken."""
        with self._lock:
            return not self._asked and self._teaching.is_done

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
            for message in memory_messages(self._ids, surfaces, usage):
                self._put(message)

    def learn_anew(self) -> None:
        """Let the child have all that is remembered, and the models in use, as they are now."""
        with self._lock:
            if self._child is not None:
                self._child.put(self._teaching.messages)

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
            child.kill()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    # -- the reader's thread ---------------------------------------------------------------

    def _live(self) -> None:
        while not self._is_closed:
            try:
                self._read(self._start_child())
            except (OSError, ProtocolError, ValueError) as error:
                self._tell(WorkerState.FAILED, str(error))
            self._end_child()
            if self._wake.is_set():
                return
            self._teaching.child_died()
            if self._deaths >= len(BACK_OFF_S):
                self._give_up()
                return
            self._tell(WorkerState.RESTARTING, "")
            self._wake.wait(BACK_OFF_S[self._deaths])
            self._deaths += 1

    def _start_child(self) -> WorkerChild:
        child = WorkerChild()
        self._tell(WorkerState.LOADING, "")
        with self._lock:
            self._child = child
            self._teaching.begin()
            self._put(self._scheme_message())
            self._put({"id": 0, "do": "load", "pipeline": self._pipeline})
            child.put(self._teaching.messages)
            for number, (article, text) in self._asked.items():
                self._put(_suggest(number, article, text))
            for message, _ in self._explained.values():
                self._put(message)
        if self._is_closed:
            child.kill()
        child.begin_writing()
        return child

    def _read(self, child: WorkerChild) -> None:
        for message in child.messages():
            number = message.get("id")
            if number == 0:
                self._loaded(message)
            elif isinstance(number, int):
                self._take(number, message)

    def _take(self, number: int, message: Message) -> None:
        with self._lock:
            asked = self._asked.pop(number, None)
            explained = self._explained.pop(number, None)
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
        elif state := self._teaching.answered(number, is_refused="error" in message):
            self._tell(state, _why(message) if state == WorkerState.MODEL_FAILED else "")

    def _loaded(self, message: Message) -> None:
        if "ok" in message:
            self.run = message["ok"]
            told = f"{self.run.get('pipeline', '')} {self.run.get('version', '')}".strip()
            self._tell(WorkerState.READY, ": ".join(filter(None, (told, self.run.get("note", "")))))
        else:
            self.run = {}
            self._tell(WorkerState.FAILED, _why(message))

    def _end_child(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            self._leave_unexplained()
            child.end()

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
        if self._child is not None:
            self._child.put(lambda: (message,))

    def _scheme_message(self) -> Message:
        return {"id": next(self._ids), "do": "scheme", "scheme": scheme_to_wire(self._scheme)}


def _suggest(number: int, article: int, text: str) -> Message:
    return {"id": number, "do": "suggest", "article": article, "text": text}


def _why(message: Message) -> Value:
    """Why the child could not do it: by a code where the error is one of ours."""
    return notice_from(message["said"]) if "said" in message else str(message.get("error", ""))
