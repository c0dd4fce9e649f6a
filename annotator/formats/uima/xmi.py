"""Reads UIMA CAS XMI, with the type system beside it where there is one."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Items,
    ReadOptions,
)
from annotator.formats.base import Likeness
from annotator.formats.encoding import head_text
from annotator.formats.file_names import KEY_ENDING, stem_of
from annotator.formats.uima.cas import Cas, Structure, articles_of, sofa_of
from annotator.formats.uima.type_system import TYPE_SYSTEM, strings_of
from annotator.formats.xml_text import parse

_XMI = "http://www.omg.org/XMI}"
_ECORE = re.compile(r"http:///(.*)\.ecore")
_HEAD = re.compile(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(\w+:)?XMI[\s>]", re.DOTALL)
_VERSION = re.compile(rb"(<\?xml\s+version\s*=\s*[\"'])1\.1")
_FIRST_BYTES = 100


def companions(name: str) -> tuple[str, ...]:
    """The types, and the key where the name can't say it."""
    return TYPE_SYSTEM, stem_of(name) + KEY_ENDING


def sniff(head: bytes) -> Likeness:
    """Sure of the root element."""
    text = head_text(head)
    return Likeness.SURE if _HEAD.match(text) and "omg.org/XMI" in text else Likeness.NONE


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a CAS, mostly one, or why there is none."""
    return articles_of(lambda: _cas_of(io.BytesIO(stream.read()), options), name, options)


def _cas_of(stream: BinaryIO, options: ReadOptions) -> Cas:
    first = stream.read(_FIRST_BYTES)
    stream.seek(0)
    if _VERSION.match(first):  # the parser knows 1.0 alone, from which 1.1 hardly differs
        stream = io.BytesIO(_VERSION.sub(rb"\g<1>1.0", stream.read(), count=1))
    reader = _Reader()
    parse(stream, reader.begun, reader.ended)
    if not reader.is_xmi:
        raise BadRecord(Unfit.NO_HEADER_OF, format="UIMA CAS XMI")
    types = options.beside(TYPE_SYSTEM)
    if types is not None:
        with types:
            reader.cas.strings = strings_of(types)
    return reader.cas


class _Reader:
    """Makes a CAS of the elements of a file."""

    def __init__(self) -> None:
        self.cas = Cas()
        self.is_xmi = False
        self._depth = 0

    def begun(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.is_xmi = tag == f"{_XMI}XMI"
        elif self._depth == 2:
            self._take(_type_of(tag), dict(attributes))

    def ended(self, _tag: str) -> None:
        self._depth -= 1

    def _take(self, type_: str, attributes: dict[str, str]) -> None:
        number = attributes.pop(f"{_XMI}id", "")
        if type_ == "uima.cas.Sofa":
            self.cas.sofas[number] = sofa_of(attributes, attributes.get("sofaArray", ""))
        elif type_ == "uima.cas.View":
            self.cas.members = self.cas.members or set()
            self.cas.members.update(attributes.get("members", "").split())
        elif not type_.startswith("uima.cas."):
            sofa, begin, end = (attributes.pop(x, "") for x in ("sofa", "begin", "end"))
            self.cas.add(type_, Structure(number, sofa, begin, end, attributes))


def _type_of(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    found = _ECORE.fullmatch(space)
    package = found[1].replace("/", ".") if found else space
    return name if package in ("", "uima.noNamespace") else f"{package}.{name}"
