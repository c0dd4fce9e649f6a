"""Parquet: a row an article, read and written by the row group, so that memory stays flat.

Columns are read as the fields of JSON Lines are (`annotator.formats.jsonl`): a text, spans, topics.
A table without a text but with a list of tokens has its text made of them, and its spans of
their tags. Written is the shape of our JSON Lines (`annotator.formats.own`), with types for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats import extras, own, own_lines
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    GivenArticle,
    Items,
    ReadOptions,
    tried,
)
from annotator.formats.base import (
    Columns,
    Counts,
    Likeness,
    OpenPart,
    Options,
    ReadBack,
    scheme_of,
)
from annotator.formats.conll.spacing import Token, joined
from annotator.formats.conll.tags import spans_of_tags
from annotator.formats.fields import TEXT_NAMES, columns_of
from annotator.formats.hf_features import (
    as_records,
    class_of,
    feature_of,
    features_of,
    meant,
    metadata_of,
)
from annotator.formats.jsonl import article_of
from annotator.notices import Notice
from annotator.places import Where, Whereabouts
from annotator.values import dataclass

_MARK = b"PAR1"
_ROWS = 500
"""Articles of one row group, and of one reading: some megabytes."""
_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner", "labels", "entities")
_SPANS = ("entities", "spans", "label", "labels")
_TOPICS = ("topics", "topics_no")
_NAMED = ("entities", *_TOPICS)
"""What may be numbers with names in our own."""


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a table, and the rows that were not taken."""
    for where, row in _rows(stream, name):
        yield tried(where, _article, row, where, options)


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written, with what a row repeats: its entities, and its id as it stands there."""
    for where, row in _rows(stream, name, is_own=True):
        if isinstance(row, Exception):
            raise row
        line = own_lines.line_of_row(row)
        if line is not None and (back := own_lines.back_of(line, where)) is not None:
            yield back
            continue
        key, yes = str(row["id"]), frozenset(row["topics"])
        spans = frozenset((x["start"], x["end"], x["label"]) for x in row["entities"])
        yield ReadBack(key, article_of(row, where, DEFAULTS), spans, yes)


def columns(stream: BinaryIO, _name: str, options: ReadOptions) -> Columns:
    """The columns of a table and what they are read as."""
    try:
        names = tuple(_file(stream).schema_arrow.names)
    except BadRecord:
        names = ()
    return columns_of(names, options.text_field, options.columns)


def sniff(head: bytes) -> Likeness:
    """Surely, by the mark at the beginning."""
    return Likeness.SURE if head.startswith(_MARK) else Likeness.NONE


def _rows(
    stream: BinaryIO, name: str, *, is_own: bool = False
) -> Iterator[tuple[Whereabouts, dict[str, Any] | Exception]]:
    """Each row as an object of JSON; an error stands for what can't be read. What `is_own` has
    only such types as JSON has, and names for numbers in few columns.
    """
    number = 0
    try:
        file = _file(stream)
        features = features_of(file.schema_arrow.metadata)
        for batch in file.iter_batches(_ROWS):
            for row in batch.to_pylist():
                number += 1
                where = Where.ROW(file=name, number=number)
                if is_own:
                    row |= {x: meant(row[x], features[x]) for x in _NAMED if x in features}
                else:
                    row = {str(k): meant(v, features.get(k)) for k, v in row.items()}
                yield where, row
    except UserError:
        raise
    except GeneratorExit:
        raise
    except Exception as error:
        at = Where.ROW(file=name, number=number + 1) if number else name
        yield at, BadRecord(Unfit.NOT_PARQUET, reason=_line(error))


def _file(stream: BinaryIO) -> Any:
    pyarrow = _pyarrow()
    try:
        return pyarrow.parquet.ParquetFile(stream)
    except Exception as error:
        raise BadRecord(Unfit.NOT_PARQUET, reason=_line(error)) from error


def _pyarrow() -> Any:
    extras.require("parquet")
    import pyarrow
    import pyarrow.parquet

    return pyarrow


def _line(error: Exception) -> str:
    if isinstance(error, BadRecord):
        return str(error.reason.values.get("reason", error.reason))
    return " ".join(str(error).split())[:200]


def _article(
    row: dict[str, Any] | Exception, where: Whereabouts, options: ReadOptions
) -> GivenArticle:
    if isinstance(row, Exception):
        raise row
    if own.is_own(row):
        return article_of(row, where, options)
    for column in _SPANS:
        if column in row:
            row[column] = as_records(row[column])
    has_text = options.text_field or any(name in row for name in TEXT_NAMES)
    tokens = next((row[name] for name in _TOKENS if isinstance(row.get(name), list)), None)
    left_out: tuple[Notice, ...] = ()
    if not has_text and tokens is not None:
        left_out = _put_text(row, [str(token) for token in tokens])
    found = article_of(row, where, options)
    return replace(found, left_out=(*found.left_out, *left_out)) if left_out else found


def _put_text(row: dict[str, Any], tokens: list[str]) -> tuple[Notice, ...]:
    """Put a text made of tokens into a row, and the spans of their tags."""
    text, places = joined([[Token(token) for token in tokens]])
    for name in _TOKENS:
        row.pop(name, None)
    row["text"] = text
    column = next((x for x in _TAGS if _is_tags(row.get(x), len(tokens))), "")
    if not column:
        return ()
    tags = row.pop(column)
    if not all(isinstance(tag, str) for tag in tags):
        return (Unfit.TAGS_WITHOUT_NAMES(field=column),) if any(tags) else ()
    row["entities"] = [
        {"start": places[first][0], "end": places[end - 1][1], "label": label}
        for first, end, label in spans_of_tags(tags)
    ]
    return ()


def _is_tags(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length > 0 and not isinstance(value[0], dict)


def write(articles: Iterable[GivenArticle], open_part: OpenPart, options: Options) -> Counts:
    """Write one row an article, a row group at a time; with the option "class_labels" the labels
    and topics that stand for an article are numbers with names, as the scheme counts them.
    """
    pyarrow = _pyarrow()
    names = _Names.of(scheme_of(articles)) if options.get("class_labels") else _Names()
    schema = pyarrow.schema(
        [(name, _type(kind, pyarrow)) for name, kind in names.shape.items()],
        metadata=metadata_of(names.features) if names else None,
    )
    with (
        open_part("articles") as stream,
        pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer,
    ):
        source = (names.counted(_row(article)) for article in articles)
        while rows := list(islice(source, _ROWS)):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
    return {}


@dataclass(frozen=True, slots=True)
class _Names:
    """The numbers of labels and topics; none where names stand for themselves."""

    labels: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, scheme: Scheme) -> _Names:
        labels = {each.name: number for number, each in enumerate(scheme.labels)}
        return cls(labels, {each.name: number for number, each in enumerate(scheme.topics)})

    def __bool__(self) -> bool:
        return bool(self.labels or self.topics)

    @property
    def shape(self) -> dict[str, Any]:
        """Our shape, with numbers where there are names for them."""
        shape = dict(own.SHAPE)
        if self.labels:
            shape["entities"] = [{**own.SHAPE["entities"][0], "label": int}]
        if self.topics:
            shape |= {name: [int] for name in _TOPICS}
        return shape

    @property
    def features(self) -> dict[str, Any]:
        """What the columns are, for `datasets`."""
        found = {name: feature_of(kind) for name, kind in own.SHAPE.items()}
        if self.labels:
            found["entities"][0]["label"] = class_of(self.labels)
        if self.topics:
            found |= {name: [class_of(self.topics)] for name in _TOPICS}
        return found

    def counted(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with numbers where it has names."""
        if self.labels:
            for each in row["entities"]:
                each["label"] = self.labels[each["label"]]
        if self.topics:
            row |= {name: [self.topics[x] for x in row[name]] for name in _TOPICS}
        return row


def _row(article: GivenArticle) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(own.value_of(article))
    return row


def _type(kind: Any, pyarrow: Any) -> Any:
    """The type of a field of our shape."""
    if isinstance(kind, tuple):
        return _type(kind[0], pyarrow)
    if isinstance(kind, list):
        return pyarrow.list_(_type(kind[0], pyarrow))
    if isinstance(kind, dict):
        return pyarrow.struct([(name, _type(each, pyarrow)) for name, each in kind.items()])
    plain = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    return plain.get(kind, pyarrow.bool_())
