"""What every reader of files is given and gives besides articles: options, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, BinaryIO, ParamSpec, TypeVar

from annotator.errors import UserError, reason_of
from annotator.faults import Unfit
from annotator.notices import Notice, Value, as_json, from_json, notice_from
from annotator.places import Whereabouts
from annotator.values import dataclass

_OF_ARCHIVES = ("zipfile", "zlib", "lzma")
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not taken: its place ("file.jsonl:7") and the reason."""

    where: Whereabouts
    reason: Notice
    fault: Exception | None = None
    """The error that nobody foresaw, if it was one: for the log."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"

    def as_dict(self) -> dict[str, Any]:
        """The refusal as it crosses a process."""
        return {"where": as_json(self.where), "reason": self.reason.as_dict()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Refusal:
        """What `as_dict` described."""
        where = from_json(told["where"])
        return cls(where if isinstance(where, Notice) else str(where), notice_from(told["reason"]))


class BadRecord(Exception):
    """One record cannot be taken, for this reason. Readers turn it into a Refusal."""

    def __init__(self, code: Unfit, **values: Value) -> None:
        self.reason = code(**values)
        super().__init__(str(self.reason))


def refused(where: Whereabouts, error: Exception) -> Refusal:
    """The refusal of a record whose reading raised `error`, foreseen or not.

    A reader catches everything at each record, by `tried`: what nobody foresaw in one never stops
    the rest.
    """
    if isinstance(error, BadRecord):
        return Refusal(where, error.reason)
    if isinstance(error, UserError):
        return Refusal(where, error.notice)
    if isinstance(error, UnicodeError):
        return Refusal(where, Unfit.NOT_IN_THE_ENCODING())
    if isinstance(error, OSError):
        return Refusal(where, Unfit.FILE_NOT_READ(reason=reason_of(error)))
    if isinstance(error, EOFError) or type(error).__module__ in _OF_ARCHIVES:
        reason = str(error)
        return Refusal(where, Unfit.FILE_NOT_READ(reason=reason) if reason else Unfit.CUT_OFF())
    if isinstance(error, MemoryError):
        return Refusal(where, Unfit.TOO_LARGE())
    return Refusal(where, Unfit.BY_A_BUG(), error)


def tried(
    where: Whereabouts, make: Callable[_P, _T], *args: _P.args, **options: _P.kwargs
) -> _T | Refusal:
    """What is made of one record, or why it was not taken."""
    try:
        return make(*args, **options)
    except Exception as error:
        return refused(where, error)


OpenBeside = Callable[[str], BinaryIO | None]
"""Opens the file of this name (a relative one, with "/") beside the one that is read, or None."""


def nothing_beside(_name: str) -> BinaryIO | None:
    """For a file that stands alone."""
    return None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: `text_field` names the field or column of the text, "" for the usual names;
    `more` are the format's other options by name. `encoding` is that of the file, "" where it is to
    be found out. `beside` opens files beside it; who opens one closes it. `columns` says for a
    field of an article (title, published, source, url, key, language, labels, topics) which column
    or field of a record holds it, "" for none.
    """

    text_field: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    encoding: str = ""
    beside: OpenBeside = nothing_beside
    columns: Mapping[str, str] = field(default_factory=dict)


DEFAULTS = ReadOptions()
"""Nothing is chosen, and nothing lies beside the file."""
