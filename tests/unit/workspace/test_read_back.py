"""What is read back is held against the project: a fault anywhere in an exporter is found.

What is tested: `workspace/exchange/read_back.py`.
"""

import io
import json
import tracemalloc
from contextlib import closing
from dataclasses import replace

import pytest

from annotator.errors import Bug
from annotator.faults import Loss
from annotator.formats import own, registry, spans_csv, topics_csv
from annotator.formats.articles import changed
from annotator.nlp.spacy_training import docbin
from annotator.workspace.exchange import csv_writing, exporting, importing, lines_writing, read_back
from annotator.workspace.exchange import export_articles as outgoing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import WRITTEN, export_request

LINES = [
    {"id": "a", "text": "Xi met Joe in Paris.", "entities": [[0, 2, "P"], [7, 10, "Q"]]},
    {"id": "b", "text": "Joe left.", "entities": [[0, 3, "P"]]},
    {"id": "c", "text": "Xi stayed on.", "entities": [[0, 2, "P"]]},
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read_back")
    path = projects.create(folder / "p.db", "empty")
    lines = [line | {"topics": ["War", "Trade"]} for line in LINES]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    request = messages.Import(project=str(path), paths=(str(folder / "a.jsonl"),), become="review")
    importing.run(request, Work())
    return path


def run(project, tmp_path, name):
    to = tmp_path / ("out.jsonl" if name == "jsonl" else "out")
    request = export_request(project, to, name, dev_share=0.4)
    return exporting.run(request, Work())


def shifted(given):
    first, *others = given.spans
    moved = changed(first, start=first.start + 1, surface=first.surface[1:])
    return _with(given, (moved, *others), given.topics)


def dropped(given):
    return _with(given, given.spans[1:], given.topics)


def relabelled(given):
    return _with(given, (changed(given.spans[0], label="Q"), *given.spans[1:]), given.topics)


def without_topic(given):
    return _with(given, given.spans, given.topics[1:])


def doubled(given):
    first = given.spans[0]
    added = changed(first, end=first.end + 1, surface="")
    return _with(given, (*given.spans, added), given.topics)


def _with(given, spans, topics):
    reviews = [
        replace(
            review,
            spans=tuple(x for x in spans) if review.spans else (),
            topics=tuple(x for x in topics if x in review.topics) if review.topics else (),
        )
        for review in given.reviews
    ]
    cats = tuple(pair for pair in given.cats if pair[0] in {x.topic for x in topics})
    return replace(given, spans=spans, topics=topics, reviews=tuple(reviews), cats=cats)


def in_second(change):
    """The change in the article "b" alone."""
    return lambda given: change(given) if given.key == "b" else given


MUTATIONS = [shifted, dropped, relabelled, without_topic, doubled]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_sound_exporter_passes(project, tmp_path, name):
    assert run(project, tmp_path, name).counts["articles"] == 3


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("change", MUTATIONS)
def test_articles_that_are_made_wrong_are_found(project, tmp_path, monkeypatch, name, change):
    if change is without_topic and Loss.TOPICS in registry.to_write(name).cannot_hold:
        return
    real = outgoing.ArticleExporter._given
    mutated = in_second(change)
    monkeypatch.setattr(outgoing.ArticleExporter, "_given", lambda *args: mutated(real(*args)))
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change", MUTATIONS)
def test_a_writer_of_json_that_writes_wrong_is_found(project, tmp_path, monkeypatch, change):
    real = own.value_of
    mutated = in_second(change)
    monkeypatch.setattr(own, "value_of", lambda given: real(mutated(given)))
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "jsonl")


@pytest.mark.parametrize("name", ["entities", "topics", "id", "text", "meta", "reviews"])
def test_what_a_line_repeats_is_compared_too(project, tmp_path, monkeypatch, name):
    real = own.value_of

    def value_of(given):
        value = real(given)
        wrong = {"id": "x", "text": value["text"] + ".", "meta": '{"a":1}'}
        return value | {name: wrong.get(name, [])} if given.key == "b" else value

    monkeypatch.setattr(own, "value_of", value_of)
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "jsonl")


@pytest.mark.parametrize(
    ("module", "change"),
    [(spans_csv, shifted), (spans_csv, dropped), (spans_csv, relabelled), (spans_csv, doubled),
     (topics_csv, without_topic)],
)  # fmt: skip
def test_a_table_that_is_written_wrong_is_found(project, tmp_path, monkeypatch, module, change):
    real, mutated = module.rows_of, in_second(change)
    monkeypatch.setattr(module, "rows_of", lambda given, *cells: real(mutated(given), *cells))
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "csv")


