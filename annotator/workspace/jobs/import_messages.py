"""What an import is asked, what it would bring, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, Final, TypeVar

from annotator.core.codes import IfThere, JobName, LabelsBecome, ThereAs
from annotator.values import dataclass
from annotator.workspace.jobs.wire import Request

_Asked = TypeVar("_Asked", bound="ImportChoices")


@dataclass(frozen=True, slots=True)
class FileChoices:
    """How one file is read: `format` and `encoding` are "" where its content tells; `options` are
    the format's, by name (`text_field`: the column of the text); `columns` says for a field of an
    article (title, published, source, url, key, language, labels, topics) which column holds it,
    "" for none. What is not in it is found by its usual name. `language` is that of articles of
    which the file doesn't say it, "" to find it out.
    """

    format: str = ""
    encoding: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


_NOTHING_CHOSEN = FileChoices()
NEAR_LOOKED: Final = 5_000
"""So many new articles of a file are held against those of the project: 1.3 ms each."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """All that can be chosen about an import; the page and the command make the same.

    `paths` are files, folders, zips and patterns; `format`, `encoding`, `options` and `columns`
    are for all files, as in `FileChoices`; `files` has choices for single ones, by the names they
    are told by, which come before those for all. `labels` and `topics` say for a name in the files
    which label or topic of the scheme it is, "" for none: it is left out; a name that is not in
    them stays as it is. `people` does so for annotators that files name; `annotator` is who made
    what the file names nobody for, "" for who opens the project. `language` is that of articles of
    which the file doesn't say it, "" to find it out. `is_strict`: labels that the scheme lacks are
    refused.
    """

    project: str
    paths: tuple[str, ...]
    become: LabelsBecome = LabelsBecome.GIVEN
    annotator: str = ""
    if_there: IfThere = IfThere.SKIP
    is_strict: bool = False
    format: str = ""
    encoding: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileChoices] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def of_file(self, name: str) -> FileChoices:
        """How the file that is told by this name is read."""
        own = self.files.get(name, _NOTHING_CHOSEN)
        return FileChoices(
            own.format or self.format,
            own.encoding or self.encoding,
            {**self.options, **own.options},
            {**self.columns, **own.columns},
            own.language or self.language,
        )

    def asked(self, kind: type[_Asked], **more: Any) -> _Asked:
        """The request that asks for this: `choices.asked(Preview, first=50)`."""
        chosen = {each.name: getattr(self, each.name) for each in fields(ImportChoices)}
        return kind(**{**chosen, **more})


@dataclass(frozen=True, slots=True)
class SpanSeen:
    """A span of an article that would be imported; `of` is "given" where the file doesn't say whose
    it is, the annotator's name in "review:NAME", or "suggestion".
    """

    start: int
    end: int
    label: str
    of: str


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article as it would be imported, its text as far as the preview shows it (`length` code
    points in all). `topics` are those with a yes. `there` is "" for a new one, "same" for one that
    the project has with this text and id, "text" for one whose text it has, "key" for one whose id
    it has with another text, "work" for labels that an article of another file gets too.
    """

    file: str
    where: str | dict[str, Any]
    text: str
    length: int
    title: str = ""
    key: str = ""
    published: str = ""
    source: str = ""
    language: str = ""
    there: ThereAs = ThereAs.NOT
    spans: tuple[SpanSeen, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSeen:
    """A label or topic of the files: in how many places, and of those in reviews and in
    suggestions. `scheme` is what of the scheme has this name or most likely means the same, "" for
    none. `place` tells which came first in the files.
    """

    name: str
    is_topic: bool
    count: int
    in_reviews: int
    in_suggestions: int
    scheme: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class FileSeen:
    """What a file would bring; of one that was read to its end (`is_whole`) all is counted.

    `could_be` are the other formats that files of this name or content may have, the likeliest
    first. `encoding` is "" where the format has one of its own, `encodings` are others that it may
    be in where that is doubtful. `languages` counts articles by language (at a first look only
    those of which the file says it). `articles` would come; `there` of them are there with this
    text and id, of `twins` the text is there or came before, of `clashes` the id with another text;
    `joined` are no articles of their own: others' labels of articles of another file, or of those
    that are there where these get them. `near` of the first `NEAR_LOOKED` are near copies of
    articles that are there, as far as these were looked for (not at a first look).
    `refusals` are the first few, as `Refusal.as_dict` gives them, `left_out` counts parts that
    can't be taken, `trimmed` spans with white space at their edges. `columns` are those of a table,
    or the fields of records; `text_column` and `uses`, by the fields of an article, what they are
    read as.
    """

    name: str
    path: str
    size: int
    format: str
    could_be: tuple[str, ...] = ()
    looks_like: str = ""
    encoding: str = ""
    encodings: tuple[str, ...] = ()
    is_whole: bool = False
    languages: Mapping[str, int] = field(default_factory=dict)
    articles: int = 0
    there: int = 0
    twins: int = 0
    joined: int = 0
    clashes: int = 0
    reviews: int = 0
    spans: int = 0
    suggestions: int = 0
    refused: int = 0
    refusals: tuple[Mapping[str, Any], ...] = ()
    left_out: int = 0
    left_out_first: tuple[Mapping[str, Any], ...] = ()
    trimmed: int = 0
    columns: tuple[str, ...] = ()
    text_column: str = ""
    uses: Mapping[str, str] = field(default_factory=dict)
    near: int = 0


@dataclass(frozen=True, slots=True)
class PreviewReport:
    """What an import would bring: file by file, the first articles, every label and topic, the
    annotators that files name with the number of their reviews, and the names of files of no
    format. `refusals` are files in archives that are not opened, and why.
    `pipeline_language` is that of the project's pipeline ("": of any).
    """

    files: tuple[FileSeen, ...]
    articles: tuple[ArticleSeen, ...]
    labels: tuple[LabelSeen, ...]
    people: Mapping[str, int]
    ignored: tuple[str, ...]
    refusals: tuple[Mapping[str, Any], ...] = ()
    pipeline_language: str = ""


@dataclass(frozen=True, slots=True)
class Preview(ImportChoices, Request[PreviewReport], job=JobName.PREVIEW, report=PreviewReport):
    """Look at what an import would bring, and store nothing. Of each file at most `first` records
    are read, 0 for all; `shown` of them all come as they will be read.
    """

    first: int = 0
    shown: int = 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought.

    `articles` came; of those that were `there` already `completed` had nothing and got what the
    file has, `updated` have what it tells about them, `reviewed` got a review more; `joined` are
    records about an article of another file of this import, which got their labels; `restored` came
    back from the bin. `clashes` came with an id that another article has, `clashing` are the first
    of these ids: on export each article gets one of its own. `languages` counts those that came,
    as far as that is known, `pipeline_language` is that of the project's pipeline ("": of any).
    `refused` tells how many records were, `refusals` the first thousand; `trimmed` spans lost white
    space at their edges, `spans_left_out` tells how many were and `left_out` which; both as
    `Refusal.as_dict` gives them. `ignored` are names of files of no format, `doubtful` tells of the
    first thousand that may be of another format or encoding than they were read in, `encodings`
    counts articles, `is_indexed` says whether every article can be found now.
    """

    articles: int
    there: int
    completed: int
    restored: int
    duplicates: int
    reviews: int
    spans: int
    suggestions: int
    labels_added: tuple[str, ...]
    topics_added: tuple[str, ...]
    became_nested: bool
    encodings: Mapping[str, int]
    trimmed: int
    spans_left_out: int
    left_out: tuple[Mapping[str, Any], ...]
    refused: int
    refusals: tuple[Mapping[str, Any], ...]
    files: int
    ignored: tuple[str, ...]
    doubtful: tuple[Mapping[str, Any], ...]
    is_indexed: bool
    updated: int = 0
    reviewed: int = 0
    joined: int = 0
    clashes: int = 0
    clashing: tuple[str, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict)
    pipeline_language: str = ""


@dataclass(frozen=True, slots=True)
class Import(ImportChoices, Request[ImportReport], job=JobName.IMPORT, report=ImportReport):
    """Import files and folders, as chosen; `by` is who imports, "" for `annotator`."""

    by: str = ""
