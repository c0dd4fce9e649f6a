"""Keys pressed by a program as a person would: for the tour, the tests and the benchmarks.

Off-screen, QActions fire only in an active window, and `QTest.keyClicks` with a character beyond
ASCII aborts the process (Qt 6.11): so everything that presses keys goes through here.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_MS = 10_000
_POLL_MS = 4

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Meta": Qt.KeyboardModifier.MetaModifier,
}
_CHORDS = ~Qt.KeyboardModifier.ShiftModifier
_SHIFTED_DIGITS = dict(zip("1234567890", "!@#$%^&*()", strict=True))
_NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Space": Qt.Key.Key_Space,
    "Backspace": Qt.Key.Key_Backspace,
    "Delete": Qt.Key.Key_Delete,
    "Insert": Qt.Key.Key_Insert,
    "Tab": Qt.Key.Key_Tab,
    "Esc": Qt.Key.Key_Escape,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "PageUp": Qt.Key.Key_PageUp,
    "PageDown": Qt.Key.Key_PageDown,
    "Home": Qt.Key.Key_Home,
    "End": Qt.Key.Key_End,
    **{f"F{number}": Qt.Key(Qt.Key.Key_F1 + number - 1) for number in range(1, 13)},
}


def press(widget: QWidget, keys: str) -> None:
    """Press and release one key or chord in the window of `widget`, which gets active first.

    `keys` is a name or a chord as the table of actions writes it ("Enter", "Shift+Tab", "Ctrl+Z"),
    an ASCII letter or digit ("p", "Shift+p", "1"), or any other one character, which goes to the
    widget with the focus as the text that a keyboard would give.
    """
    handle = activate(widget)
    modifiers, name = _parted(keys)
    if modifiers == Qt.KeyboardModifier.ShiftModifier and name in _SHIFTED_DIGITS:
        name = _SHIFTED_DIGITS[name]  # as a US keyboard does it
    key = _key(name)
    if key is None or (not modifiers & _CHORDS and not name.isalnum()):
        _press_character(widget, name, modifiers)
    else:
        QTest.keyClick(handle, key, modifiers)


def hold(widget: QWidget, keys: str, repeats: int) -> None:
    """Press a key and hold it down, so that it repeats; to the widget with the focus."""
    activate(widget)
    modifiers, name = _parted(keys)
    key = _key(name) or Qt.Key.Key_unknown
    text = name if len(name) == 1 else ""
    for number in range(repeats + 1):
        _send(widget, QEvent.Type.KeyPress, key, modifiers, text, is_repeat=number > 0)
    _send(widget, QEvent.Type.KeyRelease, key, modifiers, text)


def type_text(widget: QWidget, text: str) -> None:
    """Type a text, character by character, into the widget that has the focus."""
    activate(widget)
    for character in text:
        _press_character(widget, character, Qt.KeyboardModifier.NoModifier)


def activate(widget: QWidget) -> QWindow:
    """Make the window of a widget the active one, and wait until it is."""
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
        wait_for(window.isActiveWindow, f"the window “{window.windowTitle()}” to be active")
    handle = window.windowHandle()
    assert handle is not None
    return handle


def wait_for(condition: Callable[[], object], what: str, timeout_ms: int = PATIENCE_MS) -> None:
    """Process events until `condition` holds; TimeoutError names `what` was waited for.

    Time counts only as this process gets it: by the ticks of a timer, of which those that a loaded
    machine or work of its own keeps it from are left out.
    """
    left = max(1, timeout_ms // _POLL_MS)

    def tick() -> None:
        nonlocal left
        left -= 1

    waking = QTimer(interval=_POLL_MS)  # so that waiting for events ends now and then
    waking.timeout.connect(tick)
    waking.start()
    flags = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not condition():
        if left <= 0:
            raise TimeoutError(f"waited {timeout_ms / 1000:g} s in vain for {what}")
        QCoreApplication.processEvents(flags)
    waking.stop()


def settle() -> None:
    """Process what is waiting now: posted events, paints, timers that are due."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _parted(keys: str) -> tuple[Qt.KeyboardModifier, str]:
    """The modifiers of a chord, and its key: "Ctrl++" ends in a plus."""
    modifiers = Qt.KeyboardModifier.NoModifier
    while len(keys) > 1 and (at := keys.find("+", 1)) > 0 and keys[:at] in _MODIFIERS:
        modifiers |= _MODIFIERS[keys[:at]]
        keys = keys[at + 1 :]
    return modifiers, keys


def _key(name: str) -> Qt.Key | None:
    if name in _NAMED:
        return _NAMED[name]
    if len(name) == 1 and name.isascii() and name.isprintable():
        return Qt.Key(ord(name.upper()))
    if len(name) == 1:
        return None
    raise ValueError(f"no key is called {name!r}")


def _press_character(widget: QWidget, character: str, modifiers: Qt.KeyboardModifier) -> None:
    key = _key(character) or Qt.Key.Key_unknown
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        _send(widget, kind, key, modifiers, character)


def _send(
    widget: QWidget,
    kind: QEvent.Type,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    text: str,
    *,
    is_repeat: bool = False,
) -> None:
    target = QApplication.focusWidget() or widget
    event = QKeyEvent(kind, key.value, modifiers, text, is_repeat)
    QApplication.sendEvent(target, event)
