"""What has been decided about surfaces: how often each label, or none, was given to which; and
which labels are usual of late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from annotator.core.tokens import Tokens
from annotator.values import dataclass

Counts = Mapping[int | None, int]
"""How often a surface got each label; None counts the rejections."""

Usage = Mapping[int, int]
"""Label to how many spans of the articles reviewed last have it."""

LATELY = 10
"""So many articles."""

MOST_OF_ONE = 10
"""So many spans of a label count in one article: a long list does not outvote the others."""

_KEY = 2  # characters of a surface by which it is looked up
_LONGEST = 16  # tokens
_USUAL = 2  # spans that show that edges are meant and no slip…
_SLIPS = 10  # …unless so many times as often the same word ends without the sign


@dataclass(frozen=True, slots=True)
class RememberedMention:
    """A place whose surface memory knows: first and end token, and what was decided about it."""

    first_token: int
    end_token: int
    counts: Counts


@dataclass(slots=True)
class Memory:
    """Decisions by surface. White space inside a surface counts as one space; case counts. What has
    no letter and no digit is not remembered: a comma is a slip, and stands everywhere.

    `usage` tells which labels are usual of late: "person" and "politician" come and go with the
    subject. `unmarked` tells of a surface how many more times it stood unmarked in finished
    articles than marked. `speaks` is whether memory has a say of its own in suggestions: not where
    it proved worse than the pipeline alone.
    """

    _counts: dict[str, Counter[int | None]] = field(default_factory=dict)
    _longest: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=dict)
    _endings: Counter[str] = field(default_factory=Counter)  # last words, with what they end in
    unmarked: Counter[str] = field(default_factory=Counter)
    speaks: bool = True

    @classmethod
    def of(cls, counts: Mapping[str, Counts], usage: Usage | None = None) -> Memory:
        memory = cls(usage=usage or {})
        for surface, labels in counts.items():
            for label, count in labels.items():
                memory.add(surface, label, count)
        return memory

    def __len__(self) -> int:
        return len(self._counts)

    def __iter__(self) -> Iterator[tuple[str, Counts]]:
        return iter(self._counts.items())

    def add(self, surface: str, label: int | None, count: int = 1) -> None:
        """Count a decision; a negative count takes some back."""
        surface = key_of(surface)
        if not is_memorable(surface):
            return
        if label is not None:
            self._endings[_ending(surface)] += count
        counts = self._counts.setdefault(surface, Counter())
        counts[label] += count
        if counts[label] <= 0:
            del counts[label]
        if not counts:
            del self._counts[surface]
        start = surface[:_KEY]
        self._longest[start] = max(self._longest.get(start, 0), len(surface))

    def put(self, surface: str, counts: Counts) -> None:
        """What was decided about this surface is this from now on."""
        for label, count in list(self.about(surface).items()):
            self.add(surface, label, -count)
        for label, count in counts.items():
            self.add(surface, label, count)

    def about(self, surface: str) -> Counts:
        """What was decided about this surface; empty when nothing was."""
        return self._counts.get(key_of(surface), {})

    def edges_are_usual(self, surface: str, trimmed: str) -> bool:
        """Whether spans of `surface` are known and no slip, though edges would be `trimmed`."""
        count = self._spans_of(surface)
        return count >= _USUAL and 2 * count >= self._spans_of(trimmed)

    def ends_in_sign(self, surface: str) -> bool:
        """Whether spans usually end in the last word of `surface` with all signs behind it."""
        ending = _ending(key_of(surface))
        count, bare = self._endings[ending], self._endings[_bare(ending)]
        return count >= _USUAL and _SLIPS * count >= bare

    def _spans_of(self, surface: str) -> int:
        return sum(n for label, n in self.about(surface).items() if label is not None)

    def is_name(self, surface: str, label: int) -> bool:
        """Whether a place that nothing marks is more likely than not of this label: the surface was
        decided so more often than rejected, and did not stand unmarked more often than marked.
        """
        counts = self.about(surface)
        return counts.get(label, 0) > counts.get(None, 0) and self.unmarked[key_of(surface)] <= 0

    def without(
        self,
        contribution: Iterable[tuple[str, Counts]],
        usage: Usage | None = None,
        unmarked: Mapping[str, int] | None = None,
    ) -> Memory:
        """This memory as it would be without what one article gave to it, and where another usage
        was usual.
        """
        changed = self._changed(contribution, -1)
        if usage is not None:
            changed.usage = usage
        if unmarked is not None:
            changed.unmarked.subtract(unmarked)
        return changed

    def with_(self, other: Iterable[tuple[str, Counts]]) -> Memory:
        """This memory and another one together."""
        return self._changed(other, 1)

    def _changed(self, by: Iterable[tuple[str, Counts]], sign: int) -> Memory:
        endings = Counter(self._endings)
        known, longest = dict(self._counts), dict(self._longest)
        unmarked = Counter(self.unmarked)
        changed = Memory(known, longest, self.usage, endings, unmarked, self.speaks)
        for surface, counts in by:
            surface = key_of(surface)
            if surface in changed._counts:  # only what changes is copied
                changed._counts[surface] = Counter(changed._counts[surface])
            for label, count in counts.items():
                changed.add(surface, label, sign * count)
        return changed

    def recall(self, text: str, tokens: Tokens) -> list[RememberedMention]:
        """The known surfaces in a text, in order, the longest first at each token, not overlapping.

        They begin and end at token boundaries.
        """
        found: list[RememberedMention] = []
        token = 0
        while token < len(tokens):
            known = self._longest_at(text, tokens, token)
            if known is None:
                token += 1
            else:
                found.append(known)
                token = known.end_token
        return found

    def _longest_at(self, text: str, tokens: Tokens, token: int) -> RememberedMention | None:
        start = tokens.starts[token]
        most = self._longest.get(text[start : start + _KEY])
        if most is None:
            most = self._longest.get(text[start : tokens.ends[token]])
        if most is None:
            return None
        best = None
        for end in range(token + 1, min(token + _LONGEST, len(tokens)) + 1):
            surface = text[start : tokens.ends[end - 1]]
            if len(surface) > most + _LONGEST:  # white space may be wider in the text
                break
            counts = self._counts.get(key_of(surface))
            if counts:
                best = RememberedMention(token, end, counts)
        return best


def is_memorable(surface: str) -> bool:
    """Whether a surface has a letter or a digit, by which it can be known again."""
    return any(c.isalnum() for c in surface)


def key_of(surface: str) -> str:
    """The surface as it is counted: each white space is one space."""
    return " ".join(surface.split())


def _ending(key: str) -> str:
    """The last word with what stands behind it: "“for 5 min." → "min."."""
    last = key.rsplit(" ", 1)[-1]
    first = next((i for i, c in enumerate(last) if c.isalnum()), 0)
    return last[first:]


def _bare(ending: str) -> str:
    while ending and not ending[-1].isalnum():
        ending = ending[:-1]
    return ending
