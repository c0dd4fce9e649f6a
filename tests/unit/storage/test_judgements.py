"""What is known of how well suggestions did: `storage/judgements.py`, `storage/contradictions.py`,
and what was decided about surfaces, `storage/memory.py`.
"""

from __future__ import annotations

from annotator.core.records import InputMethod, Status
from annotator.storage import NewArticle, Store
from annotator.storage.contradictions import Contradiction
from tests.unit.storage.making import AT, adding, confirming, finishing, span, suggest


def test_an_article_is_judged_once(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    other, _ = store.articles.add(NewArticle("Rome"))
    store.judgements.put({article: {"shown": 3, "static": 5}, 99: {"shown": 0}}, 1)
    store.judgements.put({article: {"shown": 0}, other: {"shown": 1, "static": 1, "blind": 1}}, 2)
    for number, at in ((other, "2024-05-01"), (article, "2024-05-02")):
        act = finishing(None, number, me, Status.DONE)
        store.acts.commit(act, me, at)
    assert [(a, v, told["shown"]) for a, v, told in store.judgements.all()] == [
        (article, 1, 3),
        (other, 2, 1),
    ]
    assert [
        (x.article, x.shown, x.static, x.is_blind) for x in store.judgements.repaired(1, 9)
    ] == [
        (article, 3, 5, False),
        (other, 1, 1, True),
    ]
    assert store.judgements.of([other, 99]) == [{"shown": 1, "static": 1, "blind": 1}]


def test_a_contradiction_stands_until_it_is_settled(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    wrong = span(store, article, me, 0, 2, 2)
    store.acts.commit(adding(wrong), me, AT)
    store.contradictions.put(
        [
            Contradiction(article, me, 0, 2, 2, 1, 0.9),
            Contradiction(article, me, 7, 12, None, 1, 0.8),
            Contradiction(99, me, 0, 1, None, 1, 0.8),
        ]
    )
    assert store.contradictions.places([article, 99], me) == {article: [(0, 2), (7, 12)]}
    assert store.contradictions.places([article], me + 1) == {}
    store.acts.commit(adding(span(store, article, me, 7, 12)), me, AT)
    assert store.contradictions.places([article], me) == {article: [(0, 2)]}
    store.acts.commit(adding(span(store, article, me, 0, 2, 1)), me, AT)
    assert store.contradictions.places([article], me) == {}
    store.history.undo(me, AT)
    assert store.contradictions.places([article], me) == {article: [(0, 2)]}
    store.contradictions.put([])
    assert store.contradictions.places([article], me) == {}


def test_memory_is_of_what_was_decided_one_by_one(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    xi, moscow = suggest(store, article, {"Xi": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, xi, InputMethod.LETTER), me, AT)
    store.acts.commit(confirming(store, article, me, moscow, InputMethod.ENTER), me, AT)
    store.acts.commit(adding(span(store, article, me, 7, 12)), me, AT)
    assert store.memory.all() == {"Xi": {1: 1}, "Putin": {1: 1}}
    assert store.memory.of("Xi") == {1: 1}
    assert store.memory.decided("Xi", but_not_in=article) == {}
    assert store.memory.of("Moscow") == {}
    assert store.memory.usage() == {}
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    assert store.memory.usage() == {1: 2, 3: 1}
