"""Export: read back, the same bytes twice, nothing of others written over, and lossless."""

import csv
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import reports
from annotator.core.export_codes import RemarkReason
from annotator.core.records import (
    Act,
    Change,
    Decision,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.notices import notice_from
from annotator.storage import NewArticle, Store
from annotator.ui.words.jobs import notes_of_export
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.exchange.export_target import read_manifest
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import WRITTEN, export_request

TEXT = "Xi met Joe 😀 in Paris.\r\nThen he left."


@pytest.fixture
def project(tmp_path):
    path = projects.create(tmp_path / "p.db", "conll")
    with Store.open(path) as store:
        fill(store)
    return path


def fill(store):
    """Two articles: one done with every kind of decision, one that nobody has seen."""
    ann = store.annotators.id_of("ann")
    group = Change(None, TopicGroup(1, "Subject"))
    topics = [Change(None, Topic(10, "Trade", 1, "1")), Change(None, Topic(11, "War", 1, "2"))]
    store.acts.commit(Act("topic.add", None, (group, *topics)), ann, "t")
    article, _ = store.articles.add(
        NewArticle(TEXT, key="a", published="2023-11-10", meta={"b": 1, "a": ""})
    )
    store.articles.add(NewArticle("Nobody was here."))
    run = store.suggestions.run_id("pipe", "1", "f")
    proposed = [(0, 2, 1), (7, 10, 2), (16, 21, 3), (11, 12, 4)]
    suggestions = [Suggestion(0, article, start, end, n) for start, end, n in proposed]
    store.suggestions.put(
        article, run, cut(TEXT), [0], suggestions, [Suggestion(0, article, None, None, 10)]
    )
    ids = {x.start: x.id for x in store.suggestions.of(article)}
    rows = [
        Span(article, ann, 0, 2, 1, "Xi", "confirmed", ids[0]),
        Span(article, ann, 7, 10, 1, "Joe", "relabelled", ids[7], "sure?"),
        Span(article, ann, 16, 21, 3, "Paris", "accepted", ids[16]),
        Span(article, ann, 24, 28, 4, "Then"),
        Decision(ids[0], ann, article, "confirmed", "key", "t", 0, 2, 1, focused=True, seconds=1.5),
        Decision(ids[7], ann, article, "relabelled", "letter", "t", 7, 10, 1, label_shown=2),
        Decision(ids[16], ann, article, "accepted", "enter", "t", 16, 21, 3),
        Decision(ids[11], ann, article, "rejected", "key", "t", focused=True),
        Review(article, ann, "done", note="ä\0", seconds=9.5, shown="shown", edited_at="t"),
    ]
    act = Act("article.finish", article, tuple(Change(None, row) for row in rows))
    store.acts.commit(act, ann, "t")
    answer(store, article, ann)


def answer(store, article, ann):
    from annotator.core.records import TopicAnswer

    rows = (TopicAnswer(article, ann, 10, True), TopicAnswer(article, ann, 11, False))
    store.acts.commit(Act("topic.answer", article, tuple(Change(None, x) for x in rows)), ann, "t")


def run(project, to, name="jsonl", work=None, **options):
    request = export_request(project, to, name, **options)
    return exporting.run(request, work or Work())


def line(path):
    return json.loads(path.read_bytes().splitlines()[0])


def test_jsonl_holds_text_spans_and_the_record_of_the_work(project, tmp_path):
    report = run(project, tmp_path / "out.jsonl")
    assert (report.counts["articles"], report.counts["spans"], report.files) == (
        1, 4, ("out.jsonl", "out.jsonl.manifest.json"),
    )  # fmt: skip
    value = line(tmp_path / "out.jsonl")
    assert value["text"] == TEXT
    assert [TEXT[x["start"] : x["end"]] for x in value["entities"]] == [
        "Xi",
        "Joe",
        "Paris",
        "Then",
    ]
    assert value["topics"] == ["Trade"]
    assert json.loads(value["meta"]) == {"a": "", "b": 1}
    (review,) = value["reviews"]
    assert (review["annotator"], review["seconds"], review["note"]) == ("ann", 9.5, "ä\0")
    outcomes = {
        value["suggestions"][x["suggestion"]]["start"]: x["outcome"] for x in review["decisions"]
    }
    assert outcomes == {0: "confirmed", 7: "relabelled", 16: "accepted", 11: "rejected"}


def test_import_of_an_export_gives_the_same_project(project, tmp_path):
    first = tmp_path / "one" / "out.jsonl"
    second = tmp_path / "two" / "out.jsonl"
    run(project, first, status="all")
    again = projects.create(tmp_path / "again.db", "empty")
    importing.run(messages.Import(project=str(again), paths=(str(first),)), Work())
    run(again, second, status="all")
    assert first.read_bytes() == second.read_bytes()
    with Store.open(project) as one, Store.open(again) as two:
        assert one.scheme.read().labels == two.scheme.read().labels
        assert one.scheme.read().label_map == two.scheme.read().label_map
        names = [[topic.name for topic in store.scheme.read().topics] for store in (one, two)]
        assert names[0] == names[1] == ["Trade", "War"]
        shown = [
            [(x.start, x.end, x.label, x.is_maybe) for x in store.suggestions.of(1) if x.start]
            for store in (one, two)
        ]
        assert sorted(shown[0]) == sorted(shown[1])


@pytest.mark.parametrize("name", WRITTEN)
def test_exporting_twice_gives_the_same_bytes(project, tmp_path, name):
    def contents():
        run(project, tmp_path / "out", name)
        return {path.name: path.read_bytes() for path in sorted(tmp_path.glob("out*/**/*"))} or {
            path.name: path.read_bytes() for path in sorted(tmp_path.glob("out*"))
        }

    first = contents()
    assert first == contents()
    assert len(first) >= 2


def test_the_manifest_counts_and_hashes(project, tmp_path):
    run(project, tmp_path / "out", "csv", seed=3)
    manifest = read_manifest(tmp_path / "out" / "manifest.json")
    assert manifest["suggestions"] == {
        "confirmed": 1, "relabelled": 1, "moved": 0, "rejected": 1, "accepted": 0,
        "accepted unseen": 1, "added": 1,
    }  # fmt: skip
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert manifest["counts"]["spans"] == 4
    assert [label["name"] for label in manifest["scheme"]["labels"]] == [
        "PER",
        "ORG",
        "LOC",
        "MISC",
    ]


def test_seen_only_leaves_out_what_was_accepted_unseen(project, tmp_path):
    report = run(project, tmp_path / "out.jsonl", seen_only=True)
    assert (report.counts["spans"], report.counts["unseen_left_out"]) == (3, 1)
    starts = [x["start"] for x in line(tmp_path / "out.jsonl")["entities"]]
    assert starts == [0, 7, 24]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_has_a_damaged_label_is_left_out_and_counted(project, tmp_path, name):
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("UPDATE labels SET exceptions = '{' WHERE id = 1")
        connection.execute("UPDATE topics SET keywords = '{' WHERE id = 10")
        connection.commit()
    to = tmp_path / ("o.jsonl" if name == "jsonl" else "o")
    report = run(project, to, name, status="all")
    assert report.counts["spans"] == 2
    remarks = [x.surface for x in report.remarks if x.what == RemarkReason.LABEL_DAMAGED]
    assert remarks == ["Xi", "Joe"]
    assert ["label 1" in str(notice_from(each)) for each in report.damaged] == [True, False]
    if name == "jsonl":
        value = line(to)
        assert [x["label"] for x in value["entities"]] == ["LOC", "MISC"]


def test_csv_is_read_back_by_the_standard_library(project, tmp_path):
    report = run(project, tmp_path / "out.csv", "csv")
    assert report.files == ("out.csv", "out.csv.manifest.json", "out.topics.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [TEXT[int(x["start"]) : int(x["end"])] for x in found] == [x["surface"] for x in found]
    with (tmp_path / "out.topics.csv").open(encoding="utf-8", newline="") as stream:
        answers = [(x["topic"], x["answer"]) for x in csv.DictReader(stream)]
    assert answers == [("Trade", "yes"), ("War", "no")]


def test_status_all_holds_the_untouched_too(project, tmp_path):
    assert run(project, tmp_path / "out.jsonl", status="all").counts["articles"] == 2


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"name": "nonsense"}, "no format “nonsense”"),
        ({"status": "some"}, "no status “some”"),
        ({"annotator": "bob"}, "no annotator “bob”; there are: ann"),
        ({"name": "spacy", "dev_share": 1.0}, "the share of dev"),
        ({"name": "spacy", "seed": "x"}, "“x” is no value of seed; give one like 0"),
    ],
)
def test_bad_options_are_told(project, tmp_path, options, reason):
    with pytest.raises(UserError, match=reason):
        run(project, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_nothing_to_export_leaves_nothing(tmp_path):
    empty = projects.create(tmp_path / "e.db", "conll")
    for name in WRITTEN:
        with pytest.raises(UserError):
            run(empty, tmp_path / "o" / name, name)
    assert [path for path in (tmp_path / "o").rglob("*") if path.is_file()] == []


def test_files_of_others_are_never_written_over(project, tmp_path):
    mine = tmp_path / "mine.jsonl"
    mine.write_text("mine")
    with pytest.raises(UserError, match="already"):
        run(project, mine)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        run(project, folder, "spacy")
    with pytest.raises(UserError, match="already"):
        run(project, mine, "spacy")
    assert (mine.read_text(), (folder / "notes.txt").read_text()) == ("mine", "mine")


def test_what_a_person_put_beside_an_export_stays(project, tmp_path):
    run(project, tmp_path / "out", "csv")
    (tmp_path / "out" / "model").mkdir()
    (tmp_path / "out" / "model" / "weights").write_text("mine")
    run(project, tmp_path / "out", "csv")
    assert (tmp_path / "out" / "model" / "weights").read_text() == "mine"


def test_a_cancelled_export_leaves_the_one_before(project, tmp_path):
    run(project, tmp_path / "out.jsonl")
    before = (tmp_path / "out.jsonl").read_bytes()
    work = Work()
    work.cancelled.set()
    with pytest.raises(JobCancelled):
        run(project, tmp_path / "out.jsonl", work=work, status="all")
    assert (tmp_path / "out.jsonl").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_docbin_is_read_by_spacy_with_the_same_spans(project, tmp_path):
    import spacy
    from spacy.tokens import DocBin

    run(project, tmp_path / "out", "spacy")
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} >= {
        "train.spacy", "config.cfg", "labels.json", "manifest.json",
    }  # fmt: skip
    docs = list(DocBin().from_disk(folder / "train.spacy").get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in docs] == [TEXT]
    assert [(x.text, x.label_) for x in docs[0].ents] == [
        ("Xi", "PER"), ("Joe", "PER"), ("Paris", "LOC"), ("Then", "MISC"),
    ]  # fmt: skip
    assert docs[0].cats == {"Trade": 1.0, "War": 0.0}


