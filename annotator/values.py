"""`dataclass` of the standard library, whose methods are made when they are first called.

The standard library compiles seven methods a class, and 1 ms for each adds up: of the 125 classes
that the window loads, 50 make something before the first paint, most of them by `__init__` alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """What `dataclasses.dataclass` does, later; knows `frozen`, `slots`, `eq`, `kw_only`."""
        return partial(_prepared, **options) if cls is None else _prepared(cls, **options)


_NOTHING = {"init": False, "repr": False, "eq": False}


def _prepared(cls: type, *, frozen: bool = False, eq: bool = True, **options: bool) -> type:
    own = frozenset(vars(cls))
    late: dict[str, dict[str, bool]] = {
        "__init__": {"init": True, "frozen": frozen},
        "__repr__": {"repr": True},
    }
    if eq:
        late["__eq__"] = {"eq": True}
    if eq and frozen:
        late["__hash__"] = {"eq": True, "frozen": True}
    added: dict[str, object] = {"__hash__": None} if eq and not frozen else {}
    if frozen:
        added |= _FROZEN
    made: type = dataclasses.dataclass(**_NOTHING, **options)(cls)
    for name, wanted in late.items():
        added[name] = _late(made, name, wanted)
    for name in added.keys() - own:
        setattr(made, name, added[name])
    return made


def _late(cls: type, name: str, wanted: dict[str, bool]) -> Callable[..., Any]:
    """A method that puts the one of the standard library in its place, and does as that does."""

    def method(self: object, *given: Any, **named: Any) -> Any:
        right = _made(cls, name, wanted)
        setattr(cls, name, right)
        return right(self, *given, **named)

    return method


def _made(cls: type, name: str, wanted: dict[str, bool]) -> Any:
    """A method of a class that has the same fields."""
    if name == "__init__":
        return _init(cls, is_frozen=wanted["frozen"])
    fields = [(each.name, each.type, each) for each in dataclasses.fields(cls)]
    body: dict[str, Any] = {"__doc__": "-"}  # or its signature is looked at, to write one
    options: dict[str, Any] = _NOTHING | wanted
    twin = dataclasses.make_dataclass(cls.__qualname__, fields, namespace=body, **options)
    return vars(twin)[name]


def _init(cls: type, *, is_frozen: bool) -> Any:
    """`__init__` alone, in a third of the time: the standard library would make two methods more
    for a frozen class, and all that a class has besides.
    """
    known: dict[str, Any] = {"_put": object.__setattr__, "_NONE": dataclasses.MISSING}
    takes, by_name, does = ["self"], ["*"], ["pass"]
    for each in dataclasses.fields(cls):
        name, value, usual = each.name, each.name, ""
        if each.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = each.default_factory
            usual, value = "=_NONE", f"_make_{name}()"
            if each.init:
                value += f" if {name} is _NONE else {name}"
        elif each.default is not dataclasses.MISSING:
            known[f"_usual_{name}"] = each.default
            usual = f"=_usual_{name}"
            value = name if each.init else f"_usual_{name}"
        elif not each.init:
            continue
        if each.init:
            (by_name if each.kw_only else takes).append(name + usual)
        does.append(f"_put(self, {name!r}, {value})" if is_frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        does.append("self.__post_init__()")
    given = ", ".join(takes + (by_name if len(by_name) > 1 else []))
    body = "\n    ".join(does)
    exec(f"def __init__({given}):\n    {body}", known)  # noqa: S102 - names of fields alone
    made = known.pop("__init__")
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _refuse_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_FROZEN: dict[str, object] = {
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _state,  # for copies of what has slots
    "__setstate__": _set_state,
}
