"""A record of another tool that is not as the tool writes it is refused by its place and with what
is wrong in it, and the records around it are read.

What is tested: the readers of `formats/prodigy.py`, `formats/doccano.py`, `formats/labelbuddy.py`,
`formats/label_studio/`, `formats/argilla.py`, `formats/argilla_records.py`,
`formats/spacy_json.py`.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from annotator.formats import registry
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal

TEXT = "Ann met Bob."
SOUND: dict[str, Any] = {
    "prodigy": {"text": TEXT, "spans": [{"start": 0, "end": 3, "label": "P"}], "answer": "accept"},
    "doccano": {"text": TEXT, "label": [[0, 3, "P"]]},
    "labelbuddy": {"text": TEXT, "annotations": [[0, 3, "P"]]},
    "label-studio": {"data": {"text": TEXT}, "annotations": []},
    "argilla": {"fields": {"text": TEXT}, "responses": {"q": [{"value": "P", "user_id": "a"}]}},
    "spacy-json": [TEXT, {"entities": [[0, 3, "P"]]}],
}  # fmt: skip


def prodigy(**more: Any) -> dict[str, Any]:
    return {"text": TEXT, "answer": "accept", **more}


def buddy(annotations: Any) -> dict[str, Any]:
    return {"text": TEXT, "annotations": annotations}


def studio(result: Any) -> dict[str, Any]:
    return {"data": {"text": TEXT}, "annotations": [{"result": result}]}


def region(labels: Any, **more: Any) -> dict[str, Any]:
    value = {"start": 0, "end": 3, "labels": labels, **more}
    return {"type": "labels", "from_name": "l", "to_name": "t", "value": value}


def argilla(responses: Any) -> dict[str, Any]:
    return {"fields": {"text": TEXT}, "responses": responses}


def old_argilla(**more: Any) -> dict[str, Any]:
    return {"text": TEXT, "prediction": None, "status": "Validated", **more}


def paragraph(**more: Any) -> dict[str, Any]:
    return {"paragraphs": [{"raw": "Ann", "sentences": [], **more}]}


NO_LIST, NO_SPAN = "“{}” is not a list", "an item of “{}” that is not a span"
NO_OBJECT = "what stands for “{}” is not an object"
NO_LABEL = "a span in “entities” without a label: 0 to 3"
NO_PLACE = "a span in “{}” without whole numbers as start and end"
WRONG: list[tuple[str, Any, str]] = [
    ("prodigy", prodigy(text=3), "“text” is not a text"),
    ("prodigy", {"txt": TEXT, "spans": []}, "no field of texts; the fields are: txt, spans"),
    ("prodigy", prodigy(spans={"start": 0}), NO_LIST.format("spans")),
    ("prodigy", prodigy(spans=["Ann"]), NO_SPAN.format("spans")),
    ("prodigy", prodigy(options=["A"], accept=["A"]), "an option without a name"),
    ("prodigy", prodigy(options=[{"id": 1, "text": " "}], accept=[1]), "an option without a name"),
    (
        "prodigy",
        prodigy(
            tokens=[{"text": "Ann", "start": 0, "end": 3}],
            spans=[{"token_start": 0, "token_end": 7, "label": "P"}],
        ),
        NO_PLACE.format("spans"),
    ),
    ("doccano", {"text": TEXT, "label": {"a": 1}}, NO_LIST.format("label")),
    ("doccano", {"text": TEXT, "label": [7]}, NO_SPAN.format("label")),
    ("labelbuddy", buddy({"start_char": 0}), NO_LIST.format("annotations")),
    ("labelbuddy", buddy(["Ann"]), NO_SPAN.format("annotations")),
    (
        "labelbuddy",
        buddy([{"start_byte": -1, "end_byte": 3, "label_name": "P"}]),
        NO_PLACE.format("annotations"),
    ),
    ("label-studio", {"data": "x", "annotations": []}, NO_OBJECT.format("data")),
    ("label-studio", {**studio([]), "annotations": {}}, NO_LIST.format("annotations")),
    ("label-studio", {**studio([]), "annotations": [7]}, NO_OBJECT.format("annotations")),
    ("label-studio", studio({}), NO_LIST.format("result")),
    ("label-studio", studio(["P"]), "a result that is none"),
    ("label-studio", studio([region("P")]), NO_LIST.format("labels")),
    ("label-studio", studio([region(["P"], text="Bob")]), "the text at 0 to 3 is 'Ann', not 'Bob'"),
    ("argilla", argilla({"q": "P"}), NO_LIST.format("responses")),
    ("argilla", argilla({"q": [7]}), NO_OBJECT.format("responses")),
    ("argilla", argilla([{"user_id": "a", "values": [1]}]), NO_OBJECT.format("values")),
    (
        "argilla",
        {"fields": {"a": TEXT, "b": TEXT}, "responses": []},
        "no field of texts; the fields are: a, b",
    ),
    ("argilla", old_argilla(annotation=[7]), NO_SPAN.format("annotation")),
    ("argilla", {**old_argilla(), "text": None, "inputs": [TEXT]}, NO_OBJECT.format("inputs")),
    ("spacy-json", [TEXT, {"cats": ["a"]}], "“topics” is not a list of names"),
    ("spacy-json", [TEXT, {"entities": [["0", 3, "P"]]}], NO_PLACE.format("entities")),
    ("spacy-json", [TEXT, {"entities": [[0, 3, ""]]}], NO_LABEL),
    ("spacy-json", [TEXT, {"spans": {"sc": 7}}], NO_SPAN.format("entities")),
    ("spacy-json", paragraph(cats=[3]), "“topics” is not a list of names"),
    ("spacy-json", paragraph(sentences=[{"tokens": [3]}]), NO_LIST.format("tokens")),
]  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_each_broken_record_is_refused_by_itself(name: str) -> None:
    wrong = [(bad, told) for tool, bad, told in WRONG if tool == name]
    data = json.dumps([SOUND[name], *(bad for bad, _ in wrong), SOUND[name]]).encode()
    read = registry.to_read(name).read
    assert read is not None
    found = list(read(io.BytesIO(data), "f.json", ReadOptions()))
    refused = [str(each) for each in found if isinstance(each, Refusal)]
    assert refused == [f"f.json, item {n}: {told}" for n, (_, told) in enumerate(wrong, 2)]
    sound = [each for each in found if isinstance(each, GivenArticle)]
    assert [each.text for each in sound] == [TEXT, TEXT]
