"""Rows of tables that other tools wrote (`formats/row_records.py`)."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.articles import BadRecord
from annotator.formats.row_records import records

CELLS = st.text('aé😀",\n\t ', max_size=8)


def read(data, encoding=""):
    found = records(io.BytesIO(data), "f.csv", encoding)
    return [(x, str(y) if isinstance(y, BadRecord) else y) for x, y in found]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from([",", "\t"]))
def test_rows_are_records_by_the_names_of_their_columns(rows, delimiter):
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table.writerows([("text", "label"), *rows])
    found = [value for _, value in read(out.getvalue().encode("utf-8-sig"))]
    assert found == [{"text": text, "label": label} for text, label in rows]


def test_a_bad_row_is_told_by_its_line_and_stops_nothing():
    found = read(b'text,label\na,b\nc\n"d" e,f\n"g\nh",i\n')
    assert [where for where, _ in found] == ["f.csv:2", "f.csv:3", "f.csv:4", "f.csv:5"]
    assert [found[0][1], found[3][1]] == [
        {"text": "a", "label": "b"},
        {"text": "g\nh", "label": "i"},
    ]
    assert all(isinstance(reason, str) for _, reason in found[1:3])


def test_bytes_that_fit_no_encoding_are_the_fault_of_their_row():
    (first, second) = read(b"text\na\n\xff\xfe\xff\n", "utf-8")
    assert first == ("f.csv:2", {"text": "a"})
    assert second == ("f.csv:3", "not text in the encoding of the file")


def test_a_table_without_anything_has_no_rows():
    assert read(b"") == read(b"text\n") == []
    ((where, reason),) = read(b'"text" x\n')
    assert where == "f.csv:1"
    assert isinstance(reason, str)
