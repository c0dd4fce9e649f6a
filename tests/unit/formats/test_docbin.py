"""DocBin files as spaCy writes them, read without spaCy."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import docbin, registry
from annotator.formats.articles import GivenArticle, Refusal
from annotator.formats.base import Likeness
from annotator.formats.docbin import hash_of
from annotator.formats.spacy_symbols import NUMBERS

TEXTS = [
    "Ann Lee met 👨‍👩‍👧 Joe.\r\nIn Rome  she left.",
    "قال محمد ١٢٣.",
    "ประเทศไทย",
    "PERSON of DATE GPE",
]


def spacy():
    return pytest.importorskip("spacy")


def read(data, name="f.spacy"):
    return list(docbin.read(io.BytesIO(data), name))


def made(*docs, **options):
    from spacy.tokens import DocBin

    return DocBin(docs=docs, store_user_data=True, **options).to_bytes()


def spans(article):
    return [(article.text[x.start : x.end], x.label) for x in article.spans]


def test_symbols_and_hashes_are_spacys():
    spacy()
    from spacy.strings import StringStore
    from spacy.symbols import IDS

    assert {**NUMBERS, "": 0} == IDS
    store = StringStore()
    for string in [
        "a",
        "Rome",
        "12345678",
        "123456789",
        "é👨‍👩‍👧",
        "x" * 1001,
        "PERSON",
        "",
        "ab\0",
    ]:
        assert hash_of(string) == store.add(string)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_hash_is_spacys(string):
    from spacy.strings import hash_string

    assert string in NUMBERS or not string or hash_of(string) == hash_string(string)


@pytest.mark.parametrize("lang", ["en", "xx", "de", "ar"])
@pytest.mark.parametrize("text", TEXTS)
def test_entities_of_any_language(lang, text):
    nlp = spacy().blank(lang)
    doc = nlp(text)
    doc.set_ents([spacy().tokens.Span(doc, 0, 2 if len(doc) > 1 else 1, "GPE")])
    (article,) = read(made(doc))
    assert article.text == text
    assert [(x.start, x.end, x.label) for x in article.spans] == [
        (x.start_char, x.end_char, "GPE") for x in doc.ents
    ]
    assert not article.reviews


def test_groups_topics_and_user_data():
    nlp = spacy().blank("en")
    from spacy.tokens import Span

    doc = nlp("Ann Lee met Joe in Rome.")
    doc.ents = [Span(doc, 0, 2, "PER")]
    doc.spans["sc"] = [Span(doc, 0, 2, "PER"), Span(doc, 0, 1, "FIRST"), Span(doc, 5, 6, "LOC")]
    doc.spans["coref_1"] = [Span(doc, 3, 4)]
    doc.cats = {"War": 1.0, "Trade": 0.0}
    doc.user_data |= {"article": "k", "title": "T", "mood": ["calm"], ("._.", "x", 0, None): 1}
    other = nlp("Joe left.")
    other.cats = {"War": 0.75, "Trade": 0.25}
    first, second = read(made(doc, other))
    assert sorted(spans(first)) == [
        ("Ann", "FIRST"), ("Ann Lee", "PER"), ("Joe", "coref_1"), ("Rome", "LOC"),
    ]  # fmt: skip
    assert [(x.topic, x.is_yes) for x in first.topics] == [("War", True), ("Trade", False)]
    assert (first.key, first.title, first.meta) == ("k", "T", '{"mood":["calm"]}')
    assert [(x.label, x.score) for x in second.suggestions] == [("War", 0.75)]
    assert (second.topics, str(second.where)) == ((), "f.spacy, item 2")


def test_what_is_missing_is_not_outside():
    """Tokens of which nothing is known: the article was begun, by nobody who is named."""
    nlp = spacy().blank("en")
    from spacy.tokens import Span

    begun, bare = nlp("Ann met Joe."), nlp("Ann met Joe.")
    begun.set_ents([Span(begun, 0, 1, "PER")], default="missing")
    one, two = read(made(begun, bare))
    assert (one.spans, two.spans, two.reviews) == ((), (), ())
    (review,) = one.reviews
    assert (review.status, review.annotator) == ("started", "")
    assert [(x.start, x.end, x.label) for x in review.spans] == [(0, 3, "PER")]


def test_an_entity_without_a_label_is_none():
    nlp = spacy().blank("en")
    from spacy.tokens import Span

    doc = nlp("Ann met Joe.")
    doc.ents = [Span(doc, 0, 1, ""), Span(doc, 2, 3, "PER")]
    (article,) = read(made(doc))
    assert spans(article) == [("Joe", "PER")]
    assert not article.left_out


def test_only_words():
    doc = spacy().blank("en")("Ann met Joe.")
    (article,) = read(made(doc, attrs=["ORTH"]))
    assert (article.text, article.spans) == ("Ann met Joe.", ())


def test_it_is_told_by_its_content():
    data = made(spacy().blank("en")("Ann met Joe."))
    assert docbin.sniff(data[:4096]) == Likeness.SURE
    assert registry.reader_for("f.bin", data[:4096]).name == "spacy"
    for head in (b"", b"x", b"\x78\x9c", zlib.compress(b"abc"), b"\x78\x9cabc", b"Ann met"):
        assert docbin.sniff(head) == Likeness.NONE


def _broken(**parts):
    import srsly

    message = {"version": "0.1", "attrs": [65], "tokens": b"\0" * 8, "spaces": b"\0", "cats": [{}]}
    message |= {"lengths": b"\1\0\0\0", "strings": ["a"], **parts}
    return zlib.compress(srsly.msgpack_dumps(message))


def _bomb():
    """A small file that is large when it is unpacked."""
    packing = zlib.compressobj()
    zeros = bytes(1 << 24)
    return b"".join(packing.compress(zeros) for _ in range(17)) + packing.flush()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file breaks off"),
        (b"Ann met Joe.", "not packed as one"),
        (zlib.compress(b"abc"), "Expected `object`"),
        (lambda: _broken()[:-9], "breaks off"),
        (lambda: _broken(tokens=b""), "parts don't fit"),
        (lambda: _broken(lengths=b"\xff\xff\xff\xff"), "parts don't fit"),
        (lambda: _broken(attrs=[77]), "it has no words"),
        (lambda: _broken(strings=7), "Expected `array`"),
        (lambda: _broken(tokens=b"\7" * 8), "the string 506381209866536711 is missing"),
        (lambda: _broken(tokens=b"A" + b"\0" * 7, span_groups=[b"\x81"]), "span groups"),
        (lambda: _broken(tokens=b"A" + b"\0" * 7, cats=[{"a": "b"}]), "not a list of names"),
        (_bomb, "too large"),
    ],
)
def test_what_is_corrupt_is_refused_in_a_line(data, reason):
    (refusal,) = read(data() if callable(data) else data)
    assert isinstance(refusal, Refusal)
    assert reason in str(refusal)
    assert "\n" not in str(refusal)


@given(st.data())
def test_whatever_is_changed_only_articles_and_refusals_come_out(data):
    nlp = spacy().blank("xx")
    doc = nlp("Ann met Joe.")
    doc.spans["sc"] = [spacy().tokens.Span(doc, 0, 1, "P")]
    plain = bytearray(zlib.decompress(made(doc)))
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    for each in read(zlib.compress(bytes(plain))):
        assert isinstance(each, GivenArticle) or "fault of this program" not in str(each)


def test_what_spacy_reads_of_a_file_is_what_this_reads(tmp_path: Path):
    """Of what this program writes: with spaCy's reader and with this one."""
    spacy()
    from annotator.nlp.spacy_training.docbin import Item, read_docbin, write_docbin

    items = [
        Item(f"a{n}", text, [(0, 3, "P"), (0, 1, "Q")], {"War": 1.0}, is_done=n != 1)
        for n, text in enumerate(TEXTS)
    ]
    write_docbin(items, tmp_path / "a.spacy")
    theirs = list(read_docbin(tmp_path / "a.spacy"))
    with (tmp_path / "a.spacy").open("rb") as stream:
        ours = list(docbin.read_back(stream, "a.spacy"))
    assert [(x.article, x.text, sorted(x.spans)) for x in theirs] == [
        (x.key, x.article.text, sorted(x.spans)) for x in ours
    ]
    assert [bool(x.article.reviews) for x in ours] == [False, True, False, False]


@given(st.lists(st.tuples(st.sampled_from([0, 1, 1, 2, 3]), st.sampled_from([7, 8])), max_size=12))
def test_entities_are_the_same_by_the_quick_way_and_by_each_tag(tokens: list[tuple[int, int]]):
    tags, kinds = [tag for tag, _ in tokens], [kind for _, kind in tokens]
    quick = docbin._plain_entities(tags, kinds)
    slow = list(docbin._any_entities(tags, kinds))
    assert quick in (None, slow)
    if all(tag != 1 for tag in tags):
        assert quick == slow
