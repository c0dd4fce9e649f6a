"""Codes of REFI-QDA, and the labels and topics that they are (`formats/refi/codes.py`)."""

import io

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.formats.refi.codes import (
    TOPICS,
    Code,
    guid_of,
    name_of,
    plain_guid,
    written_codes,
    written_sets,
)
from annotator.formats.refi.model import read_project

SCHEME = Scheme(
    labels=(Label(1, "Person & group", guideline="Who <acts>"), Label(2, "Place")),
    groups=(TopicGroup(1, "About"),),
    topics=(Topic(1, "War", 1, guideline="Armed"), Topic(2, "Trade", 1)),
)


def read(scheme, labels=(), topics=()):
    words = "".join(written_codes(scheme, labels, topics))
    sets = "".join(written_sets([x.name for x in scheme.topics] + list(topics)))
    whole = f'<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook>{words}</CodeBook>{sets}</Project>'
    return read_project(io.BytesIO(whole.encode()))


def test_labels_and_topics_are_read_back_with_what_is_said_of_them():
    codes = read(SCHEME, ["Used"], ["Sport"]).codes
    found = {code.path: code.description for code in codes.values() if code.is_codable}
    assert found == {
        ("Person & group",): "Who <acts>",
        ("Place",): "",
        ("Used",): "",
        ("About", "War"): "Armed",
        ("About", "Trade"): "",
        (TOPICS, "Sport"): "",
    }


def test_nothing_is_written_of_nothing():
    assert list(written_codes(Scheme(), (), ())) == []
    assert list(written_sets([])) == []


def test_identifiers_are_the_same_for_the_same_names():
    assert guid_of("label", "A") == guid_of("label", "A") != guid_of("topic", "A")
    assert plain_guid("{" + guid_of("x").lower() + "}\n") == guid_of("x")


def test_foreign_codes_are_named_by_their_path():
    code = Code("g", ("Parent", "Child"))
    assert name_of(code, is_own=False) == "Parent/Child"
    assert name_of(code, is_own=True) == "Child"
