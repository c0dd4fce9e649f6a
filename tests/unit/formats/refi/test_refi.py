"""REFI-QDA projects: the published schema, there and back, how other programs differ, bad ones.

What is tested: `formats/refi/reading.py`, `formats/refi/model.py`, `formats/refi/writing.py`.
"""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic, Refusal
from annotator.formats.base import Likeness
from annotator.formats.refi import parts as parts_module
from tests.unit.formats.standing import (
    TEXTS,
    articles,
    at_every_edge,
    fixtures,
    mutated,
    places,
    read_file,
    there_and_back,
    told,
    with_spans,
    written,
)

REFI = registry.to_read("refi")


def packed(project: str | bytes, sources=(), folder="sources", **more) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **more) as zip_:
        zip_.writestr("project.qde", project)
        for name, text in dict(sources).items():
            content = text if isinstance(text, bytes) else text.encode()
            zip_.writestr(f"{folder}/{name}", content)
    return stream.getvalue()


USERS = '<Users><User guid="{11111111-1111-1111-1111-11111111111A}" name="Ann"/></Users>'
ANN = "11111111-1111-1111-1111-11111111111a"
CODES = """<CodeBook><Codes>
<Code guid="22222222-2222-2222-2222-222222222221" name="People" isCodable="true" color="#ff0000">
 <Description>who</Description>
 <Code guid="22222222-2222-2222-2222-222222222222" name="Leaders" isCodable="true"/>
</Code></Codes></CodeBook>"""
PEOPLE, LEADERS = (f"22222222-2222-2222-2222-22222222222{x}" for x in "12")


def project(*elements: str, origin: str = "QualCoder", sources: str = "") -> str:
    front = f'<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="{origin}">'
    return f"{front}{USERS}{CODES}{''.join(elements)}<Sources>{sources}</Sources></Project>"


def source(*inside: str, name: str = "one", path: str = "internal://a.txt") -> str:
    guid = "33333333-3333-3333-3333-333333333333"
    front = f'<TextSource guid="{guid}" name="{name}" plainTextPath="{path}">'
    return f"{front}{''.join(inside)}</TextSource>"


def selection(start, end, *inside: str, code=PEOPLE, name="", user=ANN) -> str:
    coding = f'<Coding guid="x" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'
    return (
        f'<PlainTextSelection guid="s" startPosition="{start}" endPosition="{end}" name="{name}">'
        f"{''.join(inside)}{coding if code else ''}</PlainTextSelection>"
    )


def read(content: bytes, name="a.qdpx", **more):
    return read_file(REFI, content, name, **more)


def one(*inside: str, text="Xi met Joe.", origin="QualCoder", **more):
    given_project = project(origin=origin, sources=source(*inside))
    (found,) = read(packed(given_project, {"a.txt": text}, **more))
    return found


# -- the schema, and there and back


FULL = [
    GivenArticle(
        "Xi met Joe.\r\n\0 Then 👍🏽 left.", "The \x0b title", "k/1", "2024-01-02", "AP",
        "http://x.example?a=1&b=2", "en", 7, '{"a": "b"}',
        spans=(GivenSpan(0, 2, "PERSON"), GivenSpan(20, 22, "a b")),
        topics=(GivenTopic("Politics"), GivenTopic("New topic")),
        reviews=(
            GivenReview(
                "Ann", edited_at="2024-05-06T07:08:09+00:00", note="no & yes\n<b>", flagged=True,
                spans=(GivenSpan(0, 2, "PERSON", question="Is it?\0"), GivenSpan(20, 22, "a b")),
                topics=(
                    GivenTopic("Politics"),
                    GivenTopic("New topic"),
                    GivenTopic("Sports & more", False),
                ),
            ),
            GivenReview("Bob “B”", "skipped", "too long", spans=(GivenSpan(0, 6, "unknown one"),)),
        ),
    ),
    GivenArticle("No work here.", key="_x0_"),
    with_spans("Labels of nobody", (0, 6, "x/y"), key="3"),
]  # fmt: skip


def test_what_is_written_is_valid_by_the_published_schema():
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema, of the extra consumers")
    schema = xmlschema.XMLSchema(str(fixtures("refi-qda") / "Project-mrt2019.xsd"))
    hard = [at_every_edge(x, str(at)) for at, x in enumerate(TEXTS[:8])]
    for given_articles in (FULL, FULL[1:2], hard):
        (content,) = written(REFI, given_articles).values()
        with zipfile.ZipFile(io.BytesIO(content)) as zip_:
            assert zip_.testzip() is None
            schema.validate(io.BytesIO(zip_.read("project.qde")))
            names = zip_.namelist()
    assert len(names) == 9
    assert all(name == "project.qde" or name.startswith("sources/") for name in names)


