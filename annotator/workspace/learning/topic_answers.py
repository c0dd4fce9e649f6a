"""What reviews say about topics, completed as of the time when each was finished."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from annotator.core.records import ImpliedTopics, Scheme, Status, TopicAnswer
from annotator.core.topic_answers import CompletedAnswers, completed, was_offered
from annotator.storage import Store
from annotator.storage.export import Reviewed

_MOST_KNOWN = 10_000


class TopicReader:
    """Completes the answers of a project's reviews; see `annotator.core.topic_answers`."""

    def __init__(self, store: Store, scheme: Scheme) -> None:
        self._store = store
        self._scheme = scheme
        self._times = store.export.topic_times() if scheme.topics else {}
        self._known: dict[Hashable, CompletedAnswers] = {}

    def of(self, work: Reviewed) -> CompletedAnswers:
        """What one review says. Where an import brought it, and nobody changed it since, that is
        what its line says; lines that do not say were answered at the import.
        """
        at = work.review.edited_at
        if self._times:
            at = max(at, self._store.articles.imported_at(work.review.article))
        came = work.implied
        known = came.topics if came is not None and came == _as_it_is(work, came) else None
        answers = {answer.topic: answer.is_yes for answer in work.topic_answers}
        is_finished = work.review.status == Status.DONE
        if not self._times:  # then the same answers say the same at any time
            key = (tuple(answers.items()), is_finished, known)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            if key not in self._known:
                self._known[key] = completed(
                    self._scheme, answers, is_finished=is_finished, known=known
                )
            return self._known[key]
        return completed(
            self._scheme,
            answers,
            is_finished=is_finished,
            was_offered=lambda topic: was_offered(self._times, topic, at),
            known=known,
        )


def signed(answers: Iterable[TopicAnswer]) -> tuple[int, ...]:
    """The answers of a review as `ImpliedTopics` has them."""
    return tuple(sorted(x.topic if x.is_yes else -x.topic for x in answers))


def _as_it_is(work: Reviewed, came: ImpliedTopics) -> ImpliedTopics:
    answers = signed(work.topic_answers)
    return replace(came, edited_at=work.review.edited_at, answers=answers)
