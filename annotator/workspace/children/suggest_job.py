"""The job "suggest": a pipeline's suggestions for all articles that do not have them yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import JobStep, ModelKind
from annotator.core.feeding import digest
from annotator.core.keywords import TopicScore
from annotator.core.records import Article, Scheme, Suggestion
from annotator.errors import UserError
from annotator.faults import Line
from annotator.notices import Notice
from annotator.places import Where
from annotator.storage import Store
from annotator.workspace.jobs.messages import Suggest, SuggestReport
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.pipelines import allowed_pipeline
from annotator.workspace.learning.reviewed_articles import remembered
from annotator.workspace.learning.scheduler import run_kind
from annotator.workspace.learning.versions_in_use import leave_out, model_in_use

if TYPE_CHECKING:
    from annotator.nlp.learned_models import LoadedModels
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.sources.parsed_article import ParsedArticle
    from annotator.nlp.suggesting import Answer

_BATCH = 32


def run(request: Suggest, work: Work) -> SuggestReport:
    """Do the job. What the project has learned is used as in the window. What was stored before a
    cancel stays: each article has all its suggestions or none.
    """
    from annotator.nlp.sources.base import open_source

    work.tell(0, None, JobStep.LOADING_THE_PIPELINE)
    with Store.open(request.project) as store:
        source = open_source(allowed_pipeline(store, request))
        learned, notes = _learned(store, source.fingerprint)
        corrector = learned.versions.get(ModelKind.CORRECTOR, "")
        kind = run_kind(digest(store.scheme.read()))
        run_id = store.suggestions.run_id(
            source.name, source.version, source.fingerprint, corrector, kind
        )
        counts = _suggest_all(store, source, learned, run_id, work, notes)
    return SuggestReport(
        **counts,
        pipeline=source.name,
        version=source.version,
        corrector=corrector,
        notes=tuple(note.as_dict() for note in notes),
    )


def _learned(store: Store, pipeline: str) -> tuple[LoadedModels, list[Notice]]:
    """Memory and the models in use; one that can't be read is left out, with a line about it."""
    from annotator.nlp.learned_models import LoadedModels

    learned = LoadedModels()
    notes: list[Notice] = []
    learned.pipeline = pipeline
    learned.memory = remembered(store)
    for kind in ModelKind:
        model = model_in_use(store, kind)
        if model is None:
            continue
        try:
            weights = store.models.weights(kind, model.version)
            learned.use(kind, str(model.version), weights, model.fingerprint)
        except UserError as error:
            leave_out(store, kind, model.version)
            name = _name(kind, str(model.version))
            notes.append(Line.MODEL_LEFT_OUT(model=name, why=error.in_full))
    return learned, notes


def _name(kind: ModelKind, version: str) -> Notice:
    where = Where.CORRECTOR if kind == ModelKind.CORRECTOR else Where.TOPICS
    return where(version=version)


def _suggest_all(
    store: Store,
    source: SuggestionSource,
    learned: LoadedModels,
    run_id: int,
    work: Work,
    notes: list[Notice],
) -> dict[str, int]:
    scheme = store.scheme.read()
    counts = {"articles": 0, "suggestions": 0, "maybes": 0, "left_out": 0}
    total = int(store.counts.info()["articles"])
    after = 0
    while ids := store.suggestions.next_without(after, _BATCH, run=run_id):
        after = ids[-1]
        articles = _sound(store, ids, notes)
        readings = source.read_many([article.text for article in articles])
        for article, reading in zip(articles, readings, strict=True):
            work.check()
            answer, topics = _said(store, reading, article.text, scheme, learned, notes)
            if _put(store, article, run_id, answer, topics, learned.topic_source):
                counts["articles"] += 1
                counts["maybes"] += sum(each.is_maybe for each in answer.proposals)
                counts["suggestions"] += sum(not each.is_maybe for each in answer.proposals)
            else:
                counts["left_out"] += 1
            work.tell(article.id, total, JobStep.SUGGESTING)
    work.tell(total, total, JobStep.SUGGESTING)
    return counts


def _said(
    store: Store,
    reading: ParsedArticle,
    text: str,
    scheme: Scheme,
    learned: LoadedModels,
    notes: list[Notice],
) -> tuple[Answer, Sequence[TopicScore]]:
    """What the pipeline and the models say; a model that fails at it is left out from then on."""
    from annotator.nlp.suggesting import suggest

    while True:
        kind = ModelKind.CORRECTOR
        try:
            answer = suggest(reading, text, scheme, learned.memory, learned.corrector)
            kind = ModelKind.TOPICS
            return answer, learned.topics_of(text, scheme)
        except (JobCancelled, OSError):
            raise
        except Exception:
            version = learned.versions.get(kind, "")
            if not version:
                raise
            leave_out(store, kind, int(version))
            learned.use(kind, "", None)
            notes.append(Line.MODEL_FAILS(model=_name(kind, version)))


def _sound(store: Store, ids: Sequence[int], notes: list[Notice]) -> list[Article]:
    """The articles; a damaged one is left out, with a line about it."""
    articles = []
    for number in ids:
        try:
            articles.append(store.articles.get(number))
        except UserError as error:
            notes.append(Line.ARTICLE_LEFT_OUT(why=error.in_full))
    return articles


def _put(
    store: Store,
    article: Article,
    run_id: int,
    answer: Answer,
    topics: Sequence[TopicScore],
    topic_source: str,
) -> bool:
    """Store an answer; whether it is shown to anyone."""
    suggestions = [
        Suggestion(
            0, article.id, each.start, each.end, each.label,
            each.source, each.score, each.is_maybe, run_id, tuple(each.alternatives),
        )
        for each in answer.proposals
    ]  # fmt: skip
    asked = [
        Suggestion(0, article.id, None, None, topic, topic_source, score, False, run_id)
        for topic, score, _ in topics
    ]
    store.give_way.wait()
    tokens, sentences = answer.tokens, answer.sentences
    return store.suggestions.put(article.id, run_id, tokens, sentences, suggestions, asked)
