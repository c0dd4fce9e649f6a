"""Import: what is stored, what is refused, what is told, and what a cancel leaves.

What is tested: `workspace/exchange/import_rows.py`.
"""

import json

import pytest

from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats.articles import Refusal
from annotator.storage import Store
from annotator.workspace.open import projects
from annotator.workspace.scheme import files as schemes
from tests.unit.workspace.imports import lines, rows, run, span


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


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


def test_a_format_that_is_asked_for_reads_whatever_the_file_is_called(project, tmp_path):
    """A folder too: all files in it that are not hidden."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text('{"text": "Xi"}')
    (folder / "b.log").write_text('{"text": "Joe"}')
    (folder / ".c").write_text('{"text": "no"}')
    report = run(project, folder, format="jsonl")
    assert (report.articles, report.ignored, report.doubtful) == (2, (), ())
    assert [row.article.text for row in rows(project)] == ["Xi", "Joe"]
    assert run(project, folder / "b.log", format="text").articles == 1
    assert rows(project)[-1].article.text == '{"text": "Joe"}'
    with pytest.raises(UserError, match="no format “nonsense” to import; take one of text"):
        run(project, folder, format="nonsense")


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
    (doubt,) = report.doubtful
    assert str(Refusal.from_dict(doubt)) == (
        "a.txt: read as text, but it looks like jsonl; --format jsonl reads it as that"
    )


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


def test_a_file_that_may_be_in_several_encodings_is_told(project, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"kafe \xfe")
    (tmp_path / "b.txt").write_bytes("Żołnierze wrócili do bazy w środę.".encode("cp1250"))
    (doubt,) = run(project, tmp_path).doubtful
    assert "read as cp1252, but it may be" in str(Refusal.from_dict(doubt))
    assert not run(project, tmp_path, encoding="cp1250").doubtful
