"""ruff has nothing to say, and would format nothing otherwise."""

from tests.architecture.tree import run_module


def test_ruff_check():
    run_module("ruff", "check", "--output-format=concise", ".")


def test_ruff_format():
    run_module("ruff", "format", "--check", "--output-format=concise", ".")
