"""Whose reviews each reader means: gold, repeats and several coders are never taken for one.

What is tested: `core/whose.py`, `storage/whose.py`, `workspace/exchange/of_whom.py`, and what reads
by them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import LATELY
from annotator.core.records import Act, Change, Review, Span, Status
from annotator.core.team import Draw, Role, Round
from annotator.core.tokens import cut
from annotator.core.whose import ReviewsOf, gold_else_only
from annotator.errors import UserError
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.training import usage_of
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.storage import NewArticle, Store
from annotator.tables import whose_lines
from annotator.workspace.children import release_job
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.exporting import choice_of
from annotator.workspace.exchange.standing_review import chosen
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.messages import Release, ReleaseChoices
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.report import overview
from annotator.workspace.learning.reviewed_articles import examples, read_whole, unobserved_spans
from annotator.workspace.open.annotators import choose, others_work
from annotator.workspace.release.verifying import unlike
from tests.unit.storage.making import SCHEME

TEXT = "Xi met Putin in Moscow."
XI, PUTIN, MOSCOW = (0, 2), (7, 12), (16, 22)
PERSON, ORG, PLACE = 1, 2, 3
ONE, DISPUTED, SETTLED, FOR_TRAINING, ALIKE = range(1, 6)


def coded(store: Store, article: int, who: int, at: str, *places, status: str = "done") -> None:
    rows = [Span(article, who, *place, label, TEXT[slice(*place)]) for place, label in places]
    review = Review(article, who, status, edited_at=f"2024-05-0{at}T10:00:00.000+00:00")
    changes = tuple(Change(None, x) for x in (*rows, review))
    store.acts.commit(Act("article.finish", article, changes), who, review.edited_at)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ONE is Ann's, and hers again otherwise; DISPUTED Ann's and Bea's; SETTLED is that too, and
    gold; FOR_TRAINING is gold alone; ALIKE has two reviews that say the same.
    """
    path = tmp_path_factory.mktemp("whose") / "team.annotator.db"
    with Store.create(path, SCHEME, at="2024-05-01T09:00:00") as store:
        ann, bea = map(store.annotators.id_of, ("Ann", "Bea"))
        gold, again = store.team.make_gold(), store.team.make_repeat(ann)
        for number in range(1, 6):
            store.articles.add(NewArticle(TEXT + str(number), key=f"a{number}"))
        coded(store, ONE, ann, "1", (XI, PERSON))
        coded(store, ONE, again, "9", (XI, ORG))
        for article in (DISPUTED, SETTLED):
            coded(store, article, ann, "2", (XI, PERSON), (PUTIN, PERSON))
            coded(store, article, bea, "3", (XI, PERSON), (PUTIN, ORG), (MOSCOW, PLACE))
        coded(store, SETTLED, gold, "4", (XI, PERSON), (PUTIN, PLACE))
        coded(store, FOR_TRAINING, gold, "5", (MOSCOW, ORG))
        for who in (ann, bea):
            coded(store, ALIKE, who, "6", (MOSCOW, PLACE))
    return path


@pytest.fixture
def store(path: Path):
    with Store.open(path) as store:
        yield store


@given(
    st.lists(
        st.tuples(st.sampled_from(Role), st.sampled_from(Status), st.integers(1, 2)), max_size=5
    )
)
def test_one_review_stands_or_none(given) -> None:
    reviews = [Review(1, n, status, review_pass=x) for n, (_, status, x) in enumerate(given)]
    roles = {n: role for n, (role, _, _) in enumerate(given)}
    found = gold_else_only(reviews, roles)
    done = [x for x in reviews if x.status == Status.DONE]
    if found is None:
        people = [x.review_pass for x in done if roles[x.annotator] == Role.PERSON]
        assert not any(roles[x.annotator] == Role.GOLD for x in done)
        assert not people or people.count(max(people)) > 1
    else:
        assert found in done and roles[found.annotator] != Role.REPEAT
        is_gold = roles[found.annotator] == Role.GOLD
        assert is_gold or not any(roles[x.annotator] == Role.GOLD for x in done)


def marked(each) -> set[tuple[tuple[int, int], int]]:
    return {((start, end), label) for start, end, label, _ in each.spans}


