"""What an import stores of each record (`workspace/exchange/import_rows.py`,
`workspace/exchange/record_rows.py`).
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from annotator.core.codes import LabelsBecome
from annotator.core.records import Act, Change, Decision, InputMethod, Outcome, Span, Status
from annotator.core.records import Review as ReviewRow
from annotator.formats.articles import GivenArticle
from annotator.storage import Store, lasting_ids
from annotator.storage.batch import Batch
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.exchange.import_rows import RecordImporter
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.storage.making import AT, SCHEME, TEXT, new_store, suggest
from tests.unit.workspace.asking import export_request, import_request


def decided(store: Store) -> Decision:
    """The one decision of a project, of whose fields none is as it is without being said."""
    (decision,) = store.sheets.read(1, 1).decisions.values()
    return decision


@pytest.fixture
def worked_on(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    first, second = suggest(store, article, {"Xi": 1, "Putin": 1})
    decision = Decision(
        second, me, article, Outcome.CONFIRMED, InputMethod.KEY, AT, 7, 12, 2,
        followed_from=first, focused=True, seconds=1.5, label_shown=1, probability=0.25,
        threshold=0.75,
    )  # fmt: skip
    rows = [
        decision,
        Span(article, me, 7, 12, 2, TEXT[7:12], "confirmed", second),
        ReviewRow(article, me, Status.DONE, edited_at=AT),
    ]
    changes = tuple(Change(None, row) for row in rows)
    store.acts.commit(Act("span.confirm", article, changes), me, AT)
    store.close()
    return tmp_path / "p.db"


def test_every_field_of_a_decision_goes_out_and_comes_back(worked_on: Path, tmp_path: Path) -> None:
    """A field that is new and forgotten on the way fails here, as its usual value comes back."""
    out = tmp_path / "out.jsonl"
    exporting.run(export_request(worked_on, out, "jsonl"), Work())
    with Store.create(tmp_path / "q.db", SCHEME, at=AT):
        pass
    importing.run(import_request(tmp_path / "q.db", out), Work())
    with Store.open(worked_on) as store:
        before = decided(store)
        first, second = sorted(x.id for x in store.suggestions.of(1))
    unsaid = Decision(0, 0, 0, "", "")
    kept = {"suggestion", "annotator", "article"}
    for field in fields(Decision):
        assert getattr(before, field.name) != getattr(unsaid, field.name)
    with Store.open(tmp_path / "q.db") as store:
        after, come = decided(store), {x.start: x.id for x in store.suggestions.of(1)}
    assert kept <= {field.name for field in fields(Decision)}
    numbers = {"suggestion": come[7], "followed_from": come[0]}
    assert (before.suggestion, before.followed_from) == (second, first)
    assert after == replace(before, **numbers)


@pytest.mark.parametrize(
    ("topics", "suggested"),
    [
        ({"War": True}, ["War"]),
        ({"War": False}, []),
        ({"War": False, "Trade": True}, ["Trade"]),
        (["War", "Trade"], ["Trade", "War"]),
        ([], []),
    ],
)
def test_a_topic_is_suggested_that_applies_and_none_that_does_not(
    tmp_path: Path, topics: object, suggested: list[str]
) -> None:
    project = projects.create(tmp_path / "p.db", "empty")
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Xi met Joe", "topics": topics}), "utf-8")
    importing.run(import_request(project, path), Work())
    with Store.open(project) as store:
        names = {topic.id: topic.name for topic in store.scheme.read().topics}
        found = [names[x.label] for x in store.suggestions.of(1) if x.label is not None]
    assert sorted(found) == suggested


def stored_of(project: Path, at_once: bool, source: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """All rows after an import whose articles share one transaction, or have one each."""
    monkeypatch.setattr(Batch, "_is_long", lambda _: not at_once)
    numbers = itertools.count()
    monkeypatch.setattr(lasting_ids, "new_uid", lambda: f"{next(numbers):016x}")
    report = importing.run(import_request(project, source, become=LabelsBecome.REVIEW), Work())
    with Store.open(project) as store:
        assert not list(store.sums.damages())
        assert not list(store.damage.all())
        connection = store._db.connection
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        names = sorted({name for (name,) in tables} - {"stamp", "_sqlite_migrations"})
        rows = {x: sorted(connection.execute(f"SELECT * FROM {x}"), key=str) for x in names}
    return report.refused, rows


def test_articles_that_share_a_transaction_bring_the_rows_that_each_would_bring_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one of them can't be stored, after all its rows were."""
    count = RecordImporter._count

    def counted(self: RecordImporter, given: GivenArticle, *args: Any) -> None:
        if given.key == "b":
            raise ValueError("cannot be counted")
        count(self, given, *args)

    monkeypatch.setattr(RecordImporter, "_count", counted)
    monkeypatch.setattr(importing, "now", lambda: AT)
    texts = {"a": "Xi met Putin.", "b": "Xi left.", "c": "Xi met Xi.", "d": "Olaf met Xi."}
    lines = [
        {
            "id": key,
            "text": text,
            "entities": [(m.start(), m.end(), "PERSON") for m in re.finditer("Xi|Putin", text)],
            "topics": ["War"],
        }
        for key, text in texts.items()
    ]
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in lines))
    Store.create(tmp_path / "one.db", SCHEME, at=AT).close()
    shutil.copy(tmp_path / "one.db", tmp_path / "each.db")
    one = stored_of(tmp_path / "one.db", True, source, monkeypatch)
    assert one == stored_of(tmp_path / "each.db", False, source, monkeypatch)
    assert (one[0], len(one[1]["articles"])) == (1, 3)
    assert [row[1::2] for row in one[1]["marked_surfaces"]] == [("Putin", 1), ("Xi", 4)]
