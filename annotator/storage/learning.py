"""What learning keeps in the project: versions of models, readings, how well they did."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from annotator.errors import UserError
from annotator.storage.parts import Part
from annotator.storage.suggestions import Counts

_LARGEST_MODEL = 128 << 20
ModelKind = Literal["corrector", "topics"]

_COLUMNS = "kind, version, made_at, fingerprint, articles, is_better, report"
_PAGE = "WHERE article BETWEEN ? AND ?"
_REPAIRS = """SELECT j.article, j.version, json_extract(j.outcome, '$.shown'),
        json_extract(j.outcome, '$.static'), coalesce(json_extract(j.outcome, '$.blind'), 0),
        (SELECT min(edited_at) FROM reviews r WHERE r.article = j.article AND r.status = 'done'),
        (SELECT chosen FROM reviews r WHERE r.article = j.article AND r.status = 'done'
            ORDER BY edited_at LIMIT 1)
    FROM judgements j WHERE j.article BETWEEN ? AND ? ORDER BY j.article"""
_REVIEWED = """SELECT r.article, r.annotator, r.shown, a.words
    FROM reviews r JOIN articles a ON a.id = r.article
    WHERE r.article BETWEEN ? AND ? AND r.status = 'done' ORDER BY r.article, r.annotator"""
_PUT_DOWN = f"SELECT article, annotator, topics FROM blind_reviews {_PAGE}"  # noqa: S608
_YES = f"SELECT article, annotator, topic FROM article_topics {_PAGE} AND is_yes"  # noqa: S608
# A surface is remembered by article too: an article must not be taught by its own decisions.
_MEMORY_BY_ARTICLE = (
    """SELECT article, surface, CASE outcome WHEN 'rejected' THEN NULL ELSE label END AS kind,
        count(*) FROM decisions
        WHERE way IN ('key', 'letter', 'mouse') AND surface IS NOT NULL
        GROUP BY article, surface, kind""",
    """SELECT article, surface, label, count(*) FROM spans
        WHERE origin = 'added' AND suggestion IS NULL GROUP BY article, surface, label""",
)

_IS_THERE = "EXISTS (SELECT 1 FROM articles WHERE id = ?1)"  # it may be in the bin by now


@dataclass(frozen=True, slots=True)
class Model:
    """One version of a model, without its weights.

    `fingerprint` is that of the pipeline it was trained on, `articles` the number of reviews, and
    `is_better` whether it beat what was in use when it was made, or followed one that did and is
    no worse. `report` is what training told.
    """

    kind: str
    version: int
    made_at: str
    fingerprint: str
    articles: int
    is_better: bool
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many repairs an article took: of what was shown, and of the pipeline's alone.

    `done_at` is when it was first finished and `chosen` why it had come, None where it was
    reopened since.
    """

    article: int
    version: int
    shown: int
    static: int
    is_blind: bool
    done_at: str | None
    chosen: str | None


