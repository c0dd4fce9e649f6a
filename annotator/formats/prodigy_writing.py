"""Prodigy's JSONL, written: one task for each review, those of an article after each other.

A finished review is accepted: its spans in the manual view, its topics as options. What Prodigy has
no answer for is "ignore", so that it never becomes training data there, with a mark by which our
reader knows it: a review that is only begun, an article that nobody has begun. Spans that somebody
rejected in a review that is not finished are tasks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from annotator.core.records import Outcome, Status
from annotator.formats.article_fields import REVIEW, fields_to_write
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenSuggestion
from annotator.formats.base import Counts, OpenPart, Options
from annotator.formats.gathering import (
    iso_time,
    mark_of,
    reviews_to_write,
    seconds_of,
)
from annotator.formats.losses import flat
from annotator.formats.own import encoded


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """Write the tasks and count them."""
    count = 0
    with open_part("tasks") as stream:
        for article in articles:
            for task in _tasks(article):
                stream.write(encoded(task))
                count += 1
    return {"tasks": count}


def _tasks(article: GivenArticle) -> Iterator[dict[str, Any]]:
    reviews = reviews_to_write(article)
    if not reviews:
        yield _task(article, {"answer": "ignore", REVIEW: {"status": str(Status.NEW)}})
        return
    implied = {
        review.annotator: topics
        for review, topics in zip(article.reviews, article.implied, strict=False)
    }
    for review in reviews:
        yield _task(article, _labels(article, review, implied.get(review.annotator, ())))
        if review.status in (Status.NEW, Status.STARTED):
            for proposed in _rejected(article, review):
                yield _task(article, _rejection(article, review, proposed))


def _task(article: GivenArticle, said: dict[str, Any]) -> dict[str, Any]:
    """A task: the answer stands before the text, where it is found without reading that."""
    front = ("answer", "_view_id", "_annotator_id", "_session_id", "_timestamp", REVIEW)
    first = {name: said.pop(name) for name in front if name in said}
    fields = fields_to_write(article)
    return {"id": fields.pop("id", ""), **first, "text": article.text, **fields, **said}


def _whose(review: GivenReview) -> dict[str, Any]:
    whose: dict[str, Any] = {"_annotator_id": review.annotator, "_session_id": review.annotator}
    if (seconds := seconds_of(review.edited_at)) is not None:
        whose["_timestamp"] = seconds
    return whose


_SAID = {Status.DONE: "accept", Status.SKIPPED: "ignore"}


def _labels(article: GivenArticle, review: GivenReview, implied: Iterable[str]) -> dict[str, Any]:
    """The answer of a review; "ignore" where Prodigy would take it for more than it is."""
    whose = _whose(review)
    known = Status.DONE if review.status == Status.DONE else Status.SKIPPED
    at = iso_time(whose.get("_timestamp"))
    reason = replace(review, reason="") if review.reason == "ignore" else review
    whose |= mark_of(reason, known, at)
    if review.status == Status.SKIPPED:
        return {"answer": "ignore", "_view_id": "ner_manual", **whose}
    answers = {each.topic: each.is_yes for each in review.topics if each.topic}
    names = dict.fromkeys([*answers, *implied])
    is_flat = len(flat(review.spans)) == len(review.spans)
    said: dict[str, Any] = {
        "answer": _SAID.get(Status(review.status), "ignore"),
        "_view_id": "blocks" if names else "ner_manual" if is_flat else "spans_manual",
        **whose,
        "tokens": _tokens(article),
        "spans": _spans(article, review.spans),
    }
    if names:
        said["options"] = [{"id": name, "text": name} for name in names]
        said["accept"] = [name for name in names if answers.get(name)]
    return said


def _tokens(article: GivenArticle) -> list[dict[str, Any]]:
    """The tokens, by which the manual view lets spans begin and end."""
    text, bounds = article.text, article.tokens
    following = [start for start, _ in bounds[1:]] + [len(text)]
    return [
        {"text": text[start:end], "start": start, "end": end, "id": number, "ws": next_ > end}
        for number, ((start, end), next_) in enumerate(zip(bounds, following, strict=False))
    ]


def _spans(article: GivenArticle, spans: Iterable[GivenSpan]) -> list[dict[str, Any]]:
    first = {start: number for number, (start, _) in enumerate(article.tokens)}
    last = {end: number for number, (_, end) in enumerate(article.tokens)}
    found = []
    for span in spans:
        item: dict[str, Any] = {"start": span.start, "end": span.end, "label": span.label}
        if span.start in first and span.end in last:
            item |= {"token_start": first[span.start], "token_end": last[span.end]}
        found.append(item)
    return found


def _rejected(article: GivenArticle, review: GivenReview) -> Iterator[GivenSuggestion]:
    """What was rejected and does not stand all the same: marked by hand afterwards, it does."""
    standing = {(x.start, x.end, x.label) for x in review.spans}
    for each in review.decisions:
        proposed = article.suggestions[each.suggestion]
        is_span = proposed.start is not None and proposed.label is not None
        stands = (proposed.start, proposed.end, proposed.label) in standing
        if each.outcome == Outcome.REJECTED and is_span and not stands:
            yield proposed


def _rejection(
    article: GivenArticle, review: GivenReview, proposed: GivenSuggestion
) -> dict[str, Any]:
    assert proposed.start is not None
    assert proposed.end is not None
    span: dict[str, Any] = {
        "start": proposed.start,
        "end": proposed.end,
        "text": article.text[proposed.start : proposed.end],
        "label": proposed.label,
    }
    if proposed.score is not None:
        span["score"] = proposed.score
    if proposed.run is not None and proposed.run.pipeline:
        span["source"] = proposed.run.pipeline
    return {"answer": "reject", "_view_id": "ner", **_whose(review), "spans": [span]}
