"""Which tool wrote a file of JSON or a table (`formats/tool_marks.py`)."""

import json

import pytest

from annotator.formats.base import Likeness
from annotator.formats.tool_marks import likeness, table_tool, tool_of

MARKED = {
    "uima": {"%TYPES": {}},
    "spacy-json": {"id": 0, "paragraphs": []},
    "label-studio": {"id": 1, "data": {"text": "a"}},
    "argilla": {"fields": {"text": "a"}},
    "labelbuddy": {"text": "a", "utf8_text_md5_checksum": ""},
    "prodigy": {"text": "a", "answer": "accept"},
    "doccano": {"text": "a", "annotation_approver": None},
    "": {"text": "a", "topics": []},
}


@pytest.mark.parametrize("tool", MARKED)
@pytest.mark.parametrize("indent", [None, 2])
def test_one_tool_is_sure_of_a_beginning(tool, indent):
    for value in (MARKED[tool], [MARKED[tool]]):
        head = json.dumps(value, indent=indent).encode()
        assert tool_of(head) == tool
        sure = [name for name in MARKED if name and likeness(head, name) == Likeness.SURE]
        assert sure == ([tool] if tool else [])


def test_names_in_a_text_or_in_our_own_lines_tell_nothing():
    text = 'He wrote "answer": "accept" and "data": {} in it.'
    assert tool_of(json.dumps({"text": text}).encode()) == ""
    assert tool_of(json.dumps({"answer": "accept", "topics_no": []}).encode()) == ""
    assert tool_of(b'"answer": "accept"') == ""


def test_tables_are_told_by_their_columns():
    assert table_tool(["Annotation_ID", " annotator", "lead_time", "text"]) == "label-studio"
    assert table_tool(["id", "text", "label", "Comments"]) == "doccano"
    assert table_tool(["id", "data", "label"]) == "doccano"
    assert table_tool(["id", "text", "label"]) == ""
