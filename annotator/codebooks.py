"""The command that writes a codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import terminal


def codebook(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    to: Annotated[Path, typer.Option(metavar="FILE.qdc", help="The file to make.")],
) -> None:
    """Write the labels and topics as a codebook of REFI-QDA; `new --scheme FILE.qdc` reads one."""
    from annotator.workspace.exchange.codebook import write_codebook

    count = write_codebook(project, to)
    terminal.say(f"{count} codes written to {to} and read back")