def test_spans_inside_a_token_are_remarked_on(tmp_path):
    project = projects.create(tmp_path / "p.db", "empty")
    path = tmp_path / "a.jsonl"
    value = {"text": "Unhappy Joe", "entities": [{"start": 2, "end": 5, "label": "P"}]}
    path.write_text(json.dumps(value))
    request = messages.Import(
        project=str(project), paths=(str(path),), become="review", annotator="a"
    )
    importing.run(request, Work())
    report = run(project, tmp_path / "out", "spacy")
    (remark,) = report.remarks
    assert (remark.start, remark.end, remark.surface) == (2, 5, "hap")


def test_splits_are_the_same_for_the_same_seed_and_keep_duplicates_together(tmp_path):
    project = projects.create(tmp_path / "p.db", "empty")
    path = tmp_path / "a.jsonl"
    values = [
        {"id": str(n), "text": f"Xi {n % 20}", "entities": [{"start": 0, "end": 2, "label": "P"}]}
        for n in range(40)
    ]
    path.write_text("\n".join(map(json.dumps, values)))
    request = messages.Import(
        project=str(project), paths=(str(path),), become="review", annotator="a"
    )
    importing.run(request, Work())

    def dev(folder, seed):
        from annotator.nlp.spacy_training.docbin import read_docbin

        report = run(project, tmp_path / folder, "spacy", seed=seed, dev_share=0.25)
        assert (report.counts["train"], report.counts["dev"]) == (30, 10)
        return {item.text for item in read_docbin(tmp_path / folder / "dev.spacy")}

    assert len(dev("a", 0)) == 5
    assert dev("a", 0) == dev("b", 0) != dev("c", 1)


