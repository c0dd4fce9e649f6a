"""The README's tables, made from the code's own. Run this module to write them anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import typer

from annotator.cli import app
from annotator.formats.registry import format_table
from annotator.ui.actions import key_table
from annotator.ui.shell.commands import TABLE
from tests.architecture.tree import REPOSITORY

README = REPOSITORY / "README.md"


def keys() -> str:
    rows = [f"| {_code(pressed)} | {title} |" for pressed, title in key_table(TABLE)]
    return "\n".join(["| key | what it does |", "| --- | --- |", *rows]) + "\n"


def commands() -> str:
    """The table of commands with their options, in Markdown."""
    command: Any = typer.main.get_command(app)
    lines = ["| command | what it does |", "| --- | --- |"]
    for name, each in _all(command.commands):
        lines.append(f"| `{_usage(name, each)}` | {(each.help or '').splitlines()[0]} |")
        options = [param for param in each.params if param.param_type_name == "option"]
        lines += [f"| &nbsp;&nbsp;`{_option(x)}` | {x.help} |" for x in options if x.name != "help"]
    return "\n".join(lines) + "\n"


def _all(commands: Any, group: str = "") -> Iterator[tuple[str, Any]]:
    """The commands by their names, those of a group behind its name."""
    for name, each in commands.items():
        if hasattr(each, "commands"):
            yield from _all(each.commands, f"{group}{name} ")
        else:
            yield group + name, each


TABLES = {"keys": keys, "commands": commands, "formats": format_table}


def renewed(text: str) -> str:
    """The README with its tables as the code has them."""
    for name, make in TABLES.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marked.sub(_between(make()), text)
    return text


def _usage(name: str, command: Any) -> str:
    arguments = [x.metavar or x.name for x in command.params if x.param_type_name == "argument"]
    return " ".join(["annotator", *([] if name == "open" else [name]), *arguments])


def _option(param: Any) -> str:
    value = "" if param.is_flag else f" {param.metavar or param.name.upper()}"
    return f"{param.opts[0]}{value}".replace("|", "\\|")


def _between(made: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + made + found[2]


def _code(pressed: str) -> str:
    return pressed.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")
