"""What a release tells about itself: its card, codebook, methods and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.core.records import Scheme
from annotator.formats.refi.codebook import codebook_of
from annotator.values import dataclass
from annotator.workspace.release import codebook
from annotator.workspace.release.card import card
from annotator.workspace.release.croissant import croissant
from annotator.workspace.release.examples import Examples
from annotator.workspace.release.figures import Figures
from annotator.workspace.release.methods import methods


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell: the manifest's value as far as it is known before the files are."""

    value: Mapping[str, Any]
    scheme: Scheme
    figures: Figures
    examples: Examples


def write_told(place: Path, told: Told) -> None:
    """Write the files that people and tools read first."""
    title = told.value["choices"]["title"]
    parts = codebook.sections(told.scheme, told.value["coding_rules"], told.figures, told.examples)
    _write(place / "codebook.md", codebook.as_markdown(title, parts))
    _write(place / "codebook.html", codebook.as_html(title, parts))
    (place / "codebook.qdc").write_bytes(codebook_of(told.scheme))
    _write(place / "methods.md", methods(told.value, told.figures))
    _write(place / "README.md", card(told.value, told.figures))
    _write(place / "croissant.json", croissant(told.value, place, are_days=told.figures.are_days))


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