@pytest.mark.parametrize("dev_share", [0.0, 0.01, 0.5, 0.99])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_no_article_is_both_trained_on_and_tested_on(tmp_path, capsys, count, dev_share):
    from annotator.nlp.spacy_training.docbin import read_docbin

    project = projects.create(tmp_path / "p.db", "empty")
    lines = [{"text": f"Xi {n}", "entities": [[0, 2, "P"]]} for n in range(count)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [*lines, lines[0]])))
    request = messages.Import(
        project=str(project), paths=(str(tmp_path / "a.jsonl"),), become="review"
    )
    importing.run(request, Work())
    report = run(project, tmp_path / "out", "spacy", dev_share=dev_share)
    # One that is empty would be taken for one to judge by.
    assert (tmp_path / "out" / "dev.spacy").exists() == (dev_share > 0 and count > 1)
    undivided = report.more["split"].get("undivided")
    assert (undivided is not None) == (dev_share > 0 and count == 1)
    if undivided is not None:
        said = "near copies stay together, so 2 articles count as 1, and none is left for dev"
        assert said in str(notice_from(undivided))
        reports.tell_export(report)
        assert said in capsys.readouterr().err
        assert any(said in note for note in notes_of_export(report))
    train, dev = (
        [item.text for item in read_docbin(tmp_path / "out" / f"{part}.spacy")]
        if (tmp_path / "out" / f"{part}.spacy").exists()
        else []
        for part in ("train", "dev")
    )
    assert (len(train), len(dev)) == (report.counts["train"], report.counts["dev"])
    assert sorted(train + dev) == sorted(f"Xi {n}" for n in [0, *range(count)])
    assert not set(train) & set(dev)
    assert train
    assert bool(dev) == (dev_share > 0 and count > 1)


@settings(max_examples=15)
@given(
    st.lists(
        st.text(
            st.one_of(
                st.characters(exclude_categories=["Cs"]),
                st.sampled_from("\0\r\n\t 😀אب\u2028"),
            ),
            min_size=1,
        ).filter(lambda text: not text.isspace()),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_any_text_goes_out_in_every_format_and_comes_back(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("any")
    project = projects.create(folder / "p.db", "empty")
    values = [
        {"text": text, "entities": [{"start": at, "end": at + 1, "label": "L"}]}
        for text in texts
        for at in [next(i for i, char in enumerate(text) if not char.isspace())]
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, values)))
    request = messages.Import(
        project=str(project), paths=(str(folder / "in.jsonl"),), become="review"
    )
    assert importing.run(request, Work()).articles == len(texts)
    run(project, folder / "out.jsonl")
    found = [json.loads(each) for each in (folder / "out.jsonl").read_bytes().split(b"\n")[:-1]]
    assert [(x["text"], x["entities"]) for x in found] == [
        (x["text"], x["entities"]) for x in values
    ]
    run(project, folder / "csv", "csv")
    run(project, folder / "spacy", "spacy")
    shutil.rmtree(folder)
