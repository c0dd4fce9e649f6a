"""The resident suggestion worker, as the window and the command line see it.

A child process reads requests in the order that it gets them, so few are sent ahead: the article
on screen first, then the next ones of the queue. If it dies it is started again, with back-off.
"""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, cast

from annotator.core.records import Scheme
from annotator.core.wire import scheme_to_wire
from annotator.protocol import Message, ProtocolError, read_message, write_message

BACK_OFF_S = (0.5, 2.0, 8.0, 30.0)


class SuggestionWorker:
    """Talks to one child. `on_answer(article, answer)` and `on_state(code, detail)` come from its
    reader thread: the window passes them on as queued signals. States: "loading", "ready", "failed"
    (detail says why), "restarting", "gave up".
    """

    def __init__(
        self,
        pipeline: str | None,
        scheme: Scheme,
        on_answer: Callable[[int, Message], None],
        on_state: Callable[[str, str], None],
    ) -> None:
        self._pipeline = pipeline
        self._scheme = scheme
        self._on_answer = on_answer
        self._on_state = on_state
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._asked: dict[int, tuple[int, str]] = {}
        self._deaths = 0
        self._is_closed = False
        self._is_loading = True
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

    def is_asked(self, article: int) -> bool:
        """Whether an answer for this article is under way."""
        with self._lock:
            return any(asked == article for asked, _ in self._asked.values())

    def ask(self, article: int, text: str) -> None:
        """Ask for the suggestions of one article; the answer comes by `on_answer`."""
        number = next(self._ids)
        with self._lock:
            self._asked[number] = (article, text)
            if not self._is_loading:
                self._write({"id": number, "do": "suggest", "article": article, "text": text})

    def set_scheme(self, scheme: Scheme) -> None:
        with self._lock:
            self._scheme = scheme
            if not self._is_loading:
                self._write_scheme()

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
                self._tell("failed", str(error))
            self._end_child()
            if self._wake.is_set():
                return
            if self._deaths >= len(BACK_OFF_S):
                self._tell("gave up", "")
                return
            self._tell("restarting", "")
            self._wake.wait(BACK_OFF_S[self._deaths])
            self._deaths += 1

    def _start_child(self) -> None:
        command = [sys.executable, "-m", "annotator.nlp.worker"]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._is_closed:
            self._child.kill()
        self._tell("loading", "")
        scheme = self._scheme
        self._write({"id": next(self._ids), "do": "scheme", "scheme": scheme_to_wire(scheme)})
        self._write({"id": 0, "do": "load", "pipeline": self._pipeline})
        with self._lock:  # from here on others send too: what they asked until now comes first
            if self._scheme is not scheme:
                self._write_scheme()
            for number, (article, text) in self._asked.items():
                self._write({"id": number, "do": "suggest", "article": article, "text": text})
            self._is_loading = False

    def _read(self) -> None:
        assert self._child is not None and self._child.stdout is not None
        stream = cast(BinaryIO, self._child.stdout)
        while (message := read_message(stream)) is not None:
            number = message.get("id")
            if number == 0:
                self._loaded(message)
                continue
            with self._lock:
                asked = self._asked.pop(number, None) if isinstance(number, int) else None
            if asked is not None and "ok" in message and not self._is_closed:
                self._deaths = 0
                self._on_answer(asked[0], message["ok"])
            elif asked is not None:
                self._tell("article failed", str(message.get("error", "")))

    def _loaded(self, message: Message) -> None:
        if "ok" in message:
            self.run = message["ok"]
            self._tell(
                "ready", f"{self.run.get('pipeline', '')} {self.run.get('version', '')}".strip()
            )
        else:
            self._tell("failed", str(message.get("error", "")))

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        with self._lock:
            self._is_loading = True
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._child = None

    def _write_scheme(self) -> None:
        wire = scheme_to_wire(self._scheme)
        self._write({"id": next(self._ids), "do": "scheme", "scheme": wire})

    def _write(self, message: Message) -> None:
        child = self._child
        if child is not None and child.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                write_message(cast(BinaryIO, child.stdin), message)

    def _tell(self, code: str, detail: str) -> None:
        if not self._is_closed:
            self._on_state(code, detail)
