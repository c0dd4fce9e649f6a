"""A project in which two people coded the same articles."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Span,
    Status,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.storage import NewArticle, Store

AT = "2026-02-01T00:00:00+00:00"
SCHEME = Scheme(
    labels=(Label(1, "Person", key="p"), Label(2, "Place", key="l", position=1)),
    groups=(TopicGroup(1, "About"), TopicGroup(2, "Tone", several=False)),
    topics=(Topic(1, "War", 1), Topic(2, "Trade", 1), Topic(3, "Good", 2), Topic(4, "Bad", 2)),
)
TEXT = "Ann met Bob in Rome and Carl came from Oslo too on day {}."
PLACES = [(0, 3, 1), (8, 11, 1), (15, 19, 2), (24, 28, 1), (39, 43, 2)]


class Silent:
    """A job's way to its parent that leads nowhere."""

    def check(self) -> None:
        pass

    def tell(self, *_: object) -> None:
        pass


def coded(store: Store, article: int, who: int, spans: Any, answers: dict[int, bool]) -> None:
    text = store.articles.get(article).text
    changes = [Span(article, who, x, y, label, text[x:y]) for x, y, label in spans]
    changes += [TopicAnswer(article, who, topic, yes) for topic, yes in answers.items()]
    changes.append(Review(article, who, Status.DONE, edited_at=f"2026-02-01T00:{article:02}:00"))
    done = Act("article.finish", article, tuple(Change(None, each) for each in changes))
    store.acts.commit(done, who, AT)


def make(path: Path) -> Path:
    """Forty articles that Ada and Bo coded, Bo with errors, and one that only Ada did."""
    rng = random.Random(5)
    with Store.create(path, SCHEME, at=AT) as store:
        ada, bo = store.annotators.id_of("Ada"), store.annotators.id_of("Bo")
        for number in range(1, 42):
            article, _ = store.articles.add(NewArticle(TEXT.format(number), imported_at=AT))
            answers = {1: number % 3 == 0, 2: number <= 7, 3 + number % 2: True}
            coded(store, article, ada, PLACES, answers)
            if number == 41:
                continue
            seen = [x for x in PLACES if rng.random() > 0.2]
            seen = [(x, y, 3 - label if rng.random() < 0.1 else label) for x, y, label in seen]
            others = {1: answers[1] != (number % 10 == 0), 2: answers[2], 3 + number % 2: True}
            coded(store, article, bo, seen, others)
    return path
