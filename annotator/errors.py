"""The error tree: three kinds of failure, each with a treatment of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from annotator.faults import Line
from annotator.notices import Code, Notice, Value, as_json, from_json, notice_from
from annotator.places import Whereabouts


class AnnotatorError(Exception):
    """What this program raises itself; catch one of its kinds where they are treated differently.

    `code` is what is wrong, `where` the place (a file, a line, a label), and `values` fill the
    fields of the code's text. `str()` gives all of it in one line of English; the window words it
    by `ui/words/errors.py`.
    """

    def __init__(self, code: Code, *, where: Whereabouts = "", **values: Value) -> None:
        self.notice = code(**values)
        self.where = where
        super().__init__(self.what)

    @property
    def code(self) -> Code:
        return self.notice.code

    @property
    def what(self) -> str:
        """What is wrong, in English, without the place and without what to do."""
        return self.notice.what

    @property
    def in_full(self) -> Notice:
        """Where, what is wrong and what to do, as one notice."""
        return Line.AT(where=self.where, what=self.notice) if self.where else self.notice

    def as_dict(self) -> dict[str, Any]:
        """The error as it crosses a process."""
        return {**self.notice.as_dict(), "where": as_json(self.where)}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """The error that `as_dict` described; KeyError for a code that there is not."""
        notice = notice_from(told)
        where = from_json(told["where"])
        assert isinstance(where, str | Notice)
        return cls(notice.code, where=where, **notice.values)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(f"{place}{self.notice}".splitlines())


class UserError(AnnotatorError):
    """Bad input: the person can put it right. Raised before anything changed; never logged."""


class EnvironmentFault(AnnotatorError):
    """The machine refuses: disk full, file locked, no display. Trying again later may help."""


class Bug(AnnotatorError):
    """Ours: a promise of the code is broken. Logged with its traceback, shown once."""


def reason_of(error: OSError) -> str:
    """Why the machine refused, in its own words."""
    return error.strerror or str(error)
