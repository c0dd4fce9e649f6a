"""Libraries that only a few formats need: they are large, and installed on request."""

from __future__ import annotations

from importlib.util import find_spec

from annotator.errors import UserError
from annotator.faults import Fault

EXTRAS = {"html": ("trafilatura", "lxml_html_clean"), "parquet": ("pyarrow",)}
"""The packages of each extra; a package's module has its name."""


def missing(extra: str) -> tuple[str, ...]:
    """The packages of an extra that are not installed; () for "" too, which is no extra."""
    return tuple(each for each in EXTRAS.get(extra, ()) if find_spec(each) is None)


def require(extra: str) -> None:
    """UserError where packages of the extra are not installed."""
    if lacking := missing(extra):
        raise UserError(Fault.EXTRA_MISSING, packages=" ".join(lacking))
