"""What Qt says is written down and not printed."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
from annotator.app import make_application
from PySide6.QtCore import qWarning, qCritical
make_application()
qWarning("This plugin does not support propagateSizeHints()")
qCritical("another")
print("ours")
"""


def test_a_warning_of_qt_goes_to_the_log(tmp_path):
    names = {name: str(tmp_path) for name in ("HOME", "XDG_STATE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **names, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.stdout, done.stderr) == ("ours\n", "")
    logs = [path.read_text("utf-8") for path in tmp_path.rglob("annotator.log")]
    assert len(logs) == 1 and "propagateSizeHints" in logs[0]
