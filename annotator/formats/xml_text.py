"""What XML can and can't hold of a text, and reading it in safety.

XML 1.0 has no place for most control characters: they are written as U+FFFD. A document that
defines entities is refused, for they may blow up or read other files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import BinaryIO
from xml.parsers import expat

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x)")
_SPELLED = re.compile("_x([0-9A-F]{1,4})_")
_PIECE = 1 << 20
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_ESCAPED["\r"] = "&#13;"
_TO_ESCAPE = re.compile('[&<>"\t\n\r\x85\u2028]')

Begun = Callable[[str, Mapping[str, str]], None]
Ended = Callable[[str], None]
Said = Callable[[str], None]


def has_controls(text: str) -> bool:
    """Whether XML has no place for some of the characters."""
    return _CONTROLS.search(text) is not None


def without_controls(text: str) -> str:
    """The text as XML can hold it, as long as it was."""
    return _CONTROLS.sub("\ufffd", text)


def quoted(text: str) -> str:
    """The text as the value of an attribute, in quotes, which is read back as it is."""
    escaped = _TO_ESCAPE.sub(lambda x: _ESCAPED.get(x[0]) or f"&#{ord(x[0])};", text)
    return f'"{without_controls(escaped)}"'


def escaped(text: str) -> str:
    """The text as the content of an element, which is read back as it is."""
    return quoted(text)[1:-1]


def spelled(text: str) -> str:
    """The text with what XML has no place for as codes, which `unspelled` reads."""
    return _SPELL.sub(lambda x: f"_x{ord(x[0]):X}_", text)


def unspelled(text: str) -> str:
    """What `spelled` was given."""
    return _SPELLED.sub(lambda x: chr(int(x[1], 16)), text)


def parse(stream: BinaryIO, begun: Begun, ended: Ended, said: Said | None = None) -> None:
    """Tell of the elements of a document, in order; namespaces stand before their names, with "}"
    between. BadRecord for what is not XML and for one that defines entities.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    if said is not None:
        parser.CharacterDataHandler = said
    parser.EntityDeclHandler = _refuse
    parser.UnparsedEntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise BadRecord(Unfit.NOT_XML, reason=reason, line=error.lineno) from error
    except (LookupError, ValueError) as error:  # an encoding that the parser doesn't know
        line = parser.CurrentLineNumber
        raise BadRecord(Unfit.NOT_XML, reason=str(error), line=line) from error


def _refuse(*_: object) -> int:
    raise BadRecord(Unfit.XML_WITH_ENTITIES)
