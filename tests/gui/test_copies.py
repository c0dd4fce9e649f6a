"""Near copies in the window, by keys: shown, compared, taken over, skipped, kept apart, undone.

What is tested: `ui/copies/page.py`, `workspace/open/near_copies.py`,
`workspace/open/copy_rows.py`.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.core.codes import ActKind, JobName, TopicState
from annotator.core.records import Act, Change, Review, Source, Span, TopicAnswer
from annotator.storage import NewArticle, Store
from annotator.storage.near_copies import NearCopy
from annotator.ui.copies.page import CopiesPage
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell import finding_copies
from annotator.workspace.jobs.messages import NearCopies, NearCopiesReport
from tests.gui.seat import ANNOTATOR, AT, SHORT, TEXT, USUAL, place_of

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)

COPY = (
    "Today in Port Amal, Anna Moreau met Ben Okoro. Moreau praised the Old Council.\n\n"
    "On Monday Port Amal waited 😀 again for him, and the Blue Heron lay in the fog."
)
SPANS = (
    ("Port Amal", 0, 3),
    ("Anna Moreau", 0, 1),
    ("Harbour Council", 0, 2),
    ("Ben Okoro", 1, 1),
    ("Blue Heron", 0, 2),
)
GIVEN = (11, 14)  # of its topics
TAKEN = [("Port Amal", 3), ("Anna Moreau", 1), ("Blue Heron", 2)]


@pytest.fixture
def seat(sit):
    """Article 1 is finished; 2 is a near copy of it, where a model suggests a bit; 4 of 2."""
    seat = sit(((TEXT, None), (COPY, USUAL[1:3]), (SHORT, ()), (COPY + " Indeed.", None)))
    with Store.open(seat.path) as store:
        me = store.annotators.id_of(ANNOTATOR)
        spans = [
            Span(1, me, *place_of(TEXT, surface, nth), label, surface)
            for surface, nth, label in SPANS
        ]
        answers = (TopicAnswer(1, me, topic, topic in GIVEN) for topic in (11, 12, 14))
        rows = (*spans, *answers, Review(1, me, "done", edited_at=AT))
        act = Act(ActKind.ARTICLE_FINISH, 1, tuple(Change(None, x) for x in rows))
        store.acts.commit(act, me, AT)
        store.near_copies.put_sketches((x, b"") for x in range(1, 5))
        store.near_copies.put_pairs((NearCopy(2, 1, 0.879), NearCopy(4, 2, 0.9)))
        store.near_copies.compared(range(1, 5))
    seat.open()
    go_to(seat, 2)
    return seat


def go_to(seat, article: int) -> None:
    seat.window.desk.articles.open(article)
    settle()


def compare(seat) -> CopiesPage:
    seat.press("Ctrl+Shift+C")
    page = QApplication.activeModalWidget()
    assert isinstance(page, CopiesPage)
    wait_for(lambda: page.is_complete, "both texts")
    settle()
    return page


def test_another_theme_dresses_the_open_page(seat):
    page = compare(seat)
    for name in ("dark", "light"):
        seat.window.preferences.set_theme(name)
        settle()
        assert [each.theme.name for each in (page.pair.first, page.pair.second)] == [name, name]


def press_on(page, *keys: str) -> None:
    for key in keys:
        press(page, key)
        settle()


def take_over(seat, page: CopiesPage | None = None) -> None:
    page = compare(seat) if page is None else page
    press(page, "Enter")
    wait_for(lambda: QApplication.activeModalWidget() is None, "the labels")
    settle()


def copied(seat, article: int = 2) -> list[tuple[str, int]]:
    """The suggestions from a near copy as they are stored, in text order."""
    (text,) = seat.rows("SELECT text FROM articles WHERE id = ?", article)[0]
    found = seat.rows(
        'SELECT start, "end", label FROM suggestions WHERE article = ? AND source = ?'
        " AND start IS NOT NULL ORDER BY 1",
        article, Source.COPY,
    )  # fmt: skip
    return [(text[start:end], label) for start, end, label in found]


def topics(seat) -> dict[str, TopicState]:
    """The pills of topics that say something."""
    pills = seat.window.topics.pills.values()
    return {pill.text(): pill.state for pill in pills if pill.state != TopicState.UNDECIDED}


def work(seat) -> list[object]:
    """All reviews, spans and decisions."""
    tables = ("reviews", "spans", "decisions", "article_topics")
    return [seat.rows(f"SELECT * FROM {table}") for table in tables]


def told(seat, article: int) -> str:
    row = seat.window.list.model.row_of(article)
    return seat.window.list.model.index(row, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_the_list_and_the_heading_say_it_and_a_search_finds_them(seat):
    assert "near copy of #4, 90 % of its words" in told(seat, 2)
    assert "near copy" not in told(seat, 3)
    assert "near copy of #4" in seat.window.view.heading.line
    seat.press("Ctrl+F", *"copy:1", "Enter")
    assert list(seat.window.list.model.ids) == [1, 2, 4]


def test_both_texts_with_what_differs_and_keys_for_both(seat):
    page = compare(seat)
    assert page.which.count() == 2 and page.which.currentText().startswith("#1 Article 1")
    assert "87 % of the words in both" in page.facts.text()
    pair = page.pair
    assert (pair.first.sheet.article.id, pair.second.sheet.article.id) == (1, 2)
    assert [(m.surface, m.label) for m in pair.first.sheet.marks] == [
        (surface, label) for surface, _, label in SPANS
    ]
    seen = []
    for _ in pair.differences:
        press_on(page, ".")
        seen.append(pair.words())
    assert ("Harbour", "Old") in seen and ("In", "Today in") in seen
    assert all(one != other for one, other in seen)
    press_on(page, ",")
    assert pair.words() == seen[-2]
    places = [pair.second.focus[0]]
    for _ in range(2):
        press_on(page, ".")
        places.append(pair.second.focus[0])
    assert places[-1] == pair.differences[0].second[0]  # round the end
    assert f"difference 1 of {len(seen)}" in page.facts.text()
    press_on(page, "Esc")
    assert QApplication.activeModalWidget() is None
    assert seat.window.focusWidget() is seat.window.view
    assert seat.kinds() == [ActKind.ARTICLE_FINISH]


def test_another_near_copy_is_a_key_away(seat):
    page = compare(seat)
    press_on(page, "Ctrl+PageDown")
    wait_for(lambda: page.is_complete, "the other one")
    assert page.pair.first.sheet.article.id == 4
    assert not page.take_button.isEnabled() and "#4" in page.take_button.toolTip()
    press_on(page, "Enter")
    assert QApplication.activeModalWidget() is page and not copied(seat)
    press_on(page, "Ctrl+PageDown")
    wait_for(lambda: page.is_complete, "the first one")
    assert page.pair.first.sheet.article.id == 1
    press_on(page, "Esc")


def test_labels_become_suggestions_that_say_whence_and_no_review_is_touched(seat):
    before = work(seat)
    take_over(seat)
    assert QApplication.activeModalWidget() is None
    # "Anna Moreau" is suggested by the model too; of "Ben Okoro" the second is not there.
    assert copied(seat) == [("Port Amal", 3), ("Blue Heron", 2)]
    assert "2 labels suggested from near copy #1" in seat.message
    assert "1 suggested already" in seat.message and "2 not here in the same words" in seat.message
    assert work(seat) == before
    seat.focus("Port Amal")
    assert "from near copy #1" in seat.window.strip.focus.known
    seat.focus("Anna Moreau")
    assert "near copy" not in seat.window.strip.focus.known
    seat.press("Ctrl+Z")
    assert copied(seat) == [] and work(seat) == before
    assert ("Blue Heron", "SUGGESTED") not in seat.marks
    seat.press("Ctrl+Shift+Z")
    assert len(copied(seat)) == 2 and ("Blue Heron", "SUGGESTED") in seat.marks
    seat.open()
    go_to(seat, 2)
    assert ("Blue Heron", "SUGGESTED") in seat.marks
    seat.focus("Blue Heron").press("Space")
    assert ("Blue Heron", "ORG") in seat.spans(2)


def test_topics_come_with_the_labels_as_suggestions_in_one_act(seat):
    before = work(seat)
    seat.press("1")
    page = compare(seat)
    assert "topics: Trade" in page.pair.first.heading.line and "Loud" in page.pair.first.heading.tip
    take_over(seat, page)
    assert "2 labels suggested" in seat.message and "1 topic suggested" in seat.message
    assert topics(seat) == {"Trade": TopicState.YES, "Loud": TopicState.SUGGESTED}
    seat.press("Ctrl+Z")
    assert topics(seat) == {"Trade": TopicState.YES} and copied(seat) == []
    seat.press("Ctrl+Shift+Z").open()
    go_to(seat, 2)
    assert topics(seat) == {"Trade": TopicState.YES, "Loud": TopicState.SUGGESTED}
    seat.press("4")
    assert topics(seat)["Loud"] == TopicState.YES
    assert work(seat)[1:3] == before[1:3]


def test_others_do_not_see_what_was_taken_over(seat):
    take_over(seat)
    with Store.open(seat.path) as store:
        mine, other = store.annotators.id_of(ANNOTATOR), store.annotators.id_of("Ben")
        sources = [
            [x.source for x in store.sheets.read(2, who).suggestions] for who in (mine, other)
        ]
    assert sources[0].count(Source.COPY) == 2 and Source.COPY not in sources[1]


def test_while_labels_are_taken_over_no_key_comes_between(seat):
    """Esc, another near copy and a second Enter wait until all of it is there."""
    page = compare(seat)
    page.take_button.click()
    for button in (page.close_button, page.take_button, page.apart_button):
        button.click()
    page._step_copy(+1)
    assert page.isVisible() and page.which.currentIndex() == 0
    wait_for(lambda: QApplication.activeModalWidget() is None, "the labels")
    settle()
    assert seat.kinds() == [ActKind.ARTICLE_FINISH, ActKind.COPY_LABELS]
    assert ("Blue Heron", "SUGGESTED") in seat.marks


def test_what_was_decided_here_stays(seat):
    seat.focus("Port Amal").press("o")
    seat.focus("Anna Moreau").press("Backspace")
    before = work(seat)[1:]
    take_over(seat)
    assert "2 decided here already" in seat.message and copied(seat) == [("Blue Heron", 2)]
    assert work(seat)[1:] == before


def test_skipped_with_the_reason_and_the_next_comes(seat):
    page = compare(seat)
    assert page.skip_button.text() == "&Skip this article"
    press_on(page, "Alt+S")
    assert seat.review(2)["status"] == "skipped"
    assert seat.review(2)["reason"] == "near copy of #1"
    assert seat.article != 2 and QApplication.activeModalWidget() is None
    seat.press("Ctrl+Z", "Ctrl+Z")
    assert seat.review(2).get("status", "new") == "new" and seat.article == 2


def test_kept_apart_it_is_a_copy_no_more_until_that_is_undone(seat):
    press_on(compare(seat), "Alt+N")
    assert seat.rows("SELECT * FROM kept_apart") == [(2, 1)]
    assert "kept apart" in seat.message and "near copy of #4" in told(seat, 2)
    assert seat.window.project.copies.nearest(1) is None
    page = compare(seat)
    assert page.which.count() == 1
    press_on(page, "Alt+N")
    assert "near copy" not in told(seat, 2) + told(seat, 4) + seat.window.view.heading.line
    seat.press("Ctrl+Shift+C")
    assert QApplication.activeModalWidget() is None and "No near copy" in seat.message
    seat.press("Ctrl+Z", "Ctrl+Z")
    assert seat.rows("SELECT * FROM kept_apart") == []
    assert "near copy of #4" in told(seat, 2) and "near copy of #2" in told(seat, 4)


def test_by_way_of_another_it_can_be_compared_and_taken_over(seat):
    go_to(seat, 4)
    page = compare(seat)
    assert page.pair.first.sheet.article.id == 1 and not page.apart_button.isEnabled()
    take_over(seat, page)
    assert copied(seat, 4) == TAKEN


def test_where_nothing_may_be_taken_over_the_button_says_why(seat):
    go_to(seat, 1)
    page = compare(seat)
    assert not page.take_button.isEnabled() and "reopen it" in page.take_button.toolTip()
    press_on(page, "Esc")


def test_both_are_scrolled_together(seat):
    page = compare(seat)
    page.resize(720, 300)
    settle()
    pair = page.pair
    press_on(page, "PageDown")
    assert pair.second.characters.top > 0 and pair.first.characters.top > 0
    press_on(page, "Home")
    assert pair.second.characters.top == pair.first.characters.top == 0
    press_on(page, "End")
    ends = [view.verticalScrollBar() for view in (pair.first, pair.second)]
    assert all(bar.value() == bar.maximum() > 0 for bar in ends)
    tops = [(pair.second.characters.top, pair.first.characters.top)]
    for _ in range(4):
        press_on(page, "Up")
        tops.append((pair.second.characters.top, pair.first.characters.top))
    assert all(later <= earlier for earlier, later in pairwise(tops)) and tops[-1] < tops[0]
    press_on(page, "Esc")


def test_every_mark_of_a_difference_is_drawn(seat):
    page = compare(seat)
    view = page.pair.second
    marked = view.viewport().grab().toImage()
    view._differing, view._ends = (), []
    view.viewport().update()
    settle()
    assert view.viewport().grab().toImage() != marked
    press_on(page, "Esc")


# -- looked for when articles come --------------------------------------------------------------


@pytest.fixture
def jobs(monkeypatch):
    """The jobs that the window would have started."""
    started = []

    class Job:
        def __init__(self, request, on_end):
            self.request, self.end, self.is_cancelled = request, on_end, False

        def start(self):
            started.append(self)

        def cancel(self):
            self.is_cancelled = True

    monkeypatch.setattr(finding_copies, "JobProcess", Job)
    return started


def add_article(seat) -> None:
    with Store.open(seat.path) as store:
        store.articles.add(NewArticle("A text that nobody has seen before.", title="New"))


def test_after_an_import_they_are_looked_for_unasked(jobs, seat):
    seat.window.jobs.ended.emit(JobName.IMPORT)
    assert not jobs  # nothing is new
    add_article(seat)
    seat.window.jobs.ended.emit(JobName.EXPORT)
    assert not jobs
    seat.window.strip.say("Articles imported: 1")
    seat.window.jobs.ended.emit(JobName.IMPORT)
    seat.window.jobs.ended.emit(JobName.IMPORT)
    assert [job.request for job in jobs] == [NearCopies(str(seat.path))]
    with Store.open(seat.path) as store:
        store.near_copies.put_pairs([NearCopy(5, 3, 0.9)])
    jobs[0].end(NearCopiesReport(1, 2, 5, is_complete=True), None)
    settle()
    assert seat.message == "Articles imported: 1 · Near copies found: 1"
    assert "near copy of #5" in told(seat, 3)


def test_what_was_done_meanwhile_is_not_talked_over(jobs, seat):
    add_article(seat)
    seat.window.jobs.ended.emit(JobName.IMPORT)
    seat.press("Ctrl+D")
    jobs[0].end(NearCopiesReport(1, 2, 5, is_complete=True), None)
    settle()
    assert seat.message == "Flagged"


def test_broken_off_it_goes_on_when_the_project_is_opened_again(jobs, seat):
    add_article(seat)
    seat.open()
    wait_for(lambda: bool(jobs), "the search")
    seat.window.close_project()
    assert jobs[0].is_cancelled


def test_a_project_in_which_nobody_looked_is_left_alone(jobs, sit):
    seat = sit()
    assert not jobs
    seat.press("Ctrl+Shift+C")
    assert "No near copy" in seat.message
