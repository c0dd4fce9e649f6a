"""Nothing is written to a project but by an act, which is logged, or by upkeep that has a name."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.records import Act, Change
from annotator.errors import Bug, UserError
from annotator.storage import NewArticle, StaleState, Store
from annotator.storage.connection import Database
from annotator.storage.upkeep import Upkeep
from tests.unit.storage.making import AT, adding, answering, new_store, span

INSERT = "INSERT INTO settings VALUES ('a', '1')"
STORAGE = Path(__file__).parents[3] / "annotator" / "storage"


@pytest.fixture
def made(tmp_path: Path):
    store, me, article = new_store(tmp_path / "p.db")
    yield store, me, article
    store.close()


def test_a_write_that_is_neither_an_act_nor_upkeep_raises(made: tuple[Store, int, int]) -> None:
    db = made[0]._db
    for write in (
        lambda: db.write(INSERT),
        lambda: db.write_many("INSERT INTO settings VALUES (?, ?)", [("a", "1")]),
        lambda: db.rows(INSERT),
        lambda: db.row(INSERT),
        lambda: db.value(f"  {INSERT.lower()}"),
    ):
        with pytest.raises(Bug):
            write()
    assert made[0].settings.get("a") is None


def test_what_holds_writes_together_does_not_let_write(made: tuple[Store, int, int]) -> None:
    store = made[0]
    with pytest.raises(Bug), store.whole():
        store._db.write(INSERT)
    with pytest.raises(Bug), store.batch():
        store._db.write(INSERT)
    with store.whole(), store.whole():
        store.settings.set("b", 2)

    def after_upkeep() -> None:
        with store.whole():
            store.settings.set("b", 3)
            store._db.write(INSERT)

    with pytest.raises(Bug):
        after_upkeep()
    assert (store.settings.get("a"), store.settings.get("b")) == (None, 2)


def test_upkeep_writes_and_is_over(made: tuple[Store, int, int]) -> None:
    db = made[0]._db
    with db.maintaining(Upkeep.SETTING):
        db.write(INSERT)
    with pytest.raises(Bug):
        db.write("DELETE FROM settings")
    with pytest.raises(StaleState), db.maintaining(Upkeep.SETTING):
        _write_and_fail(db)
    with pytest.raises(Bug):
        db.write("DELETE FROM settings")
    assert made[0].settings.get("a") == 1


def _write_and_fail(db: Database) -> None:
    db.write("DELETE FROM settings")
    raise StaleState


def test_rows_that_change_without_an_act_in_the_log_are_taken_back(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    new = "INSERT INTO article_topics VALUES (?, ?, 1, 1, 'key')"
    with pytest.raises(Bug, match="log"), store._db.acting():
        store._db.write(new, (article, me))
    assert store.sheets.read(article, me).topic_answers == []

    def after_the_act() -> None:
        with store._db.acting():
            store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
            store._db.write(new, (article, me))

    with pytest.raises(Bug, match="log"):
        after_the_act()
    assert store.acts.last() == 0
    assert store.sheets.read(article, me).spans == []


def test_an_act_that_is_refused_leaves_nothing_to_log(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    with store.whole(), pytest.raises(UserError), store.whole():
        store.acts.commit(Act("topic.yes", article, answering(99, me, 7).changes), me, AT)
    first = store.acts.commit(answering(article, me, 1), me, AT)
    assert store.history.undo(me, AT).group == first
    assert store.history.undo(me, AT) is None


def test_whoever_goes_on_after_a_failure_in_a_part_stores_nothing_of_it(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made

    def goes_on() -> None:
        with store.whole():
            store.settings.set("b", 1)
            with pytest.raises(StaleState), store._db.maintaining(Upkeep.SETTING):
                _write_and_fail(store._db)
            store.settings.set("b", 2)

    with pytest.raises(Bug, match="part"):
        goes_on()
    assert store.settings.get("b") is None

    def inside_an_act() -> None:
        with store._db.acting(), pytest.raises(Bug, match="part"):
            goes_on()

    inside_an_act()  # a part of its own may fail
    with store.batch(), pytest.raises(Bug, match="part"):
        goes_on()
    store.acts.commit(answering(article, me, 1), me, AT)
    assert store.settings.get("b") is None


def test_a_part_takes_one_savepoint_whatever_is_in_it(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    seen: list[str] = []
    with store.batch():
        store._db.connection.set_trace_callback(seen.append)
        with store.whole():
            store.settings.set("b", 1)
            store.acts.commit(answering(article, me, 1), me, AT)
        store._db.connection.set_trace_callback(None)
    assert [x for x in seen if "part" in x] == ["SAVEPOINT part", "RELEASE part"]


def test_an_open_act_is_no_leave_for_what_comes_after_it(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store.acts.commit(answering(article, me, 1), me, AT)
    with pytest.raises(Bug):
        store._db.write("DELETE FROM article_topics")
    store.articles.add(NewArticle("one more"))
    assert store.sheets.read(article, me).topic_answers


def test_only_the_connection_writes_by_itself() -> None:
    """The parts have `rows`, `write` and the like, and so no way round them."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted(STORAGE.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "connection"
        if isinstance(node.value, ast.Attribute) and node.value.attr in {"_db", "_database"}
    ]
    assert {name.split(":")[0] for name in found} <= {"connection.py", "store.py"}
    assert sum(name.startswith("store.py") for name in found) == 1, "the source of a copy"


@pytest.mark.parametrize("count", [1, 20])
def test_rows_that_are_others_by_now_are_refused_one_by_one_or_together(
    made: tuple[Store, int, int], count: int
) -> None:
    """Many rows of one kind are looked for by one statement; it finds the same."""
    store, me, article = made
    places = [(at, end) for at in range(5) for end in range(at + 1, at + 5)][:count]
    spans = [span(store, article, me, *place) for place in places]
    store.acts.commit(adding(*spans), me, AT)
    asked = [replace(each, question="?") for each in spans]
    act = Act("x", article, tuple(map(Change, spans, asked)))
    other = Act("x", article, (Change(spans[-1], replace(spans[-1], question="Sure?")),))
    store.acts.commit(other, me, AT)
    statements: list[str] = []
    store._db.connection.set_trace_callback(statements.append)
    with pytest.raises(StaleState):
        store.acts.commit(act, me, AT)
    read = [x for x in statements if x.startswith("SELECT article, annotator, start")]
    assert len(read) == 1
    store.history.undo(me, AT)
    store.acts.commit(act, me, AT)
    assert {x.question for x in store.sheets.read(article, me).spans} == {"?"}
