"""What is told after an article for training: where gold differs, and what decides it."""

from __future__ import annotations

from annotator.core.codes import Part
from annotator.core.records import Scheme
from annotator.core.training import Comparison, Kind, Marked, compared
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.team.handout import OpenHandout

_BEFORE, _AFTER = 60, 60


@dataclass(frozen=True, slots=True)
class Told:
    """One difference: the words before, at and behind the place ("" for a topic), what the coder
    said, what gold says ("" for nothing), and what decides it: a coding rule or a guideline.
    """

    before: str
    words: str
    after: str
    own: str
    gold: str
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is told of one article: how much is the same, and each difference; what the lead noted
    about it; how many articles for training are still to do.
    """

    article: int
    heading: str
    same: int
    told: tuple[Told, ...]
    note: str
    left: int


def feedback(
    store: Store, scheme: Scheme, handout: OpenHandout, coder: int, article: int
) -> Feedback | None:
    """That of an article that the coder has finished; None where it is not for training, or has no
    gold.
    """
    gold = store.team.gold()
    if handout.part(article) != Part.TRAINING or gold is None:
        return None
    right = store.sheets.read(article, gold)
    own = store.sheets.read(article, coder)
    if right.review is None or own.review is None:
        return None
    found = compared(
        [(x.start, x.end, x.label) for x in own.spans],
        [(x.start, x.end, x.label) for x in right.spans],
        {x.topic: x.is_yes for x in own.topic_answers if x.topic},
        {x.topic: x.is_yes for x in right.topic_answers if x.topic},
    )
    text, heading = own.article.text, own.article.heading
    told = (*_spans(store, scheme, text, found), *_topics(scheme, found))
    left = len(handout.to_train() - store.drawing.closed(coder).keys())
    return Feedback(article, heading, found.same, told, right.review.note, left)


def _spans(store: Store, scheme: Scheme, text: str, found: Comparison) -> list[Told]:
    names = {label.id: label for label in scheme.labels}
    told = []
    for each in found.spans:
        start, end = each.place

        def said(mark: Marked | None, shown: str = text[start:end]) -> str:
            if mark is None or mark[2] not in names:
                return ""
            return _named(names[mark[2]].shown_name, text[mark[0] : mark[1]], shown)

        surfaces = [text[x[0] : x[1]] for x in (each.gold, each.own) if x is not None]
        decides = each.gold or each.own
        rules = [rule.text for x in surfaces for rule in store.coding_rules.about(x)]
        label = names.get(decides[2]) if decides is not None else None
        guideline = "" if label is None else label.guideline
        told.append(
            Told(
                _before(text, start),
                _flat(text[start:end]),
                _behind(text, end),
                said(each.own),
                said(each.gold),
                rules[0] if rules else guideline,
                each.kind,
            )
        )
    return told


def _topics(scheme: Scheme, found: Comparison) -> list[Told]:
    topics = {topic.id: topic for topic in scheme.topics}
    told = []
    for each in found.topics:
        topic = topics.get(each.topic)
        if topic is not None:
            own, gold = ("", topic.name) if each.is_gold else (topic.name, "")
            told.append(Told("", topic.name, "", own, gold, topic.guideline, Kind.TOPIC))
    return told


def _named(label: str, surface: str, shown: str) -> str:
    """The label, with the words where they are not all that is shown."""
    return label if surface == shown else f"{label}: {_flat(surface)}"


def _before(text: str, start: int) -> str:
    """Some whole words before a place."""
    begin = max(0, start - _BEFORE)
    words = text[begin:start]
    if begin and not text[begin - 1].isspace():
        words = words.partition(" ")[2]
    return _flat(words) + (" " if words[-1:].isspace() else "")


def _behind(text: str, end: int) -> str:
    """Some whole words behind a place."""
    words = text[end : end + _AFTER]
    if end + _AFTER < len(text) and not text[end + _AFTER].isspace():
        words = words.rpartition(" ")[0]
    return (" " if words[:1].isspace() else "") + _flat(words)


def _flat(text: str) -> str:
    return " ".join(text.split()) if text.strip() else ""
