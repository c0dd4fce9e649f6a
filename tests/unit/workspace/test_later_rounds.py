"""How the overlap is drawn, and a later round that makes it larger out of own articles that nobody
began.

What is tested: `workspace/team/plans.py`, `workspace/team/handing_out.py`, `storage/drawing.py`,
`storage/team.py`, `workspace/agreement/overlap.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.codes import Part
from annotator.core.planning import Sizes
from annotator.core.records import Act, Change, Review, Status
from annotator.core.sampling import DrawnBy
from annotator.storage import NewArticle, Store
from annotator.workspace.agreement import overlap
from annotator.workspace.team import plans
from tests.unit.workspace.merged import handed, merge
from tests.unit.workspace.team_making import AT, handed_out, lead_project

SIZES = Sizes(overlap=6, own=14)


def finish(store: Store, coder: str, *articles: int) -> None:
    who = store.annotators.id_of(coder)
    for article in articles:
        review = Review(article, who, Status.DONE, edited_at=AT)
        store.acts.commit(Act("article.finish", article, (Change(None, review),)), who, AT)


def of_part(store: Store, part: Part, of_round: int = 1) -> set[int]:
    return {x.article for x in store.team.draws(of_round) if x.part == part}


def begun(folder: Path, coder: str, part: Part, count: int) -> None:
    """A coder finishes some articles of a part and hands in."""
    file = folder / f"lead-{coder}-round-1.annotator.db"
    with Store.open(file) as store:
        finish(store, coder, *sorted(of_part(store, part))[:count])
    merge(folder / "lead.annotator.db", handed(file, folder / f"{coder}.work"), by="R")


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    """A project whose first round was handed out to A and B."""
    path = tmp_path / "lead.annotator.db"
    with lead_project(path) as store:
        handed_out(store, tmp_path, sizes=SIZES)
    return path


def test_own_articles_are_spare_once_it_is_known_that_nobody_began_them(
    lead: Path, tmp_path: Path
) -> None:
    with Store.open(lead) as store:
        assert not list(store.drawing.spare())
        mine = {x.article for x in store.team.draws(1) if x.part == Part.OWN}
        people = {name: number for number, name in store.team.people()}
        of_a = {x.article for x in store.team.draws(1, people["A"]) if x.part == Part.OWN}
    begun(tmp_path, "A", Part.OWN, 2)
    with Store.open(lead) as store:
        spare = set(store.drawing.spare())
        assert spare < of_a
        assert len(spare) == len(of_a) - 2
        store.history.undo(store.annotators.id_of("R"), AT)
        assert not list(store.drawing.spare())
        store.history.redo(store.annotators.id_of("R"), AT)
        assert set(store.drawing.spare()) == spare
    begun(tmp_path, "B", Part.OWN, 1)
    with Store.open(lead) as store:
        assert set(store.drawing.spare()) < mine
        assert len(store.drawing.spare()) == len(mine) - 3
        finish(store, "R", min(store.drawing.spare()))
        assert len(store.drawing.spare()) == len(mine) - 4


def test_a_later_round_makes_the_overlap_larger_and_all_had_the_same_chance(
    lead: Path, tmp_path: Path
) -> None:
    for coder in ("A", "B"):
        begun(tmp_path, coder, Part.OVERLAP, 6)
    with Store.open(lead) as store:
        found = plans.ground(store, "R")
        assert (found.available, found.spare) == (0, 14)
        handed_out(store, tmp_path, sizes=Sizes(overlap=7))
        first, second = (of_part(store, Part.OVERLAP, n) for n in (1, 2))
        assert len(second) == 7
        assert not first & second
        assert second <= of_part(store, Part.OWN)
        assert {x.chance for x in store.team.draws(2)} == {0.5}
        assert not set(store.drawing.spare()) & second
        finish(store, "A", *second)
        finish(store, "B", *second)
        compared = overlap.read(store)
        assert {x.article for x in compared.overlap} == first | second
        assert {round(x, 9) for x in compared.chances} == {round(13 / 20, 9)}
        assert {y.part for x in compared.overlap for y in x.codings} == {Part.OVERLAP}


def from_sources(path: Path, sizes: dict[str, int]) -> None:
    """More articles, from several sources."""
    with Store.open(path) as store:
        for source, count in sizes.items():
            for number in range(count):
                text = f"{source} wrote {number} times of it."
                store.articles.add(
                    NewArticle(text, source=source, published=f"2026-0{1 + number % 2}-03")
                )


@pytest.mark.parametrize("by", list(DrawnBy))
def test_the_chance_of_each_draw_is_stored_by_how_it_was_drawn(by: DrawnBy, tmp_path: Path) -> None:
    path = tmp_path / "lead.annotator.db"
    lead_project(path, 1, 1).close()
    from_sources(path, {"BBC": 40, "Blog": 8})
    with Store.open(path) as store:
        found = plans.ground(store, "R")
        assert found.groups[DrawnBy.SOURCE] == {"BBC": 40, "Blog": 8}
        assert found.groups[DrawnBy.MONTH] == {"2026-01": 24, "2026-02": 24}
        handed_out(store, tmp_path, sizes=Sizes(overlap=12, own=36), drawn_by=by)
        drawn = [x for x in store.team.draws(1, 2) if x.part == Part.OVERLAP]
        source = {x.article: store.articles.get(x.article).source for x in drawn}
        counts, shares = Counter(source.values()), {source[x.article]: x.chance for x in drawn}
        wanted = {"BBC": 6 / 40, "Blog": 6 / 8} if by == DrawnBy.EACH_SOURCE else None
        assert shares == pytest.approx(wanted or dict.fromkeys(shares, 12 / 48))
        if by.group == DrawnBy.SOURCE:
            assert counts == ({"BBC": 6, "Blog": 6} if by.is_even else {"BBC": 10, "Blog": 2})
        assert json.loads(store.team.rounds()[0].plan)["drawn_by"] == by
        for coder in ("A", "B"):
            finish(store, coder, *source)
        chances = overlap.read(store).chances
        assert sorted(chances) == pytest.approx(sorted(x.chance for x in drawn))


def test_figures_of_an_even_draw_expect_wider_intervals(tmp_path: Path) -> None:
    path = tmp_path / "lead.annotator.db"
    lead_project(path, 8, 8).close()
    from_sources(path, {"BBC": 190, "Blog": 10})
    with Store.open(path) as store:
        found = plans.ground(store, "R")
        plan = replace(plans.proposed(found, "AB", "R", 1), sizes=Sizes(overlap=20))
        halves = []
        for by in (DrawnBy.CHANCE, DrawnBy.SOURCE, DrawnBy.EACH_SOURCE):
            figures = plans.figures(found, replace(plan, drawn_by=by))
            halves.append(next(x.half_width for x in figures.expected if x.of.name == "War"))
        assert halves[0] == pytest.approx(halves[1])
        assert halves[2] > 1.2 * halves[0]
        plans.keep(store, replace(plan, drawn_by=DrawnBy.EACH_MONTH))
        assert plans.kept(store).drawn_by is DrawnBy.EACH_MONTH
