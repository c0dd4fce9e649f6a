"""Large acts are stored, taken back and done again by kinds of rows, with the same result as row by
row (`storage/act_columns.py`, `storage/changes.py`, `storage/writing.py`, `core/columns.py`).
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core import acts, sheet
from annotator.core.mark_changes import DecisionContext
from annotator.core.records import InputMethod, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.storage import NewArticle, StaleState, Store, act_columns, changes, writing
from annotator.storage.damage_kind import Damaged
from annotator.storage.rows import changes_from_json, changes_json
from tests.unit.storage.making import AT, new_store

SENTENCE = "Xi met 😀 Putin in Moscow. "
COUNT = 40
HOW = DecisionContext(InputMethod.ENTER, AT, seconds=2.5)
TABLES = ("spans", "decisions", "reviews", "annotators")


def opened(path: Path) -> tuple[Store, int, int]:
    """A project whose second article has a suggestion or a maybe for each name."""
    store, me, _ = new_store(path)
    text = SENTENCE * COUNT
    article, _ = store.articles.add(NewArticle(text))
    places = [(n * len(SENTENCE) + at, size) for n in range(COUNT) for at, size in ((0, 2), (9, 5))]
    run = store.suggestions.run_id("en", "1", "f")
    rows = [
        Suggestion(0, article, at, at + size, 1 + n % 3, score=(n % 7) / 7 if n % 5 else None)
        for n, (at, size) in enumerate(places)
    ]
    store.suggestions.put(article, run, cut(text), [0], rows)
    return store, me, article


def page_of(store: Store, me: int, article: int) -> Sheet:
    rows = store.sheets.read(article, me)
    return Sheet(
        rows.article, store.scheme.read(), me, tokens=rows.tokens, suggestions=rows.suggestions,
        decisions=rows.decisions, spans=rows.spans, review=rows.review,
    )  # fmt: skip


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(store.path)) as other:
        rows = {x: other.execute(f"SELECT * FROM {x}").fetchall() for x in TABLES}
    return {table: sorted(found, key=repr) for table, found in rows.items()}


def state(of: Sheet) -> object:
    return (
        of.spans,
        {**of.decisions},
        of.review,
        list(of.marks),
        of.marks.open_count,
        {*of.marks.stops},
    )


def row_by_row(patch: pytest.MonkeyPatch) -> None:
    """Let no act be large."""
    for module, name in (
        (act_columns, "FEWEST"), (changes, "MANY"), (writing, "MANY"), (sheet, "_MANY"),
    ):  # fmt: skip
        patch.setattr(module, name, 1 << 30)


def finished(path: Path) -> list[object]:
    """What is there when the article was finished, that was taken back, and done again: rows, the
    sheet that follows, and the sheet that is read.
    """
    store, me, article = opened(path)
    page = page_of(store, me, article)
    act = acts.finish(page, HOW, focused=frozenset([3, 4]))
    store.acts.commit(act, me, AT)
    page.apply(act.changes)
    found = [content(store), state(page), state(page_of(store, me, article))]
    for back in (store.history.undo, store.history.redo, store.history.undo):
        undone = back(me, AT)
        assert undone is not None and undone.left == 0
        page.apply(undone.changes)
        found += [content(store), state(page), state(page_of(store, me, article))]
    store.close()
    return found


def test_a_large_act_leads_where_its_rows_one_by_one_lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "_MANY", 10)
    at_once = finished(tmp_path / "at-once.annotator.db")
    row_by_row(monkeypatch)
    one_by_one = finished(tmp_path / "one-by-one.annotator.db")
    assert at_once == one_by_one


def test_what_was_changed_since_is_left_and_the_rest_taken_back(tmp_path: Path) -> None:
    store, me, article = opened(tmp_path / "a.annotator.db")
    store.acts.commit(acts.finish(page_of(store, me, article), HOW), me, AT)
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute("UPDATE spans SET question = 'really?' WHERE start = 0 AND article = 2")
    undone = store.history.undo(me, AT)
    assert undone is not None and undone.left == 1
    left = page_of(store, me, article)
    assert [x.start for x in left.spans] == [0] and not left.decisions


def test_an_act_that_is_not_of_these_rows_any_more_changes_nothing(tmp_path: Path) -> None:
    store, me, article = opened(tmp_path / "a.annotator.db")
    act = acts.finish(page_of(store, me, article), HOW)
    store.acts.commit(act, me, AT)
    back = acts.Act(act.kind, article, tuple(x.inverse() for x in act.changes))
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute("UPDATE decisions SET at = 'then' WHERE suggestion = 7")
    before = content(store)
    with pytest.raises(StaleState):
        store.acts.commit(back, me, AT)
    assert content(store) == before


def test_changes_come_back_from_columns_and_no_others_are_taken(tmp_path: Path) -> None:
    store, me, article = opened(tmp_path / "a.annotator.db")
    act = acts.finish(page_of(store, me, article), HOW, focused=frozenset([5]))
    before, after = changes_json(act.changes)
    assert len(before) + len(after) < 50 * len(act.changes)  # 200 a change row by row
    found = changes_from_json(before, after)
    assert len(found) == len(act.changes) and set(found) == set(act.changes)
    assert set(changes_from_json(after, before)) == {x.inverse() for x in act.changes}
    for spoil in (
        lambda part: part.__setitem__(0, 3),
        lambda part: part[2].__setitem__("colour", {"same": "red"}),
        lambda part: part.__setitem__(1, "labels"),
        lambda part: part[2].pop("suggestion"),
    ):
        spoiled = json.loads(after)
        spoil(spoiled["columns"][0])
        with pytest.raises(Damaged):
            changes_from_json(before, json.dumps(spoiled))


def test_a_field_that_came_later_has_its_default(tmp_path: Path) -> None:
    store, me, article = opened(tmp_path / "a.annotator.db")
    act = acts.finish(page_of(store, me, article), HOW)
    before, after = changes_json(act.changes)
    old = json.loads(after)
    for part in old["columns"]:
        part[2].pop("question", None)
    assert set(changes_from_json(before, json.dumps(old))) == set(act.changes)
