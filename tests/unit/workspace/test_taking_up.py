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
from annotator.workspace.exchange.taking_up import only_new, updated

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


SPAN = GivenSpan(0, 3, "PER", suggestion=0)
WORK = GivenArticle(
    TEXT,
    spans=(SPAN,),
    suggestions=(
        GivenSuggestion(0, 3, "PER"),
        GivenSuggestion(8, 11, "ORG", others=(("ORG", 0.5), ("LOC", 0.5))),
        GivenSuggestion(8, 11, "ORG", run=GivenRun("m")),
    ),
    reviews=(
        GivenReview("ann", spans=(SPAN,)),
        GivenReview(
            "bob",
            run=GivenRun("m"),
            spans=(SPAN,),
            decisions=(GivenDecision(0, "confirmed", "key"), GivenDecision(2, "rejected", "key")),
        ),
    ),
)
PER, ORG = (0, 3, "PER", False), (8, 11, "ORG", False)


def test_reviews_of_others_come_with_what_they_decided_and_each_suggestion_once():
    found, new = only_new(WORK, {"ann"}, [PER], may_suggest=True)
    assert new == {1} and found.suggestions == WORK.suggestions and found.spans == ()
    assert found.reviews == WORK.reviews[1:]
    assert [x.values for x in found.left_out] == [{"annotator": "ann"}]
    assert only_new(WORK, (), (), may_suggest=True)[1] == {0, 1}
    assert only_new(WORK, (), [PER, ORG], may_suggest=True)[1] == set()


def test_suggestions_that_come_too_late_are_told_and_nothing_leans_on_them():
    found, new = only_new(WORK, {"ann"}, [PER], may_suggest=False)
    (review,) = found.reviews
    assert new == set() and review.spans == (SPAN,)
    assert review.decisions == (GivenDecision(0, "confirmed", "key"),)
    assert [x.label for x in found.suggestions] == ["PER", None, None]
    assert not any(x.others for x in found.suggestions)
    assert [x.values for x in found.left_out] == [{"annotator": "ann"}, {"n": 1}]
    (review,) = only_new(WORK, {"ann"}, (), may_suggest=False)[0].reviews
    assert review == GivenReview("bob", spans=(GivenSpan(0, 3, "PER"),))
