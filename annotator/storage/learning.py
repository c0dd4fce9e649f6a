"""What learning keeps in the project: versions of models, readings, how well they did."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from annotator.storage.parts import Part
from annotator.storage.suggestions import Counts

ModelKind = Literal["corrector", "topics"]

_COLUMNS = "kind, version, made_at, fingerprint, articles, is_better, report"
# A surface is remembered by article too: an article must not be taught by its own decisions.
_MEMORY_BY_ARTICLE = (
    """SELECT article, surface, CASE outcome WHEN 'rejected' THEN NULL ELSE label END AS kind,
        count(*) FROM decisions
        WHERE way IN ('key', 'letter', 'mouse') AND surface IS NOT NULL
        GROUP BY article, surface, kind""",
    """SELECT article, surface, label, count(*) FROM spans
        WHERE origin = 'added' AND suggestion IS NULL GROUP BY article, surface, label""",
)


@dataclass(frozen=True, slots=True)
class Model:
    """One version of a model, without its weights.

    `fingerprint` is that of the pipeline it was trained on, `articles` the number of reviews, and
    `is_better` whether it beat what was in use when it was made. `report` is what training told.
    """

    kind: str
    version: int
    made_at: str
    fingerprint: str
    articles: int
    is_better: bool
    report: Mapping[str, Any]


class LearningPart(Part):
    """Models are added and never changed; which one is used is a setting."""

    def add_model(
        self,
        kind: ModelKind,
        weights: bytes,
        report: Mapping[str, Any],
        *,
        at: str,
        fingerprint: str,
        trained_on: Iterable[int],
        is_better: bool,
    ) -> int:
        """Store a model; its version, which counts from 1 by kind."""
        ids = sorted(trained_on)
        with self._db.transaction():
            last = self._db.value("SELECT max(version) FROM models WHERE kind = ?", (kind,))
            version = int(last or 0) + 1
            self._db.write(
                "INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kind,
                    version,
                    at,
                    fingerprint,
                    len(ids),
                    is_better,
                    json.dumps(dict(report), ensure_ascii=False),
                    json.dumps(ids),
                    weights,
                ),
            )
        return version

    def models(self, kind: ModelKind) -> list[Model]:
        """All versions, the newest first."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM models WHERE kind = ? ORDER BY version DESC",  # noqa: S608
            (kind,),
        )
        return [
            Model(kind, version, at, fingerprint, articles, bool(is_better), json.loads(report))
            for kind, version, at, fingerprint, articles, is_better, report in rows
        ]

    def model_weights(self, kind: ModelKind, version: int) -> bytes | None:
        """The weights as they were stored, or None where there is no such version."""
        found = self._db.value(
            "SELECT weights FROM models WHERE kind = ? AND version = ?", (kind, version)
        )
        return None if found is None else bytes(found)

    def trained_on(self, kind: ModelKind, version: int) -> frozenset[int]:
        """The ids of the articles whose reviews a version was trained on."""
        found = self._db.value(
            "SELECT trained_on FROM models WHERE kind = ? AND version = ?", (kind, version)
        )
        return frozenset(json.loads(found or "[]"))

    def reading(self, article: int, fingerprint: str) -> bytes | None:
        """What a pipeline saw in an article, kept so that training need not read it again."""
        found = self._db.value(
            "SELECT evidence FROM readings WHERE article = ? AND fingerprint = ?",
            (article, fingerprint),
        )
        return None if found is None else bytes(found)

    def put_reading(self, article: int, fingerprint: str, evidence: bytes) -> None:
        """Keep what a pipeline saw in an article, in the place of what was kept before."""
        with self._db.transaction():
            self._db.write(
                "INSERT INTO readings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
                " fingerprint = excluded.fingerprint, evidence = excluded.evidence",
                (article, fingerprint, evidence),
            )

    def memory_by_article(self) -> dict[int, dict[str, Counts]]:
        """What `memory` counts, apart for each article that it comes from."""
        found: dict[int, dict[str, Counts]] = defaultdict(dict)
        for sql in _MEMORY_BY_ARTICLE:
            for article, surface, label, count in self._db.rows(sql):
                counts = found[article].setdefault(surface, {})
                counts[label] = counts.get(label, 0) + count
        return dict(found)

    def put_judgements(self, judgements: Mapping[int, Mapping[str, Any]], version: int) -> None:
        """Keep how well what was in use did on reviewed articles; each is judged once."""
        with self._db.transaction():
            self._db.write_many(
                "INSERT OR IGNORE INTO judgements VALUES (?, ?, ?)",
                [
                    (article, version, json.dumps(dict(outcome)))
                    for article, outcome in judgements.items()
                ],
            )

    def judged(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """(article, version that was judged, outcome) of all judged articles, as they were done."""
        rows = self._db.rows(
            "SELECT j.article, j.version, j.outcome FROM judgements j LEFT JOIN"
            " (SELECT article, min(edited_at) AS at FROM reviews WHERE status = 'done'"
            "  GROUP BY article) r ON r.article = j.article ORDER BY r.at, j.article"
        )
        for article, version, outcome in rows:
            yield article, version, json.loads(outcome)

    def done_count(self) -> int:
        """How many articles somebody has finished."""
        return int(
            self._db.value("SELECT count(DISTINCT article) FROM reviews WHERE status = 'done'")
        )
