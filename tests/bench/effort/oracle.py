"""What an article costs: keys, repairs, and what the peers need for the same suggestions. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from annotator.core import acts
from annotator.core.pairing import in_common, paired
from annotator.core.records import Span
from annotator.core.sheet import Sheet

KEY_S, CLICK_S, DOUBLE_S, DRAG_S = 0.2, 1.3, 1.5, 2.4

# On the layout of the United States: what needs Shift there costs two keys.
_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')

Range = tuple[int, int]
Entities = dict[Range, str]
"""Label by range: the app keeps one label for a range."""


@cache
def key_count(keys: str) -> int:
    """How many keys a chord counts: "Shift+Tab" two, "}" two, "]" one, "P" two."""
    count = 0
    while len(keys) > 1 and (at := keys.find("+", 1)) > 0:
        count += 1
        keys = keys[at + 1 :]
    is_shifted = len(keys) == 1 and (keys in _SHIFTED or (keys.isupper() and keys.isascii()))
    return count + 1 + int(is_shifted)


def keys_of(presses: Iterable[str]) -> int:
    return sum(key_count(each) for each in presses)


@dataclass(frozen=True)
class Gold:
    """An article as people marked it elsewhere."""

    text: str
    entities: Entities
    topics: tuple[str, ...] = ()
    dropped: int = 0  # a second label of a range, or a range that no span can have


def gold_of(record: dict[str, object]) -> Gold:
    """The gold of one line of a file."""
    text = str(record["text"])
    entities: Entities = {}
    given = record.get("entities") or []
    assert isinstance(given, list)
    for each in given:
        place = (each["start"], each["end"])
        if place not in entities and text[slice(*place)].strip():
            entities[place] = each["label"]
    topics = record.get("topics") or []
    assert isinstance(topics, list)
    names = tuple(t if isinstance(t, str) else str(t["topic"]) for t in topics)
    return Gold(text, entities, names, len(given) - len(entities))


def is_nested(golds: Iterable[Gold]) -> bool:
    """Whether entities lie over each other somewhere."""
    for gold in golds:
        end = 0
        for place in sorted(gold.entities):
            if place[0] < end:
                return True
            end = max(end, place[1])
    return False


# -- what is wrong -------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """One repair that is needed: what stands there, what should. Ranges None: nothing."""

    wrong: Range | None
    right: Range | None
    label: str = ""

    @property
    def kind(self) -> str:
        if self.right is None:
            return "spurious"
        if self.wrong is None:
            return "missing"
        return "label" if self.wrong == self.right else "edge"

    @property
    def start(self) -> int:
        return min(r[0] for r in (self.wrong, self.right) if r is not None)

    @property
    def end(self) -> int:
        return max(r[1] for r in (self.wrong, self.right) if r is not None)


def faults_of(found: Entities, gold: Entities) -> list[Fault]:
    """The repairs between two sets, in text order; each wrong range is paired with one gold one."""
    faults = [
        Fault(place, place, gold[place])
        for place, label in found.items()
        if place in gold and gold[place] != label
    ]
    wrong = sorted(place for place in found if place not in gold)
    missing = sorted(place for place in gold if place not in found)
    pairs = paired(wrong, missing, _overlap)
    faults += [Fault(a, b, gold[b]) for a, b in pairs]
    used, taken = {a for a, _ in pairs}, {b for _, b in pairs}
    faults += [Fault(a, None) for a in wrong if a not in used]
    faults += [Fault(None, b, gold[b]) for b in missing if b not in taken]
    return sorted(faults, key=lambda fault: (fault.start, fault.end))


def meant(place: Range, faults: Iterable[Fault]) -> Range | None:
    """The entity that a mark or a maybe of other edges stands for; None: there is none, or it is
    marked already.
    """
    found = [each for each in faults if each.right is not None]
    of_mark = next((each.right for each in found if each.wrong == place), None)
    if of_mark is not None:
        return of_mark
    missing = [each.right for each in found if each.wrong is None and each.right is not None]
    touched = [each for each in missing if in_common(each, place) > 0]
    return max(touched, key=lambda each: in_common(each, place), default=None)


def _overlap(a: Range, b: Range) -> float:
    return in_common(a, b) / max(a[1] - a[0], b[1] - b[0])


def stored_if_finished(sheet: Sheet) -> Entities:
    """What the article would hold if Enter accepted it now."""
    names = {label.id: label.name for label in sheet.scheme.labels}
    found = {(span.start, span.end): names[span.label] for span in sheet.spans}
    for change in acts.accept_open(sheet, acts.DecisionContext()):
        span = change.after
        if isinstance(span, Span):
            found[(span.start, span.end)] = names[span.label]
    return found


# -- the peers -----------------------------------------------------------------------------


@dataclass
class Repairs:
    """How many repairs of each kind the static suggestions need; `words`: of those that end in a
    single word, which a double click takes.
    """

    counts: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    @classmethod
    def between(cls, found: Entities, gold: Entities, text: str) -> Repairs:
        faults = faults_of(found, gold)
        words = (x.kind for x in faults if x.right and len(text[slice(*x.right)].split()) == 1)
        return cls(Counter(fault.kind for fault in faults), Counter(words))

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Peer:
    """Seconds of hand for one article, one repair of each kind, and one topic. `drags` are the
    kinds of repairs in which an entity is dragged over; a single word takes a double click.
    """

    name: str
    accept: float
    add: float
    relabel: float
    delete: float
    topic: float = KEY_S
    drags: tuple[str, ...] = ("missing", "edge")

    def seconds(self, repairs: Repairs, topics: int = 0) -> float:
        """An edge that is wrong costs delete and add."""
        counts = repairs.counts
        return (
            self.accept
            + counts["label"] * self.relabel
            + counts["spurious"] * self.delete
            + counts["missing"] * self.add
            + counts["edge"] * (self.delete + self.add)
            + topics * self.topic
            - sum(repairs.words[kind] for kind in self.drags) * (DRAG_S - DOUBLE_S)
        )


PEERS = (
    Peer(
        "prodigy",
        KEY_S,
        KEY_S + DRAG_S,
        CLICK_S + KEY_S + DRAG_S,
        CLICK_S,
        drags=("missing", "edge", "label"),
    ),
    Peer("label_studio", 2 * KEY_S, KEY_S + DRAG_S, CLICK_S + KEY_S, CLICK_S + KEY_S),
    Peer("doccano", 2 * KEY_S, KEY_S + DRAG_S, 2 * CLICK_S, CLICK_S),
)
