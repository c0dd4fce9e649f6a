"""Lists of names as files have them (`formats/names.py`)."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import names
from annotator.formats.articles import Refusal
from annotator.formats.names import GivenName


def read(data: bytes | str) -> list[GivenName | Refusal]:
    raw = data.encode() if isinstance(data, str) else data
    return list(names.read(io.BytesIO(raw), "f"))


XI, ACME = GivenName("Xi Jinping", "PERSON"), GivenName("Acme", "ORG")


@pytest.mark.parametrize(
    "data",
    [
        "name,label\nXi Jinping,PERSON\nAcme,ORG\n",
        "Type;Name\nPERSON;Xi  Jinping\nORG; Acme \n",
        "Xi Jinping\tPERSON\r\nAcme\tORG\r\n",
        '"Xi Jinping","PERSON"\n\n"Acme","ORG"',
        '{"label": "PERSON", "pattern": "Xi Jinping"}\n{"label": "ORG", "pattern": "Acme"}\n',
        '{"surface": "Xi Jinping", "label": "PERSON"}\n\n{"name": "Acme", "label": "ORG"}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_shape_is_read(data: str, encoding: str) -> None:
    assert read(data.encode(encoding)) == [XI, ACME]


def test_a_row_may_name_its_list() -> None:
    (found,) = read("surface,label,source\nAcme,ORG,Firms 2024\n")
    assert found == GivenName("Acme", "ORG", "Firms 2024")


@pytest.mark.parametrize(
    ("data", "where", "says"),
    [
        ("name,label\nAcme\n", "f:2", "a row of 1 fields"),
        ("name,label\n…,ORG\n", "f:2", "no name"),
        ("name,label\nAcme,\n", "f:2", "without a label"),
        ('{"label": "ORG", "pattern": [{"LOWER": "acme"}]}', "f:1", "both texts"),
        ('{"label": "ORG", "pattern": "Acme"', "f:1", "not JSON"),
        ("{[1]", "f:1", "not JSON"),
        (b"\0\1\2", "f", "binary"),
        ("name,label\n" + "a" * 300 + ",ORG", "f:2", "no name"),
    ],
)
def test_what_is_no_name_is_refused_by_its_line(data: bytes | str, where: str, says: str) -> None:
    (refusal,) = read(data)
    assert isinstance(refusal, Refusal)
    assert refusal.where == where and says in str(refusal.reason)


def test_one_bad_row_does_not_stop_the_rest() -> None:
    bad, good = read('name,label\n"Acme"x,ORG\nXi Jinping,PERSON\n')
    assert isinstance(bad, Refusal) and good == XI


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_whatever_a_file_holds_it_is_names_and_refusals(data: bytes) -> None:
    for item in read(data):
        assert isinstance(item, GivenName | Refusal)
        assert not isinstance(item, Refusal) or item.fault is None
