"""Values of a table as the `datasets` library means them.

Its features, in a Parquet file's metadata, give numbers their names (ClassLabel), and lists of
records that are stored as records of lists their form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_DTYPES = {str: "string", int: "int64", float: "float64", bool: "bool"}
_LISTS = ("Sequence", "List", "LargeList")


def features_of(metadata: Mapping[bytes, bytes] | None) -> dict[str, Any]:
    """The features of each column, {} where a file says nothing of them."""
    try:
        told = json.loads((metadata or {}).get(b"huggingface", b"{}"))
        found = told["info"]["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def metadata_of(features: Mapping[str, Any]) -> dict[str, str]:
    """The features as a Parquet file's metadata has them."""
    return {"huggingface": json.dumps({"info": {"features": features}}, ensure_ascii=False)}


def feature_of(kind: Any) -> Any:
    """The feature of a field of our shape (`annotator.formats.own`)."""
    if isinstance(kind, tuple):
        return feature_of(kind[0])
    if isinstance(kind, list):
        return [feature_of(kind[0])]
    if isinstance(kind, dict):
        return {name: feature_of(each) for name, each in kind.items()}
    return {"dtype": _DTYPES[kind], "_type": "Value"}


def class_of(names: Iterable[str]) -> dict[str, Any]:
    """The feature of a number that stands for one of these names."""
    return {"names": list(names), "_type": "ClassLabel"}


def meant(value: Any, feature: Any) -> Any:
    """A value with names for its numbers, and of types that JSON has; None for bytes."""
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(feature, list):
        feature = {"_type": "List", "feature": feature[0] if feature else None}
    kind = feature.get("_type") if isinstance(feature, dict) else None
    if kind == "ClassLabel" and isinstance(value, int):
        names = feature.get("names") or []
        return names[value] if 0 <= value < len(names) else None
    inner = feature.get("feature") if kind in _LISTS else None
    if isinstance(value, list):
        return [meant(each, inner) for each in value]
    if isinstance(value, dict):
        if isinstance(inner, dict) and "_type" not in inner:
            return [meant(each, inner) for each in _records(value)]
        fields = feature if isinstance(feature, dict) else {}
        return {name: meant(each, fields.get(name)) for name, each in value.items()}
    return _plain(value)


def as_records(value: Any) -> Any:
    """A record of lists as a list of records, where it is one; else the value."""
    if not isinstance(value, dict) or not value:
        return value
    lists = list(value.values())
    is_one = all(isinstance(x, list) and len(x) == len(lists[0]) for x in lists)
    return _records(value) if is_one else value


def _records(value: dict[str, Any]) -> list[dict[str, Any]]:
    columns = [each if isinstance(each, list) else [] for each in value.values()]
    return [dict(zip(value, row, strict=False)) for row in zip(*columns, strict=False)]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and value != value:
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)
