"""What XML holds of a text, and reading it in safety (`formats/xml_text.py`)."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import xml_text
from annotator.formats.articles import BadRecord

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def elements(document: str | bytes) -> tuple[list[tuple[str, dict[str, str]]], str]:
    data = document if isinstance(document, bytes) else document.encode()
    begun: list[tuple[str, dict[str, str]]] = []
    said: list[str] = []
    xml_text.parse(
        io.BytesIO(data), lambda tag, x: begun.append((tag, dict(x))), lambda _: None, said.append
    )
    return begun, "".join(said)


@given(TEXTS)
def test_a_text_is_read_back_from_attributes_and_elements(text):
    quoted, escaped = xml_text.quoted(text), xml_text.escaped(text)
    begun, said = elements(f"<a b={quoted}>{escaped}</a>")
    assert begun == [("a", {"b": xml_text.without_controls(text)})]
    assert said == xml_text.without_controls(text)
    assert len(said) == len(text)
    assert xml_text.has_controls(text) == (said != text)


@given(TEXTS | st.text("_x0A\x00\ufffe", max_size=12))
def test_what_xml_has_no_place_for_is_spelled_and_read_back(text):
    spelled = xml_text.spelled(text)
    assert not xml_text.has_controls(spelled)
    assert xml_text.unspelled(spelled) == text


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "b">',
        '<!ENTITY a SYSTEM "file:/etc/passwd">',
        '<!ENTITY % a "b">',
        '<!ENTITY a SYSTEM "a.gif" NDATA gif>',
    ],
)
def test_documents_that_define_entities_are_refused(declared):
    with pytest.raises(BadRecord, match="entit"):
        elements(f"<!DOCTYPE a [{declared}]><a>&a;</a>")


def test_what_is_no_xml_is_told_with_its_line():
    with pytest.raises(BadRecord, match="line 2"):
        elements("<a>\n<b></a>")
    with pytest.raises(BadRecord):
        elements(b'<?xml version="1.0" encoding="no-such"?><a/>')


def test_namespaces_stand_before_names():
    begun, _ = elements('<a xmlns="urn:x" xmlns:y="urn:y" y:b="1"/>')
    assert begun == [("urn:x}a", {"urn:y}b": "1"})]
