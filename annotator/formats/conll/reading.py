"""Reads a token a line: one document, or where a file has none one sentence, is one article.

The text is put together from the tokens as `annotator.formats.conll.spacing` says. Nobody says in
such files who marked the spans, or whether anybody finished: they come without a review. Only what
this program wrote says so.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import partial
from itertools import islice
from typing import BinaryIO, NamedTuple

from annotator.core.article_keys import is_key_of
from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenReview,
    GivenSpan,
    Items,
    ReadOptions,
    Refusal,
    check_strings,
    refused,
    with_fields,
)
from annotator.formats.base import Likeness, ReadBack, none_refused
from annotator.formats.conll import dialect as dialects
from annotator.formats.conll.dialect import BY, DOC_START, NEW, TEXT, Dialect
from annotator.formats.conll.spacing import Token, aligned, joined, noted
from annotator.formats.conll.tags import NEUTRAL, read_spelled, spans_of_brackets, spans_of_tags
from annotator.formats.encoding import check_bytes, encoding_of, errors_of, head_text, let_go
from annotator.formats.fields import split_fields, usual_columns
from annotator.values import dataclass

DOCUMENT, SENTENCE, AUTO = "document", "sentence", "auto"
TYPOGRAPHIC = "print"

_SAMPLE_LINES = 2_000
_LONGEST_LINE = 1 << 24
_MOST_TOKENS = 2_000_000
_HEAD_BYTES = 4_096
_STARTS = ("# newdoc", "#begin document", "# doc_id", NEW)
_ID_NAMES = ("newdoc id", "doc_id", "id")
_ID_AND_MORE = re.compile(r"#\s*id\s+(?!=)(\S+)")
"""As in "# id 7f3e domain=train"."""
_LEFT_ASIDE = frozenset({"text", "newpar", "newdoc", "global.columns", "sent_id", "newpar id"})


class Reader(NamedTuple):
    """How one file is read."""

    dialect: Dialect
    by_sentence: bool
    is_typographic: bool
    name: str
    encoding: str


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and the documents that were not taken; UserError where no line looks
    like a token with its tag.
    """
    for item in _documents(stream, name, options):
        yield item[1] if isinstance(item, tuple) else item


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written, with each key as it stands there."""
    for key, article in none_refused(_documents(stream, name, DEFAULTS)):
        spans = frozenset((x.start, x.end, x.label) for y in article.reviews for x in y.spans)
        yield ReadBack(key, article, spans, frozenset())


def sniff(head: bytes) -> Likeness:
    """Surely, where the lines have one number of columns, one of them of tags."""
    lines = head_text(head).split("\n")
    if lines[0].startswith(DOC_START):
        return Likeness.SURE
    if len(head) >= _HEAD_BYTES:
        lines = lines[:-1]  # it may be cut off
    found = dialects.found(lines)
    return Likeness.NONE if found is None else Likeness.SURE


def _documents(
    stream: BinaryIO, name: str, options: ReadOptions
) -> Iterator[tuple[str, GivenArticle] | Refusal]:
    encoding = options.encoding or encoding_of(stream)
    errors = errors_of(encoding)
    lines = io.TextIOWrapper(stream, encoding, errors=errors, newline="\n")
    try:
        sample = [line for _, line in islice(_lines(lines), _SAMPLE_LINES) if line is not None]
        lines.seek(0)
        reader = _reader(sample, name, options, encoding)
        for document in _parted(_rows(lines, reader.dialect), reader):
            try:
                yield document.key, document.article(reader)
            except Exception as error:
                yield refused(document.where, error)
    finally:
        let_go(lines)


def _reader(sample: list[str], name: str, options: ReadOptions, encoding: str) -> Reader:
    given = {key: str(value) for key, value in options.more.items()}
    found = dialects.found(sample) or dialects.found(sample, is_meant=True)
    if columns := given.get("token_columns", ""):
        told = dialects.said(columns)
        separator = found.separator if found else None
        found = Dialect(
            told.token,
            told.tags,
            told.notes,
            told.number,
            separator or ("\t" if sum("\t" in x for x in sample) * 2 > len(sample) else None),
            told.width,
            has_documents=any(x.startswith((DOC_START, *_STARTS)) for x in sample[:8]),
        )
    if found is None:
        raise UserError(Fault.NO_TOKENS, where=name)
    units = given.get("articles_from", AUTO) or AUTO
    if units not in (AUTO, DOCUMENT, SENTENCE):
        raise UserError(
            Fault.OPTION_UNFIT, name="articles_from", value=units, default=f"{AUTO}, {SENTENCE}"
        )
    by_sentence = units == SENTENCE or (units == AUTO and not found.has_documents)
    is_typographic = given.get("token_spacing", "") == TYPOGRAPHIC
    return Reader(found, by_sentence, is_typographic, name, encoding)


def _lines(lines: io.TextIOWrapper) -> Iterator[tuple[int, str | None]]:
    """The lines with their numbers, without their ends; None for one that is too long to be one."""
    number = 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        is_whole = line.endswith("\n") or len(line) < _LONGEST_LINE
        if number == 1:
            line = line.removeprefix("\ufeff")
        yield number, line.rstrip("\r\n") if is_whole else None
        while not is_whole and line:
            line = lines.readline(_LONGEST_LINE)
            is_whole = line.endswith("\n")


def _rows(lines: io.TextIOWrapper, dialect: Dialect) -> Iterator[tuple[int, str | None]]:
    """The lines without the one that names the columns."""
    found = _lines(lines)
    if dialect.has_header:
        next((line for _, line in found if line and not line.isspace()), None)
    return found


@dataclass(slots=True)
class _Sentence:
    tokens: list[Token] = field(default_factory=list)
    tags: list[tuple[str, ...]] = field(default_factory=list)
    text: str = ""
    is_paragraph: bool = False
    covered_to: int = 0
    """The number of the last word that one surface before it covers (CoNLL-U)."""


@dataclass(slots=True)
class _Document:
    """What is gathered of one article; the first thing that is wrong with it is kept."""

    name: str
    line: int = 0
    key: str = ""
    annotator: str | None = None
    text: str | None = None
    told: dict[str, str] = field(default_factory=dict)
    sentences: list[_Sentence] = field(default_factory=list)
    sentence: _Sentence = field(default_factory=_Sentence)
    wrong: tuple[int, Exception] | None = None
    count: int = 0

    @property
    def where(self) -> str:
        return f"{self.name}:{self.wrong[0] if self.wrong else self.line}"

    @property
    def is_empty(self) -> bool:
        return not self.count and self.wrong is None

    def end_sentence(self) -> None:
        if self.sentence.tokens:
            self.sentences.append(self.sentence)
            self.sentence = _Sentence()

    def say(self, line: str) -> None:
        """Take what a comment says."""
        if line.startswith(BY):
            self.annotator = read_spelled(line.removeprefix(BY).strip())
            return
        if line.startswith(TEXT):
            self.text = _json_text(line.removeprefix(TEXT))
            return
        name, has_value, value = line.lstrip("#").partition("=")
        name, value = name.strip(), value.strip()
        if found := _ID_AND_MORE.match(line):
            name, value = "id", found[1]
        if name == "text":
            self.sentence.text = value
        elif name.startswith("newpar"):
            self.sentence.is_paragraph = True
        elif name in _ID_NAMES and not self.count:
            self.key = self.key or value
        elif name == "sent_id" or (has_value and name not in _LEFT_ASIDE and not self.count):
            self.told.setdefault(name, value)

    def add(self, line: str, number: int, dialect: Dialect) -> None:
        """Take a token."""
        fields = dialect.fields(line)
        is_fit = len(fields) == dialect.width or (dialect.is_brackets and len(fields) > 10)
        if not is_fit:
            raise BadRecord(Unfit.TOKEN_LINE, fields=len(fields), columns=dialect.width)
        self.line = self.line or number
        self.count += 1
        if self.count > _MOST_TOKENS:
            raise BadRecord(Unfit.TOO_LARGE)
        notes = _notes(fields[dialect.notes]) if dialect.notes is not None else {}
        if dialect.ner_note:
            tags: tuple[str, ...] = (notes.get(dialect.ner_note, "O"),)
        else:
            tags = tuple(fields[at] for at in dialect.tags)
        if not self.sentence.tokens and not self.sentences and "DocId" in notes:
            self.key = read_spelled(notes["DocId"])
            self.annotator = read_spelled(notes.get("DocBy", ""))
        form = fields[dialect.token]
        if not form:
            if not set(tags) <= NEUTRAL:
                raise BadRecord(Unfit.TOKEN_LINE, fields=len(fields) - 1, columns=dialect.width)
            return
        word = fields[dialect.number] if dialect.number is not None else ""
        if self._is_covered(word, tags):
            return
        self.sentence.tokens.append(noted(form, notes) if notes else Token(form))
        self.sentence.tags.append(tags)

    def add_sentence(self, line: str, number: int, dialect: Dialect) -> None:
        """Take a line that is a sentence: word|tag word|tag."""
        self.line = self.line or number
        for word in line.split():
            fields = word.rsplit("|", dialect.width - 1)
            if len(fields) != dialect.width:
                raise BadRecord(Unfit.TOKEN_LINE, fields=len(fields), columns=dialect.width)
            self.count += 1
            self.sentence.tokens.append(Token(fields[0]))
            self.sentence.tags.append((fields[-1],))
        self.end_sentence()

    def _is_covered(self, word: str, tags: tuple[str, ...]) -> bool:
        """Whether a line has no surface of its own: a word inside of a token ("2-3 don't") gives
        that its tags, an empty node ("2.1") is nothing.
        """
        first, is_range, last = word.partition("-")
        if "." in word:
            return True
        if is_range and last.isdigit():
            self.sentence.covered_to = int(last)
            return False
        if first.isdigit() and int(first) <= self.sentence.covered_to and self.sentence.tags:
            if set(self.sentence.tags[-1]) <= NEUTRAL:
                self.sentence.tags[-1] = tags
            return True
        return False

    def article(self, reader: Reader) -> GivenArticle:
        """The article; what is wrong is raised."""
        if self.wrong:
            raise self.wrong[1]
        text, places = self._text(reader)
        is_own = self.annotator is not None
        fitting = Fitting(text)
        spans = []
        first = 0
        for sentence in self.sentences:
            for start, end, label in _spans_of(sentence, reader.dialect, is_own):
                place = places[first + start][0], places[first + end - 1][1]
                spans.append(GivenSpan(*place, label))
            first += len(sentence.tokens)
        fitted = tuple(
            sorted(
                {x for span in spans if (x := fitting.span(span)) is not None},
                key=lambda x: (x.start, -x.end, x.label),
            )
        )
        told = {k: v for k, v in self.told.items() if k != "sent_id"}
        if not self.key and reader.by_sentence:
            self.key = self.told.get("sent_id", "")
        fields, meta = split_fields(told, usual_columns(tuple(told)))
        fields["key"] = "" if is_key_of(self.key, text) else self.key
        check_bytes(text, reader.encoding)
        check_strings(text, meta, *fields.values(), *{x.label for x in fitted})
        reviews = (GivenReview(self.annotator, spans=fitted),) if self.annotator else ()
        article = GivenArticle(
            text,
            meta=meta,
            spans=() if reviews else fitted,
            reviews=reviews,
            where=self.where,
            encoding=reader.encoding,
            trimmed=fitting.trimmed,
            left_out=tuple(fitting.left_out),
        )
        return with_fields(article, fields)

    def _text(self, reader: Reader) -> tuple[str, list[tuple[int, int]]]:
        if self.text is not None:
            forms = (token.form for x in self.sentences for token in x.tokens)
            return self.text, aligned(self.text, forms)
        sentences = [_with_text(sentence) for sentence in self.sentences]
        return joined(
            sentences,
            is_typographic=reader.is_typographic,
            is_whole=self.annotator is not None,
        )


def _spans_of(
    sentence: _Sentence, dialect: Dialect, is_own: bool
) -> Iterator[tuple[int, int, str]]:
    for layer in zip(*sentence.tags, strict=True):
        if dialect.is_brackets:
            yield from spans_of_brackets(layer)
        else:
            yield from spans_of_tags(layer, read_spelled if is_own else str)


def _with_text(sentence: _Sentence) -> list[Token]:
    """The tokens with the gaps of the text that a comment gives, where it is theirs."""
    tokens = sentence.tokens
    if sentence.text:
        try:
            places = aligned(sentence.text, (token.form for token in tokens))
        except BadRecord:
            pass
        else:
            starts = [start for start, _ in places[1:]]
            gaps: list[str | None] = [
                sentence.text[end:start] for (_, end), start in zip(places, starts, strict=False)
            ]
            said = [*gaps, tokens[-1].after]
            tokens = [Token(x.form, gap) for x, gap in zip(tokens, said, strict=True)]
    if sentence.is_paragraph:
        tokens = [Token(tokens[0].form, tokens[0].after, "\n\n"), *tokens[1:]]
    return tokens


def _json_text(value: str) -> str:
    try:
        text = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise BadRecord(Unfit.NOT_JSON, reason=str(error)) from error
    if not isinstance(text, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field="annotator_text")
    return text


def _notes(field: str) -> dict[str, str]:
    if field == "_":
        return {}
    pairs = (note.partition("=") for note in field.split("|"))
    return {name: value for name, has_value, value in pairs if has_value}


def _parted(lines: Iterator[tuple[int, str | None]], reader: Reader) -> Iterator[_Document]:
    """The documents of a file, each when it is whole."""
    dialect = reader.dialect
    begin = partial(_Document, reader.name)
    document = begin()
    for number, line in lines:
        if line is None:
            document.wrong = document.wrong or (number, BadRecord(Unfit.TOO_LARGE))
        elif dialects.is_blank(line):
            document.end_sentence()
            if reader.by_sentence and not document.is_empty:
                yield document
                document = begin()
        elif line.startswith((DOC_START, *_STARTS)):
            if not document.is_empty:
                document.end_sentence()
                yield document
            if line.startswith(DOC_START) or not document.is_empty:
                document = begin()
            _begin(document, line, dialect)
        elif line.startswith((BY, TEXT)) or dialects.is_comment(line, dialect):
            _taking(document, number, partial(document.say, line))
        elif dialect.is_sentence_a_line:
            _taking(document, number, partial(document.add_sentence, line, number, dialect))
            if reader.by_sentence:
                yield document
                document = begin()
        else:
            _taking(document, number, partial(document.add, line, number, dialect))
    document.end_sentence()
    if not document.is_empty:
        yield document


def _begin(document: _Document, line: str, dialect: Dialect) -> None:
    """What the line says at which a document begins: its key, mostly."""
    if line.startswith(NEW):
        document.key = read_spelled(line.removeprefix(NEW).strip())
    elif line.startswith("#begin document"):
        document.key = line.removeprefix("#begin document").strip().lstrip("(").replace(");", "")
    elif line.startswith("#"):
        document.say(line)
    else:
        said = [x for x in dialect.fields(line)[1:] if x not in NEUTRAL and x != "-X-"]
        document.key = said[0] if said else ""


def _taking(document: _Document, number: int, take: Callable[[], None]) -> None:
    """Take a line; what is wrong with it is told of its document, and no line after it taken."""
    if document.wrong is not None:
        return
    try:
        take()
    except Exception as error:
        document.wrong = number, error
