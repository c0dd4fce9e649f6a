"""Suggestions and the runs that made them, token boundaries, and what surfaces were decided as."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Sequence
from operator import lt
from typing import Any

from annotator.core.memory import LATELY, is_memorable
from annotator.core.records import Suggestion
from annotator.core.tokens import Tokens
from annotator.errors import Bug
from annotator.storage.parts import Part
from annotator.storage.rows import Row, others_json

# Of suggestions g and article_runs n: those to be shown. Ids are stored for ever, runs come and go.
CURRENT = "(g.run IS NULL OR g.run = n.suggested_run OR g.source IN ('import', 'follow'))"
# What one annotator sees of that: nothing that came for others after they had finished.
CURRENT_FOR = """(g.run IS NULL OR g.source IN ('import', 'follow') OR g.run = n.suggested_run
    AND NOT (n.for_others AND EXISTS (SELECT 1 FROM reviews v WHERE v.article = g.article
        AND v.annotator = :{who} AND v.status IN ('done', 'skipped') AND v.run IS NULL)))"""

# An id that is in the bin is not given again: what was decided about it comes back with it.
_NEXT_ID = """1 + max((SELECT coalesce(max(id), 0) FROM suggestions),
    (SELECT coalesce(max(id), 0) FROM bin_suggestions))"""
_INSERT = (
    'INSERT INTO suggestions (id, article, start, "end", label, source, score, is_maybe, run,'  # noqa: S608
    f" others) VALUES ({_NEXT_ID}, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TALLY = f"""SELECT coalesce(sum(NOT g.is_maybe), 0), coalesce(sum(g.is_maybe), 0)
FROM suggestions g LEFT JOIN article_runs n ON n.article = g.article
WHERE g.article = ? AND g.start IS NOT NULL AND {CURRENT}"""  # noqa: S608 - our own names
_LABEL_IDS = "SELECT id FROM labels UNION SELECT id FROM topics"
# What came to an article in bulk before any run answered does not keep its suggestions away.
_IS_TOUCHED = """SELECT EXISTS (SELECT 1 FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE d.article = :a AND (d.way <> 'bulk' OR g.run IS NOT NULL))
OR EXISTS (SELECT 1 FROM spans s WHERE s.article = :a AND NOT EXISTS (
    SELECT 1 FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE d.suggestion = s.suggestion AND d.way = 'bulk' AND g.run IS NULL))
OR EXISTS (SELECT 1 FROM article_topics WHERE article = :a)
OR EXISTS (SELECT 1 FROM reviews WHERE article = :a AND status IN ('done', 'skipped'))"""
# Finished by whoever worked on it, and no run was ever shown: suggestions for the others.
_IS_FINISHED = """SELECT EXISTS (SELECT 1 FROM reviews
        WHERE article = :a AND status IN ('done', 'skipped'))
    AND NOT EXISTS (SELECT 1 FROM article_runs WHERE article = :a AND suggested_run IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM (SELECT annotator FROM spans WHERE article = :a
            UNION SELECT annotator FROM decisions WHERE article = :a
            UNION SELECT annotator FROM article_topics WHERE article = :a
            UNION SELECT annotator FROM reviews WHERE article = :a AND status = 'started') w
        WHERE NOT EXISTS (SELECT 1 FROM reviews v WHERE v.article = :a
            AND v.annotator = w.annotator AND v.status IN ('done', 'skipped')))"""
# What nobody saw is not kept: each version of a model would leave its rows in every article.
_DELETE_UNSEEN = """DELETE FROM suggestions WHERE article = :article AND (run = :run
    OR run IS NOT NULL AND source NOT IN ('import', 'follow') AND NOT EXISTS (
        SELECT 1 FROM reviews WHERE article = :article))"""
_MEMORY = (
    """SELECT surface, CASE outcome WHEN 'rejected' THEN NULL ELSE label END AS kind, count(*)
        FROM decisions WHERE way IN ('key', 'letter', 'mouse') AND {which}
        GROUP BY surface, kind""",
    """SELECT surface, label, count(*) FROM spans
        WHERE origin = 'added' AND suggestion IS NULL AND {which}
        GROUP BY surface, label""",
)
_USAGE = """SELECT s.label, count(*) FROM (SELECT article, annotator FROM reviews
    WHERE status = 'done' ORDER BY edited_at DESC, article DESC LIMIT ?) r
