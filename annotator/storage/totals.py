"""Sums that the project keeps of its rows, so that nothing has to count them all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter

from annotator.core.records import Change, Decision, Span, Suggestion, TopicAnswer
from annotator.storage.codec import Row, names_of
from annotator.storage.parts import Part

# Of suggestions g and article_runs n: those to be shown. Ids are stored for ever, runs come and go.
CURRENT = "(g.run IS NULL OR g.run = n.suggested_run OR g.source IN ('import', 'follow', 'copy'))"
_AMONG = "IN (SELECT value FROM json_each(?))"
_SPANS = f"SELECT count(*), 0, annotator FROM spans WHERE article {_AMONG} GROUP BY annotator"  # noqa: S608
_TOPICS = f"""SELECT 0, count(*), annotator FROM article_topics
    WHERE article {_AMONG} AND is_yes GROUP BY annotator"""  # noqa: S608
_SUGGESTED = f"""SELECT coalesce(sum(NOT g.is_maybe), 0), coalesce(sum(g.is_maybe), 0)
    FROM suggestions g LEFT JOIN article_runs n ON n.article = g.article
    WHERE g.article {{of}} AND g.start IS NOT NULL AND {CURRENT}"""  # noqa: S608
_SUGGESTED_OF_ONE, _SUGGESTED_OF_MANY = (_SUGGESTED.format(of=x) for x in ("= ?", _AMONG))
SUGGESTED = _SUGGESTED.format(of="IN (SELECT id FROM articles)")
"""How many suggestions and maybes of all articles are shown, as an SQL statement."""

_BY_SURFACE = "SELECT annotator, surface, label, count(*) FROM spans{} GROUP BY 1, 2, 3"
_SURFACES = _BY_SURFACE.format(f" WHERE article {_AMONG}")
MARKED_SURFACES = _BY_SURFACE.format("")
"""How often each annotator marked a surface with a label, as an SQL statement."""

_ADD_SURFACES = """INSERT INTO marked_surfaces (annotator, surface, label, spans)
    VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET spans = spans + excluded.spans"""
_DROP_SURFACES = """DELETE FROM marked_surfaces
    WHERE annotator = ? AND surface = ? AND label = ? AND spans = 0"""
_ADD_WORK = "UPDATE annotators SET spans = spans + ?, topics = topics + ? WHERE id = ?"
_COUNTED = attrgetter("article", "start", "source", "is_maybe", "run")
_ALWAYS = ("import", "follow", "copy")  # shown whatever run is
_START, _SOURCE, _MAYBE, _RUN = map(
    names_of(Suggestion).index, ("start", "source", "is_maybe", "run")
)
_IS_MAYBE = itemgetter(_MAYBE)
_start, _source = itemgetter(_START), itemgetter(_SOURCE)
_SHOWN_ALWAYS = frozenset(_ALWAYS)
_Surface = tuple[int, str, int]
"""Annotator, surface and label."""

_surface_of = itemgetter(*map(names_of(Span).index, ("annotator", "surface", "label")))


class Totals(Part):
    """How many suggestions are shown; how many spans and yes topics each annotator has, and spans
    of each surface with each label.
    """

    def suggested(self, article: int) -> tuple[int, int]:
        """How many suggestions and maybes of an article are shown."""
        suggestions, maybes = self._db.row(_SUGGESTED_OF_ONE, (article,)) or (0, 0)
        return suggestions, maybes

    def add_suggested(self, suggestions: int, maybes: int) -> None:
        """So many more suggestions and maybes are shown, or fewer."""
        if suggestions or maybes:
            self._db.write(
                "UPDATE project SET current_suggestions = current_suggestions + ?,"
                " current_maybes = current_maybes + ?",
                (suggestions, maybes),
            )

    def add_articles(self, articles: list[int], sign: int) -> None:
        """All that some articles hold came (+1) or goes (-1)."""
        ids = json.dumps(articles)
        for sql in (_SPANS, _TOPICS):
            rows = self._db.rows(sql, (ids,))
            self._db.write_many(_ADD_WORK, [(sign * a, sign * b, who) for a, b, who in rows])
        marked = self._db.rows(_SURFACES, (ids,))
        self._add_surfaces((tuple(key), sign * count) for *key, count in marked)
        suggestions, maybes = self._db.row(_SUGGESTED_OF_MANY, (ids,)) or (0, 0)
        self.add_suggested(sign * suggestions, sign * maybes)

    def follow(self, changes: Iterable[Change]) -> None:
        """Keep step with rows that were changed."""
        totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        surfaces: dict[_Surface, int] = defaultdict(int)
        shown: dict[int, int | None] = {}
        sums = [0, 0]
        for change in changes:
            if type(change.before) is Decision or type(change.after) is Decision:
                continue
            for side, sign in ((change.before, -1), (change.after, 1)):
                if side is None:
                    continue
                if isinstance(side, Suggestion):
                    if not _is_same_kind(change):
                        self._count_suggestion(side, sign, shown, sums)
                elif isinstance(side, Span):
                    totals[side.annotator][0] += sign
                    surfaces[side.annotator, side.surface, side.label] += sign
                elif isinstance(side, TopicAnswer) and side.is_yes:
                    totals[side.annotator][1] += sign
        self.add_suggested(*sums)
        self._add_surfaces(surfaces.items())
        self._add_work([(*added, annotator) for annotator, added in totals.items() if any(added)])

    def add_work(self, spans: Sequence[Row], topics: Mapping[int, int]) -> None:
        """Rows of spans came, and so many yes topics by annotator."""
        surfaces = Counter(map(_surface_of, spans))
        count: dict[int, int] = defaultdict(int)
        for (who, _, _), number in surfaces.items():
            count[who] += number
        self._add_surfaces(surfaces.items())
        whose = {*count, *topics}
        self._add_work([(count.get(who, 0), topics.get(who, 0), who) for who in whose])

    def add_new_suggestions(self, article: int, rows: Sequence[Row]) -> None:
        """Rows of suggestions, all of a new article, came: those that are shown count."""
        spans: Sequence[Row] = rows
        if None in map(_start, rows):
            spans = [row for row in rows if row[_START] is not None]
        maybes = sum(map(_IS_MAYBE, spans))
        sums = {False: len(spans) - maybes, True: maybes}
        runs: set[int | None] = set()
        if not _SHOWN_ALWAYS.issuperset(map(_source, rows)):
            runs = {row[_RUN] for row in rows if row[_SOURCE] not in _ALWAYS} - {None}
        if runs:  # all but those of the run that is shown are not
            shown = self._shown_run(article)
            for row in spans:
                if row[_SOURCE] not in _ALWAYS and row[_RUN] not in (None, shown):
                    sums[row[_MAYBE]] -= 1
        self.add_suggested(sums[False], sums[True])

    def _add_surfaces(self, added: Iterable[tuple[_Surface, int]]) -> None:
        found = [(*key, number) for key, number in added if number]
        self._db.write_many(_ADD_SURFACES, found)
        self._db.write_many(_DROP_SURFACES, [row[:3] for row in found if row[3] < 0])

    def _add_work(self, rows: list[tuple[int, ...]]) -> None:
        if rows:
            self._db.write_many(_ADD_WORK, rows)

    def _shown_run(self, article: int) -> int | None:
        sql = "SELECT suggested_run FROM article_runs WHERE article = ?"
        found: int | None = self._db.value(sql, (article,))
        return found

    def _count_suggestion(
        self, suggestion: Suggestion, sign: int, shown: dict[int, int | None], sums: list[int]
    ) -> None:
        """Add one to the sums of suggestions and maybes, if it is one that is shown."""
        article = suggestion.article
        if article not in shown:
            shown[article] = self._shown_run(article)
        always = suggestion.run is None or suggestion.source in _ALWAYS
        if suggestion.start is not None and (always or suggestion.run == shown[article]):
            sums[int(suggestion.is_maybe)] += sign


def _is_same_kind(change: Change) -> bool:
    """Whether a suggestion only gets another label, so that it counts as before."""
    before, after = change.before, change.after
    if not isinstance(before, Suggestion) or not isinstance(after, Suggestion):
        return False
    return _COUNTED(before) == _COUNTED(after)
