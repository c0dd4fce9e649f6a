"""Files of tokens in every dialect: which columns, which articles, which text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal
from annotator.formats.base import Likeness
from annotator.formats.conll import reading

FIXTURES = Path("../shared/fixtures")
DOCCANO = "doccano/backend/data_import/tests/data/sequence_labeling/"
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not there")


def read(data, name="f.conll", **more):
    data = data if isinstance(data, bytes) else data.encode()
    return list(reading.read(io.BytesIO(data), name, ReadOptions(more=more)))


def said(item):
    if isinstance(item, Refusal):
        return str(item)
    return item.text, [(item.text[x.start : x.end], x.label) for x in item.spans]


APART = [("Ann met", [("Ann", "P")]), ("Joe", [("Joe", "P")])]
TWO = ("Ann met Joe\nin Rome", [("Ann", "P"), ("Joe", "P"), ("Rome", "L")])
CONLL_2003 = """-DOCSTART- -X- O O

Ann NNP I-NP I-P
met VB I-VP O
Joe NNP I-NP I-P

in IN I-PP O
Rome NNP I-NP I-L
"""
CONLL_U = """# newdoc id = d1
# sent_id = 1
# text = Ann doesn't go.
1\tAnn\tAnn\tPROPN\tNNP\t_\t3\tnsubj\t_\tner=S-P
2-3\tdoesn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdoes\tdo\tAUX\tVBZ\t_\t3\taux\t_\tner=O
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\tner=O
4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
5.1\t_\t_\t_\t_\t_\t_\t_\t_\t_

