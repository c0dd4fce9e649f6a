"""Which language a text is in, found out where its file doesn't say.

py3langid tells languages apart by their letters; it takes a third of a millisecond a text. Most
articles of an import are in one language, so the short words that most of these have are learnt:
an article with most of them is in that language too, and is not asked about.
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
_USUAL_IN, _FEWEST_USUAL, _MOST_OF = 0.5, 8, 0.6
_WORD = re.compile(r"[^\W\d_]+")
_NONE = ("zxx", "und", "qu")  # no language; and what short lists of names are taken for
_SAME = {"no": "nb", "nn": "nb"}


class LanguageFinder:
    """Finds the languages of texts of one import."""

    def __init__(self) -> None:
        self._words: dict[str, Counter[str]] = {}
        self._texts: Counter[str] = Counter()
        self._usual: frozenset[str] = frozenset()
        self._language = ""

    def of(self, text: str) -> str:
        """The code of the language ("en"), "" where the text is too short or nothing is sure."""
        sample = text[:_SAMPLE]
        found = _WORD.findall(sample.casefold())
        words = {word for word in found if len(word) <= _LONGEST_WORD}
        if self._usual and len(words & self._usual) >= _MOST_OF * len(self._usual):
            return self._language
        if sum(map(_weight, found)) < _FEWEST_LETTERS:
            return ""
        language = _found(sample)
        if language and not self._usual:
            self._learn(language, words)
        return language

    def _learn(self, language: str, words: set[str]) -> None:
        self._words.setdefault(language, Counter()).update(words)
        self._texts[language] += 1
        count = self._texts[language]
        if count < _LEARNT_FROM:
            return
        usual = frozenset(x for x, n in self._words[language].items() if n >= _USUAL_IN * count)
        if len(usual) >= _FEWEST_USUAL:
            self._usual, self._language = usual, language
            self._words.clear()


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
