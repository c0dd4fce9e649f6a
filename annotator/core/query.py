"""What is typed into a search field: words, and keys that narrow, as in
`label:ORG surface:"White House" status:done flag:yes date:2023-01..2023-06 copy:yes words`.
"""

from __future__ import annotations

import re
from datetime import date

from annotator.core.codes import SearchKind, StatusFilter
from annotator.core.records import Scheme, Status
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.values import dataclass

KEYS = ("label", "surface", "status", "flag", "date", "source", "copy", "is")
STATUSES = (StatusFilter.TODO.value, *(status.value for status in Status))
KINDS = tuple(SearchKind)

_PIECE = re.compile(r'([A-Za-z]+):(?!//)(?:"([^"]*)"?|([^\s"]*))|("[^"]*"?)|(\S+)')
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_FLAGS = {"yes": True, "no": False}
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A search. Different keys narrow it; the same key again widens that key.

    `words` is what the full-text search gets. Dates are prefixes ("2023-06"), both included,
    "" being open. `is_copy`: whether there are near copies of an article; `copies_of` asks for near
    copies of articles by their numbers, with these themselves.
    """

    words: str = ""
    labels: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    is_flagged: bool | None = None
    first_date: str = ""
    last_date: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[SearchKind, ...] = ()
    is_copy: bool | None = None
    copies_of: tuple[int, ...] = ()

    @property
    def is_words_only(self) -> bool:
        return self == Query(words=self.words)

    @property
    def phrase(self) -> str:
        """The words as they stand, without quotes."""
        return " ".join(self.words.replace('"', " ").split())


def parse(typed: str) -> Query:
    """What was typed as a query. Raises UserError for a key or a value that means nothing."""
    words: list[str] = []
    found: dict[str, list[str]] = {key: [] for key in KEYS}
    for piece in _PIECE.finditer(typed):
        key, quoted, bare = (piece[1] or "").lower(), piece[2], piece[3]
        value = quoted if quoted is not None else bare or ""
        if not key or (key not in KEYS and not value):
            words.append(piece[0])
        elif key not in KEYS:
            raise UserError(Fault.NO_SUCH_SEARCH, key=key, known=", ".join(KEYS))
        elif not value.strip():
            raise UserError(Fault.SEARCH_WITHOUT_VALUE, key=key, example=_EXAMPLES[key])
        elif quoted is not None or key == "surface":
            found[key].append(value)
        else:
            found[key] += [part for part in value.split(",") if part]
    return _query(" ".join(words), {key: tuple(values) for key, values in found.items()})


def label_ids(query: Query, scheme: Scheme) -> frozenset[int]:
    """The labels of a query, by name or short name in any case; UserError for an unknown one."""
    ids: set[int] = set()
    for name in query.labels:
        same = [
            label.id
            for label in scheme.labels
            if name.casefold() in (label.name.casefold(), label.short.casefold())
        ]
        if not same:
            known = ", ".join(label.name for label in scheme.labels[:12])
            raise UserError(Fault.NO_LABEL_TO_SEARCH, name=name, known=known)
        ids.update(same)
    return frozenset(ids)


def quoted(key: str, value: str) -> str:
    """A key and its value as one types them."""
    return f'{key}:"{value}"' if '"' not in value else f"{key}:{value}"


def _query(words: str, found: dict[str, tuple[str, ...]]) -> Query:
    statuses = tuple(_one_of("status", value, STATUSES) for value in found["status"])
    flags = [_one_of("flag", value, tuple(_FLAGS)) for value in found["flag"]]
    first, last = _dates(found["date"])
    is_copy, copies_of = _copies(found["copy"])
    return Query(
        words,
        found["label"],
        found["surface"],
        statuses,
        _FLAGS[flags[-1]] if flags else None,
        first,
        last,
        found["source"],
        tuple(SearchKind(_one_of("is", value, KINDS)) for value in found["is"]),
        is_copy,
        copies_of,
    )


def _copies(values: tuple[str, ...]) -> tuple[bool | None, tuple[int, ...]]:
    """Whether articles must have near copies, and of which ones by their numbers, as #12 or 12."""
    numbers = [value.removeprefix("#") for value in values]
    asked = [x for x in numbers if not (x.isascii() and x.isdigit() and len(x) < _MOST_DIGITS)]
    flags = [_FLAGS[_one_of("copy", value, (*_FLAGS, "12"))] for value in asked]
    return flags[-1] if flags else None, tuple(int(x) for x in numbers if x not in asked)


def _one_of(key: str, value: str, known: tuple[str, ...]) -> str:
    if value.lower() not in known:
        raise UserError(Fault.SEARCH_MEANS_NOTHING, key=key, value=value, known=", ".join(known))
    return value.lower()


def date_range(first: str, last: str) -> tuple[str, str]:
    """The same two ends, each a year, a month, a day or "" for none; UserError for another."""
    for given in filter(None, (first, last)):
        if not _is_day(given):
            raise UserError(Fault.NO_DAY, given=given)
    if _is_reversed(first, last):
        raise UserError(Fault.DAYS_REVERSED, first=first, last=last)
    return first, last


def _dates(values: tuple[str, ...]) -> tuple[str, str]:
    if len(values) > 1:
        raise UserError(Fault.TWO_DATES)
    if not values:
        return "", ""
    first, is_range, last = values[0].partition("..")
    first, last = _day(first, values[0]), _day(last if is_range else first, values[0])
    if _is_reversed(first, last):
        raise UserError(Fault.DATES_REVERSED, dates=values[0])
    if not first and not last:
        raise UserError(Fault.SEARCH_WITHOUT_VALUE, key="date", example=_EXAMPLES["date"])
    return first, last


def _day(value: str, whole: str) -> str:
    if value and not _is_day(value):
        raise UserError(Fault.NO_DATE, given=whole)
    return value


def _is_reversed(first: str, last: str) -> bool:
    return bool(first and last) and first[: len(last)] > last[: len(first)]


def _is_day(value: str) -> bool:
    parts = _DATE.fullmatch(value)
    try:
        return parts is not None and bool(
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
        )
    except ValueError:
        return False


_EXAMPLES = {
    "label": "label:ORG",
    "surface": 'surface:"White House"',
    "status": "status:done",
    "flag": "flag:yes",
    "date": "date:2023-01..2023-06",
    "source": "source:AP",
    "copy": "copy:yes",
    "is": "is:forced",
}
