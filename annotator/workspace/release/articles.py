"""The articles of a release: those of one part, without what annotators wrote for each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from annotator.core.records import Article
from annotator.storage import Store
from annotator.storage.export import Reviewed
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.jobs.article_choice import ArticleChoice

Tokens = tuple[tuple[int, int], ...]
TokensOf = Callable[[int], Tokens]


class ReleasedArticles(ArticleExporter):
    """Reads the articles `only` (by their ids; None: all that are chosen), cut into tokens as
    `tokens` says, or as the project has them.

    Notes, questions about spans and reasons for skipping don't go out: they were written for
    colleagues, they quote, and nobody could make them again from the texts.
    """

    def __init__(
        self,
        store: Store,
        choice: ArticleChoice,
        only: Collection[int] | None = None,
        tokens: TokensOf | None = None,
    ) -> None:
        super().__init__(store, choice, only=only)
        self._tokens = tokens or super().tokens_of

    def tokens_of(self, article: int) -> Tokens:
        return self._tokens(article)

    def bounds_of(self, article: int) -> tuple[Sequence[int], Sequence[int]]:
        tokens = self.tokens_of(article)
        return [start for start, _ in tokens], [end for _, end in tokens]

    def found(self, annotator: int | None) -> Iterator[tuple[Article, list[Reviewed]]]:
        for article, work in super().found(annotator):
            yield article, [_without_remarks(each) for each in work]

    @property
    def total(self) -> int:
        return super().total if self.only is None else len(self.only)


def _without_remarks(work: Reviewed) -> Reviewed:
    review = replace(work.review, note="", reason="")
    return replace(work, review=review, spans=work.spans.without_questions())
