"""Small values for tests of the core."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.records import Article, Label, Scheme, Suggestion, Topic, TopicGroup
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut


def scheme(nested: bool = False) -> Scheme:
    return Scheme(
        name="test",
        nested=nested,
        labels=(
            Label(1, "PERSON", "Person", "orange", "p"),
            Label(2, "ORG", "Org", "blue", "o", doubtful=True),
            Label(3, "GPE", "Place", "green", "g", leave_out=("the",), exceptions=("The Hague",)),
            Label(4, "DATE", "Date", "olive", "d"),
        ),
        groups=(TopicGroup(1, "Subject"),),
        topics=(
            Topic(11, "Diplomacy", 1, "1", ("summit",)),
            Topic(12, "Trade", 1, "2", ("tariff",)),
        ),
        label_map={"PERSON": 1, "ORG": 2, "GPE": 3, "DATE": 4, "CARDINAL": None},
    )


def article(text: str) -> Article:
    return Article(text, id=1)


def sheet(text: str, suggestions: Iterable[Suggestion] = (), nested: bool = False) -> Sheet:
    return Sheet(article(text), scheme(nested), 1, tokens=cut(text), suggestions=suggestions)
