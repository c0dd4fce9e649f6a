"""After a key each view shows what it would show anew, and only what changed was shown."""

from __future__ import annotations

import pytest

from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.lists.side_panel import SidePanel

KEYS = (
    "Tab", "o", "1", "Space", "Backspace", "Shift+2", "Ctrl+Z", "=", "0", "1", "Ctrl+D", "3",
    "Left", "p", "Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z", "Shift+Enter", "Ctrl+Z", "l",
)  # fmt: skip


def test_after_each_key_the_side_and_the_topics_show_what_there_is(seat, qtbot):
    panel, bar = SidePanel(), TopicBar()
    qtbot.addWidget(panel)
    qtbot.addWidget(bar)
    for key in KEYS:
        seat.press(key)
        review, side = seat.window.desk.review, seat.window.side
        panel.show_sheet(review.sheet, None if review.mark is None else review.mark.label)
        for part in ("labels", "entities", "topics"):
            shown, wanted = getattr(side, part).rows.rows, getattr(panel, part).rows.rows
            assert list(shown) == list(wanted), (key, part)
        bar.show_sheet(review.sheet)
        assert states(bar) == states(seat.window.topics), key


def states(bar):
    return {topic: (pill.state, pill.score) for topic, pill in bar.pills.items()}


@pytest.mark.parametrize(
    ("key", "grouped", "topics"),
    [("Tab", 0, 0), ("o", 1, 0), ("1", 0, 1), ("Ctrl+D", 0, 0)],
)
def test_what_did_not_change_is_not_shown_again(seat, monkeypatch, key, grouped, topics):
    seat.press("p", "Tab")
    told = []
    side, bar = seat.window.side, seat.window.topics
    for owner, name in ((side, "_group"), (side, "_show_topics"), (bar, "show_sheet")):
        real = getattr(owner, name)
        monkeypatch.setattr(
            owner, name, lambda *a, real=real, name=name: (told.append(name), real(*a))
        )
    seat.press(key)
    assert [told.count(x) for x in ("_group", "_show_topics", "show_sheet")] == [
        grouped,
        topics,
        topics,
    ]
