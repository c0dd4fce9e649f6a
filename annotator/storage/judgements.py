"""How well suggestions did on reviewed articles, each article judged once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from annotator.storage.articles import IS_THERE
from annotator.storage.parts import Part
from annotator.storage.upkeep import Upkeep
from annotator.storage.whose import OF_PEOPLE
from annotator.values import dataclass

_REPAIRS = f"""SELECT j.article, j.version, json_extract(j.outcome, '$.shown') AS shown,
        json_extract(j.outcome, '$.static') AS static,
        coalesce(json_extract(j.outcome, '$.blind'), 0) AS is_blind,
        (SELECT min(edited_at) FROM reviews r WHERE r.article = j.article AND r.status = 'done'
            AND r.{OF_PEOPLE}) AS done_at,
        (SELECT chosen FROM reviews r WHERE r.article = j.article AND r.status = 'done'
            AND r.{OF_PEOPLE} ORDER BY edited_at LIMIT 1) AS chosen
    FROM judgements j WHERE j.article BETWEEN ? AND ? ORDER BY j.article"""  # noqa: S608

_FIRST = f"""SELECT article, min(edited_at) AS at, chosen FROM reviews
    WHERE status = 'done' AND {OF_PEOPLE} GROUP BY article"""  # noqa: S608 - our own names
_LAST = f"""SELECT j.version, j.outcome, r.chosen FROM judgements j LEFT JOIN ({_FIRST}) r
    ON r.article = j.article ORDER BY r.at DESC, j.article DESC LIMIT ?"""  # noqa: S608


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
class LastJudged:
    """A judged article: of which version, its outcome, and why it had come when it was finished
    (None: it was reopened since).
    """

    version: int
    outcome: dict[str, Any]
    chosen: str | None


class Judgements(Part):
    """Outcomes by article, of the version that was in use."""

    def put(self, judgements: Mapping[int, Mapping[str, Any]], version: int) -> None:
        """Keep how well what was in use did on reviewed articles; each is judged once."""
        with self._db.maintaining(Upkeep.JUDGEMENTS):
            self._db.write_many(
                "INSERT OR IGNORE INTO judgements (article, version, outcome)"
                f" SELECT :article, :version, :outcome WHERE {IS_THERE}",
                [
                    {"article": article, "version": version, "outcome": json.dumps(dict(outcome))}
                    for article, outcome in judgements.items()
                ],
            )

    def all(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """(article, version that was judged, outcome) of all judged articles, as they were done."""
        rows = self._db.rows(
            "SELECT j.article, j.version, j.outcome FROM judgements j LEFT JOIN"  # noqa: S608
            f" ({_FIRST}) r ON r.article = j.article ORDER BY r.at, j.article"
        )
        for article, version, outcome in rows:
            yield article, version, json.loads(outcome)

    def last(self, most: int) -> list[LastJudged]:
        """So many of the articles that were finished last and judged, in that order; what can't be
        read, or is no object, is left out.
        """
        found = []
        for version, outcome, chosen in self._db.rows(_LAST, (most,)):
            with suppress(ValueError, RecursionError):
                told = json.loads(outcome)
                if isinstance(told, dict):
                    found.append(LastJudged(version, told, chosen))
        return found[::-1]

    def repaired(self, first: int, last: int) -> list[Repaired]:
        """The judged articles of a range of ids, both ends included."""
        return self._db.records(Repaired, _REPAIRS, (first, last))

    def of(self, articles: Iterable[int]) -> list[dict[str, Any]]:
        """What is known of some judged articles, as it was judged."""
        rows = self._db.rows(
            "SELECT outcome FROM judgements"
            " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article",
            (json.dumps(list(articles)),),
        )
        return [json.loads(outcome) for (outcome,) in rows]
