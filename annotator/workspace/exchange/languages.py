"""Which language a text is in, found out where its file doesn't say.

py3langid tells languages apart by their letters; it takes a third of a millisecond a text. Most
articles of an import are in one language, so the short words that many of these have are learnt:
an article with nearly as many of them is in that language too, and is not asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

_SAMPLE = 600
_FEWEST_LETTERS = 60
_LEAST_SURE = 0.8
_LEARNT_FROM = 20
_LONGEST_WORD = 5
_USUAL_IN, _FEWEST_USUAL, _LEAST_SHARE = 0.4, 8, 0.6  # of the texts; words; of what is usual
_WORD = re.compile(r"[^\W\d_]+")
_NONE = ("zxx", "und", "qu")  # no language; and what short lists of names are taken for
_SAME = {"no": "nb", "nn": "nb"}


class LanguageFinder:
    """Finds the languages of texts of one import."""

    def __init__(self) -> None:
        self._seen: dict[str, list[set[str]]] = {}
        self._usual: frozenset[str] = frozenset()
        self._fewest = 0.0
        self._language = ""

    def of(self, text: str) -> str:
        """The code of the language ("en"), "" where the text is too short or nothing is sure."""
        sample = text[:_SAMPLE]
        words = sample.casefold().split()  # whole, unlike letters: signs of vowels are none
        if self._usual and len(self._usual.intersection(words)) >= self._fewest:
            return self._language
        if sum(map(_weight, _WORD.findall(sample))) < _FEWEST_LETTERS:
            return ""
        language = _found(sample)
        if language and not self._usual:
            self._learn(language, {x for x in words if len(x) <= _LONGEST_WORD and x[0].isalpha()})
        return language

    def _learn(self, language: str, words: set[str]) -> None:
        seen = self._seen.setdefault(language, [])
        seen.append(words)
        if len(seen) != _LEARNT_FROM:
            return
        counts = Counter(word for each in seen for word in each)
        usual = frozenset(x for x, n in counts.items() if n >= _USUAL_IN * len(seen))
        if len(usual) >= _FEWEST_USUAL:
            self._usual, self._language = usual, language
            self._fewest = _LEAST_SHARE * sum(len(x & usual) for x in seen) / len(seen)
            self._seen.clear()


def _weight(word: str) -> int:
    """How many letters a word has; a sign of Chinese or Japanese says as much as three."""
    return len(word) * (3 if word[0] >= "\u2e80" else 1)


def is_same_language(one: str, other: str) -> bool:
    """Whether two codes mean one language: "en-GB" is "en", the written forms of Norwegian one."""
    first, second = (x.casefold().replace("_", "-").split("-")[0] for x in (one, other))
    return _SAME.get(first, first) == _SAME.get(second, second)


def _found(sample: str) -> str:
    language, share = _identifier().classify(sample)
    return language if share >= _LEAST_SURE and language not in _NONE else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # late: a second, 130 MB at once

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
