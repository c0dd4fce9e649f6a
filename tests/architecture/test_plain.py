"""No widget of the window takes a name for HTML: all words go through `ui/kit/plain.py`."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "annotator" / "ui"
_GUESSES = re.compile(
    r"(?<!class )\b(QLabel|QMessageBox|QErrorMessage|QTextBrowser|QStaticText|QProgressDialog"
    r"|QInputDialog|QToolTip|QWhatsThis)\(|\bQToolTip\.|\bQWhatsThis\.|\bQMessageBox\."
    r"|\.(setToolTip|setWhatsThis|setStatusTip|setHtml|insertHtml|setTextFormat|setMarkdown"
    r"|fromHtml|appendHtml|setDefaultStyleSheet)\(|\bRichText\b|\bAutoText\b|\bMarkdownText\b"
)
_MARKED = {"preview.py", "training_page.py"}


def _lines():
    for path in sorted(UI.rglob("*.py")):
        if path.name != "plain.py":
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield path.name, number, line


def test_words_reach_widgets_through_one_module():
    found = [f"{name}:{number}: {line.strip()}" for name, number, line in _lines()
             if _GUESSES.search(line)]  # fmt: skip
    assert not found, "take PlainLabel, set_tip, show_tip or plain_box of ui/kit/plain.py"


def test_marked_labels_are_few():
    assert {name for name, _, line in _lines() if "MarkedLabel(" in line} == _MARKED


def test_tips_of_lists_go_through_it_too():
    # kit/row_list.py names the role; the texts are given to it by the lists.
    with_tips = {name for name, _, line in _lines() if re.search(r"ToolTipRole|\bTIP:", line)}
    with_tips.discard("row_list.py")
    assert with_tips
    through = {name for name, _, line in _lines() if re.search(r"\btip\(", line)}
    assert with_tips <= through


@pytest.mark.parametrize(
    "line",
    ["x = QLabel(self)", "self.setToolTip(t)", "QToolTip.showText(p, t)", "QMessageBox(self)",
     "QMessageBox.question(self, a, b)", "document.setHtml(x)", "f = Qt.TextFormat.RichText"],
)  # fmt: skip
def test_the_search_finds_what_guesses(line):
    assert _GUESSES.search(line)
