"""Whatever was imported, suggested or decided goes out in every format, and comes back equal."""

import csv
import json
import shutil
from contextlib import suppress
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.core.export_codes import RemarkReason
from annotator.core.records import Act, Change, Decision, Review, Span, Suggestion, TopicAnswer
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.formats import own, registry, spans_csv, typed_first
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.exchange.beside import beside
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from annotator.workspace.scheme import files as schemes
from tests.unit.workspace.asking import WRITTEN, export_request, import_request
from tests.unit.workspace.test_export_writing import TOY

CHARS = st.one_of(
    st.sampled_from("ab .\n\t😀א=+-@'\0\u2028\xa0,\""), st.characters(exclude_categories=["Cs"])
)
TEXTS = st.text(CHARS, min_size=1, max_size=12).filter(lambda text: not text.isspace())
SOME_TEXTS = st.sampled_from(["Xi met Joe.", " Xi  met", "date 2023-11-10 Xi"]) | TEXTS
LABELS = st.sampled_from(["P", "Q", "=R", "date"])
TOPICS = st.sampled_from(["War", "Trade", "@Peace"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(CHARS, max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(CHARS), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
NAMES = st.sampled_from(["mood", "meta", "entities_", "note", "suggestion", "a=b"])


@st.composite
def spans_in(draw, text):
    start = draw(st.integers(0, len(text) - 1))
    return [start, draw(st.integers(start + 1, len(text))), draw(LABELS)]


@st.composite
def lines(draw):
    text = draw(SOME_TEXTS)
    line = {"text": text, **draw(st.dictionaries(NAMES, VALUES, max_size=2))}
    line |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.sampled_from(["a", "a-2", "=1+1", ""]),
                "title": st.text(CHARS, max_size=4),
                "date": st.sampled_from(["2023-11-10", "soon"]),
                "topics": st.dictionaries(TOPICS, st.booleans(), max_size=2),
            },
        )
    )
    if draw(st.booleans()):
        line["entities"] = draw(st.lists(spans_in(text), max_size=4))
    return line


def brought_in(project, records, name, **options):
    path = project.with_name(name)
    path.write_text("\n".join(map(json.dumps, records)))
    request = messages.Import(**options, project=str(project), paths=(str(path),))
    return importing.run(request, Work())


@st.composite
def work_on(draw, store, article, who):
    """Decisions of one annotator about an article's suggestions, spans of their own, topics."""
    text = store.articles.get(article).text
    rows, taken = [], set()
    for proposed in store.suggestions.of(article):
        outcome = draw(st.sampled_from(["", "rejected", "confirmed", "accepted", "relabelled"]))
        if not outcome or proposed.label is None:
            continue
        is_topic = proposed.start is None
        start, end, label = proposed.start, proposed.end, proposed.label
        rows.append(
            Decision(
                proposed.id, who, article, outcome, draw(st.sampled_from(["key", "enter"])), "t",
                *((start, end, label) if outcome != "rejected" else (None, None, None)),
                focused=draw(st.booleans()), seconds=draw(st.none() | st.floats(0, 9)),
                label_shown=draw(st.sampled_from([None, proposed.label])),
                probability=proposed.score, threshold=draw(st.none() | st.floats(0, 1)),
            )
        )  # fmt: skip
        if outcome != "rejected" and not is_topic and (start, end) not in taken:
            taken.add((start, end))
            rows.append(
                Span(article, who, start, end, label, text[start:end], outcome, proposed.id)
            )
    answers = {
        topic.id: draw(st.sampled_from([None, True, False])) for topic in store.scheme.read().topics
    }
    rows += [TopicAnswer(article, who, *each) for each in answers.items() if each[1] is not None]
    status = draw(st.sampled_from(["new", "started", "done", "skipped"]))
    rows.append(
        Review(
            article, who, status, flagged=draw(st.booleans()), note=draw(st.text(CHARS)),
            seconds=draw(st.integers(0, 9)),
            edited_at=draw(st.sampled_from(["", "t"])) if status == "new" else "t",
        )
    )  # fmt: skip
    return Act("article.finish", article, tuple(Change(None, row) for row in rows))


