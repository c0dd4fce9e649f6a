"""Rules that hold between the rows of a project, whatever was done; the statements give those that
break one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from annotator.errors import UserError
from annotator.faults import Harm
from annotator.notices import Notice
from annotator.storage.bin import OWN
from annotator.storage.codec import Row
from annotator.storage.damage import TextCheck
from annotator.storage.damage_kind import Damage
from annotator.storage.damage_sql import bad_in_bin
from annotator.storage.parts import Part
from annotator.storage.replay import RESCUED

_MOST = 1000  # of one kind

_OVER_EACH_OTHER = f"""SELECT article, start, "end" FROM (
        SELECT article, start, "end", max("end") OVER (PARTITION BY article, annotator
            ORDER BY start, "end" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            lag(start) OVER (PARTITION BY article, annotator ORDER BY start, "end") = start
            AND lag("end") OVER (PARTITION BY article, annotator ORDER BY start, "end") = "end"
            AS is_again FROM spans)
    WHERE is_again OR (start < before AND NOT (SELECT is_nested FROM project)) LIMIT {_MOST}"""  # noqa: S608 - a number
_WITHOUT_WORDS = f"""SELECT article, start, "end" FROM spans
    WHERE trim(surface, char(9, 10, 11, 12, 13, 32, 160)) = '' LIMIT {_MOST}"""  # noqa: S608
# One without a decision came so from an import, or was carried over by one.
_NOT_AS_DECIDED = f"""SELECT s.article, s.start, s."end" FROM spans s
    JOIN decisions d ON d.suggestion = s.suggestion AND d.annotator = s.annotator
    WHERE s.suggestion IS NOT NULL AND (d.article <> s.article OR d.start IS NOT s.start
        OR d."end" IS NOT s."end" OR d.label IS NOT s.label
        OR d.outcome IN ('rejected', 'followed')) LIMIT {_MOST}"""  # noqa: S608
_NOBODY_DECIDED = f"""SELECT s.article, s.start, s."end" FROM spans s
    WHERE s.suggestion IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decisions d
        WHERE d.suggestion = s.suggestion AND d.annotator = s.annotator) LIMIT {_MOST}"""  # noqa: S608
_OF_OTHER_ARTICLES = f"""SELECT d.article FROM decisions d JOIN suggestions g
    ON g.id = d.suggestion WHERE g.article <> d.article LIMIT {_MOST}"""  # noqa: S608
_NONE_AND_SOME = f"""SELECT DISTINCT x.article FROM article_topics x WHERE x.topic = 0 AND x.is_yes
    AND EXISTS (SELECT 1 FROM article_topics y WHERE y.article = x.article
        AND y.annotator = x.annotator AND y.topic <> 0 AND y.is_yes) LIMIT {_MOST}"""  # noqa: S608
_TWO_ANSWERS = f"""SELECT x.article FROM topic_groups g JOIN topics t ON t.topic_group = g.id
    JOIN article_topics x ON x.topic = t.id AND x.is_yes WHERE NOT g.several
    GROUP BY x.article, x.annotator, g.id HAVING count(*) > 1 LIMIT {_MOST}"""  # noqa: S608
# A review that came by a work file names one of its person's, or of the person who it repeats.
_CAME_BY_NONE = """SELECT r.article FROM {} r WHERE r.came <> '' AND NOT EXISTS (
        SELECT 1 FROM hand_ins h, annotators n WHERE h.digest = r.came AND n.id = r.annotator
        AND h.annotator IN (n.id, n.of)) LIMIT {}"""
_IN_BOTH = f"SELECT article FROM bin WHERE article IN (SELECT id FROM articles) LIMIT {_MOST}"  # noqa: S608
# What a rescue could not save has no place in the bin.
_GONE = f"""SELECT article FROM bin WHERE place > 0
    AND article NOT IN (SELECT id FROM bin_articles) LIMIT {_MOST}"""  # noqa: S608
_BINNED_TEXTS = """SELECT id, text, title, sha256, length, words, heading FROM bin_articles
    WHERE id = ?"""
_BINNED_SPANS = """SELECT s.start, s."end", a.text, s.surface FROM bin_spans s
    JOIN bin_articles a ON a.id = s.article WHERE s.article = ?"""
_SAME_NAMES = "SELECT NULL, name FROM {} WHERE NOT retired GROUP BY name HAVING count(*) > 1"
_KEYS = {name: "id" if name == "articles" else "article" for name in OWN}
_OF_NO_BIN = {
    name: f"SELECT DISTINCT {key} FROM bin_{name} WHERE {key} NOT IN (SELECT article FROM bin)"  # noqa: S608 - our own names
    f" LIMIT {_MOST}"
    for name, key in _KEYS.items()
}

_Tell = Callable[[Row], Notice]


def _span(code: Any) -> _Tell:
    return lambda row: code(start=row[1], end=row[2])


def _bare(code: Any) -> _Tell:
    return lambda _row: code()


def _came_by_none(_row: Row) -> Notice:
    return Harm.VALUE_NOT_STORED(column="came")


RULES: Final[tuple[tuple[str, str, _Tell], ...]] = (
    ("spans", _OVER_EACH_OTHER, _span(Harm.SPANS_OVER_EACH_OTHER)),
    ("spans", _WITHOUT_WORDS, _span(Harm.SPAN_WITHOUT_WORDS)),
    ("spans", _NOT_AS_DECIDED, _span(Harm.SPAN_NOT_AS_DECIDED)),
    ("spans", _NOBODY_DECIDED, _span(Harm.SPAN_NOT_AS_DECIDED)),
    ("decisions", _OF_OTHER_ARTICLES, _bare(Harm.DECISION_ELSEWHERE)),
    ("article_topics", _NONE_AND_SOME, _bare(Harm.ANSWERS_EXCLUDE)),
    ("article_topics", _TWO_ANSWERS, _bare(Harm.ANSWERS_EXCLUDE)),
    *(
        (table, _CAME_BY_NONE.format(table, _MOST), _came_by_none)
        for table in ("reviews", "bin_reviews")
    ),
    ("bin", _IN_BOTH, _bare(Harm.BIN_AND_NOT)),
    ("bin", _GONE, _bare(Harm.GONE_FROM_BIN)),
    ("labels", _SAME_NAMES.format("labels"), lambda row: Harm.NAME_TWICE(name=str(row[1]))),
    ("topics", _SAME_NAMES.format("topics"), lambda row: Harm.NAME_TWICE(name=str(row[1]))),
    *((f"bin_{name}", sql, _bare(Harm.OF_NO_BIN)) for name, sql in _OF_NO_BIN.items()),
)
"""(table, statement, what is told of its rows); a row begins with its article."""

# -- the log of acts by itself

_OF_NO_GROUP = f"""SELECT a.article, a.id FROM acts a LEFT JOIN acts g ON g.id = a.grp
    WHERE a.id > ({RESCUED})
        AND (g.id IS NULL OR g.grp <> g.id OR a.grp > a.id OR g.annotator <> a.annotator)
    LIMIT {_MOST}"""  # noqa: S608
_TAKES_BACK_NOTHING = f"""SELECT a.article, a.id FROM acts a LEFT JOIN acts g ON g.id = a.of
    WHERE a.id > ({RESCUED}) AND ((a.of IS NOT NULL AND (g.id IS NULL OR g.grp <> g.id
            OR a.of >= a.grp OR g.annotator <> a.annotator))
        OR (a.of IS NULL) = (a.kind IN ('undo', 'redo', 'history.undo'))) LIMIT {_MOST}"""  # noqa: S608
_COUNTED = f"""SELECT count(*), coalesce(max(id) - r.last, 0)
    FROM acts a, (SELECT ({RESCUED}) AS last) r WHERE a.id > r.last"""  # noqa: S608
OF_LOG: Final = (
    (_OF_NO_GROUP, Harm.ACT_OF_NO_GROUP),
    (_TAKES_BACK_NOTHING, Harm.ACT_TAKES_BACK_NOTHING),
)


class RowRules(Part):
    """What breaks a rule."""

    def damages(self) -> Iterator[Damage]:
        """Rows, and acts of the log, that break a rule."""
        for table, sql, tell in RULES:
            for row in self._asked(sql):
                yield Damage(table, row[0], tell(row))
        yield from self._of_bin()
        for sql, code in OF_LOG:
            for article, act in self._asked(sql):
                yield Damage("acts", article, code(act=act))
        for count, last in self._asked(_COUNTED):
            if count != last:
                missing = Harm.ACTS_MISSING(missing=last - count, total=last)
                yield Damage("acts", None, missing)

    def _of_bin(self) -> Iterator[Damage]:
        """What is not as it was of articles in the bin, one after another."""
        for table, key in _KEYS.items():
            for article, column in self._asked(bad_in_bin(table, key)):
                bad = Harm.VALUE_NOT_STORED(column=str(column))
                yield Damage(f"bin_{table}", article, bad)
        for (article,) in self._asked("SELECT id FROM bin_articles"):
            for number, text, title, *stored in self._asked(_BINNED_TEXTS, (article,)):
                found = TextCheck({number: tuple(stored)})(number, text, title)
                if found is not None or not isinstance(text, str):
                    what = Harm.TEXT_CHANGED() if found is None else found.what
                    yield Damage("bin_articles", number, what)
            for start, end, text, surface in self._asked(_BINNED_SPANS, (article,)):
                if not isinstance(text, str) or text[start:end] != surface:
                    off = Harm.SPAN_OFF_ITS_WORDS(start=start, end=end)
                    yield Damage("bin_spans", article, off)

    def _asked(self, sql: str, values: Row = ()) -> list[Row]:
        try:
            return self._db.rows(sql, values)
        except UserError:  # broken pages, told as such
            return []
