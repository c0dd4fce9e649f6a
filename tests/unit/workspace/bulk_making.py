"""What stands in for processes that suggest, in tests of the bulk way."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence

from annotator.nlp.worker import Worker
from annotator.worker_messages import (
    Answer,
    Loaded,
    Refused,
    Request,
    SuggestedMany,
    SuggestMany,
    answer_from,
    to_bytes,
)
from annotator.workspace.children.bulk.executor import Answered, Lost, Taught


class Here:
    """Our own worker, in this process, as an executor. Answers come the last one first, each twice;
    `dies` says at which texts, and how often, the process would have died.
    """

    def __init__(
        self,
        lesson: Sequence[Request],
        dies: Callable[[Sequence[str]], bool] = lambda _texts: False,
        processes: int = 2,
    ) -> None:
        self.processes = processes
        self.worker = Worker()
        self.asked: Counter[str] = Counter()
        self._dies = dies
        self._waiting: deque[SuggestMany] = deque()
        self._again: deque[Answered] = deque()
        said = [self._say(request) for request in lesson]
        assert isinstance(said[0], Loaded)
        self.taught = Taught(said[0], [x for x in said if isinstance(x, Refused)])

    @property
    def has_room(self) -> bool:
        return len(self._waiting) < 2 * self.processes

    def put(self, request: SuggestMany) -> None:
        self._waiting.append(request)

    def next(self, timeout_s: float) -> Answered | Lost | None:
        if self._again:
            return self._again.popleft()
        request = self._waiting.pop()
        self.asked.update(request.texts)
        if self._dies(request.texts):
            return Lost(request.id)
        answer = self._say(request)
        assert isinstance(answer, SuggestedMany)
        self._again.append(Answered(request.id, answer))
        return Answered(request.id, answer)

    def close(self) -> None:
        """Nothing to end."""

    def _say(self, request: Request) -> Answer:
        return answer_from(self.worker.answer(to_bytes(request)))
