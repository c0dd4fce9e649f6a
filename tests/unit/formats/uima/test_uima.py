"""UIMA's CAS: dkpro-cassis' and INCEpTION's files, there and back, cassis, and what is bad.

What is tested: `formats/uima/cas.py`, `formats/uima/xmi.py`, `formats/uima/json_cas.py`,
`formats/uima/writing.py`.
"""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenSpan, Refusal
from annotator.formats.base import Likeness
from tests.unit.formats.standing import (
    TEXTS,
    articles,
    at_every_edge,
    fixtures,
    mutated,
    of_folder,
    places,
    read_again,
    read_file,
    there_and_back,
    told,
    with_spans,
    written,
)

UIMA = registry.to_read("uima")
JSON_CAS = registry.to_read("uima-json")
TSV = registry.to_read("webanno")


def read(content: str | bytes, name: str = "a.xmi", parts=None, **more):
    data = content if isinstance(content, bytes) else content.encode()
    format_ = JSON_CAS if data.startswith(b"{") else UIMA
    (found,) = read_file(format_, data, name, parts, **more)
    return found


def found_in(*parts: str, format_=UIMA):
    return of_folder(format_, fixtures(*parts))


# -- files of others


def test_the_suite_of_inception_says_the_same_in_both_of_its_formats():
    xmi = found_in("inception", "tsv3-suite")
    tsv = of_folder(TSV, fixtures("inception", "tsv3-suite"))
    assert len(xmi) == 6
    for name, each in xmi.items():
        other = tsv[name.replace(".xmi", ".tsv")]
        assert each.text.rstrip() == other.text.rstrip()
        wanted = {(start, end) for start, end, _ in places(other)}
        if "LeadingWhitespace" not in name:  # a table has no place for the white space
            assert {(start, end) for start, end, _ in places(each)} == wanted
    both = "testMultiTokenStackedSpanWithFeatureValue/reference.xmi"
    assert places(xmi[both]) == {(0, 16, "PERSON"), (0, 16, "LOCATION")}
    assert xmi[both].key == "doc"


def test_the_files_of_cassis_are_read_or_refused_with_the_reason():
    found = found_in("dkpro-cassis", "tests", "test_files", "xmi")
    refused = {name: str(x.reason) for name, x in found.items() if isinstance(x, Refusal)}
    assert refused == {
        "cas_with_array_features.xmi": "the text is empty",
        "cas_with_list_features.xmi": "the text is empty",
    }
    taken = {name: x for name, x in found.items() if isinstance(x, GivenArticle)}
    assert len(taken) == 15
    smileys = taken["cas_with_smileys.xmi"]
    assert smileys.key == smileys.title == "huggingface.txt"
    emoji = [x for x in smileys.spans if smileys.text[x.start : x.end] == "🤗"]
    assert emoji or len(smileys.spans) > 3
    both = [x.key for name, x in taken.items() if "two_sofas" in name]
    assert both == ["cas_with_two_sofas", "cas_with_two_sofas#_SecondView"]
    assert told(taken["small_cas.xmi"]) == []  # tokens and sentences, which nobody misses
    assert told(taken["cas_with_references.xmi"]) == [
        "further values of SemPred: 1",
        "annotations of SemArgLink, which are not read as labels: 2",
    ]


def test_what_cassis_reads_in_those_files_is_what_is_read():
    cassis = pytest.importorskip("cassis", reason="dkpro-cassis, of the extra consumers")
    folder = fixtures("dkpro-cassis", "tests", "test_files")
    content = (folder / "xmi" / "cas_with_smileys.xmi").read_bytes()
    typed = (folder / "typesystems" / "inception_typesystem.xml").read_bytes()
    types = cassis.load_typesystem(io.BytesIO(typed))
    cas = cassis.load_cas_from_xmi(io.BytesIO(content), typesystem=types)
    ours = read(content)
    name = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    theirs = {(x.begin, x.end, x.value or "NamedEntity") for x in cas.select(name)}
    assert ours.text == cas.sofa_string
    assert places(ours) == theirs
    assert len(theirs) > 1


def test_json_is_read_too():
    files = found_in(
        "dkpro-cassis", "tests", "test_files", "json", "fs_as_array", "ser-ref", format_=JSON_CAS
    )
    found = {name.split("/")[0]: x for name, x in files.items() if name.endswith("/data.json")}
    refused = {name: str(x.reason) for name, x in found.items() if isinstance(x, Refusal)}
    assert refused == {
        "casWithFloatingPointSpecialValues": "the text is empty",
        "casWithSofaDataArray": "there is no text in it, but text/plain in an array",
        "casWithSofaDataURI": "there is no text in it, but text/plain at "
        "classpath:/ProgrammaticallyCreatedCasDataSuite/document.txt",
        "casWithoutTextButWithAnnotations": "the text is empty",
        "emptyCas": "the text is empty",
    }
    assert sum(isinstance(x, GivenArticle) for x in found.values()) == 6
    one_way = found_in(
        "dkpro-cassis", "tests", "test_files", "json", "fs_as_array", "one-way", format_=JSON_CAS
    )
    slots = one_way["tsv3-testSimpleSlotFeature/data.json"]
    assert isinstance(slots, GivenArticle)
    assert slots.spans


