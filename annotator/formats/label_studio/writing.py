"""Tasks that Label Studio imports, with their annotations, and the labelling interface for them.

Who made a review stands in a mark of our own: Label Studio refuses annotators that it doesn't know,
so that the field for them is only written on request. Reviews that are only begun are drafts, which
it leaves aside. Suggestions are predictions, those of each run together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.records import Scheme, Status
from annotator.formats.article_fields import REVIEW, fields_to_write
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenSuggestion
from annotator.formats.base import Counts, OpenPart, Options, scheme_of
from annotator.formats.gathering import mark_of, reviews_to_write
from annotator.formats.label_studio.config import (
    FILE,
    LABELS,
    TEXT,
    TOPICS,
    topic_controls,
    written,
)
from annotator.formats.label_studio.people import time_of
from annotator.formats.own import encoded

TASKS = "tasks.json"
_NEVER = "1970-01-01T00:00:00.000000+00:00"


def write(articles: Iterable[GivenArticle], open_part: OpenPart, options: Options) -> Counts:
    """Write the tasks, one a line of a list, and the interface for their labels and topics."""
    scheme = scheme_of(articles)
    task_of = _Tasks(scheme, is_told=bool(options.get("completed_by")))
    with open_part(TASKS) as stream:
        before = b"[\n"
        for article in articles:
            stream.write(before + encoded(task_of(article)).rstrip(b"\n"))
            before = b",\n"
        stream.write(b"[]\n" if before == b"[\n" else b"\n]\n")
    with open_part(FILE) as stream:
        stream.write(written(scheme, task_of.labels, task_of.topics).encode())
    return {"tasks": task_of.count}


class _Tasks:
    """Makes tasks of articles, and notes which labels and topics they have."""

    def __init__(self, scheme: Scheme, *, is_told: bool) -> None:
        self.labels: set[str] = set()
        self.topics: set[str] = set()
        self.count = 0
        self._is_told = is_told
        self._annotations = 0
        self._control = {
            topic: each.name for each in topic_controls(scheme) for topic in each.topics
        }

    def __call__(self, article: GivenArticle) -> dict[str, Any]:
        self.count += 1
        reviews = reviews_to_write(article)
        begun = (Status.NEW, Status.STARTED)
        return {
            "id": self.count,
            "data": {"text": article.text, **fields_to_write(article)},
            "annotations": [self._annotation(article, x) for x in reviews if x.status not in begun],
            "drafts": [self._annotation(article, x) for x in reviews if x.status in begun],
            "predictions": list(self._predictions(article)),
        }

    def _annotation(self, article: GivenArticle, review: GivenReview) -> dict[str, Any]:
        self._annotations += 1
        is_skipped = review.status == Status.SKIPPED
        at = time_of(review.edited_at)
        known = Status.STARTED if review.status == Status.NEW else Status(review.status)
        mark = mark_of(review, known, at or _NEVER).get(REVIEW, {})
        whose = {"completed_by": {"email": review.annotator}} if self._is_told else {}
        return {
            "id": self._annotations,
            **whose,
            "was_cancelled": is_skipped,
            "ground_truth": False,
            "created_at": at or _NEVER,
            "updated_at": at or _NEVER,
            "lead_time": float(review.seconds),
            REVIEW: {"annotator": review.annotator, **mark},
            "result": [] if is_skipped else list(self._results(article, review)),
        }

    def _results(self, article: GivenArticle, review: GivenReview) -> Iterator[dict[str, Any]]:
        for number, span in enumerate(review.spans, 1):
            yield self._span(article, span, f"s{number}")
        chosen: dict[str, list[str]] = {}
        for answer in review.topics:
            if answer.is_yes and answer.topic:
                self.topics.add(answer.topic)
                chosen.setdefault(self._control.get(answer.topic, TOPICS), []).append(answer.topic)
        for name, topics in chosen.items():
            yield _choices(name, topics)

    def _span(self, article: GivenArticle, span: GivenSpan, number: str) -> dict[str, Any]:
        self.labels.add(span.label)
        return {
            "id": number,
            "from_name": LABELS,
            "to_name": TEXT,
            "type": "labels",
            "value": {
                "start": span.start,
                "end": span.end,
                "text": article.text[span.start : span.end],
                "labels": [span.label],
            },
        }

    def _predictions(self, article: GivenArticle) -> Iterator[dict[str, Any]]:
        """The suggestions of each run; those without a label are left out."""
        runs: dict[str, list[GivenSuggestion]] = {}
        for each in article.suggestions:
            if each.label is not None:
                runs.setdefault(_model(each), []).append(each)
        for model, proposed in runs.items():
            yield {
                "model_version": model,
                "result": [self._proposed(article, x, n) for n, x in enumerate(proposed, 1)],
            }

    def _proposed(
        self, article: GivenArticle, given: GivenSuggestion, number: int
    ) -> dict[str, Any]:
        assert given.label is not None
        if given.start is None or given.end is None:
            self.topics.add(given.label)
            item = _choices(self._control.get(given.label, TOPICS), [given.label])
        else:
            span = GivenSpan(given.start, given.end, given.label)
            item = self._span(article, span, f"p{number}")
        return item if given.score is None else {**item, "score": given.score}


def _choices(name: str, topics: list[str]) -> dict[str, Any]:
    return {
        "id": name,
        "from_name": name,
        "to_name": TEXT,
        "type": "choices",
        "value": {"choices": topics},
    }


def _model(given: GivenSuggestion) -> str:
    """The model of a prediction: the pipeline with its version, or what else proposed it."""
    if given.run is None or not given.run.pipeline:
        return given.source
    return " ".join(filter(None, (given.run.pipeline, given.run.version)))
