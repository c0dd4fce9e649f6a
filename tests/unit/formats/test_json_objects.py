"""Objects of JSON from lines, lists and objects written over lines, each by itself."""

import gc
import io
import json
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import json_objects, registry
from annotator.formats.articles import BadRecord
from annotator.formats.json_objects import objects

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('aé😀\u2028"\\[]{},\n\0 ', max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a]",', max_size=3), inner),
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), max_size=6)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["f.jsonl", "f.csv", "f.conll", "f.tsv"])
def test_who_stops_halfway_and_closes_the_file_hears_nothing_of_it(name, tmp_path):
    """An error in what was read leaves the reader as it stands, until nobody knows of it."""
    lines = {
        "f.jsonl": '{"text": "One \ud83d"}\n{"text": "Two"}\n',
        "f.conll": "Ann B-PER\n\nBen B-PER\n",
    }.get(name, "text,id\nOne,1\nTwo,2\n".replace(",", "\t" if name == "f.tsv" else ","))
    file = tmp_path / name
    file.write_bytes(lines.encode("utf-16" if name != "f.conll" else "utf-8", "surrogatepass"))
    found = registry.reader_for(name)
    with file.open("rb") as stream:
        items = iter(found.read(stream, name))
        next(items)
    del items
    gc.collect()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("cut", [1, 3])
@pytest.mark.parametrize("name", ["f.jsonl", "f.csv", "f.conll", "f.tsv"])
def test_a_wide_file_that_is_cut_off_loses_only_its_end(name, cut, encoding):
    lines = {
        "f.jsonl": '{"text": "One"}\n{"text": "Two"}\n',
        "f.conll": "Ann B-PER\n\nBen B-PER\n",
    }.get(name, "text,id\nOne,1\nTwo,2\n".replace(",", "\t" if name == "f.tsv" else ","))
    data = lines.encode(encoding)[:-cut]
    first, *_ = registry.reader_for(name).read(io.BytesIO(data), name)
    assert first.text in ("One", "Ann")


def read(text, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding, "surrogatepass")
    return [
        (str(where), str(value) if isinstance(value, BadRecord) else value)
        for where, value in objects(io.BytesIO(data), "f")
    ]


def values(text, encoding="utf-8"):
    return [value for _, value in read(text, encoding)]