# -- there and back


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_hard_texts_come_back_with_spans_at_every_edge(text):
    there_and_back(UIMA, [at_every_edge(text, "k")])


@given(st.lists(articles(), max_size=3, unique_by=lambda x: UIMA.spelled(x.key)))
def test_any_articles_come_back(given_articles):
    there_and_back(UIMA, given_articles)


def loaded(article):
    cassis = pytest.importorskip("cassis", reason="dkpro-cassis, of the extra consumers")
    parts = written(UIMA, [article])
    types = cassis.load_typesystem(io.BytesIO(parts.pop("TypeSystem.xml")))
    (content,) = parts.values()
    return cassis.load_cas_from_xmi(io.BytesIO(content), typesystem=types)


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_cassis_reads_what_is_written(text):
    article = at_every_edge(text, "k")
    cas = loaded(article)
    assert cas.sofa_string == UIMA.spelled(text)
    entities = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert {(x.begin, x.end, x.value) for x in entities} == places(article)
    assert {x.get_covered_text() for x in entities} == {
        cas.sofa_string[x.start : x.end] for x in article.spans
    }
    (about,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (about.documentId, about.end) == ("k", len(text))


def test_offsets_in_the_file_are_utf16():
    parts = written(UIMA, [with_spans("👍🏽 Xi", (3, 5, "P"))])
    assert b'begin="5" end="7" value="P"' in parts["k.xmi"]


# -- layers, annotators, views

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:tcas="http:///uima/tcas.ecore" xmlns:custom="http:///webanno/custom.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/clarin/webanno/api/type.ecore" xmi:version="2.0">
"""
TAIL = '<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="Xi met Joe."/></xmi:XMI>'
SPAN = '<custom:Span xmi:id="{}" sofa="1" begin="{}" end="{}" {}/>'


def cas(*elements: str, tail: str = TAIL) -> str:
    return HEAD + "\n".join(elements) + tail


def test_a_layer_of_ones_own_is_labels_by_its_string_feature():
    found = read(
        cas(SPAN.format(2, 0, 2, 'kind="PER" head="3"'), SPAN.format(3, 7, 10, 'head="2"'))
    )
    assert places(found) == {(0, 2, "PER"), (7, 10, "Span")}
    assert told(found) == ["further values of Span: 2"]
    types = """<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
    <typeDescription><name>my.Above</name><supertypeName>uima.tcas.Annotation</supertypeName>
    <features><featureDescription><name>no</name><rangeTypeName>uima.cas.String</rangeTypeName>
    </featureDescription></features></typeDescription>
    <typeDescription><name>webanno.custom.Span</name><supertypeName>my.Above</supertypeName>
    <features><featureDescription><name>kind</name><rangeTypeName>uima.cas.Integer</rangeTypeName>
    </featureDescription></features></typeDescription></types></typeSystemDescription>"""
    content = cas(SPAN.format(2, 0, 2, 'kind="PER" no="12"'))
    found = read(content, parts={"TypeSystem.xml": types.encode()})
    assert places(found) == {(0, 2, "12")}
    found = read(content, layers="Span.kind")
    assert places(found) == {(0, 2, "PER")}
    assert "no layer Span.nothing" in str(read(content, layers="Span.nothing"))


def test_relations_chains_and_what_no_view_has_are_no_spans():
    found = read(
        cas(
            SPAN.format(2, 0, 2, 'value="PER"'),
            SPAN.format(3, 7, 10, 'value="GONE"'),
            '<custom:Rel xmi:id="4" sofa="1" begin="0" end="2" Governor="2" Dependent="3"/>',
            '<custom:Link xmi:id="5" sofa="1" begin="0" end="2" referenceType="x"/>',
            '<cas:View sofa="1" members="2 4 5"/>',
        )
    )
    assert places(found) == {(0, 2, "PER")}
    assert told(found) == [
        "relations, which have no place here: 1",
        "equivalences and chains, which have no place here: 1",
    ]


@pytest.mark.parametrize(
    ("name", "about", "key", "who"),
    [
        ("a.xmi", "", "a", ""),
        ("annotation/b.txt/anna.xmi", "", "b", "anna"),
        ("curation/b.txt/CURATION_USER.xmi", "", "b", "CURATION_USER"),
        ("a.xmi", 'username="anna" sourceDocumentName="c.txt"', "c.txt", "anna"),
        ("annotation/b.txt/anna.xmi", 'username="bob" sourceDocumentName="c"', "b", "anna"),
        ("a.xmi", 'username="INITIAL_CAS"', "a", ""),
    ],
)
def test_whose_work_it_is(name, about, key, who):
    metadata = f'<type:CASMetadata xmi:id="9" sofa="1" begin="0" end="0" {about}/>'
    found = read(cas(SPAN.format(2, 0, 2, 'value="PER"'), metadata), name)
    assert found.key == key
    assert [(x.annotator, x.status) for x in found.reviews] == ([(who, "done")] if who else [])
    assert places(found) == {(0, 2, "PER")}


# -- what is bad


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not XML: no element found, at line 1"),
        (cas()[:-30], "not XML: unclosed token, at line 5"),
        ("<a/>", "it does not begin as UIMA CAS XMI does"),
        ('<?xml version="1.0" encoding="TF-8"?><a/>', "not XML: unknown encoding: TF-8, at line 1"),
        ('<?xml version="1.0" encoding="big5"?><a/>', "not XML: multi-byte encodings are not"),
        ('{"%TYPES": 1', "not JSON: Input data was truncated"),
        ("{}", "it does not begin as UIMA CAS JSON does"),
        (cas(tail="</xmi:XMI>"), "the text is empty"),
        (
            cas(tail=TAIL.replace("sofaString", "sofaURI")),
            "there is no text in it, but application/octet-stream at Xi",
        ),
        (cas(tail=TAIL.replace("Xi met Joe.", " ")), "the text is empty"),
        (
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + cas().split("\n", 1)[1],
            "it defines entities of its own, which may be a trap",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:' + '///etc/passwd">]><x>&a;</x>',
            "it defines entities of its own, which may be a trap",
        ),
    ],
)
def test_a_bad_file_is_refused_in_a_line(content, reason):
    found = read(content)
    assert isinstance(found, Refusal)
    assert str(found).startswith(f"a.xmi: {reason}")
    assert found.fault is None


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((2, 2), "a span on white space only: 2 to 2"),
        ((2, 3), "a span on white space only: 2 to 3"),
        ((5, 99), "a range in “spans” is outside the text: 5 to 99 of 11"),
        ((5, 1), "a range in “spans” ends before it begins: 5 to 1"),
        (("x", 1), "a span in “Span” without whole numbers as start and end"),
    ],
)
def test_one_bad_span_is_told_and_stops_nothing(place, said):
    found = read(cas(SPAN.format(2, 0, 2, 'value="P"'), SPAN.format(3, *place, 'value="Q"')))
    assert places(found) == {(0, 2, "P")}
    assert told(found) == [said]


def test_half_of_a_character_is_no_edge():
    tail = TAIL.replace("Xi", "👍")
    found = read(
        cas(SPAN.format(2, 0, 2, 'value="P"'), SPAN.format(3, 1, 6, 'value="Q"'), tail=tail)
    )
    assert places(found) == {(0, 1, "P")}
    assert told(found) == ["a position inside of a character: 1"]


def test_the_version_1_1_of_xml_is_read():
    found = read(cas(SPAN.format(2, 0, 2, 'value="P"')).replace('"1.0"', '"1.1"', 1))
    assert places(found) == {(0, 2, "P")}


def test_control_characters_become_signs_of_what_is_missing():
    (found,) = read_again(UIMA, written(UIMA, [with_spans("a\0b\x0bc", (0, 5, "P"))]))
    assert found.text == "a\ufffdb\ufffdc"


JSON = {
    "%FEATURE_STRUCTURES": [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "Xi met"},
        {"%ID": 2, "%TYPE": "my.Span", "@sofa": 1, "begin": 0, "end": 2, "value": "P"},
    ],
    "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2]}},
}


@given(st.data())
def test_a_damaged_file_gives_articles_or_refusals(data):
    xmi = cas(SPAN.format(2, 0, 2, 'value="PER"'), '<cas:View sofa="1" members="2 4 5"/>')
    for format_, content in ((UIMA, xmi), (JSON_CAS, json.dumps(JSON))):
        for found in read_file(format_, mutated(data.draw, content.encode()), "a.xmi"):
            assert isinstance(found, GivenArticle) or found.fault is None, found.fault


def test_json_without_an_order_is_read():
    assert places(read(json.dumps(JSON))) == {(0, 2, "P")}
    by_id = {str(x["%ID"]): x for x in JSON["%FEATURE_STRUCTURES"]}
    assert places(read(json.dumps(JSON | {"%FEATURE_STRUCTURES": by_id}))) == {(0, 2, "P")}


def test_the_root_tells_the_format():
    assert UIMA.sniff(HEAD.encode()) == Likeness.SURE
    assert JSON_CAS.sniff(b'{\n "%TYPES": {}') == Likeness.SURE
    assert registry.reader_for("a.json", b'{\n "%TYPES": {}') is JSON_CAS
    assert registry.reader_for("a.json", b'[{"text": "a"}]').name == "json"
    assert registry.reader_for("a", HEAD.encode()) is UIMA
    assert UIMA.sniff(b"<a>XMI</a>") == Likeness.NONE


def test_many_spans_take_no_long_time():
    text = "👍 " * 20_000
    spans = tuple(GivenSpan(at * 2, at * 2 + 1, "P") for at in range(20_000))
    there_and_back(UIMA, [GivenArticle(text + ".", key="k", spans=spans)])
