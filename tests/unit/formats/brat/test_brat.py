"""brat's standoff format: its own files, there and back, what is bad, and brat's own rules.

What is tested: `formats/brat/reading.py`, `formats/brat/writing.py`.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, Refusal, changed
from annotator.formats.base import Likeness
from tests.unit.formats.standing import (
    LABELS,
    TEXTS,
    articles,
    at_every_edge,
    fixtures,
    mutated,
    of_folder,
    places,
    read_again,
    read_file,
    there_and_back,
    told,
    with_spans,
    written,
)

BRAT = registry.to_read("brat")


def read(ann: str, text: str | bytes, name: str = "a.ann"):
    parts = {"a.txt": text if isinstance(text, bytes) else text.encode()}
    (found,) = read_file(BRAT, ann.encode(), name, parts)
    return found


# -- its own files


def test_the_news_tutorial_is_read_whole_and_what_has_no_place_is_counted():
    found = of_folder(BRAT, fixtures("brat", "news"))
    assert len(found) == 13
    assert not [each for each in found.values() if isinstance(each, Refusal)]
    spans = {name[:3]: len(each.spans) for name, each in found.items()}
    assert spans == {
        "000": 7, "010": 0, "020": 0, "030": 0, "040": 4, "050": 6, "060": 10, "070": 9,
        "080": 21, "090": 22, "100": 26, "110": 14, "999": 0,
    }  # fmt: skip
    intro = found["000-introduction.ann"]
    assert intro.key == "000-introduction"
    questions = {intro.text[x.start : x.end]: x.question for x in intro.spans if x.question}
    assert questions == {"$100 million": "100000000 USD"}
    assert told(intro) == [
        "events, of which only the triggers have a place here: 1",
        "relations, which have no place here: 2",
        "attributes, which have no place here: 5",
        "references to other data, which have no place here: 1",
    ]
    notes = found["110-note_annotation.ann"]
    asked = {notes.text[x.start : x.end] for x in notes.spans if x.question}
    assert asked == {"Discworld", "merged"}  # the second stands on an event
    assert "notes on what has no place here: 1" in told(notes)


# -- there and back


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_hard_texts_come_back_with_spans_at_every_edge(text):
    there_and_back(BRAT, [at_every_edge(text, "k")])


@given(st.lists(articles(), max_size=3, unique_by=lambda x: x.key))
def test_any_articles_come_back(given_articles):
    there_and_back(BRAT, given_articles)


KEYS = [
    "a",
    "A",
    "b/c",
    "..",
    "CON",
    "nul.txt",
    "x" * 400,
    "x" * 401,
    "é",
    "e\u0301",
    "~",
    "a~b",
    "_x41_",
    " ",
    ".h",
    "t.",
]


def test_keys_come_back_from_names_that_are_safe_and_unique():
    parts = written(BRAT, [with_spans("Xi", key=key) for key in KEYS])
    names = [name.lower() for name in parts]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_~-][a-z0-9_.~-]{0,140}", name) for name in names)
    assert not any(re.match(r"(con|nul)\.", name) for name in names)
    assert {each.key for each in read_again(BRAT, parts)} == set(KEYS)


def test_questions_are_notes():
    span = GivenSpan(0, 2, "PERSON", question="Is it?\nOr not?")
    article = GivenArticle("Xi met.", key="a", spans=(changed(span, question=""),))
    article = replace(article, reviews=(GivenReview("Ann", spans=(span,)),))
    parts = written(BRAT, [article])
    assert b"#1\tAnnotatorNotes T1\tIs it?\n#2\tAnnotatorNotes T1\tOr not?\n" in parts["a.ann"]
    (again,) = read_again(BRAT, parts)
    assert again.spans[0].question == span.question


# -- as brat has it


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_what_is_written_keeps_the_rules_of_brat(text):
    """As brat's server reads (server/src/annotation.py): codecs' lines, the text of the pieces."""
    parts = written(BRAT, [at_every_edge(text, "k")])
    document = parts["k.txt"].decode()
    ids = set()
    lines = list(codecs.getreader("utf-8")(io.BytesIO(parts["k.ann"])))
    for line in lines:
        name, rest = line.split("\t", 1)
        assert name not in ids
        ids.add(name)
        data, tail = rest.split("\t", 1)
        label, spans = data.split(" ", 1)
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", label)
        pairs = [tuple(map(int, each.split(" "))) for each in spans.split(";")]
        surface = " ".join(document[start:end] for start, end in pairs)
        assert tail[: len(surface)] == surface
        assert tail[len(surface) :] == "\n"
        assert all(end > start for start, end in pairs)
    assert len(lines) == len(at_every_edge(text, "k").spans)


def test_the_settings_name_every_label_once_with_its_colour():
    parts = written(BRAT, [with_spans("Xi met", (0, 2, "other one"))])
    sections = re.split(r"^\[(\w+)\]\n", parts["annotation.conf"].decode(), flags=re.MULTILINE)
    settings = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert list(settings) == ["entities", "relations", "events", "attributes"]
    types = settings["entities"].split()
    assert len(types) == len(set(types)) == len(LABELS) + 1
    assert all(re.fullmatch("[a-zA-Z0-9_-]+", each) for each in types)
    look = parts["visual.conf"].decode()
    assert "other_x20_one | other one\n" in look
    assert "pipe_x7C_ | pipe¦\n" in look
    assert re.search(r"^PERSON\tbgColor:#[0-9a-f]{6}$", look, re.MULTILINE)


# -- what is otherwise, and what is bad


@pytest.mark.parametrize(
    ("text", "ann"),
    [
        ("One\r\ntwo Xi", "T1\tP 9 11\tXi"),
        ("One\r\ntwo Xi", "T1\tP 8 10\tXi"),  # line ends counted as one
        ("👍🏽 Xi", "T1\tP 3 5\tXi"),
        ("👍🏽 Xi", "T1\tP 5 7\tXi"),  # UTF-16
        ("é Xi", "T1\tP 3 5\tXi"),  # bytes
        ("\ufeff\ufeffa Xi", "T1\tP 4 6\tXi"),  # with the mark of the file, as brat counts
        ("\ufeff\ufeffa Xi", "T1\tP 3 5\tXi"),
    ],
)
def test_where_the_surfaces_fit_is_how_a_file_counts(text, ann):
    found = read(ann, text)
    (span,) = found.spans
    assert found.text[span.start : span.end] == "Xi"


def test_pieces_are_one_span_which_is_told_unless_a_line_end_parts_them():
    found = read("T1\tP 0 5;16 23\tNorth America", "North and South America")
    assert places(found) == {(0, 23, "P")}
    assert told(found) == ["a span in pieces is taken as one: 0 to 23"]
    found = read("T1\tP 0 5;6 13\tNorth America", "North\nAmerica")
    assert places(found) == {(0, 13, "P")}
    assert not found.left_out


@pytest.mark.parametrize(
    ("ann", "text", "reason"),
    [
        ("T1\tP 0 2\tXo", "Xi met", "the text at 0 to 2 is 'Xi', not 'Xo'"),
        ("T1\tP 0 20", "Xi met", "a range in “spans” is outside the text: 0 to 20 of 6"),
        ("T1\tP 4 2", "Xi met", "a range in “spans” ends before it begins: 4 to 2"),
        ("T1\tP 0 2\tXi", " \n", "the text is empty"),
        ("T1\tP 0 2\tXi", b"\0\xff\xfe\0", "a binary file, not text"),
    ],
)
def test_an_article_whose_spans_do_not_fit_is_refused(ann, text, reason):
    found = read(ann, text)
    assert isinstance(found, Refusal)
    assert str(found) == f"a.ann: {reason}"


def test_a_text_that_is_not_there_is_told():
    (found,) = read_file(BRAT, b"T1\tP 0 2\tXi", "x/a.ann")
    assert str(found) == "x/a.ann: its text a.txt is not beside it"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T1 P 0 2 Xi", "line 2 can't be read: 'T1 P 0 2 Xi'"),
        ("Q7\tx", "line 2 can't be read: 'Q7\\tx'"),
        ("T9\tP 0 2\tXi", "line 2: T9 is there twice, the first stays"),
        ("T1\tP 2 2\t", "a span on white space only: 2 to 2"),
    ],
)
def test_one_bad_line_is_told_and_stops_nothing(line, said):
    found = read(f"T9\tP 0 2\tXi\n{line}\nT3\tP 3 6\tmet", "Xi met")
    assert places(found) == {(0, 2, "P"), (3, 6, "P")}
    assert told(found) == [said]


def test_a_very_long_line_takes_no_long_time():
    long = "0 1;" * 200_000
    found = read(f"T1\tP {long}\tx\nT2\tP 0 2\tXi", "Xi met")
    assert places(found) == {(0, 2, "P")}


ANN = (
    "T1\tPerson 0 2\tXi\nT2\tGPE 7 8;9 10\tX Y\n#1\tAnnotatorNotes T1\tno\nR1\tA Arg1:T1 Arg2:T2\n"
)


@given(st.data())
def test_a_damaged_file_gives_articles_or_refusals(data):
    ann = mutated(data.draw, ANN.encode())
    text = mutated(data.draw, "Xi met X Y in Genève".encode())
    (found,) = read_file(BRAT, ann, "a.ann", {"a.txt": text})
    assert isinstance(found, GivenArticle) or found.fault is None, found.fault


@pytest.mark.parametrize(
    ("head", "likeness"),
    [
        (b"T1\tPerson 0 5\tAlice", Likeness.SURE),
        (b"\xef\xbb\xbf*\tAlias T1 T2", Likeness.SURE),
        (b"#1\tAnnotatorNotes T1\tx", Likeness.SURE),
        (b"T1 is a plane", Likeness.NONE),
        (b"#FORMAT=WebAnno TSV 3.3", Likeness.NONE),
        (b"", Likeness.NONE),
    ],
)
def test_files_are_known_by_their_first_line(head, likeness):
    assert BRAT.sniff(head) == likeness
