"""What reviews say about topics, completed as of the time when each was finished."""

from __future__ import annotations

from annotator.core.records import Scheme
from annotator.core.topic_answers import CompletedAnswers
from annotator.core.topic_reader import AnswersReader
from annotator.storage import Store
from annotator.storage.export import Reviewed


class TopicReader:
    """Completes the answers of a project's reviews; see `annotator.core.topic_answers`."""

    def __init__(self, store: Store, scheme: Scheme) -> None:
        times = store.export.topic_times() if scheme.topics else {}
        self._reader = AnswersReader(scheme, times, store.articles.imported_at)

    def of(self, work: Reviewed) -> CompletedAnswers:
        """What one review says."""
        answers = {answer.topic: answer.is_yes for answer in work.topic_answers}
        return self._reader.read(work.review, answers, work.implied)
