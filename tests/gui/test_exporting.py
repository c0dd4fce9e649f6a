"""What the window says about topics after an export."""

from __future__ import annotations

from annotator.core.records import Act, Change, Review, TopicAnswer
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import jobs
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
    assert "Subject left undecided in one article" in seat.window.strip.message
    assert "Exported and read back: 2 finished articles, " in seat.window.strip.message
    ((text, lines),) = told
    assert "several topics of a group that takes one: one article" in text
    (line,) = lines
    assert line.endswith("Tone: Calm, Loud")


def test_an_import_that_brings_nothing_new_is_said_as_a_sentence(seat):
    counts = {"articles": 0, "restored": 0, "there": 4, "completed": 0, "refused": 0}
    assert seat.opener.jobs._words_of_import(counts) == "There already: 4"
    counts |= {"articles": 1200}
    assert seat.opener.jobs._words_of_import(counts) == "Articles imported: 1,200, there already: 4"
