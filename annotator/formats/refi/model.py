"""Reads the XML of a project or a codebook into what it says, without judging it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord
from annotator.formats.refi.codes import TOPICS, Code, plain_guid
from annotator.formats.xml_text import parse
from annotator.values import dataclass

_SOURCES = frozenset({"PDFSource", "PictureSource", "AudioSource", "VideoSource"})
_VALUES = frozenset(f"{x}Value" for x in "Text Boolean Integer Float Date DateTime".split())
_WORDS = frozenset({"Description", "PlainTextContent", *_VALUES})


@dataclass(slots=True)
class Coding:
    """That something is coded: by which code, by whom and when."""

    code: str = ""
    user: str = ""
    at: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Selection:
    """A part of a text, by its positions as the file counts them; `name` may begin as it does."""

    guid: str
    start: str
    end: str
    name: str
    user: str
    at: str
    description: str = ""
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A source, or a note, which is told in the same way."""

    kind: str
    guid: str
    name: str = ""
    path: str = ""
    content: str | None = None
    user: str = ""
    description: str = ""
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Case:
    """Sources that belong together, and what is known of them."""

    name: str
    guid: str
    values: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """What a project or codebook says; all by identifiers as `plain_guid` has them."""

    origin: str = ""
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: dict[str, Source] = field(default_factory=dict)
    sets: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)


def read_project(stream: BinaryIO) -> Project:
    """What a file says; BadRecord for what is no XML of REFI-QDA."""
    reader = _Reader()
    parse(stream, reader.begun, reader.ended, reader.said)
    if not reader.is_known:
        raise BadRecord(Unfit.NO_HEADER_OF, format="REFI-QDA")
    return reader.project


