"""A scheme goes to a child as JSON and comes back the same."""

import json

import pytest

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.core.wire import scheme_from_wire, scheme_to_wire


def test_a_scheme_comes_back_the_same() -> None:
    scheme = Scheme(
        "news",
        nested=True,
        labels=(Label(3, "ORG", leave_out=("the", "’s"), exceptions=("The Hague",)),),
        groups=(TopicGroup(1, "Subject", required=True),),
        topics=(Topic(5, "Trade", 1, "1", ("tariff",)),),
        label_map={"ORG": 3, "DATE": None},
        version=4,
    )
    wire = json.loads(json.dumps(scheme_to_wire(scheme)))
    assert scheme_from_wire(wire) == scheme
    wire["labels"][0]["later"] = "unknown to this version"
    assert scheme_from_wire(wire) == scheme


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"labels": [{"name": "no id"}]},
        {"labels": None},
        {"labels": [], "label_map": {"ORG": 3}},
        {"labels": [], "label_map": {"ORG": None}, "also_fed": {"ORG": [3]}},
    ],
)
def test_what_is_no_scheme_is_refused(wire: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        scheme_from_wire(wire)
