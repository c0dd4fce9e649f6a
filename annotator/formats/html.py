"""Saved web pages: the article of each, without menus, advertisements and comments (trafilatura).

Title, date, source, address and language are taken from what the page says of itself, author and
tags become metadata. What is cut away is not kept: offsets are those of the text that is left.
"""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from html import unescape
from typing import Any, BinaryIO

from annotator.faults import Unfit
from annotator.formats import extras
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    Items,
    ReadOptions,
    check_strings,
    tried,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import decode, head_text, marked
from annotator.formats.fields import as_json

WHOLE = "all"
_BEGINS = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html\b|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]*\blang\s*=\s*["']?([a-z]{2,3})\b""", re.IGNORECASE)
_HEAD_BYTES = 4096
_TALKATIVE = ("trafilatura", "htmldate", "courlan", "justext")
_LARGEST = 1 << 26
_DATES = {"original_date": True, "extensive_search": False}
"""The date that the page says: what else stands in it is no date of publication."""
_JOINERS = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters without a shape of their own, which are part of words and of emoji (Persian, Hindi,
families). The library takes them for controls and drops them: they go through it as letters.
"""
_STAND_INS = {ord(char): 0x10600 + number for number, char in enumerate(_JOINERS)}  # Linear A
_BACK = {stand_in: char for char, stand_in in _STAND_INS.items()}
_REFERENCE = re.compile(r"&(?:zwn?j|[lr]rm|shy|#\d{3,4}|#[xX][0-9a-fA-F]{2,4});")
_MORE = ("author", "description", "categories", "tags")


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The one article of a page, or why it was not taken."""
    extras.require("html")
    yield tried(name, _article, stream, name, options)


def sniff(head: bytes) -> Likeness:
    """Surely, where a page begins."""
    return Likeness.SURE if _BEGINS.match(head_text(head)) else Likeness.NONE


def _article(stream: BinaryIO, name: str, options: ReadOptions) -> GivenArticle:
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise BadRecord(Unfit.TOO_LARGE)
    page, encoding = _decoded(data, options.encoding)
    page = _shielded(page)
    found = _extracted(page)
    text = found.text if found is not None else ""
    if options.more.get("page_text") == WHOLE:
        text = _trafilatura().html2txt(page)
    text = text.translate(_BACK)
    if not text or text.isspace():
        raise BadRecord(Unfit.NO_ARTICLE_IN_PAGE)
    language = _LANGUAGE.search(page[:_HEAD_BYTES])
    told = {name: value for name in _MORE if (value := getattr(found, name, None))}
    article = GivenArticle(
        text,
        title=(getattr(found, "title", "") or "").translate(_BACK),
        key=_stem(name),
        published=getattr(found, "date", "") or "",
        source=(getattr(found, "sitename", "") or "").translate(_BACK),
        url=getattr(found, "url", "") or "",
        language=language[1].lower() if language else "",
        meta=as_json(told).translate(_BACK) if told else "{}",
        where=name,
        encoding=encoding,
    )
    check_strings(text, article.title, article.source, article.url, article.meta)
    return article


def _decoded(data: bytes, chosen: str) -> tuple[str, str]:
    """The page as text, by its mark, by what it says itself, or as any text file."""
    said = _CHARSET.search(data[:_HEAD_BYTES])
    encoding = chosen or (said[1].decode("ascii", "replace") if said and not marked(data) else "")
    if encoding:
        try:
            return data.decode(encoding), codecs.lookup(encoding).name
        except (UnicodeDecodeError, LookupError):
            pass  # pages say much
    return decode(data)


def _shielded(page: str) -> str:
    """The page with letters that stand for what would be dropped."""

    def char(found: re.Match[str]) -> str:
        said = unescape(found[0])
        return said if ord(said[0]) in _STAND_INS else found[0]

    return _REFERENCE.sub(char, page).translate(_STAND_INS)


def _extracted(page: str) -> Any:
    with warnings.catch_warnings(action="ignore"):
        return _trafilatura().bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )


def _trafilatura() -> Any:
    with warnings.catch_warnings(action="ignore"):
        import trafilatura
    for name in _TALKATIVE:  # what is wrong with a page is told as its refusal
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura


def _stem(name: str) -> str:
    leaf = name.replace("\\", "/").rsplit("/", 1)[-1]
    return leaf.rsplit(".", 1)[0] or leaf
