"""What the window says about topics after an export."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from annotator.core.records import Act, Change, Review, TopicAnswer
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import jobs
from annotator.ui.words.jobs import imported
from tests.gui.seat import AT


def test_the_window_tells_what_is_undecided_and_names_what_breaks_a_group(
    seat, tmp_path, monkeypatch
):
    """One article breaks the group Tone and leaves Subject open, the other answers Subject."""
    store, me = seat.window.project.store, seat.window.project.annotator
    for article, answers in ((2, (13, 14)), (3, (11,))):
        rows = [TopicAnswer(article, me, topic, True) for topic in answers]
        rows.append(Review(article, me, "done", edited_at=AT))
        store.acts.commit(
            Act("article.finish", article, tuple(Change(None, x) for x in rows)), me, AT
        )
    told, ended = [], []
    monkeypatch.setattr(jobs, "tell", lambda _window, text, lines=(): told.append((text, lines)))
    seat.opener.jobs.ended.connect(ended.append)
    seat.opener.jobs.export("spacy", tmp_path / "o")
    wait_for(lambda: ended == ["export"], "the export", 60_000)
    assert "Subject left undecided in 1 article" in seat.window.strip.message
    assert "Exported and read back: " in seat.window.strip.message
    assert " · 2 finished articles · " in seat.window.strip.message
    ((text, lines),) = told
    assert "1 article with several topics of a group that takes one" in text
    (line,) = lines
    assert line.endswith("Tone: Calm, Loud")


def test_an_import_that_brings_nothing_new_is_said_in_one_line(qapp):
    names = ("articles", "restored", "there", "completed", "refused", "spans_left_out")
    counts: Any = SimpleNamespace(**dict.fromkeys(names, 0))
    counts.there = 4
    assert imported(counts) == "There already: 4"
    counts.articles = 1200
    assert imported(counts) == "Articles imported: 1,200 · There already: 4"
