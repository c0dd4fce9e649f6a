"""What the README says of keys, commands and formats is what the code does."""

from annotator.ui.actions import clashes
from annotator.ui.shell.commands import TABLE
from tests.architecture.readme_tables import README, renewed


def test_tables_are_those_of_the_code():
    text = README.read_text("utf-8")
    assert renewed(text) == text, "run: python -m tests.architecture.readme_tables"


def test_no_two_actions_claim_one_key():
    assert clashes(TABLE) == []
