"""Which tool wrote a file of JSON, by the names that only it uses: one answer for each beginning.

Names are looked for as keys; in a text their quotes are escaped. So it doesn't matter which fields
come first, as long as one that tells stands in the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from annotator.formats.base import Likeness
from annotator.formats.encoding import head_text


def _keys(*names: str) -> str:
    return rf'"(?:{"|".join(names)})"\s*:'


_OWN = re.compile(_keys("topics_no"))
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("uima", re.compile(_keys("%TYPES", "%FEATURE_STRUCTURES", "%VIEWS", "%FLAGS"))),
    ("spacy-json", re.compile(r'"paragraphs"\s*:\s*\[')),
    ("label-studio", re.compile(
        r'"data"\s*:\s*\{|' + _keys("from_name", "to_name", "completed_by", "was_cancelled")
        + "|" + _keys("annotation_id") + r"[\s\S]*" + _keys("lead_time")
    )),
    ("argilla", re.compile(
        r'"fields"\s*:\s*\{|' + _keys("annotation_agent", "prediction_agent", "_server_id")
        + r'|"[^"\\]{1,80}\.(?:responses|suggestion)(?:\.[a-z]+)?"\s*:'
    )),
    ("labelbuddy", re.compile(_keys(
        "utf8_text_md5_checksum", "start_char", "label_name", "display_title", "list_title",
        "short_title", "long_title", "shortcut_key",
    ))),
    ("prodigy", re.compile(
        r'"answer"\s*:\s*"(?:accept|reject|ignore)"|'
        + _keys("_input_hash", "_task_hash", "_session_id", "_annotator_id", "_view_id",
                "token_start")
    )),
    ("doccano", re.compile(
        _keys("start_offset", "Comments", "annotation_approver", "from_id", "suffix_key",
              "background_color")
        + r'|"cats"\s*:\s*\['
    )),
)  # fmt: skip


def tool_of(head: bytes) -> str:
    """The tool that wrote the objects of JSON which begin so; "" for plain ones and our own."""
    text = head_text(head)
    return _tool_of(text) if text.startswith(("{", "[")) else ""


@lru_cache(maxsize=4)
def _tool_of(text: str) -> str:
    if _OWN.search(text):
        return ""
    return next((name for name, marks in _MARKS if marks.search(text)), "")


def table_tool(columns: Iterable[str]) -> str:
    """The tool that wrote a table with these columns, in lower case; "" for any other table."""
    names = {name.strip().lower() for name in columns}
    if {"annotation_id", "annotator", "lead_time"} <= names:
        return "label-studio"
    is_doccano = {"id", "text", "label", "comments"} <= names or {"id", "data", "label"} <= names
    return "doccano" if is_doccano else ""


def likeness(head: bytes, tool: str) -> Likeness:
    """Whether this tool wrote it."""
    return Likeness.SURE if tool_of(head) == tool else Likeness.NONE
