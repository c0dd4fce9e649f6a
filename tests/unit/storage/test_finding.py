"""Queries and lists, step by step, against a plain reading of what was put in.

What is tested: `storage/finding.py`, `storage/list_steps.py`, `storage/first_words.py`,
`storage/matching.py`, `storage/search.py`, `storage/reading.py`, `storage/beside.py`.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from annotator.core.chance import Drawn, draws
from annotator.core.codes import Order, StatusFilter
from annotator.core.query import Query, parse
from annotator.core.records import Act, Change, Decision, Review, Span, Status, Suggestion
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store, finding, first_words, list_steps
from annotator.storage.beside import BesideAProject, BesideStore
from annotator.storage.first_words import FirstWords
from annotator.storage.list_steps import ListWanted
from tests.unit.storage.making import AT, SCHEME
from tests.unit.storage.test_bin import removing

COUNT = 40
WORDS = "Rome met Oslo in May and the cat sat then there".split()
DATES = ("", "2023-01-05", "2023-02-01", "2023-02-03", "2024-01-01")
SOURCES = ("", "AP", "Reuters", "ap news")
KEYS = (
    "date:2023", "date:2023-02..2024", "date:..2023-01", "source:ap", "source:reut,zz", "flag:yes",
    "flag:no", "status:done", "status:todo", "status:new,skipped", "status:started", "is:unseen",
    "is:mixed", "is:forced", "label", "the", "th", '"met oslo"', "rome", '"xyzzy"',
)  # fmt: skip
_NAMES = re.compile("Rome|Oslo|May")


@dataclass
class Put:
    """What was put in of one article."""

    new: NewArticle
    reviews: dict[int, Review] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    open: list[Suggestion] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)
    doubt: float | None = None
    is_twin: bool = False


def fill(path: Path, seed: int) -> dict[int, Put]:
    """A project by chance, of two annotators (1, 2)."""
    chance = random.Random(seed)
    put: dict[int, Put] = {}
    with Store.create(path, SCHEME, at=AT) as store:
        for who in ("ann", "bob"):
            store.annotators.id_of(who)
        run = store.suggestions.run_id("en", "1", "f")
        for _ in range(COUNT):
            text = " ".join(chance.choices(WORDS, k=chance.randint(1, 6))) + "."
            new = NewArticle(
                text, chance.choice(("", "The end")), published=chance.choice(DATES),
                source=chance.choice(SOURCES),
            )  # fmt: skip
            article, twin = store.articles.add(new)
            here = put[article] = Put(new, is_twin=twin is not None)
            if chance.random() < 0.6:
                _suggest(store, article, run, here, chance)
            for who in (1, 2):
                if chance.random() < 0.5:
                    _work(store, article, who, here, chance)
        while store.search.index_some(50):
            pass
        gone = chance.sample(sorted(put), 4)
        originals = [x for x in gone if not put[x].is_twin and not _has_twins(put, x)]
        if originals:
            store.acts.commit(removing(*originals), 1, AT)
        return {article: each for article, each in put.items() if article not in originals}


def _has_twins(put: dict[int, Put], article: int) -> bool:
    text = put[article].new.text
    return sum(each.new.text == text for each in put.values()) > 1


def _suggest(store: Store, article: int, run: int, here: Put, chance: random.Random) -> None:
    scores = [chance.choice((0.2, 0.5, 0.9)) for _ in _NAMES.findall(here.new.text)]
    rows = [
        Suggestion(0, article, found.start(), found.end(), chance.choice((1, 2, 3)), "x", score)
        for found, score in zip(_NAMES.finditer(here.new.text), scores, strict=True)
    ]
    tokens = cut(here.new.text)
    store.suggestions.put(article, run, tokens, [0], rows)
    here.open = [x for x in store.suggestions.of(article) if x.start is not None]
    if rows:
        here.doubt = 100 * sum(1 - score for score in scores) / max(len(tokens.starts), 1)


def _work(store: Store, article: int, who: int, here: Put, chance: random.Random) -> None:
    review = Review(
        article, who, status=chance.choice(list(Status)), flagged=chance.random() < 0.3,
        is_forced=chance.random() < 0.3, edited_at=AT,
    )  # fmt: skip
    changes = [Change(None, review)]
    for each in here.open if who == 1 else []:
        if chance.random() < 0.7:
            continue
        assert each.start is not None and each.end is not None and each.label is not None
        surface = here.new.text[each.start : each.end]
        is_seen = chance.random() < 0.5
        span = Span(article, who, each.start, each.end, each.label, surface, "confirmed", each.id)
        decision = Decision(
            each.id, who, article, "accepted", "Enter", AT, each.start, each.end, each.label,
            focused=is_seen,
        )  # fmt: skip
        changes += [Change(None, span), Change(None, decision)]
        here.spans.append(span)
        here.open = [x for x in here.open if x.id != each.id]
        if not is_seen:
            here.unseen.add(who)
    here.reviews[who] = review
    store.acts.commit(Act("article.finish", article, tuple(changes)), who, AT)


def fits(put: dict[int, Put], article: int, query: Query, labels: set[int]) -> bool:
    """Whether annotator 1 should find an article."""
    here = put[article]
    review = here.reviews.get(1, Review(article, 1))
    words = re.findall(r"\w+", f"{here.new.title} | {here.new.text}".casefold())
    title, text = (f" {x.casefold().replace('.', '')} " for x in (here.new.title, here.new.text))
    statuses = set(query.statuses)
    statuses |= {Status.NEW, Status.STARTED} if StatusFilter.TODO in statuses else set()
    labels_of = defaultdict(set)
    for each in put.values():
        for span in each.spans:
            labels_of[span.surface].add(span.label)
    marked = {x.label for x in here.spans} | {x.label for x in here.open}
    return all((
        not query.statuses or review.status in statuses,
        query.is_flagged is None or review.flagged == query.is_flagged,
        not query.sources or any(x in here.new.source.lower() for x in query.sources),
        not (query.first_date or query.last_date)
        or (here.new.published > ""
        and query.first_date <= here.new.published <= f"{query.last_date}~"),
        "unseen" not in query.kinds or 1 in here.unseen,
        "forced" not in query.kinds or review.is_forced,
        "mixed" not in query.kinds or any(len(labels_of[x.surface]) > 1 for x in here.spans),
        not labels or labels & marked,
        all(_has(each, words, title, text) for each in re.findall(r'"[^"]*"|\S+', query.words)),
    ))  # fmt: skip


def _has(typed: str, words: list[str], title: str, text: str) -> bool:
    """Quoted words as they stand, others as words; here only the last typed is a beginning."""
    phrase = typed.strip('"')
    if typed.startswith('"'):
        return f" {phrase} " in title or f" {phrase} " in text
    return any(word.startswith(phrase) for word in words)


@pytest.mark.parametrize("seed", range(2))
def test_queries_find_what_a_plain_reading_finds(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(finding, "_FIRST", 7)
    monkeypatch.setattr(finding, "_LARGEST", 16)
    monkeypatch.setattr(first_words, "_ARTICLES", 9)
    monkeypatch.setattr(finding, "_FEW", 20 * seed)
    put = fill(tmp_path / "p.db", seed)
    chance = random.Random(seed)
    asked = [(key,) for key in KEYS] + [tuple(chance.sample(KEYS, 2)) for _ in range(40)]
    with Store.open(tmp_path / "p.db") as store, BesideAProject(store.path).opened() as reading:
        beside = BesideStore(reading, FirstWords())
        for keys in asked:
            words = sorted((x for x in keys if ":" not in x and x != "label"), reverse=True)
            is_ambiguous = sum(not x.startswith('"') for x in words) > 1  # the last is a beginning
            if is_ambiguous or sum(x.startswith("date") for x in keys) > 1:
                continue
            labels = {2} if "label" in keys else set()
            query = parse(" ".join([*(x for x in keys if ":" in x), *words[::-1]]))
            wanted = [x for x in put if fits(put, x, query, labels)]
            assert list(store.filters.articles(query, labels, 1)) == wanted, keys
            steps = beside.filters.steps(query, labels, 1)
            assert [x for step in steps for x in step] == wanted, keys


@pytest.mark.parametrize("seed", range(2))
def test_lists_are_what_a_plain_reading_gives_whole_and_from_behind_any(
    tmp_path, monkeypatch, seed
):
    monkeypatch.setattr(list_steps, "_FIRST", 3)
    put = fill(tmp_path / "p.db", 10 + seed)
    drawn = draws(5, COUNT)
    keys = {
        Order.IMPORTED: lambda x: (x,),
        Order.RANDOM: lambda x: (drawn[x],),
        Order.DATE: lambda x: (put[x].new.published == "", put[x].new.published, x),
        Order.DOUBT: lambda x: (put[x].doubt is None, -(put[x].doubt or 0), x),
    }
    with Store.open(tmp_path / "p.db") as store:
        scored = store._db.rows("SELECT article, doubt FROM article_runs")
        doubts = dict(scored)
        for article, each in put.items():
            each.doubt = doubts.get(article)
        for order, key in keys.items():
            for status in StatusFilter:
                ids = sorted((x for x in put if _is_listed(put[x], x, status)), key=key)
                wanted = ListWanted(1, status, order, Drawn(5))
                assert [x for step in store.lists.steps(wanted) for x in step] == ids
                if status not in (StatusFilter.TODO, StatusFilter.ALL):
                    continue
                for here in list(put)[::7]:
                    behind = [x for x in ids if key(x) > key(here)]
                    steps = store.lists.steps(wanted, here)
                    assert [x for step in steps for x in step] == behind, (order, here)
            everything = replace(wanted, status=StatusFilter.ALL, has_duplicates=True)
            assert sum(map(len, store.lists.steps(everything))) == len(put)


def _is_listed(here: Put, article: int, status: StatusFilter) -> bool:
    review = here.reviews.get(1, Review(article, 1))
    if status == StatusFilter.FLAGGED:
        return review.flagged
    if status in (StatusFilter.DONE, StatusFilter.SKIPPED):
        return review.status == status
    return not here.is_twin and (
        status == StatusFilter.ALL or review.status not in (Status.DONE, Status.SKIPPED)
    )
