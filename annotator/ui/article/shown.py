"""An article that is only shown, on a page: in the theme of the moment, without focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt

from annotator.ui.article.view import ArticleView
from annotator.ui.kit.theme import current


class ShownArticle(ArticleView):
    """An article in letters of a size of its own, whatever the window's is."""

    def __init__(self, text_px: int) -> None:
        super().__init__(current())
        self.text_px = text_px
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, of the system perhaps, dresses it while the page is open."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.theme is not current():
            self.set_theme(current())
