"""How labels are called in articles that come back from the bin, as `BinLabels` brings them: for a
reader of the log, which names no such row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    Decision,
    Label,
    Record,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
)
from annotator.errors import UserError
from annotator.storage.connection import Database
from annotator.storage.ledger import Ledger, place_of, record_of, state_of
from annotator.storage.rows import changes_from_json

_OF_SCHEME = """SELECT before, after FROM acts WHERE instr(after, '"labels":') OR
    instr(before, '"labels":') OR instr(after, '"topics":') OR instr(before, '"topics":')
    ORDER BY id DESC"""
_START = """SELECT start FROM suggestions WHERE id = :id
    UNION ALL SELECT start FROM bin_suggestions WHERE id = :id"""

_Names = dict[type[Any], dict[int, str]]


class BinNames:
    """The names of the scheme at each place of the log, and what they do to rows from the bin."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._db, self._ledger = database, ledger
        self._names = self._at_first()
        self._gone: _Names = {Label: {}, Topic: {}}

    def follow(self, changes: Iterable[Change]) -> None:
        """These were made."""
        for change in changes:
            record = change.record
            if isinstance(record, Label | Topic):
                names, gone = self._names[type(record)], self._gone[type(record)]
                if isinstance(change.after, Label | Topic):
                    names[record.id] = record.name
                    gone.pop(record.id, None)
                else:
                    names.pop(record.id, None)
                    gone[record.id] = record.name

    def come_back(self, articles: Sequence[int], changes: Iterable[Change]) -> None:
        """Articles come back by an act with these changes: a label that the scheme has no more, but
        one of its name, is that one in their rows.
        """
        brought = {place_of(x.record) for x in changes if x.before is None}
        other: dict[type[Any], dict[int, int]] = {}
        for kind, gone in self._gone.items():
            by_name = {name: number for number, name in self._names[kind].items()}
            other[kind] = {
                number: by_name[name]
                for number, name in gone.items()
                if name in by_name and not any(p.record is kind and p.key == f"[{number}]"
                for p in brought)
            }  # fmt: skip
        if not any(other.values()):
            return
        for article in articles:
            for place, entry in self._ledger.of(article, article).items():
                if entry.state is None or place.record not in _RENAMED:
                    continue
                record = record_of(place, entry.state)
                now = self._renamed(record, other)
                if now != record:
                    self._ledger.forget(place)
                    self._ledger.put(place_of(now), state_of(now), entry.act)

    def _renamed(self, record: Any, other: dict[type[Any], dict[int, int]]) -> Record:
        labels, topics = other[Label], other[Topic]
        if isinstance(record, Span | BlindSpan | CodingRule):
            return replace(record, label=labels.get(record.label, record.label))  # type: ignore[arg-type]
        if isinstance(record, TopicAnswer):
            return replace(record, topic=topics.get(record.topic, record.topic))
        if isinstance(record, BlindReview):
            return replace(record, topics=tuple(topics.get(x, x) for x in record.topics))
        if isinstance(record, Suggestion):
            if record.start is None:
                return replace(record, label=topics.get(record.label, record.label))  # type: ignore[arg-type]
            others = tuple((labels.get(x, x), share) for x, share in record.others)  # type: ignore[arg-type]
            label = labels.get(record.label, record.label)  # type: ignore[arg-type]
            return replace(record, label=label, others=others)
        assert isinstance(record, Decision)
        known = labels if self._db.value(_START, {"id": record.suggestion}) is not None else topics
        label, shown = record.label, record.label_shown
        return replace(
            record,
            label=known.get(label, label),  # type: ignore[arg-type]
            label_shown=known.get(shown, shown),  # type: ignore[arg-type]
        )

    def _at_first(self) -> _Names:
        """The names before the first act: those of today, with every act taken back."""
        found: _Names = {
            Label: dict(self._db.rows("SELECT id, name FROM labels")),
            Topic: dict(self._db.rows("SELECT id, name FROM topics")),
        }
        for before, after in self._db.rows(_OF_SCHEME):
            try:
                changes = changes_from_json(before, after)
            except UserError:
                continue
            for change in reversed(changes):
                if isinstance(change.record, Label | Topic):
                    names = found[type(change.record)]
                    names.pop(change.record.id, None)
                    if isinstance(change.before, Label | Topic):
                        names[change.before.id] = change.before.name
        return found


_RENAMED = (Span, BlindSpan, CodingRule, TopicAnswer, BlindReview, Suggestion, Decision)