def test_what_learns_takes_gold_the_only_one_or_what_all_say(store: Store) -> None:
    found = {each.article: each for each in examples(store)}
    assert {article: marked(each) for article, each in found.items()} == {
        ONE: {(XI, PERSON)},
        DISPUTED: {(XI, PERSON)},
        SETTLED: {(XI, PERSON), (PUTIN, PLACE)},
        ALIKE: {(MOSCOW, PLACE)},
    }
    assert found[DISPUTED].disputed == (PUTIN, MOSCOW)
    assert unobserved_spans(list(found.values()))[DISPUTED] == (PUTIN, MOSCOW)
    assert DISPUTED not in read_whole(list(found.values()))
    assert not any(each.disputed for article, each in found.items() if article != DISPUTED)


def test_one_annotator_or_gold_alone_is_evaluated(store: Store) -> None:
    by_bea = {each.article: marked(each) for each in examples(store, ReviewsOf.one("Bea"))}
    assert by_bea == {
        DISPUTED: {(XI, PERSON), (PUTIN, ORG), (MOSCOW, PLACE)},
        SETTLED: {(XI, PERSON), (PUTIN, ORG), (MOSCOW, PLACE)},
        ALIKE: {(MOSCOW, PLACE)},
    }
    assert [each.article for each in examples(store, ReviewsOf.gold())] == [ONE, SETTLED]


def test_memory_counts_people_and_gold_in_their_place(store: Store) -> None:
    memory = store.memory.all()
    assert memory["Xi"] == {PERSON: 4}  # ONE, twice DISPUTED, SETTLED; not what was done again
    assert memory["Putin"] == {PERSON: 1, ORG: 1, PLACE: 1}
    assert memory["Moscow"] == {PLACE: 3}  # not what is gold for a training to come
    assert {x: store.memory.of(x) for x in memory} == memory
    by_article = store.memory.by_article()
    assert by_article[SETTLED] == {"Xi": {PERSON: 1}, "Putin": {PLACE: 1}}
    assert FOR_TRAINING not in by_article


def test_labels_of_late_are_counted_as_training_counts_them(store: Store) -> None:
    assert store.memory.usage() == usage_of(lessons_of(store)) == {PERSON: 3, PLACE: 2}


def lessons_of(store: Store) -> list[TrainingExample]:
    """What training makes of the reviews, without a pipeline's reading, which does not count."""
    nothing = CachedParse(ParsedArticle(cut(""), [], [], []))
    found = sorted(examples(store), key=lambda each: (each.edited_at, each.article))
    return [TrainingExample(x.article, x.text, nothing, list(x.spans)) for x in found[-LATELY:]]


def test_counts_are_of_people(store: Store) -> None:
    info = store.counts.info()
    assert (info["done"], info["gold"], info["spans"]) == (4, 2, 13)
    assert info["annotators"] == ["Ann", "Bea"]
    assert store.reviews.done_count() == 4
    assert store.reviews.done_since("2024-05-01T00:00:00") == 7
    assert list(store.reviews.finished_page(0, 9)) == [ONE, DISPUTED, SETTLED, ALIKE]
    assert {each.annotator for each in store.reviews.marks(1, 9)} == {1, 2}
    assert [(x.name, x.done) for x in store.counts.work()] == [("Ann", 4), ("Bea", 3)]
    assert [x.name for x in others_work(store)] == ["Ann", "Bea"]
    everybody = [x["annotator"] for x in store.counts.work_by_label()]
    assert everybody == ["Ann", "Bea", "gold", "Ann (repeat)"]


def test_articles_of_several_without_gold_are_told(store: Store) -> None:
    assert store.reviews.several_count() == 2  # DISPUTED, ALIKE
    assert overview(store).several == 2


def test_what_a_coder_did_to_be_trained_is_no_review(tmp_path: Path, path: Path) -> None:
    """Bea was trained on DISPUTED, which Ann finished: there is no dispute, and Ann's stands."""
    copy = tmp_path / "team.annotator.db"
    copy.write_bytes(path.read_bytes())
    with Store.open(copy) as store:
        bea = store.annotators.id_of("Bea")
        store.team.add_round(
            Round(0, "", "1", "2024-05-01", 1), [Draw(1, DISPUTED, bea, "training")]
        )
        assert store.reviews.several_count() == 1
        found = {each.article: each for each in examples(store)}
        assert marked(found[DISPUTED]) == {(XI, PERSON), (PUTIN, PERSON)}
        assert not found[DISPUTED].disputed
        assert store.memory.usage() == usage_of(lessons_of(store)) == {PERSON: 4, PLACE: 2}
        assert names(out(store, several=False, gold=True))["a2"] == ["Ann"]
        assert names(out(store, several=True))["a2"] == ["Ann"]


