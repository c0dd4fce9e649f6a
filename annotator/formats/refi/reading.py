"""Reads projects of REFI-QDA: each plain text an article, codings by whom they are as reviews.

Codes on parts of a text are labels, codes on a text as a whole are topics. What is noted on a part,
and what describes it, is the question about its span; what is noted on a text is the note of the
review of the one who noted it. Variables, cases and sets are metadata. PDF, pictures, audio and
video are refused. In files of our own, variables hold what the format has no place for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any, BinaryIO

from annotator.core.header import title_of
from annotator.core.records import Status
from annotator.errors import Bug
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenReview,
    GivenSpan,
    GivenTopic,
    Items,
    ReadOptions,
    Refusal,
    check_strings,
    refused,
    with_fields,
)
from annotator.formats.base import Likeness, ReadBack, none_refused
from annotator.formats.encoding import decode_text, head_text
from annotator.formats.refi.codes import ORIGIN, name_of
from annotator.formats.refi.model import Coding, Project, Selection, Source, read_project
from annotator.formats.refi.parts import Parts, parts_of
from annotator.formats.refi.placing import counting_of
from annotator.formats.xml_text import unspelled
from annotator.places import Where, Whereabouts
from annotator.values import dataclass

_KINDS = {
    "PDFSource": Unfit.SOURCE_IS_PDF,
    "PictureSource": Unfit.SOURCE_IS_PICTURE,
    "AudioSource": Unfit.SOURCE_IS_RECORDING,
    "VideoSource": Unfit.SOURCE_IS_FILM,
}
_FIELDS = ("title", "published", "source", "url", "language", "meta")
_STATUSES = frozenset(Status)


@dataclass(slots=True)
class _Work:
    """What one user did in a text."""

    spans: dict[GivenSpan, list[str]] = field(default_factory=dict)
    topics: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    at: str = ""


def sniff(head: bytes) -> Likeness:
    """Sure of a project that is not packed, and of a zip that begins with one or with sources."""
    if head[:4] == b"PK\3\4":
        names = (b"project.qde", b"sources/", b"Sources/")
        return Likeness.SURE if head[30:].startswith(names) else Likeness.NONE
    text = head_text(head)
    is_project = "<Project" in text and "urn:QDA-XML:project" in text
    return Likeness.SURE if is_project else Likeness.NONE


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a project, and which of its sources are none."""
    for item in _items(stream, name, options):
        yield item if isinstance(item, Refusal) else item[0]


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What a project of our own says, with the review that stands for an article."""
    for article, who in none_refused(_items(stream, name, DEFAULTS)):
        if article.trimmed or article.left_out:
            raise Bug(Fault.READ_BACK_DIFFERS, where=article.where, what=article.key)
        stands = next((x for x in article.reviews if x.annotator == who), GivenReview(""))
        yield ReadBack.of(article, stands, article.key)


def _items(
    stream: BinaryIO, name: str, options: ReadOptions
) -> Iterator[tuple[GivenArticle, str] | Refusal]:
    """Each article, with the name of the one whose review stands for it where the file says so."""
    try:
        parts = parts_of(stream, options.beside)
        with parts.project() as file:
            project = read_project(file)
    except Exception as error:
        yield refused(name, error)
        return
    reader = _Reader(project, parts, options)
    for number, source in enumerate(project.sources, 1):
        where = Where.SOURCE(file=name, number=number)
        try:
            if source.kind in _KINDS:
                raise BadRecord(_KINDS[source.kind])
            yield reader.article(source, where), source.values.get("stands", "")
        except Exception as error:
            yield refused(where, error)


class _Reader:
    """Makes articles of the sources of a project."""

    def __init__(self, project: Project, parts: Parts, options: ReadOptions) -> None:
        self._project = project
        self._parts = parts
        self._options = options
        self._is_own = project.origin.startswith(ORIGIN)
        self._cases = {each.guid: each.name for each in project.cases if each.name}
        self._known = {*project.notes}
        self._used: set[str] = set()
        self._sets: dict[str, list[str]] = {}
        for name, members in project.sets.items():
            for member in members:
                self._sets.setdefault(member, []).append(name)
        self._cases_of: dict[str, list[int]] = {}
        for at, case in enumerate(project.cases):
            for guid in case.sources:
                self._cases_of.setdefault(guid, []).append(at)

    def article(self, source: Source, where: Whereabouts) -> GivenArticle:
        """The article of a source of text; BadRecord where it can't be read."""
        text, encoding = self._text(source)
        check_strings(text)
        fitting = Fitting(text)
        work: dict[str, _Work] = {}
        counted: Counter[Unfit] = Counter()
        coded: list[str] = []
        counting = counting_of(text, self._project.origin, source.selections)
        for selection in source.selections:
            if not selection.codings:
                counted[Unfit.PARTS_UNCODED_LEFT_OUT] += 1
                continue
            try:
                place = counting.place(int(selection.start), int(selection.end))
            except ValueError:
                fitting.left_out.append(Unfit.SPAN_WITHOUT_PLACE(field="PlainTextSelection"))
                continue
            except BadRecord as error:
                fitting.left_out.append(error.reason)
                continue
            for coding in selection.codings:
                self._mark(place, selection, coding, (fitting, work, counted, coded))
        for coding in source.codings:
            self._answer(coding, source, work, counted, coded)
        for guid, words in (
            ()
            if self._is_own
            else self._notes([*source.notes, *self._project.links.get(source.guid, ())])
        ):
            _note(words, self._user(self._project.notes[guid].user), source, work)
        fitting.left_out += [code(count=n) for code, n in counted.items()]
        given = GivenArticle(
            text=text,
            title=source.name or title_of(text),
            key=source.name or source.guid,
            meta=self._meta(source, coded),
            where=where,
            encoding=encoding,
            trimmed=fitting.trimmed,
            left_out=tuple(fitting.left_out),
        )
        if not self._is_own:
            return _foreign(given, work)
        try:
            return _own(given, source, work)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error

    # -- parts of it

    def _text(self, source: Source) -> tuple[str, str]:
        if source.content is not None:
            return source.content, ""
        if not source.path:
            raise BadRecord(Unfit.TEXT_EMPTY)
        return decode_text(self._parts.source(source.path), self._options.encoding)

    def _mark(
        self,
        place: tuple[int, int],
        selection: Selection,
        coding: Coding,
        into: tuple[Fitting, dict[str, _Work], Counter[Unfit], list[str]],
    ) -> None:
        fitting, work, counted, coded = into
        name = self._code(coding, counted, coded)
        if name is None:
            return
        if place[0] == place[1]:
            fitting.left_out.append(Unfit.SPAN_ON_SPACE(start=place[0], end=place[1]))
            return
        try:
            span = fitting.span(GivenSpan(*place, name))
        except BadRecord as error:
            fitting.left_out.append(error.reason)
            return
        if span is None:
            return
        mine = work.setdefault(self._user(coding.user or selection.user), _Work())
        said = mine.spans.setdefault(span, [])
        linked = self._project.links.get(selection.guid, ()) if selection.guid else ()
        notes = self._notes([*selection.notes, *coding.notes, *linked])
        for words in (selection.description, *(x for _, x in notes)):
            if words.strip() and words not in said:
                said.append(words)
        mine.at = max(mine.at, coding.at or selection.at)

    def _answer(
        self,
        coding: Coding,
        source: Source,
        work: dict[str, _Work],
        counted: Counter[Unfit],
        coded: list[str],
    ) -> None:
        name = self._code(coding, counted, coded)
        if name is not None:
            mine = work.setdefault(self._user(coding.user or source.user), _Work())
            mine.topics[name] = None
            mine.at = max(mine.at, coding.at)

    def _code(self, coding: Coding, counted: Counter[Unfit], coded: list[str]) -> str | None:
        """The name of a code; None for one that is not there, or is a case."""
        code = self._project.codes.get(coding.code)
        if coding.code in self._cases:  # some programs code by the cases
            coded.append(self._cases[coding.code])
        elif code is None or not any(code.path):
            counted[Unfit.CODINGS_WITHOUT_CODE] += 1
        else:
            return name_of(code, is_own=self._is_own)
        return None

    def _user(self, guid: str) -> str:
        return self._project.users.get(guid, "")

    def _notes(self, guids: list[str]) -> Iterator[tuple[str, str]]:
        for guid in guids:
            note = self._project.notes.get(guid)
            if note is None:
                continue
            try:
                words, _ = self._text(note)
            except BadRecord:
                continue
            words = unspelled(words) if self._is_own else words
            if words.strip():
                yield guid, words

    def _meta(self, source: Source, coded: list[str]) -> str:
        if self._is_own:
            return "{}"
        meta: dict[str, Any] = dict(source.values)
        names = [x for x in coded if x]
        for at in self._cases_of.get(source.guid, ()):
            case = self._project.cases[at]
            meta |= case.values
            names += [case.name] if case.name else []
        if names:
            meta["cases"] = list(dict.fromkeys(names))
        if source.guid in self._sets:
            meta["sets"] = self._sets[source.guid]
        if source.description.strip():
            meta["description"] = source.description
        return json.dumps(meta, ensure_ascii=False)


