"""A line that is too long to be an article is one refusal, and what comes after it is read."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.faults import Unfit
from annotator.formats import json_objects, jsonl, long_lines, prodigy, text
from annotator.formats.articles import GivenArticle, Refusal

LIMIT = 200


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(long_lines, "LONGEST_BYTES", LIMIT)


def line(words: int, **more: object) -> bytes:
    return json.dumps({"text": "word " * words + ".", **more}).encode() + b"\n"


@given(st.lists(st.binary(max_size=600).map(lambda x: x.replace(b"\n", b"")), max_size=6))
def test_all_lines_come_in_order_cut_at_the_limit(parts):
    data = b"\n".join(parts)
    stream = io.BytesIO(data)
    found = list(iter(lambda: long_lines.readline(stream), (b"", 0)))
    whole = [each for each in re.split(rb"(?<=\n)", data) if each]
    assert found == [(each[: LIMIT + 1], len(each)) for each in whole]


@pytest.mark.parametrize("piece", [8, 1 << 16])
@pytest.mark.parametrize(
    "long", ['{"text": "' + "word, {" * 90 + '"}', '{"text": [' + '"{\\\\", ' * 90 + '"."]}']
)
def test_an_item_of_a_list_that_is_too_long_is_refused_by_its_place(monkeypatch, piece, long):
    monkeypatch.setattr(json_objects, "_PIECE_BYTES", piece)
    data = f'[{{"text": "one"}}, {long}, {{"text": "three"}}]'.encode()
    found = list(jsonl.read_list(io.BytesIO(data), "f"))
    assert [type(each) for each in found] == [GivenArticle, Refusal, GivenArticle]
    assert str(found[1].where) == "f, item 2"
    assert found[1].reason.code == Unfit.TOO_LONG


@pytest.mark.parametrize("read", [jsonl.read, prodigy.read])
def test_a_line_that_is_too_long_is_refused_by_its_place(read):
    data = line(2, answer="accept") + line(500, answer="accept") + line(3, answer="accept")
    found = list(read(io.BytesIO(data), "f"))
    assert [type(each) for each in sorted(found, key=lambda x: x.where)] == [
        GivenArticle,
        Refusal,
        GivenArticle,
    ]
    (refusal,) = (each for each in found if isinstance(each, Refusal))
    assert refusal.where == "f:2"
    assert refusal.reason.code == Unfit.TOO_LONG
    assert {each.where for each in found} == {"f:1", "f:2", "f:3"}


def test_tasks_behind_one_that_is_too_long_are_found():
    hashed = {"_input_hash": 7, "answer": "accept", "_view_id": "ner_manual"}
    data = (
        line(1, **hashed, _annotator_id="ann")
        + line(500, **hashed)
        + line(2, answer="accept")
        + line(1, **hashed, _annotator_id="bob")
    )
    found = list(prodigy.read(io.BytesIO(data), "f"))
    articles = [each for each in found if isinstance(each, GivenArticle)]
    assert [len(each.reviews) for each in articles] == [2, 1]
    assert [each.where for each in found if isinstance(each, Refusal)] == ["f:2"]


def test_a_file_that_is_one_article_has_the_same_limit():
    (fits,) = text.read(io.BytesIO(b"a" * LIMIT), "a.txt")
    (refusal,) = text.read(io.BytesIO(b"a" * (LIMIT + 1)), "a.txt")
    assert isinstance(fits, GivenArticle)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.code == Unfit.TOO_LONG
