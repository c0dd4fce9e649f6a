"""What stands in a project file, read by plain SQL: two states of it compared, row by row."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]
"""Table → primary key → column → value. Rows of an article in the bin count as the article's."""

_JUDGED = (
    "article",
    "annotator",
    "status",
    "reason",
    "flagged",
    "note",
    "review_pass",
    "is_forced",
)
_UNTOUCHED = {
    "status": "new", "reason": "", "flagged": 0, "note": "", "review_pass": 1, "is_forced": 0,
}  # fmt: skip
_BY_ACTS = (
    "labels", "topic_groups", "topics", "label_map", "project", "suggestions", "decisions", "spans",
    "article_topics", "implied_topics", "blind_spans", "blind_reviews", "reviews", "rulings", "bin",
    "settled",
)  # fmt: skip
"""What acts change, and undo therefore gives back."""
_NOT_BY_ACTS = ("token_bounds", "readings", "judgements", "contradictions", "articles")
"""What acts only carry to the bin and back."""
_DEDUCED = ("duplicate_of",)  # whose duplicate an article is follows from what is in the bin


def rows_of(path: Path) -> Rows:
    """All rows of a project file, read from beside whatever has it open."""
    found: Rows = {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        for table in (*_BY_ACTS, *_NOT_BY_ACTS, "annotators"):
            info = connection.execute(f"PRAGMA table_info({table})").fetchall()
            names = [column[1] for column in info]
            keys = [column[1] for column in sorted(info, key=lambda x: x[5]) if column[5]]
            listed = ", ".join(f'"{name}"' for name in names)
            found[table] = {}
            for source in (
                (table, f"bin_{table}") if "article" in names or table == "articles" else (table,)
            ):
                if not _is_there(connection, source):
                    continue
                for values in connection.execute(f"SELECT {listed} FROM {source}"):
                    row = dict(zip(names, values, strict=True))
                    found[table][tuple(row[key] for key in keys)] = row
    found["project"] = {
        key: {name: row[name] for name in ("is_nested", "current_suggestions", "current_maybes")}
        for key, row in found["project"].items()
    }
    return found


def _is_there(connection: sqlite3.Connection, table: str) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(sql, (table,)).fetchone() is not None


def patched(start: Rows, before: Rows, after: Rows, tables: Iterable[str]) -> Rows:
    """`start` with what came between two later states without being an act."""
    made = {table: dict(rows) for table, rows in start.items()}
    for table in tables:
        old, new = before[table], after[table]
        for key in old.keys() - new.keys():
            made[table].pop(key, None)
        for key, row in new.items():
            was = old.get(key)
            if was is None:
                made[table][key] = row
            elif was != row and key in made[table]:
                other = {name: value for name, value in row.items() if was[name] != value}
                made[table][key] = made[table][key] | other
    return made


def by_acts(rows: Rows, articles: Iterable[int] | None = None) -> dict[str, list[Row]]:
    """What acts have made of a project; with `articles` only what is about these or about none.

    Of reviews that is what a person decides, not what is measured; one that nobody has touched is
    as good as none. Where in the bin an article lies says nothing.
    """
    wanted = None if articles is None else set(articles)
    found: dict[str, list[Row]] = {}
    for table in _BY_ACTS:
        kept = [
            row for row in rows[table].values() if wanted is None or row.get("article") in
            {*wanted, None}
        ]  # fmt: skip
        if table == "reviews":
            kept = [{name: row[name] for name in _JUDGED} for row in kept]
            kept = [row for row in kept if not row.items() >= _UNTOUCHED.items()]
        if table == "bin":
            kept = [{"article": row["article"]} for row in kept]
        if table == "project":  # the sums are held against the rows, see `check_rows`
            kept = [{"is_nested": row["is_nested"]} for row in kept]
        found[table] = sorted(kept, key=repr)
    return found


def beside_acts(rows: Rows) -> dict[str, list[Row]]:
    """What acts leave as it is, wherever the article lies."""
    return {
        table: sorted(
            (
                {name: value for name, value in row.items() if name not in _DEDUCED}
                for row in rows[table].values()
            ),
            key=repr,
        )
        for table in _NOT_BY_ACTS
    }


def difference(one: Mapping[str, list[Row]], other: Mapping[str, list[Row]]) -> list[str]:
    """The rows that only one of two states has, a line each."""
    found = []
    for table in one:
        found += [f"- {table}: {row}" for row in one[table] if row not in other[table]]
        found += [f"+ {table}: {row}" for row in other[table] if row not in one[table]]
    return found


def check_rows(rows: Rows) -> None:
    """The rules of a project that hold whatever was done; AssertionError tells which does not."""
    texts = {key[0]: row["text"] for key, row in rows["articles"].items()}
    binned = {key[0] for key in rows["bin"]}
    labels, topics = rows["labels"], rows["topics"]
    suggestions, decisions = rows["suggestions"], rows["decisions"]
    is_nested = next(iter(rows["project"].values()))["is_nested"]
    by_review: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for span in rows["spans"].values():
        text, start, end = texts[span["article"]], span["start"], span["end"]
        assert 0 <= start < end <= len(text), f"outside the text: {span}"
        assert text[start:end] == span["surface"] and span["surface"].strip(), f"surface: {span}"
        by_review[span["article"], span["annotator"]].append((start, end))
        if span["article"] in binned:
            continue
        assert (span["label"],) in labels, f"no such label: {span}"
        _check_origin(span, suggestions, decisions)
    for whose, places in by_review.items():
        assert len(set(places)) == len(places), f"two equal spans: {whose} {places}"
        if not is_nested and whose[0] not in binned:
            places.sort()
            pairs = itertools.pairwise(places)
            assert all(a[1] <= b[0] for a, b in pairs), f"spans over each other: {whose} {places}"
    for decision in decisions.values():
        assert (decision["suggestion"],) in suggestions, f"about nothing: {decision}"
    for table, column in (("article_topics", "topic"), ("suggestions", "label")):
        for row in rows[table].values():
            number = row[column]
            known = topics if table == "article_topics" or row["start"] is None else labels
            if number and row["article"] not in binned:
                assert (number,) in known, f"no such label: {table} {row}"
    _check_sums(rows, binned)
    _check_topics(rows, binned)


def _check_origin(span: Row, suggestions: Mapping[Any, Row], decisions: Mapping[Any, Row]) -> None:
    """A span that comes of a suggestion says what was decided about it."""
    if span["suggestion"] is None:
        return
    assert (span["suggestion"],) in suggestions, f"of nothing: {span}"
    decision = decisions.get((span["suggestion"], span["annotator"]))
    assert decision is not None, f"nobody decided: {span}"
    place = (decision["start"], decision["end"], decision["label"])
    assert place == (span["start"], span["end"], span["label"]), f"other than {decision}: {span}"
    assert decision["outcome"] not in ("rejected", "followed"), f"{decision}: {span}"
    assert decision["surface"] == span["surface"], f"memory has {decision}: {span}"


def _check_sums(rows: Rows, binned: set[int]) -> None:
    """The sums that are kept are those of the rows."""
    spans = Counter(x["annotator"] for x in rows["spans"].values() if x["article"] not in binned)
    yes = Counter(
        x["annotator"]
        for x in rows["article_topics"].values()
        if x["article"] not in binned and x["is_yes"]
    )
    for (who,), row in rows["annotators"].items():
        assert (row["spans"], row["topics"]) == (spans[who], yes[who]), f"sums of {row}"


def _check_topics(rows: Rows, binned: set[int]) -> None:
    """A group of one answer has one, and "none applies" stands alone."""
    one = {key[0] for key, group in rows["topic_groups"].items() if not group["several"]}
    said: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows["article_topics"].values():
        if row["is_yes"] and row["article"] not in binned:
            said[row["article"], row["annotator"]].append(row["topic"])
    for whose, yes in said.items():
        assert 0 not in yes or len(yes) == 1, f"none, and some: {whose} {yes}"
        groups = Counter(rows["topics"][x,]["topic_group"] for x in yes if x)
        assert all(groups[group] < 2 for group in one), f"two answers: {whose} {yes}"
