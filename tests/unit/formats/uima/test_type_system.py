"""Which features of UIMA's types are strings (`formats/uima/type_system.py`)."""

import io

import pytest

from annotator.formats.articles import BadRecord
from annotator.formats.uima.layers import METADATA, NAMED_ENTITY
from annotator.formats.uima.type_system import our_types, strings_of


def feature(name, kind):
    return (
        f"<featureDescription><name>{name}</name><rangeTypeName>{kind}</rangeTypeName>"
        "</featureDescription>"
    )


def type_of(name, above, *features):
    return (
        f"<typeDescription><name>{name}</name><supertypeName>{above}</supertypeName>"
        f"<features>{''.join(features)}</features></typeDescription>"
    )


def read(*types):
    return strings_of(
        io.BytesIO(f"<typeSystemDescription>{''.join(types)}</typeSystemDescription>".encode())
    )


def test_our_own_types_have_their_strings():
    found = strings_of(io.BytesIO(our_types().encode()))
    assert found[NAMED_ENTITY] == {"value", "identifier"}
    assert "documentTitle" in found[METADATA]
    assert "isLastSegment" not in found[METADATA]


def test_strings_are_inherited_and_may_have_a_type_of_their_own():
    found = read(
        type_of("Kind", "uima.cas.String"),
        type_of("Base", "uima.tcas.Annotation", feature("a", "uima.cas.String")),
        type_of("Mine", "Base", feature("b", "Kind"), feature("n", "uima.cas.Integer")),
    )
    assert found["Mine"] == {"a", "b"}
    assert found["Base"] == {"a"}


def test_types_above_each_other_in_a_circle_end():
    assert read(type_of("A", "B", feature("a", "uima.cas.String")), type_of("B", "A"))["B"] == {"a"}


def test_what_is_no_xml_is_refused():
    with pytest.raises(BadRecord):
        strings_of(io.BytesIO(b"<a>"))
