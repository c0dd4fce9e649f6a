"""Figures as SVG: each value on a rail from 0 to 1 with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from annotator.core.agreement.intervals import BOUNDS

_ROW, _LEFT, _RAIL, _RIGHT = 24, 220, 360, 120
_INK, _SOFT, _LINE, _BLUE = "#1f2328", "#6b7280", "#d6d6d2", "#2952b8"

Bar = tuple[str, float, float | None, float | None]
"""A name, its figure, and its interval."""


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A drawing of these, one under the other."""
    width, height = _LEFT + _RAIL + _RIGHT, _ROW * (len(rows) + 2)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif"'
        ' font-size="13">'
    )
    parts = [
        head,
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    bottom = _ROW * (len(rows) + 0.5)
    for bound in (0.0, *BOUNDS, 1.0):
        at = _at(bound)
        parts.append(
            f'<line x1="{at}" y1="{_ROW * 0.5}" x2="{at}" y2="{bottom}" stroke="{_LINE}"/>'
            f'<text x="{at}" y="{bottom + 18}" fill="{_SOFT}" text-anchor="middle"'
            f' font-size="11">{bound:g}</text>'
        )
    for number, (name, value, low, high) in enumerate(rows, 1):
        y = _ROW * number
        parts.append(
            f'<text x="{_LEFT - 12}" y="{y + 4}" fill="{_INK}" text-anchor="end">'
            f"{escape(name)}</text>"
        )
        said = f"{value:.2f}"
        if low is not None and high is not None:
            parts.append(
                f'<line x1="{_at(low)}" y1="{y}" x2="{_at(high)}" y2="{y}" stroke="{_BLUE}"'
                ' stroke-width="4" stroke-linecap="round"/>'
            )
            said += f" [{low:.2f}, {high:.2f}]"
        parts.append(
            f'<circle cx="{_at(value)}" cy="{y}" r="5" fill="{_BLUE}" stroke="white"/>'
            f'<text x="{_LEFT + _RAIL + 14}" y="{y + 4}" fill="{_INK}" font-size="12">{said}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _at(value: float) -> float:
    return round(_LEFT + max(0.0, min(1.0, value)) * _RAIL, 1)
