"""What runs in the workers of a cluster: one of our own workers, with the lesson that it was given.

Imported there, and here to be sent there; needs the extra "cluster".
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import distributed

from annotator.nlp.worker import Worker


class LessonPlugin(distributed.WorkerPlugin):
    """Keeps the lesson in each worker of the cluster, also in one that comes later."""

    def __init__(self, name: str, lesson: Sequence[bytes]) -> None:
        self.name = name
        self._lesson = tuple(lesson)

    def setup(self, worker: Any) -> None:  # noqa: ARG002  # Dask's name
        """In the worker, when it gets this."""
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def learn(self) -> bytes:
        """What is said to the lesson's first request, which is to load the pipeline."""
        with self._lock:
            self._worker, said = Worker(), b""
            for body in self._lesson:
                answer = self._worker.answer(body)
                said = said or answer
            return said

    def answer(self, body: bytes) -> bytes:
        """What our worker answers; one request at a time, however many threads this one has."""
        if self._worker is None:
            self.learn()
        with self._lock:
            assert self._worker is not None
            return self._worker.answer(body)


def learned(name: str, dask_worker: Any) -> bytes:
    """In each worker, by `Client.run`: what it says to the lesson."""
    plugin: LessonPlugin = dask_worker.plugins[name]
    return plugin.learn()


def answer(name: str, body: bytes) -> bytes:
    """A task: the answer to a request."""
    plugin: LessonPlugin = distributed.get_worker().plugins[name]
    return plugin.answer(body)
