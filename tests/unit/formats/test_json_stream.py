"""The items of a JSON list, read in pieces (`formats/json_stream.py`)."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import json_stream
from annotator.formats.articles import BadRecord

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=5), x, max_size=4),
    max_leaves=12,
)  # fmt: skip


def items(data: bytes, piece: int = 1, encoding: str = "") -> list[object]:
    """The items of a list that comes in pieces of a few bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_PIECE_BYTES", piece)
        return list(json_stream.items_of(io.BytesIO(data), encoding))


@given(
    st.lists(VALUES, max_size=6),
    st.integers(1, 9),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_list_in_pieces_has_the_items_of_the_whole(values, piece, indent, is_ascii, encoding):
    data = json.dumps(values, indent=indent, ensure_ascii=is_ascii).encode(
        encoding, "surrogatepass" if encoding == "utf-16" else "replace"
    )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return
    assert items(data, piece) == json.loads(text)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), st.integers(1, 9))
def test_one_object_is_the_only_item(value, piece):
    assert items(json.dumps(value, indent=2).encode(), piece) == [value]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[{"a": 1}, {"a": 2}', "not JSON: the list is not closed at character 19"),
        (b'[{"a": 1} {"a": 2}]', "not JSON: expecting ',' or ']' at character 10"),
        (b'[{"a": 1}] x', "not JSON: more after the end at character 11"),
        (b'[{"a": 1}, {"a": NaN}]', "not JSON: NaN is not a value of JSON, null is"),
        (b'[{"a": 1}, ]', "not JSON: Expecting value at character 11"),
        (b'[{"a": "\xff"}]', "not utf-8 at byte 8"),
    ],
)
@pytest.mark.parametrize("piece", [1, 1000])
def test_what_is_wrong_is_told_with_its_place(data, reason, piece):
    with pytest.raises(BadRecord) as error:
        items(data, piece, "utf-8")
    assert str(error.value.reason) == reason


def test_what_is_wrong_early_does_not_read_the_rest():
    stream = io.BytesIO(b'[{"a": 1}, {a}, ' + b'{"a": 1},' * 300_000)
    with pytest.raises(BadRecord):
        list(json_stream.items_of(stream, "utf-8"))
    assert stream.tell() < 200_000
