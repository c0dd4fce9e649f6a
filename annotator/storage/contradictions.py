"""Reviews that the corrector strongly contradicts: where, what it says, and how sure it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from annotator.core.concordance import Places
from annotator.storage.articles import IS_THERE
from annotator.storage.codec import columns_of, encoder, names_of
from annotator.storage.parts import Look, Part
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

# One that was settled is gone: the span was changed, or one was made where there was none.
STANDS = """CASE WHEN c.reviewed IS NULL
    THEN NOT EXISTS (SELECT 1 FROM spans s WHERE s.article = c.article
        AND s.annotator = c.annotator AND s.start < c."end" AND s."end" > c.start)
    ELSE EXISTS (SELECT 1 FROM spans s WHERE s.article = c.article
        AND s.annotator = c.annotator AND s.start < c."end" AND s."end" > c.start
        AND s.label = c.reviewed) AND NOT EXISTS (SELECT 1 FROM spans s
        WHERE s.article = c.article AND s.annotator = c.annotator AND s.start = c.start
        AND s."end" = c."end" AND s.label = c.said) END"""
_PLACES = f"""SELECT c.article, c.start, c."end" FROM json_each(:ids) x
JOIN contradictions c ON c.article = x.value AND c.annotator = :who AND {STANDS}
ORDER BY c.article, c.start"""  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A place where the corrector says something else than an annotator's review.

    `reviewed` is the label id that the review has there, None where it has no span; `said` is the
    corrector's, None for no entity, and `probability` how sure it is (0–1).
    """

    article: int
    annotator: int
    start: int
    end: int
    reviewed: int | None
    said: int | None
    probability: float


_NAMES = names_of(Contradiction)
_INSERT = f"""INSERT OR REPLACE INTO contradictions ({columns_of(Contradiction)})
    SELECT {", ".join(f":{name}" for name in _NAMES)}
    WHERE {IS_THERE}"""


class ContradictedPlaces(Look):
    """Where reviews are contradicted."""

    def places(self, ids: Iterable[int], annotator: int) -> Places:
        """Where the reviews of some articles are still contradicted, in text order."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        values = {"ids": json.dumps(list(ids)), "who": annotator}
        for article, start, end in self._db.rows(_PLACES, values):
            found[article].append((start, end))
        return dict(found)


class Contradictions(Part, ContradictedPlaces):
    """Made anew as a whole by each evaluation; what was settled since is left out in reading."""

    def put(self, found: Iterable[Contradiction]) -> None:
        """Keep these in the place of all that were kept before."""
        with self._db.maintaining(Upkeep.CONTRADICTIONS):
            encode = encoder(Contradiction, _NAMES)
            self._db.write("DELETE FROM contradictions")
            self._db.write_many(
                _INSERT,
                [dict(zip(_NAMES, encode(each), strict=True)) for each in found],
            )
