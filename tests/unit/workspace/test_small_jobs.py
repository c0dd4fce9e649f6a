"""The jobs of few lines, each run here as it runs in a child.

What is tested: `workspace/children/copy_job.py`, `workspace/children/index_job.py`,
`workspace/children/losses_job.py`, `workspace/children/lessons.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.codes import LANGUAGE_MODEL, JobStep
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.sources import language_model
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.storage import NewArticle, Store
from annotator.workspace.children import copy_job, index_job, losses_job
from annotator.workspace.children.lessons import lessons
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.reviewed_articles import ReviewedArticle
from tests.unit.storage.making import AT, SCHEME, TEXT, adding, new_store, span


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.db")
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()
    return tmp_path / "p.db"


class Told:
    """How far a job is, as it says."""

    def __init__(self) -> None:
        self.steps: list[JobStep] = []
        self.work = Work(lambda _done, _total, what: self.steps.append(what))


def cancelled() -> Work:
    work = Work()
    work.cancelled.set()
    return work


def test_a_copy_holds_what_the_project_does_and_its_size_is_told(path: Path) -> None:
    to = path.with_name("copy.db")
    told = Told()
    report = copy_job.run(messages.Copy(str(path), str(to)), told.work)
    assert report == messages.CopyReport(str(to), to.stat().st_size)
    assert set(told.steps) == {JobStep.COPYING}
    with Store.open(to) as store:
        assert store.articles.get(1).text == TEXT
        assert store.scheme.read() == SCHEME
        assert [(x.start, x.end) for x in store.sheets.read(1, 1).spans] == [(0, 2)]


def test_a_copy_goes_over_another_file_only_if_told_so(path: Path) -> None:
    to = path.with_name("copy.db")
    to.write_bytes(b"of somebody")
    with pytest.raises(UserError):
        copy_job.run(messages.Copy(str(path), str(to)), Work())
    assert to.read_bytes() == b"of somebody"
    report = copy_job.run(messages.Copy(str(path), str(to), replace=True), Work())
    assert to.stat().st_size == report.bytes > len(b"of somebody")


def test_a_copy_that_is_cancelled_leaves_nothing(path: Path) -> None:
    there = sorted(path.parent.iterdir())
    with pytest.raises(JobCancelled):
        copy_job.run(messages.Copy(str(path), str(path.with_name("copy.db"))), cancelled())
    assert sorted(path.parent.iterdir()) == there


def test_what_an_import_left_unindexed_is_indexed(path: Path) -> None:
    with Store.open(path) as store:
        store.articles.add(NewArticle("Moscow again.", key="b"))
        assert store.search.unindexed() == 2
    assert index_job.run(messages.Index(str(path)), cancelled()) == messages.IndexReport(False)
    told = Told()
    assert index_job.run(messages.Index(str(path)), told.work) == messages.IndexReport(True)
    assert set(told.steps) == {JobStep.INDEXING}
    with Store.open(path) as store:
        assert store.search.unindexed() == 0
        assert list(store.search.articles("Moscow")) == [1, 2]


def test_counting_losses_writes_nothing(path: Path) -> None:
    there = sorted(path.parent.iterdir())
    report = losses_job.run(messages.CountLosses(str(path), status="all"), Work())
    assert report.articles == 1
    assert report.formats
    assert sorted(path.parent.iterdir()) == there


class Reader:
    """A source that counts how often it is asked."""

    name = version = "own"
    labels = ("PERSON",)
    note = None

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.read_texts: list[str] = []

    def read(self, text: str) -> ParsedArticle:
        self.read_texts.append(text)
        return ParsedArticle(cut(text), [0], [Entity(0, 2, "PERSON")])

    def read_many(self, texts: object) -> object:
        raise NotImplementedError


def reviewed(article: int = 1) -> ReviewedArticle:
    return ReviewedArticle(article, TEXT, ((0, 2, 1, 1.0),), {}, False, False, AT, 1)


def test_lessons_hold_the_review_and_what_the_source_reads(path: Path) -> None:
    told = Told()
    with Store.open(path) as store:
        (lesson,) = lessons(store, Reader("f"), [reviewed()], told.work)
    assert (lesson.article_id, lesson.text, lesson.spans) == (1, TEXT, ((0, 2, 1, 1.0),))
    assert lesson.decided == {"Xi": {1: 1}}
    assert lesson.offered == [(0, 2, 1)]
    assert lesson.evidence.reading.entities == [Entity(0, 2, "PERSON")]
    assert told.steps == [JobStep.READING]


def test_what_was_accepted_unseen_is_unsure_only_where_not_all_was_read(path: Path) -> None:
    asked = replace(reviewed(), unseen={(0, 2): [(1, 0.5)]}, is_prompted=True)
    with Store.open(path) as store:
        (followed,) = lessons(store, Reader("f"), [asked], Work())
        (whole,) = lessons(store, Reader("f"), [replace(asked, is_whole=True)], Work())
    assert (followed.unobserved_spans, followed.unsure) == ((), [(0, 2)])
    assert (whole.unobserved_spans, whole.unseen) == (None, {})


def test_each_article_is_read_once_by_a_source_and_again_by_another(path: Path) -> None:
    first, other = Reader("f"), Reader("g")
    with Store.open(path) as store:
        for source in (first, first, other, other):
            lessons(store, source, [reviewed()], Work())
    assert first.read_texts == other.read_texts == [TEXT]


def test_a_reading_that_an_older_version_kept_is_made_anew(path: Path) -> None:
    source = Reader("f")
    with Store.open(path) as store:
        store.readings.put(1, f"f+{LANGUAGE_MODEL}", b"of an older version")
        lessons(store, source, [reviewed()], Work())
        kept = store.readings.get(1, f"f+{LANGUAGE_MODEL}")
    assert source.read_texts == [TEXT]
    assert kept is not None and CachedParse.from_bytes(kept).reading.tokens == cut(TEXT)


def test_a_pipeline_s_reading_gets_the_language_model_s_vectors(path: Path) -> None:
    """One that was made while the model's files could not be read, or before there was one."""
    source = Reader("f")
    with Store.open(path) as store:
        store.readings.put(1, "f", CachedParse(ParsedArticle(cut(TEXT))).to_bytes())
        (lesson,) = lessons(store, source, [reviewed()], Work())
        assert source.read_texts == []
        assert lesson.evidence.reading.views_of == LANGUAGE_MODEL
        kept = store.readings.get(1, f"f+{LANGUAGE_MODEL}")
        assert kept is not None and CachedParse.from_bytes(kept) == lesson.evidence


def test_where_the_language_model_cannot_be_read_readings_are_kept_as_the_pipeline_s(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they get its vectors as soon as it can be read again."""
    source = Reader("f")
    with Store.open(path) as store:
        for _ in range(2):
            with monkeypatch.context() as missing:
                missing.setattr(language_model, "language_model_dir", lambda: tmp_path)
                language_model.let_go()
                (lesson,) = lessons(store, source, [reviewed()], Work())
            assert lesson.evidence.reading.views_of == ""
            assert store.readings.get(1, f"f+{LANGUAGE_MODEL}") is None
        (lesson,) = lessons(store, source, [reviewed()], Work())
        assert lesson.evidence.reading.views_of == LANGUAGE_MODEL
    assert source.read_texts == [TEXT]


def test_no_lesson_is_read_when_the_job_shall_stop(path: Path) -> None:
    source = Reader("f")
    with Store.open(path) as store, pytest.raises(JobCancelled):
        lessons(store, source, [reviewed()], cancelled())
    assert source.read_texts == []
