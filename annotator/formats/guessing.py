"""Which old encoding bytes are likely in: how probable their text is, letter by letter.

A simple model of text: each character beyond ASCII has a probability by what it is and by the
language that the text may be in (letters by their rank, from the lists of charset-normalizer),
lower where it does not fit its neighbours: a sign inside a word, a word of two scripts, a capital
after a small letter. The encoding under which the bytes are most probable is the likeliest. That
also tells short texts apart, which statistics over a whole text do not.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

_MOST_HIGH_BYTES = 1500
_CONTEXT_BYTES = 40
DOUBTFUL = 4.0
"""Two encodings whose probabilities differ by less (as logarithms) are both possible."""


class _Encoding(NamedTuple):
    """An encoding, and the languages that are written in it."""

    name: str
    languages: tuple[str, ...]


_WEST = (
    "English French German Spanish Portuguese Italian Dutch Swedish Norwegian Danish Finnish"
    " Icelandic Catalan Estonian Albanian"
)
_CENTRE = "Polish Czech Slovak Hungarian Slovene Croatian Romanian German Albanian"
_CYRILLIC = "Russian Ukrainian Bulgarian Serbian Belarusian Macedonian"

# Of encodings under which bytes say the same the first is named.
_ENCODINGS = tuple(
    _Encoding(name, tuple(languages.split()))
    for name, languages in (
        ("cp1252", _WEST),
        ("cp1250", _CENTRE),
        ("iso8859-2", _CENTRE),
        ("cp1251", _CYRILLIC),
        ("koi8-u", "Russian Ukrainian"),
        ("koi8-r", "Russian"),
        ("cp866", "Russian Belarusian"),
        ("iso8859-5", _CYRILLIC),
        ("mac-cyrillic", _CYRILLIC),
        ("cp1253", "Greek"),
        ("iso8859-7", "Greek"),
        ("cp1254", "Turkish"),
        ("cp1255", "Hebrew"),
        ("iso8859-8", "Hebrew"),
        ("cp1256", "Arabic Farsi"),
        ("iso8859-6", "Arabic"),
        ("cp1257", "Lithuanian Latvian Estonian"),
        ("cp874", "Thai"),
        ("mac-roman", "French German Spanish Italian Portuguese"),
        ("cp850", "French German Spanish Italian Portuguese"),
        ("cp852", _CENTRE),
        ("cp932", "Japanese"),
        ("euc_jp", "Japanese"),
        ("gb18030", "Chinese"),
        ("big5hkscs", "Chinese"),
        ("cp949", "Korean"),
    )
)
_RARE = {"mac-cyrillic": 6.0, "mac-roman": 6.0, "cp850": 6.0, "cp852": 6.0, "iso8859-8": 3.0,
         "iso8859-6": 3.0, "cp866": 2.0, "cp1257": 1.5, "cp1250": 0.5, "cp1254": 0.5}  # fmt: skip

# What the lists lack: further letters, and languages of their own, the most frequent first.
_MORE_LETTERS = {
    "French": "éàèêçôîûùâïëüœÿæ",
    "German": "üäößé",
    "Spanish": "óíáéñúü",
    "Portuguese": "ãçáéíóõêâúàôü",
    "Italian": "èàòùìéí",
    "Dutch": "ëéïèöüêó",
    "Swedish": "äåöéü",
    "Norwegian": "åøæéòô",
    "Danish": "æøåé",
    "Finnish": "äöåšž",
    "English": "éèïêôçñ£",
    "Icelandic": "arniestulðgmkfhvoáþídjóbyæúöpéýx",
    "Catalan": "àéèíóòúçïü",
    "Estonian": "äõüöšž",
    "Albanian": "ëç",
    "Polish": "łąęóżśćńź",
    "Czech": "íáéřýěžščůúňťďó",
    "Slovak": "áíéýčšžúľťóňäďôĺŕě",
    "Hungarian": "éáóöőíüúű",
    "Slovene": "čšžćđ",
    "Croatian": "čšžćđ",
    "Romanian": "ăîțșâţş",
    "Turkish": "ışüğçöİâî",
    "Lithuanian": "ėšųžįūąčę",
    "Latvian": "āīēšūņļžčģķ",
    "Russian": "ыэюшщъфё",
    "Ukrainian": "шщюєґфж",
    "Bulgarian": "юфшь",
    "Serbian": "јљњћђџшчж",
    "Belarusian": "аніоркедялтсвмупыьэўзйгбшчцфхжюёщ",
    "Macedonian": "аоитенрвсдкпламуѓќјљњџшчжзгбцхф",
    "Greek": "ςώύήΐϊξψφζβΆΈΉΊΌΎΏ",
    "Arabic": "ةىئءؤآثذزضظغشط",
    "Farsi": "پچژگکیءئآثذزضظغشط",
}
_LATIN = "eaionrltscdupmgvfbzhq"
_SIGNS = frozenset("“”‘’„‚–—…«»‹›\xa0€§°·•©®™£¿¡")
_IN_WORDS = frozenset("’‘·\xad\u200c\u200d")
_WIDE_SIGNS = frozenset("、。，．！？：；「」『』（）《》〈〉【】“”‘’…—・ー　～")


def likeliest(data: bytes) -> list[tuple[str, float]]:
    """Encodings that these bytes may be in, the likeliest first, each with how much less probable
    it is than the first (as a logarithm). Those that give the same text are named once.
    """
    sample = _sampled(data)
    found: dict[str, tuple[str, float]] = {}
    for encoding in _ENCODINGS:
        text = sample.decode(encoding.name, "replace")
        score = _score(text, encoding) - _RARE.get(encoding.name, 0.0)
        name, best = found.get(text, (encoding.name, score))
        found[text] = (name, max(best, score))
    ranked = sorted(found.values(), key=lambda x: -x[1])
    return [(name, ranked[0][1] - score) for name, score in ranked]


def _sampled(data: bytes) -> bytes:
    """Stretches around the first bytes beyond ASCII, cut where ASCII is on both sides."""
    parts: list[bytes] = []
    count, at = 0, 0
    while count < _MOST_HIGH_BYTES:
        high = next((n for n in range(at, len(data)) if data[n] >= 0x80), None)
        if high is None:
            break
        start = max(at, high - _CONTEXT_BYTES)
        end = high
        quiet = 0
        while end < len(data) and quiet < _CONTEXT_BYTES and count < 2 * _MOST_HIGH_BYTES:
            is_high = data[end] >= 0x80
            count += is_high
            quiet = 0 if is_high else quiet + 1
            end += 1
            if count >= _MOST_HIGH_BYTES and quiet > 1:
                break
        parts.append(data[start:end])
        at = end
    return b"\n".join(parts)


def _score(text: str, encoding: _Encoding) -> float:
    """The logarithm of the probability of a text, by the language that fits it best."""
    letters: Counter[str] = Counter()
    fixed = 0.0
    before = " "
    for n, char in enumerate(text):
        after = text[n + 1] if n + 1 < len(text) else " "
        if char.isascii():
            if char.isalpha():
                letters[char.lower()] += 1
        else:
            fixed += _of_neighbours(before, char, after)
            if _is_small_alphabet(char):
                letters[char.lower() if char != "İ" else char] += 1
            else:
                fixed += _of_sign(char, encoding.languages)
        before = char
    by_language = (
        sum(_of_letter(language, char) * count for char, count in letters.items())
        for language in encoding.languages
    )
    return fixed + max(by_language)


def _is_small_alphabet(char: str) -> bool:
    return char.isalpha() and not _is_wide(char) and char not in "ªº"


def _is_wide(char: str) -> bool:
    return char >= "\u1100" and not "\ufb00" <= char <= "\ufdff"


def _of_neighbours(before: str, char: str, after: str) -> float:
    """What it costs that these stand beside each other."""
    cost = 0.0
    if not char.isalpha():
        mark = unicodedata.combining(char) or unicodedata.category(char) == "Mn"
        if before.isalpha() and after.isalpha() and char not in _IN_WORDS and not mark:
            cost -= 0.0 if _is_wide(char) or _is_wide(before) or _is_wide(after) else 5.0
        return cost
    for other in (before, after):
        if other.isalpha() and _script(other) != _script(char):
            cost -= 5.0
    if char.isupper() and before.isalpha() and before.islower():
        cost -= 4.0
    if char.islower() and before.isupper() and after.isupper():
        cost -= 4.0
    return cost


@cache
def _script(char: str) -> str:
    """The first word of the name of a letter, near enough; signs of Chinese and Japanese mix."""
    word = unicodedata.name(char, "?").split(" ")[0]
    return "CJK" if word in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC") else word


@cache
def _of_sign(char: str, languages: tuple[str, ...]) -> float:
    """How probable what is no letter of a small alphabet is."""
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs"):
        return -18.0
    if _is_wide(char):
        return _of_wide(char, languages)
    if char in _SIGNS:
        return -4.5
    return -5.0 if unicodedata.category(char) == "Mn" else -9.0


def _of_wide(char: str, languages: tuple[str, ...]) -> float:
    if char in _WIDE_SIGNS:
        return -4.5
    if char in _common(languages[0]):
        return -6.0
    code = ord(char)
    if 0xFF61 <= code <= 0xFF9F:
        return -10.0
    if 0x3041 <= code <= 0x30FF:
        return -5.0 if languages[0] == "Japanese" else -11.0
    if 0xAC00 <= code <= 0xD7A3:
        return -7.5 if _is_plain(char, "euc_kr") else -14.0
    if 0x4E00 <= code <= 0x9FFF:
        plain = {"Chinese": ("gb2312", "big5"), "Japanese": ("shift_jis",)}.get(languages[0], ())
        return -8.5 if any(_is_first_level(char, each) for each in plain) else -13.0
    return -10.0 if 0xFF01 <= code <= 0xFF5E else -14.0


def _is_plain(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


_FIRST_LEVEL = {"gb2312": (0xB0A1, 0xD7FF), "big5": (0xA440, 0xC67E), "shift_jis": (0x889F, 0x9872)}


def _is_first_level(char: str, encoding: str) -> bool:
    """Whether a character is one of the few thousand usual ones."""
    first, last = _FIRST_LEVEL[encoding]
    try:
        return first <= int.from_bytes(char.encode(encoding), "big") <= last
    except UnicodeEncodeError:
        return False


@cache
def _common(language: str) -> frozenset[str]:
    from charset_normalizer.constant import FREQUENCIES

    names = [name for name in FREQUENCIES if name.rstrip("—") == language]
    return frozenset(char for name in names for char in FREQUENCIES[name])


@cache
def _letters(language: str) -> dict[str, float]:
    """Logarithms of how probable each letter of a language is, by its rank."""
    from charset_normalizer.constant import FREQUENCIES

    more = _MORE_LETTERS.get(language, "")
    usual = FREQUENCIES.get(language, [] if "a" in more or "а" in more else _LATIN)
    more = "".join(x for x in more if x not in usual)
    weights = {char: 1 / (rank + 3) for rank, char in enumerate([*usual, *more])}
    total = sum(weights.values())
    return {char: math.log(weight / total) for char, weight in weights.items()}


@cache
def _of_letter(language: str, char: str) -> float:
    found = _letters(language).get(char)
    if found is not None:
        return found
    return -5.5 if char.isascii() else -9.0
