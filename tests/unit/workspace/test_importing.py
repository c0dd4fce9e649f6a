"""Import: what is stored, what is refused, what is told, and what a cancel leaves.

What is tested: `workspace/exchange/import_rows.py`.
"""

import json
import os
import socket
import threading
from dataclasses import replace

import pytest

from annotator.core.records import Act, Change, Scheme
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats import jsonl, registry
from annotator.formats.articles import Refusal
from annotator.formats.base import Format
from annotator.notices import from_json
from annotator.storage import Store
from annotator.storage.acts import Acts
from annotator.storage.batch import Batch
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, Work, run_job
from annotator.workspace.open import projects, removal
from annotator.workspace.open.annotators import login_name
from annotator.workspace.scheme import files as schemes
from tests.unit.workspace.asking import import_request


def reasons(report):
    """Why what was refused was refused, in words."""
    return [str(Refusal.from_dict(each).reason) for each in report.refusals]


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def lines(path, *values):
    path.write_bytes(b"".join(json.dumps(value).encode() + b"\n" for value in values))
    return path


def run(project, *paths, work=None, **options):
    return importing.run(import_request(project, *paths, **options), work or Work())


def rows(project, annotator="ann"):
    """All that is stored: article and sheet of each, as this annotator sees it."""
    with Store.open(project) as store:
        who = store.annotators.id_of(annotator)
        count = store.counts.info()["articles"]
        return [store.sheets.read(number, who) for number in range(1, count + 1)]


def span(start, end, label):
    return {"start": start, "end": end, "label": label}


def test_given_spans_become_suggestions_of_their_own_run(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P")], "topics": ["T"]}
    )
    report = run(project, path)
    assert (report.articles, report.suggestions, report.reviews) == (1, 2, 0)
    (row,) = rows(project)
    assert [(x.start, x.end, x.source, x.is_maybe) for x in row.suggestions] == [
        (0, 2, "import", False)
    ]
    assert row.suggestions[0].run is not None
    assert [x.source for x in row.topic_suggestions] == ["import"]
    assert row.spans == []


def test_as_review_they_become_a_finished_review(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "P")], "topics": {"T": True, "U": False}},
        {"text": "nothing here"},
    )
    report = run(project, path, become="review", annotator="ann")
    assert (report.reviews, report.spans) == (2, 1)
    first, second = rows(project)
    assert (first.review.status, second.review.status) == ("done", "done")
    assert [(x.start, x.end, x.surface, x.origin) for x in first.spans] == [(0, 2, "Xi", "import")]
    assert [answer.is_yes for answer in first.topic_answers] == [True, False]


def test_one_undo_takes_all_annotations_of_an_import_back(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "P")]},
        {"text": "Joe met Xi", "entities": [span(0, 3, "Q")]},
    )
    run(project, path, become="review", annotator="ann")
    with Store.open(project) as store:
        undone = store.history.undo(store.annotators.id_of("ann"), "now")
        assert undone.left == 0
        assert store.scheme.read().labels == ()
        assert len(store.bin.ids()) == 2
        assert store.history.redo(store.annotators.id_of("ann"), "now").left == 0
        assert [label.name for label in store.scheme.read().labels] == ["P", "Q"]
    assert [len(row.spans) for row in rows(project)] == [1, 1]


def test_new_labels_get_colours_and_keys_and_are_told(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "Person"), span(7, 10, "Pope")]},
    )
    report = run(project, path)
    assert report.labels_added == ("Person", "Pope")
    with Store.open(project) as store:
        labels = store.scheme.read().labels
    assert [(x.colour, x.key) for x in labels] == [("orange", "p"), ("blue", "o")]


def test_strict_refuses_labels_and_overlaps_that_the_scheme_lacks(tmp_path):
    project = projects.create(tmp_path / "p.db", "conll")
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "PER")]},
        {"text": "Xi met Joe.", "entities": [span(0, 2, "Person")]},
        {"text": "Xi met Joe..", "entities": [span(0, 2, "PER"), span(0, 6, "ORG")]},
        {"text": "Xi met Joe...", "topics": ["T"]},
    )
    report = run(project, path, is_strict=True)
    assert report.articles == 1
    assert [str(Refusal.from_dict(x)) for x in report.refusals] == [
        "a.jsonl:2: the scheme has no label “Person”",
        "a.jsonl:3: spans overlap, which the scheme does not allow",
        "a.jsonl:4: the scheme has no topic “T”",
    ]


