"""What can be answered to a disagreement, as cards (`ui/adjudication/cards.py`)."""

from __future__ import annotations

import pytest

from annotator.core.adjudication import Case, Side
from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.ui.adjudication.cards import cards_of

SCHEME = Scheme(
    groups=(TopicGroup(1, "Tone", several=False), TopicGroup(2, "Subject")),
    topics=(Topic(11, "good", 1), Topic(12, "bad", 1), Topic(21, "war", 2)),
)


@pytest.mark.parametrize(
    ("what", "sides", "has_none"),
    [
        ("topic 21", [((21, False),), ((21, True),)], False),
        ("group 1", [((11, False), (12, False)), ((11, True),)], False),
        ("group 1", [((11, True), (12, False)), ((11, False), (12, True))], True),
    ],
)
def test_no_topic_is_offered_where_no_side_says_so(what, sides, has_none) -> None:
    case = Case(1, 0, 0, what, tuple(Side(answers=x) for x in sides))
    keys = [card.key for card in cards_of(case, SCHEME, "", None)]
    assert ("⌫" in keys) == has_none
    assert keys[:2] == ["1", "2"]
    assert keys[-1] == "0"