def test_cells_that_are_written_wrong_are_found(project, tmp_path, monkeypatch):
    real = spans_csv.Cells.__missing__
    monkeypatch.setattr(
        spans_csv.Cells, "__missing__", lambda cells, text: real(cells, text.replace("Joe", "joe"))
    )
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "csv")


WRONG = [lambda x: x[:-1], lambda x: x + x, lambda x: x.replace(b"Joe", b"joe")]


@pytest.mark.parametrize("wrong", WRONG)
def test_lines_that_are_not_what_was_written_are_found(project, tmp_path, monkeypatch, wrong):
    """What is in the file counts, and not what was meant for it."""
    monkeypatch.setattr(
        lines_writing, "lines_of", lambda stream: iter(io.BytesIO(wrong(stream.read())))
    )
    with pytest.raises(Bug, match=r"not what the project has|\d of"):
        run(project, tmp_path, "jsonl")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", WRONG)
def test_a_table_that_is_not_what_was_written_is_found(project, tmp_path, monkeypatch, wrong):
    real = csv_writing.sha256_of

    def spoilt(path):
        path.write_bytes(wrong(path.read_bytes()))
        return real(path)

    monkeypatch.setattr(csv_writing, "sha256_of", spoilt)
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["shift", "drop", "label", "cats", "text", "key"])
@pytest.mark.parametrize("where", ["items", "writer"])
def test_training_data_that_are_written_wrong_are_found(
    project, tmp_path, monkeypatch, wrong, where
):
    def mutated(item):
        spans = list(item.spans)
        if not spans or item.text != LINES[1]["text"]:
            return item
        start, end, label = spans[0]
        return {
            "shift": replace(item, spans=[(start, end + 5, label), *spans[1:]]),
            "drop": replace(item, spans=spans[1:]),
            "label": replace(item, spans=[(start, end, "Q"), *spans[1:]]),
            "cats": replace(item, cats=dict([*item.cats.items()][1:])),
            "text": replace(item, text=item.text.replace("left", "LEFT")),
            "key": replace(item, article="x"),
        }[wrong]

    if where == "items":
        real = docbin.Item
        monkeypatch.setattr(docbin, "Item", lambda *args: mutated(real(*args)))
    else:
        add = docbin._Writer._add
        monkeypatch.setattr(
            docbin._Writer, "_add", lambda self, binary, item: add(self, binary, mutated(item))
        )
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, "spacy")


@pytest.mark.parametrize("name", ["jsonl", "csv", "spacy"])
def test_an_article_that_is_not_written_is_found(project, tmp_path, monkeypatch, name):
    if name == "jsonl":
        real = own.encoded
        monkeypatch.setattr(own, "encoded", lambda v: b"" if v["id"] == "b" else real(v))
    elif name == "csv":
        real = spans_csv.rows_of
        monkeypatch.setattr(
            spans_csv, "rows_of", lambda given, cells: real(given, cells) * (given.key != "b")
        )
    else:
        real = docbin._Writer._add
        monkeypatch.setattr(
            docbin._Writer,
            "_add",
            lambda self, binary, item: None if item.article == "b" else real(self, binary, item),
        )
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path, name)


@pytest.mark.parametrize("in_memory", [1, 3, 100])
@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5, 5, 7], [5, 0, 1, 3, 2, 5, 7, 4]])
def test_what_was_written_is_expected_back_wherever_it_is_kept(monkeypatch, in_memory, order):
    monkeypatch.setattr(read_back, "_IN_MEMORY", in_memory)
    written = sorted(order)
    for read, fault in (
        (order, ""),
        (order[:-2], "6 of 8|8.*6"),
        ([*order, 5], "not what the project has|record 9|9"),
        ([*order[:-1], 6], "."),
    ):
        with closing(read_back.Expected("a.csv")) as expected:
            for number in written:
                expected.extend([number])
            for number in read:
                expected.check(number)
            if fault:
                with pytest.raises(Bug, match=fault):
                    expected.end()
            else:
                expected.end()


def test_millions_of_rows_are_expected_in_the_memory_of_few():
    many = range(1_000_000)
    tracemalloc.start()
    try:
        with closing(read_back.Expected("a.csv")) as expected:
            for at in range(0, len(many), 1000):
                expected.extend(many[at : at + 1000])
            assert not expected.are_next(many[1:1001])
            for at in range(0, len(many), 1000):
                assert expected.are_next(many[at : at + 1000])
            assert not expected.are_next([0])
            expected.end()
        assert tracemalloc.get_traced_memory()[1] < 3_000_000  # all of them: 8 MB
    finally:
        tracemalloc.stop()
