"""The child process that suggests: started, written to by a thread of its own, and ended."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from annotator.protocol import read_body, write_body
from annotator.workspace.jobs.child import open_log, start_child

if TYPE_CHECKING:
    from annotator.worker_messages import Answer, Request


class WorkerChild:
    """One process. What is put is written in its order, since a full pipe blocks, by a thread."""

    def __init__(self) -> None:
        with open_log("worker") as log:
            self._process = start_child("worker", log)
        self._outbox: queue.SimpleQueue[Callable[[], Iterable[Request]] | None] = (
            queue.SimpleQueue()
        )

    @property
    def process_id(self) -> int:
        return self._process.pid

    def begin_writing(self) -> None:
        threading.Thread(target=self._write_all, daemon=True).start()

    def put(self, make: Callable[[], Iterable[Request]]) -> None:
        """Write these messages when their turn comes; they are made then."""
        self._outbox.put(make)

    def answers(self) -> Iterator[Answer]:
        """What it says, until it ends; ProtocolError where that is none of its answers."""
        from annotator.worker_messages import answer_from

        stream = cast(BinaryIO, self._process.stdout)
        while (body := read_body(stream)) is not None:
            yield answer_from(body)

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
        from annotator.worker_messages import to_bytes

        while (make := self._outbox.get()) is not None:
            for request in make():
                try:
                    write_body(cast(BinaryIO, self._process.stdin), to_bytes(request))
                except (OSError, ValueError):
                    return
