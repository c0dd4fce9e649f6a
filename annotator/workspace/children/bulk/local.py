"""Suggestion workers of this machine, several at a time: `annotator --child worker`."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import field

from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Line, Unsuggested
from annotator.notices import Notice, as_json, notice_from
from annotator.protocol import ProtocolError
from annotator.values import dataclass
from annotator.worker_messages import (
    Answer,
    Loaded,
    Refused,
    SuggestedMany,
    SuggestMany,
)
from annotator.workspace.children.bulk.executor import AHEAD, Answered, Lesson, Lost, Taught
from annotator.workspace.jobs.child import log_path
from annotator.workspace.learning.worker_child import WorkerChild

_MOST_STILLBORN = 3  # processes, one after the other, that died before they had learned anything
_LOOK_S = 0.1
A_LIFE = 500
"""So many requests, five million words, a process answers before another takes its place: what it
keeps of all the words that it has read would grow for ever."""


@dataclass(eq=False)
class _Seat:
    """A process with what it has to do, the first of which it is doing."""

    child: WorkerChild
    numbers: deque[int] = field(default_factory=deque)
    lesson_left: int = 0
    answered: int = 0
    loaded: Loaded | None = None
    refused: list[Refused] = field(default_factory=list)
    is_over: bool = False


class LocalProcesses:
    """One process at first, and as many as it shall `grow` to; one that dies is followed by another
    with the same lesson.
    """

    def __init__(self, lesson: Lesson, *, a_life: int = A_LIFE) -> None:
        self.processes = 1
        self._lesson = tuple(lesson)
        self._a_life = a_life
        self._stillborn = 0
        self._is_closed = False
        self._came: queue.SimpleQueue[tuple[_Seat, Answer | None]] = queue.SimpleQueue()
        self._ready: deque[Answered | Lost] = deque()
        self._seats = [self._new_seat()]

    def taught(self, check: Callable[[], None]) -> Taught:
        """Wait until one process has had its lesson, and `check` meanwhile, which may raise.

        UserError where it can't load the pipeline.
        """
        while True:
            check()
            for seat in self._seats:
                if seat.loaded is not None and not seat.lesson_left:
                    return Taught(seat.loaded, tuple(seat.refused))
            with contextlib.suppress(queue.Empty):
                self._take(*self._came.get(timeout=_LOOK_S))

    def grow(self, processes: int) -> None:
        """Let there be so many."""
        self.processes = processes
        self._seats += [self._new_seat() for _ in range(processes - len(self._seats))]

    @property
    def process_ids(self) -> list[int]:
        """Of the processes that are there now, for those who watch them."""
        return [seat.child.process_id for seat in self._seats]

    @property
    def has_room(self) -> bool:
        return any(map(self._takes, self._seats))

    def put(self, request: SuggestMany) -> None:
        seat = min(filter(self._takes, self._seats), key=lambda seat: len(seat.numbers))
        seat.numbers.append(request.id)
        seat.child.put(lambda: (request,))

    def _takes(self, seat: _Seat) -> bool:
        under_way = len(seat.numbers)
        return under_way < AHEAD and seat.answered + under_way < self._a_life

    def next(self, timeout_s: float) -> Answered | Lost | None:
        while not self._ready:
            try:
                self._take(*self._came.get(timeout=timeout_s))
            except queue.Empty:
                return None
        return self._ready.popleft()

    def close(self) -> None:
        self._is_closed = True
        for seat in self._seats:
            seat.is_over = True
            seat.child.end()

    def _new_seat(self) -> _Seat:
        child = WorkerChild()
        seat = _Seat(child, lesson_left=len(self._lesson))
        child.put(lambda: self._lesson)
        child.begin_writing()
        threading.Thread(target=self._listen, args=(seat,), daemon=True).start()
        return seat

    def _listen(self, seat: _Seat) -> None:
        """In a thread for each process: what it says, and that it is gone."""
        try:
            for answer in seat.child.answers():
                self._came.put((seat, answer))
        except (OSError, ValueError, ProtocolError):
            pass
        self._came.put((seat, None))

    def _take(self, seat: _Seat, answer: Answer | None) -> None:
        if seat.is_over:
            return
        if answer is None:
            self._replace(seat)
        elif seat.lesson_left:
            self._learned(seat, answer)
        else:
            self._done(seat, answer)

    def _learned(self, seat: _Seat, answer: Answer) -> None:
        seat.lesson_left -= 1
        if isinstance(answer, Loaded):
            seat.loaded = answer
        elif isinstance(answer, Refused) and seat.loaded is None:
            raise _why(answer)
        elif isinstance(answer, Refused):
            seat.refused.append(answer)
        if not seat.lesson_left:
            self._stillborn = 0

    def _done(self, seat: _Seat, answer: Answer) -> None:
        number = seat.numbers.popleft()
        seat.answered += 1
        if isinstance(answer, SuggestedMany):
            self._ready.append(Answered(number, answer))
        else:  # a request that could not be read: as if it had died of it
            self._ready.append(Lost(number))
        if seat.answered >= self._a_life and not seat.numbers:
            self._follow(seat)

    def _replace(self, seat: _Seat) -> None:
        if seat.lesson_left:
            self._stillborn += 1
            if self._stillborn >= _MOST_STILLBORN:
                raise EnvironmentFault(Unsuggested.DIES, log=str(log_path("worker")))
        has_begun = not seat.lesson_left
        self._ready.extend(
            Lost(number, was_begun=has_begun and at == 0) for at, number in enumerate(seat.numbers)
        )
        self._follow(seat)

    def _follow(self, seat: _Seat) -> None:
        seat.is_over = True
        seat.child.end()
        if not self._is_closed:
            self._seats[self._seats.index(seat)] = self._new_seat()


def _why(answer: Refused) -> UserError | EnvironmentFault:
    """Why the pipeline can't be loaded."""
    if answer.notice is None:
        return EnvironmentFault(Unsuggested.FAILS, reason=answer.error)
    notice = notice_from(answer.notice)
    where, inner = notice.values.get("where", ""), notice.values.get("what")
    if notice.code is Line.AT and isinstance(inner, Notice):
        return UserError.from_dict({**inner.as_dict(), "where": as_json(where)})
    return UserError.from_dict({**notice.as_dict(), "where": ""})
