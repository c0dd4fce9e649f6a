"""How much there is and how much is done."""

from __future__ import annotations

from typing import Any

from annotator.storage.bin import HIGHEST
from annotator.storage.parts import Part
from annotator.storage.scheme import SchemeRows
from annotator.storage.whose import OF_PEOPLE
from annotator.values import dataclass

_ARTICLES = f"{HIGHEST} - (SELECT count(*) FROM bin)"  # a count of a million rows takes 20 ms  # noqa: S608
_COUNTS = f"""SELECT
    {_ARTICLES} AS total,
    (SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL) AS duplicates,
    (SELECT count(*) FROM reviews WHERE annotator = :who AND status = 'done') AS done,
    (SELECT count(*) FROM reviews WHERE annotator = :who AND status = 'skipped') AS skipped,
    (SELECT count(*) FROM reviews WHERE annotator = :who AND flagged) AS flagged,
    (SELECT spans FROM annotators WHERE id = :who) AS spans,
    (SELECT current_suggestions FROM project) AS suggestions,
    (SELECT current_maybes FROM project) AS maybes,
    (SELECT topics FROM annotators WHERE id = :who) AS topics"""  # noqa: S608 - our own names
# Duplicates are not to do, but may have been done.
_DUPLICATES_DONE = """SELECT count(*) FROM articles a INDEXED BY articles_duplicate
    CROSS JOIN reviews r ON r.article = a.id AND r.annotator = :who
    WHERE a.duplicate_of IS NOT NULL AND r.status IN ('done', 'skipped')"""
_DONE_DUPLICATES = """SELECT count(*) FROM reviews r INDEXED BY reviews_by_status
    CROSS JOIN articles a INDEXED BY articles_copy ON a.id = r.article
    WHERE r.annotator = :who AND r.status IN ('done', 'skipped') AND a.duplicate_of IS NOT NULL"""
_INFO = f"""SELECT
    {_ARTICLES} AS articles,
    (SELECT count(DISTINCT article) FROM reviews WHERE status = 'done' AND {OF_PEOPLE}) AS done,
    (SELECT count(DISTINCT article) FROM reviews
        WHERE status = 'skipped' AND {OF_PEOPLE}) AS skipped,
    (SELECT count(DISTINCT article) FROM reviews WHERE flagged AND {OF_PEOPLE}) AS flagged,
    (SELECT count(*) FROM reviews r JOIN annotators n ON n.id = r.annotator
        WHERE r.status = 'done' AND n.role = 'gold') AS gold,
    (SELECT current_suggestions FROM project) AS suggestions,
    (SELECT current_maybes FROM project) AS maybes,
    (SELECT coalesce(sum(spans), 0) FROM annotators WHERE role = '') AS spans,
    (SELECT coalesce(sum(topics), 0) FROM annotators WHERE role = '') AS topics,
    (SELECT count(*) FROM labels WHERE NOT retired) AS labels,
    (SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL) AS duplicates,
    (SELECT count(*) FROM bin) AS in_bin,
    (SELECT count(*) FROM acts) AS acts,
    (SELECT scheme_name FROM project) AS scheme,
    (SELECT scheme_version FROM project) AS scheme_version,
    (SELECT user_version FROM pragma_user_version) AS version"""  # noqa: S608


# By the index of reviews by status: a project of 100,000 articles is counted in some milliseconds.
_WORK = """SELECT n.name, sum(r.status = 'done') AS done,
    sum(r.status = 'skipped') AS skipped, n.spans
    FROM annotators n JOIN reviews r ON r.annotator = n.id AND r.status <> 'new'
    WHERE n.role = '' OR :all GROUP BY n.id ORDER BY n.id"""
_MINUTES = """SELECT n.name, round(sum(r.seconds) / 60, 1)
    FROM reviews r JOIN annotators n ON n.id = r.annotator GROUP BY n.id"""
_BY_SEVERAL = """SELECT count(*) FROM (SELECT 1 FROM reviews r
    JOIN annotators n ON n.id = r.annotator AND n.role = ''
    WHERE r.status = 'done' GROUP BY r.article HAVING count(*) > 1)"""
_BY_LABEL = """SELECT n.name, l.id, count(*), count(DISTINCT s.article)
    FROM spans s JOIN annotators n ON n.id = s.annotator JOIN labels l ON l.id = s.label
    GROUP BY n.id, l.id ORDER BY n.id, l.position"""


@dataclass(frozen=True, slots=True)
class AnnotatorWork:
    """What one annotator did in a project: numbers of articles, and of spans."""

    name: str
    done: int
    skipped: int
    spans: int


class Counts(Part):
    """Numbers for the status line and for `info`."""

    def of(self, annotator: int) -> dict[str, int]:
        """All, todo, done, flagged, skipped, spans, suggestions, maybes and topics of an annotator.

        "all" and "todo" leave duplicates out, as the lists do; "topics" are answers with yes.
        """
        row = self._db.named(_COUNTS, {"who": annotator})
        found = {name: int(count or 0) for name, count in row.items()}
        duplicates = found.pop("duplicates")
        found["all"] = found.pop("total") - duplicates
        closed = found["done"] + found["skipped"]
        if closed:
            both = _DUPLICATES_DONE if duplicates < closed else _DONE_DUPLICATES  # by the fewer
            closed -= self._db.value(both, {"who": annotator})
        return {**found, "todo": found["all"] - closed}

    def info(self) -> dict[str, Any]:
        """The project in numbers, over all people; "suggestions" are without maybes, "gold" the
        articles of which that is finished.
        """
        people = "SELECT name FROM annotators WHERE role = '' ORDER BY id"
        annotators = [name for (name,) in self._db.rows(people)]
        return {**self._db.named(_INFO), "annotators": annotators}

    def work(self) -> list[AnnotatorWork]:
        """Who worked on articles here, in the order they came; not who only looked. Gold is
        nobody's work, and nor is what somebody did a second time.
        """
        return self._db.records(AnnotatorWork, _WORK, {"all": False})

    def finished_by_several(self) -> int:
        """How many articles more than one person has finished."""
        return int(self._db.value(_BY_SEVERAL))

    def work_by_label(self) -> list[dict[str, Any]]:
        """By annotator, gold and what was done a second time too: articles, minutes, spans, and by
        label the spans and their articles.

        Reads every span: for `info`, not for the window.
        """
        minutes: dict[str, float] = dict(self._db.rows(_MINUTES))
        labels: dict[str, dict[str, dict[str, int]]] = {}
        names = {label.id: label.name for label in SchemeRows(self._db).read().labels}
        for name, label, spans, articles in self._db.rows(_BY_LABEL):
            labels.setdefault(name, {})[names[label]] = {"spans": spans, "articles": articles}
        return [
            {
                "annotator": each.name,
                "done": each.done,
                "skipped": each.skipped,
                "minutes": minutes.get(each.name, 0.0),
                "spans": each.spans,
                "labels": labels.get(each.name, {}),
            }
            for each in self._db.records(AnnotatorWork, _WORK, {"all": True})
        ]
