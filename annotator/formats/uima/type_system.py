"""UIMA's type systems: which features are strings, and the one that goes out with our files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from annotator.formats.uima.layers import METADATA, NAMED_ENTITY
from annotator.formats.xml_text import parse

TYPE_SYSTEM = "TypeSystem.xml"
_STRING = "uima.cas.String"
_FEATURE = """\
        <featureDescription>
          <name>{name}</name>
          <description/>
          <rangeTypeName>{range}</rangeTypeName>
        </featureDescription>
"""
_TYPE = """\
    <typeDescription>
      <name>{name}</name>
      <description/>
      <supertypeName>{above}</supertypeName>
      <features>
{features}      </features>
    </typeDescription>
"""
_WHOLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">
  <types>
{types}  </types>
</typeSystemDescription>
"""
_OF_DOCUMENT = "documentTitle documentId documentUri collectionId documentBaseUri".split()


def strings_of(stream: BinaryIO) -> Mapping[str, frozenset[str]]:
    """The features of each type that are strings, inherited ones too."""
    reader = _Reader()
    parse(stream, reader.begun, reader.ended, reader.said)
    return {name: frozenset(reader.features(name)) for name in reader.above}


def our_types() -> str:
    """The types of the files that we write."""
    of_document = [*((x, _STRING) for x in _OF_DOCUMENT), ("isLastSegment", "uima.cas.Boolean")]
    of_entity = [("value", _STRING), ("identifier", _STRING)]
    types = _type(METADATA, "uima.tcas.DocumentAnnotation", of_document)
    types += _type(NAMED_ENTITY, "uima.tcas.Annotation", of_entity)
    return _WHOLE.format(types=types)


def _type(name: str, above: str, features: list[tuple[str, str]]) -> str:
    inside = "".join(_FEATURE.format(name=x, range=kind) for x, kind in features)
    return _TYPE.format(name=name, above=above, features=inside)


class _Reader:
    """Reads the names of types, of those above them, and of their features."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}
        self._of: dict[str, list[tuple[str, str]]] = {}
        self._path: list[str] = []
        self._words: list[str] = []
        self._type = self._name = ""

    def begun(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self._path.append(tag.rpartition("}")[2])
        self._words.clear()

    def said(self, words: str) -> None:
        self._words.append(words)

    def ended(self, _tag: str) -> None:
        words = "".join(self._words).strip()
        self._words.clear()
        *_, above, here = ("", *self._path)
        self._path.pop()
        if (above, here) == ("typeDescription", "name"):
            self._type = words
            self.above.setdefault(words, "")
        elif here == "supertypeName":
            self.above[self._type] = words
        elif (above, here) == ("featureDescription", "name"):
            self._name = words
        elif here == "rangeTypeName":
            self._of.setdefault(self._type, []).append((self._name, words))

    def features(self, type_: str) -> list[str]:
        """The string features of a type, and of those above it."""
        found: list[str] = []
        seen: set[str] = set()
        while type_ in self.above and type_ not in seen:
            seen.add(type_)
            found += [name for name, kind in self._of.get(type_, ()) if self._is_string(kind)]
            type_ = self.above[type_]
        return found

    def _is_string(self, kind: str) -> bool:
        return kind == _STRING or self.above.get(kind) == _STRING