def suggested(store, article, draw):
    """A pipeline's suggestions with probabilities, one of them a maybe without a label."""
    text = store.articles.get(article).text
    ids = [label.id for label in store.scheme.read().labels]
    found = [
        Suggestion(0, article, start, end, draw(st.sampled_from([None, *ids])), score=score,
                   others=tuple((number, 0.5) for number in [*ids[:1], None]))
        for start, end, _ in draw(st.lists(spans_in(text), max_size=3))
        for score in [draw(st.none() | st.floats(0, 1))]
    ]  # fmt: skip
    run = store.suggestions.run_id("pipe", "1", "f")
    store.suggestions.put(article, run, cut(text), [0] if found else [], found, [])


def export(project, to, name, **options):
    request = export_request(project, to, name, **options)
    return exporting.run(request, Work())


def filled(path, data):
    """A project with whatever was imported, suggested and decided."""
    project = projects.create(path, "empty")
    for number, way in enumerate(data.draw(st.lists(st.sampled_from(["suggestion", "review"])))):
        records = data.draw(st.lists(lines(), min_size=1, max_size=3))
        brought_in(
            project,
            records,
            f"{number}.jsonl",
            annotator="ann",
            become="review" if way == "review" else "given",
        )
    with Store.open(project) as store:
        for article in range(1, store.counts.info()["articles"] + 1):
            if data.draw(st.booleans()):
                suggested(store, article, data.draw)
            if data.draw(st.booleans()):
                who = store.annotators.id_of(data.draw(st.sampled_from(["bob", "=cy"])))
                store.acts.commit(data.draw(work_on(store, article, who)), who, "t")
    return project


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_whatever_is_in_a_project_goes_out(tmp_path_factory, name, data):
    folder = tmp_path_factory.mktemp("any")
    project = filled(folder / "p.db", data)
    choices = {
        "status": data.draw(st.sampled_from(["done", "all"])),
        "seen_only": data.draw(st.booleans()),
        "dev_share": data.draw(st.sampled_from([0.0, 0.2, 0.9])),
    }
    with suppress(NothingThere):
        exported(project, folder / "one" / "out.x", name, choices)
        if name == "jsonl":
            all_comes_back(folder)
    shutil.rmtree(folder)


class NothingThere(Exception):
    """There was nothing to export."""


def exported(project, to, name, choices):
    try:
        export(project, to, name, **choices)
    except UserError as error:
        if "no article to export" in str(error) or "no exported article" in str(error):
            raise NothingThere from error
        raise


def all_comes_back(folder):
    again = projects.create(folder / "again.db", "empty")
    path = folder / "one" / "out.x"
    report = importing.run(import_request(again, path, format="jsonl"), Work())
    assert (report.refused, report.spans_left_out, report.trimmed) == (0, 0, 0)
    export(again, folder / "two" / "out.x", "jsonl", status="all")
    ours, theirs = read(path), read(folder / "two" / "out.x")
    assert [in_order(line) for line in ours] == [in_order(line) for line in theirs]
    assert len({line["id"] for line in ours}) == len(ours)


READ_AND_WRITTEN = [*(x for x in registry.written() if x.read), TOY]


@pytest.mark.parametrize("format_", READ_AND_WRITTEN, ids=lambda each: each.name)
@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_what_a_format_holds_comes_back(tmp_path_factory, format_, data):
    """Exported, imported into an empty project and exported there, the labels are the same."""
    folder = tmp_path_factory.mktemp("any")
    project = filled(folder / "p.db", data)
    again = projects.create(folder / "again.db", "empty")
    with patch.object(registry, "FORMATS", (*registry.FORMATS, TOY)), suppress(NothingThere):
        first, second = (folder / f"{x}{format_.proposed_ending}" for x in ("one", "two"))
        exported(project, first, format_.name, {"status": "all"})
        options = {"become": "review", "format": format_.name}
        report = importing.run(import_request(again, first, **options), Work())
        assert (report.refused, report.spans_left_out) == (0, 0)
        export(again, second, format_.name, status="all")
        assert said(format_, first) == said(format_, second)
    shutil.rmtree(folder)


