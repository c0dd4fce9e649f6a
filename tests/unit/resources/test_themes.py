"""The themes' colours can be read and told apart, also by colour-blind eyes."""

import itertools
import re
import tomllib
from dataclasses import replace
from typing import Any

import pytest

from annotator import paths
from annotator.workspace.scheme import files as schemes

THEMES = ("light", "dark")
FIRST_TEN = "orange blue green teal purple magenta olive brown red slate".split()
FURTHER = (
    "aubergine spruce azure rose violet maroon mauve wine "
    "denim indigo pink moss lavender berry emerald navy"
).split()
PALETTE = [*FIRST_TEN, *FURTHER]
CHROME = (
    "window panel paper line ink ink_soft ink_faint accent accent_tint hover field field_line "
    "warn ok shadow"
).split()
READABLE = 4.5  # WCAG 2.2, 1.4.3, text
VISIBLE = 3.0  # WCAG 2.2, 1.4.11, what is not text

# CIE 1976 distances. About 2.3 is just noticeable side by side; a thin line needs several times
# that. The first seven colours carry the presets' frequent labels and reach 13 in both themes;
# more at 4.5 : 1 on paper cannot, so that the others only promise to be noticeable.
APART_FIRST_SEVEN = 13.0
APART_ALL = 4.0

# Viénot, Brettel & Mollon 1999, for linear sRGB.
SEEN_BY = {
    "everybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopes": (
        (0.29275, 0.70725, 0.0),
        (0.29275, 0.70725, 0.0),
        (-0.02234, 0.02234, 1.0),
    ),
    "protanopes": (
        (0.11238, 0.88762, 0.0),
        (0.11238, 0.88762, 0.0),
        (0.00401, -0.00401, 1.0),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE_D65 = (0.95047, 1.0, 1.08883)

Vector = tuple[float, ...]


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((paths.themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))


def linear(colour: str) -> Vector:
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    low, high = sorted(times(TO_XYZ, linear(colour))[1] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Vector) -> Vector:
    xyz = (v / white for v, white in zip(times(TO_XYZ, rgb), WHITE_D65, strict=True))
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def nearest(colours: dict[str, str], eyes: str) -> tuple[float, str, str]:
    """The two colours that these eyes confuse most easily, with their distance."""
    seen = {
        name: lab(tuple(min(1.0, max(0.0, v)) for v in times(SEEN_BY[eyes], linear(colour))))
        for name, colour in colours.items()
    }
    return min(
        (sum((a - b) ** 2 for a, b in zip(seen[one], seen[two], strict=True)) ** 0.5, one, two)
        for one, two in itertools.combinations(seen, 2)
    )


def test_the_measures_give_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.05)
    confused = {"orange": "#b3541e", "olive": "#7d6b1a"}
    assert nearest(confused, "everybody")[0] > 2 * nearest(confused, "protanopes")[0]


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_all_the_keys_and_no_other(theme: str) -> None:
    content = load(theme)
    assert list(content) == ["name", "chrome", "labels"]
    assert content["name"] == theme
    assert list(content["chrome"]) == CHROME
    assert list(content["labels"]) == PALETTE
    for colour in (content["chrome"] | content["labels"]).values():
        assert re.fullmatch("#[0-9a-f]{6}", colour)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_wherever_it_stands(theme: str) -> None:
    chrome = load(theme)["chrome"]
    for ink, ground in itertools.product(
        ("ink", "ink_soft", "accent", "warn", "ok"), ("paper", "panel", "window", "field")
    ):
        assert contrast(chrome[ink], chrome[ground]) >= READABLE, (ink, ground)
    for ink, ground in itertools.product(("ink", "ink_soft"), ("hover", "accent_tint")):
        assert contrast(chrome[ink], chrome[ground]) >= READABLE, (ink, ground)
    assert contrast(chrome["accent"], chrome["accent_tint"]) >= READABLE
    for ground in ("paper", "panel", "window", "field"):
        assert contrast(chrome["ink_faint"], chrome[ground]) >= VISIBLE, ground


@pytest.mark.parametrize("theme", THEMES)
def test_label_colours_can_be_read_on_paper_and_in_the_panels(theme: str) -> None:
    content = load(theme)
    for name, colour in content["labels"].items():
        for ground in ("paper", "panel"):
            assert contrast(colour, content["chrome"][ground]) >= READABLE, (name, ground)


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", THEMES)
def test_label_colours_stay_apart(theme: str, eyes: str) -> None:
    labels = load(theme)["labels"]
    distance, *pair = nearest(labels, eyes)
    assert distance >= APART_ALL, pair
    distance, *pair = nearest({name: labels[name] for name in PALETTE[:7]}, eyes)
    assert distance >= APART_FIRST_SEVEN, pair


def test_a_scheme_of_25_labels_takes_25_colours() -> None:
    scheme = schemes.load("empty")
    for number in range(25):
        label = schemes.new_label(scheme, f"Label {number}")
        scheme = replace(scheme, labels=(*scheme.labels, label))
    colours = [label.colour for label in scheme.labels]
    assert len(set(colours)) == 25
    assert set(colours) <= set(load("light")["labels"])


def test_the_labels_of_a_preset_have_colours_of_their_own() -> None:
    for preset in schemes.presets():
        colours = [label.colour for label in schemes.load(preset.name).labels]
        assert len(set(colours)) == len(colours), preset.name
