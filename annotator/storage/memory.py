"""What surfaces were decided as, counted: the memory of a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from annotator.core.guideline_examples import examples_of
from annotator.core.memory import LATELY, MOST_OF_ONE, is_memorable, key_of
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.scheme import SchemeRows
from annotator.storage.whose import GOLD, OF_PEOPLE, evidence

_MEMORY = (
    """SELECT surface, CASE outcome WHEN 'rejected' THEN NULL ELSE label END AS kind, count(*)
        FROM decisions WHERE way IN ('key', 'letter', 'mouse') AND {which}
        GROUP BY surface, kind""",
    """SELECT surface, label, count(*) FROM spans
        WHERE origin = 'added' AND suggestion IS NULL AND {which}
        GROUP BY surface, label""",
)
_CODERS = 8  # of one article, among those who finished something last
# By which a coder was trained: gold was shown after each answer. In a hand-out it is work like any.
_IN_TRAINING = """EXISTS (SELECT 1 FROM draws d WHERE d.article = {x}.article
    AND d.annotator = {x}.annotator AND d.part = 'training'
    AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'handout'))"""
# Of each article the review that was finished last, or gold in its place; without gold what others
# who finished it say too. The + has the last ones found by their time, where all of each person
# would be sorted: it is asked after each decision.
_USAGE = f"""SELECT label, sum(min(times, :most)) FROM (
    SELECT s.article, s.label, count(*) AS times FROM (
        SELECT article, annotator, max(edited_at) AS at FROM (
            SELECT article, annotator, edited_at FROM reviews
            WHERE status = 'done' AND +{OF_PEOPLE} AND NOT {_IN_TRAINING.format(x="reviews")}
            ORDER BY edited_at DESC, article DESC LIMIT :coders * :articles)
        GROUP BY article ORDER BY at DESC, article DESC LIMIT :articles) r
    JOIN spans s ON s.article = r.article AND s.annotator IN (r.annotator, {GOLD})
    JOIN labels l ON l.id = s.label AND NOT l.retired
    WHERE {{which}} AND (s.annotator <> r.annotator OR NOT EXISTS (
        SELECT 1 FROM reviews o WHERE o.article = s.article AND o.status = 'done'
        AND o.{OF_PEOPLE} AND o.annotator <> s.annotator
        AND NOT {_IN_TRAINING.format(x="o")} AND NOT EXISTS (
            SELECT 1 FROM spans t WHERE t.article = s.article AND t.annotator = o.annotator
            AND t.start = s.start AND t.end = s.end AND t.label = s.label)))
    GROUP BY s.article, s.label) GROUP BY label"""  # noqa: S608
_LISTED = """SELECT DISTINCT n.surface, n.label FROM listed_names n
    JOIN labels l ON l.id = n.label AND NOT l.retired"""
# As bytes: whether anything is another, no more, and a damaged text stops nobody.
_GUIDELINES = """SELECT id, retired, CAST(name AS BLOB), CAST(short AS BLOB),
    CAST(guideline AS BLOB), CAST(leave_out AS BLOB), CAST(exceptions AS BLOB) FROM labels"""
_ALL, _OF = "surface IS NOT NULL", "surface = :surface AND article <> :but_not_in"
# A surface is remembered by article too: an article must not be taught by its own decisions.
_MEMORY_BY_ARTICLE = (
    """SELECT article, surface, CASE outcome WHEN 'rejected' THEN NULL ELSE label END AS kind,
        count(*) FROM decisions
        WHERE way IN ('key', 'letter', 'mouse') AND {which}
        GROUP BY article, surface, kind""",
    """SELECT article, surface, label, count(*) FROM spans
        WHERE origin = 'added' AND suggestion IS NULL AND {which}
        GROUP BY article, surface, label""",
)

Counts = dict[int | None, int]


class Memory(Part):
    """Counts of explicit decisions, and of labels that were used of late: of all people, each
    decision by itself, and of gold in the place of what it settled.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._guidelines: list[tuple[Any, ...]] = []
        self._examples: dict[str, int] = {}

    def all(self) -> dict[str, Counts]:
        """How often each surface was explicitly decided as each label, None standing for rejected.

        Explicit are decisions by key, letter or mouse, and spans added by hand. A name of which
        nothing was decided, but that a list has, counts as decided once so; and one that no list
        has, but that the guideline of a label quotes as an example.
        """
        memory = self._remembered(_ALL, {})
        decided = set(memory)
        for surface, label in self._db.rows(_LISTED):
            if surface not in decided:
                memory.setdefault(surface, {})[label] = 1
        known = {key_of(surface) for surface in memory}
        for surface, label in self.examples().items():
            if surface not in known:
                memory[surface] = {label: 1}
        return memory

    def of(self, surface: str) -> Counts:
        """The same for one surface."""
        found = self.decided(surface) or {
            label: 1 for _, label in self._db.rows(f"{_LISTED} WHERE n.surface = ?", (surface,))
        }
        example = None if found else self.examples().get(key_of(surface))
        return found if example is None else {example: 1}

    def examples(self) -> dict[str, int]:
        """The surfaces that the guidelines quote as examples of labels."""
        guidelines = self._db.rows(_GUIDELINES)
        if guidelines != self._guidelines:
            self._examples = examples_of(SchemeRows(self._db).labels())
            self._guidelines = guidelines
        return self._examples

    def decided(self, surface: str, *, but_not_in: int = 0) -> Counts:
        """What was decided about one surface, in one article less if wanted; no list counts."""
        values = {"surface": surface, "but_not_in": but_not_in}
        return self._remembered(_OF, values).get(surface, {})

    def usage(self) -> dict[int, int]:
        """How many spans of the articles that were finished last have each label, as training
        counts them: in what stands for an article, and of a long list not all.
        """
        values = {"most": MOST_OF_ONE, "coders": _CODERS, "articles": LATELY}
        return dict(self._db.rows(_USAGE.format(which=evidence(self._db, "s")), values))

    def _statements(self, templates: Sequence[str], which: str = _ALL) -> list[str]:
        """Of decisions and of spans, which both are read only where they are evidence."""
        tables = ("decisions", "spans")
        return [
            sql.format(which=f"{which} AND {evidence(self._db, table)}")
            for sql, table in zip(templates, tables, strict=True)
        ]

    def _remembered(self, which: str, values: dict[str, Any]) -> dict[str, Counts]:
        memory: dict[str, Counts] = defaultdict(dict)
        for sql in self._statements(_MEMORY, which):
            for found, label, count in self._db.rows(sql, values):
                if not is_memorable(found):
                    continue
                counts = memory[found]
                counts[label] = counts.get(label, 0) + count
        return dict(memory)

    def by_article(self) -> dict[int, dict[str, Counts]]:
        """What `all` counts, apart for each article that it comes from."""
        found: dict[int, dict[str, Counts]] = defaultdict(dict)
        for sql in self._statements(_MEMORY_BY_ARTICLE):
            for article, surface, label, count in self._db.rows(sql):
                counts = found[article].setdefault(surface, {})
                counts[label] = counts.get(label, 0) + count
        return dict(found)
