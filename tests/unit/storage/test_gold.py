"""Gold that was settled, as it is stored, undone and looked through.

What is tested: `storage/gold.py`, `core/gold.py`, `core/settled.py`.
"""

from __future__ import annotations

from annotator.core.adjudication import disputed
from annotator.core.gold import Settling, fill, give_reason, settle
from annotator.core.records import Status
from annotator.core.settled import Reason, Verdict
from annotator.storage import Store
from annotator.workspace import checking
from tests.unit.storage.making import AT, adding, finishing, span


def coded(store: Store, article: int, who: int, *places: tuple[int, int, int]) -> None:
    store.acts.commit(adding(*(span(store, article, who, *x) for x in places)), who, AT)
    store.acts.commit(finishing(None, article, who, Status.DONE), who, AT)


def test_what_was_settled_comes_back_and_undo_leads_back(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    bea, gold = store.annotators.id_of("bea"), store.annotators.id_of("gold")
    coded(store, article, me, (0, 2, 1), (7, 12, 1))
    coded(store, article, bea, (0, 2, 1), (7, 12, 2))
    scheme = store.scheme.read()
    [dispute] = [disputed(each, scheme) for each in store.codings.of(least=2)]
    [case] = dispute.cases
    text = store.articles.get(article).text

    before = store.gold.of([article], gold)[article]
    assert before.review is None and before.is_open(case)
    store.acts.commit(fill(before, dispute, text, me, AT), me, AT)
    filled = store.gold.of([article], gold)[article]
    assert [(x.start, x.end, x.label) for x in filled.spans] == [(0, 2, 1)]
    assert filled.is_filled and filled.is_open(case)

    side = case.sides[0]
    how = Settling(Verdict.SIDE, me, AT, side.spans)
    group = store.acts.commit(settle(filled, dispute, text, [(case, how)]), me, AT)
    settled = store.gold.of([article], gold)[article]
    store.acts.commit(give_reason(settled, [case], Reason.SLIP), me, AT, group=group)
    told = store.gold.of([article], gold)[article]
    assert {(x.start, x.end, x.label) for x in told.spans} == {(0, 2, 1), *side.spans}
    assert told.review is not None and told.review.status == Status.DONE
    assert not told.is_open(case)
    assert store.gold.counts() == [("agreed", "", 1), ("side", "slip", 1)]
    assert store.gold.by_whom() == {"ann": 2}
    assert [str(each) for each in checking.damages(store)] == []

    assert store.history.undo(me, AT) is not None
    assert store.gold.of([article], gold)[article] == filled
    assert store.history.undo(me, AT) is not None
    assert store.gold.of([article], gold)[article] == before
    assert store.gold.all() == []
