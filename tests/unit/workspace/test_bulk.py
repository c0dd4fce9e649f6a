"""Suggesting for all articles: in batches, whoever does them, and whatever dies meanwhile.

What is tested: `workspace/children/suggest_job.py`, `workspace/children/bulk/batches.py`,
`workspace/children/bulk/executor.py`, `workspace/children/bulk/local.py`,
`workspace/children/bulk/machine.py`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.codes import ModelKind
from annotator.core.records import InputMethod
from annotator.errors import EnvironmentFault
from annotator.nlp.learned_models import LoadedModels
from annotator.nlp.topics.model import TopicModel
from annotator.notices import notice_from
from annotator.storage import NewArticle, Store
from annotator.worker_messages import Load, SetScheme, Suggest, Suggested, SuggestMany, to_bytes
from annotator.worker_messages import answer_from as read
from annotator.workspace.children.bulk import batches as cutting
from annotator.workspace.children.bulk import local
from annotator.workspace.children.bulk.batches import Batch, Dispatch, Item, batches, processes_for
from annotator.workspace.children.bulk.executor import Answered, Lost
from annotator.workspace.children.bulk.machine import cores, free_bytes
from annotator.workspace.children.suggest_job import BulkRun
from annotator.workspace.jobs import child
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning.scheduler import put_suggested
from tests.unit.storage.making import AT, SCHEME
from tests.unit.workspace.bulk_making import Here

TEXTS = [
    "Xi met Putin in Moscow. Troops and shelling, said Putin.",
    "A day later nobody spoke.",
    "",
    "Putin\r\n\r\nthanked Xi 😀 at length.",
    "In Moscow, Ivo Andric wrote of Moscow.",
]


# -- how articles become batches, and what becomes of those ------------------------------------


@given(st.lists(st.integers(0, 90_000), max_size=40))
@settings(max_examples=60)
def test_batches_keep_the_order_and_are_as_large_as_they_may(lengths: list[int]) -> None:
    items = [Item(number, "x" * length) for number, length in enumerate(lengths)]
    cut = list(batches(iter(items)))
    assert [item for batch in cut for item in batch.items] == items
    sizes = [sum(len(item.text) for item in batch.items) for batch in cut]
    laters = [*cut[1:], None][: len(cut)]
    for batch, size, later in zip(cut, sizes, laters, strict=True):
        assert size <= cutting.MOST_CHARACTERS or len(batch.items) == 1, "a long one is by itself"
        if later is not None and len(batch.items) < cutting.MOST_ARTICLES:
            assert size + len(later.items[0].text) > cutting.MOST_CHARACTERS


def test_only_the_articles_of_a_few_batches_are_in_memory() -> None:
    taken = []
    articles = (taken.append(n) or Item(n, "x" * 1_000) for n in range(10_000))
    dispatch = Dispatch(batches(articles))
    for _ in range(4):
        assert dispatch.next() is not None
    assert len(taken) <= 4 * cutting.MOST_CHARACTERS // 1_000 + 1


@given(st.data())
@settings(max_examples=150)
def test_each_article_is_answered_once_or_found_to_kill(data: Any) -> None:
    """Whatever dies in whatever order: the ones that kill are found, and no other is given up."""
    many = data.draw(st.integers(0, 60), "articles")
    poison = data.draw(st.sets(st.integers(0, max(0, many - 1)), max_size=3), "poison")
    chance = data.draw(st.randoms(use_true_random=False), "chance")
    accidents = data.draw(st.integers(0, 3), "accidents")
    size = data.draw(st.integers(1, 9), "size")
    items = [Item(n, "x" * (cutting.MOST_CHARACTERS // size)) for n in range(many)]
    dispatch = Dispatch(batches(items))
    done: list[int] = []
    given_up: list[int] = []
    under_way: dict[int, Batch] = {}
    while True:
        while len(under_way) < 4 and (sent := dispatch.next()) is not None:
            under_way.update([sent])
        if not under_way:
            break
        ticket = chance.choice(sorted(under_way))
        batch = under_way.pop(ticket)
        articles = {item.article for item in batch.items}
        is_alone = not under_way
        is_accident = accidents > 0 and not (is_alone and len(articles) == 1)
        if articles & poison or (is_accident and chance.random() < 0.3):
            accidents -= not articles & poison
            lost = dispatch.lost(ticket, was_begun=True)
            given_up += [] if lost is None else [lost.article]
            if under_way and chance.random() < 0.5:  # it had another one, not begun
                other = chance.choice(sorted(under_way))
                del under_way[other]
                assert dispatch.lost(other, was_begun=False) is None
        else:
            assert dispatch.answered(ticket) == batch
            assert dispatch.answered(ticket) is None, "who answers twice is heard once"
            done += sorted(articles)
    assert dispatch.under_way == 0
    assert sorted(done) == sorted(set(range(many)) - poison)
    assert sorted(given_up) == sorted(poison & set(range(many)))


def test_as_many_processes_as_cores_and_memory_have_room_for() -> None:
    gigabyte = 1_000_000_000
    assert processes_for(10_000, 8, 64 * gigabyte) == 8
    assert processes_for(10_000, 8, 2 * gigabyte) == 3
    assert processes_for(10_000, 8, 0) == 1
    assert processes_for(10_000, 8, None) == 8
    assert processes_for(20, 8, None) == 1, "a second pipeline is not worth its loading"
    assert cores() >= 1
    free = free_bytes()
    assert free is None or free > 0


# -- a project -------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        for number in range(4):
            for text in TEXTS:
                store.articles.add(NewArticle(f"{text} {number}", imported_at=AT))
        yield store


def bulk_over(store: Store, **options: Any) -> tuple[BulkRun, Here]:
    work = options.pop("work", Work())
    bulk = BulkRun(store, work)
    lesson = bulk.lesson("blank:en")
    here = Here(lesson, **options)
    bulk.begin(here.taught, lesson)
    return bulk, here


def rows(store: Store) -> list[Any]:
    """All that is stored of suggestions, but for the ids of rows."""
    found = []
    for (number,) in store._db.rows("SELECT id FROM articles ORDER BY id"):
        tokens = store.suggestions.tokens(number)
        of_it = store.suggestions.of(number)
        found.append(
            (
                number,
                tokens and ([*tokens[0].starts], [*tokens[0].ends], [*tokens[1]]),
                sorted((x.start or -1, x.end, x.label, x.source, x.score, x.is_maybe, x.others)
                       for x in of_it),
            )
        )  # fmt: skip
    return found


def decide(store: Store) -> None:
    """Let memory know something, and say that it has a say."""
    from annotator.core import acts
    from annotator.core.sheet import Sheet

    me = store.annotators.id_of("ann")
    read_ = store.sheets.read(1, me)
    sheet = Sheet(read_.article, SCHEME, me)
    how = acts.DecisionContext(InputMethod.LETTER, AT)
    store.acts.commit(acts.label(sheet, 7, 12, 1, how, follow=False), me, AT)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_CHARACTERS", 150)


def test_the_rows_are_those_of_the_one_article_way(
    store: Store, tmp_path: Path, small_batches: None
) -> None:
    decide(store)
    one = Store.create(tmp_path / "one.db", SCHEME, at=AT)
    for (text,) in store._db.rows("SELECT text FROM articles ORDER BY id"):
        one.articles.add(NewArticle(text, imported_at=AT))
    decide(one)
    bulk, here = bulk_over(store)
    bulk.suggest_all(here)
    worker = Here(BulkRun(one, Work()).lesson("blank:en")).worker
    for number, text in one._db.rows("SELECT id, text FROM articles"):
        answer = read(worker.answer(to_bytes(Suggest(id=1, text=text))))
        assert isinstance(answer, Suggested)
        put_suggested(one, number, answer)
    assert rows(store) == rows(one)
    assert any(source == "memory" for _, _, found in rows(one) for *_, source, _, _, _ in found)
    assert bulk.report(2).left_out == 1, "the article in which somebody decided"
    assert list(store.sums.damages()) == []
    one.close()


def test_what_is_stored_is_not_done_again_and_nothing_is_left(
    store: Store, small_batches: None
) -> None:
    """Stopped at every place, and gone on with."""
    asked = []
    for _ in range(40):
        stop = threading.Event()
        told = []

        def tell(done: int, total: int | None, what: str, stop=stop, told=told) -> None:
            told.append((done, total))
            if done:
                stop.set()

        bulk, here = bulk_over(store, work=Work(tell, stop))
        before = bulk.total
        try:
            bulk.suggest_all(here)
        except JobCancelled:
            assert 0 < bulk.articles <= before
            assert store.suggestions.count_without(bulk._run_id) == before - bulk.articles
        asked.append(before)
        if not bulk.articles:
            break
    assert asked[0] == 20
    assert asked[-1] == 0
    assert asked == sorted(asked, reverse=True)
    assert len(asked) > 4
    assert all(tokens for _, tokens, _ in rows(store))


def test_an_article_that_kills_is_named_and_the_others_are_done(
    store: Store, small_batches: None
) -> None:
    deaths = []

    def dies(texts: Sequence[str]) -> bool:
        kills = any("Andric" in text and text.endswith("2") for text in texts)
        deaths.extend([1] * kills)
        return kills

    bulk, here = bulk_over(store, dies=dies)
    bulk.suggest_all(here)
    report = bulk.report(2)
    assert (report.articles, report.skipped) == (19, 1)
    assert [str(notice_from(x)) for x in report.notes] == [
        "article 15: skipped: the process that reads it ends at it, twice"
    ]
    assert len(deaths) < 8
    again, here = bulk_over(store)
    again.suggest_all(here)
    assert again.report(2).articles == 1, "another day it may be read"


def test_an_article_at_which_the_pipeline_fails_is_named(
    store: Store,
    small_batches: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from annotator.nlp.sources import spacy_doc

    reading_of = spacy_doc.reading_of

    def fail(doc: Any, offset: int = 0) -> Any:
        if "Andric" in doc.text:
            raise ValueError("too deep\nfor words")
        return reading_of(doc, offset)

    monkeypatch.setattr(spacy_doc, "reading_of", fail)
    bulk, here = bulk_over(store)
    bulk.suggest_all(here)
    report = bulk.report(2)
    assert (report.articles, report.skipped) == (16, 4)
    told = sorted(str(notice_from(x)) for x in report.notes)
    assert told[1] == "article 15: skipped: ValueError: too deep"
    assert "request 3 failed" in caplog.text
    caplog.clear()


def test_a_model_that_fails_at_an_article_is_left_out(
    store: Store,
    small_batches: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def use(
        self: LoadedModels, kind: ModelKind, version: str, _blob: object, _taught_by: str = ""
    ) -> None:
        self.versions[kind] = version
        self._topics = TopicModel() if version and kind == "topics" else None

    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    store.models.add(
        ModelKind.TOPICS, b"x", {}, at=AT, fingerprint="f", trained_on=[1], is_better=True
    )
    monkeypatch.setattr(LoadedModels, "use", use)
    monkeypatch.setattr(TopicModel, "suggest", fail)
    bulk, here = bulk_over(store)
    bulk.suggest_all(here)
    report = bulk.report(2)
    assert report.articles == 20
    assert [str(notice_from(x)) for x in report.notes] == [
        "topics 1 is left out: it fails at an article"
    ]
    assert "the model topics 1 fails" in caplog.text
    caplog.clear()


def test_what_the_window_stored_meanwhile_stays(store: Store, small_batches: None) -> None:
    bulk, here = bulk_over(store)
    worker = Here(bulk.lesson("blank:en")).worker
    ids: dict[int, list[int]] = {}
    put = here.put

    def put_after_the_window(request: SuggestMany) -> None:
        for text in request.texts:
            (number,) = store._db.row("SELECT id FROM articles WHERE text = ?", (text,))
            put_suggested(store, number, read(worker.answer(to_bytes(Suggest(id=1, text=text)))))
            ids[number] = [x.id for x in store.suggestions.of(number)]
        put(request)

    here.put = put_after_the_window  # type: ignore[method-assign]
    bulk.suggest_all(here)
    assert bulk.articles == 0, "who shows them must not find others in their place"
    assert ids == {number: [x.id for x in store.suggestions.of(number)] for number in ids}
    assert len(ids) == 20


# -- the processes of this machine -------------------------------------------------------------

PROGRAM = """
import os, signal, sys
from annotator.protocol import read_body, write_body
from annotator.worker_messages import Done, Load, Loaded, Refused, SetScheme, SuggestMany
from annotator.worker_messages import SuggestedMany, request_from, to_bytes
source, out = sys.stdin.buffer, sys.stdout.buffer
while (body := read_body(source)) is not None:
    match request_from(body):
        case Load(pipeline="none"):
            sys.exit(3)
        case Load(id=number):
            answer = Loaded(id=number, pipeline="fake", version=str(os.getpid()), fingerprint="f")
        case SuggestMany(id=number, texts=texts):
            if "poison" in texts:
                os.kill(os.getpid(), signal.SIGKILL)
            answers = [Refused(id=os.getpid(), error=x) for x in texts]
            answer = SuggestedMany(id=number, answers=answers)
        case request:
            answer = Done(id=request.id)
    write_body(out, to_bytes(answer))
