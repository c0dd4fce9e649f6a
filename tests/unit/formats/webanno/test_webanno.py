"""WebAnno TSV 3: INCEpTION's own files, there and back, its rules, and what is bad.

What is tested: `formats/webanno/reading.py`, `formats/webanno/writing.py`.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import registry
from annotator.formats.articles import GivenArticle, Refusal
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

TSV = registry.to_read("webanno")
NE = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def read(content: str, name: str = "a.tsv", **more):
    (found,) = read_file(TSV, content.encode(), name, **more)
    return found


# -- INCEpTION's own files


def test_the_suite_of_inception_is_read_whole():
    found = of_folder(TSV, fixtures("inception", "tsv3-suite"))
    assert len(found) == 6
    said = {
        name.split("/")[0].removeprefix("test"): {
            (each.text[start:end], label) for start, end, label in places(each)
        }
        for name, each in found.items()
    }
    assert said == {
        "AnnotationWithLeadingWhitespace": {("two", "NamedEntity")},
        "MultiTokenSpanWithFeatureValue": {("This is a test .", "PERSON")},
        "MultiTokenStackedSpanWithFeatureValue": {
            ("This is a test .", "PERSON"),
            ("This is a test .", "LOCATION"),
        },
        "SentenceWithEmoji": {("😊", "Span")},
        "SubMultiTokenSpanWithFeatureValue": {
            ("aaaaaa bbbbbb", "2"), ("aaaaaa bbb", "7"), ("aaaaaa", "1"),
            ("aaa bbbbbb ccc", "9"), ("aaa bbbbbb", "6"), ("aaa bbb", "8"),
            ("bbbb", "4"), ("bbbb", "5"), ("bb", "3"),
        },
        "TokenBoundedSpanWithFeatureValue": {
            ("This", "NE 0"), ("is", "NE 1"), ("a", "NE 2"), ("test", "NE 3"), (".", "NE 4"),
        },
    }  # fmt: skip
    sub = found["testSubMultiTokenSpanWithFeatureValue/reference.tsv"]
    assert len(told(sub)) == 3  # spans of no characters
    assert all("white space only" in each for each in told(sub))


# -- there and back


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_hard_texts_come_back_with_spans_at_every_edge(text):
    there_and_back(TSV, [at_every_edge(text, "k")])


@given(st.lists(articles(), max_size=3, unique_by=lambda x: x.key))
def test_any_articles_come_back(given_articles):
    there_and_back(TSV, given_articles)


def test_a_key_that_no_name_can_say_is_beside():
    parts = written(TSV, [with_spans("Xi", key="x" * 500), with_spans("Xi", key="a/b")])
    assert {each.key for each in read_again(TSV, parts)} == {"x" * 500, "a/b"}


# -- as INCEpTION has it


class Inception:
    """Its reader's rules (Tsv3XDeserializer.java), of a file with one layer of two features."""

    def __init__(self, content: str) -> None:
        lines = re.split("\r\n|\n|\r", content)  # as Java's LineNumberReader
        assert lines[0] == "#FORMAT=WebAnno TSV 3.3"
        assert lines[1] == f"#T_SP={NE}|identifier|value"
        assert lines[2] == lines[3] == ""
        self.text = b""  # UTF-16
        self.spans: dict[object, list] = {}
        state, sentence = "between", ""
        for line in lines[3:]:
            if state in ("between", "header") and line.startswith("#"):
                state = "header"
                assert line.startswith("#Text=")
                sentence += self.text_of(line.split("=", 1)[1]) + "\n"
            elif not line:
                state = "between"
            else:
                assert state in ("header", "token")
                fields = line.split("\t")
                assert len(fields) >= 2 + 3
                begin, end = map(int, fields[1].split("-"))
                if state == "header":
                    if self.length > begin:
                        assert self.length == begin + 1
                        assert self.text.endswith("\n".encode("utf-16-le"))
                        self.text = self.text[:-2]
                    self.text += (" " * (begin - self.length)).encode("utf-16-le")
                    self.text += sentence.encode("utf-16-le", "surrogatepass")
                    sentence = ""
                state = "token"
                self.cell(fields[0], begin, end, fields[4])

    @property
    def length(self) -> int:
        return len(self.text) // 2

    @staticmethod
    def text_of(line: str) -> str:
        codes = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b", "\\": "\\"}
        codes |= {chr(at): chr(at) for at in range(32) if not 7 < at < 14}
        return re.sub(r"\\(.)", lambda x: codes.get(x[1], x[0]), line, flags=re.DOTALL)

    @staticmethod
    def value_of(raw: str) -> str:
        codes = {"t": "\t", "n": "\n"}
        pattern = r"\\(->|[\\\[\]|_;tn*])"
        return re.sub(pattern, lambda x: codes.get(x[1], x[1]), raw)

    def cell(self, unit: str, begin: int, end: int, cell: str) -> None:
        if cell == "_":
            return
        for index, raw in enumerate(re.split(r"(?<!\\)\|", cell)):
            name: object = (unit, index)
            if raw.endswith("]") and not raw.endswith("\\]"):
                raw, _, number = raw[:-1].rpartition("[")
                name = int(number)
            else:
                assert not re.fullmatch(r".*(?<!\\)->\d+-\d+", raw)
            assert raw != "*"
            span = self.spans.setdefault(name, [begin, end, self.value_of(raw)])
            span[1] = end

    def places(self) -> set[tuple[int, int, str]]:
        def at(place: int) -> int:
            return len(self.text[: place * 2].decode("utf-16-le"))

        return {(at(start), at(end), label) for start, end, label in self.spans.values()}


