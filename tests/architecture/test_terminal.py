"""Nothing but the one door writes to the terminal."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "annotator"
_WRITES = re.compile(r"\bprint\(|\becho\(|stdout\.write|stderr\.write|writelines\(")


def test_only_the_door_writes_to_the_terminal():
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in PACKAGE.rglob("*.py")
        if path.name != "terminal.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if _WRITES.search(line)
    ]
    assert not found, "say it through annotator.terminal"
