"""Tables: columns by their usual names, delimiters, and rows that are refused."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import table
from annotator.formats.articles import ReadOptions

USUAL = ReadOptions()


def read(data, name="f.csv", options=USUAL):
    data = data if isinstance(data, bytes) else data.encode()
    return list(table.read(io.BytesIO(data), name, options))


def test_usual_columns():
    (article,) = read('ID,Headline,Date,Outlet,URL,Content,Rank\n7,T,2023-11-10,S,u,"a\r\nb",3\n')
    assert (article.key, article.title, article.published) == ("7", "T", "2023-11-10")
    assert (article.source, article.url, article.text) == ("S", "u", "a\r\nb")
    assert json.loads(article.meta) == {"Rank": "3"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    (article,) = read(f"id{delimiter}text\n1{delimiter}a.b\n")
    assert (article.key, article.text) == ("1", "a.b")


def test_tsv_and_a_chosen_column():
    (article,) = read("lead\ttext\na,b\tc\n", "f.tsv", ReadOptions("lead"))
    assert article.text == "a,b"


def test_old_encoding():
    (article,) = read("text,n\nélu à Genève\t déjà,1\n".encode("cp1252"))
    assert (article.text, article.encoding) == ("élu à Genève\t déjà", "cp1252")


def test_without_a_text_column_the_columns_are_named():
    with pytest.raises(UserError, match="no column of texts; the columns are: id, lead") as caught:
        read("id,lead\n1,a\n")
    assert "--text-field" in str(caught.value)


def test_an_empty_table_names_no_columns():
    with pytest.raises(UserError, match="the columns are: –"):
        read("")


def test_bad_rows_are_refused_with_their_line_and_the_rest_goes_on():
    found = read('id,text\n1,"a\nb"\n2\n\n3,\n4,"x"y\n5,z\n')
    assert [str(each) for each in found if not hasattr(each, "text")] == [
        "f.csv:4: a row of 1 fields under a header of 2",
        "f.csv:6: the text is empty",
        "f.csv:7: not a row of a table: ',' expected after '\"'",
    ]
    assert [each.text for each in found if hasattr(each, "text")] == ["a\nb", "z"]


def test_a_quote_that_never_ends_is_refused_at_its_line():
    before, refusal, after = read('text\nab\n"cd\nef\n')
    assert (before.text, after.text) == ("ab", "ef")
    assert str(refusal).startswith("f.csv:3: not a row of a table")


def test_a_long_field():
    (article,) = read("text\n" + "a" * 300_000 + "\n")
    assert len(article.text) == 300_000


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
            lambda text: not text.isspace()
        ),
        min_size=1,
    )
)
def test_any_texts_come_back(texts):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["text", "n"], *([t, "1"] for t in texts)])
    assert [each.text for each in read(stream.getvalue())] == texts


# -- tables as they come -----------------------------------------------------------------------

HEADERS = {
    "de": "Titel;Datum;Quelle;Inhalt",
    "fr": "Titre;Date;Journal;Texte",
    "es": "Título;Fecha;Medio;Contenido",
    "pl": "Tytuł;Data;Źródło;Treść",
    "ru": "Заголовок;Дата;Источник;Текст",
    "zh": "标题;日期;来源;正文",
    "decomposed": "Ti\u0301tulo;Fecha;Medio;Texto",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_columns_are_known_by_their_names_in_many_languages(header):
    (article,) = read(f"{header}\nT;2023-01-02;S;Words.\n")
    assert (article.title, article.published, article.source, article.text) == (
        "T", "2023-01-02", "S", "Words.",
    )  # fmt: skip


def test_the_only_column_of_long_texts_is_that_of_the_text():
    long = "A sentence of some length that says what happened where and to whom. " * 2
    data = "nr,what,said\n" + "".join(f'{n},short,"{long}{n}"\n' for n in range(5))
    assert [x.text for x in read(data)] == [f"{long}{n}" for n in range(5)]
    assert table.columns(io.BytesIO(data.encode()), "f.csv", USUAL).text == "said"
    both = "nr,what,said\n" + "".join(f'{n},"{long}","{long}{n}"\n' for n in range(5))
    with pytest.raises(UserError, match="no column of texts"):
        read(both)


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(UserError, match="two columns are called “text”"):
        read("text,text,id\nFirst,Second,1\n")
    (article,) = read("text,,\nFirst,a,b\n")  # as spreadsheets leave them
    assert json.loads(article.meta) == {"column 2": "a", "column 3": "b"}


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "\ufeffsep=;", "SEP=;"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_first_line_may_say_what_parts_the_fields(said, end):
    data = end.join([said, "id;text", "1;a, b, c", '2;"x', "3;z", ""])
    one, refusal, two = read(data)
    assert (one.key, one.text, two.text) == ("1", "a, b, c", "z")
    assert refusal.where == "f.csv:4"
    assert table.sniff(data.encode()) == 2


@pytest.mark.parametrize(
    ("cell", "topics", "spans"),
    [
        ("positive", ["positive"], []),
        ('["War", "Peace"]', ["War", "Peace"], []),
        ("['War', 'Peace']", ["War", "Peace"], []),
        ('[[0, 2, "PER"]]', [], [(0, 2, "PER")]),
        ("[(0, 2, 'PER')]", [], [(0, 2, "PER")]),
        ('[{"start": 0, "end": 2, "label": "PER"}]', [], [(0, 2, "PER")]),
        ("", [], []),
        ("[]", [], []),
    ],
)
@pytest.mark.parametrize("column", ["label", "labels", "Label"])
def test_labels_in_a_cell(cell, topics, spans, column):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["text", column], ["Xi met Joe.", cell]])
    (article,) = read(stream.getvalue())
    assert [x.topic for x in article.topics] == topics
    assert [(x.start, x.end, x.label) for x in article.spans] == spans
    assert article.meta == "{}"


@pytest.mark.parametrize("cell", ["[1, 2", "{War}", "[open('x')]", "[" * 5000])
def test_a_cell_of_labels_that_is_no_list_is_refused(cell):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["text", "labels"], ["Xi", cell], ["Joe", ""]])
    refusal, article = read(stream.getvalue())
    assert "a cell of labels that is no list" in str(refusal) and article.text == "Joe"


def test_label_columns_can_be_chosen():
    data = "text,category,tag\nXi,a,b\n"
    chosen = ReadOptions(columns={"topics": "", "labels": "tag", "title": "category"})
    (article,) = read(data, options=chosen)
    assert (article.title, [x.topic for x in article.topics]) == ("a", ["b"])


ROWS = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
            # What begins so may close the row before in a way that nobody can tell.
            lambda x: not x.isspace() and "\ufeff" not in x and x[0] not in ',"\n\r'
        ),
        st.text(st.sampled_from('a,;"\n\r\t\0é\u2028'), max_size=5),
    ),
    min_size=3, max_size=6,
)  # fmt: skip


@given(ROWS, st.data())
def test_an_unclosed_quote_takes_its_own_row_only(rows, data):
    broken = data.draw(st.integers(0, len(rows) - 1))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(["text", "n"])
    for number, row in enumerate(rows):
        if number == broken:
            stream.write('"never closed,1\r\n')
        else:
            writer.writerow(row)
    found = read(stream.getvalue())
    texts = [x.text for x in found if hasattr(x, "text")]
    assert texts == [text for n, (text, _) in enumerate(rows) if n != broken]


def test_rows_with_other_line_ends_and_nul_bytes_and_marks_in_the_middle():
    data = 'id,text\r\n1,"a\rb\nc"\r\n2,x\ry\r\n3,n\0l\r\n\ufeff4,m\r\n\ufeffid,text\r\n5,z\r\n'
    found = read(data)
    assert [(x.key, x.text) for x in found if hasattr(x, "text")] == [
        ("1", "a\rb\nc"), ("3", "n\0l"), ("4", "m"), ("5", "z"),
    ]  # fmt: skip
    reasons = [str(x).split(": ", 1)[1] for x in found if not hasattr(x, "text")]
    assert len(reasons) == 2 and "new-line" in reasons[0]
    assert reasons[1] == "the names of the columns once more"


def test_lines_that_end_as_on_old_macs():
    assert [x.text for x in read('id,text\r1,a\r2,"b\r\nc"\r')] == ["a", "b\r\nc"]


def test_quotes_that_are_escaped_by_a_backslash():
    (article,) = read('id,text\n1,"he said \\"no\\", then left"\n')
    assert article.text == 'he said "no", then left'


def test_a_byte_of_no_encoding_is_refused_with_its_row():
    data = "id,text\n1,déjà vu\n2,là \n3,où\n".encode().replace(b"l\xc3\xa0", b"l\xe0")
    found = read(data)
    assert [x.text for x in found if hasattr(x, "text")] == ["déjà vu", "où"]
    assert str(found[1]) == "f.csv:3: the byte 0xe0 at character 1 is not utf-8"


@given(st.binary(max_size=80), st.integers(0, 40))
def test_whatever_is_changed_in_a_file_only_articles_and_refusals_come(junk, at):
    whole = b'id,text,label\n1,"a\nb",x\n2,c,"[""d""]"\n'
    try:
        found = read(whole[:at] + junk + whole[at:])
    except UserError:
        return
    assert all(getattr(x, "fault", None) is None for x in found)


def test_a_quote_that_is_open_for_ever_is_not_read_again_and_again(monkeypatch):
    from annotator.formats import rows

    monkeypatch.setattr(rows, "_LONGEST_ROW", 1000)
    data = 'id,text\n1,"open\n' + "".join(f"{n},row {n}\n" for n in range(2, 500))
    found = read(data)
    assert len(found) == 499 and str(found[0]).startswith("f.csv:2")
