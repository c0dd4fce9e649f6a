"""What an import would bring, told before anything is stored (`workspace/exchange/preview.py`).

What is tested: `workspace/exchange/preview.py`, `workspace/children/preview_job.py`.
"""

import json
import threading
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import previews
from annotator.core.codes import IfThere
from annotator.formats.articles import Refusal
from annotator.storage import Store
from annotator.workspace.exchange import importing, preview
from annotator.workspace.exchange.preview import Digests
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, Work, run_job
from annotator.workspace.open import projects

OWN = {
    "text": "Xi met Joe Biden.",
    "id": "a",
    "spans": [[0, 2, "PERSON"], [7, 16, "politician"]],
    "topics": ["War"],
    "date": "2023-02-01",
}


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "news")


def lines(path, *values):
    path.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return path


def look(project, *paths, work=None, **choices):
    request = messages.Preview(str(project), tuple(map(str, paths)), **choices)
    return preview.run(request, work or Work())


def test_it_tells_each_file_and_stores_nothing(project, tmp_path):
    lines(tmp_path / "in.jsonl", OWN, {"text": ""}, {"text": "Two", "id": "a"}, {"text": "Two"})
    (tmp_path / "b.txt").write_text("date 2024-01-02\nA title\n\nBody.")
    before = project.read_bytes()
    told = look(project, tmp_path / "in.jsonl", tmp_path / "b.txt")
    assert project.read_bytes() == before
    first, second = told.files
    assert (first.format, first.articles, first.refused, first.is_whole) == ("jsonl", 3, 1, True)
    assert (first.clashes, first.twins, first.spans) == (1, 1, 2)
    assert str(Refusal.from_dict(first.refusals[0])) == "in.jsonl:2: the text is empty"
    assert (
        first.columns == ("text", "id", "spans", "topics", "date") and first.text_column == "text"
    )
    assert first.uses == {"key": "id", "published": "date"}
    assert (second.format, second.encoding, second.encodings) == ("text", "utf-8", ())
    xi, two, _, body = told.articles
    assert (xi.title, xi.published, xi.text, xi.topics) == ("", "2023-02-01", OWN["text"], ("War",))
    assert [(x.start, x.end, x.label, x.of) for x in xi.spans] == [
        (0, 2, "PERSON", "given"),
        (7, 16, "politician", "given"),
    ]
    assert two.there == "key"
    assert (body.file, body.published, body.text) == ("b.txt", "2024-01-02", "A title\n\nBody.")


def test_labels_come_with_what_of_the_scheme_they_may_be(project, tmp_path):
    told = look(project, lines(tmp_path / "in.jsonl", OWN, {**OWN, "text": "Xi met Joe Biden!"}))
    assert [(x.name, x.is_topic, x.count, x.scheme) for x in told.labels] == [
        ("PERSON", False, 2, "PERSON"),
        ("War", True, 2, ""),
        ("politician", False, 2, "PERSON"),
    ]


def test_what_is_there_already_is_told(project, tmp_path):
    path = lines(tmp_path / "in.jsonl", OWN)
    importing.run(messages.Import(str(project), (str(path),)), Work())
    others = lines(
        tmp_path / "more.jsonl", OWN, {**OWN, "id": "b"}, {"text": "New.", "id": "a"}, {"text": "N"}
    )
    (file,) = look(project, others).files
    assert (file.articles, file.there, file.twins, file.clashes) == (4, 1, 1, 1)


def test_anothers_file_of_the_same_documents_has_reviews_of_them_and_no_copies(project, tmp_path):
    """As the import takes them: doccano's files by annotator, which say it by their names."""
    texts = [f"Number {n}: Xi met Joe Biden, and said so." for n in range(3)]
    for name, label in (("anna", "PERSON"), ("ben", "ORG")):
        rows = [{"id": n, "text": x, "label": [[10, 12, label]]} for n, x in enumerate(texts)]
        lines(tmp_path / f"{name}.jsonl", *rows, *rows[:1])  # the last one is a copy in its file
    told = look(project, tmp_path, shown=8)
    assert [(x.articles, x.joined, x.twins) for x in told.files] == [(4, 0, 1), (0, 4, 0)]
    assert [x.there for x in told.articles] == ["", "", "", "text", *["work"] * 4]
    report = importing.run(messages.Import(str(project), (str(tmp_path),)), Work())
    assert (report.articles, report.joined, report.duplicates) == (4, 4, 1)
    said = list(previews.lines(told))
    assert "ben.jsonl: labels for 4 articles of other files, or here" in said


