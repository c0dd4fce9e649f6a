"""What a round of several coders is planned from: which articles there are, how often topics and
labels come, how long an article takes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from statistics import median

from annotator.storage.parts import Look
from annotator.values import dataclass

_PEOPLE = "(SELECT id FROM annotators WHERE role = '')"
_FRAME = f"""SELECT json_group_array(id) FROM (SELECT a.id FROM articles a
    WHERE a.duplicate_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = a.id AND r.status = 'done'
        AND r.annotator IN {_PEOPLE})
    AND NOT EXISTS (SELECT 1 FROM draws d WHERE d.article = a.id AND d.part <> 'training')
    ORDER BY a.id)"""  # noqa: S608 - our own names
_SPARE = """SELECT json_group_array(id) FROM (SELECT DISTINCT a.id FROM draws d
    JOIN articles a ON a.id = d.article
    JOIN handouts o ON o.round = d.round AND o.annotator = d.annotator
    JOIN hand_ins h ON h.handout = o.uid
    WHERE d.part = 'own' AND a.duplicate_of IS NULL
    AND coalesce((SELECT kind FROM acts WHERE of = h.act ORDER BY id DESC LIMIT 1), '') <> 'undo'
    AND NOT EXISTS (SELECT 1 FROM draws x WHERE x.article = d.article AND x.part <> 'own')
    AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = d.article)
    ORDER BY a.id)"""
_DESCRIBED = """SELECT id, source, published FROM articles
    WHERE id IN (SELECT value FROM json_each(?))"""
_FINISHED = """SELECT json_group_array(article) FROM (SELECT r.article FROM reviews r
    JOIN articles a ON a.id = r.article
    WHERE r.annotator = ? AND r.status = 'done' AND a.duplicate_of IS NULL {} ORDER BY r.article)"""
_UNDRAWN = "AND NOT EXISTS (SELECT 1 FROM draws d WHERE d.article = r.article)"
_HANDED = """SELECT d.round, d.annotator, count(*), count(r.article) FROM draws d
    LEFT JOIN annotators n ON d.part = 'repeat' AND n.role = 'repeat' AND n.of = d.annotator
    LEFT JOIN reviews r ON r.article = d.article AND r.status = 'done'
        AND r.annotator = CASE d.part WHEN 'repeat' THEN n.id ELSE d.annotator END
    WHERE d.part <> 'training' GROUP BY d.round, d.annotator"""
_DONE = f"""SELECT count(*) FROM reviews
    WHERE status = 'done' AND annotator IN {_PEOPLE}"""  # noqa: S608
_OF_TOPICS = f"""SELECT t.topic, count(*) FROM article_topics t
    JOIN reviews r ON r.article = t.article AND r.annotator = t.annotator AND r.status = 'done'
    WHERE t.is_yes AND t.topic <> 0 AND t.annotator IN {_PEOPLE} GROUP BY t.topic"""  # noqa: S608
_ANSWERED = f"""SELECT topic_group, count(*) FROM (
        SELECT p.topic_group, x.article, x.annotator
        FROM article_topics x JOIN topics p ON p.id = x.topic
        UNION SELECT g.id, x.article, x.annotator
        FROM article_topics x CROSS JOIN topic_groups g WHERE x.topic = 0 AND x.is_yes) a
    JOIN reviews r ON r.article = a.article AND r.annotator = a.annotator AND r.status = 'done'
    WHERE a.annotator IN {_PEOPLE} GROUP BY topic_group"""  # noqa: S608
_OF_LABELS = f"""SELECT s.label, count(*) FROM reviews r
    CROSS JOIN spans s ON s.article = r.article AND s.annotator = r.annotator
    WHERE r.status = 'done' AND r.annotator IN {_PEOPLE} GROUP BY s.label"""  # noqa: S608
_SECONDS = f"""SELECT seconds FROM reviews
    WHERE status = 'done' AND seconds > 0 AND annotator IN {_PEOPLE}"""  # noqa: S608
_RUN = """SELECT r.kind, r.pipeline, r.version, r.fingerprint, r.corrector FROM article_runs n
    JOIN runs r ON r.id = n.suggested_run WHERE n.article = ?"""
_ORIGINALS = """SELECT x.value, coalesce(a.duplicate_of, a.id) FROM json_each(?) x
    JOIN articles a ON a.id = x.value"""
_CLOSED = """SELECT article, status = 'done', edited_at FROM reviews
    WHERE annotator = ? AND status IN ('done', 'skipped')"""


@dataclass(frozen=True, slots=True)
class Usual:
    """How it was in the `done` reviews of people: in how many of them each topic had a yes, and
    each group any answer (`answered`), how many spans each label, all by id; `seconds` an article
    in the median, None where unknown.
    """

    done: int
    topics: Mapping[int, int]
    labels: Mapping[int, int]
    seconds: float | None
    answered: Mapping[int, int]


class Drawing(Look):
    """Reading; what is drawn is stored by `Team`."""

    def frame(self) -> array[int]:
        """The articles that can be drawn: nobody has finished them, no round has given them out;
        duplicates are left out.
        """
        return self._db.ids(_FRAME)

    def spare(self) -> array[int]:
        """The own articles that nobody has begun, as far as those who got them have handed in; they
        may be given to all.
        """
        return self._db.ids(_SPARE)

    def described(self, articles: Iterable[int]) -> dict[int, tuple[str, str]]:
        """The source and the date of each article."""
        rows = self._db.rows(_DESCRIBED, (json.dumps([*articles]),))
        return {number: (str(source), str(published)) for number, source, published in rows}

    def finished(self, annotator: int, *, is_undrawn: bool = False) -> array[int]:
        """The articles that an annotator has finished, without duplicates; of those perhaps only
        which no round has given out.
        """
        return self._db.ids(_FINISHED.format(_UNDRAWN if is_undrawn else ""), (annotator,))

    def handed(self) -> dict[tuple[int, int], tuple[int, int]]:
        """By round and coder how many articles were given out, without training, and how many of
        them are finished here.
        """
        return {(a_round, who): (all_, done) for a_round, who, all_, done in self._db.rows(_HANDED)}

    def usual(self) -> Usual:
        """Reads every span of finished reviews."""
        seconds = [float(x) for (x,) in self._db.rows(_SECONDS)]
        return Usual(
            int(self._db.value(_DONE)),
            dict(self._db.rows(_OF_TOPICS)),
            dict(self._db.rows(_OF_LABELS)),
            median(seconds) if seconds else None,
            dict(self._db.rows(_ANSWERED)),
        )

    def run_of(self, article: int) -> tuple[str, str, str, str, str]:
        """The run whose suggestions are shown in an article: kind, pipeline, version, fingerprint,
        corrector.
        """
        kind, *rest = self._db.row(_RUN, (article,)) or ("", "", "", "", "")
        pipeline, version, fingerprint, corrector = rest
        return kind, pipeline, version, fingerprint, corrector

    def originals(self, articles: Iterable[int]) -> dict[int, int]:
        """The first article with the same text as each of these."""
        return dict(self._db.rows(_ORIGINALS, (json.dumps(list(articles)),)))

    def closed(self, annotator: int) -> dict[int, tuple[bool, str]]:
        """What an annotator has finished or skipped: whether finished, and when."""
        rows = self._db.rows(_CLOSED, (annotator,))
        return {article: (bool(is_done), at) for article, is_done, at in rows}
