"""Whose work a project is opened as, and what goes out where several people worked."""

import json
from pathlib import Path

import pytest

from annotator import paths
from annotator.core.records import Act, Change, Review, Span, Suggestion
from annotator.core.team import Round
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange import exporting
from annotator.workspace.exchange.standing_review import chosen
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import annotators, projects
from annotator.workspace.open.project import Project

TEXT = "Xi met Joe in Paris."
EARLY, LATE = "2024-05-01T10:00:00", "2024-06-01T10:00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return projects.create(tmp_path / "p.db", "conll")


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "bob")


def finish(store: Store, article: int, name: str, label: int, at: str = EARLY) -> None:
    """`name` finishes an article with one span, without having been shown a suggestion."""
    who = store.annotators.id_of(name)
    span = Span(article, who, 0, 2, label, "Xi", "added")
    review = Review(article, who, status="done", shown="none yet", edited_at=at, seconds=90.0)
    changes = (Change(None, span), Change(None, review))
    store.acts.commit(Act("article.finish", article, changes), who, at)


def article_in(store: Store, text: str = TEXT) -> int:
    return store.articles.add(NewArticle(text))[0]


# -- who -----------------------------------------------------------------------------------


def test_the_login_name_is_the_first_guess(path):
    with Store.open(path) as store:
        assert annotators.choose(store) == "bob"
        assert annotators.choose(store, "Mira") == "Mira"


def test_another_login_goes_on_with_the_work_that_was_done_here(path, monkeypatch):
    with Store.open(path) as store:
        finish(store, article_in(store), "bob", 1)
        annotators.remember(store, "bob")
    monkeypatch.setenv("LOGNAME", "root")
    with Store.open(path) as store:
        assert annotators.choose(store) == "bob"
    copied = path.with_name("copied.db")
    copied.write_bytes(path.read_bytes())
    with Store.open(copied) as store:
        assert annotators.choose(store) == "bob"


def test_the_work_of_others_makes_a_question(path):
    with Store.open(path) as store:
        for name in ("ann_a", "ann_a", "ann_b"):
            finish(
                store, article_in(store, f"Xi {name} {store.counts.info()['articles']}"), name, 1
            )
        assert annotators.choose(store) is None
        assert annotators.choose(store, "ann_b") == "ann_b"
        known = [(each.name, each.done) for each in annotators.others_work(store)]
    assert known == [("ann_a", 2), ("ann_b", 1)]


def test_who_leads_is_who_planned_the_last_round_before_who_finished_most(path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "root")
    with Store.open(path) as store:
        assert annotators.who_leads(store) == "root"
        for number, name in enumerate(("ann_a", "ann_a", "ann_b")):
            finish(store, article_in(store, f"Xi {number}"), name, 1)
        assert annotators.who_leads(store) == "ann_a"
        for plan in ("[]", "no plan", '{"lead": "somebody who is not there"}'):
            store.team.add_round(Round(0, "", plan, "2024", 1, plan=plan))
            assert annotators.who_leads(store) == "ann_a"
        store.team.add_round(Round(0, "", "2", "2024", 1, plan='{"lead": "ann_b"}'))
        assert annotators.who_leads(store) == "ann_b"
        annotators.remember(store, "ann_a")
        assert annotators.who_leads(store) == "ann_a"


def test_who_only_looked_has_no_work(path):
    with Store.open(path) as store:
        article, who = article_in(store), store.annotators.id_of("ann_a")
        store.acts.commit(Act("visit", article, (Change(None, Review(article, who)),)), who, EARLY)
        assert annotators.choose(store) == "bob"


@pytest.mark.parametrize("content", ["[]", "{", '{"x": 3}', "\x00"])
def test_a_damaged_memory_is_none(path, content):
    with Store.open(path) as store:
        paths.state_file().parent.mkdir(parents=True, exist_ok=True)
        paths.state_file().write_text(content)
        assert annotators.choose(store) == "bob"
        annotators.remember(store, "Mira")
        assert annotators.remembered(store) == "Mira"


def test_a_project_that_is_not_opened_lets_its_file_go(path):
    def nobody(_store: Store) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Project(path, nobody)
    Project(path, "Mira").close()  # the lock is free


# -- suggestions for the others ------------------------------------------------------------


