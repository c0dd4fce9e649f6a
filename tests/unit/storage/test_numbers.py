"""How much there is: `storage/counts.py`, `storage/totals.py`, `storage/label_use.py`; and what is
kept by name: `storage/annotators.py`, `storage/settings.py`, `storage/coding rules.py`,
`storage/texts.py`.
"""

from __future__ import annotations

import pytest

from annotator.core.records import Act, Change, CodingRule, InputMethod, Status
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import (
    AT,
    SCHEME,
    adding,
    answering,
    confirming,
    finishing,
    span,
    suggest,
)


def counted(store: Store, me: int) -> dict[str, int]:
    names = ("spans", "topics", "suggestions", "maybes")
    return {name: store.counts.of(me)[name] for name in names}


def test_sums_stay_in_step_with_rows_through_undo(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    steps = [counted(store, me)]
    numbers = suggest(store, article, {"Xi": 1, "Moscow": 3})
    assert counted(store, me) == {"spans": 0, "topics": 0, "suggestions": 2, "maybes": 0}
    for act in (
        confirming(store, article, me, numbers[0], InputMethod.KEY),
        answering(article, me, 1),
        answering(article, me, 2, is_yes=False),
        adding(span(store, article, me, 7, 12)),
    ):
        steps.append(counted(store, me))
        store.acts.commit(act, me, AT)
    assert counted(store, me) == {"spans": 2, "topics": 1, "suggestions": 2, "maybes": 0}
    for before in reversed(steps[1:]):
        store.history.undo(me, AT)
        assert counted(store, me) == before


def test_the_work_of_each_by_label(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    other = store.annotators.id_of("bob")
    second, _ = store.articles.add(NewArticle("Xi again"))
    store.acts.commit(
        adding(span(store, article, me, 0, 2), span(store, article, me, 7, 12)), me, AT
    )
    store.acts.commit(adding(span(store, second, other, 0, 2, 2)), other, AT)
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    store.acts.commit(finishing(None, second, other, Status.SKIPPED), other, AT)
    mine, theirs = store.counts.work_by_label()
    assert (mine["annotator"], mine["done"], mine["skipped"], mine["spans"]) == ("ann", 1, 0, 2)
    assert mine["labels"] == {"Person": {"spans": 2, "articles": 1}}
    assert (theirs["annotator"], theirs["skipped"]) == ("bob", 1)
    assert theirs["labels"] == {"Organisation": {"spans": 1, "articles": 1}}
    info = store.counts.info()
    assert (info["articles"], info["done"], info["skipped"], info["spans"]) == (2, 1, 1, 3)
    assert info["annotators"] == ["ann", "bob"]


def test_what_refers_to_a_label_or_topic(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    (number,) = suggest(store, article, {"Xi": 1})
    store.acts.commit(confirming(store, article, me, number, InputMethod.KEY), me, AT)
    coding_rule = CodingRule("Xi", me, AT, 1, "a person", article)
    store.acts.commit(Act("ruling.add", article, (Change(None, coding_rule),), "Xi"), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    person, topic = SCHEME.label(1), SCHEME.topic(1)
    use = store.label_use.of(person)
    assert (use.spans, use.suggestions, use.decisions, use.answers) == (1, 1, 1, 0)
    assert (use.coding_rules, use.articles) == (1, 1)
    assert store.coding_rules.about("Xi") == store.coding_rules.naming(person) == [coding_rule]
    assert store.coding_rules.about("xi") == []
    assert store.label_use.of(topic).answers == 1
    assert store.label_use.of(SCHEME.label(3)).articles == 0
    assert store.label_use.counts() == ({1: 1}, {1: 1})
    (rows,) = store.label_use.touched(person, SCHEME.label(2))
    assert rows.article == article
    assert list(store.label_use.touched(SCHEME.label(3), person)) == []


def test_ranges_with_both_labels_and_articles_with_several_answers(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    both = adding(span(store, article, me, 0, 2, 1), span(store, article, me, 0, 2, 2))
    store.acts.commit(both, me, AT)
    assert store.label_use.twins(SCHEME.label(1), SCHEME.label(2)) == 1
    assert store.label_use.twins(SCHEME.label(1), SCHEME.label(3)) == 0
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(answering(article, me, 2), me, AT)
    assert store.label_use.several_yes(SCHEME.topics) == 1
    assert store.label_use.several_yes(SCHEME.topics, same=(1, 2)) == 0
    assert store.label_use.highest_id() == 3


def test_an_annotator_has_one_id_and_a_name(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    assert store.annotators.id_of("ann") == me
    assert store.annotators.id_of("Ann") != me
    assert [name for _, name in store.annotators.all()] == ["ann", "Ann"]
    with pytest.raises(UserError, match="no name"):
        store.annotators.id_of("  ")


@pytest.mark.parametrize("value", ["é", 7, 0.5, False, ["a"], {"b": 1}])
def test_a_setting_comes_back_and_one_of_another_kind_is_none(
    made: tuple[Store, int, int], value: object
) -> None:
    store = made[0]
    store.settings.set("one", value)
    assert store.settings.get("one") == value
    assert store.settings.get("one", default=type(value)()) == value
    assert store.settings.get("one", default=(1, 2)) == (1, 2)
    store.settings.set("one", None)
    assert store.settings.get("one", "gone") == "gone"


def test_a_text_is_read_again_where_its_article_was_taken_back(
    made: tuple[Store, int, int],
) -> None:
    store, me, _ = made
    number = 0

    def add_and_fail() -> None:
        nonlocal number
        with store.whole():
            number, _ = store.articles.add(NewArticle("Rome one"))
            store.acts.commit(adding(span(store, number, me, 0, 4)), me, AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    again, _ = store.articles.add(NewArticle("Oslo two"))
    assert again == number
    store.acts.commit(adding(span(store, again, me, 0, 4)), me, AT)
    with pytest.raises(UserError, match="no such article"):
        store.articles.get(99)
