"""What the suggestion worker answers for a text, or for many that are read together."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import ModelKind
from annotator.core.feeding import digest
from annotator.core.records import Scheme, Source
from annotator.nlp.refusals import refusal
from annotator.nlp.suggesting import suggest
from annotator.worker_messages import (
    Refused,
    Run,
    Suggested,
    SuggestedMany,
    SuggestedSpan,
    SuggestedTopic,
)

if TYPE_CHECKING:
    from annotator.nlp.learned_models import LoadedModels
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.sources.parsed_article import ParsedArticle
    from annotator.worker_messages import Places

_log = logging.getLogger(__name__)


class Answering:
    """A pipeline, a scheme and what was learned, asked for suggestions."""

    def __init__(self, source: SuggestionSource, scheme: Scheme, learned: LoadedModels) -> None:
        self._source = source
        self._scheme = scheme
        self._learned = learned
        self._digest = digest(scheme)

    def one(self, number: int, text: str, parsed: ParsedArticle) -> Suggested:
        """What is suggested for a text that the pipeline has read."""
        source, scheme, learned = self._source, self._scheme, self._learned
        answer = suggest(parsed, text, scheme, learned.memory, learned.corrector)
        return Suggested(
            id=number,
            run=Run(
                source.name,
                source.version,
                source.fingerprint,
                self._digest,
                learned.versions.get(ModelKind.CORRECTOR, ""),
            ),
            tokens=answer.tokens,
            sentences=answer.sentences,
            suggestions=[
                SuggestedSpan(
                    each.start,
                    each.end,
                    each.label,
                    Source(each.source),
                    each.score,
                    each.is_maybe,
                    each.alternatives,
                )
                for each in answer.proposals
            ],
            topics=self._topics(text),
        )

    def evidence(self, topic: int, text: str) -> Places:
        """The places of the words that speak for a topic."""
        topics = self._learned.topics_of(text, self._scheme)
        return next((places for each, _, places in topics if each == topic), ())

    def many(self, number: int, texts: Sequence[str]) -> SuggestedMany:
        """The same for many texts, one after the other. A text at which the pipeline fails is
        refused; a model that fails is used no more.
        """
        failed: list[tuple[ModelKind, str]] = []
        answers: list[Suggested | Refused] = []
        for place, parsed in enumerate(self._read(texts)):
            if isinstance(parsed, Exception):
                answers.append(refusal(place, parsed))
            else:
                answers.append(self._without_fail(place, texts[place], parsed, failed))
        return SuggestedMany(id=number, answers=answers, failed=failed)

    def _read(self, texts: Sequence[str]) -> Iterator[ParsedArticle | Exception]:
        """What the pipeline sees in each text, or why it fails at it."""
        done = 0
        try:
            for parsed in self._source.read_many(texts):
                done += 1
                yield parsed
        except Exception as fault:  # whatever a pipeline raises: of one text, the others are read
            if len(texts) == 1:
                yield fault
                return
            for text in texts[done:]:
                yield from self._read([text])

    def _without_fail(
        self, place: int, text: str, parsed: ParsedArticle, failed: list[tuple[ModelKind, str]]
    ) -> Suggested | Refused:
        """An answer, if need be without the models that fail at it."""
        learned = self._learned
        while True:
            try:
                return self.one(place, text, parsed)
            except Exception as fault:
                kind = self._at_fault(text)
                version = learned.versions.get(kind, "")
                if not version:
                    return refusal(place, fault)
                _log.exception("the model %s %s fails at a text", kind, version)
                learned.use(kind, "", None)
                failed.append((kind, version))

    def _at_fault(self, text: str) -> ModelKind:
        try:
            self._topics(text)
        except Exception:
            return ModelKind.TOPICS
        return ModelKind.CORRECTOR

    def _topics(self, text: str) -> list[SuggestedTopic]:
        source = self._learned.topic_source
        scores = self._learned.topics_of(text, self._scheme)
        return [SuggestedTopic(topic, source, score) for topic, score, _ in scores]
