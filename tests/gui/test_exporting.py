"""What the window says of jobs that it runs: exports and imports."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from annotator.core.records import Act, Change, Review, TopicAnswer
from annotator.ui.exchange import jobs
from annotator.ui.kit.pressing import wait_for
from annotator.ui.words.jobs import imported
from tests.gui.seat import AT, reviewed


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
    seat.opener.jobs._job.wait()  # however slow the machine is
    wait_for(lambda: ended == ["export"], "the export")
    assert "Subject left undecided in 1 article" in seat.window.strip.message
    assert "Exported and read back: " in seat.window.strip.message
    assert " · 2 articles · " in seat.window.strip.message
    ((text, lines),) = told
    assert "1 article with several topics of a group that takes one" in text
    (line,) = lines
    assert line.endswith("Tone: Calm and Loud")


def test_the_window_tells_what_is_damaged_and_which_spans_did_not_go_out(
    seat, tmp_path, monkeypatch
):
    """A label is damaged: its spans can't go out, and who exports must learn which."""
    reviewed(seat, 2)
    reviewed(seat, 3)
    with closing(sqlite3.connect(seat.path)) as connection:
        connection.execute("UPDATE labels SET leave_out = '{' WHERE id = 1")
        connection.commit()
    told, ended = [], []
    monkeypatch.setattr(jobs, "tell", lambda _window, text, lines=(): told.append((text, lines)))
    seat.opener.jobs.ended.connect(ended.append)
    seat.opener.jobs.export("jsonl", tmp_path / "o.jsonl")
    seat.opener.jobs._job.wait()  # however slow the machine is
    wait_for(lambda: ended == ["export"], "the export")
    ((text, (damage, *spans)),) = told
    assert text.endswith(" · 1 damage found: left out · 2 spans not as they are here")
    assert damage == "damaged: table labels: label 1, the value in “leave_out”"
    assert len(spans) == 2
    assert all(x.endswith("its label is damaged: left out") for x in spans)


def test_an_import_that_brings_nothing_new_is_said_in_one_line(qapp):
    names = ("articles", "restored", "there", "completed", "joined", "refused", "spans_left_out")
    counts: Any = SimpleNamespace(**dict.fromkeys(names, 0))
    counts.there = 4
    assert imported(counts) == "There already: 4"
    counts.articles = 1200
    assert imported(counts) == "Articles imported: 1,200 · There already: 4"
