"""What another process writes is noticed by the window's watch."""

from __future__ import annotations

import pytest

from annotator.core import scheme_acts
from annotator.core.records import Act, Binned, Change, Label, Review, Status
from annotator.core.scheme_acts import Use
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import settle, wait_for
from tests.gui.seat import ANNOTATOR, AT, SCHEME, TEXT, USUAL


def watch(seat) -> None:
    """Let the watch's time be over."""
    timer = seat.window.watching.timer
    assert timer.isActive() and not timer.isSingleShot()
    assert timer.interval() <= 2000
    timer.timeout.emit()
    settle()


def commit(seat, *acts: Act) -> None:
    """Another process stores acts of the same annotator."""
    with Store.open(seat.path) as other:
        for act in acts:
            other.acts.commit(act, other.annotators.id_of(ANNOTATOR), AT)


def listed(seat) -> list[int]:
    return list(seat.window.list.model.ids)


def labels(seat) -> list[str]:
    """The labels in the side panel."""
    rows = seat.window.side.labels.rows
    return [rows.index(at, 0).data().rsplit(" ", 1)[0] for at in range(rows.rowCount())]


def test_nothing_is_read_anew_where_nobody_wrote(seat, monkeypatch):
    watch(seat)
    monkeypatch.setattr(seat.window.listing, "show_again", lambda: pytest.fail("shown for nothing"))
    watch(seat)


def test_articles_that_are_imported_stand_in_the_list(seat):
    with Store.open(seat.path) as other:
        other.articles.add(NewArticle("A late report.", title="Late", key="late"))
    assert listed(seat) == [1, 2, 3]
    watch(seat)
    assert listed(seat) == [1, 2, 3, 4]
    assert (seat.window.status._done, seat.window.status._total) == (0, 4)


def test_an_article_that_is_done_elsewhere_is_counted(seat):
    me = seat.window.project.annotator
    commit(seat, Act("article.finish", 3, (Change(None, Review(3, me, Status.DONE)),)))
    watch(seat)
    assert (seat.window.status._done, seat.window.status._total) == (1, 3)


def test_when_all_articles_go_the_desk_is_empty_until_one_comes(sit):
    seat = sit([("A report.", ())])
    commit(seat, Act("article.remove", None, (Change(None, Binned(1)),), ""))
    watch(seat)
    assert seat.window.desk.review is None
    assert listed(seat) == []
    assert (seat.window.view.sheet, seat.window.view.toPlainText()) == (None, "")
    commit(seat, scheme_acts.add(SCHEME, Label(9, "SHIP", "SHIP", "teal", "s")))
    watch(seat)
    assert "SHIP" in labels(seat), "though there is no article"
    with Store.open(seat.path) as other:
        other.articles.add(NewArticle("A late report.", title="Late", key="late"))
    watch(seat)
    assert (seat.article, seat.text) == (2, "A late report.")


def test_labels_that_are_added_elsewhere_can_be_given_at_once(seat):
    commit(seat, scheme_acts.add(SCHEME, Label(9, "SHIP", "SHIP", "teal", "s")))
    watch(seat)
    assert "SHIP" in labels(seat)
    seat.focus("Harbour Council").press("s")
    assert seat.spans() == [("Harbour Council", "SHIP")]


@pytest.mark.parametrize("way", ["retired", "deleted"])
def test_labels_that_go_elsewhere_are_offered_no_more(sit, way):
    seat = sit([(TEXT, USUAL)])
    place = SCHEME.label_named("PLACE")
    going = [scheme_acts.retire(place)]
    if way == "deleted":
        going = scheme_acts.delete(SCHEME, place, Use())
    commit(seat, *going)
    watch(seat)
    assert "PLACE" not in labels(seat)
    seat.press("l")
    assert seat.kinds()[-1] == going[-1].kind


def test_a_project_that_is_opened_again_is_watched_again(seat):
    seat.window.close_project()
    assert not seat.window.watching.timer.isActive()
    seat.open()
    watch(seat)
    wait_for(lambda: listed(seat) == [1, 2, 3], "the list")
