"""An article that another process removed while it is on the desk: whatever is done to it, one line
says so, nothing is changed, what was written is kept, and the next article is shown.
"""

from __future__ import annotations

import pytest

from annotator.core.records import Act, Binned, Change
from annotator.storage import Store
from annotator.ui.find.preview import Preview
from annotator.ui.kit.asking import LinesQuestion, SkipQuestion, TextQuestion
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.workspace.open.drafts import drafts_in
from annotator.workspace.open.past_acts import History
from tests.gui.seat import ANNOTATOR, AT, SHORT, Proposed, Seat

BARE = ("Nobody came to Karsheim, not even Karsheim.", ())
SUGGESTED = (f"{SHORT} Karsheim. Not Karsheim.", (Proposed("Karsheim", "PLACE"),))
LAST = ("Karsheim is far from Sarn, and Karsheim is small.", ())
REMOVED = "the article has been removed meanwhile"
KEYS = ("p", "1", "0", "]", "=", "Enter", "Ctrl+D", "Ctrl+E", "Ctrl+U", "Ctrl+R", "Ctrl+Backspace",
        "Ctrl+Delete", "Ctrl+Z", "Ctrl+Shift+Z")  # fmt: skip
"""A span, a topic, none, an edge, the other mentions, finish, a flag, a note, a question, a coding
rule, skip, the bin; undo and redo.
"""
READY = {"]": "o", "=": "Shift+l", "Ctrl+U": "o", "Ctrl+Z": "o", "Ctrl+Shift+Z": "o"}


def move(seat: Seat, article: int, name: str, *, is_back: bool = False) -> None:
    """Another process lets an article go to the bin, or come back."""
    changes = Change(None, Binned(article)), Change(Binned(article), None)
    act = Act("article.restore" if is_back else "article.remove", None, (changes[is_back],), "")
    with Store.open(seat.path) as other:
        other.acts.commit(act, other.annotators.id_of(name), AT)


def watch(seat: Seat) -> None:
    seat.window.watching.timer.timeout.emit()
    settle()


@pytest.fixture
def seat(sit, monkeypatch) -> Seat:
    for where, answer in ((TextQuestion, "who?"), (LinesQuestion, "late"), (SkipQuestion, "Other")):
        monkeypatch.setattr(where, "ask", lambda *_, a=answer: a)
    seat = sit([SUGGESTED, BARE, LAST])
    seat.window.watching.timer.stop()  # it is the test that says when it looks
    return seat


def written(seat: Seat) -> list[list[tuple]]:
    tables = "spans", "article_topics", "decisions", "rulings", "reviews", "acts"
    return [seat.rows(f"SELECT * FROM {table}") for table in tables]


def test_every_key_says_that_the_article_was_removed(seat):
    by_tom, by_the_same = (2, "Tom"), (1, ANNOTATOR)
    few = "p", "1", "Enter", "Ctrl+E"
    for (article, name), key in [(by_tom, x) for x in KEYS] + [(by_the_same, x) for x in few]:
        seat.window.desk.articles.open(article)
        settle()
        seat.click(seat.text.index("Karsheim") + 2)
        if key in READY:
            seat.press(READY[key])
        if key == "Ctrl+Shift+Z":
            seat.press("Ctrl+Z")
        move(seat, article, name)
        before = written(seat)
        seat.press(key)
        assert REMOVED in seat.message and "\n" not in seat.message, (name, key, seat.message)
        assert written(seat) == before, (name, key)
        assert seat.article == article + 1, (name, key)
        assert article not in list(seat.window.list.model.ids)
        move(seat, article, name, is_back=True)
        watch(seat)
    kept = {draft.purpose: draft.text for draft in drafts_in(seat.window.project)}
    assert kept == {"note": "late", "question": "who?", "ruling": "who?"}


@pytest.mark.parametrize("key", ["Ctrl+E", "Ctrl+U", "Ctrl+Backspace"])
def test_an_answer_is_never_given_to_the_article_that_came_instead(seat, monkeypatch, key):
    def answer(*_: object) -> str:
        move(seat, 2, "Tom")
        watch(seat)
        assert seat.article == 3
        return "Other"

    for where in (TextQuestion, LinesQuestion, SkipQuestion):
        monkeypatch.setattr(where, "ask", answer)
    seat.window.desk.articles.open(2)
    seat.click(seat.text.index("Karsheim") + 2)
    seat.press("o")
    kinds = seat.kinds()
    seat.press(key)
    assert REMOVED in seat.message
    assert seat.kinds() == [*kinds, "article.remove"]


@pytest.mark.parametrize("removed", [2, 3])
def test_many_mentions_are_done_but_for_those_of_removed_articles(seat, removed):
    seat.window.desk.articles.open(2)
    seat.click(seat.text.index("Karsheim") + 2)
    seat.press("o", "+")
    dialog = seat.window.findChild(Preview)
    wait_for(lambda: dialog.plan.is_complete, "the preview to be complete")
    press(dialog, "a")
    move(seat, removed, "Tom")
    press(dialog, "Enter")
    settle()
    done = seat.rows("SELECT article, count(*) FROM spans GROUP BY 1 ORDER BY 1")
    assert removed not in [article for article, _ in done]
    assert "left as" in seat.message
    assert seat.article == (2 if removed == 3 else 3)


def test_opening_it_and_taking_its_act_back_alone_say_it_too(seat):
    seat.window.desk.articles.open(2)
    seat.click(seat.text.index("Karsheim") + 2)
    seat.press("o")
    move(seat, 2, "Tom")
    watch(seat)
    for do in (lambda: seat.window.desk.articles.open(2, "picked"),
               lambda: History(seat.window.project).take_back(1)):  # fmt: skip
        seat.window.desk.presenter.guarded(do)
        assert REMOVED in seat.message
        assert seat.article == 3
        seat.window.strip.say("")