JOIN spans s ON s.article = r.article AND s.annotator = r.annotator GROUP BY s.label"""
_MEMORY_ALL = tuple(sql.format(which="surface IS NOT NULL") for sql in _MEMORY)
_MEMORY_OF = tuple(
    sql.format(which="surface = :surface AND article <> :but_not_in") for sql in _MEMORY
)

Counts = dict[int | None, int]


class SuggestionPart(Part):
    """What models and rules propose. Nothing here is an act: suggestions are not answers."""

    def run_id(
        self,
        pipeline: str,
        version: str,
        fingerprint: str,
        corrector: str = "",
        kind: str = "pipeline",
    ) -> int:
        """The id of this run, which is added where there is none."""
        values = (kind, pipeline, version, fingerprint, corrector)
        select = (
            "SELECT id FROM runs WHERE kind = ? AND pipeline = ? AND version = ?"
            " AND fingerprint = ? AND corrector = ?"
        )
        found = self._db.value(select, values)
        if found is None:
            with self._db.transaction():
                self._db.write(
                    "INSERT OR IGNORE INTO runs (kind, pipeline, version, fingerprint, corrector)"
                    " VALUES (?, ?, ?, ?, ?)",
                    values,
                )
                found = self._db.value(select, values)
        return int(found)

    def put_suggestions(
        self,
        article: int,
        run: int,
        tokens: Tokens,
        sentence_starts: Sequence[int],
        suggestions: Sequence[Suggestion],
        topics: Sequence[Suggestion] = (),
    ) -> bool:
        """Store what a run says about an article and show it from now on.

        Earlier runs' rows stay where the article was on anyone's desk. Where anyone has decided
        anything in the article only the token boundaries are stored, and False is returned; but
        where they have finished it without suggestions, these are for the other annotators. A
        second answer of the same run takes the place of its first.
        """
        with self._db.transaction():
            if self._db.value("SELECT 1 FROM articles WHERE id = ?", (article,)) is None:
                return False  # it went to the bin while it was read
            self._put_bounds(article, run, tokens, sentence_starts)
            is_touched = self._db.value(_IS_TOUCHED, {"a": article})
            is_open = not is_touched or bool(self._db.value(_IS_FINISHED, {"a": article}))
            shown = run if is_open else None
            before = self._tally(article)
            self._db.write(
                "INSERT INTO article_runs (article, suggested_run, latest_run, doubt, for_others)"
                " VALUES (:article, :shown, :run, :doubt, :for_others) ON CONFLICT DO UPDATE SET"
                " latest_run = :run, suggested_run = coalesce(:shown, suggested_run),"
                " doubt = :doubt, for_others = max(for_others, :for_others)",
                {
                    "article": article,
                    "shown": shown,
                    "run": run,
                    "doubt": _doubt(tokens, suggestions),
                    "for_others": is_open and bool(is_touched),
                },
            )
            if is_open:
                self._put_rows(article, run, [*suggestions, *topics])
                self._count(before, self._tally(article))
        return is_open

    def next_article_without_suggestions(
        self, after: int = 0, limit: int = 1, *, run: int | None = None
    ) -> list[int]:
        """Ids above `after` that no run has answered for, or with `run` not this one last.

        Duplicates are left out, articles in which something was decided are not.
        """
        where = "latest_run IS NULL"
        if run is not None:  # also where it was not shown: those who worked there may have finished
            where = "(latest_run IS NOT :run OR suggested_run IS NULL)"
        rows = self._db.rows(
            f"SELECT article FROM article_runs WHERE {where} AND article > :after"  # noqa: S608
            " ORDER BY article LIMIT :limit",
            {"run": run, "after": after, "limit": limit},
        )
        return [article for (article,) in rows]

    def reader_of(self, article: int) -> str:
        """The fingerprint of the pipeline that answered last for this article; "": none did, or
        what it said is not shown.
        """
        sql = (
            "SELECT r.fingerprint FROM article_runs n JOIN runs r ON r.id = n.latest_run"
            " WHERE n.article = ? AND n.suggested_run IS NOT NULL"
        )
        return str(self._db.value(sql, (article,)) or "")

    def next_article_to_renew(self, run: int, after: int, limit: int) -> list[int]:
        """Ids above `after` still to do for which another run than this one answered last."""
        rows = self._db.rows(
            "SELECT n.article FROM article_runs n WHERE n.latest_run <> :run AND n.article > :after"
            " AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = n.article"
            " AND r.status IN ('done', 'skipped')) ORDER BY n.article LIMIT :limit",
            {"run": run, "after": after, "limit": limit},
        )
        return [article for (article,) in rows]

    def tokens(self, article: int) -> tuple[Tokens, array[int]] | None:
        """The token boundaries and sentence starts of an article, or None before a run answered."""
        row = self._db.row(
            "SELECT starts, ends, sentence_starts FROM token_bounds WHERE article = ?", (article,)
        )
        return None if row is None else bounds(row)

    def memory(self) -> dict[str, Counts]:
        """How often each surface was explicitly decided as each label, None standing for rejected.

        Explicit are decisions by key, letter or mouse, and spans added by hand.
        """
        return self._remembered(_MEMORY_ALL, {})

    def memory_of(self, surface: str, *, but_not_in: int = 0) -> Counts:
        """The same for one surface, one article left out if wanted."""
        values = {"surface": surface, "but_not_in": but_not_in}
        return self._remembered(_MEMORY_OF, values).get(surface, {})

    def usage(self) -> dict[int, int]:
        """How many spans of the articles that were finished last have each label."""
        return dict(self._db.rows(_USAGE, (LATELY,)))

    def _remembered(self, statements: Sequence[str], values: dict[str, Any]) -> dict[str, Counts]:
        memory: dict[str, Counts] = defaultdict(dict)
        for sql in statements:
            for found, label, count in self._db.rows(sql, values):
                if not is_memorable(found):
                    continue
                counts = memory[found]
                counts[label] = counts.get(label, 0) + count
        return dict(memory)

    def _put_bounds(
        self, article: int, run: int, tokens: Tokens, sentence_starts: Sequence[int]
    ) -> None:
        self._db.write(
            "INSERT INTO token_bounds VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " run = excluded.run, starts = excluded.starts, ends = excluded.ends,"
            " sentence_starts = excluded.sentence_starts",
            (article, run, _blob(tokens.starts), _blob(tokens.ends), _blob(sentence_starts)),
        )

    def _put_rows(self, article: int, run: int, suggestions: Sequence[Suggestion]) -> None:
        length = self._db.value("SELECT length FROM articles WHERE id = ?", (article,))
        if any(x.end is not None and x.end > length for x in suggestions):
            raise Bug("a suggestion beyond the end of its article", where=f"article {article}")
        # A worker that was asked before a label was deleted answers with it: that is left out.
        known = {None, *(number for (number,) in self._db.rows(_LABEL_IDS))}
        self._db.write(_DELETE_UNSEEN, {"article": article, "run": run})
        self._db.write_many(
            _INSERT,
            [
                (
                    article, x.start, x.end, x.label, x.source, x.score, x.is_maybe, run,
                    others_json(x.others),
                )
                for x in suggestions
                if x.label in known
            ],
        )  # fmt: skip

    def _tally(self, article: int) -> tuple[int, int]:
        """How many current suggestions and maybes the article has."""
        suggestions, maybes = self._db.row(_TALLY, (article,)) or (0, 0)
        return suggestions, maybes

    def _count(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        """Keep the project's totals in step with a change in one article."""
        if before != after:
            self._db.write(
                "UPDATE project SET current_suggestions = current_suggestions + ?,"
                " current_maybes = current_maybes + ?",
                (after[0] - before[0], after[1] - before[1]),
            )


