"""Memory of other articles follows what a person does with edges, there and back.

What is tested: `workspace/open/decided_surfaces.py`, `workspace/open/undoing.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.records import Label, Outcome, Scheme, Source, Suggestion
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace.open.project import Project

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Chinese President Xi Jinping met the Harbour Council of Karsheim."
PERSON, ORG = 1, 2
WORDS = [(m, m + len(word)) for word in TEXT[:-1].split() for m in [TEXT.index(word)]]


def place(surface: str) -> tuple[int, int]:
    return TEXT.index(surface), TEXT.index(surface) + len(surface)


class Desk:
    """An open project, and the memory of a worker that is told the news after each act."""

    def __init__(self, path: Path, *suggested: tuple[str, int]) -> None:
        scheme = Scheme(labels=(Label(PERSON, "PERSON", key="p"), Label(ORG, "ORG", key="o")))
        with Store.create(path, scheme, at=AT) as store:
            run = store.suggestions.run_id("en", "1", "f")
            for text in (TEXT, TEXT + " Again."):
                article, _ = store.articles.add(NewArticle(text))
                rows = [
                    Suggestion(0, article, *place(surface), label, Source.PIPELINE)
                    for surface, label in suggested
                ]
                store.suggestions.put(article, run, cut(text), [0], rows)
        self.project = Project(path, "anna", window=False)
        self.project.open_article(1)
        self.worker = Memory()
        self.hear()

    @property
    def review(self):
        assert self.project.review is not None
        return self.project.review

    def label(self, surface: str, label: int) -> None:
        self.review.walk.to_range(*place(surface))
        self.review.deciding.label(label)
        self.hear()

    def move(self, old: str, new: str) -> None:
        self.review.walk.to_range(*place(old))
        self.review.edges.move(*place(new))
        self.hear()

    def undo(self) -> None:
        self.project.undoing.undo()
        self.hear()

    def hear(self) -> None:
        news = self.project.supply.news()
        if news is not None and news.surfaces is None:
            self.worker = Memory.of(self.project.store.memory.all())
        elif news is not None:
            for surface, counts in (news.surfaces or {}).items():
                self.worker.put(surface, counts)

    @property
    def known(self) -> dict[str, dict[int | None, int]]:
        """What the file, the window and the worker know; the same of all."""
        stored = self.project.store.memory.all()
        assert {surface: dict(counts) for surface, counts in self.worker} == stored
        for surface in stored:
            assert self.project.sheets.surfaces.labels_of(surface) == stored[surface]
        return stored


CONFIRMED = (("Jinping", PERSON),)
CORRECTED = (("Jinping", ORG),)
PIECES = (("President Xi", PERSON), ("Jinping", PERSON))


@pytest.mark.parametrize(
    ("suggested", "first"),
    [
        (CONFIRMED, "Jinping"),
        (CORRECTED, "Jinping"),
        ((), "Jinping"),
        (CONFIRMED, "Chinese President Xi Jinping"),
        (PIECES, "Chinese President Xi Jinping"),
    ],
)
def test_memory_knows_the_surface_with_its_new_edges_and_no_more_the_old_one(
    tmp_path: Path, suggested: tuple[tuple[str, int], ...], first: str
) -> None:
    desk = Desk(tmp_path / "p.db", *suggested)
    desk.label(first, PERSON)
    before = desk.known
    assert PERSON in before[first]
    desk.move(first, "Xi Jinping")
    assert desk.known.keys() == {"Xi Jinping"} and desk.known["Xi Jinping"].keys() == {PERSON}
    desk.project.open_article(2)
    assert desk.project.known_elsewhere("Xi Jinping").keys() == {PERSON}
    assert not desk.project.known_elsewhere(first)
    _, shown = desk.project.undoing.undo()  # only says first where it was
    assert shown == 1
    desk.project.open_article(shown)
    desk.undo()
    assert desk.known == before
    desk.project.close()


ranges = st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(
    lambda pair: (min(pair)[0], max(pair)[1])
)
acts = st.lists(
    st.tuples(st.sampled_from(["label", "move", "reject", "undo"]), ranges, ranges,
              st.sampled_from([PERSON, ORG])),
    max_size=8,
)  # fmt: skip


def test_a_suggestion_that_gave_way_waits_again_when_the_span_leaves_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "p.db", ("Chinese", PERSON), ("President", PERSON))
    for surface, label in (("Chinese President", PERSON), ("Chinese", PERSON), ("Chinese", ORG)):
        at = place(surface)
        do(desk, "label", at, at, label)
    sheet = desk.review.sheet
    assert [(x.surface, x.label, x.suggestion) for x in sheet.spans] == [("Chinese", ORG, 1)]
    assert list(sheet.decisions) == [1]
    assert sheet.decisions[1].outcome == Outcome.RELABELLED
    assert [x.suggestion for x in sheet.open_touching(*place("President"))] == [2]
    assert desk.known == {"Chinese": {ORG: 1}}
    desk.project.close()


HARDLY_SEEN = [
    ("label", ends, ends, label)
    for ends, label in (((0, 17), PERSON), ((0, 7), PERSON), ((0, 7), ORG))
]


@example(HARDLY_SEEN, [((0, 7), PERSON), ((8, 17), PERSON)])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts, st.lists(st.tuples(ranges, st.sampled_from([PERSON, ORG])), max_size=4))
def test_whatever_is_done_memory_knows_just_what_is_marked(
    tmp_path_factory: pytest.TempPathFactory, given_acts, given_suggestions
) -> None:
    taken: list[tuple[int, int]] = []
    suggested = []
    for (start, end), label in given_suggestions:
        if all(end <= a or b <= start for a, b in taken):
            taken.append((start, end))
            suggested.append((TEXT[start:end], label))
    desk = Desk(tmp_path_factory.mktemp("moved") / "p.db", *suggested)
    try:
        for kind, (start, end), new, label in given_acts:
            do(desk, kind, (start, end), new, label)
            marked = {(s.surface, s.label) for s in desk.review.sheet.spans}
            known = {(s, k) for s, counts in desk.known.items() for k in counts if k is not None}
            assert known == marked
        while desk.project.undoing.can_go_back("undo"):
            desk.undo()
        assert desk.known == {}
    finally:
        desk.project.close()


def do(desk: Desk, kind: str, at: tuple[int, int], new: tuple[int, int], label: int) -> None:
    """One act, twice where the first press only asks."""
    if kind == "undo":
        desk.undo()
        return
    try:
        for _ in range(2):
            desk.review.walk.to_range(*at)
            if kind == "label":
                done = desk.review.deciding.label(label, alone=True)
            elif kind == "move":
                done = desk.review.edges.move(*new)
            else:
                done = desk.review.deciding.reject()
            if done.act is not None:
                break
    except UserError:
        pass
    desk.hear()