@pytest.mark.parametrize("text", TEXTS, ids=lambda x: ascii(x[:12]))
def test_inception_reads_what_is_written(text):
    article = at_every_edge(text, "k")
    found = Inception(written(TSV, [article])["k.tsv"].decode())
    assert found.text.decode("utf-16-le") == article.text + "\n"
    assert found.places() == places(article)


@given(articles())
def test_inception_reads_any_article_that_is_written(article):
    (content,) = (x for name, x in written(TSV, [article]).items() if name.endswith(".tsv"))
    found = Inception(content.decode())
    assert found.text.decode("utf-16-le") == article.text + "\n"
    assert found.places() == places(article)


def test_labels_stacked_on_one_token_come_back():
    spans = [(0, 2, label) for label in LABELS]
    article = GivenArticle("Xi met", key="a", spans=tuple(_spans(spans)))
    assert Inception(written(TSV, [article])["a.tsv"].decode()).places() == set(spans)
    (again,) = read_again(TSV, written(TSV, [article]))
    assert places(again) == set(spans)


def _spans(given_places):
    from annotator.formats.articles import GivenSpan

    return [GivenSpan(*each) for each in given_places]


# -- layers


LAYERS = f"""\
#FORMAT=WebAnno TSV 3.2
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_SP={NE}|identifier|value
#T_SP=webanno.custom.Quote|speaker|kind|ROLE_webanno.custom.Quote:of_webanno.custom.Link|{NE}
#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation
#T_RL=webanno.custom.Owns|since|BT_{NE}


#Sentence.id=s1
#Text=Xi met
#Text=Joe \\\\ there\\t.
1-1\t0-2\tXi\tNNP\tQ15\tPER\t_\t_\t_\t_\tpr[1]\tcoref->1-1\t2001\t1-3
1-2\t3-6\tmet\tVBD\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_
1-3\t7-10\tJoe\tNNP\t*\tPER\tAnn[2]\tdirect[2]\tof\t1-1\tpr[1]\t*->1-2\t_\t_
1-4\t11-12\t\\\\\t_\t_\t_\tAnn[2]\tdirect[2]\t_\t_\t_\t_\t_\t_
"""


def test_several_layers_are_labels_and_the_rest_is_told():
    found = read(LAYERS)
    assert found.text == "Xi met\nJoe \\ there\t."
    assert places(found) == {(0, 2, "PER"), (7, 10, "PER"), (7, 12, "direct")} or places(found) == {
        (0, 2, "PER"),
        (7, 10, "PER"),
        (7, 12, "Ann"),
    }
    assert told(found) == [
        "annotations of POS, which are not read as labels: 3",
        "further values of NamedEntity: 1",
        "further values of Quote: 2",
        "relations, which have no place here: 1",
        "equivalences and chains, which have no place here: 2",
    ]


