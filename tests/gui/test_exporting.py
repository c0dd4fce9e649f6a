"""What the window says about an export before, by its question, and after."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator.core.records import Act, Change, Review, Span, TopicAnswer
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import jobs
from annotator.ui.words.jobs import imported
from annotator.workspace.exchange.export_target import formats_to_write
from tests.gui.answering import answer_next
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
    seat.opener.jobs._job.wait()  # however slow the machine is
    wait_for(lambda: ended == ["export"], "the export")
    assert "Subject left undecided in 1 article" in seat.window.strip.message
    assert "Exported and read back: " in seat.window.strip.message
    assert " · 2 finished articles · " in seat.window.strip.message
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
    names = ("articles", "restored", "there", "completed", "refused", "spans_left_out")
    counts: Any = SimpleNamespace(**dict.fromkeys(names, 0))
    counts.there = 4
    assert imported(counts) == "There already: 4"
    counts.articles = 1200
    assert imported(counts) == "Articles imported: 1,200 · There already: 4"


def reviewed(seat, article, **review):
    """Finish an article with one span."""
    store, me = seat.window.project.store, seat.window.project.annotator
    text = store.articles.get(article).text
    rows = Span(article, me, 0, 2, 1, text[:2]), Review(article, me, "done", edited_at=AT, **review)
    store.acts.commit(Act("article.finish", article, tuple(Change(None, x) for x in rows)), me, AT)


def asked(seat, act):
    """Ask for an export, and act on the question when it has counted."""

    def answer(dialog):
        dialog._job.wait()  # however slow the machine is
        wait_for(lambda: "Counting" not in dialog.note.text(), "the counts")
        act(dialog)

    answer_next(answer)
    seat.opener.jobs.ask_export()


def test_before_an_export_it_is_told_what_each_format_has_no_place_for(seat, tmp_path, monkeypatch):
    reviewed(seat, 2, note="look here", flagged=True)
    reviewed(seat, 3, note="and here")
    to = tmp_path / "o"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(to), given[-1]))
    ended, notes = [], {}
    seat.opener.jobs.ended.connect(ended.append)
    csv = "CSV of spans and of topics"

    def act(dialog):
        for _ in range(dialog.list.count()):
            notes[dialog.list.currentItem().text()] = dialog.note.text()
            QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        while dialog.list.currentItem().text() != csv and dialog.list.currentRow():
            QTest.keyClick(dialog.list, Qt.Key.Key_Up)
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    asked(seat, act)
    assert len(notes) == len(formats_to_write())
    assert notes.pop("JSONL, everything") == "It holds everything."
    assert notes[csv].startswith("It has no place for: texts: 2; ")
    for title in (csv, "spaCy, ready to train"):
        assert "notes: 2; flags: 1" in notes[title]
    seat.opener.jobs._job.wait()  # however slow the machine is
    wait_for(lambda: ended == ["export"], "the export")
    assert sorted(x.name for x in to.iterdir()) == ["manifest.json", "spans.csv", "topics.csv"]
    assert seat.window.strip.message.endswith(notes[csv])


def test_turning_away_exports_nothing_and_ends_the_counting(seat):
    ended, jobs_seen = [], []
    seat.opener.jobs.ended.connect(ended.append)

    def act(dialog):
        jobs_seen.append(dialog._job)
        QTest.keyClick(dialog.list, Qt.Key.Key_Escape)

    asked(seat, act)
    assert jobs_seen[0].wait(600)
    assert ended == []
