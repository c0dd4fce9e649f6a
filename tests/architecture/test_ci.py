"""Continuous integration runs what the README tells people to run, word for word."""

import os
import re
from types import SimpleNamespace

import pytest

from tests.architecture.tree import REPOSITORY

SCRIPT = REPOSITORY / ".ci" / "run"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
START = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/annotator"


@pytest.mark.parametrize("command", [START, TEST], ids=["start", "test"])
def test_readme_has_the_command(command):
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    assert re.search(rf"(^|`){re.escape(command)}(`|$)", readme, re.MULTILINE)


def test_script_ends_with_the_command():
    assert SCRIPT.read_text("utf-8").splitlines()[-1] == TEST


def test_script_can_be_started():
    assert os.access(SCRIPT, os.X_OK)


@pytest.mark.parametrize(
    ("named", "count"),
    [
        (["tests/unit/core/test_acts.py"], 0),
        (["tests/unit/core/test_acts.py::test_a", "tests/unit/core/test_acts.py::test_b"], 0),
        (["tests/unit/core/test_acts.py", "tests/unit/core/test_edges.py"], None),
        (["tests/unit/core"], None),
        (["tests"], None),
    ],
)
def test_a_single_file_starts_no_other_process(request, named, count):
    hook = request.config.hook.pytest_xdist_auto_num_workers
    asked = SimpleNamespace(args=named, option=SimpleNamespace(numprocesses="auto"))
    many = hook(config=SimpleNamespace(args=["tests"], option=asked.option))
    assert hook(config=asked) == (many if count is None else count)
    assert many > 0
