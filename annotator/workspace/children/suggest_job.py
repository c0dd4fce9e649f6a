"""The job "suggest": a pipeline's suggestions for all articles that do not have them yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from annotator.core.records import Article, Source, Suggestion
from annotator.storage import Store
from annotator.workspace.jobs import Report, Work

if TYPE_CHECKING:
    from annotator.nlp.reading import Reading
    from annotator.nlp.suggesting import Answer

_BATCH = 32


def run(request: dict[str, Any], work: Work) -> Report:
    """Do the job.

    `request`: "project", and optionally "pipeline" (a name or a folder). The report: "articles"
    that were read, "suggestions" and "maybes" in them, "pipeline" and "version". What was stored
    before a cancel stays: each article has all its suggestions or none.
    """
    from annotator.nlp import pipelines

    work.tell(0, None, "loading the pipeline")
    with Store.open(request["project"]) as store:
        nlp = pipelines.load(request.get("pipeline") or None)
        told = pipelines.describe(nlp)
        run_id = store.run_id(told["pipeline"], told["version"], told["fingerprint"])
        counts = _suggest_all(store, nlp, run_id, work)
    return {**counts, "pipeline": told["pipeline"], "version": told["version"]}


def _suggest_all(store: Store, nlp: Any, run_id: int, work: Work) -> dict[str, int]:
    from annotator.nlp.suggesting import suggest

    scheme = store.scheme()
    counts = {"articles": 0, "suggestions": 0, "maybes": 0}
    total = int(store.info()["articles"])
    after = 0
    while ids := store.next_article_without_suggestions(after, _BATCH, run=run_id):
        after = ids[-1]
        articles = [store.article(number) for number in ids]
        for article, reading in zip(articles, _readings(nlp, articles), strict=True):
            work.check()
            answer = suggest(reading, article.text, scheme)
            _put(store, article, run_id, answer)
            counts["articles"] += 1
            counts["maybes"] += sum(each.is_maybe for each in answer.proposals)
            counts["suggestions"] += sum(not each.is_maybe for each in answer.proposals)
            work.tell(article.id, total, "suggesting")
    work.tell(total, total, "suggesting")
    return counts


def _readings(nlp: Any, articles: Sequence[Article]) -> Iterator[Reading]:
    """The articles through the pipeline together; long ones by themselves, piece by piece."""
    from annotator.nlp.reading import LONG_TEXT, read, reading_of

    if any(len(article.text) > LONG_TEXT for article in articles):
        yield from (read(nlp, article.text) for article in articles)
    else:
        yield from map(reading_of, nlp.pipe(article.text for article in articles))


def _put(store: Store, article: Article, run_id: int, answer: Answer) -> None:
    suggestions = [
        Suggestion(
            0, article.id, each.start, each.end, each.label,
            each.source, each.score, each.is_maybe, run_id,
        )
        for each in answer.proposals
    ]  # fmt: skip
    topics = [
        Suggestion(0, article.id, None, None, topic, Source.KEYWORD, score, False, run_id)
        for topic, score, _ in answer.topics
    ]
    store.give_way.wait()
    store.put_suggestions(article.id, run_id, answer.tokens, answer.sentences, suggestions, topics)
