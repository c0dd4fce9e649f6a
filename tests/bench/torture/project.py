"""A small project with something of everything in it, to be damaged."""

from __future__ import annotations

from pathlib import Path

from annotator.core.records import (
    Act,
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    InputMethod,
    Review,
    Scheme,
    Span,
    Status,
    Suggestion,
)
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import AT, SCHEME, adding, answering, confirming, finishing

ARTICLES = 12
_TEXT = (
    "Xi met Putin in Moscow, where {n} of them spoke. The Hague objected to Xi 😀.\n\nEnd of {n}."
)


def make(path: Path, scheme: Scheme = SCHEME) -> Path:
    """The project: finished, begun, skipped and blind articles, and new ones."""
    with Store.create(path, scheme, at=AT) as store:
        me, other = store.annotators.id_of("ann"), store.annotators.id_of("ben")
        run = store.suggestions.run_id("en", "1", "f", "2")
        for number in range(1, ARTICLES + 1):
            _article(store, number, me, other, run)
        store.search.index_some(100)
        store.settings.set("order", "date")
        store.settings.set("place", {"article": 2, "focus": [0, 2], "scroll": 0})
        for kind in ("corrector", "topics"):
            store.models.add(
                kind, b"no model", {"articles": 3}, at=AT, fingerprint="f", trained_on=[1, 2],
                is_better=True,
            )  # fmt: skip
        store.judgements.put({1: {"shown": 3, "static": 4}}, 1)
        store.readings.put(1, "f", b"evidence")
    return path


def _article(store: Store, number: int, me: int, other: int, run: int) -> None:
    text = _TEXT.format(n=number) * (1 + number % 3 * 10)
    made = NewArticle(
        text, title=f"Title {number}", key=f"key{number}", published=f"2024-05-{number:02}",
        source="paper", url=f"https://example.org/{number}", language="en",
        meta={"page": number}, imported_at=AT,
    )  # fmt: skip
    article, _ = store.articles.add(made)
    rows = [
        Suggestion(0, article, start, start + len(word), label, score=0.7,
                   others=((label, 0.7), (None, 0.3)))
        for word, label in (("Putin", 1), ("Moscow", 3), ("Hague", 3))
        for start in [text.index(word)]
    ]  # fmt: skip
    topics = [Suggestion(0, article, None, None, 1, "keyword", 0.6)]
    store.suggestions.put(article, run, cut(text), [0], rows, topics)
    proposed = [x for x in store.suggestions.of(article) if x.start is not None]
    if number % 4 == 0:
        return
    store.acts.commit(confirming(store, article, me, proposed[0].id, InputMethod.KEY), me, AT)
    store.acts.commit(adding(Span(article, me, 0, 2, 1, "Xi", question="which one?")), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(answering(article, me, 2, is_yes=False), me, AT)
    if number % 4 == 1:
        store.acts.commit(adding(Span(article, other, 0, 2, 2, "Xi")), other, AT)
        store.acts.commit(finishing(None, article, other, Status.DONE), other, AT)
    review = Review(article, me, Status.DONE if number % 4 != 2 else Status.SKIPPED,
                    note="a note", flagged=number % 4 == 3, edited_at=AT)  # fmt: skip
    store.acts.commit(Act("article.done", article, (Change(None, review),), "Done"), me, AT)
    if number == 3:
        blind = (Change(None, BlindReview(article, me, AT, (1,))),
                 Change(None, BlindSpan(article, me, 0, 2, 1)),
                 Change(None, CodingRule("Xi", me, AT, 1, "a person", article)))  # fmt: skip
        store.acts.commit(Act("article.compare", article, blind, "Compare"), me, AT)
