"""Small projects for the tests of the store."""

from __future__ import annotations

from pathlib import Path

from annotator.core.records import (
    Act,
    Change,
    Decision,
    InputMethod,
    Label,
    Outcome,
    Review,
    Scheme,
    Span,
    Status,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store

SCHEME = Scheme(
    name="news",
    labels=(
        Label(1, "Person", "PER", key="p", leave_out=("the", "’s"), exceptions=("The Hague",)),
        Label(2, "Organisation", "ORG", key="o", position=1, doubtful=True),
        Label(3, "Place", "LOC", key="l", position=2),
    ),
    groups=(TopicGroup(1, "What is it about?", several=True, required=True),),
    topics=(Topic(1, "War", 1, "1", ("troops", "shelling")), Topic(2, "Trade", 1, "2")),
    label_map={"PERSON": 1, "ORG": 2, "GPE": 3, "CARDINAL": None},
)
TEXT = "Xi met Putin in Moscow.\r\nPutin thanked Xi 😀.\x00 The Hague objected."
AT = "2024-05-01T10:00:00"


def new_store(path: Path) -> tuple[Store, int, int]:
    """A store with the scheme, one annotator and one article."""
    store = Store.create(path, SCHEME, at=AT)
    me = store.annotators.id_of("ann")
    article, _ = store.articles.add(NewArticle(TEXT, title="Xi in Moscow", imported_at=AT))
    return store, me, article


def suggest(store: Store, article: int, surfaces: dict[str, int], version: str = "1") -> list[int]:
    """Suggest the first mention of each surface; the ids of the suggestions."""
    text = store.articles.get(article).text
    run = store.suggestions.run_id("en", version, "f")
    found = [(text.index(word), word, label) for word, label in surfaces.items()]
    rows = [Suggestion(0, article, at, at + len(word), label) for at, word, label in found]
    store.suggestions.put(article, run, cut(text), [0], rows)
    return [x.id for x in store.sheets.read(article, 1).suggestions]


def span(store: Store, article: int, annotator: int, start: int, end: int, label: int = 1) -> Span:
    text = store.articles.get(article).text
    return Span(article, annotator, start, end, label, text[start:end])


def adding(*spans: Span) -> Act:
    """An act that adds these spans."""
    return Act("span.label", spans[0].article, tuple(Change(None, x) for x in spans), "Label")


def confirming(
    store: Store, article: int, annotator: int, suggestion: int, way: InputMethod
) -> Act:
    """An act that confirms a suggestion and marks the article as started."""
    proposed = next(x for x in store.suggestions.of(article) if x.id == suggestion)
    start, end, label = proposed.start, proposed.end, proposed.label
    assert start is not None
    assert end is not None
    assert label is not None
    text = store.articles.get(article).text
    made = Span(article, annotator, start, end, label, text[start:end], "confirmed", suggestion)
    outcome = Outcome.ACCEPTED if way is InputMethod.ENTER else Outcome.CONFIRMED
    decision = Decision(suggestion, annotator, article, outcome, way, AT, start, end, label)
    return Act("span.confirm", article, (Change(None, decision), Change(None, made)), "Confirm")


def answering(article: int, annotator: int, topic: int, is_yes: bool = True) -> Act:
    answer = TopicAnswer(article, annotator, topic, is_yes)
    return Act("topic.yes", article, (Change(None, answer),), "Topic")


def finishing(before: Review | None, article: int, annotator: int, status: Status) -> Act:
    """An act that sets the status of a review."""
    review = Review(article, annotator, status)
    return Act("article.done", article, (Change(before, review),), "Done")


def content(store: Store, annotator: int) -> list[object]:
    """All that undo is about: spans, decisions, answers, reviews and the labels."""
    work: list[object] = [store.scheme.read().labels]
    for article, reviewed in store.export.articles():
        for one in reviewed:
            work += [article.id, one.review, one.spans, one.topic_answers, one.decisions]
        work.append(store.suggestions.of(article.id))
    return work