@settings(max_examples=25)
@given(OBJECTS, st.booleans(), st.sampled_from([None, 1]), st.sampled_from([1, 3, 7, 1 << 16]))
def test_what_json_wrote_is_read_whatever_the_pieces(items, ascii_, indent, piece):
    old = json_objects._PIECE_BYTES
    json_objects._PIECE_BYTES = piece
    try:
        as_list = json.dumps(items, ensure_ascii=ascii_, indent=indent)
        assert values(as_list) == items
        assert values("\ufeff" + as_list) == items
        lines = "\n".join(json.dumps(item, ensure_ascii=ascii_) for item in items)
        assert values(lines.replace("\u2028", "x")) == json.loads(as_list.replace("\u2028", "x"))
    finally:
        json_objects._PIECE_BYTES = old


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=5), x, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(ANY, max_size=6), st.integers(1, 9), st.booleans(),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))  # fmt: skip
def test_a_list_of_any_values_in_pieces_has_those_of_the_whole(items, piece, ascii_, encoding):
    data = json.dumps(items, ensure_ascii=ascii_).encode(encoding, "replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_objects, "_PIECE_BYTES", piece)
        found = [value for _, value in json_objects.values(io.BytesIO(data), "f", encoding)]
    assert found == json.loads(data.decode(encoding))


def test_half_a_character_at_the_end_is_the_fault_of_the_last_value():
    data = '[["a"], ["b"]'.encode("utf-16") + b"\x5d"
    first, second, *rest = (x for _, x in json_objects.values(io.BytesIO(data), "f", "utf-16"))
    assert [first, second] == [["a"], ["b"]]
    assert all(isinstance(x, BadRecord) for x in rest) and rest


def test_places_are_lines_or_items():
    assert read('{"a": 1}\n\n{"a": 2}') == [("f:1", {"a": 1}), ("f:3", {"a": 2})]
    assert read('[{"a": 1},\n{"a": 2}]') == [("f, item 1", {"a": 1}), ("f, item 2", {"a": 2})]
    assert read('{\n "a": 1\n}\n{\n "a": 2}') == [("f, item 1", {"a": 1}), ("f, item 2", {"a": 2})]


@pytest.mark.parametrize(
    "broken", ['{"a": NaN}', '{"a": 1,, "b": [2, {}]}', '"text"', "17", "abc", '{"a" "}"}', "{]",
               '{"a": "\\ud83d"}', '{"a": 1e999}', "[" * 2000 + "]" * 2000,
               r'{"a" "b\\\"}{\\"}', r'{"a" "{\\\\\"[{,"}']
)  # fmt: skip
@pytest.mark.parametrize("piece", [4, 1 << 16])
def test_a_broken_item_never_stops_the_rest(monkeypatch, broken, piece):
    monkeypatch.setattr(json_objects, "_PIECE_BYTES", piece)
    found = values(f'[{{"a": 1}}, {broken}, {{"a": 3}}]')
    assert found[0] == {"a": 1}
    assert found[-1] == {"a": 3}
    assert all(isinstance(each, str) for each in found[1:-1])
    assert len(found) > 2
    found = values(f'{{"a": 1}}\n{broken}\n{{"a": 3}}')
    assert [found[0], found[-1], len(found)] == [{"a": 1}, {"a": 3}, 3]


def test_a_bad_byte_is_the_fault_of_its_item():
    found = values(b'[{"a": 1}, {"a": "caf\xe9"}, {"a": "caf\xc3\xa9"}]')
    assert found == [{"a": 1}, "not text in the encoding of the file", {"a": "café"}]
    assert values(b'{"a": 1}\n{"a": "\xe9"}\n') == [{"a": 1}, {"a": "é"}]


@pytest.mark.parametrize("text", ['[{"a": 1}, {"b": ', '[{"a": 1}, "b', '[{"a": 1}', '[{"a": 1},'])
def test_a_list_cut_off_gives_what_is_whole(text):
    first, *rest = read(text)
    assert first == ("f, item 1", {"a": 1})
    assert rest
    assert all(isinstance(value, str) for _, value in rest)


def test_encodings_by_their_mark():
    assert values('\ufeff[{"a": "é😀"}]', "utf-16-le") == [{"a": "é😀"}]
    assert values('\ufeff{"a": "é😀"}\n{"a": 2}', "utf-16-be") == [{"a": "é😀"}, {"a": 2}]
    assert values("") == values("[]") == values(" \n") == []
    assert values('[{"a": 1}] x') == [{"a": 1}, "more stands after the list, which is not read"]


class Endless(io.RawIOBase):
    """A list without an end, and how much of it was asked for."""

    def __init__(self):
        self.given = 0

    def readable(self):
        return True

    def seek(self, *_):
        self.given = 0
        return 0

    def read(self, size=-1):
        data = (b"[" if self.given == 0 else b"") + b'{"a": 1}, ' * (size // 10)
        self.given += len(data)
        return data


def test_a_list_is_read_as_it_is_asked_for():
    stream = Endless()
    assert len(list(islice(objects(stream, "f"), 1000))) == 1000
    assert stream.given < 1 << 20


@given(OBJECTS, st.data())
def test_whatever_is_broken_there_are_only_objects_and_reasons(items, data):
    text = json.dumps(items, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    text = text[:at] + data.draw(st.text('[]{},":\\ a', max_size=3)) + text[at + cut :]
    assert all(isinstance(value, dict | str) for value in values(text))


def test_a_mark_before_a_line_is_none_of_it_and_elsewhere_it_is_a_character():
    """Files that were put together have theirs in the middle."""
    mark = "\ufeff"
    lines = f'{{"a": 1}}\n{mark}{{"a": "x{mark}y"}}\n{mark}nothing\n'
    one, two, (place, broken) = objects(io.BytesIO(lines.encode()), "f")
    assert [one[1], two[1]] == [{"a": 1}, {"a": f"x{mark}y"}]
    assert str(place) == "f:3" and isinstance(broken, BadRecord)


def test_where_a_string_never_ends_is_said_in_one_sentence():
    ((_, first), (_, second)) = objects(io.BytesIO(b'{"a": 1}\n{"a": "on'), "f")
    assert first == {"a": 1}
    assert str(second) == "not JSON: Unterminated string starting at character 6"
