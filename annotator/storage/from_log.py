"""After a rescue: rows that were lost and are in the log of acts come back from there, and the log
says what is lost all the same, so that it gives the rows of the new project.
"""

from __future__ import annotations

from typing import Any

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Review
from annotator.errors import UserError
from annotator.storage import judged
from annotator.storage.acts import Acts
from annotator.storage.connection import Database
from annotator.storage.ledger import Place, record_of
from annotator.storage.parts import Part
from annotator.storage.replay import Difference, Replay
from annotator.storage.rows import TABLES
from annotator.storage.writing import Writer


class FromLog(Part):
    """Brings rows and log together."""

    def __init__(self, database: Database, writer: Writer, acts: Acts, replay: Replay) -> None:
        super().__init__(database)
        self._writer, self._acts, self._replay = writer, acts, replay

    def settle(self, at: str) -> int:
        """Put back what the log has and no table any more, and log the rest as a rescue; how many
        rows came back.
        """
        annotator = self._db.value("SELECT min(id) FROM annotators")
        if annotator is None:
            return 0
        with self._db.acting():
            lost = [x for x in self._replay.differences() if x.record is None]
            back = sum(map(self._is_put_back, sorted(lost, key=_rank)))
            changes = [Change(_logged(x), x.record) for x in self._replay.differences()]
            if changes or back or any(True for _ in self._replay.damages()):
                self._acts.log(
                    Act(ActKind.PROJECT_RESCUE, None, ()), changes, int(annotator), at, None
                )
            else:
                self._db.logged()
        return back

    def _is_put_back(self, lost: Difference) -> bool:
        record = _logged(lost)
        if record is None:
            return False
        try:
            with self._db.transaction():
                self._writer.apply([Change(None, record)])
        except UserError:  # what it is about is lost too
            return False
        return True


def _rank(lost: Difference) -> int:
    return TABLES[lost.place.record].rank


def _logged(found: Difference) -> Any:
    """The record that the log has; of a review what a person decided."""
    state = None if found.entry is None else found.entry.state
    return None if state is None else _record(found.place, state)


def _record(place: Place, state: str) -> Any:
    if place.record is not Review:
        return record_of(place, state)
    import json

    article, annotator = json.loads(place.key)
    return Review(article, annotator, **dict(zip(judged.JUDGED, json.loads(state), strict=True)))
