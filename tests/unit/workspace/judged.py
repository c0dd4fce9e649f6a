"""Projects that have learned, with invented judgements: nothing here is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.core.judging import BINS
from annotator.core.records import Act, Change, Review, Span, TopicAnswer
from annotator.storage import NewArticle, Store

LOOKS: Mapping[str, object] = {
    "gold": 20,
    "marks": [[0.97, 1]] * 14 + [[0.7, 0], [0.5, 0], [0.3, 0]],
    "maybes": [0.3, 0.2, 0.05],
    "missed": [0.3, 0.05, 0.0],
    "is_read": True,
}
"""An article's suggestions, as `core/looks.py` keeps them."""

DAY = "2024-05-{day:02}T12:00:00.{n:06}+00:00"


@dataclass(frozen=True)
class Outcome:
    """How the suggestions of one article did."""

    shown: int
    static: int
    labels: Mapping[int, Sequence[int]] = field(default_factory=dict)
    bins: Sequence[Sequence[float]] = ()
    is_blind: bool = False
    looks: object = None  # None: as earlier versions wrote

    def told(self) -> dict[str, object]:
        return {
            "gold": 0,
            "blind": self.is_blind,
            "static": self.static,
            "memory": self.static,
            "learned": self.shown,
            "shown": self.shown,
            "bins": self.bins or [[0, 0.0, 0] for _ in range(BINS)],
            "labels": {str(label): list(counts) for label, counts in self.labels.items()},
            **({} if self.looks is None else {"looks": self.looks}),
        }


def done_at(article: int) -> str:
    """When `finish` finished an article: in the order of their ids."""
    return DAY.format(day=1, n=article)


def finish(
    store: Store,
    texts: Sequence[tuple[str, Mapping[str, int]]],
    shown: str = "shown",
    chosen: str = "queue",
    topics: Sequence[int] = (),
) -> list[int]:
    """Finished reviews of new articles, with a span of a label id at the first of each surface, and
    a yes to the topics.
    """
    me = store.annotators.id_of("anna")
    found = []
    for text, spans in texts:
        article, _ = store.articles.add(NewArticle(text))
        at = done_at(article)
        review = Review(article, me, "done", shown=shown, chosen=chosen, edited_at=at)
        changes = [Change(None, review)]
        for surface, label in spans.items():
            start = text.index(surface)
            span = Span(article, me, start, start + len(surface), label, surface)
            changes.append(Change(None, span))
        changes += [Change(None, TopicAnswer(article, me, topic, True)) for topic in topics]
        store.acts.commit(Act("review.finish", article, tuple(changes)), me, at)
        found.append(article)
    return found


def add_version(
    store: Store,
    articles: Sequence[int],
    repairs: float | None,
    before: float | None,
    *,
    is_better: bool = True,
    day: int = 1,
) -> int:
    """A version of the corrector without weights."""
    return store.models.add(
        "corrector",
        b"",
        {"repairs": repairs, "static_repairs": before},
        at=DAY.format(day=day, n=0),
        fingerprint="f00",
        trained_on=articles,
        is_better=is_better,
    )


def judge(store: Store, outcomes: Mapping[int, Outcome], version: int = 1) -> None:
    store.judgements.put({a: outcome.told() for a, outcome in outcomes.items()}, version)
