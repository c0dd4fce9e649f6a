"""What a record brings to an article that is there (`workspace/exchange/taking_up.py`)."""

import json

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Particulars
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
)
from annotator.workspace.exchange.taking_up import only_reviews, updated

TEXT = "Ann met Joe."
FIELDS = ("title", "published", "source", "url", "language")
WORDS = st.sampled_from(["", "a", "b"])
META = st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2))


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS)),
       st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS)), META, META)  # fmt: skip
def test_what_is_told_wins_and_what_is_not_told_stays(before, news, meta, more):
    now = Particulars(1, "k", meta=json.dumps(meta), **before)
    found = updated(now, GivenArticle(TEXT, meta=json.dumps(more), **news), TEXT)
    assert {x: getattr(found, x) for x in FIELDS} == {x: news[x] or before[x] for x in FIELDS}
    assert json.loads(found.meta) == {**meta, **more}
    assert found.heading == (found.title or TEXT)
    assert updated(found, GivenArticle(TEXT, meta=json.dumps(more), **news), TEXT) == found


def test_an_id_stays_and_one_that_was_made_of_the_text_is_none():
    bare, known = Particulars(1), Particulars(1, "old")
    assert updated(known, GivenArticle(TEXT, key="new"), TEXT).key == "old"
    assert updated(bare, GivenArticle(TEXT, key="new"), TEXT).key == "new"
    assert updated(bare, GivenArticle(TEXT, key="new", is_own=True), TEXT).key == ""


def test_only_reviews_of_others_come_and_nothing_that_leans_on_suggestions():
    span = GivenSpan(0, 3, "PER", suggestion=0)
    decision = GivenDecision(0, "confirmed", "key")
    reviews = (
        GivenReview("ann", spans=(span,)),
        GivenReview("bob", run=GivenRun("m"), spans=(span,), decisions=(decision,)),
    )
    given_ = GivenArticle(
        TEXT, spans=(span,), suggestions=(GivenSuggestion(0, 3, "PER"),), reviews=reviews
    )
    found = only_reviews(given_, {"ann"})
    assert (found.spans, found.suggestions) == ((), ())
    (review,) = found.reviews
    assert review == GivenReview("bob", spans=(GivenSpan(0, 3, "PER"),))
    (notice,) = found.left_out
    assert notice.values == {"annotator": "ann"}
