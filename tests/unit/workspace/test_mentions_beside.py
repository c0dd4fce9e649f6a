"""A concordance found in a thread of its own: `workspace/open/mentions_beside.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.records import Label, Scheme
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.storage.beside import BesideAProject, NotRead
from annotator.workspace.open.mention_search import Concordance
from annotator.workspace.open.mentions_beside import ConcordanceBeside
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Hit

QUERIES = ("Veldora", "surface:Veldora", "Veldora Sa", "nowhere", "is:missed", "label:Place", "")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    scheme = Scheme(labels=(Label(1, "Place", key="p"),))
    path = tmp_path / "p.db"
    with Store.create(path, scheme, at="2024-05-01T12:00:00.000+00:00") as store:
        for number in range(60):
            store.articles.add(NewArticle(f"{number}. Veldora met Sarn, and Veldora Sarn left."))
        while store.search.index_some():
            pass
    with closing(Project(path, "ann", window=False)) as made:
        review = made.open_article(3)
        review.walk.to_range(3, 10)
        review.deciding.label(1, alone=True)
        yield made


def found(search: Concordance | ConcordanceBeside) -> list[Hit]:
    hits: list[Hit] = []
    while not search.is_complete:
        hits += search.more()
    search.stop()
    return hits


@pytest.mark.parametrize("typed", QUERIES)
def test_the_thread_finds_what_the_window_would(project: Project, typed: str) -> None:
    here, beside = Concordance(project, typed), ConcordanceBeside(project, typed)
    assert here.is_by_surface == beside.is_by_surface
    assert found(beside) == found(here)
    assert (beside.is_complete, beside.is_cut) == (here.is_complete, here.is_cut)


def test_a_query_that_means_nothing_is_told_at_once(project: Project) -> None:
    with pytest.raises(UserError):
        ConcordanceBeside(project, "label:Nobody")


@pytest.mark.parametrize("after", [0, 1, 3])
def test_where_the_thread_cannot_read_the_window_looks_itself(
    project: Project, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is found twice of what came before, or left out."""
    every = Concordance.all

    def broken(self: Concordance) -> Iterator[list[Hit]]:
        for number, hits in enumerate(every(self)):
            if number == after:
                raise NotRead
            yield hits

    wanted = found(Concordance(project, "surface:Veldora"))
    monkeypatch.setattr(Concordance, "all", broken)
    assert found(ConcordanceBeside(project, "surface:Veldora")) == wanted
    assert len(wanted) > 24


def test_a_search_that_is_stopped_lets_go_of_the_file(project: Project) -> None:
    search = ConcordanceBeside(project, "Veldora")
    search.stop()
    search.stop()
    assert isinstance(search._project, BesideAProject)
    assert search._project._connection is None and not search._thread.is_alive()
