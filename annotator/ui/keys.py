"""From a key event to the names that the table of actions knows. Letters and digits by meaning.

Punctuation goes by the event's text, never by key and modifier, so that it works on any layout;
AltGr arrives as Ctrl+Alt with a printable text and counts as plain.
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

# The digits' row of AZERTY without Shift. Its "-" and the quotes count only at their place.
_AZERTY = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
_AZERTY_ALONE = "&éèçà"


def names_of(event: QKeyEvent) -> list[str]:
    """The names of this key press, the most telling first: "Shift+Tab", "/", "p", "Shift+p",
    "3".
    """
    modifiers = event.modifiers()
    text = event.text()
    has_text = bool(text) and text.isprintable() and not text.isspace()
    is_plain = not modifiers & (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    is_alt_gr = has_text and _has(modifiers, "Control") and _has(modifiers, "Alt")
    named = _NAMED.get(Qt.Key(event.key()))
    if named is not None:
        is_back = event.key() == Qt.Key.Key_Backtab
        return [_prefix(modifiers, is_back) + named]
    if not (is_plain or is_alt_gr) or not (has_text or event.key() < 0x110000):
        return []
    shift = "Shift+" if _has(modifiers, "Shift") and not is_alt_gr else ""
    return _printable(event, text, shift)


def _printable(event: QKeyEvent, text: str, shift: str) -> list[str]:
    names = []
    place = _place(event)
    if (
        text in _AZERTY
        and (text in _AZERTY_ALONE or place == _AZERTY[text])
        and place in ("", _AZERTY[text])
    ):
        names.append(_AZERTY[text])
    if text and not text.isalnum():
        names.append(text)
    letter = text.lower()
    if len(letter) == 1 and letter.isascii() and letter.isalnum():
        names.append(shift + letter)
    elif place and text and not text.isascii():
        names.append(shift + place)
    if shift and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        names.append(f"Shift+{chr(event.key())}")
    elif shift and place.isdigit():
        names.append(f"Shift+{place}")
    elif shift and text in _SHIFTED and not place:
        names.append(f"Shift+{_SHIFTED[text]}")
    return names


_SHIFTED = dict(zip("!@#$%^&*", "12345678", strict=True))


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
