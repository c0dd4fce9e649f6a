"""The footer stands under the end of a text, and lays out no long one for it
(`ui/article/footer.py`).
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.article.heading import NO_HEADING
from annotator.ui.article.lines import block_at
from annotator.ui.article.text_column import TextColumn
from annotator.ui.kit.theme import load

HEIGHT = 778


@pytest.fixture
def column(qtbot: QtBot) -> TextColumn:
    """A column with a footer, as it is shown."""
    footer = QWidget()
    footer.setFixedHeight(30)
    made = TextColumn(load("light"), footer)
    qtbot.addWidget(made)
    made.resize(700, HEIGHT)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_footer_stands_under_a_short_text_and_not_under_lines_that_go_on(
    column: TextColumn,
) -> None:
    footer = column._footer._widget
    assert footer is not None
    column.show_text("A line.\n" * 3, NO_HEADING)
    assert footer.isVisible() and 0 < footer.y() < HEIGHT
    column.show_text("A line of many.\n" * 30_000, NO_HEADING)
    assert not footer.isVisible()
    last = column.document().lastBlock()
    assert last.layout().lineCount() == 0, "all of it was laid out"
    column.scroll_to(float("inf"))
    assert footer.isVisible() and 0 < footer.y() < HEIGHT
    assert block_at(column.document(), column.characters.top + HEIGHT) == last
