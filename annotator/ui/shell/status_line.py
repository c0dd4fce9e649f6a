"""The line at the foot of the window: saved, who, what the corrector knows, how far, keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import kit as kit_words
from annotator.ui.words import shell as say
from annotator.values import dataclass

_HEIGHT = 30
_GAP = 20.0
_BAR = 120
_MARGIN = 14.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something to paint; in a line too short the pieces of the highest rank go first, or are
    painted `short`.
    """

    rank: int
    width: float
    paint: Callable[[QPainter, float], None]
    is_button: bool = False
    short: _Piece | None = None


class StatusLine(QWidget):
    """Facts at the left and in the middle, what the keys would do now at the right."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_saved, self._saved = True, ""
        self._people = self._model = self._today = self._job = ""
        self._left = self._about_left = ""
        self._done = self._total = 0
        self._share: float | None = None
        self._hints: tuple[tuple[str, str], ...] = ()
        self.cancel_button = CancelButton(self)
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.cancel_button.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, px(_HEIGHT))

    def set_saved(self, is_saved: bool, text: str = "") -> None:
        """Whether everything is on disk; `text` replaces the word."""
        self._set(_is_saved=is_saved, _saved=text)

    def set_people(self, text: str) -> None:
        """The annotator."""
        self._set(_people=text)

    def set_model(self, text: str) -> None:
        """What the corrector knows."""
        self._set(_model=text)

    def set_left(self, text: str, about: str = "") -> None:
        """What stays wrong or missed where one looks only where asked; `about` says it in full."""
        self._set(_left=text, _about_left=about)

    def set_progress(self, done: int, total: int) -> None:
        """How many articles are done; no total, no bar."""
        self._set(_done=done, _total=total)

    def set_today(self, text: str) -> None:
        """Today's count and rate."""
        self._set(_today=text)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Keys and what they would do now, the most important first."""
        self._set(_hints=tuple(hints))

    def set_job(self, text: str, share: float | None = None) -> None:
        """A running job in place of the progress; "" for none, None for a share not known."""
        self._set(_job=text, _share=share)
        self.cancel_button.setVisible(bool(text))
        self._place_button()

    def text(self) -> str:
        """Everything that the line says, for screen readers."""
        progress = self._job or self._progress_text()
        parts = [self._saved_text(), self._model, self._about_left, progress, self._today]
        return ", ".join([*filter(None, parts), *(f"{key} {text}" for key, text in self._hints)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme["window"])
            painter.fillRect(0, 0, self.width(), 1, theme["line"])
            for x, piece in self._arranged():
                piece.paint(painter, x)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place_button()

    # -- pieces ----------------------------------------------------------------------------

    def _set(self, **values: object) -> None:
        if any(getattr(self, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(self, name, value)
            self.setAccessibleName(self.text())
            set_tip(self, "\n".join(filter(None, (self._model, self._about_left))))
            self._place_button()
            self.update()

    def _arranged(self) -> list[tuple[float, _Piece]]:
        """The pieces that fit, with where they begin: left, right, and the middle between."""
        left, middle, right = self._at_left(), self._middle(), self._right()
        room = self.width() - 2 * _MARGIN + _GAP
        everything = sorted([*left, *middle, *right], key=lambda piece: piece.rank)
        kept: dict[int, _Piece] = {}
        for piece in everything:
            fitting = [p for p in (piece, piece.short) if p and p.width + _GAP <= room]
            if fitting or not kept:
                kept[id(piece)] = (fitting or [piece])[0]
                room -= kept[id(piece)].width + _GAP
        left, middle, right = (
            [kept[id(p)] for p in group if id(p) in kept] for group in (left, middle, right)
        )
        found = _from(left, _MARGIN)
        end = self.width() - _MARGIN
        start_right = end - _length(right)
        start = _MARGIN + _length(left) + (_GAP if left else 0)
        free = start_right - (_GAP if right else 0) - start - _length(middle)
        return [*found, *_from(middle, start + max(0.0, free / 2)), *_from(right, start_right)]

    def _at_left(self) -> list[_Piece]:
        pieces = [self._saved_piece()]
        if self._model:
            head, colon, _ = self._model.partition(":")  # "Corrector 7: 8.2 repairs an article …"
            short = _words(head, 5) if colon else None
            pieces.append(replace(_words(self._model, 5), short=short))
        if self._left:
            pieces.append(_words(self._left, 6))
        return pieces

    def _middle(self) -> list[_Piece]:
        if self._job:
            job = _words(self._job, 1, "ink")
            share = 0.0 if self._share is None else self._share
            return [
                job,
                self._bar(2, share),
                _Piece(1, 18.0, lambda _painter, _x: None, is_button=True),
            ]
        pieces = []
        if self._total:
            pieces.append(_words(self._progress_text(), 4))
            pieces.append(self._bar(8, self._done / self._total))
        if self._today:
            pieces.append(_words(self._today, 7))
        return pieces

    def _right(self) -> list[_Piece]:
        pieces = []
        for number, (key, text) in enumerate(self._hints):
            rank = 2 if _is_main(key) else 3 + min(number, 1) * 6
            pieces.append(_hint(key, text, rank))
        return pieces

    def _saved_text(self) -> str:
        word = self._saved or (say.SAVED() if self._is_saved else say.NOT_SAVED())
        return f"{word} · {self._people}" if self._people else word

    def _progress_text(self) -> str:
        if not self._total:
            return ""
        return say.progress(self._done, self._total)

    def _saved_piece(self) -> _Piece:
        text = self._saved_text()

        def paint(painter: QPainter, x: float) -> None:
            theme = current()
            box = QRectF(x - 1, px(_HEIGHT) / 2 - 7, 14, 14)
            if self._is_saved:
                badges.paint_check(painter, box, theme["ok"])
            else:
                badges.paint_warning(painter, box, theme["warn"], theme["window"])
            colour = theme["ink_soft" if self._is_saved else "warn"]
            badges.paint_text(painter, _box(x + 17), text, colour, ui_font(0.92))

        return _Piece(0, 17 + _advance(text), paint)

    def _bar(self, rank: int, share: float) -> _Piece:
        def paint(painter: QPainter, x: float) -> None:
            theme = current()
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            rail = QRectF(x, px(_HEIGHT) / 2 - 1.5, px(_BAR), 4)
            painter.setBrush(theme["field_line"])
            painter.drawRoundedRect(rail, 2, 2)
            rail.setWidth(px(_BAR) * min(1.0, max(0.0, share)))
            painter.setBrush(theme["accent"])
            painter.drawRoundedRect(rail, 2, 2)
            painter.restore()

        return _Piece(rank, px(_BAR), paint)

    def _place_button(self) -> None:
        if not self._job:
            return
        for x, piece in self._arranged():
            if piece.is_button:
                self.cancel_button.move(round(x), (px(_HEIGHT) - self.cancel_button.height()) // 2)


class CancelButton(QAbstractButton):
    """A small cross that stops the job."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(18, 18)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_tip(self, kit_words.CANCEL())
        self.setAccessibleName(kit_words.CANCEL())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = current(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme["accent"] if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme["line"] if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)
            badges.paint_cross(painter, area, theme["ink"])


