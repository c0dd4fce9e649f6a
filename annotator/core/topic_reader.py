"""What reviews say about topics, completed as of the time when each was finished."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from annotator.core.records import ImpliedTopics, Review, Scheme, Status
from annotator.core.topic_answers import CompletedAnswers, TopicTimes, completed, was_offered

_MOST_KNOWN = 10_000


class AnswersReader:
    """Completes the answers of a project's reviews; see `annotator.core.topic_answers`.

    `imported_at` tells when an article came; it is asked only where topics came or went since.
    """

    def __init__(
        self, scheme: Scheme, times: TopicTimes, imported_at: Callable[[int], str]
    ) -> None:
        self._scheme = scheme
        self._times = times
        self._imported_at = imported_at
        self._known: dict[Hashable, CompletedAnswers] = {}

    def read(
        self, review: Review, answers: Mapping[int, bool], came: ImpliedTopics | None
    ) -> CompletedAnswers:
        """What one review says. Where an import brought it, and nobody changed it since, that is
        what its line says; lines that do not say were answered at the import.
        """
        at = review.edited_at
        if self._times:
            at = max(at, self._imported_at(review.article))
        if came is not None and came != _as_it_is(review, answers, came):
            came = None
        known = None if came is None else came.topics
        is_finished = review.status == Status.DONE
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


def signed(answers: Mapping[int, bool]) -> tuple[int, ...]:
    """The answers of a review, by topic, as `ImpliedTopics` has them."""
    return tuple(sorted(topic if is_yes else -topic for topic, is_yes in answers.items()))


def _as_it_is(review: Review, answers: Mapping[int, bool], came: ImpliedTopics) -> ImpliedTopics:
    return replace(came, edited_at=review.edited_at, answers=signed(answers))