class _Reader:
    def __init__(self) -> None:
        self.project = Project()
        self.is_known = False
        self._path: list[str] = []
        self._words: list[str] = []
        self._codes: list[Code] = []
        self._source: Source | None = None
        self._selection: Selection | None = None
        self._coding: Coding | None = None
        self._case: Case | None = None
        self._variable = ""
        self._set: list[str] = []
        self._is_topics = False
        self._outside = 0  # inside of a source that is no text
        self._begin: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "User": self._user, "Code": self._code, "Variable": self._named, "Case": self._a_case,
            "Note": self._a_source, "TextSource": self._a_source, "Coding": self._a_coding,
            "PlainTextSelection": self._a_selection, "CodeRef": self._code_ref,
            "NoteRef": self._note_ref, "VariableRef": self._variable_ref,
            "SourceRef": self._source_ref, "Set": self._a_set, "MemberSource": self._member,
            "MemberCode": self._member_code, "Link": self._link,
        }  # fmt: skip

    def begun(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag.rpartition("}")
        if not self._path:
            self.is_known = name in ("Project", "CodeBook") and "QDA-XML" in space
            self.project.origin = attributes.get("origin", "")
        self._path.append(name)
        self._words.clear()
        if name in _SOURCES:
            self._outside += 1
            guid = plain_guid(attributes.get("guid", ""))
            self.project.sources.append(Source(name, guid, attributes.get("name", "")))
        elif not self._outside and (begin := self._begin.get(name)) is not None:
            begin(attributes)

    def said(self, words: str) -> None:
        if self._path[-1] in _WORDS:
            self._words.append(words)

    def ended(self, _tag: str) -> None:
        name = self._path.pop()
        words = "".join(self._words)
        self._words.clear()
        if name in _SOURCES:
            self._outside -= 1
        elif not self._outside:
            self._end(name, words)

    def _end(self, name: str, words: str) -> None:
        above = self._path[-1] if self._path else ""
        if name == "Description":
            self._describe(above, words)
        elif name == "PlainTextContent" and self._source is not None:
            self._source.content = words
        elif name in _VALUES:
            if (values := self._values()) is not None and self._variable:
                values[self._variable] = words
        elif name == "Code":
            self._codes.pop()
        elif name in ("TextSource", "Note"):
            self._source = None
        elif name == "PlainTextSelection":
            self._selection = None
        elif name == "Coding":
            self._coding = None
        elif name == "Case":
            self._case = None

    def _describe(self, above: str, words: str) -> None:
        if above == "Code" and self._codes:
            self._codes[-1].description = words
        elif above == "PlainTextSelection" and self._selection is not None:
            self._selection.description = words
        elif above in ("TextSource", "Note") and self._source is not None:
            self._source.description = words

    def _values(self) -> dict[str, str] | None:
        about = self._case or self._source
        return None if about is None else about.values

    # -- elements

    def _user(self, said: Mapping[str, str]) -> None:
        guid = plain_guid(said.get("guid", ""))
        self.project.users[guid] = (said.get("name") or said.get("id") or "").strip()

    def _code(self, said: Mapping[str, str]) -> None:
        above = self._codes[-1].path if self._codes else ()
        name = said.get("name", "").strip()
        is_codable = said.get("isCodable", "true") in ("true", "1")
        guid = plain_guid(said.get("guid", ""))
        code = Code(guid, (*above, name), is_codable, said.get("color", ""))
        self._codes.append(code)
        self.project.codes.setdefault(guid, code)

    def _named(self, said: Mapping[str, str]) -> None:
        self.project.variables[plain_guid(said.get("guid", ""))] = said.get("name", "")

    def _a_case(self, said: Mapping[str, str]) -> None:
        self._case = Case(said.get("name", ""), plain_guid(said.get("guid", "")))
        self.project.cases.append(self._case)

    def _a_source(self, said: Mapping[str, str]) -> None:
        guid = plain_guid(said.get("guid", ""))
        kind = self._path[-1]
        user = _who(said)
        path = said.get("plainTextPath", "")
        self._source = Source(kind, guid, said.get("name", ""), path, user=user)
        if kind == "Note":
            self.project.notes[guid] = self._source
        else:
            self.project.sources.append(self._source)

    def _a_selection(self, said: Mapping[str, str]) -> None:
        place = said.get("startPosition", ""), said.get("endPosition", "")
        guid, name = plain_guid(said.get("guid", "")), said.get("name", "")
        self._selection = Selection(guid, *place, name, _who(said), _when(said))
        if self._source is not None:
            self._source.selections.append(self._selection)

    def _a_coding(self, said: Mapping[str, str]) -> None:
        self._coding = Coding(user=_who(said), at=_when(said))
        about = self._selection or self._source
        if about is not None:
            about.codings.append(self._coding)

    def _code_ref(self, said: Mapping[str, str]) -> None:
        if self._coding is not None:
            self._coding.code = plain_guid(said.get("targetGUID", ""))

    def _note_ref(self, said: Mapping[str, str]) -> None:
        about = self._coding or self._selection or self._source
        if about is not None:
            about.notes.append(plain_guid(said.get("targetGUID", "")))

    def _variable_ref(self, said: Mapping[str, str]) -> None:
        self._variable = self.project.variables.get(plain_guid(said.get("targetGUID", "")), "")

    def _source_ref(self, said: Mapping[str, str]) -> None:
        if self._case is not None:
            self._case.sources.append(plain_guid(said.get("targetGUID", "")))

    def _link(self, said: Mapping[str, str]) -> None:
        """What is linked, either way: some link notes so to what they are about."""
        ends = [plain_guid(said.get(x, "")) for x in ("originGUID", "targetGUID")]
        for this, other in (ends, reversed(ends)):
            self.project.links.setdefault(this, []).append(other)

    def _a_set(self, said: Mapping[str, str]) -> None:
        name = said.get("name", "")
        self._set = self.project.sets.setdefault(name, [])
        self._is_topics = name == TOPICS

    def _member(self, said: Mapping[str, str]) -> None:
        self._set.append(plain_guid(said.get("targetGUID", "")))

    def _member_code(self, said: Mapping[str, str]) -> None:
        if self._is_topics:
            self.project.topics.add(plain_guid(said.get("targetGUID", "")))


def _who(said: Mapping[str, str]) -> str:
    return plain_guid(said.get("creatingUser") or said.get("modifyingUser") or "")


def _when(said: Mapping[str, str]) -> str:
    return said.get("creationDateTime") or said.get("modifiedDateTime") or ""
