"""From a key event to the names that the table of actions knows. Letters and digits by meaning.

- **Punctuation** goes by the event's text, never by key and modifier, so that it works on any
  layout: "/" is Shift+7 in German, Shift+: in French, Shift+\\ in Russian. AltGr arrives as
  Ctrl+Alt with a printable text, or with no modifier at all, and counts as plain.
- **Letters** go by the text; where the layout is not Latin, by the place of the key.
- **Digits** go by the text, also with Shift (AZERTY and Czech have their digits there), on the
  keypad too, and by place on the unshifted row of such layouts.
- **"No" to a topic** is Shift and the key of the digit where that types no digit; Alt and the key
  of the digit says the same on every layout.
- A press can have several names. The first that the table knows wins, so punctuation that is
  bound there comes before a topic: Shift+7 is "/" in German (Alt+7: no to topic 7), and the "-" of
  AZERTY looks for likely edges (Shift gives its digit).
- No key that is dead somewhere (´ ` ^ ¨ ~ ' ") is a default.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NAMED = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
}

# Where the letters and digits of a Latin keyboard lie: xkb key codes (evdev + 8), and Windows'
# scan codes, which are the same less 8. On macOS the native virtual key tells the place.
_ROWS = ((10, "1234567890"), (24, "qwertyuiop"), (38, "asdfghjkl"), (52, "zxcvbnm"))
_BY_PLACE = {code + n: letter for code, row in _ROWS for n, letter in enumerate(row)}
_MAC = dict(
    zip(
        (
            0,
            11,
            8,
            2,
            14,
            3,
            5,
            4,
            34,
            38,
            40,
            37,
            46,
            45,
            31,
            35,
            12,
            15,
            1,
            17,
            32,
            9,
            13,
            7,
            16,
            6,
        ),
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
)
_MAC |= dict(zip((18, 19, 20, 21, 23, 22, 26, 28, 25, 29), "1234567890", strict=True))

# The digits' rows of layouts that have their digits with Shift: French, Belgian, Czech, Slovak.
_UNSHIFTED = ("&é\"'(-è_çà", "&é\"'(§è!çà", "+ěščřžýáíé", "+ľščťžýáíé")
_FRENCH_ALONE = dict(zip("&éèçà", "12790", strict=True))
# What the digits' row of a US keyboard gives with Shift; only for events that tell no place.
_SHIFTED = dict(zip("!@#$%^&*()", "1234567890", strict=True))
_SILENT = frozenset(
    (
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    )
)


def names_of(event: QKeyEvent) -> list[str]:
    """The names of this key press, the most telling first: "Shift+Tab", "/", "p", "Shift+p",
    "3".
    """
    modifiers = event.modifiers()
    text = event.text()
    has_text = bool(text) and text.isprintable() and not text.isspace()
    has_control, has_alt = _has(modifiers, "Control"), _has(modifiers, "Alt")
    is_alt_gr = has_text and has_control and has_alt
    named = _NAMED.get(Qt.Key(event.key()))
    if named is not None:
        is_back = event.key() == Qt.Key.Key_Backtab
        return [_prefix(modifiers, is_back) + named]
    if has_alt and not has_control:
        digit = _digit_key(event)
        return [f"Shift+{digit}"] if digit else []
    is_plain = not has_control and not _has(modifiers, "Meta")
    if not has_text or not (is_plain or is_alt_gr):
        return []
    return _printable(event, text, _has(modifiers, "Shift") and not is_alt_gr)


def is_modifier(event: QKeyEvent) -> bool:
    """Whether only a modifier was pressed, which is a part of the key to come."""
    return Qt.Key(event.key()) in _SILENT


def chord_of(event: QKeyEvent) -> str:
    """The name under which the table would know this press: "Ctrl+K", "F5", "/"; "" for none."""
    key, modifiers = event.key(), event.modifiers()
    if is_modifier(event) or _has(modifiers, "Meta"):
        return ""
    is_shifted = _has(modifiers, "Shift")
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return _prefix(modifiers, False) + f"F{key - Qt.Key.Key_F1 + 1}"
    names = names_of(event)
    has_chord = _has(modifiers, "Control") or _has(modifiers, "Alt")
    if (names and not has_chord) or Qt.Key(key) in _NAMED:
        return names[0]
    if names and _has(modifiers, "Control"):  # AltGr
        return names[0]
    letter = chr(key).upper() if 0x20 < key < 0x7F else _place(event).upper()
    if not letter or not has_chord:
        return ""
    prefix = _prefix(modifiers, False)
    if is_shifted and not letter.isalnum():
        prefix = prefix.replace("Shift+", "")
    return prefix + letter


def _printable(event: QKeyEvent, text: str, is_shifted: bool) -> list[str]:
    shift = "Shift+" if is_shifted else ""
    place = _place(event)
    if text.isascii() and text.isdigit():
        return [text]
    if text.isascii() and text.isalpha():
        return [shift + text.lower()]
    names = []
    if text.isalpha() or text.isdecimal():
        names += [shift + place] if place else []
    else:
        names.append(text)
    if is_shifted:
        digit = _digit_key(event) or ("" if event.nativeScanCode() else _SHIFTED.get(text, ""))
        names += [f"Shift+{digit}"] if digit else []
    elif any(text in row and str((row.index(text) + 1) % 10) == place for row in _UNSHIFTED):
        names.append(place)
    elif not event.nativeScanCode() and text in _FRENCH_ALONE:
        names.append(_FRENCH_ALONE[text])
    return list(dict.fromkeys(names))


def _digit_key(event: QKeyEvent) -> str:
    """The digit whose key was pressed, whatever it typed, or ""."""
    place = _place(event)
    if place.isdigit():
        return place
    is_digit = not event.nativeScanCode() and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
    return chr(event.key()) if is_digit else ""


def _place(event: QKeyEvent) -> str:
    if sys.platform == "darwin":
        return _MAC.get(event.nativeVirtualKey(), "") if event.nativeScanCode() else ""
    code = event.nativeScanCode()
    return _BY_PLACE.get(code + 8 if sys.platform == "win32" else code, "")


def _has(modifiers: Qt.KeyboardModifier, name: str) -> bool:
    return bool(modifiers & Qt.KeyboardModifier[f"{name}Modifier"])


def _prefix(modifiers: Qt.KeyboardModifier, is_back: bool) -> str:
    parts = [name for name in ("Control", "Alt", "Shift") if _has(modifiers, name)]
    if is_back and "Shift" not in parts:
        parts.append("Shift")
    return "".join("Ctrl+" if name == "Control" else f"{name}+" for name in parts)