def test_all_that_a_review_says_comes_back():
    found = read(written(REFI, FULL)["project"])
    for before, after in zip(FULL, found, strict=True):
        for name in ("text", "title", "key", "published", "source", "url", "language", "meta"):
            assert getattr(after, name) == getattr(before, name), name
        assert after.source_offset == before.source_offset
        if before.reviews:
            assert after.reviews == before.reviews
    assert places(found[2]) == places(FULL[2])


def test_the_review_that_stands_is_the_one_that_is_held_against_the_project():
    stream = io.BytesIO(written(REFI, FULL)["project"])
    first, second, _ = REFI.back(stream, "a.qdpx")
    assert first.key == "k/1"
    assert first.spans == {(0, 2, "PERSON"), (20, 22, "a b")}
    assert first.yes == {"Politics", "New topic"}
    assert (second.spans, second.yes) == (frozenset(), frozenset())


def test_the_same_articles_give_the_same_bytes():
    assert written(REFI, FULL) == written(REFI, FULL)


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_hard_texts_come_back_with_spans_at_every_edge(text):
    there_and_back(REFI, [at_every_edge(text, "k")])


@settings(max_examples=20)
@given(st.lists(articles(), max_size=3, unique_by=lambda x: x.key))
def test_any_articles_come_back(given_articles):
    there_and_back(REFI, given_articles)


# -- what other programs say


def test_codings_are_reviews_of_their_users_with_codes_by_their_paths():
    found = one(
        selection(0, 2),
        selection(7, 10, "<Description>a memo</Description>", code=LEADERS.upper()),
        f'<Coding guid="c" creatingUser="{{{ANN.upper()}}}" '
        f'creationDateTime="2020-01-02T03:04:05Z"><CodeRef targetGUID="{LEADERS}"/></Coding>',
    )
    (review,) = found.reviews
    assert (review.annotator, review.status) == ("Ann", "done")
    assert review.edited_at == "2020-01-02T03:04:05Z"
    assert places(found) == {(0, 2, "People"), (7, 10, "People/Leaders")}
    assert [x.question for x in review.spans] == ["", "a memo"]
    assert review.topics == (GivenTopic("People/Leaders"),)
    assert (found.key, found.title) == ("one", "one")
    assert not found.spans


def test_codings_of_nobody_are_bare_labels():
    found = one(selection(0, 2, user=""))
    assert [(x.start, x.end, x.label) for x in found.spans] == [(0, 2, "People")]
    assert not found.reviews


def test_notes_variables_cases_and_sets_are_kept():
    elements = (
        '<Variables><Variable guid="v1" name="Age" typeOfVariable="Text"/>'
        '<Variable guid="v2" name="Year" typeOfVariable="Integer"/></Variables>'
        '<Cases><Case guid="c1" name="Anna"><VariableValue><VariableRef targetGUID="v1"/>'
        "<TextValue>20-29</TextValue></VariableValue>"
        '<SourceRef targetGUID="33333333-3333-3333-3333-333333333333"/></Case></Cases>'
    )
    after = (
        f'<Notes><Note guid="n1" creatingUser="{ANN}" plainTextPath="internal://n.txt"/>'
        '<Note guid="n2"><PlainTextContent>on a part</PlainTextContent></Note></Notes>'
        '<Sets><Set guid="t" name="Group 1"><MemberSource '
        'targetGUID="{33333333-3333-3333-3333-333333333333}"/></Set></Sets></Project>'
    )
    inside = source(
        selection(0, 2, '<NoteRef targetGUID="n2"/>'),
        selection(3, 6, code=""),
        selection(3, 6, code="99999999-9999-9999-9999-999999999999"),
        selection(3, 6, code="c1"),
        '<NoteRef targetGUID="n1"/>',
        '<VariableValue><VariableRef targetGUID="v2"/><IntegerValue>2020</IntegerValue>'
        "</VariableValue>",
    )
    content = project(elements, sources=inside).replace("</Project>", after)
    (found,) = read(packed(content, {"a.txt": "Xi met Joe.", "n.txt": "a note"}))
    (review,) = found.reviews
    assert review.note == "a note"
    assert review.spans[0].question == "on a part"
    assert json.loads(found.meta) == {
        "Year": "2020", "Age": "20-29", "cases": ["Anna"], "sets": ["Group 1"],
    }  # fmt: skip
    assert told(found) == [
        "marked parts without a code: 1",
        "codings by codes that are not in it: 1",
    ]