def suggest(store: Store, article: int, version: str = "1") -> bool:
    run = store.suggestions.run_id("pipe", version, "f")
    proposed = [Suggestion(0, article, 7, 10, 1), Suggestion(0, article, 14, 19, 2)]
    return store.suggestions.put(article, run, cut(TEXT), [0], proposed)


def test_what_one_has_finished_is_suggested_to_the_others(path):
    with Store.open(path) as store:
        article = article_in(store)
        finish(store, article, "ann_a", 1)
        run = store.suggestions.run_id("pipe", "1", "f")
        assert store.suggestions.next_without(run=run) == [article]
        assert suggest(store, article)
        bob, ann = store.annotators.id_of("bob"), store.annotators.id_of("ann_a")
        assert [x.start for x in store.sheets.read(article, bob).suggestions] == [7, 14]
        assert store.sheets.read(article, ann).suggestions == []
        assert store.lists.rows([article], bob)[0].open_suggestions == 2
        assert store.lists.rows([article], ann)[0].open_suggestions == 0
        assert store.suggestions.next_without(run=run) == []


def test_nothing_comes_where_somebody_is_at_work(path):
    with Store.open(path) as store:
        article = article_in(store)
        finish(store, article, "ann_a", 1)
        who = store.annotators.id_of("ann_b")
        span = Span(article, who, 0, 2, 1, "Xi", "added")
        review = Review(article, who, status="started", edited_at=EARLY)
        changes = (Change(None, span), Change(None, review))
        store.acts.commit(Act("span.label", article, changes), who, EARLY)
        assert not suggest(store, article)
        assert store.sheets.read(article, store.annotators.id_of("bob")).suggestions == []


def test_a_later_run_changes_nothing_where_suggestions_were_shown(path):
    with Store.open(path) as store:
        article = article_in(store)
        assert suggest(store, article)
        finish(store, article, "ann_a", 1)
        assert not suggest(store, article, "2")
        ann = store.annotators.id_of("ann_a")
        assert len(store.sheets.read(article, ann).suggestions) == 2


# -- what goes out -------------------------------------------------------------------------


def export(path: Path, to: Path, **options: object) -> dict:
    request = messages.Export(str(path), str(to), **options)
    return exporting.run(request, Work(lambda *_: None))


def test_the_review_that_was_finished_last_stands_and_this_is_told(path, tmp_path):
    with Store.open(path) as store:
        both, alone = article_in(store), article_in(store, "Xi is here.")
        finish(store, both, "ann_a", 1, LATE)
        finish(store, both, "ann_b", 2, EARLY)
        finish(store, alone, "ann_b", 2, EARLY)
        labels = {x.id: x.name for x in store.scheme.read().labels}
    report = export(path, tmp_path / "o.jsonl", format="jsonl")
    assert report.annotators == {"ann_a": 1, "ann_b": 1}
    assert report.finished_by_several == 1
    first, second = map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())
    assert [x["label"] for x in first["entities"]] == [labels[1]]
    assert [x["label"] for x in second["entities"]] == [labels[2]]

    report = export(path, tmp_path / "b.jsonl", format="jsonl", annotator="ann_b")
    assert report.annotators == {"ann_b": 2}
    assert report.finished_by_several == 0
    first, _ = map(json.loads, (tmp_path / "b.jsonl").read_text().splitlines())
    assert [x["label"] for x in first["entities"]] == [labels[2]]


def test_the_manifest_says_whose(path, tmp_path):
    with Store.open(path) as store:
        finish(store, article_in(store), "ann_a", 1)
    export(path, tmp_path / "o", format="csv")
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert manifest["whose"] == {"annotators": {"ann_a": 1}, "finished_by_several": 0}


def test_a_skipped_review_never_stands():
    assert chosen([]) is None


def test_info_counts_by_annotator_and_label(path):
    with Store.open(path) as store:
        finish(store, article_in(store), "ann_a", 1)
        finish(store, article_in(store, "Xi left."), "ann_a", 2)
        finish(store, article_in(store, "Xi came."), "ann_b", 2)
        labels = {x.id: x.name for x in store.scheme.read().labels}
        work = store.counts.work_by_label()
    assert [(x["annotator"], x["done"], x["spans"], x["minutes"]) for x in work] == [
        ("ann_a", 2, 2, 3.0),
        ("ann_b", 1, 1, 1.5),
    ]
    assert work[0]["labels"] == {
        labels[1]: {"spans": 1, "articles": 1},
        labels[2]: {"spans": 1, "articles": 1},
    }