def _doubt(tokens: Tokens, suggestions: Sequence[Suggestion]) -> float | None:
    """How many marks are likely wrong, for each hundred tokens; None where nothing has a score."""
    scores = [x.score for x in suggestions if x.score is not None and not x.is_maybe]
    if not scores:
        return None
    return 100 * sum(1 - score for score in scores) / max(len(tokens.starts), 1)


def bounds(row: Row) -> tuple[Tokens, array[int]]:
    """Token boundaries and sentence starts from their three columns."""
    starts, ends, sentence_starts = (_unblob(blob) for blob in row)
    return Tokens(starts, ends), sentence_starts


def are_bounds(blobs: Sequence[Any], length: Any) -> bool:
    """Whether the three columns hold tokens in order and within a text of this length."""
    if not isinstance(length, int) or any(not isinstance(x, bytes) or len(x) % 4 for x in blobs):
        return False
    # Lists, whose numbers are made once: those that are in order are told by their identity.
    starts, ends, sentences = (_unblob(blob).tolist() for blob in blobs)
    if len(starts) != len(ends) or any(x != sorted(x) for x in (starts, ends, sentences)):
        return False
    if not starts:
        return True
    return ends[-1] <= length and sentences[-1:] <= starts[-1:] and all(map(lt, starts, ends))


def _blob(numbers: Sequence[int]) -> bytes:
    return _little_endian(array("I", numbers)).tobytes()


def _unblob(blob: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(blob)
    return _little_endian(numbers)


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers
