"""Reviewed articles with what the pipeline sees in them, for what learns or is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import ReviewedArticle, unobserved_spans

if TYPE_CHECKING:
    from annotator.nlp.corrector.features import CachedParse
    from annotator.nlp.corrector.training import TrainingExample


def lessons(
    store: Store, nlp: Any, fingerprint: str, given: Sequence[ReviewedArticle], work: Work
) -> list[TrainingExample]:
    """The examples with the pipeline's reading, from the project where it is kept."""
    from annotator.nlp.corrector.training import TrainingExample

    by_article, not_proved = store.memory.by_article(), unobserved_spans(given)
    found = []
    for done, each in enumerate(given):
        work.check()
        work.tell(done, len(given), "reading")
        evidence = _evidence(store, nlp, fingerprint, each)
        decided = by_article.get(each.article, {})
        places = not_proved.get(each.article)
        found.append(
            TrainingExample(each.article, each.text, evidence, each.spans, decided, places)
        )
    return found


def _evidence(store: Store, nlp: Any, fingerprint: str, example: ReviewedArticle) -> CachedParse:
    from annotator.nlp.corrector.features import CachedParse
    from annotator.nlp.sources.parsed_article import read

    kept = store.readings.get(example.article, fingerprint)
    if kept is not None:
        try:
            return CachedParse.from_bytes(kept)
        except UserError:  # of an older version of this program: it is read anew
            pass
    evidence = CachedParse(read(nlp, example.text))
    store.give_way.wait()
    store.readings.put(example.article, fingerprint, evidence.to_bytes())
    return evidence
