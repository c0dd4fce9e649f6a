"""Cuts words into the pieces that a BERT model knows: WordPiece, of a vocabulary in small letters.

As in Devlin et al. (2019, "BERT", NAACL), with Google's cleaning of the text in front of it: small
letters, no accents, punctuation and Chinese characters apart, then the longest known piece first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

UNKNOWN = "[UNK]"
_MOST_LETTERS = 100  # of a word that is not unknown at once
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_CONTROL = ("Cc", "Cf")
_SYMBOLS = frozenset("$+<=>^`|~")  # that count as punctuation, beside Unicode's


class WordPieces:
    """The numbers of a word's pieces in a vocabulary."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._known = vocabulary
        self._longest = max(map(len, vocabulary), default=0)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        """The pieces of a word as it is written; () where nothing of it is to be seen."""
        return tuple(number for part in _parts(word) for number in self._cut(part))

    def _cut(self, part: str) -> list[int]:
        found: list[int] = []
        at = 0
        while at < len(part):
            mark = "##" if at else ""
            for end in range(min(len(part), at + self._longest), at, -1):
                number = self._known.get(mark + part[at:end])
                if number is not None:
                    break
            if number is None or len(part) > _MOST_LETTERS:
                return [self._known[UNKNOWN]]
            found.append(number)
            at = end
        return found


def _parts(word: str) -> Iterator[str]:
    """What is between white space, each mark and each ideograph by itself."""
    letters = ""
    for char in unicodedata.normalize("NFD", _cleaned(word).lower()):
        kind = unicodedata.category(char)
        if kind == "Mn":
            continue
        is_apart = kind[0] == "P" or char in _SYMBOLS or _is_ideograph(char)
        if letters and (is_apart or char == " "):
            yield letters
            letters = ""
        if is_apart:
            yield char
        elif char != " ":
            letters += char
    if letters:
        yield letters


def _cleaned(word: str) -> str:
    """Without control characters; white space as blanks."""
    return "".join(
        " " if char.isspace() else char
        for char in word
        if char.isspace() or (unicodedata.category(char) not in _CONTROL and char != "\ufffd")
    )


def _is_ideograph(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)
