"""Suggestions: what models and rules propose for articles, and the runs that made them."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from annotator.core.article_keys import PREFIX
from annotator.core.records import Suggestion
from annotator.core.tokens import Tokens
from annotator.errors import Bug
from annotator.faults import Fault
from annotator.places import Where
from annotator.storage.codec import column_encoder, column_of, columns_of, names_of
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.remembered import Remembered
from annotator.storage.token_bounds import blob, bounds
from annotator.storage.totals import Totals
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

# What one annotator sees of that: nothing that came for others after they had finished, or that
# others took over from their reviews of a near copy.
CURRENT_FOR = """(g.run IS NULL OR g.source IN ('import', 'follow')
    OR g.source = 'copy' AND EXISTS (
        SELECT 1 FROM runs u WHERE u.id = g.run AND u.corrector = :{who})
    OR g.run = n.suggested_run
    AND NOT (n.for_others AND EXISTS (SELECT 1 FROM reviews v WHERE v.article = g.article
        AND v.annotator = :{who} AND v.status IN ('done', 'skipped') AND v.run IS NULL)))"""

_DIGITS = re.compile("(?:[0-9a-f]{2})+")
COPY_RUN = "copy"  # the kind of a run that is an annotator's own review of a near copy
# An id that is in the bin is not given again: what was decided about it comes back with it.
_NEXT_ID = """1 + max((SELECT coalesce(max(id), 0) FROM suggestions),
    (SELECT coalesce(max(id), 0) FROM bin_suggestions))"""
_SAID = tuple(name for name in names_of(Suggestion) if name not in ("id", "article", "run"))
_columns = column_encoder(Suggestion, _SAID)
_INTO = f"INSERT INTO suggestions (id, article, run, {', '.join(map(column_of, _SAID))})"
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
_CURRENT = (
    f"SELECT {columns_of(Suggestion, 'g.')} FROM suggestions g"  # noqa: S608 - our own names
    " LEFT JOIN article_runs n ON n.article = g.article"
    f" WHERE g.article = :article AND {CURRENT_FOR.format(who='who')}"
)
_OF_ALL_IN_RANGE = (
    f"SELECT {columns_of(Suggestion, 'g.')} FROM suggestions g"  # noqa: S608 - our own names
    " LEFT JOIN article_runs n ON n.article = g.article"
    " WHERE g.article BETWEEN ? AND ? AND (g.run IS NULL OR g.run = n.suggested_run"
    " OR g.source IN ('import', 'follow', 'copy')) ORDER BY g.article, g.start, g.id"
)
_TOKENS_OF_RANGE = (
    "SELECT article, starts, ends, sentence_starts FROM token_bounds WHERE article BETWEEN ? AND ?"
)
# Also where it was not shown: those who worked there may have finished.
_LACKS = "(latest_run IS NOT :run OR suggested_run IS NULL)"
# What nobody saw is not kept: each version of a model would leave its rows in every article.
_DELETE_UNSEEN = """DELETE FROM suggestions WHERE article = :article AND (run = :run
    OR run IS NOT NULL AND source NOT IN ('import', 'follow', 'copy') AND NOT EXISTS (
        SELECT 1 FROM reviews WHERE article = :article))"""

# In a hand-out what several code stays as it was handed out.
_IS_APART = """SELECT 1 FROM draws WHERE article = ? AND part <> 'own'
    AND EXISTS (SELECT 1 FROM settings WHERE name = 'handout')"""
_HAS_ANY = "SELECT 1 FROM suggestions WHERE article = :article AND run IS NOT NULL"
# Where something was taken back all was seen: doing it again needs the rows that it was about.
_TAKEN_BACK = "SELECT article FROM acts WHERE of IS NOT NULL AND article IS NOT NULL"
_TAKEN_BACK_SINCE = "SELECT article FROM acts WHERE id > ? AND +of IS NOT NULL AND article > 0"


@dataclass(frozen=True, slots=True)
class CopiedFrom:
    """Whose labels of which near copy were suggested: the article's id, None for one that is not in
    the project, and the id by which an import named it ("" for one of this project).
    """

    article: int | None
    key: str
    annotator: int


class Suggestions(Part):
    """What models and rules propose. Nothing here is an act: suggestions are not answers."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._totals = Totals(database)
        self._next_id = Remembered(database, self._highest_and_one)
        self._taken_back: set[int] = set()  # articles, as far as the log has been read
        self._read_to = self._rollbacks = 0

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
            with self._db.maintaining(Upkeep.RUN):
                self._db.write(
                    "INSERT OR IGNORE INTO runs (kind, pipeline, version, fingerprint, corrector)"
                    " VALUES (?, ?, ?, ?, ?)",
                    values,
                )
                found = self._db.value(select, values)
        return int(found)

    def run_of_copy(self, article: int, annotator: int) -> int:
        """The run that stands for an annotator's own labels in a near copy, which is `article`."""
        return self.run_id("near copy", str(article), "", str(annotator), COPY_RUN)

    def run_of_named_copy(self, key: str, annotator: int) -> int:
        """The same of a near copy that an import only names; it may be here, or come later."""
        return self.run_id("near copy", "", key, str(annotator), COPY_RUN)

    def copied_from(self, run: int) -> CopiedFrom | None:
        """The near copy and the annotator that a run stands for, None for another run."""
        sql = "SELECT version, fingerprint, corrector FROM runs WHERE id = ? AND kind = ?"
        found = self._db.row(sql, (run, COPY_RUN))
        if found is None:
            return None
        version, key, annotator = found
        article = int(version) if version else self._named(key)
        return CopiedFrom(article, key, int(annotator))

    def _named(self, key: str) -> int | None:
        """The article with this id outside, its own or the one that its text gives it."""
        sql = "SELECT min(id) FROM articles WHERE key = ? AND key <> ''"
        article: int | None = self._db.value(sql, (key,))
        digits = key.removeprefix(PREFIX)
        if article is None and digits != key and _DIGITS.fullmatch(digits):
            first = bytes.fromhex(digits)
            sql = "SELECT min(id) FROM articles WHERE key = '' AND sha256 >= ? AND sha256 <= ?"
            article = self._db.value(sql, (first, first + b"\xff" * 32))
        return article

    def put(
        self,
        article: int,
        run: int,
        tokens: Tokens,
        sentence_starts: Sequence[int],
        suggestions: Sequence[Suggestion],
        topics: Sequence[Suggestion] = (),
    ) -> bool:
        """Store what a run says about an article and show it from now on.

        Earlier runs' rows stay where the article was on anyone's desk, and all where something in
        it was taken back. Where anyone has decided
        anything in the article only the token boundaries are stored, and False is returned; but
        where they have finished it without suggestions, these are for the other annotators. A
        second answer of the same run takes the place of its first elsewhere.
        """
        with self._db.maintaining(Upkeep.SUGGESTIONS):
            if self._db.value("SELECT 1 FROM articles WHERE id = ?", (article,)) is None:
                return False  # it went to the bin while it was read
            if self._db.value(_IS_APART, (article,)):
                return False
            self._put_bounds(article, run, tokens, sentence_starts)
            is_touched = self._db.value(_IS_TOUCHED, {"a": article})
            is_open = not is_touched or bool(self._db.value(_IS_FINISHED, {"a": article}))
            shown = run if is_open else None
            before = self._totals.suggested(article)
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
                after = self._totals.suggested(article)
                self._totals.add_suggested(after[0] - before[0], after[1] - before[1])
        return is_open

    def next_ids(self, count: int) -> range:
        """Ids for so many new suggestions, in one transaction with them. They grow, and rows behind
        all others are stored a third faster.
        """
        if not count:
            return range(1, 1)
        first = self._next_id()
        self._next_id.put(first + count)
        return range(first, first + count)

    def next_without(self, after: int = 0, limit: int = 1, *, run: int | None = None) -> list[int]:
        """Ids above `after` that no run has answered for, or with `run` not this one last.

        Duplicates are left out, articles in which something was decided are not.
        """
        where = "latest_run IS NULL" if run is None else _LACKS
        rows = self._db.rows(
            f"SELECT article FROM article_runs WHERE {where} AND article > :after"  # noqa: S608
            " ORDER BY article LIMIT :limit",
            {"run": run, "after": after, "limit": limit},
        )
        return [article for (article,) in rows]

    def count_without(self, run: int) -> int:
        """How many articles `next_without` would give for a run. Looks at all of them."""
        sql = f"SELECT count(*) FROM article_runs WHERE {_LACKS}"  # noqa: S608
        return int(self._db.value(sql, {"run": run}))

    def still_without(self, articles: Sequence[int], run: int) -> frozenset[int]:
        """Those of the articles that `next_without` would still give for a run."""
        rows = self._db.rows(
            f"SELECT article FROM article_runs WHERE {_LACKS}"  # noqa: S608
            " AND article IN (SELECT value FROM json_each(:articles))",
            {"run": run, "articles": json.dumps(list(articles))},
        )
        return frozenset(article for (article,) in rows)

    def reader_of(self, article: int) -> str:
        """The fingerprint of the pipeline that answered last for this article; "": none did, or
        what it said is not shown.
        """
        sql = (
            "SELECT r.fingerprint FROM article_runs n JOIN runs r ON r.id = n.latest_run"
            " WHERE n.article = ? AND n.suggested_run IS NOT NULL"
        )
        return str(self._db.value(sql, (article,)) or "")

    def next_to_renew(self, run: int, after: int, limit: int) -> list[int]:
        """Ids above `after` still to do for which another run than this one answered last."""
        rows = self._db.rows(
            "SELECT n.article FROM article_runs n WHERE n.latest_run <> :run AND n.article > :after"
            " AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = n.article"
            " AND r.status IN ('done', 'skipped')) ORDER BY n.article LIMIT :limit",
            {"run": run, "after": after, "limit": limit},
        )
        return [article for (article,) in rows]

    def of(self, article: int, annotator: int = 0) -> list[Suggestion]:
        """The current suggestions, maybes and topic suggestions of an article; of an annotator's,
        without what came after they had finished.
        """
        values = {"article": article, "who": annotator}
        found = self._db.records(Suggestion, _CURRENT, values)
        found.sort(key=_place)  # which SQLite would do with whole rows
        return found

    def of_range(self, first: int, last: int) -> dict[int, list[Suggestion]]:
        """The current suggestions of the articles of a range of ids that have some, both ends
        included; for whomever they are, as an export has them.
        """
        rows = self._db.records(Suggestion, _OF_ALL_IN_RANGE, (first, last))
        return {number: [*each] for number, each in groupby(rows, attrgetter("article"))}

    def every(self, article: int) -> list[Suggestion]:
        """All suggestions of an article, those of earlier runs too."""
        sql = f"SELECT {columns_of(Suggestion)} FROM suggestions WHERE article = ? ORDER BY id DESC"  # noqa: S608 - our own names
        return self._db.records(Suggestion, sql, (article,))

    def is_touched(self, article: int) -> bool:
        """Whether somebody decided something in an article."""
        return bool(self._db.value(_IS_TOUCHED, {"a": article}))

    def count_of(self, article: int) -> tuple[int, int]:
        """How many suggestions of runs an article has, and the latest of them: another pair, other
        suggestions. What follows from acts is not counted.
        """
        sql = (
            "SELECT count(*), coalesce(max(id), 0) FROM suggestions"
            " WHERE article = ? AND run IS NOT NULL"
        )
        number, last = self._db.row(sql, (article,)) or (0, 0)
        return number, last

    def tokens(self, article: int) -> tuple[Tokens, array[int]] | None:
        """The token boundaries and sentence starts of an article, or None before a run answered."""
        row = self._db.row(
            "SELECT starts, ends, sentence_starts FROM token_bounds WHERE article = ?", (article,)
        )
        return None if row is None else bounds(row)

    def tokens_of_range(self, first: int, last: int) -> dict[int, Tokens]:
        """The token boundaries of the articles of a range of ids that have them."""
        rows = self._db.rows(_TOKENS_OF_RANGE, (first, last))
        return {row[0]: bounds(row[1:])[0] for row in rows}

    def _put_bounds(
        self, article: int, run: int, tokens: Tokens, sentence_starts: Sequence[int]
    ) -> None:
        self._db.write(
            "INSERT INTO token_bounds (article, run, starts, ends, sentence_starts)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " run = excluded.run, starts = excluded.starts, ends = excluded.ends,"
            " sentence_starts = excluded.sentence_starts",
            (article, run, blob(tokens.starts), blob(tokens.ends), blob(sentence_starts)),
        )

    def _highest_and_one(self) -> int:
        return int(self._db.value(f"SELECT {_NEXT_ID}"))

    def _is_taken_back(self, article: int) -> bool:
        """Whether something was ever taken back in an article; of the log, which only grows, what
        is new is read.
        """
        if self._rollbacks != self._db.rollbacks:
            self._read_to, self._rollbacks = 0, self._db.rollbacks  # the ids of acts come again
        last = int(self._db.value("SELECT coalesce(max(id), 0) FROM acts"))
        if last > self._read_to:
            sql, values = (
                (_TAKEN_BACK_SINCE, (self._read_to,)) if self._read_to else (_TAKEN_BACK, ())
            )
            self._taken_back.update(number for (number,) in self._db.rows(sql, values))
            self._read_to = last
        return article in self._taken_back

    def _put_rows(self, article: int, run: int, suggestions: Sequence[Suggestion]) -> None:
        length = self._db.value("SELECT length FROM articles WHERE id = ?", (article,))
        if any(x.end is not None and x.end > length for x in suggestions):
            raise Bug(Fault.SUGGESTION_BEYOND_TEXT, where=Where.ARTICLE(number=article))
        # A worker that was asked before a label was deleted answers with it: that is left out.
        known = {None, *(number for (number,) in self._db.rows(_LABEL_IDS))}
        # The next id before rows go: who still shows those must never take other ones for them.
        first = self._highest_and_one()
        self._next_id.forget()
        values = {"article": article, "run": run}
        if not self._db.value(_HAS_ANY, values) or not self._is_taken_back(article):
            self._db.write(_DELETE_UNSEEN, values)
        elif self._db.value(f"{_HAS_ANY} AND run = :run", values):
            return  # what was decided about them may be done again
        columns = _columns([x for x in suggestions if x.label in known])
        count = len(columns[0])
        own = range(first, first + count), [article] * count, [run] * count
        self._db.insert_many(_INTO, [*own, *columns])


def _place(each: Suggestion) -> tuple[int, int]:
    """Topics first."""
    return -1 if each.start is None else each.start, each.id


def _doubt(tokens: Tokens, suggestions: Sequence[Suggestion]) -> float | None:
    """How many marks are likely wrong, for each hundred tokens; None where nothing has a score."""
    scores = [x.score for x in suggestions if x.score is not None and not x.is_maybe]
    if not scores:
        return None
    return 100 * sum(1 - score for score in scores) / max(len(tokens.starts), 1)
