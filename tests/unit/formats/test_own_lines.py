"""A line of our own is read at once or piece by piece (`own_lines.py`): the same comes of it."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import given_labels, json_objects, jsonl, own_lines, plain_lines

RUN = {"pipeline": "en", "version": "1", "fingerprint": "f", "corrector": ""}
LINE: dict[str, Any] = {
    "id": "a",
    "text": "Xi met Putin 😀 in Moscow.",
    "title": "T",
    "date": "2024-05-01",
    "source": "s",
    "url": "u",
    "language": "en",
    "source_offset": 3,
    "entities": [{"start": 0, "end": 2, "label": "PER"}, {"start": 7, "end": 12, "label": "PER"}],
    "topics": ["War"],
    "topics_no": ["Trade"],
    "suggestions": [
        {
            "start": 0, "end": 2, "label": "PER", "source": "corrector", "score": 0.5,
            "is_maybe": False, "run": RUN, "others": [{"label": None, "probability": 0.5}],
        },
        {
            "start": None, "end": None, "label": "War", "source": "keyword", "score": None,
            "is_maybe": False, "run": None, "others": [],
        },
    ],
    "reviews": [
        {
            "annotator": "ann", "status": "done", "reason": "", "flagged": False, "note": "n",
            "seconds": 1.0, "seconds_to_first_act": None, "share_seen": 1.0, "shown": "shown",
            "run": None, "chosen": "queue", "scheme_version": 1, "review_pass": 1,
            "is_forced": False, "edited_at": "2024",
            "spans": [
                {
                    "start": 0, "end": 2, "label": "PER", "surface": "Xi", "origin": "confirmed",
                    "suggestion": 0, "question": "",
                },
                {
                    "start": 7, "end": 12, "label": "PER", "surface": "Putin", "origin": "added",
                    "suggestion": None, "question": "?",
                },
            ],
            "topics": [{"topic": "War", "is_yes": True, "way": "key"}],
            "decisions": [
                {
                    "suggestion": 0, "outcome": "confirmed", "way": "key", "at": "2024",
                    "start": 0, "end": 2, "label": "PER", "followed_from": None, "focused": True,
                    "seconds": 0.5, "label_shown": "PER", "probability": 0.5, "threshold": 0.5,
                },
            ],
            "blind": {"at": "2024", "topics": ["War"], "spans": [
                {"start": 0, "end": 2, "label": "PER"},
            ]},
            "implied": ["Trade"],
        }
    ],
    "tokens": [[0, 2], [3, 6], [7, 12]],
    "meta": '{"a":1}',
}  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All paths in a value of JSON."""
    inside: Any = ()
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path]
    for name, content in inside:
        found += places(content, (*path, name))
    return found


PLACES = places(LINE)[1:]
values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 40), st.floats(-3, 40), st.just([]), st.just({}),
    st.sampled_from(["", " ", "PER", " PER", "Xi", "War", "Trade", "{}", "[]", '{"b":[1]}', "x"]),
    st.just([0, 2]), st.just({"start": 0, "end": 2, "label": "PER"}), st.integers(10**20, 10**21),
)  # fmt: skip


def read(line: bytes) -> list[Any]:
    return [
        item if not hasattr(item, "reason") else str(item)
        for item in jsonl.read(io.BytesIO(line), "a.jsonl")
    ]


def test_a_whole_line_is_read_at_once_and_back() -> None:
    line = own_lines.line_of(json.dumps(LINE, separators=(",", ":")).encode())
    assert line is not None
    at_once = own_lines.article_of(line, "")
    assert at_once == jsonl.article_of(copy.deepcopy(LINE), "", jsonl.ReadOptions())


@given(place=st.sampled_from(PLACES), content=values, what=st.sampled_from("set drop add".split()))
def test_both_ways_of_reading_make_the_same(
    place: tuple[Any, ...], content: Any, what: str
) -> None:
    value = copy.deepcopy(LINE)
    around = value
    for name in place[:-1]:
        around = around[name]
    if what == "set":
        around[place[-1]] = content
    elif what == "drop":
        del around[place[-1]]
    elif isinstance(around, dict):
        around["more"] = content
    else:
        around.append(copy.deepcopy(around[place[-1]]))
    line = json.dumps(value, separators=(",", ":")).encode()
    at_once = read(line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(own_lines, "line_of", lambda _line: None)
        assert read(line) == at_once


SPANS = st.lists(
    st.dictionaries(
        st.sampled_from("start end label surface text more".split()),
        st.one_of(st.integers(-1, 5), st.sampled_from(["PER", " PER", "", "Xi", "met"]), st.none()),
        max_size=4,
    )
    | st.lists(st.sampled_from([0, 2, "PER", "start"]), max_size=3),
    max_size=3,
)


@given(spans=SPANS)
def test_spans_of_other_tools_are_the_same_both_ways(spans: list[Any]) -> None:
    line = json.dumps({"text": "Xi met", "spans": spans}).encode()
    at_once = read(line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plain_lines, "article_of", lambda _line, _where: None)
        patched.setattr(given_labels, "_plain_spans", lambda _given: ())
        patched.setattr(json_objects, "quick_loads", lambda _line: None)
        patched.setattr(jsonl.Fitting, "are_fit", lambda _self, _spans: False)
        assert read(line) == at_once


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "a", "n": NaN}', b'{"text": "a", "n": 1e999}', b'{"text": "\\ud800"}',
        b'{"text": "a\xff"}', b'{"text": "a", "n": 12345678901234567890123}', b'{"text": "a"',
        b'{"text": "a", "text": "b"}', b'\xef\xbb\xbf{"text": "a"}', b'{"text": "a\tb"}',
        b'{"text": "a", "n": [1e22, 0.00001, -0]}', b"[1, 2]", b"7", b'{"text": "\\udc00"}',
        b'{"text": "a", "deep": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)  # fmt: skip
def test_json_means_the_same_both_ways(line: bytes) -> None:
    at_once = read(line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plain_lines, "article_of", lambda _line, _where: None)
        patched.setattr(json_objects, "quick_loads", lambda _line: None)
        assert read(line) == at_once


def test_an_entity_that_says_more_than_ours_do_is_read_piece_by_piece() -> None:
    line = copy.deepcopy(LINE)
    assert own_lines.line_of(json.dumps(line).encode()) is not None
    line["entities"][0]["surface"] = "Yi"  # which would be passed over, and is not in the text
    assert own_lines.line_of(json.dumps(line).encode()) is None