def _is_main(key: str) -> bool:
    return key in ("Enter", "Return")


def _advance(text: str) -> float:
    return QFontMetricsF(ui_font(0.92)).horizontalAdvance(text) + 1


def _box(x: float) -> QRectF:
    return QRectF(x, 0, 10_000, px(_HEIGHT) + 1)


def _length(pieces: list[_Piece]) -> float:
    return sum(piece.width for piece in pieces) + _GAP * max(0, len(pieces) - 1)


def _from(pieces: list[_Piece], x: float) -> list[tuple[float, _Piece]]:
    found = []
    for piece in pieces:
        found.append((x, piece))
        x += piece.width + _GAP
    return found


def _words(text: str, rank: int, ink: str = "ink_soft") -> _Piece:
    def paint(painter: QPainter, x: float) -> None:
        badges.paint_text(painter, _box(x), text, current()[ink], ui_font(0.92))

    return _Piece(rank, _advance(text), paint)


def _hint(key: str, text: str, rank: int) -> _Piece:
    def paint(painter: QPainter, x: float) -> None:
        width = badges.paint_key(painter, x, px(_HEIGHT) / 2 + 0.5, key, current())
        ink = current()["ink" if _is_main(key) else "ink_soft"]
        badges.paint_text(painter, _box(x + width + 6), text, ink, ui_font(0.92))

    return _Piece(rank, badges.key_width(key) + 6 + _advance(text), paint)
