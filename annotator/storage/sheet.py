"""One article with all that one annotator sees on it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import field

from annotator.core.records import (
    Article,
    BlindReview,
    Decision,
    Review,
    Span,
    Suggestion,
    TopicAnswer,
)
from annotator.core.tokens import Tokens
from annotator.storage.articles import Articles
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES
from annotator.storage.suggestions import Suggestions
from annotator.values import dataclass

_WHOSE = "WHERE article = ? AND annotator = ?"
_DECISIONS = f"SELECT {columns_of(Decision)} FROM decisions {_WHOSE}"  # noqa: S608
_SPANS = f'SELECT {columns_of(Span)} FROM spans {_WHOSE} ORDER BY start, "end", label'  # noqa: S608
_ANSWERS = f"SELECT {columns_of(TopicAnswer)} FROM article_topics {_WHOSE}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The stored rows of one article for one annotator.

    `tokens` is None before a pipeline has answered. Suggestions (maybes among them) and spans are
    in the order of their starts; `decisions` are by suggestion. `run` is the run that is shown,
    `blind` is there when the article was reviewed without suggestions and they were shown since.
    """

    article: Article
    tokens: Tokens | None
    sentence_starts: Sequence[int]
    suggestions: list[Suggestion]
    topic_suggestions: list[Suggestion]
    decisions: dict[int, Decision]
    spans: list[Span]
    topic_answers: list[TopicAnswer]
    review: Review | None
    run: int | None = field(default=None)
    blind: BlindReview | None = field(default=None)


class Sheets(Part):
    """Reading what the window shows of an article."""

    def __init__(self, database: Database, articles: Articles, suggestions: Suggestions) -> None:
        super().__init__(database)
        self._articles = articles
        self._suggestions = suggestions

    def read(self, article: int, annotator: int) -> SheetRows:
        """Everything stored about an article that this annotator may see."""
        whose = (article, annotator)
        tokens, sentence_starts = self._suggestions.tokens(article) or (None, array("I"))
        proposed = self._suggestions.of(article, annotator)
        decided = self._db.records(Decision, _DECISIONS, whose)
        return SheetRows(
            article=self._articles.get(article),
            tokens=tokens,
            sentence_starts=sentence_starts,
            suggestions=[x for x in proposed if x.start is not None],
            topic_suggestions=[x for x in proposed if x.start is None],
            decisions={x.suggestion: x for x in decided},
            spans=self._db.records(Span, _SPANS, whose),
            topic_answers=self._db.records(TopicAnswer, _ANSWERS, whose),
            review=self._db.record(Review, TABLES[Review].select, whose),
            run=self._db.value(
                "SELECT suggested_run FROM article_runs WHERE article = ?", (article,)
            ),
            blind=self._db.record(BlindReview, TABLES[BlindReview].select, whose),
        )
