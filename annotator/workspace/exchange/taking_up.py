"""What a record brings to an article that the project has: facts, reviews and suggestions."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace

from annotator.core.headings import heading_of
from annotator.core.records import Particulars
from annotator.faults import Unfit
from annotator.formats.articles import GivenArticle, GivenReview, GivenSuggestion, changed
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


Stretch = tuple[int | None, int | None, str | None, bool]
"""Start, end, label and whether it is a maybe: what makes two suggestions the same one."""


def stretch_of(given: GivenSuggestion) -> Stretch:
    """What a suggestion proposes, whoever does so."""
    return given.start, given.end, given.label, given.is_maybe


def only_new(
    given: GivenArticle, there: Collection[str], known: Collection[Stretch], *, may_suggest: bool
) -> tuple[GivenArticle, frozenset[int]]:
    """The record with the reviews of annotators who are not `there` yet, and the numbers of its
    suggestions that are to be added: those that are not `known`, the same ones once. Without
    `may_suggest` none is added, and what the reviews decided about these goes, too: both are told.
    """
    left_out = [
        Unfit.REVIEW_THERE(annotator=x.annotator) for x in given.reviews if x.annotator in there
    ]
    all_, first = given.suggestions, dict[Stretch, int]()
    for number, each in enumerate(all_):
        first.setdefault(stretch_of(each), number)
    new = frozenset(number for stretch, number in first.items() if stretch not in known)
    reviews = tuple(x for x in given.reviews if x.annotator not in there)
    if new and not may_suggest:
        left_out.append(Unfit.SUGGESTIONS_TOO_LATE(n=len(new)))
        stretches = {stretch_of(all_[number]) for number in new}
        gone = {n for n, each in enumerate(all_) if stretch_of(each) in stretches}
        reviews = tuple(_without(x, gone) for x in reviews)
        # The scheme needs no label for these.
        all_ = tuple(_nameless(x) if n in gone else x for n, x in enumerate(all_))
        new = frozenset()
    found = replace(given, spans=(), topics=(), suggestions=all_, reviews=reviews)
    return replace(found, left_out=(*given.left_out, *left_out)), new


def _nameless(given: GivenSuggestion) -> GivenSuggestion:
    return changed(given, label=None, others=())


def _without(review: GivenReview, gone: Collection[int]) -> GivenReview:
    """The review as if these suggestions had never been."""
    spans = tuple(
        changed(x, suggestion=None if x.suggestion in gone else x.suggestion) for x in review.spans
    )
    decisions = tuple(
        changed(x, followed_from=None if x.followed_from in gone else x.followed_from)
        for x in review.decisions
        if x.suggestion not in gone
    )
    return replace(review, spans=spans, decisions=decisions, run=None)