def test_two_labels_on_one_stretch_are_suggestions_but_no_review(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P"), span(0, 2, "Q")]}
    )
    report = run(project, path, become="review")
    (left_out,) = map(Refusal.from_dict, report.left_out)
    assert str(left_out) == "a.jsonl:1: two labels at 0 to 2: P stays, Q does not"
    assert (report.articles, report.spans, report.spans_left_out) == (1, 1, 1)
    assert report.refusals == ()
    other = projects.create(tmp_path / "other.db", "empty")
    assert run(other, path).suggestions == 2


def test_overlaps_make_the_scheme_nested_and_that_is_told(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P"), span(0, 6, "Q")]}
    )
    assert run(project, path).became_nested
    with Store.open(project) as store:
        assert store.scheme.read().nested


def test_bad_lines_are_refused_and_the_rest_goes_in(project, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text"\n{"text": ""}\n{"text": "b"}\n')
    report = run(project, path)
    assert (report.articles, report.refused) == (2, 2)
    assert [x["where"] for x in report.refusals] == ["a.jsonl:2", "a.jsonl:3"]


def test_duplicates_are_stored_and_marked(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"}, {"text": "a"})
    assert run(project, path).duplicates == 1
    assert [row.article.duplicate_of for row in rows(project)] == [None, None, 1]
    with Store.open(project) as store:
        assert list(store.lists.ids(store.annotators.id_of("ann"))) == [1, 2]


def test_folders_are_read_in_order_and_others_ignored(project, tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_bytes(b" date 2023-11-10 Title\r\n\r\nText")
    (folder / "a.csv").write_text("id,text\n7,from a table\n")
    (folder / "sub" / "c.jsonl").write_text('{"text": "from lines"}\n')
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("no")
    (folder / "bad.txt").write_bytes(b"\0\1")
    report = run(project, folder)
    assert report.ignored == ("photo.png",)
    assert [Refusal.from_dict(x) for x in report.refusals] == [Refusal("bad.txt", Unfit.BINARY())]
    texts = [(row.article.text, row.article.published) for row in rows(project)]
    assert texts == [
        ("from a table", ""),
        ("Title\r\n\r\nText", "2023-11-10"),
        ("from lines", ""),
    ]
    with Store.open(project) as store:
        assert list(store.search.articles("table")) == [1]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("empty", "a folder without articles"), ("x.png", "not a file that can be imported"),
     ("nowhere", "there is no such file")],
)  # fmt: skip
def test_paths_without_articles_are_errors(project, tmp_path, name, reason):
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.png").touch()
    with pytest.raises(UserError, match=reason):
        run(project, tmp_path / name)


def test_a_table_without_texts_is_an_error_alone_and_a_refusal_among_others(project, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("id,lead\n1,x\n")
    with pytest.raises(UserError, match="the columns are: id, lead"):
        run(project, folder / "a.csv")
    (folder / "b.txt").write_text("text")
    report = run(project, folder)
    assert (report.articles, report.refusals[0]["where"]) == (1, "a.csv")
    assert run(project, folder / "a.csv", text_field="lead").articles == 1


def test_a_format_that_is_asked_for_reads_whatever_the_file_is_called(project, tmp_path):
    """A folder too: all files in it that are not hidden."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text('{"text": "Xi"}')
    (folder / "b.log").write_text('{"text": "Joe"}')
    (folder / ".c").write_text('{"text": "no"}')
    report = run(project, folder, format="jsonl")
    assert (report.articles, report.ignored, report.misnamed) == (2, (), ())
    assert [row.article.text for row in rows(project)] == ["Xi", "Joe"]
    assert run(project, folder / "b.log", format="text").articles == 1
    assert rows(project)[-1].article.text == '{"text": "Joe"}'
    with pytest.raises(UserError, match="no format “spacy” to import; take one of text, table"):
        run(project, folder, format="spacy")


def test_a_file_without_an_ending_is_read_as_what_it_surely_is(project, tmp_path):
    (tmp_path / "export").write_text('{"text": "Xi"}\n{"text": "Joe"}\n')
    assert run(project, tmp_path / "export").articles == 2
    (tmp_path / "letter.md").write_text("Dear Xi")
    with pytest.raises(UserError, match=r"can be imported; articles.*--format says what another"):
        run(project, tmp_path / "letter.md")
    (tmp_path / "z.txt").write_text("last")
    report = run(project, tmp_path)  # in a folder the ending is what says it
    assert report.articles == 1
    assert {"export", "letter.md"} <= set(report.ignored)


def test_the_ending_counts_and_what_looks_otherwise_is_told(project, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text('{"text": "Xi"}')
    (folder / "b.txt").write_text("Joe said: {“text”}, and left.")
    (folder / "c.json").write_text('{"text": "Jo"}\n{"text": "An"}')
    report = run(project, folder)
    texts = [row.article.text for row in rows(project)]
    assert texts == ['{"text": "Xi"}', "Joe said: {“text”}, and left.", "Jo", "An"]
    (doubt,) = report.misnamed
    assert str(Refusal.from_dict(doubt)) == (
        "a.txt: read as text, but it looks like jsonl; --format jsonl reads it as that"
    )


def test_progress_is_in_bytes(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"})
    told = []
    run(project, path, work=Work(lambda *at: told.append(at)))
    total = path.stat().st_size
    assert all(at[1] == total for at in told if at[2] == "importing")
    assert told[-1] == (2, 2, "indexing")


def stopping(steps):
    """Work that is cancelled after so many steps."""
    cancelled = threading.Event()
    left = iter(range(steps - 1, -1, -1))
    return Work(lambda *_at: None if next(left, 0) else cancelled.set(), cancelled)


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_a_cancelled_import_goes_on_where_it_stopped(project, tmp_path, steps):
    values = [{"text": f"Xi {n}", "entities": [span(0, 2, "P")]} for n in range(9)]
    path = lines(tmp_path / "a.jsonl", *values[:4], {"text": ""}, *values[4:])
    options = {"become": "review", "annotator": "ann"}
    with pytest.raises(JobCancelled, match=f"what was stored so far stays: {steps}"):
        run(project, path, work=stopping(steps), **options)
    stored = rows(project)
    assert len(stored) == steps
    assert all(len(row.spans) == 1 and row.review.status == "done" for row in stored)
    report = run(project, path, **options)
    assert (report.articles, report.there, report.duplicates) == (9 - steps, steps, 0)
    assert [row.article.text for row in rows(project)] == [value["text"] for value in values]
    with Store.open(project) as store:
        ann = store.annotators.id_of("ann")
        step = store.history.next_step(ann, "undo")
        assert step is not None
        assert (step.kind, step.words) == ("project.import", "9")
        store.history.undo(ann, "now")
        assert store.history.next_step(ann, "undo") is None
        assert store.counts.info()["articles"] == 0
        assert len(store.bin.ids()) == 9
        store.history.redo(ann, "now")
        assert store.counts.info()["articles"] == 9
        store.history.undo(ann, "now")
    assert run(project, path, **options).restored == 9
    assert [len(row.spans) for row in rows(project)] == [1] * 9


def everything(project):
    """Every row that is not about when or how often something was written."""
    with Store.open(project) as store:
        tables = store._db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(store._db.rows(f"SELECT * FROM {name}"), key=repr)
            for (name,) in tables
            if not name.startswith(("stamp", "sqlite_", "article_words"))
        }


GIVEN = [
    {"id": "a", "text": "Xi met Joe", "entities": [span(0, 2, "P")], "topics": ["T"]},
    {"id": "b", "text": "Joe"},
    {"id": "a", "text": "Another of the same id"},
    {"text": "twice"},
    {"text": "twice"},
]


@pytest.mark.parametrize("as_", ["given", "suggestions", "review"])
def test_what_is_there_is_not_stored_again(project, tmp_path, as_):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    assert run(project, path, become=as_).articles == 5
    before = everything(project)
    report = run(project, path, become=as_)
    assert (report.articles, report.there, report.completed) == (0, 5, 0)
    assert everything(project) == before


def test_another_import_between_two_of_the_same_stores_nothing_twice(project, tmp_path):
    first = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(9)))
    second = lines(tmp_path / "b.jsonl", *({"text": f"b {n}"} for n in range(3)), {"text": "a 1"})
    with pytest.raises(JobCancelled):
        run(project, first, work=stopping(4))
    assert run(project, second).articles == 3
    assert run(project, first).there == 4
    texts = [row.article.text for row in rows(project)]
    assert sorted(texts) == sorted([*(f"a {n}" for n in range(9)), *(f"b {n}" for n in range(3))])


def test_an_own_export_changes_nothing(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", *GIVEN), become="review", annotator="bob")
    values = [{**each, "text": f"{each['text']} again"} for each in GIVEN]
    run(project, lines(tmp_path / "b.jsonl", *values))
    request = messages.Export(project=str(project), to=str(tmp_path / "out.jsonl"), format="jsonl")
    exporting.run(replace(request, status="all"), Work())
    before = everything(project)
    report = run(project, tmp_path / "out.jsonl")
    assert (report.articles, report.there, report.refused) == (0, 10, 0)
    assert everything(project) == before


def test_an_import_killed_while_indexing_and_repeated_stores_nothing_twice(
    project, tmp_path, monkeypatch
):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(project, path)
    assert run(project, path).there == 5
    assert len(rows(project)) == 5


def test_marks_come_to_articles_that_had_none(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", {"id": "a", "text": "Xi met Joe"}, {"text": "Joe"}))
    report = run(project, lines(tmp_path / "b.jsonl", *GIVEN[:1]))
    assert (report.articles, report.there, report.completed) == (0, 1, 1)
    assert [len(row.suggestions) for row in rows(project)] == [1, 0]
    with Store.open(project) as store:
        assert store.history.undo(store.annotators.id_of(login_name()), "now").left == 0
    assert [len(row.suggestions) for row in rows(project)] == [0, 0]


def test_an_import_counts_an_article_once_that_came_back_and_got_marks(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", {"id": "a", "text": "Xi met Joe"}))
    removal.move_named(project, ["a"], is_back=False)
    report = run(project, lines(tmp_path / "b.jsonl", *GIVEN[:1]))
    assert (report.restored, report.completed) == (1, 1)
    with Store.open(project) as store:
        step = store.history.next_step(store.annotators.id_of(login_name()), "undo")
    assert step is not None
    assert (step.kind, step.words) == ("project.import", "1")


def test_labels_of_an_undone_import_come_back_with_the_articles(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    run(project, path, become="review", annotator="ann")
    with Store.open(project) as store:
        store.history.undo(store.annotators.id_of("ann"), "now")
        assert store.scheme.read().labels == store.scheme.read().topics == ()
    other = lines(tmp_path / "b.jsonl", {"text": "new", "entities": [span(0, 1, "P")]})
    run(project, other, become="review", annotator="ann")
    assert run(project, path, become="review", annotator="ann").restored == 5
    with Store.open(project) as store:
        assert [label.name for label in store.scheme.read().labels] == ["P"]
        assert [topic.name for topic in store.scheme.read().topics] == ["T"]


def test_an_import_taken_back_while_it_runs_stops(project, tmp_path, monkeypatch):
    def tick(batch):
        batch.commit()
        if not done:
            with Store.open(project) as store:
                done.append(store.history.undo(store.annotators.id_of("ann"), "now"))
        batch.begin()

    done = []
    monkeypatch.setattr(Batch, "tick", tick)
    path = lines(tmp_path / "a.jsonl", *({"text": f"{n}"} for n in range(6)))
    with pytest.raises(JobCancelled):
        run(project, path, annotator="ann")
    with Store.open(project) as store:
        assert (store.counts.info()["articles"], len(store.bin.ids())) == (0, 1)


def broken(*_args):
    raise OverflowError("Python int too large to convert to SQLite INTEGER")


def test_one_record_that_cannot_be_stored_leaves_nothing_and_stops_nothing(
    project, tmp_path, monkeypatch
):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "bad", "entities": [span(0, 3, "P")]},
        {"text": "good", "entities": [span(0, 4, "P")]},
    )
    real = Acts.commit_imported

    def sometimes(self, article, *more):
        return broken() if self._writer._texts.of(article) == "bad" else real(self, article, *more)

    monkeypatch.setattr(Acts, "commit_imported", sometimes)
    report = run(project, path)
    assert (report.articles, report.refused, report.suggestions) == (1, 1, 1)
    assert "Overflow" not in reasons(report)[0]
    assert report.refusals[0]["where"] == "a.jsonl:1"
    (row,) = rows(project)
    assert row.article.text == "good"
    assert len(row.suggestions) == 1


def test_huge_numbers_and_odd_values_are_refused_by_the_record(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "a", "source_offset": 10**30},
        {"text": "b", "entities": [span(0, 10**30, "P")]},
        {"text": "c", "id": {"x": 1}, "title": [1], "topics": {"T": 3}},
        {"text": "d", "suggestions": 5, "reviews": {"a": 1}},
        {"text": "e"},
    )
    report = run(project, path)
    assert report.articles + report.refused == 5
    assert rows(project)[-1].article.text == "e"
    assert all("Error" not in each for each in reasons(report))


@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.json", "t.txt"])
def test_a_file_cut_in_mid_character_does_not_stop_a_folder(project, tmp_path, name, cut):
    folder = tmp_path / "in"
    folder.mkdir()
    text = {"t.csv": "text\nXi met Joe\nand 😀"}.get(name, '{"text": "Xi"}\n{"text": "😀"}')
    (folder / name).write_bytes(text.encode("utf-16")[:-cut])
    (folder / "z.txt").write_text("the last")
    report = run(project, folder)
    assert rows(project)[-1].article.text == "the last"
    assert all("Error" not in each for each in reasons(report))


def test_a_reader_that_breaks_is_told_with_its_place_and_logged(project, tmp_path, monkeypatch):
    def read(stream, name, options):
        yield from jsonl.read(stream, name, options)
        broken()

    monkeypatch.setattr(registry, "FORMATS", (Format("x", "", "", (".jsonl",), read),))
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        lines(folder / name, {"text": name})
    logged = []
    monkeypatch.setattr(importing, "log_bug", logged.append)
    report = run(project, folder)
    assert (report.articles, report.refused, len(logged)) == (2, 2, 2)
    assert str(from_json(report.refusals[0]["where"])) == "a.jsonl, after 1 articles"


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "loop"])
def test_what_is_no_file_is_refused_at_once(project, tmp_path, kind):
    path = tmp_path / "x.jsonl"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path)
    with pytest.raises(UserError, match=r"pipe or a device|no such file"):
        run(project, path)
    with pytest.raises(UserError, match=r"pipe or a device|no such file"):
        Store.open(path)
    (tmp_path / "folder").mkdir()
    path.rename(tmp_path / "folder" / "x.jsonl")
    (tmp_path / "folder" / "again").symlink_to(tmp_path / "folder")
    (tmp_path / "folder" / "a.txt").write_text("a")
    report = run(project, tmp_path / "folder")
    assert (report.articles, report.ignored) == (1, ("x.jsonl",))


def test_all_small_inputs_go_through_every_reader(project, shared, tmp_path):
    folder = shared / "fixtures" / "found"
    if not folder.is_dir():
        pytest.skip("no found inputs")
    for each in registry.FORMATS:
        for ending in each.endings if each.read else ():
            for path in sorted(folder.iterdir()):
                data = path.read_bytes()
                for at, part in enumerate((data, data[: len(data) // 2], b"\xff\xfe" + data)):
                    target = tmp_path / ending[1:] / f"{path.stem}-{at}{ending}"
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(part)
            report = run(project, tmp_path / ending[1:])
            assert report.articles + report.there + report.refused > 0
            said = reasons(report)
            assert not [x for x in said if "Error" in x or "fault of this program" in x]


def test_a_long_article(project, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 1_000_000)
    assert run(project, path).articles == 1


def test_gold_is_stored_code_point_for_code_point(project, shared):
    path = shared / "gold" / "users_style_news.jsonl"
    if not path.is_file():
        pytest.skip("no gold data")
    run(project, path, become="review", annotator="ann")
    with path.open(encoding="utf-8", newline="\n") as stream:
        gold = [json.loads(line) for line in stream]
    with Store.open(project) as store:
        names = {label.id: label.name for label in store.scheme.read().labels}
    for value, row in zip(gold, rows(project), strict=True):
        assert row.article.text == value["text"]
        assert row.article.published == value["date"]
        found = {(x.start, x.end, names[x.label]) for x in row.spans}
        assert found == {(x["start"], x["end"], x["label"]) for x in value["entities"]}


def test_schemes_with_labels_keep_them(tmp_path):
    project = projects.create(tmp_path / "p.db", "conll")
    path = lines(tmp_path / "a.jsonl", {"text": "Xi", "entities": [span(0, 2, "PER")]})
    assert run(project, path).labels_added == ()
    scheme: Scheme = schemes.load("conll")
    assert rows(project)[0].suggestions[0].label == scheme.label_named("PER").id


@pytest.mark.parametrize("field", ["label_map", "also_fed"])
def test_a_scheme_with_a_label_that_is_not_there_is_told_and_the_rest_comes(tmp_path, field):
    source = projects.create(tmp_path / "source.db", "empty")
    with Store.open(source) as store:
        label = schemes.new_label(store.scheme.read(), "Place")
        who = store.annotators.id_of("ann")
        store.acts.commit(Act("label.add", None, (Change(None, label),)), who, "2024")
    run(source, lines(tmp_path / "a.jsonl", {"text": "A b.", "entities": [[0, 1, "Place"]]}))
    request = messages.Export(project=str(source), to=str(tmp_path / "o.jsonl"), format="jsonl")
    run_job(replace(request, status="all"))
    (manifest,) = tmp_path.glob("o*manifest.json")
    value = json.loads(manifest.read_text())
    wrong = {"label_map": {"ORG": 99}, "also_fed": {"ORG": [99]}}[field]
    value["scheme"][field] = wrong
    manifest.write_text(json.dumps(value))
    project = projects.create(tmp_path / "again.db", "empty")
    report = run(project, tmp_path / "o.jsonl")
    assert report.articles == 1
    (reason,) = reasons(report)
    assert "label 99, which is not in the scheme" in reason