def test_notes_may_be_linked_to_what_they_are_about():
    notes = (
        '<Notes><Note guid="n1"><PlainTextContent>of a part</PlainTextContent></Note>'
        '<Note guid="n2"><PlainTextContent>of the text</PlainTextContent></Note></Notes>'
        '<Links><Link guid="l1" originGUID="N1" targetGUID="s"/>'
        '<Link guid="l2" originGUID="33333333-3333-3333-3333-333333333333" targetGUID="n2"/>'
        "</Links></Project>"
    )
    content = project(sources=source(selection(0, 2))).replace("</Project>", notes)
    (found,) = read(packed(content, {"a.txt": "Xi met Joe."}))
    (review,) = found.reviews
    assert (review.spans[0].question, review.note) == ("of a part", "of the text")


TEXT = "One\r\n👍 two\r\nXi met Joe."
LF = TEXT.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("text", "origin", "start", "end", "name"),
    [
        (TEXT, "QualCoder 3", 12, 14, "Xi"),  # the standard
        (TEXT, "ATLAS.ti 23", 10, 12, ""),  # each line end as one
        (TEXT, "ATLAS.ti 23", 12, 14, "Xi"),
        (TEXT, "NVivo", 10, 12, "Xi"),
        (TEXT, "NVivo", 13, 15, "Xi"),  # UTF-16
        (TEXT, "MAXQDA", 13, 14, "Xi"),  # and the end that of the last character
        (LF, "MAXQDA", 12, 14, "Xi"),  # each line end as two
        (LF, "", 10, 12, "Xi"),
        (LF, "", 10, 12, ""),
    ],
)
def test_positions_are_counted_as_the_program_did(text, origin, start, end, name):
    found = one(selection(start, end, name=name), text=text, origin=origin)
    (place,) = places(found)
    assert found.text[slice(*place[:2])] == "Xi"


def test_words_that_are_cut_tell_too_and_the_most_decide():
    words = "a word " * 20
    text = f"One\r\n{words}\r\nXi."
    end = 4 + len(words)
    found = one(
        selection(4, end, name="a word a word a wo..."),
        selection(end + 1, end + 3, name="Xi"),
        selection(0, 3, name="something else"),
        text=text,
    )
    assert {found.text[a:b].strip() for a, b, _ in places(found)} == {words.strip(), "Xi", "One"}


@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_the_folder_of_sources_has_a_capital_in_some(folder):
    assert one(selection(0, 2), folder=folder).text == "Xi met Joe."


def test_texts_may_be_in_the_project_itself():
    inside = "<PlainTextContent>Xi met\nJoe.</PlainTextContent>"
    text = '<TextSource guid="s" name="n">' + inside + selection(0, 2) + "</TextSource>"
    (found,) = read(packed(project(sources=text)))
    assert (found.text, places(found)) == ("Xi met\nJoe.", {(0, 2, "People")})


def test_a_project_that_is_not_packed_is_read_with_what_lies_beside():
    content = project(sources=source(selection(0, 2))).encode()
    beside = {"sources/a.txt": b"\xef\xbb\xbfXi met"}
    (found,) = read(content, "project.qde", parts=beside)
    assert (found.text, places(found)) == ("Xi met", {(0, 2, "People")})


# -- what is bad


