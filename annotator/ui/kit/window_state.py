"""Where the window stands and how it is parted: fitted to its screen, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator.ui.kit.theme import px
from annotator.values import dataclass
from annotator.workspace import state

USUAL_SIZE = QSize(1440, 900)
PANELS = ("list", "side")

Place = tuple[int, int, int, int]
Rooms = Callable[[], list[QRect]]

_NAME = "window"
_TITLE_BAR_PX, _BORDER_PX = 36, 4  # what the system may draw around a window
_AROUND_PX = 24


@dataclass(frozen=True, slots=True)
class WindowState:
    """What is kept. `place` is x, y, width and height, None where none is known; `panes` are the
    widths of list, text and side panel; `hidden` are the panels that were put away.
    """

    place: Place | None = None
    is_maximized: bool = False
    panes: tuple[int, ...] = ()
    hidden: frozenset[str] = frozenset()


def recalled() -> WindowState:
    """What was kept last; of a damaged one what can be used."""
    found = state.recall(_NAME)
    return _read(found) if isinstance(found, dict) else WindowState()


def keep(window: WindowState) -> None:
    """Remember this for the next start."""
    place = list(window.place) if window.place else None
    values = {"place": place, "is_maximized": window.is_maximized}
    lists = {"panes": list(window.panes), "hidden": sorted(window.hidden)}
    state.keep(_NAME, values | lists)


def screens() -> list[QRect]:
    """What each screen has room for, without bars and docks; the main one first."""
    main = QGuiApplication.primaryScreen()
    others = [each for each in QGuiApplication.screens() if each is not main]
    return [each.availableGeometry() for each in (main, *others)]


def placed(place: Place | None, rooms: list[QRect]) -> QRect:
    """Where a window goes: where it was, if that screen is still there, and never over its edge."""
    wanted = QRect(*place) if place else QRect(rooms[0].topLeft(), USUAL_SIZE)
    room = max(rooms, key=lambda each: _area(wanted.intersected(each)))  # the main one if alike
    is_there = place is not None and _area(wanted.intersected(room)) > 0
    title = min(_TITLE_BAR_PX, room.height() // 12)
    room = room.adjusted(_BORDER_PX, title, -_BORDER_PX, -_BORDER_PX)
    found = QRect(wanted.topLeft(), wanted.size().boundedTo(room.size()))
    if not is_there:
        found.moveCenter(room.center())
    found.moveLeft(max(room.left(), min(found.left(), room.right() + 1 - found.width())))
    found.moveTop(max(room.top(), min(found.top(), room.bottom() + 1 - found.height())))
    return found


def shown_panels(width: int, hidden: frozenset[str]) -> tuple[bool, bool]:
    """Whether the list and the side panel are shown: in a narrow window the text comes first."""
    has_list = "list" not in hidden and width >= px(780)
    has_side = "side" not in hidden and width >= px(560)
    return has_list, has_side


def fit_dialog(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog this size, or what its screen has room for."""
    room = dialog.screen().availableGeometry().size()
    dialog.resize(min(width, room.width() - 16), min(height, room.height() - _TITLE_BAR_PX - 8))


def fit_page(page: QWidget, window: QWidget, width: int, height: int) -> None:
    """Give a page over a window this size, or what lets a little of the window be seen around it;
    720 × 480 at least.
    """
    room = window.width() - _AROUND_PX, window.height() - _AROUND_PX
    fit_dialog(page, max(720, min(width, room[0])), max(480, min(height, room[1])))


def _read(found: Mapping[str, Any]) -> WindowState:
    place, panes = _numbers(found.get("place"), 4), _numbers(found.get("panes"), 3)
    hidden = found.get("hidden")
    names = hidden if isinstance(hidden, list) else []
    return WindowState(
        place=(place[0], place[1], place[2], place[3]) if place and min(place[2:]) > 0 else None,
        is_maximized=found.get("is_maximized") is True,
        panes=panes if panes and min(panes) > 0 else (),
        hidden=frozenset(each for each in PANELS if each in names),
    )


def _numbers(found: object, count: int) -> tuple[int, ...]:
    """So many whole numbers that can be pixels, or none at all."""
    if not isinstance(found, list) or len(found) != count:
        return ()
    return tuple(found) if all(type(x) is int and abs(x) < 100_000 for x in found) else ()


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
