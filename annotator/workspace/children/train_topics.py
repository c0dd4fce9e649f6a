"""A part of learning: the topics, from what was answered and from the scheme's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress

from annotator.core.codes import JobStep, ModelKind
from annotator.core.records import Scheme
from annotator.storage import Damaged, Store
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import ReviewedArticle
from annotator.workspace.open.project import utc_now

_CAP_SECONDS = 60.0
_MOST_OTHERS = 200
_MOST_CHARACTERS = 20_000


def train_topics(
    store: Store, scheme: Scheme, reviewed: Sequence[ReviewedArticle], work: Work
) -> None:
    """Learn the topics and store them as a version, where any were decided."""
    from annotator.nlp.topics.training import train_topics

    given = [(each.article, each.text, each.topics, False, 1.0) for each in reviewed if each.topics]
    if not given:
        return
    work.tell(0, None, JobStep.LEARNING_TOPICS)
    model = train_topics(
        given,
        scheme,
        cap_seconds=_CAP_SECONDS,
        others=other_texts(store, {article for article, *_ in given}),
        is_cancelled=work.cancelled.is_set,
    )
    report = {
        "f1": model.judged.f1,
        "keywords_f1": model.judged.keywords_f1,
        "always_yes_f1": model.judged.always_yes_f1,
        "calibration_error": model.judged.calibration_error,
    }
    work.check()
    store.give_way.wait()
    store.models.add(
        ModelKind.TOPICS,
        model.to_bytes(),
        report,
        at=utc_now(),
        fingerprint="",
        trained_on=[article for article, *_ in given],
        is_better=model.is_better,
    )


def other_texts(store: Store, answered: Collection[int]) -> Iterator[str]:
    """The beginnings of articles without an answer, from all over the project: they tell which
    words are common in it.
    """
    most = store.articles.highest_id()
    for number in range(1, most + 1, max(1, most // _MOST_OTHERS)):
        if number not in answered and store.articles.has(number):
            with suppress(Damaged):
                yield store.articles.get(number).text[:_MOST_CHARACTERS]
