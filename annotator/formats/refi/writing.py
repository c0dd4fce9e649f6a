"""Articles as a project of REFI-QDA, a .qdpx: labels and topics as codes, annotators as users.

Texts go out as they are, one file each. Positions are code points, ends behind the last one. What
the format has no place for (keys, dates, how far reviews are) is in variables, for our own reader;
notes and questions are notes for every program. Same articles, same bytes: identifiers come from
keys and names, and nothing is packed, as packers differ.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.base import Counts, OpenPart, Options, scheme_of
from annotator.formats.refi.codes import ORIGIN, guid_of, written_codes, written_sets
from annotator.formats.xml_text import escaped, quoted, spelled

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<Project xmlns="urn:QDA-XML:project:1.0" name="Annotator" origin="{origin}">\n'
)
_VARIABLES = (
    "id", "title", "published", "source", "url", "language", "source_offset", "meta", "reviews",
    "stands",
)  # fmt: skip
_LONGEST_NAME = 60
_IN_MEMORY = 8 << 20
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """The project, in one file."""
    writer = _Writer()
    with (
        open_part("project") as stream,
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as sources,
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as notes,
        zipfile.ZipFile(stream, "w") as packed,
    ):
        count = 0
        for article in articles:
            count += 1
            guid = guid_of("source", article.key)
            # A byte order mark of the text's own is not to be taken for one of the file.
            text = "\ufeff" * article.text.startswith("\ufeff") + article.text
            packed.writestr(_member(f"sources/{guid}.txt"), text.encode())
            sources.write("".join(writer.source(article, guid)).encode())
            notes.write("".join(writer.notes()).encode())
        scheme = scheme_of(articles)
        with packed.open(_member("project.qde"), "w", force_zip64=True) as project:
            project.write(_HEAD.format(origin=ORIGIN).encode())
            project.write("".join(writer.users()).encode())
            codes = "".join(written_codes(scheme, writer.labels, writer.topics))
            if codes:
                project.write(f"<CodeBook>\n{codes}</CodeBook>\n".encode())
            project.write("".join(_variables()).encode())
            _copy(sources, project, "Sources")
            _copy(notes, project, "Notes")
            topics = [*(x.name for x in scheme.topics), *writer.topics]
            project.write("".join(written_sets(dict.fromkeys(topics))).encode())
            project.write(b"</Project>\n")
    return {"sources": count, "codes": codes.count("<Code ")}


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _copy(spool: IO[bytes], project: IO[bytes], name: str) -> None:
    """An element with what was kept for it, or nothing where that is nothing."""
    if spool.tell():
        spool.seek(0)
        project.write(f"<{name}>\n".encode())
        shutil.copyfileobj(spool, project)
        project.write(f"</{name}>\n".encode())


def _variables() -> Iterator[str]:
    yield "<Variables>\n"
    for name in _VARIABLES:
        guid = guid_of("variable", name)
        yield f'<Variable guid="{guid}" name="{name}" typeOfVariable="Text"/>\n'
    yield "</Variables>\n"


class _Writer:
    """Writes the elements of sources, and keeps what others need of them."""

    def __init__(self) -> None:
        self.labels: dict[str, None] = {}
        self.topics: dict[str, None] = {}
        self._users: dict[str, None] = {}
        self._notes: list[str] = []

    def users(self) -> Iterator[str]:
        """The annotators."""
        if self._users:
            yield "<Users>\n"
            for name in self._users:
                yield f'<User guid="{_user(name)}" name={quoted(name)}/>\n'
            yield "</Users>\n"

    def notes(self) -> Iterator[str]:
        """The notes that came up since the last call."""
        yield from self._notes
        self._notes.clear()

    def source(self, article: GivenArticle, guid: str) -> Iterator[str]:
        """One text with its codings, notes and variables, in the order of the schema."""
        reviews = article.reviews or _bare(article)
        self._users.update(dict.fromkeys(x.annotator for x in reviews if x.annotator))
        name = article.title or article.key
        path = f"internal://{guid}.txt"
        yield f'<TextSource guid="{guid}" name={quoted(name)} plainTextPath="{path}">\n'
        for review in reviews:
            for span in sorted(review.spans, key=lambda x: (x.start, -x.end, x.label)):
                yield from self._selection(article, guid, review, span)
        for review in reviews:
            for topic in (x.topic for x in review.topics if x.is_yes and x.topic):
                self.topics[topic] = None
                about = guid_of(guid, "topic", review.annotator, topic)
                yield _coding(about, review, guid_of("topic", topic))
        for review in reviews:
            if review.note:
                yield self._note(guid_of(guid, "note", review.annotator), review, review.note)
        for name, words in _values(article, reviews):
            yield (
                f'<VariableValue>\n<VariableRef targetGUID="{guid_of("variable", name)}"/>\n'
                f"<TextValue>{escaped(spelled(words))}</TextValue>\n</VariableValue>\n"
            )
        yield "</TextSource>\n"

    def _selection(
        self, article: GivenArticle, guid: str, review: GivenReview, span: GivenSpan
    ) -> Iterator[str]:
        self.labels[span.label] = None
        surface = article.text[span.start : span.end]
        name = surface if len(surface) <= _LONGEST_NAME else surface[: _LONGEST_NAME - 3] + "..."
        about = guid_of(guid, review.annotator, span.start, span.end, span.label)
        yield (
            f'<PlainTextSelection guid="{about}" name={quoted(name)} startPosition="{span.start}"'
            f' endPosition="{span.end}"{_by(review)}>\n'
        )
        yield _coding(guid_of(about, "coding"), review, guid_of("label", span.label))
        if span.question:
            yield self._note(guid_of(about, "note"), review, span.question)
        yield "</PlainTextSelection>\n"

    def _note(self, guid: str, review: GivenReview, words: str) -> str:
        content = f"<PlainTextContent>{escaped(spelled(words))}</PlainTextContent>"
        self._notes.append(f'<Note guid="{guid}"{_by(review)}>\n{content}\n</Note>\n')
        return f'<NoteRef targetGUID="{guid}"/>\n'


def _coding(guid: str, review: GivenReview, code: str) -> str:
    return f'<Coding guid="{guid}"{_by(review)}>\n<CodeRef targetGUID="{code}"/>\n</Coding>\n'


def _by(review: GivenReview) -> str:
    """The attributes that say who did it, and when."""
    user = f' creatingUser="{_user(review.annotator)}"' if review.annotator else ""
    is_time = _TIME.fullmatch(review.edited_at)
    return f'{user} creationDateTime="{review.edited_at}"' if is_time else user


def _user(name: str) -> str:
    return guid_of("user", name)


def _bare(article: GivenArticle) -> tuple[GivenReview, ...]:
    """Labels of nobody, as a review of nobody."""
    if not (article.spans or article.topics):
        return ()
    return (GivenReview("", spans=article.spans, topics=article.topics),)


def _values(article: GivenArticle, reviews: tuple[GivenReview, ...]) -> Iterator[tuple[str, str]]:
    """The variables of a text that say anything."""
    told = [_told(review) for review in reviews]
    values = {
        "id": article.key,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "source_offset": str(article.source_offset or ""),
        "meta": "" if article.meta == "{}" else article.meta,
        "reviews": json.dumps(told, ensure_ascii=False) if told else "",
        "stands": _stands(article),
    }
    yield from ((name, words) for name, words in values.items() if words)


def _told(review: GivenReview) -> dict[str, object]:
    """What no element has a place for."""
    return {
        "annotator": review.annotator,
        "status": review.status,
        "reason": review.reason,
        "edited_at": review.edited_at,
        "flagged": review.flagged,
        "note": review.note,
        "review_pass": review.review_pass,
        "topics": [[x.topic, x.is_yes] for x in review.topics],
    }


def _stands(article: GivenArticle) -> str:
    """Whose review the article's own labels are; "" for nobody's."""
    spans = {(x.start, x.end, x.label) for x in article.spans}
    topics = {x.topic for x in article.topics if x.is_yes and x.topic}
    for review in article.reviews:
        same = {(x.start, x.end, x.label) for x in review.spans} == spans
        if same and {x.topic for x in review.topics if x.is_yes and x.topic} == topics:
            return review.annotator
    return ""
