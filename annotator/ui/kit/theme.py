"""The light and the dark theme: colours, fonts, and one stylesheet for all of Qt's own widgets.

Painted widgets take their colours from `current()` at each paint, others by `set_look` from the
stylesheet, so that a switch shows at once.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import field
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from annotator import paths
from annotator.values import dataclass

USUAL_TEXT_PX = 18
"""The size of the text at which the chrome has its own size."""

_LEAST, _MOST = 0.9, 1.5
_LENGTH = re.compile(r"\b([3-9]|[1-9][0-9]+)px")  # hairlines stay as they are

READING_FAMILIES = ["Charter", "Source Serif 4", "Source Serif", "Georgia", "DejaVu Serif", "Serif"]


@dataclass(frozen=True)
class Theme:
    """The colours of one theme: `chrome` by what they are for, `labels` by their name."""

    name: str
    chrome: dict[str, QColor]
    labels: dict[str, QColor]
    _readable: dict[str, QColor] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> QColor:
        return self.chrome[name]

    @property
    def is_dark(self) -> bool:
        return self.chrome["paper"].lightnessF() < 0.5

    def label_colour(self, name_or_hex: str) -> QColor:
        """A colour of the palette by name; "#rrggbb" shifted until it can be read on paper."""
        found = self.labels.get(name_or_hex) or self._readable.get(name_or_hex)
        if found is None:
            colour = QColor.fromString(name_or_hex)
            if not colour.isValid():
                return self.labels["slate"]
            found = self._readable[name_or_hex] = readable(colour, self.chrome["paper"])
        return found

    def tint(self, colour: QColor, share: float = 0.16) -> QColor:
        """The colour as a light wash over paper."""
        return mixed(colour, self.chrome["paper"], share)


@cache
def load(name: str) -> Theme:
    """The theme of resources/themes with this name."""
    table = tomllib.loads((paths.themes_dir() / f"{name}.toml").read_text("utf-8"))
    chrome = {key: QColor(value) for key, value in table["chrome"].items()}
    return Theme(table["name"], chrome, {k: QColor(v) for k, v in table["labels"].items()})


def current() -> Theme:
    """The theme that was applied last; the system's before that."""
    return _applied[-1] if _applied else load(system_name())


def system_name() -> str:
    """Which theme the system asks for: "light" or "dark"."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application this theme, also while it runs."""
    _applied[:] = [theme]
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setStyleSheet("")  # one in place of another takes half as long again (Qt 6.11)
    app.setFont(ui_font())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))


def scaled(px: float) -> float:
    """A length of the chrome, in pixels at the usual size of the text, at the size that is set."""
    return px * _scale[0]


def px(length: int) -> int:
    """A length of the chrome in whole pixels, like `scaled`."""
    return round(scaled(length))


def set_scale_for(text_px: int) -> bool:
    """Let the chrome follow the size of the text, half as fast; whether that changes anything.

    `apply` shows it.
    """
    scale = round(max(_LEAST, min(_MOST, 1 + (text_px / USUAL_TEXT_PX - 1) / 2)), 2)
    is_other, _scale[0] = scale != _scale[0], scale
    return is_other


