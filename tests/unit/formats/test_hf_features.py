"""What the `datasets` library means by its values (`formats/hf_features.py`)."""

import json
from datetime import date
from decimal import Decimal

import pytest

from annotator.formats.hf_features import as_records, features_of, meant

LABEL = {"_type": "ClassLabel", "names": ["no", "yes"]}


@pytest.mark.parametrize(
    ("value", "feature", "what"),
    [
        (1, LABEL, "yes"),
        (7, LABEL, None),
        (-1, LABEL, None),
        ([0, 1, None], {"_type": "Sequence", "feature": LABEL}, ["no", "yes", None]),
        ([0, 1], [LABEL], ["no", "yes"]),
        ([0], [], [0]),
        ({"a": 1, "b": 2}, {"a": LABEL}, {"a": "yes", "b": 2}),
        (
            {"start": [1, 2], "label": [0, 1]},
            {"_type": "Sequence", "feature": {"label": LABEL}},
            [{"start": 1, "label": "no"}, {"start": 2, "label": "yes"}],
        ),
        (b"\0", None, None),
        (float("nan"), None, None),
        (date(2024, 1, 2), None, "2024-01-02"),
        (Decimal("1.5"), None, 1.5),
        ({1, 2} - {2}, None, "{1}"),
    ],
)
def test_values_have_names_and_types_of_json(value, feature, what):
    assert meant(value, feature) == what


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{", b'{"info": {}}', b'{"info": {"features": 1}}', b"[" * 5000]
)
def test_files_that_say_nothing_have_no_features(said):
    assert features_of({b"huggingface": said}) == {}
    assert features_of(None) == {}


def test_features_are_those_of_the_metadata():
    said = json.dumps({"info": {"features": {"label": LABEL}}}).encode()
    assert features_of({b"huggingface": said}) == {"label": LABEL}


def test_records_of_lists_are_lists_of_records_where_they_fit():
    assert as_records({"a": [1, 2], "b": [3, 4]}) == [{"a": 1, "b": 3}, {"a": 2, "b": 4}]
    for other in ({"a": [1], "b": [1, 2]}, {"a": 1}, {}, [1], "x", None):
        assert as_records(other) == other
