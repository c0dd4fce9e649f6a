"""The blind share in a project: kept over a restart, undone to the end, never shown twice.

What is tested: `workspace/open/sheets.py`, `workspace/open/finishing.py`,
`workspace/open/remarks.py`.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.records import BlindReview, Label, Scheme, Suggestion, Topic, TopicGroup
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import OpenReview, Result

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Xi Jinping met Ada in Sarn, and Xi Jinping left Sarn by Friday."
PERSON, ORG, PLACE = 1, 2, 3
LABELS = (Label(1, "PERSON", key="p"), Label(2, "ORG", key="o"), Label(3, "PLACE", key="l"))
XI, ADA, SARN = (0, 10), (15, 18), (22, 26)
PROPOSED = ((XI, ORG), (ADA, PERSON), (SARN, PLACE), ((32, 42), PERSON), ((56, 62), ORG))


def make(path: Path, *, share: int = 1, nested: bool = False) -> Path:
    scheme = Scheme(
        labels=LABELS,
        groups=(TopicGroup(1, "About"),),
        topics=(Topic(11, "Trade", 1, "1"),),
        nested=nested,
    )
    with Store.create(path, scheme, at=AT) as store:
        store.settings.set("blind_share", share)
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("en", "1", "f")
        for number in range(1, 4):
            article, _ = store.articles.add(NewArticle(f"{TEXT} {number}"))
            rows = [Suggestion(0, article, *place, label) for place, label in PROPOSED]
            maybe = Suggestion(0, article, 48, 52, None, "shape", is_maybe=True)
            topic = Suggestion(0, article, None, None, 11, "keyword", 0.5)
            store.suggestions.put(article, run, cut(TEXT), [0], [*rows, maybe], [topic])
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(Project(make(tmp_path / "p.db"), "ann", window=False)) as made:
        yield made


def at(review: OpenReview, place: tuple[int, int]) -> OpenReview:
    review.walk.to_range(*place)
    return review


def enter(review: OpenReview) -> Result:
    return review.finishing.finish(is_seen_to_end=True)


def shown(review: OpenReview) -> list[tuple[int, int, int | None, str, str]]:
    return [(m.start, m.end, m.label, m.state.name, m.doubt) for m in review.sheet.marks]


def test_a_blind_article_is_put_down_compared_and_done(project: Project) -> None:
    review = project.open_article(1)
    assert not shown(review)
    assert [row.open_suggestions for row in project.lists.rows([1, 2])] == [0, 0]
    at(review, XI).deciding.label(PERSON)
    at(review, ADA).deciding.label(PERSON)
    first = enter(review)
    assert first.note is not None
    assert (first.note.code, first.is_finished) == ("blind compare", False)
    assert [m[:3] for m in shown(review) if m[4]] == [(*XI, ORG), (*SARN, PLACE), (56, 62, ORG)]
    assert review.focus == XI
    review.deciding.reject()
    assert review.focus == SARN
    review.deciding.confirm()
    assert review.focus == (56, 62)
    review.deciding.reject()
    assert enter(review).is_finished
    with closing(sqlite3.connect(project.path)) as connection:
        rows = connection.execute('SELECT start, "end", label FROM blind_spans').fetchall()
        assert rows == [(*XI, 1), (*ADA, 1), (32, 42, 1)]
        rows = connection.execute("SELECT status, shown FROM reviews").fetchall()
        assert rows == [("done", "blind")]
        ways = dict(connection.execute("SELECT way, count(*) FROM decisions GROUP BY way"))
        assert ways["blind"] == 2, "Ada and the second Xi Jinping"
    spans = {(s.start, s.end): s.label for s in review.sheet.spans}
    assert spans == {XI: PERSON, ADA: PERSON, (32, 42): PERSON, SARN: PLACE, (48, 52): PLACE}


def test_an_empty_blind_review_is_one_too(project: Project) -> None:
    review = project.open_article(1)
    enter(review)
    assert review.sheet.is_revealed
    assert len([m for m in shown(review) if m[4]]) == len(PROPOSED)
    review = project.open_article(1)
    assert review.sheet.is_revealed
    assert review.sheet.review.status == "started"


def test_what_waits_is_the_same_after_a_restart(project: Project) -> None:
    review = project.open_article(1)
    at(review, XI).deciding.label(PERSON)
    hidden = shown(review)
    project.close()
    again = Project(project.path, "ann", window=False)
    review = again.open_article(1)
    assert shown(review) == hidden
    enter(review)
    at(review, SARN).deciding.reject()
    compared = shown(review)
    again.close()
    with closing(Project(project.path, "ann", window=False)) as last:
        review = last.open_article(1)
        assert shown(review) == compared
        for _ in range(3):
            last.undoing.undo()
        assert review.sheet.is_hiding
        assert not shown(review)
        last.undoing.redo()
        last.undoing.redo()
        assert review.sheet.is_revealed


def test_the_share_is_drawn_by_the_seed_and_off_where_it_is_not_set(tmp_path: Path) -> None:
    for share, seed in ((0, 1), (20, 1), (20, 2)):
        path = make(tmp_path / f"{share}-{seed}.db", share=share)
        with Store.open(path) as store:
            store.settings.set("seed", seed)
        with closing(Project(path, "ann", window=False)) as project:
            blind = [n for n in range(1, 4) if project.open_article(n).sheet.is_blind]
            again = [n for n in range(1, 4) if project.open_article(n).sheet.is_blind]
            assert blind == again
            assert share or not blind


def test_work_that_was_begun_with_suggestions_goes_on_with_them(tmp_path: Path) -> None:
    path = make(tmp_path / "p.db", share=0)
    with closing(Project(path, "ann", window=False)) as project:
        at(project.open_article(1), ADA).deciding.confirm()
        project.store.settings.set("blind_share", 1)
    with closing(Project(path, "ann", window=False)) as project:
        assert not project.open_article(1).sheet.is_blind
        assert project.open_article(2).sheet.is_hiding
    with closing(Project(path, "ben", window=False)) as project:
        assert project.open_article(1).sheet.is_hiding, "another annotator has not begun"


def test_a_blind_article_put_aside_goes_on_blind(project: Project) -> None:
    review = project.open_article(1)
    at(review, XI).deciding.label(PERSON)
    review.finishing.skip("later")
    review = project.open_article(1)
    assert review.sheet.is_hiding
    review.finishing.reopen()
    enter(review)
    assert review.sheet.is_revealed


def test_merged_labels_are_merged_in_what_was_put_down(project: Project) -> None:
    from annotator.workspace.open.scheme_editing import SchemeEditing

    review = project.open_article(1)
    at(review, XI).deciding.label(ORG)
    enter(review)
    while not enter(review).is_finished:
        pass
    editing = SchemeEditing(project)
    editing.merge(project.scheme.label(ORG), project.scheme.label(PERSON))
    with closing(sqlite3.connect(project.path)) as connection:
        labels = connection.execute("SELECT DISTINCT label FROM blind_spans").fetchall()
    assert labels == [(PERSON,)]


# -- any acts, then undo all -----------------------------------------------------------------

_PLACES = (*(place for place, _ in PROPOSED), (0, 14), (48, 52))
_DO: dict[str, Callable[[OpenReview], object]] = {
    "person": lambda r: r.deciding.label(PERSON),
    "org": lambda r: r.deciding.label(ORG),
    "alone": lambda r: r.deciding.label(PLACE, alone=True),
    "reject": lambda r: r.deciding.reject(),
    "confirm": lambda r: r.deciding.confirm(),
    "again": lambda r: r.repeating.again(),
    "wider": lambda r: r.edges.by_token("end", +1),
    "topic": lambda r: r.remarks.topic(11),
    "finish": enter,
    "forced": lambda r: r.finishing.finish_as_it_is(is_seen_to_end=True),
    "reopen": lambda r: r.finishing.reopen(),
    "tab": lambda r: r.walk.step(+1),
}
steps = st.lists(
    st.tuples(st.sampled_from((None, *_PLACES)), st.sampled_from((*_DO, "finish", "restart"))),
    min_size=3,
    max_size=14,
)


@pytest.fixture(params=[False, True], ids=["flat", "nested"])
def copies(request, tmp_path: Path) -> Iterator[Path]:
    made = make(tmp_path / "made.db", nested=request.param)
    return (Path(shutil.copy(made, tmp_path / f"{n}.db")) for n in itertools.count())


@given(steps=steps)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_acts_are_undone_to_the_start_and_kept_over_a_restart(copies, steps) -> None:
    path = next(copies)
    project = Project(path, "ann", window=False)
    review = project.open_article(1)
    start = everything(project, review)
    for place, name in steps:
        if place is not None:
            at(review, place)
        if name == "restart":
            before = everything(project, review)
            project.close()
            project = Project(path, "ann", window=False)
            review = project.open_article(1)
            assert everything(project, review) == before
        else:
            with contextlib.suppress(UserError):
                _DO[name](review)
        check_rules(review, nested=project.scheme.nested)
    while project.undoing.can_go_back("undo"):
        project.undoing.undo()
        check_rules(review, nested=project.scheme.nested)
    assert everything(project, review) == start
    project.close()
    path.unlink()


def everything(project: Project, review: OpenReview) -> list[object]:
    rows = project.store.sheets.read(1, project.annotator)
    sheet = review.sheet
    with closing(sqlite3.connect(project.path)) as connection:
        blind = connection.execute("SELECT * FROM blind_spans ORDER BY 3, 4, 5").fetchall()
    return [
        shown(review),
        sheet.spans == rows.spans,
        sheet.decisions == rows.decisions,
        rows.spans,
        rows.decisions,
        rows.topic_answers,
        rows.blind,
        blind,
        sheet.is_hiding,
        sorted(sheet.topic_suggestions),
        "new" if rows.review is None else rows.review.status,
    ]


def check_rules(review: OpenReview, *, nested: bool) -> None:
    """No span overlaps another where that is not allowed; nothing is decided that was hidden."""
    sheet = review.sheet
    spans = sheet.spans
    if not nested:
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert not set(sheet.hidden) & set(sheet.decisions)
    assert sheet.is_hiding or not sheet.hidden
    if sheet.is_hiding:
        assert not [m for m in sheet.marks if m.is_open and (m.suggestion or 0) > 0]
    if sheet.review.status == "done":
        assert sheet.is_revealed


# -- out to a file, and into another project -------------------------------------------------


def come_again(path: Path, to: Path) -> Path:
    """Another project with what an export of this one holds."""
    request = messages.Export(project=str(path), to=str(to / "out.jsonl"), format="jsonl")
    exporting.run(replace(request, status="all"), Work())
    with Store.open(path) as store:
        scheme = store.scheme.read()
    again = to / "again.db"
    with Store.create(again, scheme, at=AT) as store:
        store.settings.set("blind_share", 1)
        store.settings.set("suggestions", False)
    report = importing.run(
        messages.Import(project=str(again), paths=(str(to / "out.jsonl"),)), Work()
    )
    assert not report.refused
    return again


def as_seen(path: Path) -> list[object]:
    """The first article as its reviewer sees it, and what its blind review is counted as."""
    with closing(Project(path, "ann", window=False)) as project:
        sheet = project.open_article(1).sheet
        blind = project.store.sheets.read(1, project.annotator).blind
        (counted, *_) = project.store.reviews.marks(1, 3) or [None]
        return [
            sorted(shown(project.open_article(1)), key=str),
            (sheet.is_hiding, sheet.is_revealed, sheet.review.status),
            sorted((d.outcome, d.way, d.start, d.end) for d in sheet.decisions.values() if d.start),
            sorted(sheet.topic_suggestions),
            blind,
            counted and counted.spans,
            project.store.reviews.has_blind(),
        ]


@given(steps=steps)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_blind_review_comes_back_from_an_export_as_it_was(copies, steps) -> None:
    path = next(copies)
    to = path.with_suffix("")
    to.mkdir()
    with closing(Project(path, "ann", window=False)) as project:
        review = project.open_article(1)
        review.remarks.topic(11)  # begun, whatever comes of the rest
        for place, name in steps:
            if place is not None:
                at(review, place)
            with contextlib.suppress(UserError):
                _DO.get(name, enter)(review)
    assert as_seen(come_again(path, to)) == as_seen(path)
    shutil.rmtree(to)


def test_an_article_imported_amid_the_comparison_goes_on_with_it(tmp_path: Path) -> None:
    path = make(tmp_path / "p.db")
    with closing(Project(path, "ann", window=False)) as project:
        review = project.open_article(1)
        at(review, XI).deciding.label(PERSON)
        review.remarks.topic(11)
        enter(review)
        at(review, SARN).deciding.confirm()
    again = come_again(path, tmp_path)
    with closing(Project(again, "ann", window=False)) as project:
        review = project.open_article(1)
        assert review.sheet.is_revealed
        assert review.sheet.blind == BlindReview(1, project.annotator, review.sheet.blind.at, (11,))
        assert [m[:3] for m in shown(review) if m[4]] == [(*XI, ORG), (*ADA, PERSON), (56, 62, ORG)]
        kept = project.store._db.rows('SELECT start, "end", label FROM blind_spans')
        assert kept == [(*XI, PERSON), (32, 42, PERSON)], "not what was confirmed since"


def test_undo_of_a_finish_hides_again_what_was_not_compared(project: Project) -> None:
    review = project.open_article(1)
    for _ in range(9):
        if enter(review).is_finished:
            break
    project.open_article(1)
    for _ in range(9):
        result, _ = project.undoing.undo()
        assert project.review is not None
        rows = project.store.sheets.read(1, project.annotator)
        fresh = project.sheets.of(rows, project.scheme)
        fresh.know(project.review.sheet.knowledge)
        assert project.review.sheet.is_hiding == fresh.is_hiding
        if result.act is None:
            break


def test_what_was_begun_before_chance_could_hide_anything_is_not_blind_when_done_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "p.db"
    with Store.create(path, Scheme(labels=LABELS), at=AT) as store:
        store.settings.set("blind_share", 1)
        store.settings.set("suggestions", False)
        store.articles.add(NewArticle(TEXT))
    with closing(Project(path, "ann", window=False)) as project:
        at(project.open_article(1), XI).deciding.label(PERSON)
        project.undoing.undo()
    with closing(Project(path, "ann", window=False)) as project:
        store = project.store
        run = store.suggestions.run_id("en", "1", "f")
        rows = [Suggestion(0, 1, *place, label) for place, label in PROPOSED]
        store.suggestions.put(1, run, cut(TEXT), [0], rows, [])
        sheet = project.open_article(1).sheet
        assert sheet.is_blind and not sheet.suggestions
        result, _ = project.undoing.redo()
        assert result.act is not None
        assert project.review is not None
        sheet = project.review.sheet
        assert not sheet.is_blind and sheet.suggestions
        project.undoing.undo()
        assert project.review.sheet.is_blind
