"""Reviewed articles with what the pipeline sees in them, for what learns or is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import LANGUAGE_MODEL, JobStep
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import ReviewedArticle, unobserved_spans

if TYPE_CHECKING:
    from annotator.nlp.corrector.features import CachedParse
    from annotator.nlp.corrector.training_example import TrainingExample
    from annotator.nlp.sources.base import SuggestionSource


def lessons(
    store: Store, source: SuggestionSource, given: Sequence[ReviewedArticle], work: Work
) -> list[TrainingExample]:
    """The examples with the pipeline's reading, from the project where it is kept."""
    from annotator.nlp.corrector.training_example import TrainingExample
    from annotator.nlp.suggesting import offered

    by_article, not_proved = store.memory.by_article(), unobserved_spans(given)
    scheme = store.scheme.read()
    found = []
    for done, each in enumerate(given):
        work.check()
        work.tell(done, len(given), JobStep.READING)
        evidence = _evidence(store, source, each)
        decided = by_article.get(each.article, {})
        places = not_proved.get(each.article)
        known = offered(evidence.reading, each.text, scheme)
        unseen = {} if places is None else each.unseen
        found.append(
            TrainingExample(
                each.article, each.text, evidence, each.spans, decided, places, known, unseen
            )
        )
    return found


def _evidence(store: Store, source: SuggestionSource, example: ReviewedArticle) -> CachedParse:
    from annotator.nlp.corrector.features import CachedParse
    from annotator.nlp.sources.language_model import in_context

    seen_by = f"{source.fingerprint}+{LANGUAGE_MODEL}"
    reading = None
    for kept in (store.readings.get(example.article, x) for x in (seen_by, source.fingerprint)):
        try:
            reading = None if kept is None else CachedParse.from_bytes(kept).reading
        except UserError:  # of an older version of this program: it is read anew
            continue
        if reading is not None:
            break
    seen = in_context(source.read(example.text) if reading is None else reading, example.text)
    evidence = CachedParse(seen)
    if seen is not reading:
        store.give_way.wait()
        is_seen = seen.views_of == LANGUAGE_MODEL  # else of a book, or its file cannot be read now
        by = seen_by if is_seen else source.fingerprint
        store.readings.put(example.article, by, evidence.to_bytes())
    return evidence
