"""The options of reading and writing on the command line; those of a format come from its row."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer

from annotator.formats import registry
from annotator.formats.base import Format, Option

_R = TypeVar("_R")


def _names(formats: Iterable[Format]) -> str:
    return "|".join(each.name for each in formats)


_READ_HELP = "The format of all that is given; else each file's ending and content tell."
ReadFormat = Annotated[
    str, typer.Option("--format", metavar=_names(registry.read()), help=_READ_HELP)
]
WrittenFormat = Annotated[
    str, typer.Option("--format", metavar=_names(registry.written()), help="The format.")
]
Status = Annotated[str, typer.Option(metavar="done|all", help="Finished articles, or all of them.")]
Whose = Annotated[str, typer.Option(metavar="NAME", help="Only this one's reviews.")]
Gold = Annotated[
    bool,
    typer.Option("--gold", help="Gold where there is gold, else the only review; no others."),
]
Apart = Annotated[
    bool,
    typer.Option("--all", help="All reviews, each for itself where the format holds one."),
]
SeenOnly = Annotated[
    bool, typer.Option("--seen-only", help="Leave out spans that were accepted unseen.")
]
InUse = Annotated[bool, typer.Option("--in-use", help="Leave out retired labels and topics.")]
First = Annotated[
    str, typer.Option("--from", metavar="DATE", help="Only articles of this date or later.")
]
Last = Annotated[
    str, typer.Option("--until", metavar="DATE", help="Only articles of this date or earlier.")
]
Count = Annotated[
    bool, typer.Option("--count", help="Only tell what each format can't hold; write nothing.")
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Only tell what would go out, and what the format can't hold."),
]
_CHOICES: dict[str, tuple[Any, str | bool]] = {
    "status": (Status, "done"),
    "annotator": (Whose, ""),
    "seen_only": (SeenOnly, False),
    "in_use_only": (InUse, False),
    "first_date": (First, ""),
    "last_date": (Last, ""),
    "gold": (Gold, False),
    "apart": (Apart, False),
}
"""The options of which articles go out, with their defaults, by the fields of `ArticleChoice`."""
FIRST_WRITTEN = registry.written()[0].name


def reading(command: Callable[..., _R]) -> Callable[..., _R]:
    """Give a command the options of reading; it gets them as keywords of these names."""
    return _with(command, [(each, option) for each in registry.read() for option in each.reading])


def writing(command: Callable[..., _R]) -> Callable[..., _R]:
    """Give a command the options of writing; it gets them as keywords of these names."""
    return _with(
        command, [(each, option) for each in registry.written() for option in each.writing]
    )


def choosing(command: Callable[..., _R]) -> Callable[..., _R]:
    """Give a command the options of which articles go out; it gets them together, as `chosen`."""

    @wraps(command)
    def run(**given: Any) -> _R:
        return command(chosen={name: given.pop(name) for name in _CHOICES}, **given)

    own = inspect.signature(command, eval_str=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    choices = [
        inspect.Parameter(name, kind, default=default, annotation=shown)
        for name, (shown, default) in _CHOICES.items()
    ]
    kept = [x.replace(kind=kind) for x in own.parameters.values()]
    at = [x.name for x in kept].index("chosen")
    run.__signature__ = own.replace(parameters=[*kept[:at], *choices, *kept[at + 1 :]])  # type: ignore[attr-defined]
    return run


def _with(command: Callable[..., _R], options: list[tuple[Format, Option]]) -> Callable[..., _R]:
    @wraps(command)
    def run(**given: Any) -> _R:
        return command(**given)

    own = inspect.signature(command, eval_str=True)
    kept = [x for x in own.parameters.values() if x.kind is not x.VAR_KEYWORD]
    more = {option.name: _parameter(option, options) for _, option in options}
    run.__signature__ = own.replace(parameters=[*kept, *more.values()])  # type: ignore[attr-defined]
    return run


def _parameter(option: Option, options: list[tuple[Format, Option]]) -> inspect.Parameter:
    whose = [each.name for each, other in options if other == option]
    text = option.help
    if len(whose) == 1:
        text = f"{whose[0]}: {text[:1].lower()}{text[1:]}"
    shown = typer.Option(help=text, metavar=option.metavar or None)
    kind: Any = Annotated
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=option.default,
        annotation=kind[type(option.default), shown],
    )
