"""CSV of topics: one row an answer of an annotator about an article. Written, not read.

In a finished article a group that was answered is answered whole: its other topics have rows with
"no" too, and the way "implied". A topic of a group that was left undecided has no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from annotator.formats.articles import GivenArticle
from annotator.formats.spans_csv import write_rows

IMPLIED = "implied"

COLUMNS = ("article", "title", "date", "source", "annotator", "status", "topic", "answer", "way")


def write(articles: Iterable[GivenArticle], stream: BinaryIO) -> int:
    """Write a header and one row an answer, and count them; no topic with yes is "none applies"."""
    return write_rows(COLUMNS, (row for article in articles for row in rows_of(article)), stream)


def rows_of(article: GivenArticle) -> Iterator[tuple[object, ...]]:
    """The rows of one article."""
    front = (article.key, article.title, article.published, article.source)
    implied_no = article.implied or ((),) * len(article.reviews)
    for review, implied in zip(article.reviews, implied_no, strict=True):
        for given in review.topics:
            answer = "yes" if given.is_yes else "no"
            yield (*front, review.annotator, review.status, given.topic, answer, given.way)
        for topic in implied:
            yield (*front, review.annotator, review.status, topic, "no", IMPLIED)
