"""Codebooks of REFI-QDA: other programs' as schemes, ours out and back.

What is tested: `formats/refi/codebook.py`, `workspace/exchange/codebook.py`.
"""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.errors import UserError
from annotator.formats.refi.codebook import codebook_of, scheme_table
from annotator.workspace.exchange.codebook import write_codebook
from annotator.workspace.open import projects
from annotator.workspace.scheme import files
from tests.unit.formats.standing import fixtures

QUALCODER = """\
<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="QualCoder 3.5"><Codes>
<Code guid="{a}" name="People" isCodable="false" color="#123">
 <Code guid="b" name="Leaders" isCodable="true" color="#ABCDEF">
  <Description> who leads </Description></Code>
 <Code guid="c" name="Leaders" isCodable="true"/>
</Code>
<Code guid="d" name=" Places&#10;and  more " isCodable="true" color="red"/>
</Codes><Sets><Set guid="s" name="Topics"><MemberCode targetGUID="{D}"/></Set></Sets></CodeBook>
"""


def loaded(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return files.load(str(path))


def test_codes_of_others_become_labels_and_topics(tmp_path):
    scheme = loaded(tmp_path / "x.qdc", QUALCODER)
    (label,) = scheme.labels
    assert (label.name, label.colour) == ("People/Leaders", "#abcdef")
    assert (label.guideline, label.key) == ("who leads", "p")
    assert scheme.name == "x"
    ((topic, group),) = [(x.name, g.name) for x in scheme.topics for g in scheme.groups]
    assert (topic, group) == ("Places and  more", "Topics")


def test_a_new_project_takes_its_labels_from_a_codebook(tmp_path):
    (tmp_path / "x.qdc").write_text(QUALCODER, "utf-8")
    project = projects.create(tmp_path / "p.db", str(tmp_path / "x.qdc"))
    assert write_codebook(project, tmp_path / "y.qdc") == 2
    assert loaded(tmp_path / "z.qdc", (tmp_path / "y.qdc").read_bytes()).labels[0].name == (
        "People/Leaders"
    )
    with pytest.raises(UserError, match="there is a file of this name already"):
        write_codebook(project, tmp_path / "y.qdc")


NAMES = st.text(min_size=1, max_size=12).filter(lambda x: x.isprintable() and x == x.strip())


@given(st.lists(NAMES, unique=True, max_size=5), st.lists(NAMES, unique=True, max_size=5))
def test_any_scheme_comes_back(labels, topics):
    scheme = Scheme(
        labels=tuple(Label(at, x, colour="teal", guideline=x) for at, x in enumerate(labels)),
        groups=(TopicGroup(1, "G/1"),),
        topics=tuple(Topic(at, x, 1) for at, x in enumerate(topics)),
    )
    again = files.parse(scheme_table(io.BytesIO(codebook_of(scheme))), "x")
    assert [(x.name, x.colour, x.guideline) for x in again.labels] == [
        (x, "#08707a", x) for x in labels
    ]
    assert [x.name for x in again.topics] == topics
    assert [x.name for x in again.groups] == (["G/1"] if topics else [])


def test_what_is_written_has_the_codes_that_the_published_schema_allows():
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema, of the extra consumers")
    schema = xmlschema.XMLSchema(str(fixtures("refi-qda") / "Project-mrt2019.xsd"))
    scheme = Scheme(
        labels=(Label(1, "A & b", guideline="<x>\n"),),
        groups=(TopicGroup(1, "G"),),
        topics=(Topic(2, "T", 1),),
    )
    content = codebook_of(scheme).decode()
    # The schema of codebooks is not published with that of projects, but the codes are the same.
    codes, sets = re.search(r"(<Codes>.*</Codes>\n)(<Sets>.*</Sets>)", content, re.DOTALL).groups()
    front = '<Project xmlns="urn:QDA-XML:project:1.0" name="x">'
    schema.validate(f"{front}<CodeBook>{codes}</CodeBook>{sets}</Project>")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "x.qdc: the file is empty"),
        ("<a/>", "not a REFI-QDA codebook: it does not begin as REFI-QDA does"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "not a REFI-QDA codebook: it defines entities"),
        ("PK\3\4", "not a REFI-QDA codebook: not a zip file, or a damaged one"),
    ],
)
def test_what_is_no_codebook_is_told(tmp_path, content, reason):
    with pytest.raises(UserError, match=reason):
        loaded(tmp_path / "x.qdc", content)
