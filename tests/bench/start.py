"""Start to first paint with a large project, against a bare window, each in a fresh process."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import figures, making

BUDGET_S, BUDGET_RATIO = 0.6, 3.0
_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print(time.time(), time.process_time(), flush=True)
        QApplication.quit()
application = QApplication(sys.argv)
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""
# What app.main does, which off-screen would show the tour.
_APP = """
import gc
gc.disable()
import sys, time
from pathlib import Path
from annotator import app
from annotator.ui.shell.window import Window
from annotator.workspace.open.project import Project
application = app.make_application()
window = Window()
def painted():
    if window.project is not None:
        late = [m for m in ("numpy", "sqlite_utils", "spacy", "sklearn") if m in sys.modules]
        print(time.time(), time.process_time(), *late, flush=True)
        application.quit()
window.view.painted.connect(painted)
window.open_project(Project(Path(sys.argv[1]), "bench"))
window.show()
app.collect_from_now_on()
application.exec()
window.close()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    making.fresh_home()
    project = making.copy_of(making.many(options.articles, words=options.words))
    bare, start, cpu, bare_cpu, late = [], [], [], [], set()
    for _ in range(options.runs + 1):
        seconds, of_processor, _ = _seconds(_BARE)
        bare.append(seconds)
        bare_cpu.append(of_processor)
        seconds, of_processor, words = _seconds(_APP, project)
        start.append(seconds)
        cpu.append(of_processor)
        late.update(words)
    bare, start = bare[1:], start[1:]  # the first run fills the disk's cache
    median, against = statistics.median(start), statistics.median(bare)
    found = {
        "articles": options.articles,
        "start_s": [round(x, 3) for x in start],
        "bare_s": [round(x, 3) for x in bare],
        "start_median_s": round(median, 3),
        "bare_median_s": round(against, 3),
        "ratio": round(median / against, 2),
        "start_cpu_s": round(statistics.median(cpu[1:]), 3),
        "bare_cpu_s": round(statistics.median(bare_cpu[1:]), 3),
        "imported_too_early": sorted(late),
    }
    over = ["start"] * (median > BUDGET_S) + ["ratio"] * (median > BUDGET_RATIO * against)
    figures.show("start", found, {"start_s": BUDGET_S, "ratio": BUDGET_RATIO}, over)


def _seconds(code: str, *arguments: Path) -> tuple[float, float, list[str]]:
    """Seconds until a child reports its first paint, by the clock and of the processor, and what
    else it says.
    """
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or each start compiles the whole program
    environment["PYTHONPYCACHEPREFIX"] = str(making.cache_dir() / "compiled")
    began = time.time()
    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    first, of_processor, *more = ended.stdout.split(b"\n")[0].decode().split()
    return float(first) - began, float(of_processor), more


if __name__ == "__main__":
    main()
