"""What a format says of itself (`formats/base.py`)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from annotator.errors import Bug, UserError
from annotator.faults import Unfit
from annotator.formats.articles import GivenArticle, GivenSpan, GivenTopic, Refusal
from annotator.formats.base import Format, Option


@pytest.mark.parametrize(
    ("default", "given", "value"),
    [(0.2, None, 0.2), (0.2, 1, 1.0), (0, "7", 7), ("", "lead", "lead"), ("x", "", "")],
)
def test_an_option_has_the_type_of_its_default(default: Any, given: Any, value: Any) -> None:
    found = Option("a", default, "").value_in({"a": given, "b": 3})
    assert (found, type(found)) == (value, type(default))
    assert Option("c", default, "").value_in({"a": given}) == default


@pytest.mark.parametrize("given", ["much", [1], "1.5.2"])
def test_another_type_is_told(given: Any) -> None:
    with pytest.raises(UserError, match=r"is no value of dev_share; give one like 0\.2"):
        Option("dev_share", 0.2, "").value_in({"dev_share": given})


def test_what_is_proposed_to_be_written_is_a_file_or_a_folder() -> None:
    assert Format("a", "", "", (".x", ".y"), parts=("articles",)).proposed_ending == ".x"
    assert Format("a", "", "", (".x",), parts=("spans", "topics")).proposed_ending == "-a"
    assert Format("a", "", "", (".x",)).proposed_ending == "-a"


def test_what_a_reader_gives_is_what_stands_for_the_article() -> None:
    article = GivenArticle(
        "Xi met", key="k", spans=(GivenSpan(0, 2, "P"),),
        topics=(GivenTopic("War"), GivenTopic("Trade", False), GivenTopic("")),
    )  # fmt: skip
    format_ = Format("a", "", "", (".a",), lambda *_: iter([article]))
    (back,) = format_.back(io.BytesIO(), "f")
    assert back == ("k", article, {(0, 2, "P")}, {"War"})


def test_what_a_reader_refuses_of_our_own_is_our_fault() -> None:
    refusal = Refusal("f:1", Unfit.TOO_LARGE())
    format_ = Format("a", "", "", (".a",), lambda *_: iter([refusal]))
    with pytest.raises(Bug, match="f:1: what was written is refused"):
        list(format_.back(io.BytesIO(), "f"))