@pytest.mark.parametrize(
    ("layers", "labels"),
    [
        ("NamedEntity.value", {"PER"}),
        (f"{NE}.identifier", {"Q15", "NamedEntity"}),
        ("webanno.custom.Quote.kind", {"direct"}),
        ("Quote.speaker", {"Ann"}),
        ("Quote.kind, POS.PosValue", {"direct", "NNP", "VBD"}),
        ("NamedEntity", {"PER"}),
    ],
)
def test_the_layer_that_is_the_label_can_be_chosen(layers, labels):
    assert {label for _, _, label in places(read(LAYERS, layers=layers))} == labels


def test_a_layer_that_is_not_there_is_told_with_those_that_are():
    found = read(LAYERS, layers="Nothing.value")
    assert str(found).startswith(
        "a.tsv: no layer Nothing.value with such values; there are: POS.PosValue, "
        "NamedEntity.identifier, NamedEntity.value, Quote.speaker, Quote.kind"
    )


@pytest.mark.parametrize(
    ("name", "key", "who"),
    [
        ("annotation/a.txt/anna.tsv", "a", "anna"),
        ("export/curation/a.b.xmi/CURATION_USER.tsv", "a.b", "CURATION_USER"),
        ("annotation/a.txt/INITIAL_CAS.tsv", "a", ""),
        ("folder/a.tsv", "a", ""),
    ],
)
def test_the_annotator_is_the_one_that_the_path_names(name, key, who):
    found = read(LAYERS, name)
    assert found.key == key
    assert [each.annotator for each in found.reviews] == ([who] if who else [])
    assert bool(found.spans) != bool(who)
    assert len(places(found)) == 3


def test_java_escapes_of_the_first_versions_are_read():
    head = f"#FORMAT=WebAnno TSV 3.1\n#T_SP={NE}|value\n\n\n"
    found = read(head + '#Text=\\uD83D\\uDE0A \\"Xi\\"\n1-1\t0-2\t😊\tFACE\n')
    assert found.text == '😊 "Xi"'
    assert places(found) == {(0, 1, "FACE")}


def test_code_points_are_counted_where_only_they_fit():
    head = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NE}|value\n\n\n#Text=😊 Xi\n"
    for start, end in ((3, 5), (2, 4)):
        found = read(f"{head}1-1\t0-{start - 1}\t😊\t_\n1-2\t{start}-{end}\tXi\tPER\n")
        assert places(found) == {(2, 4, "PER")}


# -- what is bad


HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NE}|value\n\n\n#Text=Xi met\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it does not begin as WebAnno TSV 3 does"),
        ("#FORMAT=WebAnno TSV 2\n", "it does not begin as WebAnno TSV 3 does"),
        (HEAD.replace("Xi met", " "), "the text is empty"),
        (HEAD + "1-1\tx\tXi\tPER", "line 6 can't be read: '1-1\\tx\\tXi\\tPER'"),
        (HEAD + "1-1\t0-2\tXo\tPER", "line 6: the token 'Xo' does not stand there in the text"),
        (HEAD + "1-1\t999999999-7\tXi\tPER", "line 6: the token 'Xi' does not stand there in the"),
    ],
)
def test_a_bad_table_is_refused_in_a_line_with_its_place(content, reason):
    found = read(content)
    assert isinstance(found, Refusal)
    assert str(found).startswith(f"a.tsv: {reason}")


@given(st.data())
def test_a_damaged_file_gives_articles_or_refusals(data):
    for content in (LAYERS, HEAD + "1-1\t0-2\tXi\tPER[1]|a\\\\[2]\n1-2\t3-6\tmet\tPER[1]\n"):
        (found,) = read_file(TSV, mutated(data.draw, content.encode()), "a.tsv")
        assert isinstance(found, GivenArticle) or found.fault is None, found.fault


def test_long_runs_take_no_long_time():
    for text in ("x" * 200_000, "." * 200_000, " x" * 50_000, "\\" * 100_000):
        article = with_spans(text, (0, 2, "A"))
        there_and_back(TSV, [article])
    long = HEAD + "1-1\t0-2\tXi\t" + "|".join(["\\"] * 100_000)
    assert read(long)


def test_the_first_line_tells_the_format_among_tables():
    assert TSV.sniff(HEAD.encode()) == Likeness.SURE
    assert registry.reader_for("a.tsv", HEAD.encode()) is TSV
    assert registry.reader_for("a", HEAD.encode()) is TSV
    assert registry.reader_for("a.tsv", b"id\ttext\n1\tXi").name == "table"