def said(format_, place):
    """What the files of an export say, by key."""
    inside = [x for x in sorted(place.rglob("*")) if format_.names(x.name)]
    others = {"manifest.json"}.union(*(format_.companions(x.name) for x in inside))
    paths = [x for x in inside if x.name not in others] or [place]
    found = {}
    for path in paths:
        with path.open("rb") as stream:
            items = format_.back(stream, path.name, beside(path))
            found |= {x.key: (x.article.text, x.spans, x.yes) for x in items}
    return found


def read(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def in_order(line):
    """The line with its topics in order; the order, and the no's that follow, are the scheme's."""
    for review in line["reviews"]:
        review["topics"].sort(key=lambda each: each["topic"])
    return line | {"topics": sorted(line["topics"]), "topics_no": []}


# -- keys ----------------------------------------------------------------------------------


def test_keys_are_there_unique_and_stay(tmp_path):
    project = projects.create(tmp_path / "p.db", "empty")
    with Store.open(project) as store:
        for key, text in [
            ("", "one"), ("", "two"), ("", "one"), ("a", "three"), ("a", "four"), ("a-2", "five"),
            ("", "one"),
        ]:  # fmt: skip
            store.articles.add(NewArticle(text, key=key))

    def ids(of, to):
        export(of, to, "jsonl", status="all")
        return [line["id"] for line in read(to)]

    first = ids(project, tmp_path / "one.jsonl")
    one = first[0]
    assert one.startswith("sha256-")
    assert first == [one, first[1], f"{one}-2", "a", "a-3", "a-2", f"{one}-3"]
    assert ids(project, tmp_path / "again.jsonl") == first
    again = projects.create(tmp_path / "again.db", "empty")
    importing.run(messages.Import(project=str(again), paths=(str(tmp_path / "one.jsonl"),)), Work())
    assert ids(again, tmp_path / "two.jsonl") == first


def test_spans_of_every_format_are_joined_by_the_key(tmp_path):
    from annotator.nlp.spacy_training.docbin import read_docbin

    project = projects.create(tmp_path / "p.db", "empty")
    records = [{"text": text, "entities": [[0, 2, "P"]]} for text in ("Xi met.", "Xi.", "Xi met.")]
    brought_in(project, records, "a.jsonl", become="review")
    export(project, tmp_path / "out.jsonl", "jsonl")
    export(project, tmp_path / "out.csv", "csv")
    export(project, tmp_path / "spacy", "spacy", dev_share=0)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        of_table = [row["article"] for row in csv.DictReader(stream)]
    of_lines = [line["id"] for line in read(tmp_path / "out.jsonl")]
    of_docs = [item.article for item in read_docbin(tmp_path / "spacy" / "train.spacy")]
    assert len(set(of_table)) == 3
    assert of_table == of_lines == of_docs


# -- tables --------------------------------------------------------------------------------


@given(st.lists(st.text(CHARS, max_size=6), min_size=1, max_size=4))
def test_no_cell_begins_like_a_formula_and_each_comes_back(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("cells") / "a.csv"
    columns = tuple(f"c{n}" for n in range(len(cells)))
    with path.open("wb") as stream:
        spans_csv.write_rows(columns, [tuple(cells), (*cells[:-1], 7)], stream)
    with path.open(encoding="utf-8", newline="") as text:
        shown = list(csv.reader(text))[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in shown)
    with path.open("rb") as stream:
        assert list(spans_csv.read_rows(stream)) == [cells, [*cells[:-1], "7"]]


# -- types ---------------------------------------------------------------------------------


def _late(tmp_path, count, length):
    """A project in which the last article alone has spans, topics, decisions, a flag."""
    project = projects.create(tmp_path / "p.db", "empty")
    records = [{"text": f"Xi {n} " + "x" * length} for n in range(count)]
    records[-1] |= {"entities": [[0, 2, "P"]], "topics": ["War"], "mood": {"a": [1]}}
    brought_in(project, records, "a.jsonl", annotator="ann")
    with Store.open(project) as store:
        who = store.annotators.id_of("ann")
        proposed = next(x for x in store.suggestions.of(count) if x.start is not None)
        topic = store.scheme.read().topics[0].id
        rows = (
            Decision(proposed.id, who, count, "confirmed", "key", "t", 0, 2, proposed.label,
                     seconds=1.5, probability=0.5),
            Span(count, who, 0, 2, proposed.label, "Xi", "confirmed", proposed.id),
            TopicAnswer(count, who, topic, True),
            Review(count, who, "done", flagged=True, edited_at="t"),
        )  # fmt: skip
        act = Act("article.finish", count, tuple(Change(None, row) for row in rows))
        store.acts.commit(act, who, "t")
    return project


def test_the_line_that_tells_the_types_comes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(typed_first.TypedFirst.__init__, "__defaults__", _defaults(1_000))
    project = _late(tmp_path, 50, 100)
    export(project, tmp_path / "out.jsonl", "jsonl", status="all")
    found = read(tmp_path / "out.jsonl")
    assert [line["text"][:5] for line in found[:3]] == ["Xi 49", "Xi 0 ", "Xi 1 "]
    assert len(found) == 50
    assert found[0]["reviews"][0]["flagged"] is True
    again = projects.create(tmp_path / "again.db", "empty")
    importing.run(messages.Import(project=str(again), paths=(str(tmp_path / "out.jsonl"),)), Work())
    export(again, tmp_path / "two.jsonl", "jsonl", status="all")
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


def _defaults(head_bytes):
    defaults = typed_first.TypedFirst.__init__.__defaults__
    return (head_bytes, *defaults[1:])


def test_every_field_that_may_be_empty_is_looked_at():
    holes = own.holes()
    assert ("entities",) in holes
    assert ("reviews", "decisions", "threshold") in holes
    assert ("reviews", "blind") in holes
    assert ("reviews", "flagged") not in holes
    assert len(holes) == len(set(holes))


def test_datasets_reads_25_mb_with_a_late_first_entity(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    project = _late(tmp_path, 2_500, 10_000)
    export(project, tmp_path / "out.jsonl", "jsonl", status="all")
    assert (tmp_path / "out.jsonl").stat().st_size > 25_000_000
    datasets.disable_progress_bars()
    path = str(tmp_path / "out.jsonl")
    found = datasets.load_dataset(
        "json", data_files=path, split="train", cache_dir=str(tmp_path / "c")
    )
    assert len(found) == 2_500
    assert found[0]["entities"] == [{"start": 0, "end": 2, "label": "P"}]
    assert json.loads(found[0]["meta"]) == {"mood": {"a": [1]}}
    assert [row["id"] for row in found] == [line["id"] for line in read(tmp_path / "out.jsonl")]


def test_of_two_labels_on_the_same_words_one_goes_out_and_this_is_told(tmp_path):
    """White space at an edge may be all that told them apart: no reader takes two in one place."""
    project = projects.create(tmp_path / "p.db", "empty")
    brought_in(project, [{"text": "Xi  met Joe.", "entities": [[4, 7, "P"]]}], "a.jsonl",
               become="review", annotator="ann")  # fmt: skip
    with Store.open(project) as store:
        ann = store.annotators.id_of("ann")
        other = schemes.new_label(store.scheme.read(), "Q")
        store.acts.commit(Act("label.add", None, (Change(None, other),)), ann, "2024")
        span = Span(1, ann, 2, 7, other.id, "  met")
        store.acts.commit(Act("span.label", 1, (Change(None, span),)), ann, "2024")
    report = export(project, tmp_path / "out.jsonl", "jsonl", status="all")
    (line,) = read(tmp_path / "out.jsonl")
    assert [each["label"] for each in line["entities"]] == ["P"]
    (remark,) = report.remarks
    assert remark.what == RemarkReason.OTHER_LABEL
    exported(project, tmp_path / "again", "jsonl", {"status": "all"})