# newpar
# sent_id = 2
1\tIn\tin\tADP\tIN\t_\t2\tcase\t_\t_
2\tRome\tRome\tPROPN\tNNP\t_\t0\troot\t_\tSpacesAfter=\\n|ner=S-L
"""
WORDS = [("The", "(ORG*"), ("UN", "*)"), ("in", "*"), ("Rome", "(GPE)")]
LINES = "".join(f"bc/1 0 {n} {x} X X - - - - {tag} *\n" for n, (x, tag) in enumerate(WORDS))
BRACKETS = f"#begin document (bc/1); part 000\n{LINES}\n#end document\n"
DIALECTS = {
    "conll2003": (
        CONLL_2003,
        [TWO],
    ),
    "tabs": ("Ann\tB-P\nmet\tO\n\nJoe\tU-P\n", APART),
    "crlf": ("Ann B-P\r\nmet O\r\n\r\nJoe B-P\r\n", APART),
    "tag first": ("B-P Ann\nO met\n", [("Ann met", [("Ann", "P")])]),
    "comments": (
        "# id 7f3e domain=train\nAnn _ _ B-P\n# _ _ O\nmet _ _ O\n",
        [("Ann # met", [("Ann", "P")])],
    ),
    "two layers": (
        "# x\t[2009]\n1\tUni\tB-ORG\tO\n2\tBonn\tI-ORG\tB-LOC\n3\tist\tO\tO\n",
        [("Uni Bonn ist", [("Uni Bonn", "ORG"), ("Bonn", "LOC")])],
    ),
    "plain labels": (
        "Ann\tPERSON\nLee\tPERSON\nmet\tO\nin\tO\n.\tO\n",
        [("Ann Lee met in .", [("Ann Lee", "PERSON")])],
    ),
    "bare": ("BRCA B\n1 I\nis O\n", [("BRCA 1 is", [("BRCA 1", "ENTITY")])]),
    "nothing marked": ("a O\nb O\nc O\n", [("a b c", [])]),
    "sentence a line": (
        "Ann|N|B-P met|V|O\nJoe|N|I-P\n", [("Ann met", [("Ann", "P")]), ("Joe", [("Joe", "P")])],
    ),
    "universal": (CONLL_U, [("Ann doesn't go.\n\nIn Rome\n", [("Ann", "P"), ("Rome", "L")])]),
    "universal plus": (
        "# global.columns = ID FORM NER\n1\tAnn\tB-P\n2\tmet\tO\n", [("Ann met", [("Ann", "P")])],
    ),
    "brackets": (
        BRACKETS,
        [("The UN in Rome", [("The UN", "ORG"), ("Rome", "GPE")])],
    ),
    "spaces said": (
        "Ann\t_\tB-P\nLee\tSpaceAfter=No\tI-P\n.\tSpacesAfter=\\s\\u00a0\\n\tO\nJoe\t_\tO\n",
        [("Ann Lee. \xa0\nJoe", [("Ann Lee", "P")])],
    ),
    "header": (
        "pos\ttoken\tner\nN\tAnn\tB-P\nV\tmet\tO\n\nN\tJoe\tB-P\n",
        APART,
    ),
    "token with a space": ("New York\tB-L\nis\tO\n", [("New York is", [("New York", "L")])]),
    "blank lines of white space": ("Ann B-P\nmet O\n \t\nJoe B-P\n\n\n\n", APART),
    "the text on two lines": (
        "# text = «Ann»!\n« O\nAnn B-P\n» O\n! O\n", [("«Ann»!", [("Ann", "P")])],
    ),
    "a text that is another": ("# text = Bob!\nAnn B-P\n! O\n", [("Ann !", [("Ann", "P")])]),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects(name):
    data, expected = DIALECTS[name]
    assert [said(each) for each in read(data)] == expected
    assert reading.sniff(data.encode()) == Likeness.SURE
    assert registry.reader_for("a.txt", data.encode()).name == "conll"
    assert registry.reader_for("a.tsv", data.encode()).name == "conll"


def test_every_ending_that_such_files_have():
    data = DIALECTS["conll2003"][0].encode()
    for ending in ("conll", "iob", "bio", "iob2", "bilou", "conllu", "tsv", "txt"):
        assert registry.reader_for(f"a.{ending}", data).name == "conll"


@pytest.mark.parametrize(
    "head",
    [
        b"", b"Ann met Joe in Rome.\nThen she left.\n", b"#FORMAT=WebAnno TSV 3.3\n1-1\tA\t_\n",
        b"id,text\n1,Xi", b"id\ttext\n1\tAnn met\n", b'{"text": "a"}', b"T1\tPER 0 3\tAnn\n",
        b"<xml>\n</xml>", b"Ann met\nJoe left\nBob stayed\n", b"date 2023-11-10\n\nAnn met Joe.",
        b"one\ntwo\nthree\n", b"B-1 bomber\nB-52 bomber\nU-2 plane\n", b"I-95 north\nI-80 west\n",
    ],
)  # fmt: skip
def test_what_is_none(head):
    assert reading.sniff(head) == Likeness.NONE


def test_keys_and_fields():
    (first, second) = read(
        "# newdoc id = a 1\n# title = T\n# date = 2023-11-10\n# mood = calm\nAnn B-P\n\n"
        "# newdoc id = b\nJoe B-P\n"
    )
    assert (first.key, first.title, first.published, first.meta) == (
        "a 1", "T", "2023-11-10", '{"mood":"calm"}',
    )  # fmt: skip
    assert (second.key, second.where) == ("b", "f.conll:8")
    (one, two) = read("# sent_id = s1\nAnn B-P\nmet O\n\n# sent_id = s2\nJoe B-P\n")
    assert (one.key, two.key) == ("s1", "s2")
    (kept,) = read("-DOCSTART- (7) O\n\nAnn _ B-P\n")
    assert kept.key == "(7)"


def test_a_broken_document_is_refused_at_its_line_and_the_rest_goes_on():
    data = "Ann B-P\nmet O\n\nJoe O O\nx O\n\nBob B-\n\nCy B-P\n"
    found = read(data)
    assert [said(each) for each in found] == [
        ("Ann met", [("Ann", "P")]),
        "f.conll:4: a line of 3 columns among lines of 2",
        "f.conll:7: “B-” is no tag of a token, such as O or B-PER",
        ("Cy", [("Cy", "P")]),
    ]


def test_what_has_no_tags_is_refused_with_what_to_do():
    with pytest.raises(UserError, match=r"no line looks like a token.*--token-columns"):
        read("Ann met Joe in Rome.\nThen she left.\n")
    with pytest.raises(UserError, match="none of the columns “pos tag” is the token"):
        read("a b\n", token_columns="pos tag")


def test_columns_may_be_said():
    data = "B-NP Ann NNP B-P x\nI-VP met VB O x\n"
    assert said(read(data, token_columns="chunk token pos tag")[0]).startswith(
        "f.conll:1: a line of 5"
    )
    found = read(data, token_columns="chunk token pos tag more")
    assert said(found[0]) == ("Ann met", [("Ann", "P")])
    both = read(data, token_columns="tag word pos ner more")
    assert said(both[0])[1] == [("Ann", "NP"), ("Ann", "P"), ("met", "VP")]


def test_what_an_article_is_may_be_said():
    data = "Ann B-P\n\nJoe B-P\n"
    assert [x.text for x in read(data, articles_from="document")] == ["Ann\nJoe"]
    data = "-DOCSTART- O\n\n" + data
    assert [x.text for x in read(data)] == ["Ann\nJoe"]
    assert [x.text for x in read(data, articles_from="sentence")] == ["Ann", "Joe"]
    lines = "Ann|B-P met|O\nJoe|B-P left|O\n"
    assert [x.text for x in read(lines, articles_from="document")] == ["Ann met\nJoe left"]
    with pytest.raises(UserError, match="articles_from"):
        read(data, articles_from="page")


def test_print_has_no_spaces_before_stops():
    data = "“ O\nAnn B-P\nLee I-P\n” O\n( O\nhe O\nis O\nn't O\n) O\n, O\nok O\n. O\n"
    (article,) = read(data, token_spacing="print")
    assert said(article) == ("“Ann Lee” (he isn't), ok.", [("Ann Lee", "P")])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    (article,) = read("Zoë B-P\nétait O\nlà O\n".encode(encoding))
    assert said(article) == ("Zoë était là", [("Zoë", "P")])


def test_a_bad_byte_is_its_documents_problem():
    good = "".join(f"Zoë{n} B-P\nmet O\n\n" for n in range(50)).encode()
    *_, before, refused, after = read(good + b"Jo\xffe B-P\nx O\n\nBob B-P\n")
    assert (before.text, after.text) == ("Zoë49 met", "Bob")
    assert str(refused) == "f.conll:151: the byte 0xff at character 2 is not utf-8"


def test_a_line_that_never_ends_is_refused():
    found = read("Ann B-P\n\n" + "x" * (reading._LONGEST_LINE + 9) + " O\n\nJoe B-P\n")
    assert [type(each) for each in found] == [GivenArticle, Refusal, GivenArticle]
    assert str(found[1]).startswith("f.conll:3: too large")


PIECES = st.sampled_from(
    ["Ann", "O", "B-P", "I-P", "B-", " ", "\t", "\n", "\n\n", "#", "# id = a", "-DOCSTART-", "\0",
     "1-2", "9", "|", "(P*", "*)", "\r", "SpacesAfter=\\", "# annotator_text = {", "# annotator = ",
     "DocId=%E9|", "\ufeff", "# text = Ann", "#begin document (x)"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_in_a_file_only_articles_and_refusals_come_out(data):
    try:
        found = read(data)
    except UserError:
        return
    for each in found:
        assert isinstance(each, GivenArticle) or "fault of this program" not in str(each)


@needs_fixtures
@pytest.mark.parametrize(
    ("path", "articles", "spans", "refused"),
    [
        ("spaCy/extra/example_data/ner_example_data/ner-sent-per-line.iob", 2, 7, 0),
        ("spaCy/extra/example_data/ner_example_data/ner-token-per-line.iob", 1, 7, 0),
        ("spaCy/extra/example_data/ner_example_data/ner-token-per-line-with-pos.iob", 1, 7, 0),
        ("spaCy/extra/example_data/ner_example_data/ner-token-per-line-conll2003.iob", 1, 7, 0),
        (DOCCANO + "example.conll", 2, 2, 0),
        (DOCCANO + "labeling.invalid.conll", 2, 3, 1),
        (DOCCANO + "labeling.trailing.conll", 1, 2, 0),
        ("doccano/backend/data_import/pipeline/examples/sequence_labeling/example.txt", 2, 4, 0),
    ],
)  # fmt: skip
def test_fixtures(path, articles, spans, refused):
    data = (FIXTURES / path).read_bytes()
    assert registry.reader_for(path, data[:4096]).name == "conll"
    found = read(data)
    taken = [each for each in found if isinstance(each, GivenArticle)]
    assert (len(taken), sum(len(each.spans) for each in taken)) == (articles, spans)
    assert len(found) - len(taken) == refused


@needs_fixtures
def test_no_other_fixture_is_taken_for_one():
    taken = [
        path
        for path in FIXTURES.rglob("*")
        if path.is_file() and reading.sniff(path.read_bytes()[: registry.HEAD_BYTES])
    ]
    assert len(taken) == 8
