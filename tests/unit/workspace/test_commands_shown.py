"""The command that the window shows asks for just what the window would do.

What is tested: `workspace/exchange/commands.py`, `workspace/exchange/pairs.py`, held
against the commands themselves.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import cli, release_commands, suggest_command
from annotator.core.codes import IfThere, LabelsBecome
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.workspace.exchange import pairs
from annotator.workspace.exchange.commands import (
    as_typed,
    import_command,
    release_command,
    verify_command,
)
from annotator.workspace.jobs.import_messages import FileChoices, ImportChoices
from annotator.workspace.jobs.messages import Release
from annotator.workspace.jobs.release_messages import ReleaseChoices

NAMES = st.text(st.sampled_from("aß =-\\:'\"😀$,"), min_size=1, max_size=5).map(str.strip)
NAMES = NAMES.filter(bool)
PAIRS = st.dictionaries(NAMES, NAMES | st.just(""), max_size=2)
LANGUAGES = st.sampled_from(["", "de", "pt"])
COLUMNS = st.fixed_dictionaries({}, optional={"title": NAMES, "published": NAMES})
OWN = st.builds(
    FileChoices,
    format=st.sampled_from(["", "jsonl"]),
    encoding=st.sampled_from(["", "cp1252"]),
    columns=COLUMNS,
    language=LANGUAGES,
)
IMPORTS = st.builds(
    ImportChoices,
    project=st.just("p.db"),
    paths=st.just(("a b.jsonl", "-c.jsonl")),
    become=st.sampled_from(LabelsBecome),
    annotator=NAMES | st.just(""),
    if_there=st.sampled_from(IfThere),
    is_strict=st.booleans(),
    format=st.sampled_from(["", "jsonl"]),
    encoding=st.sampled_from(["", "cp1252"]),
    columns=COLUMNS,
    labels=PAIRS,
    topics=PAIRS,
    people=st.dictionaries(NAMES, NAMES, max_size=2),
    language=LANGUAGES,
    files=st.dictionaries(NAMES.map(lambda name: f"{name}.x"), OWN, max_size=2),
)
DAYS = st.sampled_from(["", "2023", "2023-06"])
RELEASES = st.builds(
    ReleaseChoices,
    status=st.sampled_from(["done", "all"]),
    annotator=NAMES | st.just(""),
    seen_only=st.booleans(),
    in_use_only=st.booleans(),
    first_date=DAYS,
    last_date=DAYS,
    formats=st.lists(st.sampled_from(["jsonl", "csv"]), max_size=2, unique=True).map(tuple),
    by=st.sampled_from(["share", "labels"]),
    seed=st.integers(0, 9),
    dev=st.sampled_from([0.0, 0.1, 0.25]),
    test=st.sampled_from([0.1, 0.3]),
    title=NAMES,
    description=NAMES | st.just(""),
    license=st.sampled_from(["", "mit"]),
    creator=NAMES | st.just(""),
    text_free=st.booleans(),
)


class Asked(UserError):
    """Stands for the job: nothing is imported or released."""


@pytest.fixture(scope="module")
def asked() -> Iterator[list[Any]]:
    """What the commands ask of jobs, which are not done."""
    found: list[Any] = []

    def ask(request: object) -> object:
        found.append(request)
        raise Asked(Fault.NO_ARTICLE_TO_EXPORT)

    with pytest.MonkeyPatch.context() as patch:
        for module in (cli, release_commands, suggest_command):
            patch.setattr(module, "run", ask)
        yield found


def run(words: list[str]) -> None:
    typed = shlex.split(as_typed(words))
    assert typed == words
    with pytest.raises(Asked):
        cli.app(typed[1:], standalone_mode=False)


@settings(max_examples=25)
@given(choices=IMPORTS)
def test_an_import(asked: list[Any], choices: ImportChoices) -> None:
    run(import_command(choices))
    for each in fields(ImportChoices):
        if each.name == "files":
            said = {name: own for name, own in choices.files.items() if own != FileChoices()}
            assert asked[-1].files == said
        elif each.name != "options":
            assert getattr(asked[-1], each.name) == getattr(choices, each.name), each.name


@settings(max_examples=25)
@given(choices=RELEASES)
def test_a_release(asked: list[Any], choices: ReleaseChoices) -> None:
    run(release_command(Release("p.db", "out dir", choices)))
    assert asked[-1].choices == choices
    assert asked[-1].to == "out dir"


def test_verifying() -> None:
    assert verify_command("a b") == ["annotator", "verify", "a b"]


@given(st.text("a=\\:"), st.text("a=\\:"))
def test_a_pair_comes_back_as_it_was(old: str, new: str) -> None:
    assert pairs.parted(pairs.written(old, new)) == (old, new)


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("A=B", ("A", "B")),
        ("A=", ("A", "")),
        (r"A\=B=C", ("A=B", "C")),
        (r"C:\x=D:\y", (r"C:\x", r"D:\y")),
        ("A", None),
        (r"A\=B", None),
    ],
)
def test_what_is_typed_means_that(typed: str, pair: tuple[str, str] | None) -> None:
    assert pairs.parted(typed) == pair
