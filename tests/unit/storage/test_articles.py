"""Articles are stored as they came, listed by id, searched, suggested about and exported.

What is tested: `storage/articles.py`, `storage/suggestions.py`, `storage/token_bounds.py`,
`storage/sheet.py`, `storage/export.py`.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.records import Act, Change, InputMethod, Review, Source, Status, Suggestion
from annotator.core.tokens import cut
from annotator.errors import Bug, UserError
from annotator.storage import GiveWay, NewArticle, Store, giveway
from annotator.storage.matching import match_of
from tests.unit.storage.making import (
    AT,
    SCHEME,
    TEXT,
    adding,
    answering,
    confirming,
    finishing,
    new_store,
    span,
    suggest,
)


def test_an_article_comes_back_as_it_came(made: tuple[Store, int, int]) -> None:
    store, _, _ = made
    new = NewArticle("Text\r\n", "T", "k1", "2024-02-01", "BBC", "http://x", "en", 16, {"a": "é"})
    number, twin = store.articles.add(new)
    assert twin is None
    found = store.articles.get(number)
    assert (found.text, found.title, found.key, found.published) == (
        "Text\r\n",
        "T",
        "k1",
        "2024-02-01",
    )
    assert (found.source, found.url, found.language) == ("BBC", "http://x", "en")
    assert (found.source_offset, found.meta) == (16, '{"a": "é"}')
    assert store.articles.with_hash(sha256(b"Text\r\n").hexdigest()) == number
    assert store.articles.with_hash(sha256(b"Text\n").hexdigest()) is None
    with pytest.raises(UserError, match="no such article"):
        store.articles.get(99)


def test_lone_surrogates_are_refused_with_their_place(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    for bad in (
        NewArticle("ab\ud800c"),
        NewArticle("x", title="\udfff"),
        NewArticle("x", meta={"\ud800": 1}),
    ):
        with pytest.raises(UserError, match="lone surrogate"):
            store.articles.add(bad)
    with pytest.raises(UserError, match=r"U\+D800\) at character 2"):
        store.articles.add(NewArticle("ab\ud800c"))
    assert store.counts.of(me)["all"] == 1


def test_duplicates_are_marked_not_dropped(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    twin, of = store.articles.add(NewArticle(TEXT))
    third, again = store.articles.add(NewArticle(TEXT))
    assert of == again == article
    assert list(store.lists.ids(me)) == [article]
    assert list(store.lists.ids(me, include_duplicates=True)) == [article, twin, third]
    assert store.suggestions.next_without(0, 9) == [article]
    store.acts.commit(finishing(None, twin, me, Status.DONE), me, AT)
    assert list(store.lists.ids(me, status="done")) == [twin]
    counts = store.counts.of(me)
    assert (counts["all"], counts["todo"], counts["done"]) == (1, 1, 1)
    assert store.counts.info()["duplicates"] == 2


def test_lists_by_status_and_date(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    for day in ("2024-03-01", "", "2024-01-01"):
        store.articles.add(NewArticle(f"on {day}", published=day))
    assert list(store.lists.ids(me, status="all", order="date")) == [4, 2, 1, 3]
    store.acts.commit(finishing(None, 2, me, Status.DONE), me, AT)
    store.acts.commit(finishing(None, 3, me, Status.SKIPPED), me, AT)
    flag = Act("flag", 4, (Change(None, Review(4, me, Status.STARTED, flagged=True)),))
    store.acts.commit(flag, me, AT)
    assert list(store.lists.ids(me)) == [article, 4]
    assert list(store.lists.ids(me, order="date")) == [4, article]
    assert list(store.lists.ids(me, status="skipped")) == [3]
    assert list(store.lists.ids(me, status="flagged", order="date")) == [4]
    assert list(store.lists.ids(store.annotators.id_of("ben"))) == [1, 2, 3, 4]


def test_rows_tell_what_a_list_shows(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    long, _ = store.articles.add(NewArticle("word\n" * 50, published="2024-01-01"))
    xi, _, _ = suggest(store, article, {"Xi": 1, "Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, xi, InputMethod.KEY), me, AT)
    rows = store.lists.rows([long, 99, article], me)
    assert [row.id for row in rows] == [long, article]
    assert rows[0].title == ("word " * 18).strip() + "…"
    assert (rows[0].words, rows[0].status) == (50, "new")
    assert (rows[1].title, rows[1].spans, rows[1].open_suggestions) == ("Xi in Moscow", 1, 2)


@pytest.mark.parametrize("was_seen", [True, False])
def test_a_runs_suggestions_are_shown_until_the_next_and_kept_if_they_were_seen(
    made: tuple[Store, int, int], was_seen: bool
) -> None:
    store, me, article = made
    suggest(store, article, {"Xi": 1, "Putin": 1})
    if was_seen:
        opened = Review(article, me, Status.STARTED)
        store.acts.commit(Act("review", article, (Change(None, opened),)), me, AT)
    maybe = Suggestion(0, article, 16, 22, None, Source.SHAPE, 0.25, is_maybe=True)
    topic = Suggestion(0, article, None, None, 1, Source.KEYWORD, 0.5)
    run = store.suggestions.run_id("en", "2", "f", "c7")
    assert (
        run
        == store.suggestions.run_id("en", "2", "f", "c7")
        != store.suggestions.run_id("en", "2", "f", "c8")
    )
    for _ in range(2):
        assert store.suggestions.put(article, run, cut(TEXT), [0, 25], [maybe], [topic])
    sheet = store.sheets.read(article, me)
    assert [(x.start, x.label, x.is_maybe, x.score) for x in sheet.suggestions] == [
        (16, None, True, 0.25)
    ]
    assert [(x.label, x.source) for x in sheet.topic_suggestions] == [(1, "keyword")]
    assert sheet.tokens is not None
    assert list(sheet.tokens.starts) == list(cut(TEXT).starts)
    assert list(sheet.sentence_starts) == [0, 25]
    assert sheet.run == run
    info = store.counts.info()
    assert (info["suggestions"], info["maybes"]) == (0, 1)
    assert store._db.value("SELECT count(*) FROM suggestions") == (4 if was_seen else 2)
    assert store.suggestions.next_without() == []
    assert store.suggestions.next_without(run=run) == []
    assert store.suggestions.next_without(run=run + 1) == [article]


@pytest.mark.parametrize("how", ["decision", "span", "topic", "done"])
def test_what_was_decided_is_not_suggested_over(made: tuple[Store, int, int], how: str) -> None:
    store, me, article = made
    (xi,) = suggest(store, article, {"Xi": 1})
    acts = {
        "decision": confirming(store, article, me, xi, InputMethod.KEY),
        "span": adding(span(store, article, me, 7, 12)),
        "topic": answering(article, me, 0),
        "done": finishing(None, article, me, Status.DONE),
    }
    store.acts.commit(acts[how], me, AT)
    before = store.sheets.read(article, me)
    run = store.suggestions.run_id("en", "2", "f")
    new = [Suggestion(0, article, 7, 12, 1)]
    assert not store.suggestions.put(article, run, cut("ab"), [0], new)
    after = store.sheets.read(article, me)
    assert (after.suggestions, after.run) == (before.suggestions, before.run)
    assert after.tokens is not None
    assert list(after.tokens.ends) == [2]
    assert store.suggestions.next_without(run=run) == []
    store.history.undo(me, AT)
    assert store.suggestions.put(article, run, cut(TEXT), [0], new)


def test_a_suggestion_beyond_the_text_is_our_bug(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    wrong = [Suggestion(0, article, 0, len(TEXT) + 1, 1)]
    with pytest.raises(Bug):
        store.suggestions.put(
            article, store.suggestions.run_id("en", "1", "f"), cut(TEXT), [0], wrong
        )
    assert store.sheets.read(article, me).tokens is None


def test_search_finds_words_beginnings_phrases_and_unspaced_scripts(
    made: tuple[Store, int, int],
) -> None:
    store, _, article = made
    chinese, _ = store.articles.add(NewArticle("习近平在北京会见普京。"))
    thai, _ = store.articles.add(NewArticle("ประเทศไทย", title="Café"))
    assert store.search.unindexed() == 3
    assert list(store.search.articles("putin")) == []
    assert [store.search.index_some(2), store.search.index_some(2), store.search.index_some(2)] == [
        2,
        1,
        0,
    ]
    assert store.search.unindexed() == 0
    assert list(store.search.articles("xi put")) == [article]
    assert list(store.search.articles('"met putin"')) == [article]
    assert list(store.search.articles('"putin met"')) == []
    assert list(store.search.articles("北京")) == [chinese]
    assert list(store.search.articles("京北")) == []
    assert list(store.search.articles("ไทย")) == [thai]
    assert list(store.search.articles("cafe")) == [thai]
    assert list(store.search.articles("   ")) == []


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store, _, _ = new_store(tmp_path_factory.mktemp("search") / "p.annotator")
    store.search.index_some()
    yield store
    store.close()


@settings(deadline=None)
@given(query=st.text() | st.sampled_from(['"', "a AND", "NEAR(", "title:x", "-x", "^", "*", "a*b"]))
def test_nothing_typed_breaks_the_search(searched: Store, query: str) -> None:
    searched.search.articles(query)


def test_only_the_word_being_typed_is_a_beginning() -> None:
    assert match_of("xi put") == '"xi" "put"*'
    assert match_of('xi "red sea"') == '"xi" "red sea"'
    assert match_of("xi ") == '"xi"'


def test_export_streams_all_articles_with_everyones_work(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "p.annotator", SCHEME, at=AT)
    me, you = store.annotators.id_of("ann"), store.annotators.id_of("ben")
    for number in range(250):
        store.articles.add(NewArticle(f"Xi {number}"))
    for article in (3, 101, 250):
        store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(finishing(None, 101, me, Status.DONE), me, AT)
    store.acts.commit(answering(101, you, 1), you, AT)
    everything = list(store.export.articles())
    assert [article.id for article, _ in everything] == list(range(1, 251))
    assert {article.id: [x.annotator for x in work] for article, work in everything if work} == {
        3: ["ann"],
        101: ["ann", "ben"],
        250: ["ann"],
    }
    ((article, (work,)),) = store.export.articles(status="done")
    assert (article.id, work.annotator, work.review.status) == (101, "ann", "done")
    assert [x.surface for x in work.spans] == ["Xi"]
    assert list(store.export.articles(you, "done")) == []
    mine = {article.id for article, work in store.export.articles(you) if work}
    assert mine == {101}
    store.close()


def test_a_job_commits_as_it_goes_and_gives_way(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    store.close()
    window = GiveWay(store.path, is_window=True)
    store = Store.open(store.path)
    with Store.open(store.path) as beside, store.batch() as batch:
        store.articles.add(NewArticle("one"))
        batch.tick()
        with window.raised():
            assert store.give_way.wants()
            store.articles.add(NewArticle("two"))
            batch.tick()
            assert beside.counts.of(me)["all"] == 3
        assert not store.give_way.wants()
        store.articles.add(NewArticle("three"))
        assert beside.counts.of(me)["all"] == 3
    assert store.counts.of(me)["all"] == 4
    window.close()


def test_a_job_that_fails_keeps_what_was_ticked_and_no_halves(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    store.close()
    window = GiveWay(store.path, is_window=True)
    store = Store.open(store.path)

    def job() -> None:
        with store.batch() as batch:
            store.articles.add(NewArticle("one"))
            with window.raised():
                batch.tick()
            store.articles.add(NewArticle("two"))
            store.articles.add(NewArticle("\ud800"))

    with pytest.raises(UserError):
        job()
    assert store.counts.of(me)["all"] == 2
    number, _ = store.articles.add(NewArticle("three"))
    assert store.articles.get(number).text == "three"
    window.close()


def test_a_window_waits_until_a_job_ends_its_transaction(
    made: tuple[Store, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine with much to do an act would not be stored at once, and the strip would say so;
    what a job said that was killed holds a window up once.
    """
    store, me, article = made
    store.close()
    now, naps = [0.0], list[float]()

    def nap(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds
        if len(naps) == 3 and job._db.is_writing:
            job._db.commit()

    monkeypatch.setattr(giveway.time, "sleep", nap)
    monkeypatch.setattr(giveway.time, "monotonic", lambda: now[0])
    with Store.open(store.path, window=True) as window, Store.open(store.path) as job:
        job._db.begin()
        window.acts.commit(adding(span(window, article, me, 0, 2)), me, AT)
        assert len(naps) == 3
        job._db.begin()
        job._db.roll_back()
        window.acts.commit(adding(span(window, article, me, 3, 6)), me, AT)
        assert len(naps) == 3
        job.give_way.hold(True)  # and was killed
        for start in (7, 12):
            window.acts.commit(adding(span(window, article, me, start, start + 2)), me, AT)
            assert 0.04 < sum(naps) < 0.06
        assert window.counts.info()["spans"] == 4


def test_the_window_raises_the_flag_while_it_writes(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.annotator")
    store.close()
    died = GiveWay(tmp_path / "p.annotator", is_window=True)
    with died.raised():
        window = Store.open(tmp_path / "p.annotator", window=True)
        flag = GiveWay(tmp_path / "p.annotator", is_window=False)
        assert not flag.wants()  # a window that died may have left it up
    seen: list[bool] = []
    window._db.connection.set_trace_callback(lambda sql: seen.append(flag.wants()))
    window.acts.commit(adding(span(window, article, me, 0, 2)), me, AT)
    window._db.connection.set_trace_callback(None)
    assert seen[-1]
    assert not flag.wants()
    window.close()
    flag.close()
    died.close()


def test_the_flag_is_gone_with_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = tmp_path / "flags"
    flags.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(flags))
    store, _, _ = new_store(tmp_path / "p.annotator")
    store.close()
    with Store.open(tmp_path / "p.annotator", window=True) as window:
        assert len(list(flags.glob("*.flag"))) == 1
        with Store.open(tmp_path / "p.annotator") as job, window.give_way.raised():
            assert job.give_way.wants()
        assert len(list(flags.glob("*.flag"))) == 1, "a job leaves it"
    assert not list(flags.iterdir())


def test_who_is_no_window_leaves_no_flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = tmp_path / "flags"
    flags.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(flags))
    store, _, _ = new_store(tmp_path / "p.annotator")
    assert not store.give_way.wants()
    store.close()
    assert not list(flags.iterdir())


