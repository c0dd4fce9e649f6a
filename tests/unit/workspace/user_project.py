"""The project that a person is set before: its articles, its scheme, what is suggested in them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from annotator.core.records import Label, Scheme, Source, Suggestion, Topic, TopicGroup
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store

_T = TypeVar("_T")
TEXTS = (
    "The Board met Xi in Sarn. the Board 😀 of Sarn, the Union’s\u00a0men, Xi Lan left. 他在。",
    "Xi left the Board of Sarn.\r\nXi Lan stayed.\x00 The Board of Sarn wrote to Xi.",
    "Sarn. Nobody came to Sarn; e\u0301tude, 👩\u200d👩\u200d👧 and Xi in وارسو met.",
    "Xi left the Board of Sarn.\r\nXi Lan stayed.\x00 The Board of Sarn wrote to Xi.",
    "Quiet.",
)
"""The fourth is the second again."""
PROPOSED = (
    ("The Board", 2, 0.2), ("Xi", 2, 0.9), ("the Board", 2, None), ("the Union’s", 2, 0.3),
    ("Union’s\u00a0men", 1, 0.9), ("Sarn", 3, 0.95), ("Xi Lan", None, None), ("Xi", 1, 0.4),
    ("Board of Sarn", 2, 0.8),
)  # fmt: skip
NAMES = ("Ship", "Law", "PERSON", "Place of worship", "Ünion")


def scheme(*, is_nested: bool) -> Scheme:
    labels = (
        Label(1, "PERSON", "Person", "orange", "p"),
        Label(2, "ORG", "Org", "blue", "o", exceptions=("The Board",), doubtful=True, position=1),
        Label(3, "PLACE", "Place", "green", "l", leave_out=("the",), position=2),
        Label(4, "OLD", "Old", "olive", "x", position=3, retired=True),
    )
    groups = (TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False, position=1))
    topics = (
        Topic(11, "Trade", 1, "1", ("tariff",)),
        Topic(12, "War", 1, "2", position=1),
        Topic(13, "Calm", 2, "3", position=2),
        Topic(14, "Loud", 2, "4", position=3),
    )
    fed: dict[str, int | None] = {"PERSON": 1, "GPE": 3, "DATE": None}
    return Scheme("any", is_nested, labels, groups, topics, fed)


def picked(options: Sequence[_T], number: int) -> _T:
    """One of what there is to choose from."""
    return options[number % len(options)]


@cache
def made(is_nested: bool, blind_share: int) -> bytes:
    """A project as it is at first; at rest it is its one file, and making one takes a while."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        with Store.create(path, scheme(is_nested=is_nested), at="2024-05-01T10:00:00") as store:
            store.settings.set("blind_share", blind_share)
            store.settings.set("seed", 7)
            run = store.suggestions.run_id("handmade", "1", "f00")
            for number, text in enumerate(TEXTS):
                new = NewArticle(text, title="" if number else "First", key=f"a{number}")
                article, twin = store.articles.add(new)
                if number % 2 == 0 and twin is None:
                    suggest(store, article, run, number)
        return path.read_bytes()


def suggest(store: Store, article: int, run: int, number: int) -> None:
    """Store what a run says of an article: more or less the same each time."""
    text = store.articles.get(article).text
    labels = {x.id for x in store.scheme.read().labels}
    found = proposed_in(article, text, labels, number)
    topics = [
        Suggestion(0, article, None, None, x.id, Source.KEYWORD, 0.5)
        for x in store.scheme.read().topics[: number % 3]
    ]
    store.suggestions.put(article, run, cut(text), [0], found, topics)


def proposed_in(article: int, text: str, labels: set[int], number: int) -> list[Suggestion]:
    """Some of what might be suggested in a text, none twice at one place."""
    found: dict[tuple[int, int], Suggestion] = {}
    for at, (surface, label, score) in enumerate(PROPOSED):
        if surface not in text or (at + number) % 4 == 3 or (label and label not in labels):
            continue
        start = text.rindex(surface) if (at + number) % 3 == 2 else text.index(surface)
        place = (start, start + len(surface))
        others = ((label, score), (None, 0.1)) if score and label else ()
        source = Source.PIPELINE if label else Source.SHAPE
        found[place] = Suggestion(
            0, article, *place, label, source, score, label is None, others=others
        )
    taken: list[tuple[int, int]] = []
    made = []
    for place, each in sorted(found.items()):
        if all(place[0] >= end or place[1] <= start for start, end in taken):
            taken.append(place)
            made.append(each)
    return made
