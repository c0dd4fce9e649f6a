"""Another page is a file of its own and one row of the table; nothing else is touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import REPOSITORY

PAGE = '''
"""A page that only the tests know."""

from PySide6.QtWidgets import QDialog


class Dummy(QDialog):
    """Nothing."""
'''
MAKE = """
def _dummy(host: Host) -> Made:
    from annotator.ui.dummy import Dummy

    return Dummy(host.window())


PAGES: tuple"""
ROW = """    Page(Action(PageId.DUMMY, "Dummy page", ("Ctrl+F12",), HELP, Needs(0)), _dummy),
)  # fmt: skip
"""

# Opened by its key; in the menu, the palette, the sheet of keys and the page where keys are set.
USE = """
from annotator import app
from annotator.ui.kit.pressing import press, settle
from annotator.ui.settings.keys_page import KeysPage
from annotator.ui.settings.table import Settings
from annotator.ui.shell.commands import TABLE
from annotator.ui.shell.pages import PageId
from annotator.ui.shell.window import Window

application = app.make_application()
window = Window("light")
window.show()
press(window, "Ctrl+F12")
settle()
print(type(application.activeModalWidget()).__name__)
application.activeModalWidget().close()
print([x.text() for x in window.menus.actions.values() if "Dummy" in x.text().replace("&", "")])
palette = window.pages.page(PageId.PALETTE)
print([row.text for row in palette.rows_for("dummy page") if row.value])
sheet = window.pages.page(PageId.KEYS).sheet
print("Ctrl+F12: Dummy page" in sheet.accessibleDescription())
print("Dummy page" in [row.text for row in KeysPage(Settings(), TABLE, None).model.rows])
window.close()
"""


def test_a_page_is_one_file_and_one_row(tmp_path, monkeypatch):
    tree = tmp_path / "tree"
    shutil.copytree(
        REPOSITORY / "annotator", tree / "annotator", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tree / "annotator" / "_resources").symlink_to(
        REPOSITORY / "resources", target_is_directory=True
    )
    before = contents(tree)
    (tree / "annotator" / "ui" / "dummy.py").write_text(PAGE, "utf-8")
    table = tree / "annotator" / "ui" / "shell" / "pages.py"
    text = table.read_text("utf-8")
    for old, new in (
        ("\n\n@dataclass", '    DUMMY = "help.dummy"\n\n\n@dataclass'),
        ("\nPAGES: tuple", MAKE),
        (")  # fmt: skip\n", ROW),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    table.write_text(text, "utf-8")
    after = contents(tree)
    touched = {path for path in after if before.get(path) != after[path]}
    assert touched == {Path("annotator/ui/dummy.py"), Path("annotator/ui/shell/pages.py")}
    monkeypatch.setenv("PYTHONPATH", str(tree))
    used = subprocess.run(
        [sys.executable, "-P", "-c", USE], cwd=tree, capture_output=True, text=True, check=False
    )
    assert used.stdout.splitlines() == [
        "Dummy",
        str(["&Dummy page"]),
        str(["Dummy page"]),
        "True",
        "True",
    ], used.stdout + used.stderr


def contents(tree: Path) -> dict[Path, bytes]:
    return {path.relative_to(tree): path.read_bytes() for path in tree.rglob("*.py")}