def ui_font(scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's sans serif at the size of the chrome, or a share of it.

    The fonts are shared: copy one to change it.
    """
    return _ui_font(scale * _scale[0], weight)


@cache
def _ui_font(scale: float, weight: QFont.Weight) -> QFont:
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    font.setPointSizeF((13.0 if sys.platform == "darwin" else 10.0) * scale)
    font.setWeight(weight)
    return font


def heading_font() -> QFont:
    """Small spaced capitals over the sections of a panel."""
    font = QFont(ui_font(0.78, QFont.Weight.Bold))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)
    return font


def reading_font(px: int) -> QFont:
    """The serif of the text column."""
    font = QFont(READING_FAMILIES)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(px)
    return font


def set_look(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that the stylesheet asks for (`ink`, `ground`, `choice`), so that the widget
    looks so in every theme: a sheet of its own would keep the colours of the theme of the moment.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is when it is shown
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """`share` of the colour over the ground."""
    rest = 1 - share
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * rest,
        colour.greenF() * share + ground.greenF() * rest,
        colour.blueF() * share + ground.blueF() * rest,
    )


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: QColor, ground: QColor, ratio: float = 4.5) -> QColor:
    """The colour, darkened or lightened until it has the contrast on this ground."""
    towards = QColor("black") if _luminance(ground) > 0.2 else QColor("white")
    for step in range(20):
        found = mixed(colour, towards, 1 - step / 20)
        if contrast(found, ground) >= ratio:
            return found
    return towards


def palette(theme: Theme) -> QPalette:
    """Qt's roles in the colours of the theme."""
    role = QPalette.ColorRole
    names = {
        role.Window: "panel", role.WindowText: "ink", role.Base: "field", role.Text: "ink",
        role.AlternateBase: "hover", role.Button: "panel", role.ButtonText: "ink",
        role.BrightText: "warn", role.Highlight: "accent", role.HighlightedText: "paper",
        role.Link: "accent", role.LinkVisited: "accent", role.ToolTipBase: "field",
        role.ToolTipText: "ink", role.PlaceholderText: "ink_faint", role.Light: "field",
        role.Midlight: "hover", role.Mid: "line", role.Dark: "field_line", role.Shadow: "shadow",
        role.Accent: "accent",
    }  # fmt: skip
    found = QPalette()
    for each, name in names.items():
        found.setColor(each, theme[name])
    for each in (role.WindowText, role.Text, role.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, each, theme["ink_faint"])
    found.setColor(QPalette.ColorGroup.Disabled, role.Highlight, theme["line"])
    return found


def stylesheet(theme: Theme) -> str:
    """The one stylesheet: what the palette alone leaves looking like the system."""
    sheet = _STYLESHEET
    for name in sorted(theme.chrome, key=len, reverse=True):
        sheet = sheet.replace(f"@{name};", f"{theme.chrome[name].name()};")
    return _LENGTH.sub(lambda found: f"{px(int(found[1]))}px", sheet)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_applied: list[Theme] = []
_scale = [1.0]

_STYLESHEET = """
QMainWindow, QDialog { background: @panel; }
QLabel[soft="true"], QLabel[ink="ink_soft"] { color: @ink_soft; }
QLabel[ink="ink"] { color: @ink; }
QLabel[ink="warn"] { color: @warn; }
QFrame[ground="paper"] { background: @paper; border: none; border-radius: 0; }
QToolTip { color: @ink; background: @field; border: 1px solid @field_line; padding: 4px 6px; }

QMenuBar { background: @window; border-bottom: 1px solid @line; padding: 2px 6px; }
QMenuBar::item { background: transparent; color: @ink_soft; padding: 5px 9px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @hover; color: @ink; }
QMenu { background: @field; color: @ink; border: 1px solid @field_line; padding: 5px 0; }
QMenu::item { padding: 5px 28px 5px 22px; }
QMenu::item:selected { background: @accent_tint; color: @ink; }
QMenu::item:disabled { color: @ink_faint; }
QMenu::separator { height: 1px; background: @line; margin: 5px 0; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; border: none; }
QScrollBar::handle { background: @field_line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @ink_faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QKeySequenceEdit {
  background: @field; color: @ink; border: 1px solid @field_line; border-radius: 6px;
  padding: 5px 8px; selection-background-color: @accent; selection-color: @paper; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
  border: 1px solid @accent; }
QLineEdit[ground="none"], QLineEdit[ground="none"]:focus { background: transparent; border: none;
  padding: 11px 14px; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: @ink_faint; background: @panel; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { background: @field; color: @ink; border: 1px solid @field_line; border-radius: 6px;
  padding: 6px 14px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:default { background: @accent; color: @paper; border: 1px solid @accent; }
QPushButton:default:focus { border: 2px solid @ink; padding: 5px 13px; }
QPushButton[choice="true"]:checked { background: @accent_tint; color: @ink;
  border: 1px solid @accent; }
QPushButton:disabled { color: @ink_faint; background: @panel; border-color: @line; }
QPushButton:flat, QToolButton { background: transparent; border: 1px solid transparent;
  border-radius: 6px; padding: 4px 8px; }
QPushButton:flat:hover, QToolButton:hover { background: @hover; }
QPushButton:flat:focus, QToolButton:focus { border: 1px solid @accent; }

QListView, QTreeView, QTableView { background: @field; color: @ink; border: 1px solid @line;
  border-radius: 6px; outline: none; gridline-color: @line;
  selection-background-color: @accent_tint; selection-color: @ink; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid @accent; }
QTableView[ground="paper"], QTableView[ground="paper"]:focus { background: @paper; border: none;
  border-radius: 0; }
QListView::item, QTreeView::item { padding: 4px 6px; }
QListView::item:hover, QTreeView::item:hover { background: @hover; }
QListView::item:selected, QTreeView::item:selected { background: @accent_tint; color: @ink; }
QHeaderView::section { background: @panel; color: @ink_soft; border: none;
  border-bottom: 1px solid @line; padding: 5px 8px; }

QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar::tab { background: transparent; color: @ink_soft; border: none; padding: 7px 14px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @ink; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @ink; }

QProgressBar { background: @line; border: none; border-radius: 2px; max-height: 4px;
  min-height: 4px; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: @window; color: @ink_soft; }
QStatusBar::item { border: none; }
"""