def test_labels_of_articles_that_are_there_are_reviews_where_they_become_some(project, tmp_path):
    path = lines(tmp_path / "in.jsonl", OWN)
    importing.run(messages.Import(str(project), (str(path),)), Work())
    again = lines(tmp_path / "more.jsonl", {**OWN, "id": "b"}, {"text": OWN["text"], "id": "c"})
    (file,) = look(project, again, if_there=IfThere.REVIEW).files
    assert (file.articles, file.joined, file.twins) == (1, 1, 1)
    (file,) = look(project, again).files
    assert (file.articles, file.joined, file.twins) == (2, 0, 2)


def test_a_first_look_reads_some_of_each_file(project, tmp_path):
    for name in ("a", "b"):
        lines(tmp_path / f"{name}.jsonl", *({"text": f"{name} {n}"} for n in range(50)))
    told = look(project, tmp_path / "a.jsonl", tmp_path / "b.jsonl", first=10, shown=15)
    assert [(x.articles, x.is_whole) for x in told.files] == [(10, False), (10, False)]
    assert len(told.articles) == 15


def test_a_first_look_ends_in_a_file_of_which_nothing_can_be_read_too(project, tmp_path):
    (tmp_path / "a.jsonl").write_text("nonsense\n" * 50)
    (file,) = look(project, tmp_path / "a.jsonl", first=10).files
    assert (file.articles, file.refused, file.is_whole) == (0, 10, False)


def test_choices_for_single_files_reach_the_process_that_reads(project, tmp_path):
    (tmp_path / "a.csv").write_bytes("Inhalt;n\nŻółć;1\n".encode("cp1250"))
    chosen = {"a.csv": messages.FileChoices(encoding="cp1250", columns={"title": "n"})}
    request = messages.Preview(str(project), (str(tmp_path),), files=chosen)
    (article,) = run_job(request).articles
    assert (article.text, article.title) == ("Żółć", "1")


def test_the_first_articles_come_with_the_language_that_was_found(project, tmp_path):
    long = "Der Präsident traf am Dienstag in Berlin die Kanzlerin, um über Handel zu sprechen."
    path = lines(tmp_path / "a.jsonl", {"text": long}, {"text": "Sarn.", "language": "fr"})
    told = look(project, path)
    assert [x.language for x in told.articles] == ["de", "fr"]
    assert told.files[0].languages == {"de": 1, "fr": 1}
    chosen = {"a.jsonl": messages.FileChoices(language="nl")}
    assert [x.language for x in look(project, path, files=chosen).articles] == ["nl", "fr"]


def test_a_file_has_the_choices_of_its_name(project, tmp_path):
    (tmp_path / "a.csv").write_bytes("Überschrift;Inhalt\nEins;Śnieg\n".encode("cp1250"))
    (tmp_path / "b.csv").write_text("text,headline\nA,B\n")
    choices = messages.FileChoices(
        encoding="cp1250", options={"text_field": "Inhalt"}, columns={"title": "Überschrift"}
    )
    told = look(project, tmp_path, files={"a.csv": choices})
    assert [(x.title, x.text) for x in told.articles] == [("Eins", "Śnieg"), ("B", "A")]
    assert [x.encoding for x in told.files] == ["cp1250", "utf-8"]
    assert told.files[0].columns == ("Überschrift", "Inhalt")


def test_columns_are_told_where_no_text_is_found(project, tmp_path):
    (tmp_path / "a.csv").write_text("one,two\n1,2\n")
    (file,) = look(project, tmp_path / "a.csv").files
    assert (file.columns, file.text_column, file.refused) == (("one", "two"), "", 1)


def test_it_is_cancelled_at_any_article(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", *({"text": f"t {n}"} for n in range(50)))
    cancelled = threading.Event()
    work = Work(lambda done, total, what: cancelled.set(), cancelled)
    with pytest.raises(JobCancelled):
        look(project, path, work=work)


def test_it_runs_in_a_process_of_its_own(project, tmp_path):
    request = messages.Preview(str(project), (str(lines(tmp_path / "in.jsonl", OWN)),))
    assert run_job(request) == preview.run(request, Work())


def test_a_project_in_use_stays_usable(project, tmp_path):
    with Store.open(project, window=True):
        assert look(project, lines(tmp_path / "in.jsonl", OWN)).files[0].articles == 1


@given(st.lists(st.binary(max_size=2), max_size=100), st.integers(0, 2_000))
def test_digests_are_a_set_however_many_there_are(values, many):
    seen, digests = set(), Digests()
    for value in (*values, *(number.to_bytes(2, "big") for number in range(many)), *values):
        digest = sha256(value).digest()
        assert digests.add(digest) == (digest in seen)
        seen.add(digest)
