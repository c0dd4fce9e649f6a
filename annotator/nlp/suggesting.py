"""From a pipeline's reading of an article to suggestions in the scheme's labels."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.edges import trim
from annotator.core.feeding import fed_by
from annotator.core.graphemes import inner_places, whole_range
from annotator.core.header import read_header
from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.repairs import Marked
from annotator.core.tokens import TITLES, Tokens, name_run, name_runs
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.memory_suggestions import apply_memory
from annotator.nlp.sources.language_model import in_context
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.proposal import Proposal
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector

__all__ = ["Answer", "Proposal", "label_of", "offered", "suggest"]

# Labels of amounts and times: in scripts without capitals their words are too common to repeat.
_AMOUNTS = frozenset("DATE TIME MONEY PERCENT QUANTITY CARDINAL ORDINAL NUMBER".split())
_LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]\s*")
_WRAPPED = range(50, 101)  # the length of a line that was broken for its width
_MAYBE_WORDS = 6
_UNMET = 0.5  # the score in a label of which no review tells: such a suggestion is always doubtful
_WORD = re.compile(r"[^\W\d_]\w*")

_NO_LABEL = Label(id=0, name="")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about an article: tokens, sentence starts, proposals in order."""

    tokens: Tokens
    sentences: Sequence[int]
    proposals: Sequence[Proposal]


def suggest(
    reading: ParsedArticle,
    text: str,
    scheme: Scheme,
    memory: Memory | None = None,
    corrector: Corrector | None = None,
) -> Answer:
    """What to suggest for `text`: the pipeline's entities, repeats of them, maybes.

    Memory has its say about the entities at once, where it `speaks`; a corrector's suggestions take
    their place.
    Proposals do not overlap each other or the date in front of the text.
    """
    words = _Words(text, reading, read_header(text).body_start)
    if corrector is None:
        known = _mapped(reading, text, scheme, words.body_start, memory)
        if memory and memory.speaks:
            known = apply_memory(known, text, reading.tokens, memory, _labels_in_use(scheme))
    else:
        memory = Memory() if memory is None else memory
        known = _corrected(corrector, reading, text, scheme, memory, words.body_start)
    doubted = [each for each in known if each.is_maybe]
    known = [each for each in known if not each.is_maybe and each.start >= words.body_start]
    repeats = _repeats(known, text, reading.tokens, scheme, words)
    if corrector is None:
        known = _in_order([*known, *repeats])
    else:  # it has passed the others over; measured, fewer than a third of them were right
        unmet = [replace(x, score=_UNMET) for x in repeats if _is_unmet(x, corrector)]
        known = _in_order([*known, *unmet])
        passed = [each for each in repeats if not _is_unmet(each, corrector)]
        doubted = [*doubted, *(replace(each, is_maybe=True) for each in passed)]
    doubted = _in_order(_outside(known, doubted))
    shaped = _outside(doubted, _maybes(known, text, reading, scheme, words, memory))
    return Answer(
        reading.tokens,
        reading.sentences,
        _whole(text, _in_order([*known, *doubted, *shaped])),
    )


def offered(reading: ParsedArticle, text: str, scheme: Scheme) -> list[Marked]:
    """What the pipeline alone marks, in the labels of the scheme."""
    body_start = read_header(text).body_start
    return _marked(_mapped(reading, text, scheme, body_start, None))


def _marked(known: Iterable[Proposal]) -> list[Marked]:
    return [(each.start, each.end, each.label) for each in known if each.label is not None]