def test_other_sources_are_refused_each_with_its_place():
    sources = (
        '<PDFSource guid="p" name="p" path="internal://p.pdf"><Representation guid="r" '
        'plainTextPath="internal://a.txt"><PlainTextSelection guid="q" startPosition="0" '
        'endPosition="1"/></Representation></PDFSource><AudioSource guid="a"/>'
        f'<PictureSource guid="i"/><VideoSource guid="v"/>{source(selection(0, 2))}'
    )
    found = read(packed(project(sources=sources), {"a.txt": "Xi met Joe."}))
    assert list(map(str, found[:4])) == [
        "a.qdpx, source 1: a PDF: only texts can be read",
        "a.qdpx, source 2: a recording: only texts can be read",
        "a.qdpx, source 3: a picture: only texts can be read",
        "a.qdpx, source 4: a film: only texts can be read",
    ]
    assert places(found[4]) == {(0, 2, "People")}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("internal://b.txt", "sources/b.txt is not in it"),
        ("internal://../../etc/passwd", "internal://../../etc/passwd lies outside of it"),
        ("internal:///etc/passwd", "internal:///etc/passwd lies outside of it"),
        ("internal://C:\\x.txt", "internal://C:\\x.txt lies outside of it"),
        ("relative://a.txt", "relative://a.txt lies outside of it"),
        ("absolute:///etc/passwd", "absolute:///etc/passwd lies outside of it"),
        ("", "the text is empty"),
    ],
)
def test_one_source_that_cannot_be_read_stops_no_other(path, reason):
    sources = source(path=path) + source()
    found = read(packed(project(sources=sources), {"a.txt": "Xi met Joe."}))
    assert str(found[0]) == f"a.qdpx, source 1: {reason}"
    assert found[1].text == "Xi met Joe."
    found = read(project(sources=source(path=path)).encode(), "p.qde", parts={"a.txt": b"x"})
    assert str(found[0]).startswith("p.qde, source 1: ")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((2, 2), "a span on white space only: 2 to 2"),
        ((5, 99), "a range in “spans” is outside the text: 5 to 99 of 11"),
        ((5, 1), "a range in “spans” ends before it begins: 5 to 1"),
        (("x", 1), "a span in “PlainTextSelection” without whole numbers as start and end"),
        (("", ""), "a span in “PlainTextSelection” without whole numbers as start and end"),
    ],
)
def test_one_bad_selection_is_told_and_stops_nothing(place, said):
    found = one(selection(0, 2), selection(*place))
    assert places(found) == {(0, 2, "People")}
    assert told(found) == [said]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not XML: no element found, at line 1"),
        (b"PK\3\4 no zip", "not a zip file, or a damaged one"),
        (packed("<a/>"), "it does not begin as REFI-QDA does"),
        (packed(project())[:-20], "not a zip file, or a damaged one"),
        (packed(project()[:-5]), "not XML: unclosed token, at line 5"),
        (
            packed('<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'),
            "it defines entities of its own, which may be a trap",
        ),
    ],
)
def test_a_bad_project_is_refused_in_a_line(content, reason):
    (found,) = read(content)
    assert str(found) == f"a.qdpx: {reason}"
    assert found.fault is None


def test_a_zip_without_a_project_is_told():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zip_:
        zip_.writestr("x.txt", "x")
    (found,) = read(stream.getvalue())
    assert str(found) == "a.qdpx: project.qde is not in it"


def test_a_bomb_is_not_unpacked(monkeypatch):
    content = packed(
        project(sources=source() + source(path="internal://b.txt")),
        {"a.txt": b"x" * (70 << 20), "b.txt": "Xi met"},
        compression=zipfile.ZIP_DEFLATED,
    )
    assert len(content) < 1 << 20
    bomb, other = read(content)
    assert isinstance(bomb, Refusal)
    assert str(bomb).startswith("a.qdpx, source 1: ")
    assert other.text == "Xi met"
    monkeypatch.setattr(parts_module, "MOST_BYTES", 5)
    beside = {"sources/a.txt": b"Xi met Joe"}
    (found,) = read(project(sources=source()).encode(), "p.qde", parts=beside)
    assert "more than 5 bytes" in str(found)


@given(st.data())
def test_a_damaged_file_gives_articles_or_refusals(data):
    text = project(sources=source(selection(0, 2)))
    content = packed(mutated(data.draw, text.encode()), {"a.txt": "Xi met Joe."})
    if data.draw(st.booleans()):
        content = mutated(data.draw, content)
    for found in read(content):
        assert isinstance(found, GivenArticle) or found.fault is None, found.fault


@given(st.data())
def test_a_damaged_file_of_our_own_gives_articles_or_refusals(data):
    with zipfile.ZipFile(io.BytesIO(written(REFI, FULL)["project"])) as zip_:
        text = zip_.read("project.qde")
        sources = {x.split("/")[1]: zip_.read(x) for x in zip_.namelist() if "/" in x}
    for found in read(packed(mutated(data.draw, text), sources)):
        assert isinstance(found, GivenArticle) or found.fault is None, found.fault


@pytest.mark.parametrize(
    ("old", "new"),
    [("annotator", "somebody"), ("[{", "{["), ("status", "\n")],
)
def test_our_own_variables_that_were_changed_are_refused_in_a_line(old, new):
    with zipfile.ZipFile(io.BytesIO(written(REFI, FULL[:1])["project"])) as zip_:
        text = zip_.read("project.qde").decode()
        (name,) = (x for x in zip_.namelist() if "/" in x)
        content = zip_.read(name)
    start = text.index("[{")
    changed = text[:start] + text[start:].replace(old, new, 1)
    (found,) = read(packed(changed, {name.split("/")[1]: content}))
    assert str(found).startswith("a.qdpx, source 1: not JSON: ")


def test_the_beginning_tells_the_format():
    (content,) = written(REFI, FULL).values()
    assert REFI.sniff(content[:4096]) == Likeness.SURE
    assert REFI.sniff(project().encode()) == Likeness.SURE
    assert REFI.sniff(b"<Project/>") == Likeness.NONE
    assert registry.reader_for("a.qdpx", content[:4096]) is REFI