def _note(words: str, user: str, source: Source, work: dict[str, _Work]) -> None:
    """Give a note on a text to the one who wrote it; else to who worked there; else to the text."""
    whose = work.get(user) or next(iter(work.values()), None)
    if whose is None:
        source.values.setdefault("note", words)
    else:
        whose.notes.append(words)


def _own(given: GivenArticle, source: Source, work: dict[str, _Work]) -> GivenArticle:
    """What only we write, out of the variables."""
    values = {name: unspelled(words) for name, words in source.values.items()}
    told: list[Mapping[str, Any]] = json.loads(values.get("reviews", "[]"))
    names = [str(each["annotator"]) for each in told]
    reviews = tuple(
        _review(name, work.get(name, _Work()), each) for name, each in zip(names, told, strict=True)
    )
    given = replace(
        given, source_offset=int(values.get("source_offset", 0)), reviews=reviews, title=""
    )
    fields = {name: values[name] for name in _FIELDS if name in values}
    if not isinstance(json.loads(values.get("meta", "{}")), dict):
        raise TypeError("meta is no object")
    return with_fields(given, fields | {"key": values.get("id", given.key)})


def _foreign(given: GivenArticle, work: dict[str, _Work]) -> GivenArticle:
    """The work of users who are named as reviews, that of nobody as bare labels."""
    nobody = work.pop("", None)
    reviews = [_review(name, each, {}) for name, each in work.items()]
    if nobody is None:
        return replace(given, reviews=tuple(reviews))
    bare = _review("", nobody, {})
    if reviews:
        return replace(given, reviews=(*reviews, bare))
    return replace(given, spans=bare.spans, topics=bare.topics)


def _review(name: str, work: _Work, told: Mapping[str, Any]) -> GivenReview:
    spans = tuple(
        GivenSpan(x.start, x.end, x.label, question="\n".join(said))
        for x, said in work.spans.items()
    )
    status = str(told.get("status", Status.DONE))
    topics = told.get("topics", [(topic, True) for topic in work.topics])
    return GivenReview(
        name,
        status if status in _STATUSES else Status.DONE,
        str(told.get("reason", "")),
        flagged=bool(told.get("flagged")),
        note=str(told.get("note", "\n".join(work.notes))),
        review_pass=int(told.get("review_pass", 1)),
        edited_at=str(told.get("edited_at", work.at)),
        spans=spans,
        topics=tuple(GivenTopic(str(topic), bool(is_yes)) for topic, is_yes in topics),
    )
