"""Codes with their English text, and notices: a code with the values that fill its text.

The layers without Qt say what happened by a code; the command line shows its English text, and the
window words it in its own language (`ui/words/errors.py`). A notice crosses a process as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from string import Formatter
from typing import Any, Union

from annotator.values import dataclass

Value = Union[str, int, float, "Notice"]


class Code(Enum):
    """What can be told, each with its text: what is so and what to do, with named fields.

    Subclasses have the members. Called with the values of its fields, a code gives a notice.
    """

    what: str
    do: str
    fields: frozenset[str]

    def __init__(self, what: str, do: str = "") -> None:
        self.what = what
        self.do = do
        self.fields = fields_of(what) | fields_of(do)

    def __call__(self, **values: Value) -> Notice:
        return Notice(self, values)

    @property
    def key(self) -> str:
        """The name of the code among all, as it crosses a process."""
        return f"{type(self).__name__}.{self.name}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A code and the values of its fields; TypeError where a value is missing or too many.

    `str()` gives the English text: what is so, and after a semicolon what to do.
    """

    code: Code
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.values.keys() != self.code.fields:
            raise TypeError(f"{self.code.key} has {set(self.code.fields)}, not {set(self.values)}")

    def __hash__(self) -> int:
        return hash((self.code, *sorted(map(str, self.values.items()))))

    def __str__(self) -> str:
        return f"{self.what}; {self.do}" if self.code.do else self.what

    @property
    def what(self) -> str:
        """The English text without what to do."""
        return self.code.what.format(**self.values)

    @property
    def do(self) -> str:
        """What to do, in English; "" where there is nothing."""
        return self.code.do.format(**self.values)

    def as_dict(self) -> dict[str, Any]:
        """The notice as JSON has it."""
        return {"code": self.code.key, "values": {k: as_json(v) for k, v in self.values.items()}}


def as_json(value: Value) -> Any:
    """A value, or a notice as an object."""
    return value.as_dict() if isinstance(value, Notice) else value


def from_json(value: Any) -> Value:
    """What `as_json` made; KeyError for a code that there is not."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    return notice_from(value)


def notice_from(value: Mapping[str, Any]) -> Notice:
    """What `Notice.as_dict` made; KeyError for a code that there is not."""
    kind, _, name = str(value["code"]).partition(".")
    found = next((each for each in Code.__subclasses__() if each.__name__ == kind), None)
    if found is None:
        raise KeyError(kind)
    return Notice(found[name], {k: from_json(v) for k, v in value["values"].items()})


def fields_of(template: str) -> frozenset[str]:
    """The names of the fields of a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
