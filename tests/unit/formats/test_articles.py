"""What every reader gives: articles, and refusals that cross a process (`formats/articles.py`)."""

from __future__ import annotations

import io
import json

import pytest

from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats import jsonl
from annotator.formats.articles import BadRecord, GivenArticle, Refusal, refused
from annotator.formats.base import ReadOptions
from annotator.places import Where

_RAISED = {
    "a record that is unfit": (BadRecord(Unfit.TEXT_EMPTY), Unfit.TEXT_EMPTY),
    "a fault of the file": (
        UserError(Fault.NO_SUCH_COLUMN, name="x", known="y"), Fault.NO_SUCH_COLUMN,
    ),
    "bytes of another encoding": (
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), Unfit.NOT_IN_THE_ENCODING,
    ),
    "more than fits": (MemoryError(), Unfit.TOO_LARGE),
    "what nobody foresaw": (ZeroDivisionError(), Unfit.BY_A_BUG),
}  # fmt: skip


@pytest.mark.parametrize(("error", "code"), _RAISED.values(), ids=_RAISED)
@pytest.mark.parametrize("where", ["a.jsonl:3", Where.ARTICLE(number=3)])
def test_whatever_a_record_raises_is_a_refusal_that_crosses_a_process(error, code, where) -> None:
    refusal = refused(where, error)
    assert refusal.reason.code == code
    assert (refusal.fault is error) is (code == Unfit.BY_A_BUG)
    come = Refusal.from_dict(json.loads(json.dumps(refusal.as_dict())))
    assert (come.where, come.reason) == (where, refusal.reason)
    assert str(come) == str(refusal)


def read(**fields: object) -> GivenArticle | Refusal:
    line = json.dumps({"text": "Xi met Joe", **fields}).encode()
    (found,) = jsonl.read(io.BytesIO(line), "a.jsonl", ReadOptions())
    return found


PROPOSED = {"source": "pipeline", "start": 0, "end": 2, "label": "P"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tokens": [[0, 2], [1, 3]]}, Unfit.TOKENS_OUT_OF_ORDER),
        ({"tokens": [[0, 99]]}, Unfit.TOKENS_OUT_OF_ORDER),
        ({"tokens": [[2, 2]]}, Unfit.TOKENS_OUT_OF_ORDER),
        ({"tokens": [[0]]}, Unfit.TOKENS_NOT_PAIRS),
        ({"tokens": [["a", "b"]]}, Unfit.TOKENS_NOT_PAIRS),
        ({"tokens": 7}, Unfit.TOKENS_NOT_PAIRS),
        ({"suggestions": [{**PROPOSED, "others": [["P"]]}]}, Unfit.ALTERNATIVES_NOT_PAIRS),
        ({"suggestions": [{**PROPOSED, "others": [["P", "x"]]}]}, Unfit.ALTERNATIVES_NOT_PAIRS),
        ({"suggestions": [{**PROPOSED, "others": [[7, 0.5]]}]}, Unfit.ALTERNATIVES_WITHOUT_LABEL),
        ({"suggestions": [{"source": "pipeline"}]}, Unfit.TOPIC_WITHOUT_NAME),
        ({"suggestions": [{**PROPOSED, "end": None}]}, Unfit.ONE_END),
        ({"reviews": [{"annotator": "ann", "implied": [7]}]}, Unfit.IMPLIED_NOT_NAMES),
        ({"reviews": [{"annotator": "ann", "implied": ["A", "A"]}]}, Unfit.TWICE_IN_REVIEW),
    ],
)
def test_a_record_of_the_work_that_is_unfit_is_refused_with_the_reason(fields, code) -> None:
    found = read(**{"suggestions": [PROPOSED], **fields})
    assert isinstance(found, Refusal)
    assert found.reason.code == code


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (b'[{"text": "a"}, {"text": ""}, 7]', [None, Unfit.TEXT_EMPTY, Unfit.NOT_A_JSON_OBJECT]),
        (b"[1, ", [Unfit.NOT_A_JSON_OBJECT, Unfit.LIST_CUT_OFF]),
        (b'\n{"text": "a"}\n{"text": ""}\n', [None, Unfit.TEXT_EMPTY]),
        (b'\xef\xbb\xbf[{"text": "a"}]', [None]),
        ('[{"text": "é"}]'.encode("utf-16"), [None]),
        (b"[" * 100_000, [Unfit.NOT_JSON, Unfit.LIST_CUT_OFF]),
    ],
)
def test_a_list_and_lines_under_its_name_are_read_item_by_item(line: bytes, codes) -> None:
    found = list(jsonl.read_list(io.BytesIO(line), "a.json", ReadOptions()))
    assert [x.reason.code if isinstance(x, Refusal) else None for x in found] == codes
