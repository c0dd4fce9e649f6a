"""Where surfaces stand in the project: candidates from the full-text index, rows near a place.

The index folds case and marks, so it finds too much; what a mention is, is decided on the text.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annotator.core.concordance import Places, Surroundings
from annotator.core.graphemes import whole
from annotator.core.query import Query
from annotator.core.records import Decision, Span, Status, Suggestion
from annotator.core.span_index import MAX_SPAN
from annotator.core.tokens import cut
from annotator.storage.codec import columns_of
from annotator.storage.filters import Filters
from annotator.storage.parts import Look
from annotator.storage.suggestions import CURRENT_FOR
from annotator.storage.token_bounds import bounds
from annotator.values import dataclass

_ARTICLES = f"""SELECT a.id, a.text, a.heading, a.published,
    coalesce(r.status, '{Status.NEW}') AS status
FROM json_each(:ids) x JOIN articles a ON a.id = x.value
LEFT JOIN reviews r ON r.article = a.id AND r.annotator = :who
WHERE a.duplicate_of IS NULL OR r.edited_at <> ''"""  # noqa: S608 - our own names
_BOUNDS = """SELECT b.starts, b.ends, b.sentence_starts, b.article
FROM json_each(:ids) x JOIN token_bounds b ON b.article = x.value"""
# CROSS JOIN keeps the places first; spans are no longer than MAX_SPAN, so the key finds them.
_PLACES = """WITH place(article, start, last) AS MATERIALIZED (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    FROM json_each(:places))
"""
_SPANS = f"""{_PLACES} SELECT DISTINCT {columns_of(Span, "s.")} FROM place p CROSS JOIN spans s
ON s.article = p.article AND s.annotator = :who AND s.start <= p.last AND s."end" >= p.start
    AND s.start >= p.start - {MAX_SPAN}"""  # noqa: S608
_SUGGESTIONS = f"""{_PLACES} SELECT DISTINCT {columns_of(Suggestion, "g.")}
FROM place p CROSS JOIN suggestions g ON g.article = p.article
LEFT JOIN article_runs n ON n.article = g.article
WHERE g.start <= p.last AND g."end" >= p.start AND {CURRENT_FOR.format(who="who")}"""  # noqa: S608
_FOLLOWERS = f"""{_PLACES} SELECT DISTINCT {columns_of(Suggestion, "g.")}
FROM place p CROSS JOIN decisions d ON d.article = p.article AND d.annotator = :who
JOIN suggestions g ON g.id = d.suggestion
WHERE d.outcome = 'followed' AND d.start <= p.last AND d."end" >= p.start"""  # noqa: S608
_OF_SPANS = f"""SELECT {columns_of(Suggestion, "g.")} FROM json_each(:ids) x
JOIN suggestions g ON g.id = x.value"""  # noqa: S608
_LOWEST = """SELECT g.article, min(g.id) FROM json_each(:ids) x
JOIN suggestions g ON g.article = x.value GROUP BY g.article"""
_DECISIONS = f"""SELECT {columns_of(Decision, "d.")} FROM json_each(:ids) x
JOIN decisions d ON d.suggestion = x.value AND d.annotator = :who"""  # noqa: S608
_MARKED_SPANS = """SELECT s.article, s.start, s."end" FROM json_each(:ids) x
JOIN spans s ON s.article = x.value AND s.annotator = :who"""
_MARKED_OPEN = f"""SELECT g.article, coalesce(d.start, g.start), coalesce(d."end", g."end")
FROM json_each(:ids) x JOIN suggestions g ON g.article = x.value
LEFT JOIN article_runs n ON n.article = g.article
LEFT JOIN decisions d ON d.suggestion = g.id AND d.annotator = :who
WHERE g.start IS NOT NULL AND NOT g.is_maybe AND {CURRENT_FOR.format(who="who")}
    AND (d.outcome IS NULL OR d.outcome = 'followed')"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as far as a concordance needs it."""

    id: int
    text: str
    heading: str
    published: str
    status: str


class Occurrences(Look):
    """Reads for previews and concordances, for some dozens of articles at a time."""

    def candidates(self, surface: str) -> array[int]:
        """All of `candidate_steps` at once."""
        found = array("q")
        for part in self.candidate_steps(surface):
            found += part
        return found

    def candidate_steps(self, surface: str) -> Iterator[array[int]]:
        """The articles that may hold the surface, and perhaps some that don't, as imported, some
        or none at a time.

        Articles not indexed yet are among them. A surface within a longer word, as "km" in "10km",
        is not looked for.
        """
        return Filters(self._db).steps(Query(), (), 0, (surface,))

    def texts(self, ids: Iterable[int], annotator: int) -> list[ArticleText]:
        """Texts of these articles, and what a list tells; duplicates only if worked on."""
        values = {"ids": json.dumps(list(ids)), "who": annotator}
        return self._db.records(ArticleText, _ARTICLES, values)

    def marked(self, ids: Iterable[int], annotator: int) -> Places:
        """Where spans and open suggestions stand in these articles, in text order."""
        values = {"ids": json.dumps(list(ids)), "who": annotator}
        found: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        for sql in (_MARKED_SPANS, _MARKED_OPEN):
            for article, start, end in self._db.rows(sql, values):
                found[article].add((start, end))
        return {article: sorted(places) for article, places in found.items()}

    def surroundings(
        self, texts: Sequence[ArticleText], places: Places, annotator: int
    ) -> list[Surroundings]:
        """The rows around places, an article each, for those that have any."""
        wanted = [text for text in texts if places.get(text.id)]
        values: dict[str, object] = {
            "who": annotator,
            "places": json.dumps([[x.id, *place] for x in wanted for place in _few(places[x.id])]),
            "ids": json.dumps([text.id for text in wanted]),
        }
        tokens = {row[3]: bounds(row[:3])[0] for row in self._db.rows(_BOUNDS, values)}
        lowest = {row[0]: int(row[1]) for row in self._db.rows(_LOWEST, values)}
        spans: defaultdict[int, list[Span]] = defaultdict(list)
        for span in self._db.records(Span, _SPANS, values):
            spans[span.article].append(span)
        near: defaultdict[int, dict[int, Suggestion]] = defaultdict(dict)
        numbers = [x.suggestion for each in spans.values() for x in each if x.suggestion]
        values["ids"] = json.dumps(numbers)
        for sql in (_SUGGESTIONS, _FOLLOWERS, _OF_SPANS):
            for found in self._db.records(Suggestion, sql, values):
                near[found.article][found.id] = found
        values["ids"] = json.dumps([number for each in near.values() for number in each])
        decisions: defaultdict[int, dict[int, Decision]] = defaultdict(dict)
        for decision in self._db.records(Decision, _DECISIONS, values):
            decisions[decision.article][decision.suggestion] = decision
        return [
            Surroundings(
                x.id,
                x.text,
                whole(x.text, tokens.get(x.id) or cut(x.text)),
                x.status,
                spans[x.id],
                list(near[x.id].values()),
                decisions[x.id],
                min(0, lowest.get(x.id, 0)),
            )
            for x in wanted
        ]


def _few(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places, or where they are many, stretches that hold them: to look near each takes
    time.
    """
    step = -(-len(places) // _STRETCHES)
    groups = (places[at : at + step] for at in range(0, len(places), step or 1))
    return [(group[0][0], max(place[1] for place in group)) for group in groups]


_STRETCHES = 16