def test_a_job_gives_way_to_a_window_that_was_opened_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giveway, "_LOOK_SECONDS", -1.0)  # looks each time it is asked
    path = tmp_path / "p.annotator"
    new_store(path)[0].close()
    first = Store.open(path, window=True)
    with Store.open(path) as job:
        first.close()
        assert not job.give_way.wants()
        with Store.open(path, window=True) as second:
            assert not job.give_way.wants()
            with second.give_way.raised():
                assert job.give_way.wants()
            assert not job.give_way.wants()


def test_the_transactions_of_a_job_are_short_while_a_window_has_the_project_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giveway, "_LOOK_SECONDS", -1.0)
    monkeypatch.setattr("annotator.storage.batch._LONGEST_SECONDS", 0.0)
    for name in ("_LONGEST_ALONE_SECONDS", "_LONGEST_WORK_SECONDS"):
        monkeypatch.setattr(f"annotator.storage.batch.{name}", math.inf)
    path = tmp_path / "p.annotator"
    new_store(path)[0].close()

    def seen() -> int:
        with closing(sqlite3.connect(path)) as other:
            return int(other.execute("SELECT count(*) FROM articles").fetchone()[0])

    with Store.open(path) as job, job.batch() as batch:
        for number in range(3):
            job.articles.add(NewArticle(f"alone {number}"))
            batch.tick()
        assert seen() == 1
        window = Store.open(path, window=True)
        job.articles.add(NewArticle("beside a window"))
        batch.tick()
        assert seen() == 5
        window.close()
        job.articles.add(NewArticle("alone again"))
        batch.tick()
        assert seen() == 5
    assert seen() == 6


def test_no_article_is_deleted_past_the_bin(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    store.articles.add(NewArticle("last"))
    with pytest.raises(Exception, match="go to the bin"):
        store._db.connection.execute("DELETE FROM articles WHERE id = 2")
    assert list(store.lists.ids(me)) == [1, 2]
