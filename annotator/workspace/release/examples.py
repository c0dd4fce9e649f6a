"""Real examples for a codebook: what bears a label how often, and the label in its sentence.

Which ones are shown depends on the texts alone, so that it is the same wherever it is made.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from annotator.values import dataclass

_SURFACES = 8
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")
_CONTEXTS = 3
_AROUND = 60
_LONGEST = 200


class Context(NamedTuple):
    """A span between what stands before and behind it; `sha256` is that of its text."""

    sha256: str
    before: str
    surface: str
    after: str


@dataclass(slots=True)
class Examples:
    """Collects examples from the articles to train on, of near copies from one only."""

    _surfaces: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _contexts: dict[str, list[Context]] = field(default_factory=lambda: defaultdict(list))
    _articles: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: Mapping[str, Any], text: str, title: str) -> None:
        """Look at an article by its line without text."""
        is_copy = line["family"] != line["number"]
        seen: set[str] = set()
        for each in line["entities"]:
            start, end, label = each["start"], each["end"], each["label"]
            self._surfaces[label][flat(text[start:end])] += 1
            if label not in seen and not is_copy:
                seen.add(label)
                _keep(self._contexts[label], _context(line["sha256"], text, start, end))
        if not is_copy:
            heading = flat(title) or flat(text[:_AROUND])
            for name in line["topics"]:
                _keep(self._articles[name], (line["sha256"], heading))

    def surfaces(self, label: str) -> list[tuple[str, int]]:
        """What is labelled so most often, with how often."""
        counted = self._surfaces[label].items()
        return sorted(counted, key=lambda x: (-x[1], x[0]))[:_SURFACES]

    def contexts(self, label: str) -> list[Context]:
        """The label in its sentence."""
        return self._contexts[label]

    def headings(self, topic: str) -> list[str]:
        """Articles of a topic."""
        return [heading for _, heading in self._articles[topic]]


def flat(string: str) -> str:
    """The string in one line, and not too long for one; control characters show as �."""
    joined = _in_a_line(string)
    return joined if len(joined) <= _LONGEST else joined[: _LONGEST - 1] + "…"


def _keep(kept: list[Any], each: Any) -> None:
    """Keep the few that come first by the hashes of their texts."""
    insort(kept, each)
    del kept[_CONTEXTS:]


def _context(sha256: str, text: str, start: int, end: int) -> Context:
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    return Context(
        sha256,
        ("…" if start > _AROUND else "") + _line_end(before),
        flat(text[start:end]),
        _line_start(after) + ("…" if end + _AROUND < len(text) else ""),
    )


def _line_end(string: str) -> str:
    joined = _in_a_line(string)
    return joined + (" " if string[-1:].isspace() and joined else "")


def _line_start(string: str) -> str:
    joined = _in_a_line(string)
    return (" " if string[:1].isspace() and joined else "") + joined


def _in_a_line(string: str) -> str:
    return _CONTROL.sub("�", " ".join(string.split()))
