"""croissant.json: the release in Croissant 1.0, for tools that load datasets by their metadata.

The form is http://mlcommons.org/croissant/1.0; the files are those of the lossless JSON, or where
there are none those without texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.workspace.exchange.export_target import files_in, sha256_of

_CR = "http://mlcommons.org/croissant/"
_OF_CROISSANT = (
    "citeAs column conformsTo equivalentProperty extract field fileProperty fileObject fileSet"
    " format includes isLiveDataset jsonPath key md5 parentField path recordSet references regex"
    " repeated replace samplingRate separator source subField transform"
).split()
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{name: f"cr:{name}" for name in _OF_CROISSANT},
    "conformsTo": "dct:conformsTo",
    "cr": _CR,
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": f"{_CR}RAI/",
    "sc": "https://schema.org/",
}
_ENCODING = {
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".csv": "text/csv",
    ".spacy": "application/octet-stream",
    ".cfg": "text/plain",
    ".json": "application/json",
    ".md": "text/markdown",
    ".html": "text/html",
    ".qdc": "application/xml",
}
_DATE = ("date", "sc:Date", "The day on which it was published.")
_Fields = tuple[tuple[str, str, str], ...]
_FIELDS: _Fields = (
    ("id", "sc:Text", "The id of the article."),
    ("text", "sc:Text", "The text."),
    ("title", "sc:Text", "The title."),
    _DATE,
    ("source", "sc:Text", "Where it was published."),
    ("url", "sc:Text", "Its address."),
    ("language", "sc:Text", "Its language, as a code."),
)
_FIELDS_FREE: _Fields = (
    ("number", "sc:Integer", "The number of the article in the release."),
    ("sha256", "sc:Text", "The sha256 of the text in UTF-8."),
    ("length", "sc:Integer", "The length of the text in code points."),
    ("id", "sc:Text", "The id of the article."),
    _DATE,
    ("language", "sc:Text", "Its language, as a code."),
)


def croissant(value: Mapping[str, Any], place: Path, *, are_days: bool) -> str:
    """The file, from the manifest's value and the files in `place` that are there.

    Readers make days of a column `date`, so it is named only where all of them `are_days`.
    """
    choices = value["choices"]
    has_texts = "jsonl" in choices["formats"] and not choices["text_free"]
    folder, fields = ("data/jsonl", _FIELDS) if has_texts else ("text-free", _FIELDS_FREE)
    fields = tuple(x for x in fields if are_days or x != _DATE)
    named = (
        ("text-free/", "codebook") if choices["text_free"] else ("data/", "text-free/", "codebook")
    )
    files = [x for x in files_in(place) if x.startswith(named)]
    made: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": _name(choices["title"]),
        "description": choices["description"] or f"{choices['title']}: labelled articles",
        "conformsTo": f"{_CR}1.0",
        "version": "1.0.0",
        **({"license": choices["license"]} if choices["license"] else {}),
        **(
            {"creator": {"@type": "sc:Organization", "name": choices["creator"]}}
            if choices["creator"]
            else {}
        ),
        "distribution": [_file(place, name) for name in files],
        "recordSet": [
            _records(part, f"{folder}/{part}.jsonl", fields)
            for part, articles in value["splits"]["parts"].items()
            if articles
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _file(place: Path, name: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": _ENCODING.get(Path(name).suffix, "application/octet-stream"),
        "sha256": sha256_of(place / name),
    }


def _records(part: str, file: str, fields: _Fields) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": part,
        "name": part,
        "description": f"The articles of {part}.",
        "field": list(_fields(part, file, fields)),
    }


def _fields(part: str, file: str, fields: _Fields) -> Iterator[dict[str, Any]]:
    for name, kind, about in fields:
        yield {
            "@type": "cr:Field",
            "@id": f"{part}/{name}",
            "name": name,
            "description": about,
            "dataType": kind,
            "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
        }


def _name(title: str) -> str:
    """A name as Croissant has them: letters, digits, dashes."""
    words = "".join(x if x.isalnum() else " " for x in title).split()
    return "-".join(words).lower() or "articles"
