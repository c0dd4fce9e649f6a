"""What the answers to a case look like as cards, and what differs between them in words."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.adjudication import Case, Side
from annotator.core.agreement.codings import Place
from annotator.core.records import Scheme
from annotator.ui.adjudication.answers import Card
from annotator.ui.words import adjudication as say
from annotator.ui.words import kit as kit_words

MOST_SIDES = 4
"""So many sides have a key; the digits behind are the reasons'."""


def cards_of(case: Case, scheme: Scheme, text: str, own: Place | None) -> Iterator[Card]:
    """The sides, what is being made, and what nobody said."""
    for number, side in enumerate(case.sides[:MOST_SIDES], 1):
        yield Card(str(number), tuple(_lines(case, side, scheme, text)))
    if own is not None:
        yield Card(kit_words.ENTER(), (_of_span(own, scheme, text),))
    if case.is_span:
        yield Card(say.LETTER(), (("", say.ANOTHER(), ""),), is_quiet=True)
        yield Card("⌫", (("", say.NONE_HERE(), ""),), is_quiet=True)
    else:
        taken = {_yes(side) for side in case.sides}
        for letter, topic in letters_of(case, scheme):
            if (topic,) not in taken:
                words = scheme.topic(topic).name
                yield Card(letter.upper(), (("", words, ""),), is_quiet=True)
        if () not in taken:  # else a side says so
            yield Card("⌫", (("", say.NO_TOPIC(), ""),), is_quiet=True)
    yield Card("0", (("", say.CANT_TELL(), ""),), is_quiet=True)


def letters_of(case: Case, scheme: Scheme) -> list[tuple[str, int]]:
    """The letters that give a question that takes one answer another one, with their topics."""
    if case.group is None:
        return []
    known = {topic.id for topic in scheme.topics}
    topics = [topic for topic in case.topics if topic in known]
    return list(zip("abcdefghijklmnopqrstuvwxyz", topics, strict=False))


def difference(case: Case) -> str:
    """What differs between the answers."""
    if not case.is_span:
        return say.WHICH_TOPIC()
    places = [side.spans for side in case.sides]
    if any(len(spans) > 1 for spans in places):
        return say.SEVERAL()
    marked = [spans[0] for spans in places if spans]
    edges, labels = {(start, end) for start, end, _ in marked}, {label for _, _, label in marked}
    if len(marked) < len(places):
        return say.MARKED_OR_NOT() if len(edges) == len(labels) == 1 else say.SEVERAL()
    if len(edges) == 1:
        return say.WHICH_LABEL()
    return say.WHICH_EDGES() if len(labels) == 1 else say.SEVERAL()


def topic_names(case: Case, scheme: Scheme) -> str:
    """What a case about the whole article asks: the question, or the topic."""
    if case.group is not None:
        return next((x.name for x in scheme.groups if x.id == case.group), "")
    return next((x.name for x in scheme.topics if x.id in case.topics), "")


def _lines(case: Case, side: Side, scheme: Scheme, text: str) -> Iterator[tuple[str, str, str]]:
    if case.is_span:
        if not side.spans:
            yield "", say.NOTHING(), ""
        for span in side.spans:
            yield _of_span(span, scheme, text)
    elif case.group is not None:
        names = [scheme.topic(topic).name for topic in _yes(side)]
        yield "", ", ".join(names) or say.NO_TOPIC(), ""
    else:
        yield "", say.YES() if _yes(side) else say.NO(), ""


def _yes(side: Side) -> tuple[int, ...]:
    return tuple(topic for topic, is_yes in side.answers if is_yes)


def _of_span(span: Place, scheme: Scheme, text: str) -> tuple[str, str, str]:
    start, end, number = span
    label = scheme.label(number)
    return label.colour, label.shown_name, f"“{' '.join(text[start:end].split())}”"
