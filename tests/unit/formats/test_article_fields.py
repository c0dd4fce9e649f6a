"""An article's own fields in another tool's record, out and back (`formats/article_fields.py`)."""

import json

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.article_fields import EXACT, fields_to_write, own_key, read_fields
from annotator.formats.articles import GivenArticle
from annotator.formats.fields import as_json

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
META = st.dictionaries(
    WORDS | st.sampled_from(["title", "id", "date", "meta", "text"]),
    WORDS | st.integers() | st.none(),
)


@given(WORDS, WORDS, WORDS, WORDS, st.integers(0, 9), META)
def test_fields_are_read_back_as_they_were(key, title, published, url, offset, meta):
    article = GivenArticle(
        "Ann met Joe.", title, key, published, "", url, "de", offset, as_json(meta)
    )
    written = fields_to_write(article)
    assert json.loads(json.dumps(written)) == written
    assert read_fields(dict(written), article.text) == article


def test_usual_fields_stand_by_their_names_alone():
    article = GivenArticle("Ann met Joe.", "News", "a1", "2024-05-01", meta='{"desk": "city"}')
    assert fields_to_write(article) == {
        "id": "a1",
        "title": "News",
        "date": "2024-05-01",
        "meta": {"desk": "city"},
    }


def test_what_is_missing_is_lifted_out_of_metadata():
    found = read_fields({"meta": {"title": "News", "desk": "city"}}, "Ann met Joe.")
    assert (found.title, json.loads(found.meta)) == ("News", {"desk": "city"})


def test_literal_fields_of_another_shape_are_ignored():
    for exact in ({}, {"id": 1}, "x", {"source_offset": -1}):
        found = read_fields({"title": "News", EXACT: exact}, "Ann met Joe.")
        assert found.title == "News"


def test_a_key_that_was_made_of_the_text_is_none():
    from annotator.core.article_keys import key_of_text

    assert own_key(key_of_text("Ann met Joe."), "Ann met Joe.") == ""
    assert own_key("a1", "Ann met Joe.") == "a1"
