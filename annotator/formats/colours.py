"""The colours of labels as other tools want them: "#rrggbb"."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from annotator import paths

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def hex_of(colour: str) -> str:
    """A colour of the palette, or one in hex, as "#rrggbb"; that of slate for anything else."""
    if _HEX.fullmatch(colour):
        return colour.lower()
    palette = _palette()
    return palette.get(colour, palette["slate"])


def tint_of(colour: str, share: float = 0.3) -> str:
    """The same as a light wash on white, on which black letters can be read."""
    found = hex_of(colour)
    parts = (int(found[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


@cache
def _palette() -> dict[str, str]:
    table = tomllib.loads((paths.themes_dir() / "light.toml").read_text("utf-8"))
    return {name: str(value) for name, value in table["labels"].items()}
