"""Plain text files: one file, one article.

A header line `date YYYY-MM-DD` in front, as the users' articles have it, is read into `published`
and cut off; `source_offset` says how many code points it had, so that offsets can be given for the
file as well. All else stays as it is, line ends too.
"""

from __future__ import annotations

from typing import BinaryIO

from annotator.core.header import read_header, title_of
from annotator.formats.articles import (
    DEFAULTS,
    GivenArticle,
    Items,
    ReadOptions,
    check_strings,
    tried,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import decode, head_text
from annotator.formats.long_lines import whole


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The one article of a text file, or why it was not taken."""
    yield tried(name, _article, stream, name, options.encoding)


def _article(stream: BinaryIO, name: str, encoding: str) -> GivenArticle:
    text, encoding = decode(whole(stream), encoding)
    header = read_header(text)
    body = text[header.body_start :]
    check_strings(body)
    return GivenArticle(
        text=body,
        title=title_of(body),
        key=_stem(name),
        published=header.published,
        source_offset=header.body_start,
        where=name,
        encoding=encoding,
    )


def sniff(head: bytes) -> Likeness:
    """Any text may be one."""
    return Likeness.NONE if "\0" in head_text(head) else Likeness.POSSIBLE


def _stem(name: str) -> str:
    leaf = name.replace("\\", "/").rsplit("/", 1)[-1]
    return leaf.rsplit(".", 1)[0] or leaf