def test_nobody_is_asked_to_go_on_as_gold(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.db", SCHEME, at="2024-05-01T09:00:00") as store:
        article, _ = store.articles.add(NewArticle(TEXT))
        coded(store, article, store.team.make_gold(), "1", (XI, PERSON))
        assert choose(store, "Cleo") == "Cleo"


def test_what_is_judged_is_ordered_by_people(store: Store) -> None:
    outcome = json.dumps({"shown": 1, "static": 2})
    with store._db.transaction():
        store._db.connection.execute("INSERT INTO judgements VALUES (?, 1, ?)", (SETTLED, outcome))
        [found] = store.judgements.repaired(1, 9)
        assert found.done_at is not None and found.done_at.startswith("2024-05-02")
        store._db.connection.execute("DELETE FROM judgements")


def out(store: Store, *, several: bool, **asked) -> dict[str, list[tuple[str, set]]]:
    """By key, whose reviews go out with which spans; the first is the one that stands."""
    from annotator.formats import registry

    lost = registry.to_write("jsonl" if several else "conll").cannot_hold
    exporter = ArticleExporter(store, choice_of(store, ArticleChoice(**asked)), lost)
    found = {}
    for each in exporter.articles():
        stands = chosen(each.reviews)
        rows = sorted(each.reviews, key=lambda x: x is not stands)
        found[each.key] = [(x.annotator, {(s.start, s.label) for s in x.spans}) for x in rows]
    found["left out"] = exporter.whose.without_gold
    return found


def names(found) -> dict[str, list[str]]:
    return {key: [name for name, _ in rows] for key, rows in found.items() if key != "left out"}


def test_an_export_takes_gold_first_and_nothing_done_a_second_time(store: Store) -> None:
    found = out(store, several=True)
    assert names(found) == {
        "a1": ["Ann"],
        "a2": ["Bea", "Ann"],
        "a3": ["gold", "Ann", "Bea"],
        "a4": ["gold"],
        "a5": ["Bea", "Ann"],
    }


def test_gold_alone_leaves_out_what_is_not_settled(store: Store) -> None:
    found = out(store, several=False, gold=True)
    assert names(found) == {"a1": ["Ann"], "a3": ["gold"], "a4": ["gold"]}
    assert found["left out"] == 2


def test_all_apart_are_articles_of_their_own_where_one_has_a_place(store: Store) -> None:
    found = out(store, several=False, apart=True)
    assert [key for key in found if key.startswith("a2")] == ["a2 (Ann)", "a2 (Bea)"]
    assert names(found)["a3 (gold)"] == ["gold"]
    assert names(out(store, several=True, apart=True)) == names(out(store, several=True))


def test_one_is_as_asked_even_a_second_time(store: Store) -> None:
    assert names(out(store, several=False, annotator="Ann (repeat)")) == {"a1": ["Ann (repeat)"]}
    assert set(names(out(store, several=False, annotator="Bea"))) == {"a2", "a3", "a5"}


def test_only_one_of_the_three_can_be_asked(store: Store) -> None:
    for asked in ({"annotator": "Ann", "gold": True}, {"gold": True, "apart": True}):
        with pytest.raises(UserError, match="choose one of them"):
            choice_of(store, ArticleChoice(**asked))


@pytest.mark.parametrize(
    ("asked", "whose", "told"),
    [
        ({"gold": True}, "a1 Ann, a3 gold, a4 gold", (0, 2)),
        ({}, "a1 Ann, a2 Ann, a2 Bea, a3 Ann, a3 Bea, a3 gold, a4 gold, a5 Ann, a5 Bea", (3, 0)),
        ({"annotator": "Ann"}, "a1 Ann, a2 Ann, a3 Ann, a5 Ann", (0, 0)),
    ],
)
def test_a_release_has_the_reviews_that_are_asked_for_and_tells_what_is_left_out(
    path: Path, tmp_path: Path, asked: dict, whose: str, told: tuple[int, int]
) -> None:
    choices = ReleaseChoices(formats=("csv",), dev=0, test=0, **asked)
    to = tmp_path / "out"
    report = release_job.run(Release(str(path), str(to), choices), Work())
    [rows] = (to / "data" / "csv").rglob("*spans*.csv")
    with rows.open(encoding="utf-8-sig", newline="") as stream:
        found = {f"{row['article']} {row['annotator']}" for row in csv.DictReader(stream)}
    assert found == set(whose.split(", "))
    if asked:
        assert dict(report.annotators) == Counter(x.split()[1] for x in found)
    assert (report.finished_by_several, report.without_gold) == told
    assert not list(unlike(to))
    lines = list(whose_lines(report))
    assert any("left out" in line for line in lines) == bool(told[1])