@dataclass(frozen=True, slots=True)
class Marks:
    """What one annotator marked in a finished article: spans by label id, topics with a yes (0:
    none applies).

    `shown` is that of the review; of a blind one it is what was marked before the suggestions came.
    """

    article: int
    annotator: int
    shown: str
    words: int
    spans: Mapping[int, int]
    topics: frozenset[int] = frozenset()


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
            Model(kind, version, at, fingerprint, articles, bool(is_better), _report(report))
            for kind, version, at, fingerprint, articles, is_better, report in rows
        ]

    def model_weights(self, kind: ModelKind, version: int) -> bytes | None:
        """The weights as they were stored, or None where there is no such version.

        Raises UserError for what is no model's: of another kind, or larger than any is.
        """
        found = self._db.row(
            "SELECT typeof(weights) = 'blob' AND length(weights) <= ?, CASE WHEN length(weights)"
            " <= ? THEN weights END FROM models WHERE kind = ? AND version = ?",
            (_LARGEST_MODEL, _LARGEST_MODEL, kind, version),
        )
        if found is None:
            return None
        is_fit, weights = found
        if not is_fit:
            raise UserError(
                "the model is damaged or too large",
                where=f"{kind} {version}",
                do="train a new one, or go back to an earlier version",
            )
        return bytes(weights)

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
                f"INSERT INTO readings SELECT ?1, ?2, ?3 WHERE {_IS_THERE}"
                " ON CONFLICT DO UPDATE SET"
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
                f"INSERT OR IGNORE INTO judgements SELECT ?1, ?2, ?3 WHERE {_IS_THERE}",
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

    def finished(self) -> array[int]:
        """The ids of the articles that somebody has finished, in their order."""
        return self._ids(
            "SELECT json_group_array(article) FROM"
            " (SELECT DISTINCT article FROM reviews WHERE status = 'done' ORDER BY article)"
        )

    def repaired(self, first: int, last: int) -> list[Repaired]:
        """The judged articles of a range of ids, both ends included."""
        return [
            Repaired(article, version, shown, static, bool(blind), at, chosen)
            for article, version, shown, static, blind, at, chosen in self._db.rows(
                _REPAIRS, (first, last)
            )
        ]

    def outcomes(self, articles: Iterable[int]) -> list[dict[str, Any]]:
        """What is known of some judged articles, as it was judged."""
        rows = self._db.rows(
            "SELECT outcome FROM judgements"
            " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article",
            (json.dumps(list(articles)),),
        )
        return [json.loads(outcome) for (outcome,) in rows]

    def has_blind(self) -> bool:
        """Whether any article was finished without suggestions."""
        sql = "SELECT EXISTS(SELECT 1 FROM reviews WHERE shown = 'blind' AND status = 'done')"
        return bool(self._db.value(sql))

    def marks(self, first: int, last: int) -> list[Marks]:
        """What was marked in the finished articles of a range of ids, both ends included."""
        page = (first, last)
        spans = self._marked("spans", first, last)
        unled = self._marked("blind_spans", first, last)
        answers = self._answered(first, last)
        blind = {
            (article, annotator): frozenset(json.loads(topics))
            for article, annotator, topics in self._db.rows(_PUT_DOWN, page)
        }
        found = []
        for article, annotator, shown, words in self._db.rows(_REVIEWED, page):
            key = (article, annotator)
            own = (unled if key in blind else spans).get(key, {})
            topics = blind.get(key) if key in blind else answers.get(key)
            found.append(Marks(article, annotator, shown, words, own, topics or frozenset()))
        return found

    def _answered(self, first: int, last: int) -> dict[tuple[int, int], frozenset[int]]:
        """The topics with a yes, by article and annotator."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        for article, annotator, topic in self._db.rows(_YES, (first, last)):
            found[article, annotator].add(topic)
        return {key: frozenset(topics) for key, topics in found.items()}

    def _marked(self, table: str, first: int, last: int) -> dict[tuple[int, int], dict[int, int]]:
        """How many spans each label has, by article and annotator."""
        found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        sql = f"SELECT article, annotator, label, count(*) FROM {table} {_PAGE} GROUP BY 1, 2, 3"  # noqa: S608
        for article, annotator, label, count in self._db.rows(sql, (first, last)):
            found[article, annotator][label] = count
        return found

    def done_count(self) -> int:
        """How many articles somebody has finished."""
        return int(
            self._db.value("SELECT count(DISTINCT article) FROM reviews WHERE status = 'done'")
        )

    def done_since(self, at: str) -> int:
        """How many finished reviews were worked on after a time (ISO 8601, UTC) and before now:
        imported ones may be of a time to come, and would be new for ever.
        """
        return int(
            self._db.value(
                "SELECT count(*) FROM reviews WHERE status = 'done' AND edited_at > ?"
                " AND edited_at <= strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
                (at,),
            )
        )


def _report(stored: str) -> dict[str, Any]:
    """What training told; nothing where the row is damaged: the others are not less for it."""
    try:
        report = json.loads(stored)
    except (TypeError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}
