"""The themes reach every widget, and a switch shows at once."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit

from annotator.ui.desk.strip import Strip
from annotator.ui.kit import badges, theme


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    theme.apply(qapp, theme.load("light"))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_name_in_the_stylesheet_is_a_colour_of_the_theme(name):
    sheet = theme.stylesheet(theme.load(name))
    assert "@" not in sheet
    assert set(re.findall("#[0-9a-f]+", sheet)) <= {
        colour.name() for colour in theme.load(name).chrome.values()
    }


def test_the_switch_reaches_qts_widgets_and_the_painted_ones(qapp, qtbot):
    field, strip = QLineEdit(), Strip()
    for widget in (field, strip):
        qtbot.addWidget(widget)
        widget.resize(300, 60)
    for name in ("dark", "light"):
        wanted = theme.load(name)
        theme.apply(qapp, wanted)
        assert theme.current() is wanted
        assert qapp.palette().color(QPalette.ColorRole.Window) == wanted["panel"]
        assert field.grab().toImage().pixelColor(150, 30) == wanted["field"]
        assert strip.grab().toImage().pixelColor(3, 30) == wanted["panel"]


def test_label_colours_by_name_by_hex_and_nonsense():
    light = theme.load("light")
    assert light.label_colour("blue") == light.labels["blue"]
    assert light.label_colour("#004400") == QColor("#004400")
    assert light.label_colour("no such colour") == light.labels["slate"]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#3060ff"])
def test_any_colour_of_ones_own_can_be_read(name, colour):
    chosen = theme.load(name)
    assert theme.contrast(chosen.label_colour(colour), chosen["paper"]) >= 4.5


def test_the_system_names_one_of_the_themes(qapp):
    assert theme.load(theme.system_name()).name in ("light", "dark")


def test_reading_font_is_a_serif_of_the_size(qapp):
    assert theme.reading_font(18).pixelSize() == 18


def test_scores_have_two_digits():
    assert [badges.score_text(x) for x in (0.714, 0.05, 1.0, 0.0, None)] == [
        ".71", ".05", ".99", ".00", "",
    ]  # fmt: skip


def test_titles_break_at_words_and_elide_in_the_second_line(qapp):
    font = theme.ui_font()
    assert badges.two_lines("Short", font, 200) == ("Short", "")
    first, second = badges.two_lines("several words that need a second line " * 5, font, 150)
    assert first.startswith("several")
    assert second.endswith("…")
    first, second = badges.two_lines("x" * 300, font, 150)
    assert set(first) == {"x"}
    assert second.endswith("…")
