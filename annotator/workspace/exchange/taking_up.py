"""What a record brings to an article that the project has: what is told about it, and reviews."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace

from annotator.core.headings import heading_of
from annotator.core.records import Particulars
from annotator.faults import Unfit
from annotator.formats.articles import GivenArticle, GivenReview, changed
from annotator.formats.fields import as_json

_TOLD = ("key", "title", "published", "source", "url", "language")


def updated(now: Particulars, given: GivenArticle, text: str) -> Particulars:
    """What is told about an article with what a file tells; what it doesn't tell stays. An id stays
    where there is one. `text` is the article's.
    """
    told = {name: getattr(given, name) or getattr(now, name) for name in _TOLD}
    made = given.is_own  # an id that this program wrote may be one that it made of the text
    told["key"] = now.key or ("" if made else given.key)
    meta = now.meta
    if given.meta != "{}":
        before, news = json.loads(now.meta), json.loads(given.meta)
        if {**before, **news} != before:
            meta = as_json({**before, **news})
    return replace(now, **told, meta=meta, heading=heading_of(told["title"], text))


def only_reviews(given: GivenArticle, there: Collection[str]) -> GivenArticle:
    """The record with the reviews of annotators who have none yet, and nothing else: what they
    decided about suggestions stays with the suggestions.
    """
    left_out = [
        Unfit.REVIEW_THERE(annotator=x.annotator) for x in given.reviews if x.annotator in there
    ]
    return replace(
        given,
        spans=(),
        topics=(),
        suggestions=(),
        reviews=tuple(_alone(x) for x in given.reviews if x.annotator not in there),
        left_out=(*given.left_out, *left_out),
    )


def _alone(review: GivenReview) -> GivenReview:
    spans = tuple(changed(x, suggestion=None) for x in review.spans)
    return replace(review, spans=spans, decisions=(), run=None)
