"""Keys of many layouts, as their drivers report them: key, modifiers, text and native scan code."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.actions import by_key
from annotator.ui.kit.key_names import chord_of, names_of
from annotator.ui.kit.pressing import settle
from annotator.ui.shell.commands import TABLE
from tests.gui.seat import place_of

NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier[name + "Modifier"] for name in ("No", "Shift", "Control", "Alt")
)
ALT_GR = CTRL | ALT  # as Windows tells it; xkb tells nothing
UNKNOWN = 0x01FFFFFF

# The xkb codes of the keys by their caps on a US keyboard.
CODES = {c: 10 + n for n, c in enumerate("1234567890-=")}
CODES |= {c: 24 + n for n, c in enumerate("qwertyuiop[]")}
CODES |= {c: 38 + n for n, c in enumerate("asdfghjkl;'`")}
CODES |= {c: 51 + n for n, c in enumerate("\\zxcvbnm,./")}

# What the keys give: the key's cap in the US, its modifiers, the text.
Layout = dict[str, tuple[str, Qt.KeyboardModifier]]
GERMAN: Layout = {
    "/": ("7", SHIFT), "=": ("0", SHIFT), "-": ("/", NONE), ".": (".", NONE), ",": (",", NONE),
    ";": (",", SHIFT), "?": ("-", SHIFT), "[": ("8", ALT_GR), "]": ("9", ALT_GR),
    "{": ("7", ALT_GR), "}": ("0", ALT_GR), "!": ("1", SHIFT), "ö": (";", NONE), "+": ("]", NONE),
}  # fmt: skip
FRENCH: Layout = {
    "/": (".", SHIFT), "=": ("=", NONE), "-": ("6", NONE), ".": (",", SHIFT), ",": ("m", NONE),
    ";": (",", NONE), "?": ("m", SHIFT), "[": ("5", ALT_GR), "]": ("-", ALT_GR),
    "{": ("4", ALT_GR), "}": ("=", ALT_GR), "é": ("2", NONE), "&": ("1", NONE), '"': ("3", NONE),
    "à": ("0", NONE), "ç": ("9", NONE), "(": ("5", NONE), "_": ("8", NONE), "+": ("=", SHIFT),
    "ù": ("'", NONE), "a": ("q", NONE), "m": (";", NONE),
}  # fmt: skip
SPANISH: Layout = {
    "/": ("7", SHIFT), "=": ("0", SHIFT), "-": ("/", NONE), ".": (".", NONE), ",": (",", NONE),
    ";": (",", SHIFT), "?": ("-", SHIFT), "[": ("[", ALT_GR), "]": ("]", ALT_GR),
    "{": ("'", ALT_GR), "}": ("\\", ALT_GR), "ñ": (";", NONE), "ç": ("\\", NONE),
    "+": ("]", NONE),
}  # fmt: skip
RUSSIAN: Layout = {
    "/": ("\\", SHIFT), "=": ("=", NONE), "-": ("-", NONE), ".": ("/", NONE), ",": ("/", SHIFT),
    ";": ("4", SHIFT), "?": ("7", SHIFT), "+": ("=", SHIFT), "з": ("p", NONE), "щ": ("o", NONE),
}  # fmt: skip
CZECH: Layout = {
    "/": ("[", SHIFT), "=": ("-", NONE), "-": ("/", NONE), ".": (".", NONE), ",": (",", NONE),
    ";": ("`", NONE), "?": (",", SHIFT), "ě": ("2", NONE), "+": ("1", NONE),
}  # fmt: skip
ITALIAN: Layout = {
    "/": ("7", SHIFT), "=": ("0", SHIFT), "-": ("/", NONE), ".": (".", NONE), ",": (",", NONE),
    ";": (",", SHIFT), "?": ("-", SHIFT), "è": ("[", NONE), "à": ("'", NONE),
    "+": ("]", NONE),
}  # fmt: skip
US: Layout = {c: (c, NONE) for c in "/=-.,;[]"}
US |= {"?": ("/", SHIFT), "{": ("[", SHIFT), "}": ("]", SHIFT), "+": ("=", SHIFT)}
LAYOUTS = {
    "us": US, "german": GERMAN, "french": FRENCH, "spanish": SPANISH, "russian": RUSSIAN,
    "czech": CZECH, "italian": ITALIAN,
}  # fmt: skip
DEAD = "´`^¨~'\""


def event(text: str, cap: str, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    """The press of the key with this US cap, which gave this text."""
    key = ord(text.upper()) if len(text.upper()) == 1 else UNKNOWN
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, CODES[cap], key, 0, text)


def of_layout(name: str, text: str) -> QKeyEvent:
    cap, modifiers = LAYOUTS[name][text]
    return event(text, cap, modifiers)


def first_known(press: QKeyEvent) -> str:
    """The name by which the text dispatches: the first of the table, else of the scheme."""
    names = names_of(press)
    known = [name for name in names if name in by_key(TABLE)]
    return (known or [name for name in names if name[-1].isalnum()] or names or [""])[0]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("without_modifiers", [False, True], ids=["windows", "xkb"])
def test_every_default_can_be_typed_or_has_another_key(layout, without_modifiers):
    """Only punctuation depends on the layout; Space, arrows and their like are everywhere."""
    for action in TABLE:
        marks = [key for key in action.text_keys if len(key) == 1 and not key.isalnum()]
        reachable = len(marks) < len(action.text_keys)
        for mark in marks:
            if mark not in LAYOUTS[layout]:
                continue
            cap, modifiers = LAYOUTS[layout][mark]
            if without_modifiers and modifiers == ALT_GR:
                modifiers = NONE
            assert first_known(event(mark, cap, modifiers)) == mark, action.id
            reachable = True
        assert reachable or not action.text_keys, action.id


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_bound_without_alt_gr_is_not_needed_with_it(layout):
    """Whoever has no AltGr at hand still reaches every action."""
    for action in TABLE:
        keys = action.text_keys
        if keys and all(len(key) == 1 and not key.isalnum() for key in keys):
            plain = [key for key in keys if LAYOUTS[layout].get(key, ("", ALT_GR))[1] != ALT_GR]
            assert plain, action.id


def test_no_dead_key_is_a_default():
    assert [a.id for a in TABLE for key in a.keys if key[-1] in DEAD] == []


def test_a_dead_key_has_no_name():
    dead = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute, NONE, CODES["="], 0, 0, "")
    assert names_of(dead) == []
    assert chord_of(dead) == ""


# -- digits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "digit"), [*zip("&é\"'(è_çà", "123457890", strict=True)])
def test_the_unshifted_row_of_azerty_is_digits(text, digit):
    assert first_known(event(text, digit)) == digit


def test_the_minus_of_azerty_is_an_edge_and_its_six_takes_shift():
    assert first_known(of_layout("french", "-")) == "-"
    assert first_known(event("6", "6", SHIFT)) == "6"


@pytest.mark.parametrize("digit", "1234567890")
def test_a_digit_typed_with_shift_is_a_yes(digit):
    assert names_of(event(digit, digit, SHIFT)) == [digit]


@pytest.mark.parametrize("digit", "123456789")
def test_alt_and_a_digit_is_a_no_on_every_layout(digit):
    for text in (digit, "&é\"'(-è_ç"[int(digit) - 1], "ěščřžýáíé"[int(digit) - 2]):
        assert names_of(event(text, digit, ALT)) == [f"Shift+{digit}"]
    assert names_of(event("", digit, ALT)) == [f"Shift+{digit}"]


def test_shift_and_the_digits_of_german_say_no_but_where_punctuation_is_bound():
    assert first_known(event("!", "1", SHIFT)) == "Shift+1"
    assert first_known(event("§", "3", SHIFT)) == "Shift+3"
    assert first_known(of_layout("german", "/")) == "/"
    assert first_known(of_layout("german", "=")) == "="


@pytest.mark.parametrize(("layout", "text"), [("italian", "è"), ("italian", "à"), ("spanish", "ç")])
def test_a_letter_that_azerty_has_in_its_digits_is_no_digit_elsewhere(layout, text):
    assert names_of(of_layout(layout, text)) == []


def test_alt_gr_types_its_own_character_and_no_digit():
    assert names_of(of_layout("german", "[")) == ["["]
    assert names_of(event("²", "2", ALT_GR)) == ["²"]


def test_digits_of_other_scripts_and_of_the_keypad_count():
    assert names_of(event("٣", "3")) == ["3"]
    keypad = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_4, Qt.KeyboardModifier.KeypadModifier, 83, 0, 0, "4"
    )
    assert names_of(keypad) == ["4"]


# -- letters ---------------------------------------------------------------------------------


def test_letters_go_by_text_on_latin_layouts_and_by_place_on_others():
    assert names_of(of_layout("french", "a")) == ["a"]
    assert names_of(of_layout("french", "m")) == ["m"]
    assert names_of(of_layout("russian", "з")) == ["p"]
    assert names_of(event("З", "p", SHIFT)) == ["Shift+p"]
    assert names_of(of_layout("german", "ö")) == []
    assert names_of(event("€", "e", ALT_GR)) == ["€"]


# -- in the window ---------------------------------------------------------------------------


def send(press: QKeyEvent) -> None:
    QApplication.sendEvent(QApplication.focusWidget(), press)
    settle()


def test_a_german_types_the_slash_and_jumps(seat):
    send(of_layout("german", "/"))
    assert seat.message.startswith("Jump:")
    send(event("1", "1"))
    assert seat.focused == "Moreau"


def test_a_german_says_no_with_alt(seat):
    send(event("1", "1", ALT))
    assert seat.topics() == {11: False}


def test_a_german_says_no_with_shift_where_nothing_is_bound(seat):
    send(event('"', "2", SHIFT))
    assert seat.topics() == {12: False}


def test_a_french_person_answers_topics_with_and_without_shift(seat):
    send(event("&", "1"))
    send(event("2", "2", SHIFT))
    assert seat.topics() == {11: True, 12: True}
    send(event("é", "2", ALT))
    assert seat.topics() == {11: True, 12: False}


def test_a_russian_labels_by_place_and_moves_by_text(seat):
    first = seat.focus_range
    send(of_layout("russian", "."))
    assert seat.focus_range != first
    send(of_layout("russian", ","))
    assert seat.focus_range == first
    send(event("д", "l"))
    assert seat.span_rows()[0] == (
        "Port Amal",
        "PLACE",
        "relabelled",
        *place_of(seat.text, "Port Amal"),
    )


# -- recording -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cap", "modifiers", "name"),
    [
        ("\x0b", "k", CTRL, "Ctrl+K"),
        ("", "k", CTRL | SHIFT, "Ctrl+Shift+K"),
        ("/", "7", SHIFT, "/"),
        ("[", "8", ALT_GR, "["),
        ("p", "p", NONE, "p"),
        ("P", "p", SHIFT, "Shift+p"),
        ("", "k", ALT, "Alt+K"),
    ],
)
def test_a_press_is_recorded_as_the_table_writes_it(text, cap, modifiers, name):
    key = ord(cap.upper()) if cap.isalpha() else ord(text)
    made = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, CODES[cap], 0, 0, text)
    assert chord_of(made) == name


def test_named_and_function_keys_are_recorded_and_bare_modifiers_are_not():
    def made(key, modifiers=NONE):
        return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "")

    assert chord_of(made(Qt.Key.Key_PageDown, CTRL)) == "Ctrl+PageDown"
    assert chord_of(made(Qt.Key.Key_F5, SHIFT)) == "Shift+F5"
    assert chord_of(made(Qt.Key.Key_Plus, CTRL | SHIFT)) == "Ctrl++"
    assert chord_of(made(Qt.Key.Key_Control, CTRL)) == ""
    assert chord_of(made(Qt.Key.Key_K, Qt.KeyboardModifier.MetaModifier)) == ""
