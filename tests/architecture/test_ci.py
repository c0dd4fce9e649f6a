"""Continuous integration runs what the README tells people to run, word for word."""

import os
import re

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
