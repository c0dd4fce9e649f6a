"""The table of actions is data; each id is bound to one handler, each page to one row, or the
import fails.
"""

from __future__ import annotations

import ast
import runpy

import pytest

from annotator.ui import actions
from annotator.ui.actions import ACTIONS, EDIT, LABELS, Action, CommandId, clashes, merged
from annotator.ui.shell import commands, pages
from annotator.ui.shell.commands import HANDLERS, TABLE, Command, bound
from annotator.ui.shell.pages import PAGES, PageId, by_id
from tests.architecture.tree import REPOSITORY

NOBODYS = Action("nobody.knows", "Nobody knows", (), EDIT)


def test_the_table_is_data_and_knows_nobody():
    tree = ast.parse((REPOSITORY / "annotator" / "ui" / "actions.py").read_text("utf-8"))
    modules = [x.module or "" for x in ast.walk(tree) if isinstance(x, ast.ImportFrom)]
    assert [x for x in modules if x.startswith("annotator")] == ["annotator.values"]
    assert not [x for x in ast.walk(tree) if isinstance(x, ast.Lambda)]


def test_each_id_has_one_row_and_one_handler():
    assert [action.id for action in ACTIONS] == list(CommandId) == list(HANDLERS)
    assert len({action.id for action in TABLE}) == len(TABLE) == len(CommandId) + len(PageId)


def test_an_action_without_handler_fails_the_import(monkeypatch):
    monkeypatch.setattr(actions, "ACTIONS", (*ACTIONS, NOBODYS))
    with pytest.raises(LookupError, match=r"nobody\.knows"):
        runpy.run_path(commands.__file__)


def test_a_handler_without_action_fails_the_import(monkeypatch):
    monkeypatch.setattr(actions, "ACTIONS", ACTIONS[1:])
    with pytest.raises(LookupError, match=r"file\.new"):
        runpy.run_path(commands.__file__)


def test_two_actions_with_one_id_are_refused():
    with pytest.raises(LookupError, match="twice"):
        bound([NOBODYS, NOBODYS], {NOBODYS.id: Command(lambda _host: None)})


def test_a_page_without_row_and_a_row_twice_are_refused():
    with pytest.raises(LookupError, match="MENTIONS"):
        by_id(PAGES[1:])
    with pytest.raises(LookupError, match="twice"):
        by_id((*PAGES, PAGES[0]))
    with pytest.raises(ValueError, match="nobody"):
        by_id((*PAGES, pages.Page(NOBODYS, PAGES[0].make)))


def test_a_row_comes_before_the_one_it_names_or_at_the_end_of_its_menu():
    first, last = Action("x", "X", (), LABELS), Action("y", "Y", (), LABELS)
    table = merged(ACTIONS, ((first, CommandId.TOPIC_NONE), (last, "")))
    labels = [action.id for action in table if action.menu == LABELS]
    assert labels == ["x", CommandId.TOPIC_NONE, CommandId.TOPIC_WORDS, "y"]
    assert [x for x in table if x.menu != LABELS] == [x for x in ACTIONS if x.menu != LABELS]


def test_keys_that_two_actions_claim_are_told():
    other = Action("x", "X", ("Ctrl+N",), EDIT)
    assert clashes((*TABLE, other)) == ["Ctrl+N: file.new and x"]
