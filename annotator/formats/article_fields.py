"""An article's own fields (id, title, date …) among those that another tool's record has.

They go out under their usual names, and metadata under `meta`, so that the other tool shows them.
Where that would not be read back as it was (a date that is none, metadata called "title"), the
record has them once more, literally, under `EXACT`.
"""

from __future__ import annotations

import json
from typing import Any

from annotator.core.article_keys import is_key_of
from annotator.core.header import read_header
from annotator.formats.articles import GivenArticle, with_fields
from annotator.formats.fields import as_json, split_fields, strict_meta, usual_columns

EXACT = "annotator_fields"
REVIEW = "annotator_review"
"""Our own mark of what another tool's record has no field for, or no exact one, about a review."""

OWN_NAMES = {
    "key": "id",
    "title": "title",
    "published": "date",
    "source": "source",
    "url": "url",
    "language": "language",
}


def read_fields(values: dict[str, Any], text: str) -> GivenArticle:
    """The article by the fields of a record from which text and labels were taken out; the rest is
    metadata.
    """
    exact = values.pop(EXACT, None)
    values.pop(REVIEW, None)
    if isinstance(exact, dict) and (found := _exact(exact, text)) is not None:
        return found
    fields, meta = split_fields(values, usual_columns(tuple(values)))
    if isinstance(nested := values.get("meta"), dict):
        columns = usual_columns(tuple(nested))
        missing = {
            field: column
            for field, column in columns.items()
            if not fields.get(field) and isinstance(nested[column], str | int)
        }
        if missing:
            lifted, _ = split_fields(nested, missing)
            fields |= lifted
            gone = {missing[field] for field in lifted}
            kept = {name: value for name, value in nested.items() if name not in gone}
            _, meta = split_fields({**values, "meta": kept}, usual_columns(tuple(values)))
    fields["published"] = fields.get("published") or read_header(text).published
    return with_fields(GivenArticle(text), {**fields, "meta": meta})


def fields_to_write(article: GivenArticle) -> dict[str, Any]:
    """The fields that `read_fields` reads back as they are; those without a value are left out."""
    wanted = GivenArticle(
        article.text,
        article.title,
        article.key,
        article.published,
        article.source,
        article.url,
        article.language,
        article.source_offset,
        strict_meta(article.meta),
    )
    value: dict[str, Any] = {
        name: content for field, name in OWN_NAMES.items() if (content := getattr(wanted, field))
    }
    meta = json.loads(wanted.meta)
    if meta:
        value["meta"] = meta
    if read_fields(dict(value), article.text) != wanted:
        exact = {name: getattr(wanted, field) for field, name in OWN_NAMES.items()}
        value[EXACT] = {**exact, "source_offset": wanted.source_offset, "meta": meta}
    return value


def own_key(key: str, text: str) -> str:
    """The key of an article, "" where it was made of the text because there was none."""
    return "" if is_key_of(key, text) else key


def _exact(value: dict[str, Any], text: str) -> GivenArticle | None:
    """What `fields_to_write` put down literally, or None where it is of another shape."""
    given = {field: value.get(name) for field, name in OWN_NAMES.items()}
    found = {field: each for field, each in given.items() if isinstance(each, str)}
    offset, meta = value.get("source_offset"), value.get("meta")
    if len(found) < len(OWN_NAMES) or not isinstance(meta, dict):
        return None
    if type(offset) is not int or offset < 0:
        return None
    article = GivenArticle(text, source_offset=offset, meta=as_json(meta))
    return with_fields(article, found)
