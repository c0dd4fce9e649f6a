"""Acts are written whole or not at all, and any acts can be undone and redone.

What is tested: `storage/acts.py`, `storage/writing.py`, `storage/undo.py`.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.records import (
    Act,
    Change,
    Decision,
    InputMethod,
    Label,
    Outcome,
    Review,
    Source,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
)
from annotator.errors import EnvironmentFault, UserError
from annotator.storage import NewArticle, StaleState, Store
from tests.unit.storage.making import (
    AT,
    TEXT,
    adding,
    answering,
    confirming,
    content,
    finishing,
    new_store,
    span,
    suggest,
)


def test_an_act_is_there_for_another_connection_at_once(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    with closing(sqlite3.connect(store.path)) as other:
        rows = other.execute('SELECT start, "end", label, surface FROM spans_readable').fetchall()
        (words,) = other.execute("SELECT words FROM acts").fetchone()
    assert rows == [(0, 2, "Person", "Xi")]
    assert words == "Label"


def test_a_stale_act_changes_nothing(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    first = span(store, article, me, 0, 2)
    store.acts.commit(adding(first), me, AT)
    other = span(store, article, me, 7, 12)
    with pytest.raises(StaleState, match="another process"):
        store.acts.commit(adding(other, first), me, AT)
    gone = Act("span.reject", article, (Change(other, None),))
    with pytest.raises(StaleState):
        store.acts.commit(gone, me, AT)
    assert store.sheets.read(article, me).spans == [first]
    assert store.counts.info()["acts"] == 1


def test_an_act_on_a_suggestion_that_a_job_has_replaced_is_stale(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    (xi,) = suggest(store, article, {"Xi": 1})
    confirm = confirming(store, article, me, xi, InputMethod.KEY)
    taken = Act(confirm.kind, article, confirm.changes[1:], confirm.words)
    suggest(store, article, {"Xi": 1}, version="2")
    for stale in (confirm, taken):
        with pytest.raises(StaleState, match="another process"):
            store.acts.commit(stale, me, AT)
    assert store.sheets.read(article, me).spans == []
    assert store.counts.info()["acts"] == 0


def test_a_group_that_fails_inside_a_job_leaves_nothing_of_itself(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    first, other = span(store, article, me, 0, 2), span(store, article, me, 7, 12)
    with store.batch() as batch:
        store.acts.commit(adding(first), me, AT)
        with pytest.raises(StaleState):
            store.acts.commit_many([adding(other), adding(first)], me, AT)
        batch.tick()
    assert store.sheets.read(article, me).spans == [first]
    assert store.counts.of(me)["spans"] == 1
    assert store.counts.info()["acts"] == 1


def test_records_come_back_with_their_types(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    (xi,) = suggest(store, article, {"Xi": 1})
    store.acts.commit(confirming(store, article, me, xi, InputMethod.KEY), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    sheet = store.sheets.read(article, me)
    assert sheet.review is not None
    assert sheet.review.flagged is False
    assert sheet.topic_answers[0].is_yes is True
    assert sheet.suggestions[0].is_maybe is False
    assert sheet.decisions[xi].focused is False


def test_a_surface_that_the_text_has_not_is_refused(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    for wrong in (
        replace(span(store, article, me, 0, 2), surface="Ci"),
        Span(article, me, 5, 5, 1, ""),
        Span(article, me, 0, len(TEXT) + 1, 1, TEXT + "x"),
        Span(article, me, -3, -1, 1, TEXT[-3:-1]),
    ):
        with pytest.raises(UserError, match="in the text"):
            store.acts.commit(adding(wrong), me, AT)
    assert store.sheets.read(article, me).spans == []


def test_a_reference_to_nothing_is_refused(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    with pytest.raises(UserError, match="refers to what is not there"):
        store.acts.commit(adding(span(store, article, me, 0, 2, label=99)), me, AT)
    with pytest.raises(UserError, match="no such article"):
        store.acts.commit(adding(Span(77, me, 0, 2, 1, "Xi")), me, AT)


@pytest.mark.parametrize(
    "text", ["a\x00b 😀 c", "x\r\ny\rz", "👩‍👩‍👧 é é", "ฅ中\u200d\ufeff\U0010ffff"]
)
def test_every_surface_of_odd_texts_round_trips(tmp_path: Path, text: str) -> None:
    store, me, _ = new_store(tmp_path / "p.annotator")
    article, _ = store.articles.add(NewArticle(text))
    ranges = list(itertools.combinations(range(len(text) + 1), 2))
    store.acts.commit(adding(*(span(store, article, me, *edges) for edges in ranges)), me, AT)
    store.history.undo(me, AT)
    store.history.redo(me, AT)
    store.close()
    with Store.open(tmp_path / "p.annotator") as again:
        sheet = again.sheets.read(article, me)
        assert sheet.article.text == text
        assert {(x.start, x.end): x.surface for x in sheet.spans} == {
            (start, end): text[start:end] for start, end in ranges
        }


def test_changes_of_one_row_are_joined_and_a_changed_key_is_two_rows(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    first, second = span(store, article, me, 0, 2), span(store, article, me, 0, 6)
    unsure = replace(second, question="both?")
    act = Act("x", article, (Change(None, first), Change(first, second), Change(second, unsure)))
    store.acts.commit(act, me, AT)
    assert store.sheets.read(article, me).spans == [unsure]
    store.history.undo(me, AT)
    assert store.sheets.read(article, me).spans == []


def test_a_suggestion_its_decision_and_span_come_in_any_order(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    follow = Suggestion(-1, article, 7, 12, 1, Source.FOLLOW)
    decision = Decision(-1, me, article, Outcome.FOLLOWED, InputMethod.FOLLOW, AT, 7, 12, 1)
    taken = replace(span(store, article, me, 7, 12), suggestion=-1)
    changes = (Change(None, taken), Change(None, decision), Change(None, follow))
    store.acts.commit(Act("span.label", article, changes), me, AT)
    assert [x.id for x in store.sheets.read(article, me).suggestions] == [-1]
    assert store.counts.info()["suggestions"] == 1
    done = store.history.undo(me, AT)
    assert done is not None
    assert (len(done.changes), done.left) == (3, 0)
    assert store.counts.info()["suggestions"] == 0
    assert store.sheets.read(article, me).suggestions == []


def test_undo_leaves_what_was_changed_since(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    you = store.annotators.id_of("ben")
    mine, other = span(store, article, me, 0, 2), span(store, article, me, 7, 12)
    store.acts.commit(adding(mine, other), me, AT)
    unsure = replace(mine, question="which one?")
    store.acts.commit(Act("span.question", article, (Change(mine, unsure),)), you, AT)
    done = store.history.undo(me, AT)
    assert done is not None
    assert done.left == 1
    assert [x.before for x in done.changes] == [other]
    assert store.sheets.read(article, me).spans == [unsure]
    again = store.history.redo(me, AT)
    assert again is not None
    assert again.left == 0
    assert store.sheets.read(article, me).spans == [unsure, other]


def test_each_annotator_undoes_their_own(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    you = store.annotators.id_of("ben")
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(adding(span(store, article, you, 0, 2)), you, AT)
    assert store.history.undo(me, AT) is not None
    assert store.history.undo(me, AT) is None
    assert len(store.sheets.read(article, you).spans) == 1


def test_what_is_taken_back_again_and_again_is_told_as_the_act_itself(
    made: tuple[Store, int, int],
) -> None:
    """Never as the redo that brought it back, whose number and kind would be told otherwise."""
    store, me, article = made
    group = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    for _ in range(3):
        assert store.history.peek_undo(me) == (group, article, "Label")
        for step in (store.history.undo, store.history.redo):
            done = step(me, AT)
            assert done is not None
            assert (done.group, done.kind, done.words) == (group, "span.label", "Label")


def test_a_fresh_act_ends_redo(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    group = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    assert store.history.peek_undo(me) == (group, article, "Label")
    store.history.undo(me, AT)
    assert store.history.peek_undo(me) is None
    assert store.history.peek_redo(me) == (group, article, "Label")
    store.acts.commit(answering(article, me, 1), me, AT)
    assert store.history.peek_redo(me) is None
    assert store.history.redo(me, AT) is None


def test_a_group_over_several_articles_is_one_step(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    other, _ = store.articles.add(NewArticle("Xi again"))
    acts = [adding(span(store, x, me, 0, 2)) for x in (article, other)]
    group = store.acts.commit_many(acts, me, AT)
    late, _ = store.articles.add(NewArticle("Xi late"))
    assert store.acts.commit(adding(span(store, late, me, 0, 2)), me, AT, group=group) == group
    done = store.history.undo(me, AT)
    assert done is not None
    assert set(done.articles) == {article, other, late}
    assert store.counts.of(me)["spans"] == 0
    with pytest.raises(UserError, match="undone meanwhile"):
        store.acts.commit(adding(span(store, late, me, 0, 3)), me, AT, group=group)
    store.history.redo(me, AT)
    assert store.counts.of(me)["spans"] == 3


def test_acts_between_those_of_a_longer_group_keep_their_turn(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    group = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    store.acts.commit(adding(span(store, article, me, 7, 12)), me, AT, group=group)
    kinds = [undone.kind for undone in iter(lambda: store.history.undo(me, AT), None)]
    assert kinds == ["topic.yes", "span.label"]
    kinds = [redone.kind for redone in iter(lambda: store.history.redo(me, AT), None)]
    assert kinds == ["span.label", "topic.yes"]
    assert store.counts.of(me)["spans"] == 2


def test_a_label_in_use_stays(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    new = Label(9, "Ship", position=9)
    store.acts.commit(Act("scheme.add", None, (Change(None, new),), "Add Ship"), me, AT)
    version = store.scheme.read().version
    you = store.annotators.id_of("ben")
    store.acts.commit(adding(span(store, article, you, 0, 2, label=9)), you, AT)
    with pytest.raises(UserError, match="in use"):
        store.acts.commit(Act("scheme.remove", None, (Change(new, None),)), me, AT)
    done = store.history.undo(me, AT)
    assert done is not None
    assert done.left == 1
    store.history.undo(you, AT)
    renamed = replace(new, name="Vessel")
    store.acts.commit(Act("scheme.rename", None, (Change(new, renamed),)), me, AT)
    assert store.scheme.read().label(9) == renamed
    assert store.scheme.read().version > version


def test_time_spent_is_not_unspent(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store.reviews.save_measures(Review(article, me, Status.DONE, seconds=5, shown="blind"))
    seen = store.sheets.read(article, me).review
    assert seen == Review(article, me, Status.NEW, seconds=5, shown="blind")
    store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    store.reviews.save_measures(Review(article, me, seconds=9))
    assert store.counts.of(me)["done"] == 1
    store.history.undo(me, AT)
    assert store.sheets.read(article, me).review == Review(article, me, Status.NEW, seconds=9)
    store.history.redo(me, AT)
    assert store.sheets.read(article, me).review == Review(article, me, Status.DONE, seconds=9)


def test_a_full_disk_loses_nothing(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    before = content(store, me)
    pages = store._db.value("PRAGMA page_count")
    store._db.value(f"PRAGMA max_page_count = {pages}")
    many = [span(store, article, me, a, b) for a, b in itertools.combinations(range(1, 50), 2)]
    with pytest.raises(EnvironmentFault, match="not saved: the disk is full"):
        store.acts.commit(adding(*many), me, AT)
    assert content(store, me) == before
    assert store.counts.of(me)["spans"] == 1
    store._db.value("PRAGMA max_page_count = 100000")
    store.acts.commit(adding(*many), me, AT)
    assert store.counts.of(me)["spans"] == 1 + len(many)


def test_a_locked_project_says_so(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store._db.connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="locked"):
            store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)


Edges = tuple[int, int]


def _toggled(store: Store, me: int, article: int, edges: Edges, label: int) -> Act:
    """Add the span, or remove it where it is."""
    one = span(store, article, me, *edges, label)
    present = next(
        (x for x in store.sheets.read(article, me).spans if x.key_of == one.key_of), None
    )
    change = Change(present, None) if present else Change(None, one)
    return Act("span", article, (change,))


def _topic_act(store: Store, me: int, article: int, topic: int, is_yes: bool) -> Act:
    answers = store.sheets.read(article, me).topic_answers
    present = next((x for x in answers if x.topic == topic), None)
    return Act("topic", article, (Change(present, TopicAnswer(article, me, topic, is_yes)),))


def _decision_act(store: Store, me: int, article: int, place: int) -> Act:
    sheet = store.sheets.read(article, me)
    proposed = sheet.suggestions[place % len(sheet.suggestions)]
    present = sheet.decisions.get(proposed.id)
    rejection = Decision(proposed.id, me, article, Outcome.REJECTED, InputMethod.KEY, AT)
    return Act("span.reject", article, (Change(present, None if present else rejection),))


def _status_act(store: Store, me: int, article: int, status: Status) -> Act:
    present = store.sheets.read(article, me).review
    return Act("status", article, (Change(present, Review(article, me, status)),))


_PLACES = st.integers(0, len(TEXT))
_EDGES = st.tuples(_PLACES, _PLACES).filter(lambda x: x[0] != x[1]).map(lambda x: (min(x), max(x)))
_ARTICLE = st.integers(1, 2)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(_toggled), _ARTICLE, _EDGES, st.integers(1, 3)),
        st.tuples(st.just(_topic_act), _ARTICLE, st.integers(0, 2), st.booleans()),
        st.tuples(st.just(_decision_act), st.just(1), st.integers(0, 9)),
        st.tuples(st.just(_status_act), _ARTICLE, st.sampled_from(Status)),
        st.sampled_from(["undo", "redo", "reopen"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=20)
@given(steps=_STEPS)
def test_any_acts_then_undo_all_is_the_start_and_redo_all_the_end(steps: list) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.annotator"
        store, me, article = new_store(path)
        store.articles.add(NewArticle(TEXT + "!"))
        suggest(store, article, {"Xi": 1, "Putin": 1, "Moscow": 3})
        start = content(store, me)
        for step in steps:
            if step == "reopen":
                store.close()
                store = Store.open(path)
            elif isinstance(step, str):
                getattr(store.history, step)(me, AT)
            else:
                act, number, *more = step
                store.acts.commit(act(store, me, number, *more), me, AT)
        while store.history.redo(me, AT):
            pass
        end = content(store, me)
        _undo_all(store, me)
        assert content(store, me) == start
        store.close()
        store = Store.open(path)
        assert _redo_all(store, me) == 0
        assert content(store, me) == end
        _check_totals(store, me)
        _undo_all(store, me)
        assert content(store, me) == start
        _check_totals(store, me)
        store.close()


def _undo_all(store: Store, me: int) -> None:
    while done := store.history.undo(me, AT):
        assert done.left == 0


def _redo_all(store: Store, me: int) -> int:
    return sum(done.left for done in iter(lambda: store.history.redo(me, AT), None))


def _check_totals(store: Store, me: int) -> None:
    counts = store.counts.of(me)
    assert counts["spans"] == store._db.value("SELECT count(*) FROM spans")
    assert counts["topics"] == store._db.value("SELECT count(*) FROM article_topics WHERE is_yes")
    for status in ("todo", "done", "skipped", "flagged", "all"):
        assert counts[status] == len(store.lists.ids(me, status=status))


def test_undo_is_a_few_steps_after_a_long_way_back(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    ranges = list(itertools.combinations(range(25), 2))
    for edges in ranges:
        store.acts.commit(adding(span(store, article, me, *edges)), me, AT)
    for _ in ranges[:-1]:
        store.history.undo(me, AT)
    steps: list[str] = []
    store._db.connection.set_trace_callback(steps.append)
    assert store.history.peek_undo(me) is not None
    assert store.history.peek_redo(me) is not None
    assert len(steps) < 10
    store._db.connection.set_trace_callback(None)


def test_confirmations_are_remembered_by_surface(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    xi, putin, moscow = suggest(store, article, {"Xi": 1, "Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, xi, InputMethod.LETTER), me, AT)
    store.acts.commit(confirming(store, article, me, putin, InputMethod.ENTER), me, AT)
    rejection = Decision(moscow, me, article, Outcome.REJECTED, InputMethod.MOUSE, AT)
    store.acts.commit(Act("span.reject", article, (Change(None, rejection),)), me, AT)
    place = TEXT.index("The Hague")
    store.acts.commit(adding(span(store, article, me, place, place + 9, 3)), me, AT)
    assert store.memory.all() == {"Xi": {1: 1}, "Moscow": {None: 1}, "The Hague": {3: 1}}
    assert store.memory.of("Moscow") == {None: 1}
    assert store.memory.of("Putin") == {}
