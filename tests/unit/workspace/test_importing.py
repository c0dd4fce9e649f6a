"""Import: what is stored, what is refused, what is told, and what a cancel leaves."""

import json
import threading

import pytest

from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace import importing, projects, schemes
from annotator.workspace.jobs import JobCancelled, Work


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def lines(path, *values):
    path.write_bytes(b"".join(json.dumps(value).encode() + b"\n" for value in values))
    return path


def run(project, *paths, work=None, **options):
    request = {"project": str(project), "paths": [str(path) for path in paths], **options}
    return importing.run(request, work or Work())


def rows(project, annotator="ann"):
    """All that is stored: article and sheet of each, as this annotator sees it."""
    with Store.open(project) as store:
        who = store.annotator_id(annotator)
        count = store.info()["articles"]
        return [store.sheet_rows(number, who) for number in range(1, count + 1)]


def span(start, end, label):
    return {"start": start, "end": end, "label": label}


def test_given_spans_become_suggestions_of_their_own_run(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P")], "topics": ["T"]}
    )
    report = run(project, path)
    assert (report["articles"], report["suggestions"], report["reviews"]) == (1, 2, 0)
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
    report = run(project, path, **{"as": "review", "annotator": "ann"})
    assert (report["reviews"], report["spans"]) == (2, 1)
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
    run(project, path, **{"as": "review", "annotator": "ann"})
    with Store.open(project) as store:
        undone = store.undo(store.annotator_id("ann"), "now")
        assert undone.left == 0
        assert store.scheme().labels == ()
    assert [(row.spans, row.review) for row in rows(project)] == [([], None)] * 2


def test_new_labels_get_colours_and_keys_and_are_told(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "Person"), span(7, 10, "Pope")]},
    )
    report = run(project, path)
    assert report["labels_added"] == ["Person", "Pope"]
    with Store.open(project) as store:
        labels = store.scheme().labels
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
    report = run(project, path, strict=True)
    assert report["articles"] == 1
    assert [f"{x['where']}: {x['reason']}" for x in report["refusals"]] == [
        "a.jsonl:2: the scheme has no label “Person”",
        "a.jsonl:3: spans overlap, which the scheme does not allow",
        "a.jsonl:4: the scheme has no topic “T”",
    ]


def test_two_labels_on_one_stretch_are_suggestions_but_no_review(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P"), span(0, 2, "Q")]}
    )
    report = run(project, path, **{"as": "review"})
    reason = "two labels on the stretch 0 to 2: P stays, Q does not"
    assert report["left_out"] == [{"where": "a.jsonl:1", "reason": reason}]
    assert (report["articles"], report["spans"], report["spans_left_out"]) == (1, 1, 1)
    assert report["refusals"] == []
    assert run(project, path)["suggestions"] == 2


def test_overlaps_make_the_scheme_nested_and_that_is_told(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl", {"text": "Xi met Joe", "entities": [span(0, 2, "P"), span(0, 6, "Q")]}
    )
    assert run(project, path)["became_nested"]
    with Store.open(project) as store:
        assert store.scheme().nested


def test_bad_lines_are_refused_and_the_rest_goes_in(project, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text"\n{"text": ""}\n{"text": "b"}\n')
    report = run(project, path)
    assert (report["articles"], report["refused"]) == (2, 2)
    assert [x["where"] for x in report["refusals"]] == ["a.jsonl:2", "a.jsonl:3"]


def test_duplicates_are_stored_and_marked(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"}, {"text": "a"})
    assert run(project, path)["duplicates"] == 1
    assert [row.article.duplicate_of for row in rows(project)] == [None, None, 1]
    with Store.open(project) as store:
        assert list(store.article_ids(store.annotator_id("ann"))) == [1, 2]


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
    assert report["ignored"] == ["photo.png"]
    assert report["refusals"] == [{"where": "bad.txt", "reason": "a binary file, not text"}]
    texts = [(row.article.text, row.article.published) for row in rows(project)]
    assert texts == [
        ("from a table", ""),
        ("Title\r\n\r\nText", "2023-11-10"),
        ("from lines", ""),
    ]
    with Store.open(project) as store:
        assert list(store.search("table")) == [1]


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
    assert (report["articles"], report["refusals"][0]["where"]) == (1, "a.csv")
    assert run(project, folder / "a.csv", text_field="lead")["articles"] == 1


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
    options = {"as": "review", "annotator": "ann"}
    with pytest.raises(JobCancelled, match=f"the {steps} articles stored so far stay"):
        run(project, path, work=stopping(steps), **options)
    stored = rows(project)
    assert len(stored) == steps
    assert all(len(row.spans) == 1 and row.review.status == "done" for row in stored)
    report = run(project, path, **options)
    assert (report["articles"], report["continued"], report["duplicates"]) == (9, steps, 0)
    assert [row.article.text for row in rows(project)] == [value["text"] for value in values]
    with Store.open(project) as store:
        store.undo(store.annotator_id("ann"), "now")
    assert all(row.spans == [] for row in rows(project))


def test_another_import_after_that_begins_anew(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"})
    run(project, path)
    assert run(project, path)["duplicates"] == 1


def test_a_long_article(project, tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 1_000_000)
    assert run(project, path)["articles"] == 1


def test_gold_is_stored_code_point_for_code_point(project, shared):
    path = shared / "gold" / "users_style_news.jsonl"
    if not path.is_file():
        pytest.skip("no gold data")
    run(project, path, **{"as": "review", "annotator": "ann"})
    with path.open(encoding="utf-8", newline="\n") as stream:
        gold = [json.loads(line) for line in stream]
    with Store.open(project) as store:
        names = {label.id: label.name for label in store.scheme().labels}
    for value, row in zip(gold, rows(project), strict=True):
        assert row.article.text == value["text"]
        assert row.article.published == value["date"]
        found = {(x.start, x.end, names[x.label]) for x in row.spans}
        assert found == {(x["start"], x["end"], x["label"]) for x in value["entities"]}


def test_schemes_with_labels_keep_them(tmp_path):
    project = projects.create(tmp_path / "p.db", "conll")
    path = lines(tmp_path / "a.jsonl", {"text": "Xi", "entities": [span(0, 2, "PER")]})
    assert run(project, path)["labels_added"] == []
    scheme: Scheme = schemes.load("conll")
    assert rows(project)[0].suggestions[0].label == scheme.label_named("PER").id
