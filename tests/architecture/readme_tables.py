"""The README's tables, made from the code's own. Run this module to write them anew."""

from __future__ import annotations

import re
from collections.abc import Callable

from annotator.formats.registry import format_table
from annotator.ui.actions import key_table
from tests.architecture.tree import REPOSITORY

README = REPOSITORY / "README.md"


def keys() -> str:
    rows = [f"| {_code(pressed)} | {title} |" for pressed, title in key_table()]
    return "\n".join(["| key | what it does |", "| --- | --- |", *rows]) + "\n"


def commands() -> str:
    from annotator.cli import command_table

    return command_table()


TABLES = {"keys": keys, "commands": commands, "formats": format_table}


def renewed(text: str) -> str:
    """The README with its tables as the code has them."""
    for name, make in TABLES.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marked.sub(_between(make()), text)
    return text


def _between(made: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + made + found[2]


def _code(pressed: str) -> str:
    return pressed.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")
