"""Lines of our JSON without the texts: hashes, lengths and offsets, and back with the texts.

No run of 20 characters of any text is in what articles bring: a title, and any other string with
such a run in it, is *withheld*. It stands there by its hash, and by its place where it is a stretch
of its own text. The names of labels, topics, annotators and models are not withheld: they are the
scheme's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from hashlib import sha256
from typing import Any

import msgspec

from annotator.formats import own
from annotator.formats.articles import GivenArticle
from annotator.values import dataclass

RUN = 20
"""So many characters in a row are taken from a text, fewer may be there by chance."""
_STRINGS = ("title", "id", "date", "source", "url", "language", "meta")
_ALWAYS = ("title", "meta")
_NOTHING = {"meta": "{}"}
_REVIEW, _SPAN = own.SHAPE["reviews"][0], own.SHAPE["reviews"][0]["spans"][0]
SHAPE: dict[str, Any] = {
    "number": int,
    "sha256": str,
    "length": int,
    "split": str,
    "family": int,
    **{
        name: kind
        for name, kind in own.SHAPE.items()
        if name not in ("text", "title", "meta", "reviews")
    },
    "reviews": [
        {
            **{name: kind for name, kind in _REVIEW.items() if name not in ("note", "reason")},
            "spans": [{x: y for x, y in _SPAN.items() if x not in ("surface", "question")}],
        }
    ],
    "withheld": [{"field": str, "sha256": str, "start": (int, None), "end": (int, None)}],
}
"""Field → type, as in annotator.formats.own. `number` counts the articles of the release, from 1;
`family` is the number of the first near copy of the article, or its own.
"""
_REVIEW_FIELDS = tuple(SHAPE["reviews"][0])
_SPAN_FIELDS = tuple(SHAPE["reviews"][0]["spans"][0])
_ADDRESS = re.compile(rf"[!-~]{{{RUN},}}")


def hash_of(string: str) -> str:
    """The sha256 of a string in UTF-8, in hex."""
    return sha256(string.encode()).hexdigest()


@dataclass(slots=True)
class Runs:
    """Which runs of 20 characters the texts have, as far as the strings of articles ask for it.

    `see` every article, then `look` into every text, then ask `is_in_texts`.
    """

    most_asked: int = 500
    _asked: dict[str, bool] = field(default_factory=dict)
    _is_asked: bool = True
    _in_words: set[str] = field(default_factory=set)

    def see(self, text: str, strings: Iterable[str]) -> None:
        """Note the long words of a text (addresses), and what strings besides words have."""
        for each in _ADDRESS.findall(text):
            self._in_words.update(_runs(each))
        for string in strings:
            runs = [each for each in _runs(string) if not _ADDRESS.fullmatch(each)]
            if self._is_asked:
                self._asked.update(dict.fromkeys(runs, False))
        if len(self._asked) > self.most_asked:
            self._is_asked = False
            self._asked.clear()

    def look(self, text: str) -> None:
        """Find what was asked for in a text. Beyond the most that is asked for all is withheld."""
        if self._is_asked:
            for run, is_there in self._asked.items():
                if not is_there and run in text:
                    self._asked[run] = True

    def is_in_texts(self, string: str) -> bool:
        """Whether a run of the string is, or may be, in a text."""
        return any(
            run in self._in_words if _ADDRESS.fullmatch(run) else self._asked.get(run, True)
            for run in _runs(string)
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """An article until it is known what is withheld of it: its line with all strings, its text."""

    line: dict[str, Any]
    text: str
    strings: dict[str, str]

    @property
    def asked(self) -> list[str]:
        """The strings that go out if no text has them."""
        return [value for name, value in self.strings.items() if name not in _ALWAYS]


def kept(article: GivenArticle, number: int, family: int) -> Kept:
    """An article, as far as its line is known without the others. Its part is not."""
    value = own.value_of(article)
    whole: dict[str, Any] = msgspec.to_builtins(
        {x: value[x] for x in (*SHAPE, *_STRINGS) if x in value}
    )
    strings = {name: whole[name] for name in _STRINGS if whole[name] != _NOTHING.get(name, "")}
    mine = {
        "number": number,
        "sha256": hash_of(article.text),
        "length": len(article.text),
        "split": "",
        "family": family,
        "reviews": [_review(each) for each in whole["reviews"]],
        "withheld": [],
    }
    line = {name: mine[name] if name in mine else whole[name] for name in SHAPE}
    return Kept(line, article.text, strings)


def line_of(article: Kept, split: str, runs: Runs) -> dict[str, Any]:
    """The line of an article of this part, without what the texts have."""
    line = article.line | {"split": split, "withheld": []}
    for name, value in article.strings.items():
        if name in _ALWAYS or runs.is_in_texts(value):
            start = article.text.find(value)
            is_there = start >= 0
            line[name] = ""
            line["withheld"].append(
                {
                    "field": name,
                    "sha256": hash_of(value),
                    "start": start if is_there else None,
                    "end": start + len(value) if is_there else None,
                }
            )
    return {name: line[name] for name in SHAPE}


def with_text(
    line: Mapping[str, Any], text: str, known: Iterable[Mapping[str, str]]
) -> tuple[dict[str, Any], list[str]]:
    """The line of our lossless JSON, and the fields that neither the text nor what is `known` of
    it (dicts of fields by name) has.
    """
    strings = {name: line.get(name, "") for name in _STRINGS}
    strings["meta"] = _NOTHING["meta"]
    known = list(known)
    missing = []
    for each in line["withheld"]:
        name = each["field"]
        found = [] if each["start"] is None else [text[each["start"] : each["end"]]]
        found += [fields[name] for fields in known]
        value = next((x for x in found if hash_of(x) == each["sha256"]), None)
        if value is None:
            missing.append(name)
        else:
            strings[name] = value
    whole = {**line, **strings, "text": text}
    whole["reviews"] = [_review_with(text, each) for each in line["reviews"]]
    return {name: whole[name] for name in own.SHAPE}, missing


def strings_of(article: GivenArticle) -> dict[str, str]:
    """What is known of a text that was read from a file, by the names of the fields."""
    value = own.value_of(article)
    return {name: value[name] for name in _STRINGS}


def _review(whole: Mapping[str, Any]) -> dict[str, Any]:
    review = {name: whole[name] for name in _REVIEW_FIELDS}
    review["spans"] = [{name: span[name] for name in _SPAN_FIELDS} for span in whole["spans"]]
    return review


def _review_with(text: str, line: Mapping[str, Any]) -> dict[str, Any]:
    review: dict[str, Any] = {**line, "note": "", "reason": ""}
    review["spans"] = [
        {name: {**span, "surface": text[span["start"] : span["end"]], "question": ""}[name]
         for name in _SPAN}
        for span in line["spans"]
    ]  # fmt: skip
    return {name: review[name] for name in _REVIEW}


def _runs(string: str) -> set[str]:
    return {string[at : at + RUN] for at in range(len(string) - RUN + 1)}
