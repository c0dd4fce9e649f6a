"""A project read from end to end (`storage/export.py`): which articles, and whose work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from annotator.core.records import Act, Change, Review, Span, Status, Suggestion
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import AT, SCHEME, adding, finishing

Made = tuple[Store, int, int]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """Four articles: done by ann and skipped by bob, done by bob, flagged by ann, untouched."""
    with Store.create(tmp_path / "p.annotator", SCHEME, at=AT) as store:
        ann, bob = store.annotators.id_of("ann"), store.annotators.id_of("bob")
        for number in range(1, 5):
            store.articles.add(NewArticle(f"Xi met Moscow {number}"))
        for article, who, status in (
            (1, ann, Status.DONE),
            (1, bob, Status.SKIPPED),
            (2, bob, Status.DONE),
            (2, ann, Status.STARTED),
        ):
            store.acts.commit(finishing(None, article, who, status), who, AT)
        flagged = Change(None, Review(3, ann, flagged=True))
        store.acts.commit(Act("article.flag", 3, (flagged,)), ann, AT)
        yield store, ann, bob


@pytest.mark.parametrize(
    ("status", "whose", "expected"),
    [
        ("all", None, {1: ["ann", "bob"], 2: ["ann", "bob"], 3: ["ann"], 4: []}),
        ("done", None, {1: ["ann"], 2: ["bob"]}),
        ("skipped", None, {1: ["bob"]}),
        ("started", None, {1: ["ann", "bob"], 2: ["ann", "bob"]}),
        ("flagged", None, {3: ["ann"]}),
        ("done", "ann", {1: ["ann"]}),
        ("skipped", "ann", {}),
        ("all", "bob", {1: ["bob"], 2: ["bob"], 3: [], 4: []}),
    ],
)
def test_with_a_status_go_the_reviews_that_have_it_and_no_others(
    made: Made, status: str, whose: str | None, expected: dict[int, list[str]]
) -> None:
    store, ann, bob = made
    who = {None: None, "ann": ann, "bob": bob}[whose]
    found = {
        article.id: [each.annotator for each in work]
        for article, work in store.export.articles(who, status)
    }
    assert found == expected


def test_a_suggestion_with_a_label_that_was_deleted_meanwhile_is_left_out(made: Made) -> None:
    store, ann, _ = made
    run = store.suggestions.run_id("en", "1", "f")
    text = store.articles.get(4).text
    rows = [
        Suggestion(0, 4, 0, 2, 1),
        Suggestion(0, 4, 7, 13, 99),
        Suggestion(0, 4, 7, 13, None, is_maybe=True),
    ]
    store.suggestions.put(4, run, cut(text), [0], rows)
    assert [x.label for x in store.sheets.read(4, ann).suggestions] == [1, None]
    assert store.counts.of(ann)["suggestions"] == 1


@settings(max_examples=15)
@given(st.text("a\x00\x1f\"\\/\u2028\u2029é😀\x7f\x85'{}[],", min_size=1, max_size=12), st.data())
def test_spans_are_read_as_they_are_stored(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    places = st.sets(place.filter(lambda x: x[0] < x[1]), min_size=1, max_size=4)
    with Store.create(tmp_path_factory.mktemp("p") / "p.db", SCHEME, at=AT) as store:
        who = store.annotators.id_of("ann")
        number, _ = store.articles.add(NewArticle(f"a{text}a"))
        stored = [
            Span(number, who, start, end, 1, f"a{text}a"[start:end], question=text)
            for start, end in sorted(data.draw(places))
        ]
        store.acts.commit(adding(*stored), who, AT)
        ((_, work),) = store.export.articles()
        found = [] if not work else work[0].spans
        assert [Span(number, who, *astuple(x)) for x in found] == stored
