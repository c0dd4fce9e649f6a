"""Our own JSON Lines: each line is read by our reader as soon as it is made, and held against the
project; the file is then held against the lines. So each line is read once, and nothing of it has
to be kept but a number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from annotator.core.codes import JobStep
from annotator.core.records import Article
from annotator.formats import jsonl, own, own_lines
from annotator.formats.articles import BadRecord, GivenArticle
from annotator.formats.base import OptionValue
from annotator.formats.fields import strict_meta
from annotator.formats.long_lines import lines_of
from annotator.formats.typed_first import TypedFirst
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_target import Target
from annotator.workspace.exchange.export_writing import Written, compared, told
from annotator.workspace.exchange.read_back import (
    NO_SPANS,
    Expected,
    SaidReview,
    Truth,
    differs,
    places_in,
    said_in,
)
from annotator.workspace.exchange.standing_review import chosen
from annotator.workspace.jobs.process import Work

_BUFFER = 1 << 20  # a line is longer than Python's own


def write(
    outgoing: ArticleExporter,
    place: Path,
    target: Target,
    _options: Mapping[str, OptionValue],
    work: Work,
) -> Written:
    """Write one line an article, those that show the types first; and check them."""
    truth = Truth(outgoing.scheme, outgoing.choice)
    path = place / target.names["articles"]
    count, order = 0, TypedFirst()
    with closing(Expected(path.name)) as lines:
        with path.open("w+b", _BUFFER) as stream:
            found = told(outgoing.with_rows(), work, JobStep.EXPORTING, outgoing.total)
            for count, (given, article, rows) in enumerate(found, 1):  # noqa: B007
                value = own.value_of(given)
                line = own.encoded(value)
                _check(line, path.name, given, article, truth.reviews(article, rows))
                order.saw(value, len(line))
                stream.write(line)
                lines.extend((hash(line),))
            order.apply(stream)
        digest = hashlib.sha256()
        with path.open("rb", _BUFFER) as stream:
            for line in told(lines_of(stream), work, JobStep.READING_BACK, outgoing.total):
                lines.check(hash(line))
                digest.update(line)
        lines.end()
    return Written({"articles": count}, hashes={path.name: digest.hexdigest()})


def _check(
    line: bytes, where: str, given: GivenArticle, article: Article, said: list[SaidReview]
) -> None:
    """Raise Bug unless a line says what the project says of an article, and all that was given."""
    if not (_is_as_given(line, given, article, said) or _is_read_so(line, given, article, said)):
        raise differs(where, given.key)


def _is_as_given(
    line: bytes, given: GivenArticle, article: Article, said: list[SaidReview]
) -> bool:
    """Whether it has each value as it was given, and that is what the project says: as mostly."""
    read = own_lines.line_of(line)
    if read is None:
        return False
    best = chosen(said)
    return (
        (read.id, read.text, read.source_offset) == (given.key, article.text, article.source_offset)
        and (read.title, read.date, read.source)
        == (article.title, article.published, article.source)
        and (read.url, read.language) == (article.url, article.language)
        and (read.meta, read.tokens) == (strict_meta(article.meta), given.tokens)
        and tuple(map(own_lines.suggestion_of, read.suggestions)) == given.suggestions
        and read.reviews == given.reviews
        and said_in(given.reviews) == said  # which are those that were read
        and places_in(read.entities) == (best.spans[:3] if best else NO_SPANS[:3])
        and set(read.topics) == (best.yes if best else set())
        and [*read.topics] == [x.topic for x in given.topics if x.is_yes and x.topic]
        and [*read.topics_no] == [x.topic for x in given.topics if not x.is_yes and x.topic]
    )


def _is_read_so(line: bytes, given: GivenArticle, article: Article, said: list[SaidReview]) -> bool:
    """The same of what our reader makes of the line."""
    try:
        back = jsonl.back_of(line, "")
    except (BadRecord, ValueError, LookupError):
        return False
    read, best = back.article, chosen(said)
    return (
        not read.trimmed
        and back.key == given.key
        and compared(read) == compared(given)
        and (read.text, read.source_offset) == (article.text, article.source_offset)
        and _named(read) == _named(article)
        and read.meta == strict_meta(article.meta)
        and said_in(read.reviews) == said
        and back.spans == (best.places if best else frozenset())
        and back.yes == (best.yes if best else frozenset())
    )


def _named(of: Article | GivenArticle) -> tuple[str, ...]:
    return of.title, of.published, of.source, of.url, of.language
