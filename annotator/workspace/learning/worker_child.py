"""The child process that suggests: started, written to by a thread of its own, and ended."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, cast

from annotator.protocol import Message, read_message, write_message
from annotator.workspace.jobs.child import open_log, start_child


class WorkerChild:
    """One process. What is put is written in its order, since a full pipe blocks, by a thread."""

    def __init__(self) -> None:
        with open_log("worker") as log:
            self._process = start_child("worker", log)
        self._outbox: queue.SimpleQueue[Callable[[], Iterable[Message]] | None] = (
            queue.SimpleQueue()
        )

    @property
    def process_id(self) -> int:
        return self._process.pid

    def begin_writing(self) -> None:
        threading.Thread(target=self._write_all, daemon=True).start()

    def put(self, make: Callable[[], Iterable[Message]]) -> None:
        """Write these messages when their turn comes; they are made then."""
        self._outbox.put(make)

    def messages(self) -> Iterator[Message]:
        """What it says, until it ends."""
        stream = cast(BinaryIO, self._process.stdout)
        while (message := read_message(stream)) is not None:
            yield message

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """End it and wait for its end; nothing more is written."""
        self._outbox.put(None)
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _write_all(self) -> None:
        while (make := self._outbox.get()) is not None:
            for message in make():
                try:
                    write_message(cast(BinaryIO, self._process.stdin), message)
                except (OSError, ValueError):
                    return
