"""The bin: removed articles, out of every table that anything else reads, and their way back.

An article that goes to the bin takes all its rows along, into tables of the same columns named
`bin_…`. So nothing has to know that there is a bin: what is in it is nowhere else. Only the
full-text index keeps its words, which are found through `NOT_IN_BIN` only. `bin` has the ids; an
id is never given again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from annotator.core.records import Binned, Change
from annotator.places import Where
from annotator.storage.bin_labels import BinLabels
from annotator.storage.connection import Database
from annotator.storage.faults import ArticleRemoved, StaleState
from annotator.storage.parts import Part
from annotator.storage.texts import Texts
from annotator.storage.totals import Totals
from annotator.values import dataclass

if TYPE_CHECKING:
    from sqlite3 import Connection

OWN: Final = (
    "decisions", "spans", "article_topics", "implied_topics", "blind_spans", "blind_reviews",
    "contradictions", "judgements", "readings", "rulings", "token_bounds", "reviews",
    "suggestions", "article_runs", "draws", "articles",
)  # fmt: skip
"""The tables with rows of articles, children before parents. A table or column that comes to one
of them comes to its `bin_…` too."""

_AT_FIRST: Final = (
    "decisions", "spans", "article_topics", "blind_spans", "blind_reviews", "contradictions",
    "judgements", "readings", "rulings", "token_bounds", "reviews", "suggestions", "article_runs",
    "articles",
)  # fmt: skip
"""Those of the migration that made the bin: it stays as it is, whatever comes to `OWN`."""

NOT_IN_BIN: Final = "NOT IN (SELECT article FROM bin)"
"""For ids from the full-text index."""

_STAYS = """CREATE TRIGGER articles_stay BEFORE DELETE ON articles
    WHEN NOT EXISTS (SELECT 1 FROM bin WHERE article = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'articles go to the bin, they are not deleted'); END"""
_AMONG = "IN (SELECT value FROM json_each(?))"
_ROWS = """SELECT b.id, b.heading AS title, b.words,
    (SELECT count(*) FROM bin_spans s WHERE s.article = b.id) AS spans,
    (SELECT count(*) FROM bin_reviews r WHERE r.article = b.id AND r.status = 'done') AS reviews
    FROM json_each(?) x JOIN bin_articles b ON b.id = x.value ORDER BY x.key"""


@dataclass(frozen=True, slots=True)
class BinRow:
    """What is shown of an article in the bin: how many spans and finished reviews it has, of all
    annotators.
    """

    id: int
    title: str
    words: int
    spans: int
    reviews: int


class Bin(Part):
    """Articles go and come back inside acts; see `Writer`."""

    def __init__(self, database: Database, texts: Texts) -> None:
        super().__init__(database)
        self.labels = BinLabels(database)
        self._texts = texts
        self._totals = Totals(database)
        self._place: int | None = None

    def ids(self) -> list[int]:
        """The ids of the articles in the bin, those that went last in front."""
        rows = self._db.rows("SELECT article FROM bin ORDER BY place DESC, article")
        return [article for (article,) in rows]

    def rows(self, ids: Iterable[int]) -> list[BinRow]:
        """What is shown of some articles in the bin, in the order of the ids."""
        return self._db.records(BinRow, _ROWS, (json.dumps(list(ids)),))

    def require_none(self, articles: Collection[int]) -> None:
        """Raise ArticleRemoved where one of the articles is in the bin."""
        ids = json.dumps(list(articles))
        found = self._db.value(f"SELECT min(article) FROM bin WHERE article {_AMONG}", (ids,))  # noqa: S608
        if found is not None:
            raise ArticleRemoved(int(found))

    def count(self) -> int:
        """How many articles are in the bin."""
        return int(self._db.value("SELECT count(*) FROM bin"))

    def version(self) -> int:
        """A number that changes whenever something goes to the bin or comes back."""
        return int(self._db.value("SELECT bin_version FROM project"))

    def begin_group(self) -> None:
        """What is removed from here on lies side by side in the bin, in however many steps."""
        self._place = None

    def move(self, changes: Sequence[Change]) -> None:
        """Let articles go to the bin or come back, inside the caller's transaction.

        Raises StaleState where one is not where the change says it was.
        """
        gone = sorted(c.after.article for c in changes if isinstance(c.after, Binned))
        back = sorted(c.before.article for c in changes if isinstance(c.before, Binned))
        if gone:
            self._to_bin(gone)
        if back:
            self._from_bin(back)
        self._texts.forget()
        self._db.write("UPDATE project SET bin_version = bin_version + 1")

    def _to_bin(self, articles: list[int]) -> None:
        ids = json.dumps(articles)
        self._require_all("articles", "id", articles)
        self._totals.add_articles(articles, -1)
        if self._place is None:
            self._place = int(self._db.value("SELECT coalesce(max(place), 0) + 1 FROM bin"))
        self._db.write(
            "INSERT INTO bin (article, place) SELECT value, ? FROM json_each(?)", (self._place, ids)
        )
        for name in OWN:
            self._copy(name, f"bin_{name}", ids)
        self._release_twins(ids)
        for name in OWN:
            self._db.write(f"DELETE FROM {name} WHERE {_key(name)} {_AMONG}", (ids,))  # noqa: S608

    def _from_bin(self, articles: list[int]) -> None:
        ids = json.dumps(articles)
        self._require_all("bin", "article", articles)
        for name in reversed(OWN):
            self._copy(f"bin_{name}", name, ids)
        for name in OWN:
            self._db.write(f"DELETE FROM bin_{name} WHERE {_key(name)} {_AMONG}", (ids,))  # noqa: S608
        self._db.write(f"DELETE FROM bin WHERE article {_AMONG}", (ids,))  # noqa: S608
        self._join_twins(ids)
        self._totals.add_articles(articles, +1)

    def _require_all(self, table: str, key: str, articles: Collection[int]) -> None:
        sql = f"SELECT count(*) FROM {table} WHERE {key} {_AMONG}"  # noqa: S608 - our own names
        if self._db.value(sql, (json.dumps(list(articles)),)) != len(set(articles)):
            raise StaleState(where=Where.ARTICLE(number=next(iter(articles))))

    def _copy(self, source: str, target: str, ids: str) -> None:
        names = ", ".join(f'"{name}"' for name in self._columns(source))
        shown = names
        if "articles" in (source, target):  # which is whose duplicate is seen when all are there
            shown = names.replace('"duplicate_of"', "NULL")
        key = _key(source.removeprefix("bin_"))
        self._db.write(
            f"INSERT INTO {target} ({names}) SELECT {shown} FROM {source}"  # noqa: S608
            f" WHERE {key} {_AMONG}",
            (ids,),
        )

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._db.rows(f"PRAGMA table_info({table})")]

    def _release_twins(self, ids: str) -> None:
        """The first of the duplicates that stay behind takes the place of one that goes."""
        rows = self._db.rows(
            f"SELECT duplicate_of, min(id) FROM articles WHERE duplicate_of {_AMONG}"  # noqa: S608
            f" AND id NOT {_AMONG} GROUP BY 1",
            (ids, ids),
        )
        for original, first in rows:
            self._db.write(
                "UPDATE articles SET duplicate_of = nullif(?, id)"  # noqa: S608
                f" WHERE duplicate_of = ? AND id NOT {_AMONG}",
                (first, original, ids),
            )
            self._db.write("INSERT OR IGNORE INTO article_runs (article) VALUES (?)", (first,))

    def _join_twins(self, ids: str) -> None:
        """Of articles with one text the first is the original again."""
        rows = self._db.rows(
            "SELECT min(t.id), json_group_array(t.id) FROM articles t WHERE t.sha256 IN"  # noqa: S608
            f" (SELECT sha256 FROM articles WHERE id {_AMONG})"
            " GROUP BY t.sha256 HAVING count(*) > 1",
            (ids,),
        )
        for first, twins in rows:
            self._db.write(
                f"UPDATE articles SET duplicate_of = nullif(?, id) WHERE id {_AMONG}",  # noqa: S608
                (first, twins),
            )
            self._db.write(
                f"DELETE FROM article_runs WHERE article <> ? AND article {_AMONG}"  # noqa: S608
                " AND latest_run IS NULL",
                (first, twins),
            )
            self._db.write("INSERT OR IGNORE INTO article_runs (article) VALUES (?)", (first,))


HIGHEST: Final = (
    "max((SELECT coalesce(max(id), 0) FROM articles), (SELECT coalesce(max(article), 0) FROM bin))"
)
"""The highest id of an article, as an SQL expression."""


def make_tables(connection: Connection) -> None:
    """The bin's tables, for a migration: copies of the tables of articles as they are then."""
    connection.execute("CREATE TABLE bin (article INTEGER PRIMARY KEY, place INTEGER NOT NULL)")
    connection.execute("CREATE INDEX bin_by_place ON bin(place)")
    for name in _AT_FIRST:
        names = ", ".join(f'"{column}"' for column in _columns(connection, name))
        connection.execute(f"CREATE TABLE bin_{name} ({names})")
        connection.execute(f"CREATE INDEX bin_{name}_of ON bin_{name}({_key(name)})")
    connection.execute("CREATE INDEX bin_articles_by_hash ON bin_articles(sha256)")
    connection.execute(
        """CREATE TABLE bin_labels (
            kind TEXT NOT NULL,
            id INTEGER NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (kind, id)) WITHOUT ROWID"""
    )
    connection.execute("ALTER TABLE project ADD COLUMN bin_version INTEGER NOT NULL DEFAULT 0")
    connection.execute("DROP TRIGGER articles_stay")
    connection.execute(_STAYS)


def _key(name: str) -> str:
    return "id" if name == "articles" else "article"


def _columns(connection: Connection, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