"""


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(child, "command", lambda _name: [sys.executable, "-c", PROGRAM])
    begun: list[local.LocalProcesses] = []

    def begin(pipeline: str = "", **options: Any) -> local.LocalProcesses:
        lesson = [Load(id=0, pipeline=pipeline), SetScheme(id=1, scheme=SCHEME)]
        begun.append(local.LocalProcesses(lesson, **options))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


def came(executor: local.LocalProcesses, count: int) -> list[Answered | Lost]:
    found: list[Answered | Lost] = []
    while len(found) < count:
        if (one := executor.next(600)) is not None:
            found.append(one)
    return found


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of POSIX")
def test_a_process_that_dies_is_followed_by_another_which_goes_on(processes: Any) -> None:
    executor = processes(a_life=3)
    assert executor.taught(lambda: None).loaded.pipeline == "fake"
    (first,) = executor.process_ids
    executor.put(SuggestMany(id=1, texts=["poison"]))
    executor.put(SuggestMany(id=2, texts=["b"]))
    assert not executor.has_room
    assert came(executor, 2) == [Lost(1), Lost(2, was_begun=False)]
    (second,) = executor.process_ids
    assert second != first
    for number in range(3):
        executor.put(SuggestMany(id=number, texts=["b"]))
        (answered,) = came(executor, 1)
        assert isinstance(answered, Answered)
        assert answered.number == number
        assert answered.answer.answers[0].id == second
    assert executor.process_ids != [second], "after its life another one has no memory of the words"
    with pytest.raises(ProcessLookupError):
        os.kill(second, signal.SIG_DFL)


def test_a_process_that_never_begins_is_told(processes: Any) -> None:
    executor = processes("none")
    with pytest.raises(EnvironmentFault, match="ends again and again before it has begun"):
        executor.taught(lambda: None)


def test_a_cancel_is_heard_while_the_pipeline_is_loaded(processes: Any) -> None:
    def check() -> None:
        raise JobCancelled(notice_code)

    from annotator.faults import Fault

    notice_code = Fault.CANCELLED
    with pytest.raises(JobCancelled):
        processes().taught(check)
