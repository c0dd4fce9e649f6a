"""The resident suggestion worker, as the window and the command line see it.

A child process reads requests in the order that it gets them, so few are sent ahead: the article
on screen first, then the next ones of the queue. If it dies it is started again, with back-off.
One thread reads what it says and starts it; another one writes, since a full pipe blocks. Messages
(`worker_messages.py`) are made and read in these threads.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.codes import WorkerState
from annotator.core.memory import Usage
from annotator.core.records import Scheme
from annotator.faults import Line
from annotator.notices import Value, notice_from
from annotator.protocol import ProtocolError
from annotator.workspace.learning.teaching import Remembered, Teaching, memory_messages
from annotator.workspace.learning.worker_child import WorkerChild

if TYPE_CHECKING:
    from annotator.worker_messages import (
        Answer,
        Explain,
        Load,
        Loaded,
        Places,
        Refused,
        Request,
        SetScheme,
        Suggest,
        Suggested,
    )

BACK_OFF_S = (0.5, 2.0, 8.0, 30.0)
OnExplained = Callable[["Places | None"], None]

_LOADING = 0  # the number of the request that comes first


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
        on_answer: Callable[[int, Suggested], None],
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
        self._questions: dict[int, tuple[int, str, OnExplained]] = {}
        self._teaching = Teaching(
            project, self._ids, lambda why: self._tell(WorkerState.MODEL_FAILED, why)
        )
        self._deaths = 0
        self._is_closed = self._has_given_up = False
        self._wake = threading.Event()
        self.run: Loaded | None = None
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
            self._put(lambda: _suggest(number, text))

    def set_scheme(self, scheme: Scheme) -> None:
        with self._lock:
            self._scheme = scheme
            self._put_scheme()

    def remember(self, surfaces: Remembered, usage: Usage) -> None:
        """Let the child know what these surfaces are decided as, and what is usual, from now on."""
        with self._lock:
            if self._child is not None:
                self._child.put(lambda: memory_messages(self._ids, surfaces, usage))

    def learn_anew(self) -> None:
        """Let the child have all that is remembered, and the models in use, as they are now."""
        with self._lock:
            if self._child is not None:
                self._child.put(self._teaching.messages)

    def explain(self, topic: int, text: str, on_explained: OnExplained) -> None:
        """Ask for the evidence for a topic; `on_explained` gets its places in code points.

        It gets None where that can't be told: the child has no answer, dies, or comes no more.
        """
        number = next(self._ids)
        with self._lock:
            if not self._has_given_up:
                self._questions[number] = (topic, text, on_explained)
                self._put(lambda: _explain(number, topic, text))
                return
        on_explained(None)

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
            self._put_scheme()
            self._put(lambda: _load(self._pipeline))
            child.put(self._teaching.messages)
            asked, questions = tuple(self._asked.items()), tuple(self._questions.items())
            child.put(lambda: (_suggest(number, text) for number, (_, text) in asked))
            child.put(lambda: (_explain(x, topic, text) for x, (topic, text, _) in questions))
        if self._is_closed:
            child.kill()
        child.begin_writing()
        return child

    def _read(self, child: WorkerChild) -> None:
        for answer in child.answers():
            if answer.id == _LOADING:
                self._loaded(answer)
            else:
                self._take(answer)

    def _take(self, answer: Answer) -> None:
        from annotator.worker_messages import Explained, Refused, Suggested

        with self._lock:
            asked = self._asked.pop(answer.id, None)
            question = self._questions.pop(answer.id, None)
        if self._is_closed:
            return
        if asked is not None and isinstance(answer, Suggested):
            self._deaths = 0
            self._on_answer(asked[0], answer)
        elif asked is not None and isinstance(answer, Refused):
            if self.run is not None:  # else it was told that there is no pipeline
                self._tell(WorkerState.ARTICLE_FAILED, _why(answer))
        elif question is not None:
            question[-1](answer.words if isinstance(answer, Explained) else None)
        elif isinstance(answer, Refused):
            if state := self._teaching.answered(answer.id, is_refused=True):
                self._tell(state, _why(answer))
        elif state := self._teaching.answered(answer.id, is_refused=False):
            self._tell(state, "")

    def _loaded(self, answer: Answer) -> None:
        from annotator.worker_messages import Loaded, Refused

        self.run = answer if isinstance(answer, Loaded) else None
        if isinstance(answer, Loaded):
            name = f"{answer.pipeline} {answer.version}".strip()
            note = answer.note
            detail = name if note is None else Line.AT(where=name, what=notice_from(note))
            self._tell(WorkerState.READY, detail)
        elif isinstance(answer, Refused):
            self._tell(WorkerState.FAILED, _why(answer))

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
            left = [on_explained for _, _, on_explained in self._questions.values()]
            self._questions.clear()
        if not self._is_closed:
            for on_explained in left:
                on_explained(None)

    def _tell(self, code: WorkerState, detail: Value) -> None:
        if not self._is_closed:
            self._on_state(code, detail)

    # -- what is written -------------------------------------------------------------------

    def _put(self, make: Callable[[], Request]) -> None:
        """Send it when its turn comes; a child that is to come gets what stands then."""
        if self._child is not None:
            self._child.put(lambda: (make(),))

    def _put_scheme(self) -> None:
        number, scheme = next(self._ids), self._scheme
        self._put(lambda: _set_scheme(number, scheme))


def _load(pipeline: str | None) -> Load:
    from annotator.worker_messages import Load

    return Load(id=_LOADING, pipeline=pipeline)


def _set_scheme(number: int, scheme: Scheme) -> SetScheme:
    from annotator.worker_messages import SetScheme

    return SetScheme(id=number, scheme=scheme)


def _suggest(number: int, text: str) -> Suggest:
    from annotator.worker_messages import Suggest

    return Suggest(id=number, text=text)


def _explain(number: int, topic: int, text: str) -> Explain:
    from annotator.worker_messages import Explain

    return Explain(id=number, topic=topic, text=text)


def _why(answer: Refused) -> Value:
    """Why the child could not do it: by a code where the error is one of ours."""
    return answer.error if answer.notice is None else notice_from(answer.notice)
