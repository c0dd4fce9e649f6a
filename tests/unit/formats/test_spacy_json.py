"""spaCy's training data as JSON: documents of version 2, and pairs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import registry, spacy_json
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic, Refusal

FIXTURES = Path("../shared/fixtures/spaCy/extra/example_data")
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not there")


def read(data, name="f.json"):
    data = data.encode() if isinstance(data, str) else data
    return list(spacy_json.read(io.BytesIO(data), name))


def spans(item):
    return [(item.text[x.start : x.end], x.label) for x in item.spans]


@needs_fixtures
@pytest.mark.parametrize(
    ("path", "articles", "found", "topics"),
    [
        ("training-data.json", 1, 11, 0),
        ("ner_example_data/ner-sent-per-line.json", 1, 7, 0),
        ("ner_example_data/ner-token-per-line.json", 1, 7, 0),
        ("ner_example_data/ner-token-per-line-with-pos.json", 1, 7, 0),
        ("ner_example_data/ner-token-per-line-conll2003.json", 1, 7, 0),
        ("textcat_example_data/cooking.json", 10, 0, 20),
    ],
)
def test_fixtures(path, articles, found, topics):
    data = (FIXTURES / path).read_bytes()
    assert registry.reader_for(path, data[:4096]).name == "spacy-json"
    taken = read(data)
    assert not any(isinstance(each, Refusal) for each in taken)
    counts = len(taken), sum(len(x.spans) for x in taken), sum(len(x.topics) for x in taken)
    assert counts == (articles, found, topics)


@needs_fixtures
def test_topics_of_json_lines():
    data = (FIXTURES / "textcat_example_data/cooking.jsonl").read_bytes()
    reader = registry.reader_for("cooking.jsonl", data[:4096])
    from annotator.formats.articles import ReadOptions

    taken = list(reader.read(io.BytesIO(data), "cooking.jsonl", ReadOptions()))
    assert [[(y.topic, y.is_yes) for y in x.topics] for x in taken[:1]] == [
        [("baking", False), ("not_baking", True)]
    ]
    assert len(taken) == 10


PAIR = ["Ann met Joe.", {"entities": [[0, 3, "PER"], [8, 11, "PER"]], "cats": {"War": 1.0}}]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([PAIR]), json.dumps(PAIR), json.dumps([PAIR], indent=1),
        json.dumps(PAIR) + "\n\n", "\ufeff" + json.dumps([PAIR]),
    ],
)  # fmt: skip
def test_pairs(data):
    assert registry.reader_for("a.json", data.encode()).name == "spacy-json"
    (article,) = read(data)
    assert spans(article) == [("Ann", "PER"), ("Joe", "PER")]
    assert article.topics == (GivenTopic("War"),)


def test_what_is_missing_is_not_outside():
    tokens = [("Ann", "U-PER"), ("met", "-"), ("Joe", "-")]
    sentence = {"tokens": [{"orth": orth, "ner": ner} for orth, ner in tokens]}
    (article,) = read(json.dumps([{"id": 7, "paragraphs": [{"sentences": [sentence]}]}]))
    (review,) = article.reviews
    assert (article.text, article.key, review.status) == ("Ann met Joe", "7", "started")
    assert [(x.start, x.end) for x in review.spans] == [(0, 3)]


def test_what_is_wrong_is_refused_by_itself():
    good = {"paragraphs": [{"raw": "Ann", "sentences": [{"tokens": [{"orth": "Ann"}]}]}]}
    wrong = [
        {"paragraphs": 1},
        {"paragraphs": [{"raw": "Bob", "sentences": [{"tokens": [{"orth": "Ann"}]}]}]},
        {"paragraphs": [{"sentences": [{"tokens": [{"orth": 1}]}]}, 7]},
        ["Ann", {"entities": [[0, 9, "P"]]}],
        ["Ann", {"entities": [[0, 3]]}],
        ["Ann", {"cats": {"": 1}}],
        "Ann",
    ]
    found = read(json.dumps([good, *wrong, good]))
    assert [type(found[0]), type(found[-1])] == [GivenArticle, GivenArticle]
    assert [str(each) for each in found[1:-1]] == [
        "f.json, item 2: “paragraphs” is not a list",
        "f.json, item 3: the tokens are not those of the text from character 0 on: “Ann”",
        "f.json, item 4, paragraph 1: “orth” is not a text",
        "f.json, item 4, paragraph 2: “sentences” is not a list",
        "f.json, item 5: a range in “spans” is outside the text: 0 to 9 of 3",
        "f.json, item 6: an item of “entities” that is not a span",
        "f.json, item 7: “topics” is not a list of names",
        "f.json, item 8: neither a document of spaCy nor a text with its entities",
    ]


class Kept(io.BytesIO):
    def close(self):
        pass


def write(articles, overlaps="longest"):
    kept = Kept()
    spacy_json.write(articles, lambda _part: kept, {"overlaps": overlaps})
    return kept.getvalue()


CHARS = st.one_of(
    st.sampled_from('ab .\n\t😀א\0\u2028\xa0"\r👍🏽é\u0301'),
    st.characters(exclude_categories=["Cs"]),
)


@st.composite
def articles(draw):
    text = draw(st.text(CHARS, min_size=1, max_size=30).filter(lambda x: not x.isspace()))
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if text[start:end].strip() == text[start:end]:
            found.append(GivenSpan(start, end, draw(st.sampled_from(["P", "Q r", "B-x"]))))
    status = draw(st.sampled_from(["done", "started"]))
    topics = draw(st.lists(st.sampled_from(["War", "Trade"]), unique=True))
    return GivenArticle(
        text, key=draw(st.sampled_from(["a", "1"])), spans=tuple(found),
        topics=tuple(GivenTopic(x, draw(st.booleans())) for x in topics),
        reviews=(GivenReview("ann", status),),
    )  # fmt: skip


@given(st.lists(articles(), max_size=3))
def test_what_is_written_comes_back(given_):
    from annotator.formats.losses import flat

    found = list(spacy_json.read_back(io.BytesIO(write(given_)), "f.json"))
    assert [(x.key, x.article.text, x.spans, x.yes) for x in found] == [
        (
            x.key,
            x.text,
            {(y.start, y.end, y.label) for y in flat(x.spans)},
            {y.topic for y in x.topics if y.is_yes},
        )
        for x in given_
    ]


def test_spacys_converter_reads_the_same():
    converters = pytest.importorskip("spacy.training.converters")
    text = "Ann Lee met\u00a0Joe.\n\nIn Rome  she left. 👨‍👩‍👧"
    found = (GivenSpan(0, 7, "PER"), GivenSpan(0, 3, "FIRST"), GivenSpan(21, 25, "a place"))
    done = GivenArticle(
        text, key="a", spans=found, topics=(GivenTopic("War"), GivenTopic("Trade", False)),
        reviews=(GivenReview("ann"),),
    )  # fmt: skip
    begun = GivenArticle(text, key="b", spans=found, reviews=(GivenReview("ann", "started"),))
    one, two = converters.json_to_docs(write([done, begun]))
    assert [(x.text, x.label_) for x in one.ents] == [("Ann Lee", "PER"), ("Rome", "a place")]
    assert one.cats == {"War": 1.0, "Trade": 0.0}
    assert {token.ent_iob_ for token in one} == {"B", "I", "O"}
    assert {token.ent_iob_ for token in two} == {"B", "I", ""}
    assert (one.text, two.text) == (text, text)


@given(st.text('[]{}",:ab01 \n-', max_size=30) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Ann", "O", "U-P", "-", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["paragraphs", "sentences", "tokens", "orth", "ner", "raw", "cats", "entities", "label",
         "value", "id"]), inner, max_size=4), max_leaves=12,
).map(json.dumps))  # fmt: skip
def test_whatever_is_in_a_file_only_articles_and_refusals_come_out(data):
    for each in read(data):
        assert isinstance(each, GivenArticle) or "fault of this program" not in str(each)
