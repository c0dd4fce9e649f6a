"""What is typed into a search field means one thing, or is told in one line."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.query import Query, date_range, label_ids, parse, quoted
from annotator.errors import UserError
from tests.unit.core.making import scheme


def test_the_whole_syntax():
    typed = (
        'label:ORG surface:"White House" status:done flag:yes date:2023-01..2023-06 source:AP '
        'talks "in Geneva"'
    )
    assert parse(typed) == Query(
        words='talks "in Geneva"',
        labels=("ORG",),
        surfaces=("White House",),
        statuses=("done",),
        is_flagged=True,
        first_date="2023-01",
        last_date="2023-06",
        sources=("AP",),
    )


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        ("summit in Lisbon", Query("summit in Lisbon")),
        ("label:ORG,gpe label:PERSON", Query(labels=("ORG", "gpe", "PERSON"))),
        ("surface:a,b", Query(surfaces=("a,b",))),
        ('source:"AP, Paris"', Query(sources=("AP, Paris",))),
        ("LABEL:ORG", Query(labels=("ORG",))),
        ("date:2023", Query(first_date="2023", last_date="2023")),
        ("date:2023-06-15..", Query(first_date="2023-06-15")),
        ("date:..2024", Query(last_date="2024")),
        ("date:2023..2023-06", Query(first_date="2023", last_date="2023-06")),
        ("is:mixed flag:no", Query(is_flagged=False, kinds=("mixed",))),
        ("at 12:30 http://x.org Re: x", Query("at 12:30 http://x.org Re: x")),
        ('"label:ORG"', Query('"label:ORG"')),
        ("copy:yes", Query(is_copy=True)),
        ("copy:No words", Query("words", is_copy=False)),
        ("copy:12,#7", Query(copies_of=(12, 7))),
        ('surface:"left open', Query(surfaces=("left open",))),
    ],
)
def test_pieces(typed, query):
    assert parse(typed) == query


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("lable:ORG", "there is no search by “lable”; use one of label, surface"),
        ("label:", "label: is without a value; write label:ORG"),
        ('surface:""', "surface: is without a value"),
        ("status:finished", "status:finished means nothing; use one of todo, new"),
        ("flag:maybe", "use one of yes, no"),
        ("copy:12a", "copy:12a means nothing; use one of yes, no, 12"),
        ("copy:99999999999999999999", "means nothing"),
        ("copy:", "copy: is without a value; write copy:yes"),
        ("is:odd", "use one of forced, unseen, mixed, missed"),
        ("date:soon", "date:soon is no date"),
        ("date:2023-13", "is no date"),
        ("date:2023-02-30", "is no date"),
        ("date:2024..2023", "the wrong way round"),
        ("date:..", "date: is without a value"),
        ("date:2023 date:2024", "there are two dates"),
    ],
)
def test_what_means_nothing_is_told(typed, what):
    with pytest.raises(UserError) as told:
        parse(typed)
    assert what in str(told.value)


def test_labels_go_by_name_or_short_name_in_any_case():
    assert label_ids(parse("label:org,place"), scheme()) == {2, 3}
    with pytest.raises(UserError, match="no label “ORGG”"):
        label_ids(parse("label:ORGG"), scheme())


@given(st.text())
def test_anything_typed_is_a_query_or_an_error_of_the_person(typed):
    try:
        query = parse(typed)
    except UserError:
        return
    assert isinstance(query, Query)


@given(st.text(st.characters(exclude_characters='"'), min_size=1).filter(str.strip))
def test_a_surface_comes_back_as_it_was_quoted(surface):
    assert parse(quoted("surface", surface)).surfaces == (surface,)


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_the_ends_of_an_export_are_in_order_as_far_as_they_are_told(
    first: dt.date, last: dt.date, so_far: int, so_far_last: int
) -> None:
    given_first, given_last = str(first)[:so_far], str(last)[:so_far_last]
    common = min(so_far, so_far_last)
    if given_first[:common] > given_last[:common]:
        with pytest.raises(UserError, match=f"{given_last}, is before the first, {given_first}"):
            date_range(given_first, given_last)
    else:
        assert date_range(given_first, given_last) == (given_first, given_last)
    assert date_range("", given_last) == ("", given_last)


@pytest.mark.parametrize(
    "wrong", ["23", "2023-13", "2023-02-30", "2023-1-1", "soon", "２０２３-02-30"]
)
def test_an_end_of_an_export_that_is_no_date_is_told(wrong: str) -> None:
    for ends in ((wrong, "2024"), ("2024", wrong)):
        with pytest.raises(UserError, match=f"“{wrong}” is no date"):
            date_range(*ends)


def test_words_are_a_phrase_without_their_quotes() -> None:
    query = parse('talks  "in Geneva"')
    assert (query.phrase, query.is_words_only) == ("talks in Geneva", True)
    assert not parse("talks label:ORG").is_words_only
