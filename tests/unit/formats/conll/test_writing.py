"""What is written a token a line comes back as it was, and other readers take it too."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.conll import reading, writing
from annotator.formats.losses import flat

DEFAULTS = {each.name: each.default for each in registry.to_write("conll").writing}
TORTURE = [
    "👨‍👩‍👧‍👦 met 👍🏽 in 🇩🇪.", "é e\u0301 a\u0301\u0327 n", "a\r\nb\rc\nd\u2028e\u2029f\x85g\x0bh",
    "a\0b \0", "قال 123 محمد ١٢٣.", "ประเทศไทย สวย", "x" * 30_000, "  lead and trail \t\n",
    "# id = a\n\nO O\n", "He said. “No!” Then Mr. Lee left. 他走了。她也走了。",
    "a|b=c%20 d\\n", "\ufeffbom \u200b z", "#a # -DOCSTART- b",
    "\u00a0nbsp\u00a0", "O", "SpaceAfter=No|x",
]  # fmt: skip


class Kept(io.BytesIO):
    def close(self):
        pass


def write(articles, **options):
    kept = Kept()
    counts = writing.write(articles, lambda _part: kept, DEFAULTS | options)
    return kept.getvalue().decode(), counts


def article(text, spans=(), key="a", by="ann", tokens=()):
    found = tuple(GivenSpan(*span) for span in spans)
    return GivenArticle(
        text, key=key, spans=found, reviews=(GivenReview(by, spans=found),), tokens=tuple(tokens)
    )


def back(data):
    return list(reading.read_back(io.BytesIO(data.encode()), "f.conll"))


SAMPLE = article(
    "Ann Lee met\u00a0Joe.\n\nIn Rome  she left.",
    [(0, 7, "PER"), (0, 3, "FIRST"), (12, 15, "PER"), (21, 25, "a place")],
    key="k 1",
)


def test_the_file():
    data, counts = write([SAMPLE])
    assert data == (
        "-DOCSTART- -X- O O\n\n"
        "Ann -X- DocId=k%201|DocBy=ann B-PER\nLee -X- _ I-PER\nmet -X- SpacesAfter=\\u00a0 O\n"
        "Joe -X- SpaceAfter=No B-PER\n. -X- SpacesAfter=\\n\\n O\n\n"
        "In -X- _ O\nRome -X- SpacesAfter=\\s\\s B-a%20place\nshe -X- _ O\n"
        "left -X- SpaceAfter=No O\n. -X- SpaceAfter=No O\n\n"
    )
    assert counts == {"tokens": 10, "sentences": 2, "labels_respelled": 1}


def test_other_columns():
    data, _ = write([SAMPLE], token_columns="token,start end tag", comments=True, tabs=True)
    assert data.startswith(
        "-DOCSTART-\tO\tO\tO\n\n# newdoc id = k%201\n# annotator = ann\n"
        '# annotator_text = "Ann Lee met\\u00a0Joe.\\n\\nIn Rome  she left."\nAnn\t0\t3\tB-PER\n'
    )
    data, _ = write([SAMPLE], scheme="bilou", sentences=False)
    assert "Lee -X- _ L-PER\n" in data
    assert data.count("\n\n") == 2


OPTIONS = [
    {},
    {"scheme": "bilou", "tabs": True},
    {"scheme": "iob", "comments": True},
    {"token_columns": "token tag", "comments": True, "scheme": "iobes"},
    {"sentences": False, "token_columns": "token misc start tag"},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("text", TORTURE)
def test_every_character_comes_back(text, options):
    """With spans at every edge of a word."""
    words = [match.span() for match in writing._WORD.finditer(text)]
    spans = [(start, end, "P") for start, end in words]
    spans += [(start, start + 1, "Q x") for start, end in words if end - start > 1]
    given_ = article(text, [*spans, (words[0][0], words[-1][1], "whole")])
    for keep in ("longest", "shortest", "first"):
        data, _ = write([given_], overlaps=keep, **options)
        (found,) = back(data)
        assert (found.key, found.article.text) == ("a", text)
        assert found.spans == {(x.start, x.end, x.label) for x in flat(given_.spans, keep)}
        (review,) = found.article.reviews
        assert (review.annotator, review.status) == ("ann", "done")


CHARS = st.one_of(
    st.sampled_from("ab .\n\t😀א=+-@'\0\u2028\xa0,\"#|%O_"),
    st.characters(exclude_categories=["Cs"]),
)
NAMES = st.text(CHARS, min_size=1, max_size=6).map(str.strip).filter(bool)


@st.composite
def articles(draw):
    text = draw(st.text(CHARS, min_size=1, max_size=30).filter(lambda x: not x.isspace()))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        inside = text[start:end]
        if inside.strip() == inside and inside:
            spans.append((start, end, draw(NAMES)))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    tokens = [
        x for x in zip(edges[::2], edges[1::2], strict=False) if not text[slice(*x)].isspace()
    ]
    return article(text, spans, draw(NAMES), draw(NAMES), tokens)


@pytest.mark.parametrize("options", OPTIONS)
@given(given_=st.lists(articles(), min_size=1, max_size=3))
def test_whatever_is_written_comes_back(given_, options):
    data, _ = write(given_, **options)
    found = back(data)
    assert [(x.key, x.article.text, x.article.reviews[0].annotator) for x in found] == [
        (x.key, x.text, x.reviews[0].annotator) for x in given_
    ]
    for was, is_ in zip(given_, found, strict=True):
        assert is_.spans == {(x.start, x.end, x.label) for x in flat(was.spans)}
    # By its content, however the file is called.
    assert registry.reader_for("x.txt", data.encode()[:4096]).name == "conll"


def test_a_key_that_is_made_of_the_text_is_none():
    from annotator.core.article_keys import key_of_text

    data, _ = write([replace(SAMPLE, key=key_of_text(SAMPLE.text))])
    (found,) = back(data)
    assert (found.key, found.article.key) == (key_of_text(SAMPLE.text), "")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"token_columns": "token tag"}, "nothing says which article is which"),
        ({"token_columns": "tag token misc"}, "can't be written as columns"),
        ({"token_columns": "token tag misc lemma"}, "can't be written as columns"),
        ({"token_columns": "token misc"}, "can't be written as columns"),
        ({"scheme": "biou"}, "iob2, iob, bilou, iobes"),
        ({"overlaps": "some"}, "longest, shortest, first"),
    ],
)
def test_what_can_not_be_written_is_told_first(options, match):
    with pytest.raises(UserError, match=match):
        write([SAMPLE], **options)


def test_sentences_end_where_they_do():
    text = "Mr. Lee left. He ran! “Why?” she said. No. 5 is a 3.5 one… Yes.\nNo way (Ok.) A"
    data, _ = write([article(text)])
    sentences = [block.split("\n") for block in data.strip().split("\n\n")[1:]]
    assert [" ".join(line.split()[0] for line in block) for block in sentences] == [
        "Mr . Lee left .", "He ran !", "“ Why ? ” she said .", "No . 5 is a 3 . 5 one …", "Yes .",
        "No way ( Ok . )", "A",
    ]  # fmt: skip
    (no_break,) = write([article(text, [(8, 16, "P")])])[0].strip().split("\n\n")[1:2]
    assert "left" in no_break
    assert "\nHe " in no_break


# -- other readers -------------------------------------------------------------------------


def test_spacys_converter_reads_the_same_spans():
    converters = pytest.importorskip("spacy.training.converters")
    data, _ = write([SAMPLE, replace(SAMPLE, key="b")])
    docs = list(converters.conll_ner_to_docs(data, n_sents=0, no_print=True))
    assert len(docs) == 2
    for doc in docs:
        assert [(x.text, x.label_) for x in doc.ents] == [
            ("Ann Lee", "PER"), ("Joe", "PER"), ("Rome", "a%20place"),
        ]  # fmt: skip
        assert [len(x) for x in doc.sents] == [5, 5]


@pytest.mark.parametrize("scheme", ["iob2", "iob", "iobes", "bilou"])
def test_seqeval_counts_the_same_spans(scheme):
    seqeval = pytest.importorskip("seqeval.metrics.sequence_labeling", reason="no seqeval here")
    schemes = pytest.importorskip("seqeval.scheme")
    kinds = {"iob2": "IOB2", "iob": "IOB1", "iobes": "IOBES", "bilou": "BILOU"}
    data, _ = write([SAMPLE], scheme=scheme)
    blocks = [block.split("\n") for block in data.strip().split("\n\n")[1:]]
    tags = [[line.split()[-1] for line in block] for block in blocks]
    found = schemes.Entities(tags, scheme=getattr(schemes, kinds[scheme])).entities
    assert [(x.start, x.end, x.tag) for sentence in found for x in sentence] == [
        (0, 2, "PER"), (3, 4, "PER"), (1, 2, "a%20place"),
    ]  # fmt: skip
    if scheme in ("iob2", "iob"):
        assert [x[0] for x in seqeval.get_entities(tags)] == ["PER", "PER", "a%20place"]
