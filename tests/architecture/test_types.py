"""mypy strict over the whole package, no exemptions."""

import re

from tests.architecture.tree import modules, read, run_module


def test_mypy():
    checked = re.search(r"no issues found in (\d+) source files", run_module("mypy"))
    assert checked
    assert int(checked[1]) >= len(modules("annotator"))


def test_no_module_is_exempt():
    exempt = [path for path in modules("annotator") if "# mypy:" in (read(path) or "")]
    assert exempt == []