def _whole(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals widened to what is seen as whole characters: a tokenizer may part an emoji."""
    inner = inner_places(text)
    found: list[Proposal] = []
    for each in proposals:
        start, end = whole_range(inner, each.start, each.end)
        if not found or start >= found[-1].end:
            found.append(replace(each, start=start, end=end))
    return found


def _labels_in_use(scheme: Scheme) -> frozenset[int]:
    return frozenset(label.id for label in scheme.labels if not label.retired)


def _outside(known: Sequence[Proposal], others: Iterable[Proposal]) -> list[Proposal]:
    taken = _Taken(known)
    return [each for each in others if not taken.overlaps(each.start, each.end)]


def _corrected(
    corrector: Corrector,
    reading: ParsedArticle,
    text: str,
    scheme: Scheme,
    memory: Memory,
    body_start: int,
) -> list[Proposal]:
    """The corrector's suggestions, with the edges that the scheme's labels want, or the reviews;
    and the pipeline's in labels of which no review tells anything.
    """
    in_use, reviewed = _labels_in_use(scheme), corrector.lexicon.surfaces
    seen = in_context(reading, text) if corrector.views_of == LANGUAGE_MODEL else reading
    found = []
    mapped = _mapped(reading, text, scheme, body_start, None)
    known = _marked(mapped)
    for each in corrector.suggest(text, CachedParse(seen), memory, labels=in_use, offered=known):
        label = scheme.label(each.label_id)
        start, end = trim(
            text, each.start, each.end, label, tokens=reading.tokens, reviewed=reviewed
        )
        if start >= body_start and any(c.isalnum() for c in text[start:end]):
            found.append(
                Proposal(
                    start,
                    end,
                    each.label_id,
                    Source.CORRECTOR,
                    each.probability,
                    each.is_maybe,
                    each.alternatives,
                )
            )
    unmet = [replace(each, score=_UNMET) for each in mapped if _is_unmet(each, corrector)]
    if not unmet:
        return _in_order(found)
    unmet = _as_decided(unmet, text, reading.tokens, memory, in_use)
    new = _in_order(each for each in unmet if not each.is_maybe)
    marks = [each for each in found if not each.is_maybe]
    marks = _in_order([*new, *_outside(new, _in_order(marks))])  # it knows few labels yet
    maybes = [each for each in [*found, *unmet] if each.is_maybe]
    return _in_order([*marks, *_outside(marks, _in_order(maybes))])


def _is_unmet(proposal: Proposal, corrector: Corrector) -> bool:
    """Whether nothing was reviewed that tells of its label."""
    return corrector.met is not None and proposal.label not in corrector.met


def _as_decided(
    known: Sequence[Proposal], text: str, tokens: Tokens, memory: Memory, labels: frozenset[int]
) -> list[Proposal]:
    """The same places as memory would have them."""
    if not memory.speaks:
        return list(known)
    places = {(each.start, each.end) for each in known}
    told = apply_memory(known, text, tokens, memory, labels)
    found = [each for each in told if (each.start, each.end) in places]
    return [replace(x, score=None) if x.source == Source.MEMORY else x for x in found]


def label_of(name: str, scheme: Scheme) -> Label | None:
    """The scheme's first label for a pipeline's label name; None where it is ignored or unknown."""
    return next(iter(fed_by(scheme, name)), None)


def _in_order(proposals: Iterable[Proposal]) -> list[Proposal]:
    """By place, without overlaps; the earlier one and then the longer one stays."""
    kept: list[Proposal] = []
    for each in sorted(proposals, key=lambda p: (p.start, -p.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _mapped(
    reading: ParsedArticle, text: str, scheme: Scheme, body_start: int, memory: Memory | None
) -> list[Proposal]:
    found = []
    for entity in reading.entities:
        label = label_of(entity.name, scheme)
        if label is None:
            continue
        for start, end in _lines(text, max(entity.start, body_start), entity.end):
            start, end = trim(text, start, end, label, tokens=reading.tokens, reviewed=memory)
            if any(c.isalnum() for c in text[start:end]):
                found.append(Proposal(start, end, label.id, Source.PIPELINE, entity.score))
    return _in_order(found)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a range between line breaks, but for one that only wraps a line."""
    if start >= end:
        return
    for match in _LINE_BREAKS.finditer(text, start, end):
        if _is_wrap(text, match):
            continue
        if start < match.start():
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end


def _is_wrap(text: str, gap: re.Match[str]) -> bool:
    if gap[0].replace("\r\n", "\n").count("\n") > 1 or gap[0].count("\r") > 1:
        return False
    line_start = max(text.rfind("\n", 0, gap.start()), text.rfind("\r", 0, gap.start())) + 1
    return gap.start() - line_start in _WRAPPED


def _repeats(
    known: Sequence[Proposal], text: str, tokens: Tokens, scheme: Scheme, words: _Words
) -> list[Proposal]:
    """Unmarked exact occurrences of the surfaces of `known` that stand alone."""
    labels = _labels_of_surfaces(known, text, scheme)
    by_word: dict[str, set[str]] = defaultdict(set)
    for each in known:
        surface = text[each.start : each.end]
        first = tokens.at(each.start)
        if surface in labels and first is not None:
            by_word[text[tokens.starts[first] : tokens.ends[first]]].add(surface)
    longest_first = {word: sorted(s, key=len, reverse=True) for word, s in by_word.items()}
    taken = _Taken(known)
    found = []
    for index, start in enumerate(tokens.starts):
        for surface in longest_first.get(text[start : tokens.ends[index]], ()):
            end = start + len(surface)
            if start < words.body_start or not text.startswith(surface, start):
                continue
            if words.is_small_elsewhere(start, end):
                continue
            if taken.overlaps(start, end) or not tokens.is_aligned(start, end):
                continue
            if _stands_alone(text, tokens, index, end):
                found.append(Proposal(start, end, labels[surface], Source.REPEAT))
                break
    return _in_order(found)


def _labels_of_surfaces(
    known: Sequence[Proposal], text: str, scheme: Scheme
) -> dict[str, int | None]:
    """The label that each surface worth repeating has most often, the first one on a tie."""
    votes: dict[str, Counter[int | None]] = defaultdict(Counter)
    amounts = {label.id for name in _AMOUNTS if (label := label_of(name, scheme)) is not None}
    for each in known:
        surface = text[each.start : each.end]
        if _is_repeatable(surface, each.label in amounts):
            votes[surface][each.label] += 1
    return {surface: counter.most_common(1)[0][0] for surface, counter in votes.items()}


def _is_repeatable(surface: str, is_amount: bool) -> bool:
    if len(surface) < 2 or not any(c.isalpha() for c in surface):
        return False
    if any(c.isupper() for c in surface):
        return True
    return not is_amount and not any(c.islower() for c in surface)  # a script without capitals


def _stands_alone(text: str, tokens: Tokens, index: int, end: int) -> bool:
    """Whether no longer name run reaches beyond token `index` or `end`, but for titles in front."""
    run = name_run(text, tokens, index)
    if run is None:
        return True
    if tokens.ends[run[1] - 1] > end:
        return False
    before = range(run[0], index)
    return all(text[tokens.starts[i] : tokens.ends[i]].lower() in TITLES for i in before)


def _maybes(
    known: Sequence[Proposal],
    text: str,
    reading: ParsedArticle,
    scheme: Scheme,
    words: _Words,
    memory: Memory | None,
) -> list[Proposal]:
    """Name-like runs that nothing marks; with a label where the run is a part of a known name."""
    labels = {label.id: label for label in scheme.labels}
    parts = _parts(known, text)
    taken = _Taken(known)
    amounts = _Taken([e for e in reading.entities if e.name in _AMOUNTS])
    found = []
    for start, end in name_runs(text, reading.tokens):
        start = words.without_opening(start, end)
        if start < words.body_start or taken.overlaps(start, end) or amounts.overlaps(start, end):
            continue
        surface = text[start:end]
        if len(surface) < 2 or len(surface.split()) > _MAYBE_WORDS or _is_title(surface):
            continue
        label_id = parts.get(surface)
        if words.is_capital_by_place(start, end, is_part=label_id is not None):
            continue
        label = _NO_LABEL if label_id is None else labels[label_id]
        place = trim(text, start, end, label, tokens=reading.tokens, reviewed=memory)
        found.append(Proposal(*place, label_id, Source.SHAPE, is_maybe=True))
    return found


def _is_title(surface: str) -> bool:
    return all(word.lower() in TITLES for word in surface.split())


def _parts(known: Sequence[Proposal], text: str) -> dict[str, int | None]:
    """Capitalised words of the known names of several words, with the label that they have most."""
    votes: dict[str, Counter[int | None]] = defaultdict(Counter)
    for each in known:
        words = text[each.start : each.end].split()
        if len(words) > 1:
            for word in words:
                votes[word.strip(".,’'\"“”()")][each.label] += 1
    return {word: counter.most_common(1)[0][0] for word, counter in votes.items()}


class _Taken:
    """Ranges in order that do not overlap each other, asked for overlaps."""

    def __init__(self, proposals: Sequence[Proposal | Entity]) -> None:
        self._starts = [p.start for p in proposals]
        self._ends = [p.end for p in proposals]

    def overlaps(self, start: int, end: int) -> bool:
        before_end = bisect_left(self._starts, end) - 1
        return before_end >= 0 and self._ends[before_end] > start


class _Words:
    """Which capitals mean something: where sentences start, and what is also written small."""

    def __init__(self, text: str, reading: ParsedArticle, body_start: int) -> None:
        self.body_start = body_start
        self._text = text
        self._sentences = frozenset(reading.sentences)
        found = list(_WORD.finditer(text))
        self._small = frozenset(match[0] for match in found if match[0].islower())
        self._inside = frozenset(
            match[0] for match in found if not match[0].islower() and not self._opens(match.start())
        )

    def is_small_elsewhere(self, start: int, end: int) -> bool:
        """Whether one word opens a sentence here and stands in lower case elsewhere."""
        return self._opens(start) and self._text[start:end].lower() in self._small

    def is_capital_by_place(self, start: int, end: int, *, is_part: bool) -> bool:
        """Whether nothing but its place at the start of a sentence speaks for this word as a name.

        Measured on three sets of gold: 4 to 20 % of such words are entities.
        """
        surface = self._text[start:end]
        if " " in surface or not self._opens(start):
            return False
        return surface.lower() in self._small if is_part else surface not in self._inside

    def without_opening(self, start: int, end: int) -> int:
        """Where a run starts without a first word that is only a capital by its place."""
        first = _WORD.match(self._text, start, end)
        if first is None or first.end() == end or not self._opens(start):
            return start
        if first[0].lower() in self._small or first[0].endswith("ly"):
            rest = _WORD.search(self._text, first.end(), end)
            return start if rest is None else rest.start()
        return start

    def _opens(self, start: int) -> bool:
        """Whether a sentence starts here, perhaps with a quote or bracket in front."""
        return start in self._sentences or (
            start - 1 in self._sentences and not self._text[start - 1].isalnum()
        )
