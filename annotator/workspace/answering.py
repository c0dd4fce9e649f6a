"""What reviews say about topics, completed as of the time when each was finished."""

from __future__ import annotations

from annotator.core.records import Scheme, Status
from annotator.core.topic_answers import CompletedAnswers, completed, was_offered
from annotator.storage import Reviewed, Store


class TopicReader:
    """Completes the answers of a project's reviews; see `annotator.core.topic_answers`."""

    def __init__(self, store: Store, scheme: Scheme) -> None:
        self._store = store
        self._scheme = scheme
        self._times = store.topic_times() if scheme.topics else {}

    def of(self, work: Reviewed) -> CompletedAnswers:
        """What one review says; answers that an import brought were given at the import."""
        at = work.review.edited_at
        if self._times:
            at = max(at, self._store.imported_at(work.review.article))
        return completed(
            self._scheme,
            {answer.topic: answer.is_yes for answer in work.topic_answers},
            is_finished=work.review.status == Status.DONE,
            was_offered=lambda topic: was_offered(self._times, topic, at),
        )
