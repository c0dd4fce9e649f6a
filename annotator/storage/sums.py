"""The sums that a project keeps of its rows, held against the rows, and counted anew."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.faults import Harm
from annotator.storage.codec import Row
from annotator.storage.damage_kind import Damage
from annotator.storage.parts import Part
from annotator.storage.totals import MARKED_SURFACES, SUGGESTED
from annotator.storage.upkeep import Upkeep

_OF_ANNOTATORS = """SELECT w.id, w.name, w.spans, w.topics,
    (SELECT count(*) FROM spans s WHERE s.annotator = w.id),
    (SELECT count(*) FROM article_topics t WHERE t.annotator = w.id AND t.is_yes)
    FROM annotators w"""
_STORED = "SELECT annotator, surface, label, spans FROM marked_surfaces"
_OFF = f"""WITH counted(annotator, surface, label, spans) AS MATERIALIZED ({MARKED_SURFACES})
    SELECT annotator FROM (SELECT * FROM counted EXCEPT {_STORED})
    UNION SELECT annotator FROM ({_STORED} EXCEPT SELECT * FROM counted)"""  # noqa: S608
RECOUNT = (
    """UPDATE annotators SET
    spans = (SELECT count(*) FROM spans s WHERE s.annotator = annotators.id),
    topics = (SELECT count(*) FROM article_topics t
        WHERE t.annotator = annotators.id AND t.is_yes)""",
    "DELETE FROM marked_surfaces",
    f"INSERT INTO marked_surfaces {MARKED_SURFACES}",
    f"UPDATE project SET (current_suggestions, current_maybes) = ({SUGGESTED})",  # noqa: S608
)
"""Statements that set the sums to what is there."""


class Sums(Part):
    """How many spans and topics each annotator has, and spans of each surface with each label; how
    many suggestions are shown.
    """

    def damages(self) -> Iterator[Damage]:
        """The sums that are not those of the rows."""
        off = {who for (who,) in self._db.rows(_OFF)}
        for number, name, spans, topics, counted, answered in self._db.rows(_OF_ANNOTATORS):
            if number in off or (spans, topics) != (counted, answered):
                yield Damage("annotators", None, Harm.SUMS_DIFFER(name=str(name)))
        if self._stored() != tuple(self._db.row(SUGGESTED) or ()):
            yield Damage("project", None, Harm.SUGGESTIONS_MISCOUNTED())

    def count_anew(self) -> None:
        """Set them to what is there."""
        with self._db.maintaining(Upkeep.SUMS):
            for statement in RECOUNT:
                self._db.write(statement)

    def _stored(self) -> Row:
        return tuple(self._db.row("SELECT current_suggestions, current_maybes FROM project") or ())
