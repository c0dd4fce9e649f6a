"""What the suggestion worker is asked and answers: it arrives as it was sent, or is refused."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import ModelKind, WorkerAnswer, WorkerRequest
from annotator.core.records import Label, Scheme, Source, Topic, TopicGroup
from annotator.core.tokens import Tokens
from annotator.protocol import ProtocolError
from annotator.worker_messages import (
    Answer,
    Done,
    Explain,
    Explained,
    Load,
    Loaded,
    Refused,
    Remember,
    Request,
    Run,
    SetScheme,
    Suggest,
    Suggested,
    SuggestedSpan,
    SuggestedTopic,
    UseModel,
    Weighed,
    answer_from,
    number_of,
    request_from,
    to_bytes,
)

# With lone surrogates, which Python's strings may have and UTF-8 has not.
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=12)
NUMBERS = st.integers(0, 1 << 40)
SCORES = st.none() | st.floats(0, 1)
LABELS = st.none() | NUMBERS
SOURCES = st.sampled_from(Source)
NOTES = st.none() | st.dictionaries(TEXTS, TEXTS, max_size=2)
PLACES = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=3)


def rows(kind: type, *values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.builds(kind, *values), max_size=3)


SCHEMES = st.builds(
    Scheme,
    name=TEXTS,
    nested=st.booleans(),
    labels=st.tuples(st.builds(Label, NUMBERS, TEXTS, leave_out=st.tuples(TEXTS))),
    groups=st.tuples(st.builds(TopicGroup, NUMBERS, TEXTS)),
    topics=st.tuples(st.builds(Topic, NUMBERS, TEXTS, NUMBERS, keywords=st.tuples(TEXTS))),
    label_map=st.dictionaries(TEXTS, LABELS, max_size=3),
    also_fed=st.dictionaries(TEXTS, st.tuples(NUMBERS), max_size=3),
    damaged_labels=st.frozensets(NUMBERS, max_size=2),
)
REQUESTS = st.one_of(
    st.builds(Load, id=NUMBERS, pipeline=st.none() | TEXTS),
    st.builds(SetScheme, id=NUMBERS, scheme=SCHEMES),
    st.builds(
        Remember,
        id=NUMBERS,
        surfaces=st.dictionaries(TEXTS, st.lists(st.tuples(LABELS, NUMBERS)), max_size=3),
        usual=PLACES,
        weighed=st.none()
        | st.builds(Weighed, st.dictionaries(TEXTS, st.integers(-9, 9)), st.booleans()),
    ),
    st.builds(
        UseModel,
        id=NUMBERS,
        kind=st.sampled_from(ModelKind),
        version=TEXTS,
        path=st.none() | TEXTS,
        taught_by=TEXTS,
    ),
    st.builds(Explain, id=NUMBERS, topic=NUMBERS, text=TEXTS),
    st.builds(Suggest, id=NUMBERS, text=TEXTS),
)
ANSWERS = st.one_of(
    st.builds(Done, id=NUMBERS),
    st.builds(
        Refused,
        id=st.integers(-1),
        error=TEXTS,
        notice=st.none() | st.fixed_dictionaries({"code": TEXTS, "values": st.just({})}),
    ),
    st.builds(
        Loaded,
        id=NUMBERS,
        pipeline=TEXTS,
        version=TEXTS,
        fingerprint=TEXTS,
        note=NOTES,
    ),
    st.builds(Explained, id=NUMBERS, words=PLACES),
    st.builds(
        Suggested,
        id=NUMBERS,
        run=st.builds(Run, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
        tokens=st.builds(Tokens, st.lists(NUMBERS), st.lists(NUMBERS)),
        sentences=st.lists(NUMBERS),
        suggestions=rows(
            SuggestedSpan,
            NUMBERS,
            NUMBERS,
            LABELS,
            SOURCES,
            SCORES,
            st.booleans(),
            st.lists(st.tuples(LABELS, st.floats(0, 1)), max_size=2),
        ),
        topics=rows(SuggestedTopic, NUMBERS, SOURCES, SCORES),
    ),
)


def plain(message: Request | Answer) -> Any:
    """As JSON has it: a default that was left out, a list or a tuple make no difference."""
    return msgspec.to_builtins(message, order="sorted")


@given(REQUESTS)
def test_a_request_arrives_as_it_was_sent(request: Request) -> None:
    arrived = request_from(to_bytes(request))
    assert type(arrived) is type(request)
    assert plain(arrived) == plain(request)


@given(ANSWERS)
def test_an_answer_arrives_as_it_was_sent(answer: Answer) -> None:
    arrived = answer_from(to_bytes(answer))
    assert type(arrived) is type(answer)
    assert plain(arrived) == plain(answer)


@given(REQUESTS, st.data())
def test_a_field_too_few_or_too_many_is_refused_by_its_name(
    request: Request, data: st.DataObject
) -> None:
    fields = json.loads(json.dumps(plain(request)))
    required = [x.name for x in msgspec.structs.fields(type(request)) if x.required]
    missing = data.draw(st.sampled_from([*required, "do"]))
    body = json.dumps({k: v for k, v in fields.items() if k != missing}).encode()
    with pytest.raises(ProtocolError, match=f"missing required field `{missing}`"):
        request_from(body)
    assert number_of(body) == (-1 if missing == "id" else request.id)
    with pytest.raises(ProtocolError, match="unknown field `colour`"):
        request_from(json.dumps({**fields, "colour": "red"}).encode())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"is":"suggested","id":1}', "missing required field `run`"),
        (b'{"is":"done","id":1,"done":true}', "unknown field `done`"),
        (b'{"is":"sung","id":1}', "'sung'"),
        (b'{"is":"done","id":"one"}', "Expected `int`, got `str` - at `$.id`"),
        (b'{"is":"explained","id":1,"words":[[1]]}', "`$.words"),
        (b"[]", "Expected `object`"),
        (b"no JSON", "Expecting value"),
        (b"\xff", "can't decode"),
        (b"", "Expecting value"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_is_wrong(body: bytes, why: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        answer_from(body)
    assert why in str(refused.value)


def test_each_name_on_the_wire_has_its_class() -> None:
    assert {x.__struct_config__.tag for x in get_args(Request)} == {str(x) for x in WorkerRequest}
    assert {x.__struct_config__.tag for x in get_args(Answer)} == {str(x) for x in WorkerAnswer}
