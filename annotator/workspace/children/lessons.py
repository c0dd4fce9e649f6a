"""Reviewed articles with what the pipeline sees in them, for what learns or is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import Example, unproven

if TYPE_CHECKING:
    from annotator.nlp.corrector.features import Evidence
    from annotator.nlp.corrector.training import Example as Lesson


def lessons(
    store: Store, nlp: Any, fingerprint: str, given: Sequence[Example], work: Work
) -> list[Lesson]:
    """The examples with the pipeline's reading, from the project where it is kept."""
    from annotator.nlp.corrector.training import Example as Lesson

    by_article, not_proved = store.memory.by_article(), unproven(given)
    found = []
    for done, each in enumerate(given):
        work.check()
        work.tell(done, len(given), "reading")
        evidence = _evidence(store, nlp, fingerprint, each)
        decided = by_article.get(each.article, {})
        places = not_proved.get(each.article)
        found.append(Lesson(each.article, each.text, evidence, each.spans, decided, places))
    return found


def _evidence(store: Store, nlp: Any, fingerprint: str, example: Example) -> Evidence:
    from annotator.nlp.corrector.features import Evidence
    from annotator.nlp.sources.parsed_article import read

    kept = store.readings.get(example.article, fingerprint)
    if kept is not None:
        try:
            return Evidence.from_bytes(kept)
        except UserError:  # of an older version of this program: it is read anew
            pass
    evidence = Evidence(read(nlp, example.text))
    store.give_way.wait()
    store.readings.put(example.article, fingerprint, evidence.to_bytes())
    return evidence
