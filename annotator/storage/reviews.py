"""The annotators' reviews: finished ones, flagged ones, what was measured and marked in them."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Mapping

from annotator.core.records import Review
from annotator.storage import judged
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES
from annotator.storage.upkeep import Upkeep
from annotator.storage.whose import OF_PEOPLE
from annotator.values import dataclass

_PAGE = "WHERE article BETWEEN ? AND ?"
_REVIEWED = f"""SELECT r.article, r.annotator, r.shown, a.words
    FROM reviews r JOIN articles a ON a.id = r.article
    WHERE r.article BETWEEN ? AND ? AND r.status = 'done' AND r.{OF_PEOPLE}
    ORDER BY r.article, r.annotator"""  # noqa: S608 - our own names
_SEVERAL = """SELECT count(*) FROM (SELECT 1 FROM reviews r
    JOIN annotators n ON n.id = r.annotator WHERE r.status = 'done' AND n.role <> 'repeat'
    AND NOT EXISTS (SELECT 1 FROM draws d WHERE d.article = r.article
        AND d.annotator = r.annotator AND d.part = 'training')
    GROUP BY r.article HAVING count(*) > 1 AND NOT max(n.role = 'gold')
        AND max(r.review_pass) = min(r.review_pass))"""
_PUT_DOWN = f"SELECT article, annotator, topics FROM blind_reviews {_PAGE}"  # noqa: S608
_YES = f"SELECT article, annotator, topic FROM article_topics {_PAGE} AND is_yes"  # noqa: S608


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


class Reviews(Part):
    """Reading reviews, and storing what was measured; what a person decides is stored by acts."""

    def of(self, article: int, annotator: int) -> Review | None:
        """An annotator's review of an article."""
        return self._db.record(Review, TABLES[Review].select, (article, annotator))

    def save_measures(self, review: Review) -> None:
        """Store what was measured about a review: times, share seen, what was shown and why.

        Not an act: undo leaves it, and the status, flag, note, pass and reason are not touched.
        """
        table = TABLES[Review]
        with self._db.maintaining(Upkeep.MEASURES):
            if self._db.value("SELECT 1 FROM articles WHERE id = ?", (review.article,)) is None:
                return  # it is in the bin
            base = self._db.record(Review, table.select, review.key_of)
            merged = judged.with_measures_of(
                base or Review(review.article, review.annotator), review
            )
            row = table.encode(merged)
            if base is None:
                self._db.write(table.insert, row)
            else:
                self._db.write(table.update, table.for_update(row))

    def finished_since(self, annotator: int, at: str) -> tuple[int, float]:
        """How many articles an annotator has finished since a time, and the seconds in them."""
        found = self._db.row(
            "SELECT count(*), coalesce(sum(seconds), 0) FROM reviews"
            " WHERE status = 'done' AND edited_at >= ? AND +annotator = ?",  # found by the time
            (at, annotator),
        )
        return (0, 0.0) if found is None else (int(found[0]), float(found[1]))

    def finished_page(self, after: int, most: int) -> array[int]:
        """The ids of the first articles behind one that a person has finished, in their order."""
        return self._db.ids(
            "SELECT json_group_array(article) FROM (SELECT DISTINCT article FROM reviews"  # noqa: S608
            f" WHERE status = 'done' AND {OF_PEOPLE} AND article > ? ORDER BY article LIMIT ?)",
            (after, most),
        )

    def has_blind(self) -> bool:
        """Whether a person finished any article without suggestions."""
        sql = (
            "SELECT EXISTS(SELECT 1 FROM reviews WHERE shown = 'blind' AND status = 'done'"  # noqa: S608
            f" AND +{OF_PEOPLE})"  # found by what they are, not among all of a person
        )
        return bool(self._db.value(sql))

    def marks(self, first: int, last: int) -> list[Marks]:
        """What people marked in the articles of a range of ids, both ends included, that they
        finished: each review apart.
        """
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
        """How many articles a person has finished."""
        return int(
            self._db.value(
                f"SELECT count(DISTINCT article) FROM reviews WHERE status = 'done' AND {OF_PEOPLE}"  # noqa: S608
            )
        )

    def several_count(self) -> int:
        """How many articles more than one person finished, in one pass, that have no gold."""
        people = "SELECT count(*) FROM annotators WHERE role = ''"
        return int(self._db.value(_SEVERAL)) if self._db.value(people) > 1 else 0

    def done_since(self, at: str) -> int:
        """How many of people's finished reviews were worked on after a time (ISO 8601, UTC) and
        before now: imported ones may be of a time to come, and would be new for ever.
        """
        return int(
            self._db.value(
                f"SELECT count(*) FROM reviews WHERE status = 'done' AND {OF_PEOPLE}"  # noqa: S608
                " AND edited_at > ?"
                " AND edited_at <= strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
                (at,),
            )
        )

    def next_flagged(self, annotator: int, after: int) -> int | None:
        """The flagged article behind this one, round the end."""
        for number in (after, 0):
            found = self._db.value(
                "SELECT article FROM reviews WHERE annotator = ? AND flagged AND article > ?"
                " ORDER BY article LIMIT 1",
                (annotator, number),
            )
            if found is not None:
                return int(found)
        return None

    def next_unsure(self, annotator: int, article: int, start: int) -> tuple[int, int, int] | None:
        """(article, start, end) of the span marked as unsure behind a place, round the end."""
        for place in ((article, start), (0, -1)):
            found = self._db.row(
                'SELECT article, start, "end" FROM spans'
                " WHERE annotator = ? AND question <> '' AND (article, start) > (?, ?)"
                " ORDER BY article, start LIMIT 1",
                (annotator, *place),
            )
            if found is not None:
                return found[0], found[1], found[2]
        return None
