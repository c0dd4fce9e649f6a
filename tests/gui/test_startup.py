"""What is there at the first paint: the article, and nothing that is slow to import."""

from __future__ import annotations

import json
import subprocess
import sys

from annotator.storage import Store
from tests.gui.seat import SHORT, TEXT, USUAL, make_project

HEAVY = {"numpy", "sqlite_utils", "spacy", "sklearn", "scipy", "thinc", "pandas"}
HEAVY |= {"msgspec", "rapidfuzz", "rich"}
LATER = """
storage.export storage.judgements storage.replay storage.from_log storage.derived
storage.row_rules storage.sums core.judging core.topic_answers core.propagation
workspace.learning.worker workspace.learning.control workspace.learning.reviewed_articles
workspace.learning.versions_in_use workspace.open.mention_search workspace.open.propagation
ui.shell.new_project ui.kit.overlay ui.history.panel
"""
"""What of the program is not needed to show an article."""
SCRIPT = """
import builtins, json, sys, threading
from pathlib import Path
from annotator import app

application = app.make_application()
window, opener = app.build("Mira")
opener.open_path(Path(sys.argv[1]))
found = {}

def on_painted():
    if found:
        return
    worker = window.suggestions.worker
    found["modules"] = sorted(sys.modules)
    found["import"] = str(builtins.__import__)
    found["threads"] = [thread.name for thread in threading.enumerate()]
    found["text"] = window.view.toPlainText()
    found["has_worker"] = worker is not None and worker.process_id is not None
    application.quit()

window.view.painted.connect(on_painted)
window.show()
application.exec()
window.close()
print(json.dumps(found))
"""


def first_paint(project, script=SCRIPT) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", script, str(project)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return json.loads(done.stdout)


def test_nothing_slow_is_loaded_at_the_first_paint(tmp_path):
    project = make_project(tmp_path / "news.db", [(TEXT, USUAL), (SHORT, None)])
    with Store.open(project) as store:
        store.settings.set("suggestions", True)
    found = first_paint(project)
    roots = {name.split(".")[0] for name in found["modules"]}
    assert roots & HEAVY == set()
    assert "PySide6" in roots
    assert not any(name.startswith("annotator.nlp") for name in found["modules"])
    later = {f"annotator.{name}" for name in LATER.split()} | {"subprocess"}
    assert later & set(found["modules"]) == set()
    assert found["text"].startswith("In Port Amal")
    assert not found["has_worker"], "the worker starts after the first paint"
    assert found["import"] == "<built-in function __import__>", "PySide's reads every source"


def test_the_welcome_page_needs_nothing_slow_either(tmp_path):
    script = """
import json, sys
from annotator import app
application = app.make_application()
window, opener = app.build("Mira")
opener.open_last()
window.show()
application.processEvents()
print(json.dumps({"modules": sorted(sys.modules), "page": window._stack.currentIndex()}))
"""
    found = first_paint(tmp_path / "none.db", script)
    assert {name.split(".")[0] for name in found["modules"]} & HEAVY == set()
    assert found["page"] == 0
