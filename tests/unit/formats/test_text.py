"""Text files: encodings, the header line, and that line ends stay.

What is tested: `formats/encoding.py`.
"""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import text
from annotator.formats.articles import Refusal

FRENCH = "Le président a été élu à Genève ; « très bien », a déclaré la députée. " * 5


def read(data):
    (found,) = text.read(io.BytesIO(data), "folder/a.b.txt")
    return found


def test_header_is_cut_and_its_length_kept():
    article = read(b" date 2023-11-10 The President.\r\n\r\nMore.")
    assert article.text == "The President.\r\n\r\nMore."
    assert article.published == "2023-11-10"
    assert article.source_offset == len(" date 2023-11-10 ")
    assert (article.key, article.title) == ("a.b", "The President.")


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
    ],
)
def test_encodings_are_found_and_reported(encoding, reported):
    article = read(FRENCH.encode(encoding))
    assert (article.text, article.encoding) == (FRENCH, reported)


@pytest.mark.parametrize(
    ("sentence", "encoding"),
    [
        ("Президент России встретился с министром иностранных дел Китая в Москве. ", "cp1251"),
        ("日本の首相は火曜日に東京で中国の外相と会談した。", "shift_jis"),
    ],
)
def test_other_scripts_in_old_encodings(sentence, encoding):
    assert read((sentence * 10).encode(encoding)).text == sentence * 10


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" date 2023-11-10 \n\n", "empty"),
        (b"PK\x03\x04\0\0\0", "binary"),
        (bytes(range(1, 256)) * 9, "binary"),
        (b"\xff\xfea\0\0\xd8b\0", "not utf-16 at byte"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name(data, reason):
    refusal = read(data)
    assert isinstance(refusal, Refusal)
    assert refusal.where == "folder/a.b.txt"
    assert reason in str(refusal.reason)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_stays_as_it_is(content):
    article = read(("x" + content).encode())
    assert article.text == "x" + content
