"""Excel workbooks: rows of sheets as articles."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from annotator.errors import UserError
from annotator.formats import registry, xlsx
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal
from annotator.formats.base import Likeness

FIXTURES = Path("../shared/fixtures/doccano/backend/data_import/tests/data/text_classification")
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not there")


def book(*sheets):
    """A workbook of sheets, each a list of rows."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def read(data, text_field=""):
    return list(xlsx.read(io.BytesIO(data), "f.xlsx", ReadOptions(text_field)))


def test_usual_columns():
    rows = [
        ["ID", "Headline", "Date", "Text", "Rank", "When"],
        [7, "T", date(2023, 11, 10), "a\r\n👨‍👩‍👧 b", 3.0, datetime(2023, 1, 1, 2)],
        [None, None, None, None, None, None],
        [8, None, "2023-11", "c", 0.5, None],
    ]
    first, second = read(book(rows))
    assert (first.key, first.title, first.published) == ("7", "T", "2023-11-10")
    assert first.text.replace("\r\n", "\n") == "a\n👨‍👩‍👧 b"
    assert json.loads(first.meta) == {"Rank": "3", "When": "2023-01-01 02:00:00"}
    assert (second.key, second.text, second.where) == ("8", "c", "f.xlsx:4")


def test_characters_that_excel_escapes():
    (article,) = read(book([["text", "n"], ["a_x000D_\nb_x0041_", 1]]))
    assert article.text == "a\r\nb_x0041_"


def test_each_sheet_is_a_table():
    found = read(book([["text"], ["Ann"]], [], [["a", "b"], [1, 2]], [["content"], ["Joe"]]))
    assert [x.text for x in found if isinstance(x, GivenArticle)] == ["Ann", "Joe"]
    (refused,) = [x for x in found if isinstance(x, Refusal)]
    assert str(refused).startswith("f.xlsx, S3: no column of texts; the columns are: a, b")
    with pytest.raises(UserError, match="no column of texts; the columns are: a, b"):
        read(book([["a", "b"], [1, 2]]))


def test_another_column_may_be_the_text():
    (article,) = read(book([["lead", "text"], ["Ann", "Joe"]]), "lead")
    assert article.text == "Ann"


def test_rows_are_refused_by_themselves():
    rows = [["id", "text"], [1, "Ann"], [2, None], [3, "Joe", "more"], [4, "Bob"]]
    found = read(book(rows))
    assert [x.text for x in found if isinstance(x, GivenArticle)] == ["Ann", "Bob"]
    assert [str(x) for x in found if isinstance(x, Refusal)] == [
        "f.xlsx:3: the text is empty",
        "f.xlsx:4: a row of 3 fields under a header of 2",
    ]


def test_columns_are_told():
    data = book([["note"], ["x"]], [["id", "text"], [1, "Ann"]])
    found = xlsx.columns(io.BytesIO(data), "f", ReadOptions())
    assert (found.names, found.text, found.uses["key"]) == (("id", "text"), "text", "id")
    assert xlsx.columns(io.BytesIO(b"x"), "f", ReadOptions()).names == ()


def test_it_is_told_by_its_content():
    data = book([["text"], ["Ann"]])
    assert registry.reader_for("f.xlsx", data[:4096]).name == "xlsx"
    assert registry.reader_for("f.xlsx", b"").name == "xlsx"
    assert xlsx.sniff(b"PK\x03\x04") == xlsx.sniff(b"xl/workbook.xml") == Likeness.NONE


def _bomb():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (1 << 20))
    data = bytearray(kept.getvalue())
    for size in ((1 << 20).to_bytes(4, "little"),):
        at = data.rindex(size)
        data[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    return bytes(data)


PAIRS = zip("abcdefgh", "bcdefghi", strict=True)
ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in PAIRS)
DOCTYPE = f'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>'


def _laughs():
    """A billion laughs: entities of entities."""
    kept = io.BytesIO()
    data = io.BytesIO(book([["text"], ["Ann"]]))
    with zipfile.ZipFile(data) as was, zipfile.ZipFile(kept, "w") as now:
        for each in was.infolist():
            part = was.read(each)
            if each.filename.endswith("sheet1.xml"):
                part = DOCTYPE.encode() + part.replace(b"Ann", b"&i;")
                assert b"&i;</t>" in part
            now.writestr(each.filename, part)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a whole workbook"),
        (b"PK\x03\x04 and no more", "not a whole workbook"),
        (lambda: book([["text"], ["Ann"]])[:-40], "not a whole workbook"),
        (_bomb, "too large"),
        (_laughs, "not a whole workbook"),
    ],
)
def test_what_is_corrupt_is_refused_in_a_line(data, reason):
    (refusal,) = read(data() if callable(data) else data)
    assert isinstance(refusal, Refusal)
    assert reason in str(refusal)
    assert "\n" not in str(refusal)


@given(st.data())
def test_whatever_is_changed_only_articles_and_refusals_come_out(data):
    plain = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(plain))
    except UserError:
        return
    for each in found:
        assert isinstance(each, GivenArticle) or "fault of this program" not in str(each)


WHOLE = book([["id", "text"], [1, "Ann met Joe."]])


@needs_fixtures
@pytest.mark.parametrize(
    ("name", "articles", "refused"), [("example.xlsx", 2, 1), ("example.invalid.2.xlsx", 2, 1)]
)
def test_fixtures(name, articles, refused):
    found = read((FIXTURES / name).read_bytes())
    taken = [each for each in found if isinstance(each, GivenArticle)]
    assert (len(taken), len(found) - len(taken)) == (articles, refused)


@needs_fixtures
def test_a_fixture_without_a_header_asks_for_its_column():
    data = (FIXTURES / "example_one_column_no_header.xlsx").read_bytes()
    with pytest.raises(UserError, match="no column of texts"):
        read(data)


def test_an_error_without_words_gives_no_name_of_python():
    assert str(xlsx._unfit(EOFError())) == "not a whole workbook of Excel: it ends too early"
