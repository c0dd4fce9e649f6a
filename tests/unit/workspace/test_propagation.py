"""An act over a whole project: what is listed, what is never touched, and one way back.

What is tested: `workspace/open/propagation.py`, `workspace/open/project_parts.py`.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.propagation import Conflict
from annotator.core.records import InputMethod, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Hit, Plan
from tests.unit.storage.making import AT, SCHEME

TABLES = ("spans", "decisions", "suggestions", "reviews", "article_topics")
TEXTS = (
    "Veldora met Orrin in Lisbon. Veldora left.",
    "In Veldora it rained. Greater Veldora slept.",
    "Nobody saw the fog.",
    "Veldora again, then Veldora once more.",
)
PERSON, ORG, PLACE = 1, 2, 3


def make(path: Path, texts=TEXTS, proposed=(), *, nested: bool = False) -> Project:
    """A project of these texts; `proposed` are (article, start, end, label)."""
    with Store.create(path, SCHEME, at=AT) as store:
        store.scheme.change(nested=nested)
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("handmade", "1", "f")
        for number, text in enumerate(texts, 1):
            store.articles.add(NewArticle(text, title=f"Article {number}"))
            rows = [Suggestion(0, number, *each[1:]) for each in proposed if each[0] == number]
            store.suggestions.put(number, run, cut(text), [0], rows)
        store.search.index_some(len(texts))
    return Project(path, "ann", window=False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    at = TEXTS[3].index("Veldora", 5)
    made = make(tmp_path / "p.db", proposed=[(2, 3, 10, ORG), (4, at, at + 7, PLACE)])
    yield made
    made.close()


def all_of(plan: Plan) -> list[Hit]:
    hits = []
    while not plan.is_complete:
        hits += plan.more()
    return hits


def dump(project: Project) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(project.path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)
            for table in TABLES
        }


def listed(hits: list[Hit]) -> list[tuple[int, int, str]]:
    return [(hit.mention.article, hit.mention.start, hit.snag.value) for hit in hits]


def sheet_of(project: Project, article: int) -> Sheet:
    """An article as it is stored."""
    return project.sheets.of(project.store.sheets.read(article, project.annotator), project.scheme)


def decide(project: Project, article: int, start: int, end: int, label: int | None, **more) -> None:
    sheet = sheet_of(project, article)
    how = DecisionContext(InputMethod.KEY, AT)
    act = (
        acts.reject(sheet, start, end, how)
        if label is None
        else acts.label(sheet, start, end, label, how, follow=False)
    )
    project.commit(act)


def test_open_and_unmarked_mentions_are_listed_and_a_longer_name_apart(project):
    hits = all_of(Plan(project, "Veldora", PLACE))
    at = TEXTS[1].index("Veldora", 10)
    assert listed(hits) == [
        (1, 0, ""),
        (1, 29, ""),
        (2, 3, ""),
        (2, at, "longer name"),
        (4, 0, ""),
        (4, 20, ""),
    ]
    assert [hit.title for hit in hits[:3]] == ["Article 1", "Article 1", "Article 2"]


def test_applying_confirms_relabels_and_adds_as_bulk(project):
    plan = Plan(project, "Veldora", PLACE)
    result = plan.apply([hit for hit in all_of(plan) if not hit.snag])
    assert result.note is not None
    assert result.note.values == {
        "surface": "Veldora",
        "count": 5,
        "articles": 3,
        "left": 0,
        "label": PLACE,
    }
    found = dump(project)
    assert len(found["spans"]) == 5
    assert {row[3:5] for row in found["decisions"]} == {
        ("confirmed", "bulk"),
        ("relabelled", "bulk"),
    }
    assert sum(row[5] == "follow" for row in found["suggestions"]) == 3
    assert project.sheets.surfaces.labels_of("Veldora") == {}, "bulk is no evidence for memory"


def test_one_undo_takes_all_back_and_redo_does_it_again(project):
    project.open_article(1)
    before = dump(project)
    plan = Plan(project, "Veldora", PLACE)
    plan.apply(all_of(plan))
    after = dump(project)
    assert len(project.review.sheet.spans) == 2, "the open sheet has it"
    result, article = project.undoing.undo()
    assert article is None, "undo stays where the person is"
    assert result.note.code == "undone"
    assert dump(project) == before
    assert project.review.sheet.spans == []
    assert project.review.sheet.decided_labels("Veldora") == {}
    project.undoing.redo()
    assert dump(project) == after
    assert len(project.review.sheet.spans) == 2


def test_what_was_decided_otherwise_is_listed_and_never_touched(project):
    decide(project, 1, 0, 7, PERSON)
    decide(project, 2, 3, 10, None)
    plan = Plan(project, "Veldora", PLACE)
    hits = all_of(plan)
    assert {(a, s): snag for a, s, snag in listed(hits)} == {
        (1, 0): "decided",
        (1, 29): "known otherwise",
        (2, 3): "decided",
        (2, 30): "longer name",
        (4, 0): "",
        (4, 20): "",
    }
    before = dump(project)
    plan.apply(hits)
    after = dump(project)
    assert set(before["spans"]) <= set(after["spans"])
    assert set(before["decisions"]) <= set(after["decisions"])
    assert len(after["spans"]) == 1 + 4


def test_done_articles_are_a_section_of_their_own(project):
    review = project.open_article(4)
    review.finishing.finish(is_seen_to_end=True)
    review.finishing.finish(is_seen_to_end=True)
    hits = all_of(Plan(project, "Veldora", PLACE))
    assert listed(hits)[-1] == (4, 0, "closed"), "its suggestion has become a span"
    hits = all_of(Plan(project, "Veldora", PERSON))
    assert listed(hits)[-2:] == [(4, 0, "known otherwise"), (4, 20, "decided")]


def test_rejecting_goes_over_open_suggestions_only(project):
    plan = Plan(project, "Veldora", None)
    hits = all_of(plan)
    assert listed(hits) == [(2, 3, ""), (4, 20, "")]
    plan.apply(hits)
    assert dump(project)["spans"] == []
    assert {row[3:5] for row in dump(project)["decisions"]} == {("rejected", "bulk")}


def test_a_place_over_a_span_can_not_be_taken(project):
    decide(project, 2, 22, 40, PLACE)
    hits = all_of(Plan(project, "Veldora", PLACE))
    assert (2, 30, Conflict.CROSSES) in listed(hits)
    (crossing,) = [hit for hit in hits if hit.snag is Conflict.CROSSES]
    result = Plan(project, "Veldora", PLACE).apply([crossing])
    assert result.act is None
    assert result.note.code == "nothing propagated"


def test_what_was_decided_meanwhile_is_left(project):
    plan = Plan(project, "Veldora", PLACE)
    hits = all_of(plan)
    decide(project, 4, 20, 27, ORG)
    result = plan.apply(hits)
    assert result.note.values["left"] == 1
    assert [row[4] for row in dump(project)["spans"] if row[0] == 4] == [PLACE, ORG]


def test_the_last_act_is_known_in_the_next_article_too(project):
    review = project.open_article(1)
    assert Plan.last_act(project) is None
    review.walk.set_focus(0, 7)
    review.deciding.label(PLACE)
    project.open_article(3)
    plan = Plan.last_act(project)
    assert plan is not None
    assert (plan.surface, plan.label) == ("Veldora", PLACE)


def test_chosen_mentions_may_be_spans(project):
    decide(project, 1, 0, 7, PERSON)
    hits = all_of(Plan(project, "Veldora", PLACE))
    spans = [hit for hit in hits if hit.snag is Conflict.DECIDED]
    plan = Plan.of(project, spans, PLACE)
    assert [hit.snag for hit in all_of(plan)] == [""]
    plan.apply(spans)
    assert [row[4] for row in dump(project)["spans"]] == [PLACE]
    removal = Plan.of(project, spans, None)
    removal.apply(all_of(removal))
    assert dump(project)["spans"] == []


# -- whatever was done before ------------------------------------------------------------------

_WORDS = ("Ana", "Ben", "Ana Ben", "Ana-Ben", "said", "the", "fog.", "😀", "of")
_numbers = itertools.count()


def _random_project(folder: Path, chance: random.Random, *, nested: bool) -> Project:
    texts = [
        " ".join(chance.choice(_WORDS) for _ in range(chance.randint(3, 14)))
        for _ in range(chance.randint(1, 5))
    ]
    proposed = []
    for number, text in enumerate(texts, 1):
        tokens = cut(text)
        for _ in range(chance.randint(0, 5)):
            first = chance.randrange(len(tokens))
            last = min(len(tokens) - 1, first + chance.choice((0, 0, 1)))
            proposed.append((number, tokens.starts[first], tokens.ends[last], chance.randint(1, 3)))
    project = make(folder / f"{next(_numbers)}.db", texts, proposed, nested=nested)
    for article in range(1, len(texts) + 1):
        for _ in range(chance.randint(0, 3)):
            _do_something(project, article, chance)
    return project


def _do_something(project: Project, article: int, chance: random.Random) -> None:
    sheet = sheet_of(project, article)
    how = DecisionContext(InputMethod.KEY, AT)
    marks = list(sheet.marks)
    draw = chance.random()
    if draw < 0.2:
        act = acts.finish(sheet, how)
    elif marks and draw < 0.5:
        mark = chance.choice(marks)
        act = acts.reject(sheet, mark.start, mark.end, how)
    else:
        first = chance.randrange(len(sheet.tokens))
        place = sheet.tokens.starts[first], sheet.tokens.ends[first]
        act = acts.label(sheet, *place, chance.randint(1, 3), how)
    if act.changes:
        project.commit(act)


@given(seed=st.integers(0, 1 << 30), nested=st.booleans(), share=st.sampled_from((0.4, 1.0)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_propagation_keeps_its_rules(tmp_path, seed, nested, share):
    chance = random.Random(seed)
    project = _random_project(tmp_path, chance, nested=nested)
    try:
        surface = chance.choice(("Ana", "Ben", "Ana Ben"))
        label = chance.choice((None, PERSON, ORG, PLACE))
        project.open_article(1)
        before = dump(project)
        plan = Plan(project, surface, label)
        hits = [hit for hit in all_of(plan) if chance.random() < share]
        result = plan.apply(hits)
        after = dump(project)
        _check(project, before, after, hits, nested)
        if result.act is None:
            assert after == before
            return
        stored = sheet_of(project, 1)
        assert project.review.sheet.spans == stored.spans
        project.undoing.undo()
        assert dump(project) == before
        fresh, shown = sheet_of(project, 1), project.review.sheet
        assert (shown.spans, shown.decisions) == (fresh.spans, fresh.decisions)
        assert shown.suggestions.keys() == fresh.suggestions.keys()
        assert dict(shown.decided_labels(surface)) == dict(fresh.decided_labels(surface))
    finally:
        project.close()


def _check(project: Project, before, after, hits: list[Hit], nested: bool) -> None:
    assert set(before["spans"]) <= set(after["spans"]), "decided spans are never touched"
    assert set(before["suggestions"]) <= set(after["suggestions"])
    settled = [row for row in before["decisions"] if row[3] != "followed"]
    assert set(settled) <= set(after["decisions"])
    places = {hit.key for hit in hits if not hit.snag.is_locked}
    new = {(row[0], row[2], row[3]) for row in set(after["spans"]) - set(before["spans"])}
    assert new <= places
    by_article = itertools.groupby(sorted(after["spans"]), key=lambda row: row[0])
    for article, rows in by_article:
        text = project.store.articles.get(article).text
        ranges = [(row[2], row[3]) for row in rows if row[5] == text[row[2] : row[3]]]
        assert len(ranges) == sum(row[0] == article for row in after["spans"])
        for one, other in itertools.combinations(ranges, 2):
            if nested and not new & {(article, *one), (article, *other)}:
                continue
            is_apart = one[1] <= other[0] or other[1] <= one[0]
            inner, outer = sorted((one, other), key=lambda x: x[1] - x[0])
            is_inside = outer[0] <= inner[0] and inner[1] <= outer[1]
            assert is_apart or (nested and is_inside), "spans overlap"
