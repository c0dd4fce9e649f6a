"""How what a job is asked, and what it reports, goes from one process to the other: as JSON values.

The messages themselves are in `messages.py`, which is imported where a job is asked for: making so
many classes takes longer than a window may take to start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, ClassVar, Generic, TypeVar, cast

from annotator.protocol import ProtocolError

R = TypeVar("R")


class Request(Generic[R]):
    """What is asked of a job: `job` is its name, `report` the class of what it answers."""

    job: ClassVar[str]
    report: ClassVar[type]
    project: str

    def __init_subclass__(cls, job: str = "", report: type | None = None) -> None:
        """Without both for a class that dataclasses make again, with slots: it has them."""
        if report is not None:
            cls.job, cls.report = job, report


def to_wire(value: Any) -> dict[str, Any]:
    """A message as JSON values."""
    return asdict(value)


def from_wire(kind: type[R], value: Mapping[str, Any]) -> R:
    """The message of this class. ProtocolError where its fields are others or of other types."""
    import msgspec

    unknown = sorted(value.keys() - {x.name for x in fields(cast(Any, kind))})
    if unknown:
        raise ProtocolError(f"{kind.__name__}: unknown field `{unknown[0]}`")
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as fault:
        raise ProtocolError(f"{kind.__name__}: {fault}") from fault
