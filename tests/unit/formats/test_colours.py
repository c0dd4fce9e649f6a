"""Colours as other tools want them (`formats/colours.py`)."""

import re

import pytest

from annotator.formats.colours import hex_of, tint_of


@pytest.mark.parametrize("colour", ["slate", "blue", "#0F1E2d", "", "no such", "#fff"])
def test_every_colour_is_six_digits(colour):
    assert re.fullmatch("#[0-9a-f]{6}", hex_of(colour))
    assert re.fullmatch("#[0-9a-f]{6}", tint_of(colour))


def test_unknown_ones_are_slate_and_own_ones_stay():
    assert hex_of("#0F1E2d") == "#0f1e2d"
    assert hex_of("") == hex_of("no such") == hex_of("slate") != hex_of("blue")


def test_a_tint_lies_between_the_colour_and_white():
    assert tint_of("#000000", 1) == "#000000"
    assert tint_of("#000000", 0) == "#ffffff"
    assert tint_of("#ff0000", 0.5) == "#ff8080"
