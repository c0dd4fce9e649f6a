"""What people coded, article by article: read in one pass, a page at a time, without the texts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from annotator.core.agreement.codings import CodedArticle, Coding, Place
from annotator.core.codes import Part
from annotator.core.records import ImpliedTopics, Review, Scheme, TopicAnswer
from annotator.core.topic_answers import NONE_APPLIES
from annotator.core.topic_reader import AnswersReader
from annotator.errors import UserError
from annotator.faults import Harm
from annotator.storage.articles import Articles
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.damage_kind import Damage, Damaged, OnDamage
from annotator.storage.export import Export
from annotator.storage.parts import Part as StorePart
from annotator.storage.scheme import SchemeRows

_Person = tuple[str, str, int | None]
"""Name, role, and whose second reviews these are."""

_PAGE = 200
_IDS = """SELECT article FROM reviews WHERE status = 'done' AND article > ?
    GROUP BY article HAVING count(*) >= ? ORDER BY article LIMIT ?"""
_OF = "WHERE article IN (SELECT value FROM json_each(?))"
_SPANS = f"""SELECT article, annotator, json_group_array(start), json_group_array("end"),
    json_group_array(label) FROM spans {_OF} GROUP BY article, annotator"""  # noqa: S608
_DRAWS = f"""SELECT article, annotator, part, chance, position FROM draws {_OF}
    ORDER BY round"""  # noqa: S608
_PEOPLE = "SELECT id, name, role, of FROM annotators"
_REVIEWS = f"""SELECT {columns_of(Review)} FROM reviews {_OF} AND status = 'done'
    ORDER BY article, annotator"""  # noqa: S608


class Codings(StorePart):
    """Reading finished reviews side by side."""

    def __init__(
        self, database: Database, scheme: SchemeRows, articles: Articles, export: Export
    ) -> None:
        super().__init__(database)
        self._scheme = scheme
        self._articles = articles
        self._export = export

    def of(
        self,
        articles: Collection[int] | None = None,
        *,
        least: int = 1,
        on_damage: OnDamage = lambda _damage: None,
    ) -> Iterator[CodedArticle]:
        """The articles, or all, in which at least so many annotators have finished, by their ids.

        An article whose work is damaged is left out, and `on_damage` hears of it.
        """
        scheme = self._scheme.read()
        times = self._export.topic_times() if scheme.topics else {}
        page_of = _Page(
            scheme,
            AnswersReader(scheme, times, self._articles.imported_at),
            {number: (name, role, of) for number, name, role, of in self._db.rows(_PEOPLE)},
        )
        for page in self._pages(least):
            ids = page if articles is None else [each for each in page if each in articles]
            yield from self._read(ids, page_of, least, on_damage)

    def _pages(self, least: int) -> Iterator[list[int]]:
        after = 0
        while ids := [each for (each,) in self._db.rows(_IDS, (after, least, _PAGE))]:
            yield ids
            after = ids[-1]

    def _read(
        self, ids: list[int], page: _Page, least: int, on_damage: OnDamage
    ) -> Iterator[CodedArticle]:
        """What was coded in these; one by one where they can't be read together."""
        try:
            found = self._codings(ids, page) if ids else {}
        except UserError as error:
            if len(ids) > 1:
                for each in ids:
                    yield from self._read([each], page, least, on_damage)
                return
            told = isinstance(error, Damaged) and error.damage
            on_damage(told or Damage("", ids[0], error.notice))
            return
        for article, codings in found.items():
            if len(codings) >= least:
                yield CodedArticle(article, tuple(codings))

    def _codings(self, ids: list[int], page: _Page) -> dict[int, list[Coding]]:
        which = (json.dumps(ids),)
        spans = {
            (article, who): page.places(article, *columns)
            for article, who, *columns in self._db.rows(_SPANS, which)
        }
        answers: dict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
        for each in self._records(TopicAnswer, which, "ORDER BY topic"):
            answers[each.article, each.annotator][each.topic] = each.is_yes
        implied = {
            (each.article, each.annotator): each for each in self._records(ImpliedTopics, which)
        }
        draws = {
            (article, who, part == Part.REPEAT): (part, chance, position)
            for article, who, part, chance, position in self._db.rows(_DRAWS, which)
        }
        found: dict[int, list[Coding]] = defaultdict(list)
        for review in self._db.records(Review, _REVIEWS, which):
            key = (review.article, review.annotator)
            coding = page.coding(review, answers.get(key, {}), implied.get(key), spans.get(key))
            is_repeat = coding.of is not None
            drawn = draws.get((review.article, coding.of or review.annotator, is_repeat))
            if drawn is not None:
                part, chance, position = drawn
                coding = replace(coding, part=part, chance=chance, position=position)
            found[review.article].append(coding)
        return found

    def _records(self, record: type[Any], which: tuple[str], order: str = "") -> list[Any]:
        from annotator.storage.rows import TABLES

        sql = f"SELECT {columns_of(record)} FROM {TABLES[record].name} {_OF} {order}"  # noqa: S608
        return self._db.records(record, sql, which)


class _Page:
    """What is known of a project while its codings are read."""

    def __init__(
        self, scheme: Scheme, reader: AnswersReader, people: Mapping[int, _Person]
    ) -> None:
        self._labels = {label.id for label in scheme.labels}
        self._reader = reader
        self._people = people

    def places(self, article: int, *columns: str) -> frozenset[Place]:
        """The spans of a review. Raises Damaged where one is none, or has no label."""
        starts, ends, labels = map(json.loads, columns)
        try:
            is_sound = all(0 <= x < y for x, y in zip(starts, ends, strict=True))
        except (TypeError, ValueError):
            is_sound = False
        if not is_sound or not self._labels.issuperset(labels):
            raise Damaged(Damage("spans", article, Harm.NOT_READ()))
        return frozenset(zip(starts, ends, labels, strict=True))

    def coding(
        self,
        review: Review,
        answers: Mapping[int, bool],
        came: ImpliedTopics | None,
        spans: frozenset[Place] | None,
    ) -> Coding:
        """One review as others can agree with it."""
        if review.annotator not in self._people:
            raise Damaged(Damage("reviews", review.article, Harm.NOT_READ()))
        name, role, of = self._people[review.annotator]
        said = self._reader.read(review, answers, came)
        return Coding(
            review.article,
            review.annotator,
            name,
            spans or frozenset(),
            {topic: is_yes for topic, is_yes in said.answers.items() if topic != NONE_APPLIES},
            frozenset(said.none),
            role,
            of,
            shown=review.shown,
            at=review.edited_at,
            seconds=review.seconds,
            scheme_version=review.scheme_version,
        )
