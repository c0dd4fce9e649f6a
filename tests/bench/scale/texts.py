"""Articles of about 400 words: sentences of real ones, recombined, with invented names among them.

The same number gives the same article, on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from tests.bench.making import _SYLLABLES

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "articles"
_WORDS = 400
_SENTENCE = re.compile(r"[A-Z“\"][^.!?\n]{30,}[.!?]”?")
_NAMES = 20_000  # the rarest stands in some dozens of a million articles
_A_TEXT = 6  # names
_SOURCES = 60
_FIRST_DAY = date(2003, 1, 1)
_DAYS = 8_000
_TWIN_IN, _UNDATED_IN = 200, 100


@dataclass(frozen=True, slots=True)
class Made:
    """An article; `names` are the ranges of what is invented in its text."""

    title: str
    text: str
    published: str
    source: str
    words: int
    names: tuple[tuple[int, int], ...]


def has_sentences() -> bool:
    """Whether the articles that sentences are taken of are beside this checkout."""
    return FOLDER.is_dir() and len(_sentences()) > 10


def article(number: int) -> Made:
    """The article with this number, from 1; some have exactly the text of one before."""
    if number % _TWIN_IN == 0:
        return article(number - _TWIN_IN // 2)
    chance = Random(number)
    sentences, pool, weights = _sentences(), _pool(), _weights()
    names = chance.choices(pool, cum_weights=weights, k=_A_TEXT)
    pieces: list[str] = []
    ranges: list[tuple[int, int]] = []
    at = words = 0
    while words < _WORDS:
        sentence, count = chance.choice(sentences)
        if names:
            name = names.pop()
            ranges.append((at, at + len(name)))
            sentence, count = f"{name} said: {sentence}", count + 1 + len(name.split())
        end = "\n\n" if len(pieces) % 4 == 3 else " "
        pieces.append(sentence + end)
        at += len(sentence) + len(end)
        words += count
    opening = " ".join(chance.choice(sentences)[0].split()[:6])
    source = f"Paper {int(_SOURCES * chance.random() ** 3):02d}"
    day = _FIRST_DAY + timedelta(chance.randrange(_DAYS))
    published = "" if chance.randrange(_UNDATED_IN) == 0 else day.isoformat()
    return Made(f"{opening} {number}", "".join(pieces), published, source, words, tuple(ranges))


def rarest_name() -> str:
    """A name that stands in few articles."""
    return _pool()[-1]


@cache
def _sentences() -> list[tuple[str, int]]:
    """Sentences, each with the number of its words."""
    found = dict.fromkeys(
        " ".join(sentence.split())
        for path in sorted(FOLDER.glob("*.txt"))
        for sentence in _SENTENCE.findall(path.read_text("utf-8"))
    )
    return [(sentence, len(sentence.split())) for sentence in found]


@cache
def _pool() -> list[str]:
    chance = Random(1)
    found: dict[str, None] = {}
    while len(found) < _NAMES:
        first, last = (
            "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize()
            for _ in range(2)
        )
        found[f"{first} {last}"] = None
    return list(found)


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / (rank + 20) for rank in range(_NAMES)))
