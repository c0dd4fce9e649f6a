"""A format of one function each to write and read: written, read back, held against the project.

What is tested: `workspace/exchange/export_writing.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from annotator.errors import Bug
from annotator.faults import Loss
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenSpan, GivenTopic, changed
from annotator.formats.base import Format, Option
from annotator.formats.losses import flat
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs.messages import CountLosses
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import export_request, import_request

LOST = frozenset({*Loss} - {Loss.TEXTS, Loss.TOPICS, Loss.UNMARKED, Loss.UNREVIEWED})
LINES = [
    {"id": "b", "text": "Xi met Joe in Rome.", "title": "T",
     "entities": [[0, 10, "P"], [7, 10, "Q"]], "topics": ["War"]},
    {"id": "a", "text": "Joe left.", "entities": [[0, 3, "P"]]},
    {"id": "c", "text": "Nobody."},
]  # fmt: skip


def written(article: GivenArticle) -> dict[str, Any]:
    spans = [[x.start, x.end, x.label] for x in flat(article.spans)]
    yes = [x.topic for x in article.topics if x.is_yes]
    return {"key": article.key, "text": article.text, "spans": spans, "topics": yes}


def write(articles, open_part, options):
    """One file an article, by its key: they come back in another order."""
    for article in articles:
        with open_part(f"{options['folder']}/{article.key}.toy") as stream:
            stream.write(json.dumps(written(article)).encode())
    return {"toys": 3}


def read(stream, name, _options) -> Iterator[GivenArticle]:
    value = json.load(stream)
    spans = tuple(GivenSpan(*each) for each in value["spans"])
    topics = tuple(map(GivenTopic, value["topics"]))
    yield GivenArticle(value["text"], key=value["key"], spans=spans, topics=topics, where=name)


TOY = Format(
    "toy", "Toy", "", (".toy",), read, write=write,
    writing=(Option("folder", "in", "Where."),), cannot_hold=LOST,
)  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, TOY))
    path = projects.create(tmp_path / "p.db", "empty")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, LINES)))
    importing.run(import_request(path, tmp_path / "a.jsonl", become="review"), Work())
    return path


def run(project, to, **options):
    return exporting.run(export_request(project, to, "toy", **options), Work())


def test_it_goes_out_and_comes_back(project, tmp_path):
    report = run(project, tmp_path / "out", folder="deep/er")
    assert report.files == (*(f"deep/er/{x}.toy" for x in "abc"), "manifest.json")
    assert (report.counts["articles"], report.counts["toys"]) == (3, 3)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["options"]["folder"] == "deep/er"
    assert "dev_share" not in manifest["options"]
    again = projects.create(tmp_path / "again.db", "empty")
    request = import_request(again, tmp_path / "out", become="review")
    assert importing.run(request, Work()).spans == 2
    run(again, tmp_path / "two", folder="deep/er")
    for name in report.files[:-1]:
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_what_it_cannot_hold_is_counted_before_and_after(project, tmp_path):
    lost = {"headings": 1, "history": 3, "nested": 1, "undecided": 2}
    told = []
    request = CountLosses(str(project), status="all")
    before = exporting.count_losses(request, Work(lambda *at: told.append(at)))
    assert (before.articles, before.formats["toy"]) == (3, lost)
    assert told[-1] == (3, 3, "counting")
    assert not (tmp_path / "out").exists()
    assert run(project, tmp_path / "out").cannot_hold == lost
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["cannot_hold"] == lost


def test_counting_asks_for_all_formats_at_once(project):
    found = exporting.count_losses(CountLosses(str(project)), Work()).formats
    assert set(found) == {each.name for each in registry.written()}
    assert found["jsonl"] == {}
    assert found["csv"] == {"texts": 3, "unmarked": 1, "history": 3}
    assert found["spacy"] == {"headings": 1, "history": 3}


MUTATIONS = {
    "key": lambda x: replace(x, key="x" + x.key),
    "text": lambda x: replace(x, text=x.text.replace("left", "LEFT")),
    "edge": lambda x: replace(x, spans=tuple(changed(y, end=y.end - 1) for y in x.spans)),
    "label": lambda x: replace(x, spans=tuple(changed(y, label="Z") for y in x.spans)),
    "span": lambda x: replace(x, spans=x.spans[1:]),
    "topic": lambda x: replace(x, topics=(*x.topics, GivenTopic("Peace"))),
}


@pytest.mark.parametrize("where", ["writer", "reader"])
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_fault_of_either_is_found(project, tmp_path, monkeypatch, name, where):
    """In one article alone; nothing of the export stays."""

    def mutated(article):
        return MUTATIONS[name](article) if article.key == "a" else article

    def wrong_write(articles, open_part, options):
        return write(map(mutated, articles), open_part, options)

    def wrong_read(*given):
        return map(mutated, read(*given))

    wrong = {"write": wrong_write} if where == "writer" else {"read": wrong_read}
    monkeypatch.setattr(registry, "FORMATS", (replace(TOY, **wrong),))
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("change", ["lost", "twice"])
def test_an_article_that_is_lost_or_there_twice_is_found(project, tmp_path, monkeypatch, change):
    def wrong(articles, open_part, options):
        for article in articles:
            with open_part(f"{article.key}.toy") as stream:
                stream.write(json.dumps(written(article)).encode())
            if change == "lost" and article.key == "a":
                open_part("a.toy").close()
                with open_part("a.toy") as stream:
                    stream.write(json.dumps(written(replace(article, key="b"))).encode())
            if change == "twice" and article.key == "a":
                with open_part("z.toy") as stream:
                    stream.write(json.dumps(written(article)).encode())
        return {}

    monkeypatch.setattr(registry, "FORMATS", (replace(TOY, write=wrong),))
    with pytest.raises(Bug, match="not what the project has"):
        run(project, tmp_path / "out")


@pytest.mark.parametrize(
    ("kind", "match"),
    [(Loss.TEXTS, None), (Loss.NESTED, None), (Loss.HISTORY, "not what"), (Loss.HEADINGS, "not")],
)
def test_only_what_a_format_says_it_cannot_hold_is_left_out_of_the_comparison(
    project, tmp_path, monkeypatch, kind, match
):
    """Of the reviews nothing comes back, of the headings neither: claiming to hold them fails."""
    if kind == Loss.TEXTS:
        changed = replace(
            TOY,
            cannot_hold=LOST | {kind},
            read=lambda *given: (replace(x, text="?" * 99) for x in read(*given)),
        )
    elif kind == Loss.NESTED:
        changed = replace(TOY, cannot_hold=LOST - {kind})  # crossing ones are dropped all the same
    elif kind == Loss.HISTORY:
        of_reviews = {kind, Loss.ANNOTATORS, Loss.NOTES, Loss.FLAGS, Loss.QUESTIONS}
        changed = replace(TOY, cannot_hold=LOST - of_reviews)
    else:
        changed = replace(TOY, cannot_hold=LOST - {kind})
    monkeypatch.setattr(registry, "FORMATS", (changed,))
    if match is None:
        assert run(project, tmp_path / "out").counts["articles"] == 3
    else:
        with pytest.raises(Bug, match=match):
            run(project, tmp_path / "out")
